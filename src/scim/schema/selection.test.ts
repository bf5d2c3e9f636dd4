import { describe, expect, test } from 'vitest'
import { SITE_SCHEMA, SITE_USER } from '../../../test/fixtures/scim-site-schema.ts'
import type { Json, JsonObject } from '../../model/identity/resource-filter.ts'
import { GROUP, USER } from './schemas.ts'
import { apartFrom, parseSelection, select, wants } from './selection.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const always = { schemas: [core, enterprise], id: 'u1' }
const rest: JsonObject = {
  externalId: 'e1',
  meta: { resourceType: 'User', version: 'W/"1"' },
  userName: 'ada',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'a@x', type: 'work' }, { value: 'b@x' }],
  [enterprise]: { department: 'R&D', manager: { value: 'm1', displayName: 'M' } },
}
const user: JsonObject = { ...always, ...rest }
const { [enterprise]: extension, emails, ...others } = rest

describe('attributes selects', () => {
  test.each<[string, string | string[], JsonObject]>([
    ['what is named, and what is always returned', 'userName', { userName: 'ada' }],
    ['several, with blanks, in any case', ' USERNAME , externalId', { externalId: 'e1', userName: 'ada' }],
    ['a list of names (.search)', ['userName', 'externalId'], { externalId: 'e1', userName: 'ada' }],
    ['a sub-attribute', 'name.givenName', { name: { givenName: 'Ada' } }],
    [
      'sub-attributes together',
      'name.givenName,name.familyName',
      { name: { givenName: 'Ada', familyName: 'Lovelace' } },
    ],
    ['a whole attribute and its sub-attribute', 'name.givenName,name', { name: rest.name as JsonObject }],
    ['a sub-attribute of each element', 'emails.type', { emails: [{ type: 'work' }] }],
    ['nothing of a list without it', 'emails.display', {}],
    ['a qualified name', `${core}:userName`, { userName: 'ada' }],
    ['a qualified name of an extension', `${enterprise}:department`, { [enterprise]: { department: 'R&D' } }],
    ['a bare name of an extension', 'manager.value', { [enterprise]: { manager: { value: 'm1' } } }],
    ['a whole extension', enterprise, { [enterprise]: extension as JsonObject }],
    [
      'a whole extension and one of its attributes',
      `${enterprise},${enterprise}:department`,
      { [enterprise]: extension as JsonObject },
    ],
    [
      'the list of which some elements are wanted (Microsoft’s Postman collection)',
      'emails[type eq "work"]',
      { emails: rest.emails as Json },
    ],
    [
      'a sub-attribute of them, and what follows',
      'emails[value eq "a],b\\"c"].type,userName',
      { emails: [{ type: 'work' }], userName: 'ada' },
    ],
    ['nothing for a filter that never ends', 'emails[type eq "work",userName', { userName: 'ada' }],
    ['meta when named', 'meta.version', { meta: { version: 'W/"1"' } }],
    ['nothing for an unknown name', 'shoeSize', {}],
    ['never the password', 'password', {}],
  ])('%s', (_name, attributes, expected) => {
    expect(select({ ...user, password: 'x' }, parseSelection(attributes, undefined, USER), USER)).toEqual({
      ...always,
      ...expected,
    })
  })
})

describe('excludedAttributes leaves out', () => {
  test.each<[string, string, JsonObject]>([
    ['what is named', `emails,${enterprise}`, others],
    ['nothing for some elements of a list', 'emails[type eq "work"]', rest],
    [
      'a sub-attribute',
      `emails,${enterprise},name.givenName`,
      { ...others, name: { familyName: 'Lovelace' } },
    ],
    [
      'a sub-attribute of each element',
      `${enterprise},emails.value`,
      { ...others, emails: [{ type: 'work' }] },
    ],
    [
      'an attribute of an extension',
      `emails,${enterprise}:manager`,
      { ...others, [enterprise]: { department: 'R&D' } },
    ],
    ['nothing that is always returned', `id,schemas,emails,${enterprise}`, others],
    ['nothing for an unknown name', 'shoeSize', rest],
  ])('%s', (_name, excluded, expected) => {
    expect(select({ ...user, password: 'x' }, parseSelection(undefined, excluded, USER), USER)).toEqual({
      ...always,
      ...expected,
    })
  })
})

test('by default a resource passes as it is, without copying', () => {
  const selection = parseSelection(undefined, '', USER)
  expect(selection.kind).toBe('default')
  expect(select(user, selection, USER)).toBe(user)
})

test('by default nothing that is never returned passes', () => {
  expect(select({ ...user, password: 'x' }, { kind: 'default' }, USER)).toEqual(user)
})

test('what is returned on request is shown when it is named, not otherwise', () => {
  const resource = { id: 'u1', [SITE_SCHEMA.id]: { contract: '1', note: 'secret' } }
  const shown = (attributes?: string, excluded?: string) =>
    select(resource, parseSelection(attributes, excluded, SITE_USER), SITE_USER)
  expect(shown()).toEqual({ id: 'u1', [SITE_SCHEMA.id]: { contract: '1' } })
  expect(shown('note')).toEqual({ id: 'u1', [SITE_SCHEMA.id]: { note: 'secret' } })
  expect(shown(undefined, 'userName')).toEqual({ id: 'u1', [SITE_SCHEMA.id]: { contract: '1' } })
})

test('both parameters at once are refused (RFC 7644 3.4.2.5)', () => {
  expect(() => parseSelection('userName', 'emails', USER)).toThrow(/together/)
  expect(parseSelection('', 'emails', USER).kind).toBe('except')
})

test.each<[string, string | undefined, string | undefined, boolean]>([
  ['by default', undefined, undefined, true],
  ['when named', 'displayName,members', undefined, true],
  ['when a sub-attribute is named', 'members.value', undefined, true],
  ['when others are named', 'displayName', undefined, false],
  ['when excluded (Entra 11)', undefined, 'members', false],
  ['when others are excluded', undefined, 'displayName', true],
  ['when only a sub-attribute is excluded', undefined, 'members.display', true],
])('members are wanted %s: %s %s %s', (_name, attributes, excluded, expected) => {
  expect(wants(parseSelection(attributes, excluded, GROUP), 'members')).toBe(expected)
})

test.each([
  [undefined, undefined, true],
  [undefined, 'members', true],
  [undefined, 'members.display,members.$ref', true],
  [undefined, 'unknown', true],
  [undefined, 'members,displayName', false],
  [undefined, 'meta', false],
  [undefined, 'meta.version', false],
  ['members', undefined, false],
])('apart from members %s / %s is the usual answer: %s', (attributes, excluded, isUsual) => {
  const selection = parseSelection(attributes, excluded, GROUP)
  expect(apartFrom(selection, 'members')).toEqual(isUsual ? { kind: 'default' } : selection)
})
