import { describe, expect, test } from 'vitest'
import type { AttributeReference, JsonObject } from './resource-filter.ts'
import { comparePlaces, type Sort, type SortKey, sortKeyOf } from './resource-sort.ts'

const extension = 'urn:x:extension'

function by(name: string, sub?: string, more: Partial<AttributeReference> = {}): Sort {
  const attribute: AttributeReference = {
    name,
    ...(sub && { sub }),
    type: 'string',
    caseExact: false,
    multiValued: false,
    ...more,
  }
  return { attribute, descending: false }
}

describe('the key of a resource (RFC 7644 3.4.2.3)', () => {
  const resource: JsonObject = {
    userName: 'Ada@X.com',
    externalId: 'AbC',
    active: false,
    seats: 5,
    meta: { created: '2026-01-31T12:00:00+02:00' },
    emails: [{ value: 'First@x.com' }, { value: 'Primary@x.com', primary: true, type: 'Home' }],
    phoneNumbers: [{ value: '2' }, { value: '1' }],
    roles: [],
    tags: ['B', 'a'],
    [extension]: { manager: { value: 'M1' } },
  }
  const list = { multiValued: true }
  test.each<[string, Sort, SortKey]>([
    ['text is folded', by('userName'), 'ada@x.com'],
    ['case-exact text is not', by('externalId', undefined, { caseExact: true }), 'AbC'],
    ['a boolean', by('active', undefined, { type: 'boolean' }), false],
    ['a number', by('seats', undefined, { type: 'integer' }), 5],
    [
      'a moment, whatever its zone',
      by('meta', 'created', { type: 'dateTime' }),
      Date.parse('2026-01-31T10:00:00Z'),
    ],
    ['the primary element of a list', by('emails', 'value', list), 'primary@x.com'],
    ['another part of the primary element', by('emails', 'type', list), 'home'],
    ['the first of a list without a primary one', by('phoneNumbers', 'value', list), '2'],
    ['the first of plain values', by('tags', undefined, list), 'b'],
    ['an extension’s value', by('manager', 'value', { extension }), 'm1'],
    ['nothing in an empty list', by('roles', 'value', list), undefined],
    ['nothing where it is missing', by('title'), undefined],
    ['nothing where an extension is missing', by('manager', 'value', { extension: 'urn:other' }), undefined],
    [
      'nothing of an attribute that the type does not have',
      { attribute: undefined, descending: false },
      undefined,
    ],
  ])('%s', (_name, sort, key) => {
    expect(sortKeyOf(sort, resource)).toBe(key)
  })
})

describe('the order of places', () => {
  const sorted = (keys: SortKey[], descending: boolean) =>
    keys
      .map((key, n) => ({ key, id: String(n) }))
      .sort((a, b) => comparePlaces(a, b, { attribute: undefined, descending }))
      .map(({ key, id }) => `${key} ${id}`)

  test('what has no value is last ascending and first descending, and ids decide between equals', () => {
    const keys = ['b', undefined, 'a', undefined, 'b']
    const ascending = ['a 2', 'b 0', 'b 4', 'undefined 1', 'undefined 3']
    expect(sorted(keys, false)).toEqual(ascending)
    expect(sorted(keys, true)).toEqual(ascending.toReversed())
  })

  test('texts by code point, numbers by value, false before true', () => {
    expect(sorted(['\u{1f600}', '\uff01', 'z'], false)).toEqual(['z 2', '\uff01 1', '\u{1f600} 0'])
    expect(sorted([10, 9, -1], false)).toEqual(['-1 2', '9 1', '10 0'])
    expect(sorted([true, false], false)).toEqual(['false 1', 'true 0'])
  })
})
