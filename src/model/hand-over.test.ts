import { expect, test } from 'vitest'
import { type HandOverSide, type HandOverWish, isPrivate, judgeHandOver, judgeWish } from './hand-over.ts'

const leaver: HandOverSide = {
  customerId: 'a',
  name: 'Ann',
  active: false,
  mergedInto: null,
  isErased: false,
}
const colleague: HandOverSide = { ...leaver, customerId: 'b', name: 'Bob', active: true }

test.each<[string, Partial<HandOverSide>, Partial<HandOverSide>, string | undefined]>([
  ['go from who left to who is there', {}, {}, undefined],
  ['not to the same', {}, { customerId: 'a' }, 'same'],
  ['not from who is there', { active: true }, {}, 'leaver-active'],
  ['not to who left', {}, { active: false }, 'colleague-inactive'],
  ['not from who was erased', { isErased: true }, {}, 'erased'],
  ['not from who was merged', { mergedInto: 'c' }, {}, 'merged'],
  ['not to who was merged', {}, { mergedInto: 'c', active: false }, 'merged'],
])('requests %s', (_rule, from, to, expected) => {
  expect(judgeHandOver({ ...leaver, ...from }, { ...colleague, ...to })).toBe(expected)
})

test.each<[string[], string[], boolean]>([
  [[], ['o'], true],
  [['o'], ['o'], false],
  [['p', 'o'], ['o'], false],
  [['o'], ['p'], true],
])('shared with %s, a colleague in %s: private %s', (organizations, belongs, expected) => {
  expect(isPrivate(organizations, new Set(belongs))).toBe(expected)
})

const agent: HandOverWish = { isAdministrator: false, withPrivate: false, confirm: false }
const admin: HandOverWish = { ...agent, isAdministrator: true }

test.each<[string, HandOverWish, boolean, string | undefined]>([
  ['an agent hands over what is shared', agent, true, undefined],
  ['but nothing private', { ...agent, withPrivate: true }, true, 'private'],
  ['an administrator does', { ...admin, withPrivate: true }, true, undefined],
  ['strangers are no colleagues', admin, false, 'unconfirmed'],
  ['unless an administrator says so', { ...admin, confirm: true }, false, undefined],
  ['and nobody else', { ...agent, confirm: true }, false, 'administrator-confirms'],
])('%s', (_rule, wish, shares, expected) => {
  expect(judgeWish(wish, shares)).toBe(expected)
})
