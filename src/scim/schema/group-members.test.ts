import { describe, expect, test } from 'vitest'
import { type GroupMember, readMembers } from './group-members.ts'

describe('members are read as', () => {
  test.each<[string, unknown, GroupMember[]]>([
    ['objects', [{ value: 'u1', type: 'User' }], [{ value: 'u1', type: 'User' }]],
    ['without a type (Okta 7)', [{ value: 'u1', display: 'Ada' }], [{ value: 'u1', display: 'Ada' }]],
    ['a display in any case', [{ value: 'u1', DISPLAY: 'Ada' }], [{ value: 'u1', display: 'Ada' }]],
    [
      'displayName (Microsoft’s Postman collection)',
      [{ displayName: 'Ada', value: 'u1' }],
      [{ value: 'u1', display: 'Ada' }],
    ],
    [
      'display before displayName',
      [{ value: 'u1', displayName: 'A', display: 'B' }],
      [{ value: 'u1', display: 'B' }],
    ],
    [
      'a display that cannot be kept is none',
      [
        { value: 'u1', display: 'a\0' },
        { value: 'u2', display: 7 },
        { value: 'u3', display: 'x'.repeat(1025) },
      ],
      [{ value: 'u1' }, { value: 'u2' }, { value: 'u3' }],
    ],
    ['$ref null (P4)', [{ $ref: null, value: 'u1' }], [{ value: 'u1' }]],
    ['names in any case', [{ VALUE: 'u1', Type: 'group' }], [{ value: 'u1', type: 'Group' }]],
    ['an unknown type is none', [{ value: 'u1', type: 'direct' }], [{ value: 'u1' }]],
    ['a type of null', [{ value: 'u1', type: null }], [{ value: 'u1' }]],
    ['bare texts (Microsoft’s Postman collection)', ['string id 1'], [{ value: 'string id 1' }]],
    ['one object', { value: 'u1' }, [{ value: 'u1' }]],
    ['one text', 'u1', [{ value: 'u1' }]],
    ['a number', [{ value: 5 }], [{ value: '5' }]],
    [
      'each once, the first as it came',
      ['u1', { value: 'u1', type: 'User' }, 'u2'],
      [{ value: 'u1' }, { value: 'u2' }],
    ],
    ['null', null, []],
    ['an empty list', [], []],
  ])('%s', (_name, given, expected) => {
    expect(readMembers(given, new Set())).toEqual(expected)
  })

  test('more than a list’s limit, in time', () => {
    const given = Array.from({ length: 100_000 }, (_, i) => ({ value: `u${i}`, display: 'x' }))
    const start = performance.now()
    expect(readMembers(given, new Set())).toHaveLength(100_000)
    // Looking for each among all others would take minutes.
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

test.each<[string, unknown, RegExp]>([
  ['no value', [{}], /^members.value is required/],
  ['an empty value', [{ value: '' }], /^members.value is required/],
  ['null as a value', [{ value: null }], /^members.value is required/],
  ['null as a member', [null], /^members.value is required/],
  ['an object as a value', [{ value: {} }], /^members.value must be a text/],
  ['a list as a member', [['u1']], /^members.value must be a text/],
  ['true', true, /^members.value must be a text/],
  ['a type that is no text', [{ value: 'u1', type: 5 }], /^members.type must be a text/],
  ['a NUL character', ['u\0'], /^members.value must not contain a NUL/],
  ['a value of 1,025 characters', ['x'.repeat(1025)], /^members.value must not be longer/],
])('400 invalidValue for %s', (_name, given, detail) => {
  expect(() => readMembers(given, new Set())).toThrow(detail)
})

test('of a member who says no more than a value no copy is made: a body may have a million', () => {
  const given = [{ value: 'u1' }, { value: 'u2' }]
  expect(readMembers(given, new Set()).map((member, n) => member === given[n])).toEqual([true, true])
})
