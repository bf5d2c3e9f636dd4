import { describe, expect, test } from 'vitest'
import {
  type AttributeReference,
  type Comparand,
  type CompareOperator,
  compareText,
  type Filter,
  foldCase,
  instantOf,
  type JsonObject,
  matches,
} from './resource-filter.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const resource: JsonObject = {
  id: 'AbC',
  userName: 'Ada@Example.com',
  title: '',
  active: true,
  meta: { lastModified: '2026-01-31T12:00:00+02:00' },
  emails: [
    { type: 'work', value: 'ada@work.example', primary: true },
    { type: 'home', value: 'ada@home.example' },
  ],
  roles: [],
  seats: 5,
  tags: ['Red', 'green'],
  [enterprise]: { manager: { value: 'm1' } },
}

function text(name: string, sub?: string, more: Partial<AttributeReference> = {}): AttributeReference {
  return { name, ...(sub && { sub }), type: 'string', caseExact: false, multiValued: false, ...more }
}

const userName = text('userName')
const id = text('id', undefined, { caseExact: true })
const modified = text('meta', 'lastModified', { type: 'dateTime' })
const emailValue = text('emails', 'value', { multiValued: true })
const emailType = text('emails', 'type', { multiValued: true })
const emails = text('emails', undefined, { type: 'complex', multiValued: true })
const seats = text('seats', undefined, { type: 'integer' })
const active = text('active', undefined, { type: 'boolean' })

function compare(attribute: AttributeReference, operator: CompareOperator, value: Comparand): Filter {
  return { kind: 'compare', attribute, operator, value }
}

describe('matches (RFC 7644 3.4.2.2)', () => {
  test.each<[string, Filter, boolean]>([
    ['text compares without regard to case', compare(userName, 'eq', 'ADA@example.COM'), true],
    ['caseExact text compares exactly', compare(id, 'eq', 'abc'), false],
    ['caseExact text that is the same', compare(id, 'eq', 'AbC'), true],
    ['co finds a part', compare(userName, 'co', '@EXAMPLE'), true],
    ['sw finds the beginning', compare(userName, 'sw', 'ada'), true],
    ['ew finds the end', compare(userName, 'ew', '.COM'), true],
    ['ew does not find the beginning', compare(userName, 'ew', 'ada'), false],
    ['gt orders folded text', compare(userName, 'gt', 'ACE'), true],
    ['le includes the value itself', compare(userName, 'le', 'ada@example.com'), true],
    ['lt excludes the value itself', compare(userName, 'lt', 'ada@example.com'), false],
    ['numbers compare as numbers', compare(seats, 'lt', 10), true],
    ['numbers equal', compare(seats, 'eq', 5), true],
    ['a number is no text', compare(seats, 'eq', '5'), false],
    ['booleans equal', compare(active, 'eq', true), true],
    ['booleans differ', compare(active, 'ne', true), false],
    ['a dateTime compares by its instant', compare(modified, 'eq', '2026-01-31T10:00:00Z'), true],
    ['a dateTime orders by its instant', compare(modified, 'lt', '2026-01-31T11:00:00Z'), true],
    ['parts of a dateTime compare as text', compare(modified, 'sw', '2026-01-31t12'), true],
    ['a list meets a comparison when one element does', compare(emailValue, 'eq', 'ada@home.example'), true],
    ['a list meets ne when one element differs', compare(emailType, 'ne', 'work'), true],
    ['a list of texts', compare(text('tags', undefined, { multiValued: true }), 'eq', 'RED'), true],
    ['eq on a missing attribute is false', compare(text('nickName'), 'eq', 'x'), false],
    ['ne on a missing attribute is true', compare(text('nickName'), 'ne', 'x'), true],
    ['gt on a missing attribute is false', compare(text('nickName'), 'gt', 'a'), false],
    ['eq null means missing', compare(text('nickName'), 'eq', null), true],
    ['eq null on an assigned attribute', compare(userName, 'eq', null), false],
    ['eq null on an empty text', compare(text('title'), 'eq', null), true],
    ['ne null means assigned', compare(userName, 'ne', null), true],
    [
      'an attribute of an extension',
      compare(text('manager', 'value', { extension: enterprise }), 'eq', 'm1'),
      true,
    ],
    [
      'an extension the resource lacks',
      compare(text('x', undefined, { extension: 'urn:x' }), 'eq', 'm1'),
      false,
    ],
    ['pr on an assigned attribute', { kind: 'present', attribute: userName }, true],
    ['pr on an empty text', { kind: 'present', attribute: text('title') }, false],
    [
      'pr on an empty list',
      { kind: 'present', attribute: text('roles', 'value', { multiValued: true }) },
      false,
    ],
    [
      'pr on a complex attribute',
      { kind: 'present', attribute: text('meta', undefined, { type: 'complex' }) },
      true,
    ],
    ['not', { kind: 'not', inner: compare(active, 'eq', true) }, false],
    ['and', { kind: 'and', all: [compare(active, 'eq', true), compare(seats, 'gt', 9)] }, false],
    ['or', { kind: 'or', any: [compare(active, 'eq', false), compare(seats, 'gt', 4)] }, true],
    [
      'an element filter binds to one element',
      {
        kind: 'element',
        attribute: emails,
        inner: {
          kind: 'and',
          all: [compare(text('type'), 'eq', 'work'), compare(text('value'), 'co', '@home')],
        },
      },
      false,
    ],
    [
      'the same conditions unbound are met by different elements',
      { kind: 'and', all: [compare(emailType, 'eq', 'work'), compare(emailValue, 'co', '@home')] },
      true,
    ],
    [
      'an element filter over plain values finds them as value',
      {
        kind: 'element',
        attribute: text('tags', undefined, { multiValued: true }),
        inner: compare(text('value'), 'eq', 'green'),
      },
      true,
    ],
  ])('%s', (_name, filter, expected) => {
    expect(matches(filter, resource)).toBe(expected)
  })
})

describe('foldCase', () => {
  test.each([
    ['ASCII letters fold', 'Ada.LOVELACE@X', 'ada.lovelace@x'],
    ['no Unicode folding: İ, ẞ and the Kelvin sign stay', 'İẞ\u212A', 'İẞ\u212A'],
    ['nothing to fold', 'abc1', 'abc1'],
  ])('%s', (_name, given, expected) => {
    expect(foldCase(given)).toBe(expected)
  })
})

test('texts order by code point, as collation "C" orders their UTF-8 bytes', () => {
  const texts = ['', 'Z', 'a', 'aa', 'ab', 'é', '퟿', '！', '😀', '😁']
  const shuffled = [...texts].reverse()
  expect(shuffled.sort(compareText)).toEqual(texts)
  expect([...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual(texts)
})

describe('instantOf (RFC 7643 2.3.5)', () => {
  test.each<[string, string, number | undefined]>([
    ['UTC', '2008-01-23T04:56:22Z', Date.UTC(2008, 0, 23, 4, 56, 22)],
    ['an offset', '2008-01-23T04:56:22+02:30', Date.UTC(2008, 0, 23, 2, 26, 22)],
    ['a negative offset', '2008-01-23T04:56:22-01:00', Date.UTC(2008, 0, 23, 5, 56, 22)],
    ['a fraction', '2008-01-23T04:56:22.5Z', Date.UTC(2008, 0, 23, 4, 56, 22, 500)],
    ['no zone is taken as UTC', '2008-01-23T04:56:22', Date.UTC(2008, 0, 23, 4, 56, 22)],
    ['midnight at the end of a day', '2008-01-23T24:00:00Z', Date.UTC(2008, 0, 24)],
    ['a leap day', '2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['a day the month does not have', '2023-02-29T00:00:00Z', undefined],
    ['month 13', '2023-13-01T00:00:00Z', undefined],
    ['hour 25', '2023-01-01T25:00:00Z', undefined],
    ['second 60', '2023-01-01T00:00:60Z', undefined],
    ['year 0', '0000-01-01T00:00:00Z', undefined],
    ['an impossible zone', '2023-01-01T00:00:00+99:00', undefined],
    ['a date alone', '2023-01-01', undefined],
    ['not a date', 'yesterday', undefined],
  ])('%s', (_name, given, expected) => {
    expect(instantOf(given)).toBe(expected)
  })

  test('the first century is not the twentieth', () => {
    expect(new Date(instantOf('0099-01-01T00:00:00Z') ?? 0).getUTCFullYear()).toBe(99)
  })
})
