import { expect, test } from 'vitest'
import { hostLetters } from './company-domain.ts'
import { addressesLike, splitLocals } from './local-part.ts'
import { nameKey, nameParts } from './name-key.ts'
import { unicodeLabel } from './punycode.ts'
import { isOneEdit, lettersOf, neighbourhood } from './skeleton.ts'

test.each([
  ['Ann Lee', 'Аnn Lее'],
  ['Ann Lee', 'Ann Iee'],
  ['Ann Lee', 'A\u200bnn\u00a0Lee'],
  ['Ann Lee', 'Ａｎｎ Ｌｅｅ'],
  ['Ann Lee', '𝐀𝐧𝐧 𝐋𝐞𝐞'],
  ['Marta Arno', 'Malta Amo'.replace('l', 'r')],
  ['Łukasz Wójcik', 'Lukasz Wojcik'],
  ['Jörg Weiß', 'JÖRG WEISS'],
])('%s looks like %s', (left, right) => {
  expect(lettersOf(right)).toBe(lettersOf(left).replace('\u00a0', ' '))
})

test.each([
  ['Ann Lee', 'Lee, Ann'],
  ['Ann Lee', 'Dr. Ann M. Lee'],
  ['Michael Müller', 'MICHAEL MUELLER'],
  ['Ann Lee', 'ann  LEE (Support)'],
  ['李小明', '李小明'],
])('%s and %s have one key', (left, right) => {
  expect(nameKey(right)).toBe(nameKey(left))
  expect(nameKey(left)).not.toBe('')
})

test.each(['Ann', '', '   ', 'Support', '…'])('%j says nothing', (name) => {
  expect(nameKey(name)).toBe('')
})

test('other names have other keys', () => {
  const names = ['Ann Lee', 'Anna Lee', 'Ann Leer', 'Lee Lee', 'Bob Lee', 'Kristin Berg', 'Kirsten Berg']
  expect(new Set(names.map(nameKey)).size).toBe(names.length)
})

test('a name is found among other words, which are named', () => {
  const parts = nameParts('Ann Lee | Globex Support')
  expect(parts).toContainEqual({ key: nameKey('Ann Lee'), rest: [lettersOf('globex')] })
  expect(nameParts('AnnLee')).toContainEqual({ key: nameKey('Ann Lee'), rest: [] })
})

test.each([
  ['xn--bcher-kva', 'bücher'],
  ['xn--glbex-vqf', undefined],
  ['xn--80ak6aa92e', 'аррӏе'],
  ['xn--', undefined],
  ['xn--99999999', undefined],
  ['plain', 'plain'],
])('the label %s is read', (label, expected) => {
  const found = unicodeLabel(label)
  if (expected !== undefined) expect(found).toBe(expected)
  expect(typeof found).toBe('string')
})

test.each([
  ['xn--80ak6aa92e.com', 'apple.com'],
  ['g1obex.com', 'globex.com'],
  ['rnodern.example', 'modem.example'],
])('%s looks like %s', (left, right) => {
  expect(hostLetters(left)).toBe(hostLetters(right))
})

test.each([
  ['globex', 'globx', true],
  ['globex', 'globexx', true],
  ['globex', 'golbex', true],
  ['globex', 'glubex', true],
  ['globex', 'globex', false],
  ['globex', 'glbx', false],
  ['globex', 'xeblog', false],
])('%s and %s', (left, right, expected) => {
  expect(isOneEdit(left, right)).toBe(expected)
  expect(isOneEdit(right, left)).toBe(expected)
  const shares = neighbourhood(left).some((one) => neighbourhood(right).includes(one))
  if (expected) expect(shares).toBe(true)
})

test('addresses that are easily taken for one another', () => {
  const like = addressesLike('ann.lee@gmail.com')
  for (const one of ['lee.ann', 'annlee', 'ann.ele', 'ann_lee', 'amn.lee', 'ann.1ee'])
    expect(like).toContain(`${one}@gmail.com`)
  expect(like).not.toContain('ann.lee@gmail.com')
  expect(addressesLike('annlee@gmail.com')).toContain('ann.lee@gmail.com')
  expect(like.length).toBeLessThan(200)
  expect(splitLocals('annlee-globex@gmail.com')).toContainEqual({
    key: nameKey('Ann Lee'),
    rest: [lettersOf('globex')],
  })
})
