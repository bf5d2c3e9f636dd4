import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparisons, trees } from '../../../test/fixtures/random-filters.ts'
import { SITE_SCHEMA, SITE_USER } from '../../../test/fixtures/scim-site-schema.ts'
import type { AttributeReference, Filter } from '../../model/identity/resource-filter.ts'
import { ScimError } from '../errors.ts'
import { GROUP, USER } from '../schema/schemas.ts'
import { parseFilter } from './filter.ts'
import { printFilter } from './filter-print.ts'
import { referenceTo, resolveAttribute } from './path.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const core = 'urn:ietf:params:scim:schemas:core:2.0:User'

/** Parsed and printed again: short to write, and it shows names, precedence and binding. */
describe('a filter is read as', () => {
  test.each<[string, string, string]>([
    [
      'keywords and names in any case',
      'USERNAME Eq "x" AND Active EQ TRUE',
      'userName eq "x" and active eq true',
    ],
    ['every operator', 'title ne "a" or title co "b"', 'title ne "a" or title co "b"'],
    ['sw and ew', 'title sw "a" and title ew "b"', 'title sw "a" and title ew "b"'],
    ['order', 'meta.lastModified GE "2026-01-01T00:00:00Z"', 'meta.lastModified ge "2026-01-01T00:00:00Z"'],
    ['presence', 'title PR', 'title pr'],
    ['and binds tighter than or', 'title pr or title pr and title pr', 'title pr or title pr and title pr'],
    ['parentheses group', '(title pr or title pr) and title pr', '(title pr or title pr) and title pr'],
    ['needless parentheses go', '((title pr))', 'title pr'],
    ['not', 'NOT (title pr)', 'not (title pr)'],
    ['not without a blank', 'not(title pr)', 'not (title pr)'],
    ['and after a group', '(title pr) and not (title pr)', 'title pr and not (title pr)'],
    ['a JSON string with escapes', 'title eq "a\\"b\\u0041 )]"', 'title eq "a\\"bA )]"'],
    ['any blanks between the words', '  title\teq   "x"\n', 'title eq "x"'],
    ['null', 'title eq null', 'title eq null'],
    ['the core URN before a name', `${core}:userName eq "x"`, 'userName eq "x"'],
    ['a URN in any case', `${enterprise.toUpperCase()}:DEPARTMENT eq "x"`, `${enterprise}:department eq "x"`],
    ['a URN and a sub-attribute', `${enterprise}:manager.value eq "x"`, `${enterprise}:manager.value eq "x"`],
    ['a list alone means its value', 'emails co "@x"', 'emails.value co "@x"'],
    ['presence of a list without value', 'addresses pr', 'addresses pr'],
    [
      'a bracketed filter',
      'emails[type eq "work" and value co "@x"]',
      'emails[type eq "work" and value co "@x"]',
    ],
    ['a group in brackets', 'emails[not (type pr) or value pr]', 'emails[not (type pr) or value pr]'],
    [
      'brackets among conditions',
      'title pr and emails[type pr] or title pr',
      'title pr and emails[type pr] or title pr',
    ],
    [
      'Entra: a sub-attribute after brackets',
      'emails[type eq "work"].value eq "x"',
      'emails[type eq "work" and value eq "x"]',
    ],
    [
      'Entra, older: an operator after brackets',
      'emails[type eq "work"] eq "x"',
      'emails[type eq "work" and value eq "x"]',
    ],
    ['presence after brackets', 'emails[type eq "work"].value pr', 'emails[type eq "work" and value pr]'],
    [
      'brackets with or, then a sub-attribute',
      'emails[type pr or value pr].value eq "x"',
      'emails[(type pr or value pr) and value eq "x"]',
    ],
    ['brackets after a single complex attribute', 'name[familyName eq "x"]', 'name.familyName eq "x"'],
    ['Entra: an unquoted value', 'externalId eq jyoung', 'externalId eq "jyoung"'],
    ['an unquoted value with signs', 'userName eq a.b+c@x.example', 'userName eq "a.b+c@x.example"'],
    ['an unquoted value before a parenthesis', '(externalId eq jyoung)', 'externalId eq "jyoung"'],
    [
      'an unquoted GUID before and',
      'id eq 7f4b-1 and manager eq 8a',
      `id eq "7f4b-1" and ${enterprise}:manager.value eq "8a"`,
    ],
    [
      'a number for a text keeps its spelling',
      `${enterprise}:employeeNumber eq 007`,
      `${enterprise}:employeeNumber eq "007"`,
    ],
    ['true for a text is that text', 'title eq true', 'title eq "true"'],
    ['Entra: a quoted boolean', 'roles[primary eq "True"]', 'roles[primary eq true]'],
    ['a bare attribute of an extension', 'department eq "x"', `${enterprise}:department eq "x"`],
    ['PingOne: email means emails.value', 'email Co "x"', 'emails.value co "x"'],
    ['a text order on a dateTime', 'meta.created sw "2026"', 'meta.created sw "2026"'],
    ['an integer', `${SITE_SCHEMA.id}:seats gt 5`, `${SITE_SCHEMA.id}:seats gt 5`],
    ['an integer in quotes', `${SITE_SCHEMA.id}:seats gt "5"`, `${SITE_SCHEMA.id}:seats gt 5`],
    ['a decimal', 'discount le -1.5e1', `${SITE_SCHEMA.id}:discount le -15`],
    ['a list of texts', 'tags eq "x"', `${SITE_SCHEMA.id}:tags eq "x"`],
    ['brackets after a list of texts', 'tags[value eq "x"]', `${SITE_SCHEMA.id}:tags[value eq "x"]`],
    ['schemas', `schemas eq "${core}"`, `schemas eq "${core}"`],
    ['groups by value', 'groups.value eq "g"', 'groups.value eq "g"'],
    ['names that are keywords elsewhere', 'title eq and', 'title eq "and"'],
  ])('%s', (_name, given, expected) => {
    expect(printFilter(parseFilter(given, SITE_USER))).toBe(expected)
  })

  test('a reference carries what a comparison needs to know', () => {
    expect(parseFilter(`${enterprise}:manager eq "x"`, USER)).toEqual({
      kind: 'compare',
      attribute: {
        extension: enterprise,
        name: 'manager',
        sub: 'value',
        type: 'string',
        caseExact: false,
        multiValued: false,
      },
      operator: 'eq',
      value: 'x',
    })
  })

  test('the references inside brackets are relative to one element', () => {
    expect(parseFilter('members[value eq "u1"]', GROUP)).toEqual({
      kind: 'element',
      attribute: { name: 'members', type: 'complex', caseExact: false, multiValued: true },
      inner: {
        kind: 'compare',
        attribute: { name: 'value', type: 'string', caseExact: false, multiValued: false },
        operator: 'eq',
        value: 'u1',
      },
    })
  })
})

describe('400 invalidFilter for', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', '', /character 1: expected the name/],
    ['blanks', '   ', /expected the name/],
    ['an unknown attribute, which it names', 'shoeSize eq 5', /unknown attribute at character 1: "shoeSize"/],
    ['an unknown sub-attribute', 'name.nick eq "x"', /unknown attribute.*"name.nick"/],
    ['an unknown sub-attribute in brackets', 'emails[shoe eq 5]', /character 8: "shoe"/],
    [
      'an unknown sub-attribute after brackets',
      'emails[type pr].shoe eq 5',
      /unknown attribute at character 16/,
    ],
    ['an unknown URN', 'urn:x:y:userName eq "x"', /unknown attribute/],
    ['too deep a name', 'name.familyName.x eq "x"', /unknown attribute/],
    ['an unknown operator', 'title is "x"', /character 7: expected one of the operators/],
    ['a missing operator', 'title', /character 6: expected one of the operators/],
    ['a missing value', 'title eq', /character 9: expected a value/],
    ['a string that is not closed', 'title eq "x', /character 10: the string is not closed/],
    ['an unknown escape', 'title eq "\\x"', /expected a value/],
    ['a raw control character', 'title eq "a\u0001"', /expected a value/],
    ['single quotes', "title eq 'x'", /double quotes/],
    ['words after the end', 'title eq "x" "y"', /expected "and", "or" or the end/],
    ['an unquoted value with a blank', 'title eq Vice President', /expected "and", "or" or the end/],
    ['a missing condition after and', 'title pr and', /expected the name/],
    ['a missing condition before or', 'or title pr', /unknown attribute/],
    ['an open parenthesis', '(title pr', /expected "\)"/],
    ['a closing parenthesis too many', 'title pr)', /expected "and", "or" or the end/],
    ['an open bracket', 'emails[type pr', /expected "\]"/],
    ['mixed brackets', 'emails[type pr)', /expected "\]"/],
    ['empty brackets', 'emails[]', /expected the name/],
    ['brackets after a text', 'title[value pr]', /no sub-attributes/],
    ['brackets in brackets', 'emails[value[type pr]]', /no sub-attributes/],
    ['brackets after a sub-attribute', 'emails.value[type pr]', /no sub-attributes/],
    ['an operator after brackets of a list without value', 'addresses[type pr] eq "x"', /no "value"/],
    ['a complex attribute without value', 'name eq "x"', /name has sub-attributes/],
    ['order on a boolean', 'active gt true', /type boolean and cannot be compared by gt/],
    ['order on a binary value', 'x509Certificates.value lt "aaaa"', /type binary/],
    ['parts of a boolean', 'active co "tr"', /type boolean/],
    ['parts of a number', 'seats sw 1', /type integer/],
    ['a boolean that is none', 'active eq "yes"', /type boolean, and the value is not/],
    ['a number that is none', 'seats eq "many"', /type integer, and the value is not/],
    ['a dateTime that is none', 'meta.created gt "yesterday"', /type dateTime, and the value is not/],
    ['order on null', 'title gt null', /eq and ne/],
    ['a NUL character', 'title eq "\0"', /NUL/],
    ['an escaped NUL character', 'title eq "\\u0000"', /expected a value/],
    ['half of a surrogate pair', 'title eq "\uD800"', /surrogate/],
    ['an escaped half of a surrogate pair', 'title eq "\\ud800"', /expected a value/],
    ['the bare URN of an extension', `${enterprise} pr`, /unknown attribute/],
    ['more than 10,000 characters', `title eq "${'x'.repeat(100_000)}"`, /longer than 10000/],
    [
      'more than 50 levels',
      `${'('.repeat(500)}title pr${')'.repeat(500)}`,
      /deeper than 50 levels at character 51/,
    ],
    ['51 levels of not', `${'not('.repeat(51)}title pr${')'.repeat(51)}`, /deeper than 50/],
    ['more than 100 comparisons', Array(101).fill('id pr').join(' or '), /more than 100 comparisons/],
  ])('%s', (_name, given, detail) => {
    expect.assertions(3)
    try {
      parseFilter(given, SITE_USER)
    } catch (error) {
      expect(error).toBeInstanceOf(ScimError)
      expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' })
      expect((error as ScimError).detail).toMatch(detail)
    }
  })

  test('a detail never quotes a value, which may be personal', () => {
    expect(() => parseFilter('active eq "ada@example.com"', USER)).toThrow(/^(?!.*ada).*$/)
  })
})

test('50 levels and 100 comparisons are read', () => {
  parseFilter(`${'('.repeat(50)}title pr${')'.repeat(50)}`, USER)
  parseFilter(Array(100).fill('id pr').join(' or '), USER)
})

const names = [
  'userName',
  'externalId',
  'active',
  'name.familyName',
  'emails.value',
  'emails.primary',
  'meta.lastModified',
  'schemas',
  'x509Certificates.value',
  `${enterprise}:manager.value`,
  `${SITE_SCHEMA.id}:seats`,
  `${SITE_SCHEMA.id}:discount`,
  `${SITE_SCHEMA.id}:tags`,
]
const references = names.map(
  (name) => referenceTo(resolveAttribute(name, SITE_USER) ?? fail(name)) ?? fail(name),
)
const element: AttributeReference[] = ['value', 'type', 'primary', 'display'].map((name) => ({
  name,
  type: name === 'primary' ? 'boolean' : 'string',
  caseExact: false,
  multiValued: false,
}))

function fail(name: string): never {
  throw new Error(`the test names an unknown attribute: ${name}`)
}

const elements = trees(comparisons(element)).map<Filter>((inner) => ({
  kind: 'element',
  attribute: { name: 'emails', type: 'complex', caseExact: false, multiValued: true },
  inner,
}))

describe('properties', () => {
  test('print, then parse gives the same tree', () => {
    fc.assert(
      fc.property(trees(fc.oneof(comparisons(references), elements)), (filter) => {
        const text = printFilter(filter)
        fc.pre(text.length <= 10_000)
        let parsed: Filter
        try {
          parsed = parseFilter(text, SITE_USER)
        } catch (error) {
          // Random trees may hold more than 100 comparisons.
          fc.pre(!/more than 100/.test(String(error)))
          throw error
        }
        expect(parsed).toEqual(filter)
      }),
    )
  })

  const pieces = fc.constantFrom(
    ...[
      'userName',
      'emails',
      'eq',
      'pr',
      'and',
      'or',
      'not',
      '(',
      ')',
      '[',
      ']',
      '"',
      '"x"',
      '.value',
      'true',
      ' ',
      '\\',
      '5',
      enterprise,
      ':',
    ],
  )
  test('any text is parsed or refused by a ScimError', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 30 }).map((p) => p.join('')),
      fc.array(pieces, { maxLength: 30 }).map((p) => p.join(' ')),
    )
    fc.assert(
      fc.property(text, (given) => {
        try {
          const printed = printFilter(parseFilter(given, USER))
          expect(printFilter(parseFilter(printed, USER))).toBe(printed)
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('hostile texts are refused quickly', () => {
    const hostile = [
      '"'.repeat(9999),
      '\\"'.repeat(4999),
      `"${'\\'.repeat(9998)}`,
      '('.repeat(9999),
      'not '.repeat(2499),
      'emails['.repeat(1400),
      ' '.repeat(10_000),
    ]
    const start = performance.now()
    for (const text of hostile) expect(() => parseFilter(text, USER)).toThrow(ScimError)
    // It is about backtracking without end; half a second may pass beside other tests.
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
