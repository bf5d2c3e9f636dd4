import { expect, test } from 'vitest'
import { assertedGroups, assertedMax, assertedSays, assertedTextMax } from './asserted-groups.ts'

const many = (n: number) => Array.from({ length: n }, (_, i) => `Group ${i}`)

test.each<[string, readonly (string | undefined)[], readonly string[]]>([
  ['as they came', ['Sales', 'Support'], ['Sales', 'Support']],
  ['each once, whatever its letters', ['Sales', 'SALES', ' sales '], ['sales']],
  ['nothing where nothing is in it', ['', '  '], []],
  ['as many as are taken', many(assertedMax), many(assertedMax)],
  ['names that differ in what nobody sees are one', ['Sales\u200b', 'Sales'], ['Sales']],
  ['as long as is taken', ['x'.repeat(assertedTextMax)], ['x'.repeat(assertedTextMax)]],
])('%s', (_name, values, names) => {
  expect(assertedGroups(values, false)).toEqual({ names, trouble: null })
})

test.each<[string, readonly (string | undefined)[], readonly string[]]>([
  ['what is no text', ['Sales', undefined], ['Sales']],
  ['several lines', ['Sales', 'Sup\nport'], ['Sales']],
  ['what turns the text around', ['Sales', 'Sup\u202eport'], ['Sales']],
  ['more than a name is long', ['Sales', 'x'.repeat(assertedTextMax + 1)], ['Sales']],
])('one that is %s is left out, and that is said', (_name, values, names) => {
  const found = assertedGroups(values, false)
  expect(found.names).toEqual(names)
  expect(found.trouble).toContain('one is no plain text')
  expect(assertedSays(found, 'groups')).toBe(`One group came in groups. ${found.trouble}`)
})

test('of more than are taken none is: which of them came would be chance', () => {
  const { names, trouble } = assertedGroups(many(assertedMax + 1), false)
  expect(names).toEqual([])
  expect(trouble).toContain(`${assertedMax + 1} groups came, and no more than ${assertedMax} are taken`)
})

test('too many to be sent are none, and what to do is said; what was sent all the same counts', () => {
  const { names, trouble } = assertedGroups([], true)
  expect(names).toEqual([])
  expect(trouble).toContain('assigned to this application')
  expect(assertedSays({ names, trouble }, 'groups')).toBe(trouble)
  expect(assertedGroups(['Sales'], true)).toEqual({ names: ['Sales'], trouble: null })
})

test('nothing that came is said as well', () => {
  expect(assertedSays({ names: [], trouble: null }, 'groups')).toContain('No groups came in groups')
})
