import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparisons, trees } from '../../../test/fixtures/random-filters.ts'
import { SITE_SCHEMA, SITE_USER } from '../../../test/fixtures/scim-site-schema.ts'
import { ScimError } from '../errors.ts'
import { GROUP, USER } from '../schema/schemas.ts'
import {
  PATH_LENGTH_MAX,
  type PatchPath,
  parsePatchPath,
  printPath,
  referenceTo,
  resolveAttribute,
} from './path.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe('a PATCH path is read as', () => {
  test.each<[string, string, string]>([
    ['an attribute', 'displayName', 'displayName'],
    ['in any case', 'NAME.GIVENNAME', 'name.givenName'],
    ['a filtered list', 'emails[type eq "work"]', 'emails[type eq "work"]'],
    ['a sub-attribute of a filtered list', 'emails[Type EQ "work"].VALUE', 'emails[type eq "work"].value'],
    ['an extension attribute', `${enterprise}:employeeNumber`, `${enterprise}:employeeNumber`],
    ['an extension sub-attribute', `${enterprise}:manager.value`, `${enterprise}:manager.value`],
    ['the bare URN of an extension', enterprise.toLowerCase(), enterprise],
    ['the core URN (Entra 8)', `${core}:userName`, 'userName'],
    [
      'the core URN before a filtered list',
      `${core}:emails[type eq "work"].value`,
      'emails[type eq "work"].value',
    ],
    ['a dot after the URN (Entra 19)', `${enterprise}.manager`, `${enterprise}:manager`],
    ['a dot after the core URN', `${core}.name.givenName`, 'name.givenName'],
    ['a bare extension attribute (Entra 6)', 'manager', `${enterprise}:manager`],
    ['a quoted boolean (Entra 7)', 'roles[primary eq "True"].value', 'roles[primary eq true].value'],
    [
      'a filter of several comparisons, in any case',
      'emails[Type EQ "work" AND primary eq "True"]',
      'emails[type eq "work" and primary eq true]',
    ],
    ['a value with brackets', 'emails[value eq "a]b["].type', 'emails[value eq "a]b["].type'],
    [
      'a site’s own extension',
      `${SITE_SCHEMA.id}:tags[value eq "x"]`,
      `${SITE_SCHEMA.id}:tags[value eq "x"]`,
    ],
    ['a common attribute', 'externalid', 'externalId'],
    ['$ref', 'manager.$REF', `${enterprise}:manager.$ref`],
  ])('%s', (_name, given, expected) => {
    const path = parsePatchPath(given, SITE_USER)
    expect(printPath(path)).toBe(expected)
    expect(parsePatchPath(printPath(path), SITE_USER)).toEqual(path)
  })

  test('a member of a group', () => {
    const path = parsePatchPath('members[value eq "u1"]', GROUP)
    expect(path).toMatchObject({
      isExtension: false,
      attribute: { name: 'members' },
      filter: { kind: 'compare' },
    })
    expect(path.sub).toBeUndefined()
  })
})

describe('400 for', () => {
  test.each<[string, string, string, RegExp]>([
    ['nothing', '', 'invalidPath', /unknown attribute: ""/],
    ['an unknown attribute, which it names', 'shoeSize', 'invalidPath', /"shoeSize"/],
    ['an unknown sub-attribute', 'name.nick', 'invalidPath', /"name.nick"/],
    ['a sub-attribute of a text', 'title.value', 'invalidPath', /"title.value"/],
    ['too deep a name', 'name.givenName.x', 'invalidPath', /unknown/],
    ['an unknown URN', 'urn:x:User:title', 'invalidPath', /unknown/],
    ['the bare core URN', core, 'invalidPath', /unknown/],
    ['a URN with nothing after the colon', `${enterprise}:`, 'invalidPath', /unknown/],
    ['another schema that begins alike', `${core}s:title`, 'invalidPath', /unknown/],
    ['a filter after a single attribute', 'name[givenName pr]', 'invalidPath', /not a list/],
    ['a filter after a sub-attribute', 'emails.value[type pr]', 'invalidPath', /not a list/],
    ['a filter after a bare URN', `${enterprise}[value pr]`, 'invalidPath', /not a list/],
    ['an open bracket', 'emails[type eq "work"', 'invalidPath', /without/],
    [
      'an unknown sub-attribute after a filter',
      'emails[type pr].x',
      'invalidPath',
      /sub-attribute of emails/,
    ],
    ['a missing dot after a filter', 'emails[type pr]value', 'invalidPath', /sub-attribute of emails/],
    ['a broken filter', 'emails[type is "x"]', 'invalidFilter', /operators/],
    ['the list named again inside its brackets', 'emails[emails.type eq "x"]', 'invalidFilter', /unknown/],
    ['an empty filter', 'emails[]', 'invalidFilter', /expected the name/],
    ['a NUL character in the filter', 'emails[type eq "\0"]', 'invalidFilter', /NUL/],
    ['100 kB', 'x'.repeat(100_000), 'invalidPath', /longer/],
  ])('%s', (_name, given, scimType, detail) => {
    expect.assertions(2)
    try {
      parsePatchPath(given, USER)
    } catch (error) {
      expect(error).toMatchObject({ status: 400, scimType })
      expect((error as ScimError).detail).toMatch(detail)
    }
  })
})

test('the core wins over an extension where a bare name is in both', () => {
  expect(resolveAttribute('displayName', USER)).toMatchObject({ isExtension: false })
  expect(resolveAttribute('department', USER)).toMatchObject({ isExtension: true })
  expect(resolveAttribute('department', GROUP)).toBeUndefined()
})

test('a bare URN has no reference', () => {
  const path = resolveAttribute(enterprise, USER)
  expect(path?.attribute).toBeUndefined()
  expect(path && referenceTo(path)).toBeUndefined()
})

const lists = [
  'emails',
  'addresses',
  'roles',
  `${enterprise}:manager`,
  'name',
  'title',
  'tags',
  'x509Certificates',
]
const paths: fc.Arbitrary<PatchPath> = fc.constantFrom(...lists).chain((name) => {
  const path = resolveAttribute(name, SITE_USER)
  if (!path?.attribute) throw new Error(`the test names an unknown attribute: ${name}`)
  const { attribute } = path
  const subs = attribute.subAttributes ?? []
  const inside = subs.length > 0 ? subs : [{ ...attribute, name: 'value' }]
  const references = inside.map(({ name: sub, type, caseExact }) => ({
    name: sub,
    type,
    caseExact,
    multiValued: false,
  }))
  const filter = attribute.multiValued ? trees(comparisons(references)) : fc.constant(undefined)
  return fc
    .tuple(
      fc.option(filter, { nil: undefined }),
      fc.option(fc.constantFrom(undefined, ...subs), { nil: undefined }),
    )
    .map(([chosen, sub]) => ({ ...path, ...(chosen && { filter: chosen }), ...(sub && { sub }) }))
})

test('any path prints as a text that parses to the same path', () => {
  let filtered = 0
  fc.assert(
    fc.property(paths, (path) => {
      const text = printPath(path)
      fc.pre(text.length <= PATH_LENGTH_MAX)
      let parsed: PatchPath
      try {
        parsed = parsePatchPath(text, SITE_USER)
      } catch (error) {
        // Random trees may hold more than 100 comparisons.
        fc.pre(!/more than 100/.test(String(error)))
        throw error
      }
      expect(parsed).toEqual(path)
      expect(printPath(parsed)).toBe(text)
      if (path.filter && path.sub) filtered++
    }),
    { numRuns: 1000 },
  )
  expect(filtered).toBeGreaterThan(50)
})

test('any text is a path that prints and parses again, or is refused by a ScimError', () => {
  const pieces = fc.constantFrom(
    'emails',
    'name',
    'manager',
    '.',
    '[',
    ']',
    'type eq "x"',
    'value',
    enterprise,
    core,
    ':',
    '"',
    'primary pr',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 8 }).map((p) => p.join('')),
  )
  fc.assert(
    fc.property(text, (given) => {
      let path: ReturnType<typeof parsePatchPath>
      try {
        path = parsePatchPath(given, USER)
      } catch (error) {
        expect(error).toBeInstanceOf(ScimError)
        return
      }
      expect(parsePatchPath(printPath(path), USER)).toEqual(path)
    }),
    { numRuns: 2000 },
  )
})
