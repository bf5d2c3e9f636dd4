import { describe, expect, test } from 'vitest'
import { attachmentsMax, type FieldKind, type RequestField, readFieldValues } from './request-type.ts'

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const asks = (kind: FieldKind, isRequired = false): RequestField => ({
  id: 'f',
  kind,
  label: 'Field',
  help: '',
  isRequired,
  options: [
    { id: 'a', label: 'A' },
    { id: 'b', label: 'B' },
    { id: 'old', label: 'Old', isArchived: true },
  ],
})
const read = (kind: FieldKind, given: unknown, isRequired = false) =>
  readFieldValues([asks(kind, isRequired)], { f: given })
const many = (n: number) => Array.from({ length: n }, (_, at) => id(at))

describe('what is answered is kept as it is meant', () => {
  test.each<[FieldKind, unknown, unknown]>([
    ['text', '  a printer ', 'a printer'],
    ['text', 'x'.repeat(255), 'x'.repeat(255)],
    ['text', '   ', undefined],
    ['paragraph', 'one\r\n\ttwo\n', 'one\n\ttwo'],
    ['paragraph', 'x'.repeat(32_000), 'x'.repeat(32_000)],
    ['choice', 'a', 'a'],
    ['choice', '', undefined],
    ['choices', ['b', 'a'], ['b', 'a']],
    ['choices', [], undefined],
    ['date', '2028-02-29', '2028-02-29'],
    ['date', '', undefined],
    ['number', 0, 0],
    ['number', -12.5, -12.5],
    ['number', 1e12, 1e12],
    ['checkbox', true, true],
    ['checkbox', false, undefined],
    ['attachment', many(attachmentsMax), many(attachmentsMax)],
    ['attachment', [], undefined],
    ['text', null, undefined],
  ])('%s: %j', (kind, given, value) => {
    expect(read(kind, given)).toEqual({ values: value === undefined ? {} : { f: value } })
  })
})

describe('what breaks a rule is refused, with the field and the rule', () => {
  test.each<[FieldKind, unknown, string, number?]>([
    ['text', 7, 'type'],
    ['text', 'a\nb', 'characters'],
    ['text', 'a\0b', 'characters'],
    ['text', 'a\ud800', 'characters'],
    ['text', 'x'.repeat(256), 'too-big', 255],
    ['paragraph', ['x'], 'type'],
    ['paragraph', 'a\u0007', 'characters'],
    ['paragraph', 'x'.repeat(32_001), 'too-big', 32_000],
    ['choice', 'c', 'choice'],
    ['choice', 'old', 'choice'],
    ['choice', 'A', 'choice'],
    ['choice', ['a'], 'type'],
    ['choices', 'a', 'type'],
    ['choices', ['a', 'c'], 'choice'],
    ['choices', ['old'], 'choice'],
    ['choices', ['a', 'a'], 'repeated'],
    ['choices', ['a', 7], 'type'],
    ['date', '2027-02-29', 'format'],
    ['date', '28.11.2026', 'format'],
    ['date', 20261128, 'format'],
    ['number', '5', 'type'],
    ['number', Number.NaN, 'type'],
    ['number', Number.POSITIVE_INFINITY, 'type'],
    ['number', 1e12 + 1, 'too-big', 1e12],
    ['number', -1e13, 'too-small', -1e12],
    ['checkbox', 'true', 'type'],
    ['attachment', ['../../etc/passwd'], 'format'],
    ['attachment', [id(1), id(1)], 'repeated'],
    ['attachment', many(attachmentsMax + 1), 'too-big', attachmentsMax],
  ])('%s: %j', (kind, given, rule, limit) => {
    expect(read(kind, given)).toEqual({
      errors: [
        { field: 'fields.f', rule, detail: expect.stringMatching(/^must .*\.$/), ...(limit && { limit }) },
      ],
    })
  })
})

test.each<[FieldKind, unknown]>([
  ['text', ' '],
  ['paragraph', ''],
  ['choice', ''],
  ['choices', []],
  ['date', ''],
  ['number', null],
  ['number', undefined],
  ['checkbox', false],
  ['attachment', []],
])('a required %s is missing where %j is given', (kind, given) => {
  expect(read(kind, given, true)).toMatchObject({ errors: [{ field: 'fields.f', rule: 'missing' }] })
})

test('every field at fault is named at once, and so is what nobody asked', () => {
  const fields = [
    { ...asks('number', true), id: 'n' },
    { ...asks('date'), id: 'd' },
    { ...asks('text'), id: 't' },
  ]
  const given = JSON.parse('{"d": "soon", "t": "fine", "__proto__": {"n": 1}, "more": 1}')
  expect(readFieldValues(fields, given)).toMatchObject({
    errors: [
      { field: 'fields.n', rule: 'missing' },
      { field: 'fields.d', rule: 'format' },
      { field: 'fields.__proto__', rule: 'unknown' },
      { field: 'fields.more', rule: 'unknown' },
    ],
  })
})
