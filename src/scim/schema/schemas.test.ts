import { describe, expect, test } from 'vitest'
import { SITE_SCHEMA, SITE_USER } from '../../../test/fixtures/scim-site-schema.ts'
import {
  type Attribute,
  attributeOf,
  GROUP,
  hiddenOf,
  requiredOf,
  schemaOf,
  subAttributeOf,
  USER,
} from './schemas.ts'

const [enterprise] = USER.extensions

describe('names', () => {
  test.each([
    ['an attribute', 'userName'],
    ['in any case', 'USERNAME'],
    ['a common attribute', 'externalid'],
    ['id', 'ID'],
    ['meta', 'meta'],
    ['schemas', 'Schemas'],
  ])('%s resolves in a core schema', (_name, given) => {
    expect(attributeOf(USER.schema, given)?.name.toLowerCase()).toBe(given.toLowerCase())
  })

  test.each(['constructor', '__proto__', 'toString', '', 'userName.x', 'department'])(
    '%j is no attribute of the core schema',
    (given) => expect(attributeOf(USER.schema, given)).toBeUndefined(),
  )

  test('common attributes belong to core schemas only', () => {
    expect(attributeOf(SITE_SCHEMA, 'externalId')).toBeUndefined()
  })

  test('sub-attributes resolve in any case, and $ref too', () => {
    const members = attributeOf(GROUP.schema, 'members') as Attribute
    expect(subAttributeOf(members, 'VALUE')?.name).toBe('value')
    expect(subAttributeOf(members, '$REF')?.name).toBe('$ref')
    expect(subAttributeOf(attributeOf(USER.schema, 'title') as Attribute, 'value')).toBeUndefined()
  })

  test('schemas resolve by URN in any case, a site’s own among them', () => {
    expect(schemaOf(USER, USER.schema.id.toUpperCase())).toBe(USER.schema)
    expect(schemaOf(USER, enterprise?.id ?? '')).toBe(enterprise)
    expect(schemaOf(USER, SITE_SCHEMA.id)).toBeUndefined()
    expect(schemaOf(SITE_USER, SITE_SCHEMA.id)).toBe(SITE_SCHEMA)
  })
})

describe('characteristics (RFC 7643 3.1, 4, 8.7.1)', () => {
  test.each<[string, string, Partial<Attribute>]>([
    ['userName', 'unique, not case-exact', { required: true, uniqueness: 'server', caseExact: false }],
    ['externalId', 'case-exact and not unique', { caseExact: true, uniqueness: 'none' }],
    ['id', 'issued by the server', { mutability: 'readOnly', returned: 'always', caseExact: true }],
    ['password', 'never returned', { mutability: 'writeOnly', returned: 'never' }],
    ['groups', 'read-only', { mutability: 'readOnly', multiValued: true }],
    ['active', 'boolean', { type: 'boolean' }],
    ['profileUrl', 'a reference, therefore case-exact', { type: 'reference', caseExact: true }],
  ])('%s is %s', (name, _rule, expected) => {
    expect(attributeOf(USER.schema, name)).toMatchObject(expected)
  })

  test('User has every attribute of RFC 7643 4.1', () => {
    expect(USER.schema.attributes.map(({ name }) => name)).toEqual(
      'userName name displayName nickName profileUrl title userType preferredLanguage locale timezone active password emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates'.split(
        ' ',
      ),
    )
  })

  test('a group requires its displayName and its members are immutable', () => {
    expect(requiredOf(GROUP.schema).map(({ name }) => name)).toEqual(['displayName'])
    const members = attributeOf(GROUP.schema, 'members') as Attribute
    expect(subAttributeOf(members, 'value')?.mutability).toBe('immutable')
  })

  test('the displayName of a manager is read-only', () => {
    const manager = attributeOf(enterprise ?? USER.schema, 'manager') as Attribute
    expect(subAttributeOf(manager, 'displayName')?.mutability).toBe('readOnly')
  })

  test('only password is hidden, and no sub-attribute is (select relies on it)', () => {
    const schemas = [USER, GROUP].flatMap(({ schema, extensions }) => [schema, ...extensions])
    expect(schemas.flatMap(hiddenOf).map(({ name }) => name)).toEqual(['password'])
    const subs = schemas.flatMap(({ attributes }) => attributes.flatMap((a) => a.subAttributes ?? []))
    expect(subs.filter(({ returned }) => returned === 'never' || returned === 'request')).toEqual([])
  })
})
