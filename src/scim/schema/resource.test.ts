import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SITE_SCHEMA, SITE_USER } from '../../../test/fixtures/scim-site-schema.ts'
import { ScimError } from '../errors.ts'
import { readGroup, readResource, schemasOf } from './resource.ts'
import { GROUP, USER } from './schemas.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const adScimGroup = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'

/** What a user with these attributes besides its userName is read as. */
function read(attributes: object): unknown {
  const { userName, ...rest } = readResource({ userName: 'ada', ...attributes }, SITE_USER).resource
  return rest
}

describe('a user is read as', () => {
  test.each<[string, object, object]>([
    [
      'names become canonical',
      { TITLE: 'x', Name: { GIVENNAME: 'Ada' } },
      { title: 'x', name: { givenName: 'Ada' } },
    ],
    ['values stay verbatim', { title: '  Dr. ', locale: 'EN_us' }, { title: '  Dr. ', locale: 'EN_us' }],
    ['an empty text stays', { title: '' }, { title: '' }],
    ['null is absent', { title: null, name: null, emails: null, active: null }, {}],
    ['an empty list is absent', { roles: [], title: [], name: [] }, {}],
    ['an object of nothing is absent', { name: {}, emails: [{}], [enterprise]: {} }, {}],
    [
      'null inside an object is absent',
      { name: { givenName: null, familyName: 'L' } },
      { name: { familyName: 'L' } },
    ],
    [
      'null in a list is skipped',
      { emails: [null, { value: 'a@x', type: null }] },
      { emails: [{ value: 'a@x' }] },
    ],
    ['read-only attributes are ignored', { id: 'x', meta: { version: 1 }, groups: [{ value: 'g' }] }, {}],
    [
      'read-only sub-attributes are ignored',
      { [enterprise]: { manager: { value: 'm', displayName: 'M' } } },
      { [enterprise]: { manager: { value: 'm' } } },
    ],
    ['a password is dropped (Okta 3)', { password: '1mz050nq' }, {}],
    ['"False" is false (Entra 2)', { active: 'False' }, { active: false }],
    ['"TRUE" is true', { active: 'TRUE' }, { active: true }],
    [
      'primary as a text (P23)',
      { emails: [{ value: 'a@x', primary: 'true' }] },
      { emails: [{ value: 'a@x', primary: true }] },
    ],
    ['an empty text is no boolean', { active: '' }, {}],
    [
      'a number for a text (Okta 9)',
      { addresses: [{ postalCode: 94105 }], [enterprise]: { employeeNumber: 701984 } },
      { addresses: [{ postalCode: '94105' }], [enterprise]: { employeeNumber: '701984' } },
    ],
    ['a bare text in a list means its value', { emails: ['a@x', ''] }, { emails: [{ value: 'a@x' }] }],
    ['a bare text for a list', { emails: 'a@x' }, { emails: [{ value: 'a@x' }] }],
    ['one object for a list', { emails: { value: 'a@x' } }, { emails: [{ value: 'a@x' }] }],
    [
      'a manager as a text (P23)',
      { [enterprise]: { manager: 'm1' } },
      { [enterprise]: { manager: { value: 'm1' } } },
    ],
    ['an empty manager clears (P7)', { [enterprise]: { manager: '' } }, {}],
    [
      'a manager as a list of one (P7)',
      { [enterprise]: { manager: [{ $ref: 'u', value: 'm1' }] } },
      { [enterprise]: { manager: { $ref: 'u', value: 'm1' } } },
    ],
    ['null enterprise attributes at the top (P9)', { department: null, manager: null }, {}],
    [
      'enterprise attributes at the top move',
      { department: 'R&D', Manager: 'm1' },
      { [enterprise]: { department: 'R&D', manager: { value: 'm1' } } },
    ],
    [
      'the one in its place wins',
      { department: 'x', [enterprise]: { department: 'y' } },
      { [enterprise]: { department: 'y' } },
    ],
    [
      'qualified names',
      { [`${enterprise}:employeeNumber`]: '1', [`${core}:title`]: 'x' },
      { title: 'x', [enterprise]: { employeeNumber: '1' } },
    ],
    [
      'an extension URN in any case',
      { [enterprise.toUpperCase()]: { DEPARTMENT: 'x' } },
      { [enterprise]: { department: 'x' } },
    ],
    ['null for an extension', { [enterprise]: null }, {}],
    [
      'canonical types are not enforced',
      { roles: [{ type: 'WindowsAzureActiveDirectoryRole', value: 'Admin' }] },
      { roles: [{ type: 'WindowsAzureActiveDirectoryRole', value: 'Admin' }] },
    ],
    [
      'a phone number keeps its format (Entra 17)',
      { phoneNumbers: [{ value: '+1 (555) 0100' }] },
      { phoneNumbers: [{ value: '+1 (555) 0100' }] },
    ],
    [
      'binary in base64',
      { x509Certificates: [{ value: 'MIIDQz==' }] },
      { x509Certificates: [{ value: 'MIIDQz==' }] },
    ],
    [
      'a site’s own types',
      {
        [SITE_SCHEMA.id]: {
          contract: 7,
          seats: '5',
          discount: 2.5,
          since: '2026-01-31T00:00:00',
          vip: 'False',
          tags: 'red',
        },
      },
      {
        [SITE_SCHEMA.id]: {
          contract: '7',
          seats: 5,
          discount: 2.5,
          since: '2026-01-31T00:00:00',
          vip: false,
          tags: ['red'],
        },
      },
    ],
    ['characters beyond ASCII', { title: '程序员😀' }, { title: '程序员😀' }],
  ])('%s', (_name, given, expected) => {
    expect(read(given)).toEqual(expected)
  })

  test('a key is only ever a canonical name, whatever a body calls it', () => {
    const body = JSON.parse('{"userName":"ada","__proto__":{"admin":true},"constructor":1}')
    const { resource, repairs } = readResource(body, USER)
    expect(Object.keys(resource)).toEqual(['userName'])
    expect(repairs).toEqual(['ignored:__proto__', 'ignored:constructor'])
  })

  test('unknown attributes are dropped and reported', () => {
    const body = {
      userName: 'ada',
      shoe: 1,
      name: { nick: 'x' },
      [enterprise]: { badge: 1 },
      roles: [{ displayName: 'Admin', value: 'Admin' }],
      'urn:x:y': {},
    }
    expect(readResource(body, USER)).toEqual({
      resource: { userName: 'ada', roles: [{ value: 'Admin', display: 'Admin' }] },
      repairs: [
        'displayFromDisplayName',
        'ignored:shoe',
        'ignored:name.nick',
        `ignored:${enterprise}:badge`,
        'ignored:urn:x:y',
      ],
    })
  })

  test('what is reported is bounded', () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${i}${'x'.repeat(1000)}`, 1]))
    const { repairs } = readResource({ userName: 'ada', ...body }, USER)
    expect(repairs.length).toBe(100)
    expect(Math.max(...repairs.map((name) => name.length))).toBe('ignored:'.length + 200)
  })
})

describe('the real bodies', () => {
  test('Entra’s POST (P9): nulls, meta, the misspelt URN', () => {
    const body = {
      schemas: [core, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
      externalId: 'jyoung',
      userName: 'jyoung@testuser.com',
      active: true,
      addresses: null,
      displayName: 'Joy Young',
      emails: [{ type: 'work', value: 'jyoung@Contoso.com', primary: true }],
      meta: { resourceType: 'User' },
      name: { familyName: 'Young', givenName: 'Joy' },
      phoneNumbers: null,
      preferredLanguage: null,
      title: null,
      department: null,
      manager: null,
    }
    expect(readResource(body, USER)).toEqual({
      resource: {
        externalId: 'jyoung',
        userName: 'jyoung@testuser.com',
        active: true,
        displayName: 'Joy Young',
        emails: [{ type: 'work', value: 'jyoung@Contoso.com', primary: true }],
        name: { familyName: 'Young', givenName: 'Joy' },
      },
      repairs: ['foreignSchema', 'bareExtensionAttribute'],
    })
  })

  test('Entra’s app role, packed into a text (P8), and everything as a text (P23)', () => {
    const body = {
      userName: 'jyoung',
      active: 'True',
      roles: [{ value: '{"id":"06b07648","value":"Admin","displayName":"Administrator"}', primary: 'False' }],
      emails: 'jyoung@contoso.com',
      [enterprise]: { manager: 'm1', employeeNumber: 7 },
    }
    expect(readResource(body, USER)).toEqual({
      resource: {
        userName: 'jyoung',
        active: true,
        roles: [{ value: 'Admin', primary: false, display: 'Administrator' }],
        emails: [{ value: 'jyoung@contoso.com' }],
        [enterprise]: { manager: { value: 'm1' }, employeeNumber: '7' },
      },
      repairs: [
        'booleanFromString',
        'roleFromJsonText',
        'listFromSingle',
        'objectFromText',
        'textFromNumber',
      ],
    })
  })

  test('Entra’s group (P10): Microsoft’s URN, no members', () => {
    const body = {
      schemas: [GROUP.schema.id, adScimGroup],
      externalId: '8aa1',
      displayName: 'displayName',
      meta: { resourceType: 'Group' },
    }
    expect(readGroup(body)).toEqual({
      resource: { externalId: '8aa1', displayName: 'displayName' },
      members: undefined,
      repairs: ['legacyCoreSchema'],
    })
  })

  test('Okta’s PUT of a group (P13): members apart, without type', () => {
    const body = {
      schemas: [GROUP.schema.id],
      displayName: 'Test',
      Members: [{ value: 'u1', display: 'Ada' }],
    }
    expect(readGroup(body)).toEqual({
      resource: { displayName: 'Test' },
      members: [{ value: 'u1', display: 'Ada' }],
      repairs: [],
    })
  })

  test('members: null and [] say that there are none', () => {
    expect(readGroup({ displayName: 'x', members: null }).members).toEqual([])
    expect(readGroup({ displayName: 'x', members: [] }).members).toEqual([])
  })
})

describe('schemas', () => {
  test.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['empty', []],
    ['the core', [core]],
    ['in any case', [core.toUpperCase()]],
    ['the core and an unknown one', [core, 'urn:x']],
    ['the core as a text', core],
    ['SCIM 1 alone (P18)', ['urn:scim:schemas:core:1.0']],
    ['SCIM 1 and 2 (P19)', ['urn:scim:schemas:core:1.0', core]],
  ])('%s is accepted', (_name, schemas) => {
    expect(
      readResource({ ...(schemas !== undefined && { schemas }), userName: 'ada' }, USER).resource,
    ).toEqual({
      userName: 'ada',
    })
  })

  test('Microsoft’s group URN alone stands for a group, not for a user', () => {
    expect(readGroup({ schemas: [adScimGroup], displayName: 'x' }).resource).toEqual({ displayName: 'x' })
    expect(() => readResource({ schemas: [adScimGroup], userName: 'x' }, USER)).toThrow(
      /schemas must contain/,
    )
  })

  test('of a resource: the core and each extension it has', () => {
    expect(schemasOf({ userName: 'ada' }, SITE_USER)).toEqual([core])
    expect(schemasOf({ [SITE_SCHEMA.id]: { contract: '1' } }, SITE_USER)).toEqual([core, SITE_SCHEMA.id])
  })
})

describe('400 for', () => {
  const lone = '\uD800'
  test.each<[string, unknown, string, RegExp]>([
    ['a body that is no object', 'x', 'invalidSyntax', /must be a JSON object/],
    ['null', null, 'invalidSyntax', /must be a JSON object/],
    ['a list', [], 'invalidSyntax', /must be a JSON object/],
    [
      'a group sent to /Users',
      { schemas: [GROUP.schema.id], userName: 'x' },
      'invalidSyntax',
      /schemas must contain .*User/,
    ],
    [
      'an extension alone in schemas',
      { schemas: [enterprise], userName: 'x' },
      'invalidSyntax',
      /schemas must contain/,
    ],
    ['schemas that are no texts', { schemas: [1], userName: 'x' }, 'invalidSyntax', /list of URNs/],
    ['no userName', {}, 'invalidValue', /^userName is required/],
    ['userName null', { userName: null }, 'invalidValue', /^userName is required/],
    ['an empty userName', { userName: '' }, 'invalidValue', /^userName must not be empty/],
    ['a blank userName', { userName: ' \t' }, 'invalidValue', /^userName must not be empty/],
    ['userName as an object', { userName: {} }, 'invalidValue', /^userName must be a text/],
    ['userName as a boolean', { userName: true }, 'invalidValue', /^userName must be a text/],
    ['userName as a list', { userName: ['x'] }, 'invalidValue', /^userName must be a text/],
    ['userName twice', { userName: 'x', USERNAME: 'y' }, 'invalidSyntax', /^userName is given twice/],
    [
      'a sub-attribute twice',
      { userName: 'x', name: { givenName: 'x', GivenName: 'y' } },
      'invalidSyntax',
      /^name.givenName is given twice/,
    ],
    [
      'an extension twice',
      { userName: 'x', [enterprise]: { department: 'x' }, [enterprise.toUpperCase()]: { division: 'y' } },
      'invalidSyntax',
      /given twice/,
    ],
    [
      'a userName of 1,025 characters',
      { userName: 'x'.repeat(1025) },
      'invalidValue',
      /^userName must not be longer than 1024/,
    ],
    [
      'a userName of 3,000 bytes',
      { userName: '名'.repeat(1000) },
      'invalidValue',
      /^userName must not be longer than .*2048 bytes/,
    ],
    [
      'an address of 1,025 characters',
      { userName: 'x', emails: ['x'.repeat(1025)] },
      'invalidValue',
      /^emails.value must not be longer/,
    ],
    [
      'any text of 16,385 characters',
      { userName: 'x', title: 'x'.repeat(16_385) },
      'invalidValue',
      /^title must not be longer than 16384/,
    ],
    [
      'a list of 1,001 elements',
      { userName: 'x', emails: Array(1001).fill({ value: 'x' }) },
      'invalidValue',
      /^emails must not have more than 1000/,
    ],
    ['a NUL character', { userName: 'a\0b' }, 'invalidValue', /^userName must not contain a NUL/],
    [
      'a NUL character deep inside',
      { userName: 'x', name: { givenName: '\0' } },
      'invalidValue',
      /^name.givenName must not contain a NUL/,
    ],
    ['half of a surrogate pair', { userName: lone }, 'invalidValue', /^userName must not contain half/],
    [
      'an active that is no boolean',
      { userName: 'x', active: 'yes' },
      'invalidValue',
      /^active must be true or false/,
    ],
    [
      'an active that is a number',
      { userName: 'x', active: 1 },
      'invalidValue',
      /^active must be true or false/,
    ],
    ['a name that is a text', { userName: 'x', name: 'Ada' }, 'invalidValue', /^name must be an object/],
    [
      'an address that is a text',
      { userName: 'x', addresses: ['Main St'] },
      'invalidValue',
      /^addresses must be a list of objects/,
    ],
    [
      'a list in a list',
      { userName: 'x', emails: [['a@x']] },
      'invalidValue',
      /^emails must be a list of objects/,
    ],
    [
      'a single attribute as a list of two',
      { userName: 'x', [enterprise]: { manager: ['a', 'b'] } },
      'invalidValue',
      /^manager must be an object/,
    ],
    [
      'two primary elements',
      {
        userName: 'x',
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: 'True' },
        ],
      },
      'invalidValue',
      /^emails must not have more than one primary/,
    ],
    [
      'an extension that is no object',
      { userName: 'x', [enterprise]: 'x' },
      'invalidValue',
      /enterprise.*must be an object/,
    ],
    [
      'a certificate that is not base64',
      { userName: 'x', x509Certificates: ['***'] },
      'invalidValue',
      /^x509Certificates.value must be base64/,
    ],
    ['a number already rounded', { userName: 2 ** 63 }, 'invalidValue', /^userName is a number too large/],
    [
      'an infinite number',
      { userName: Number.POSITIVE_INFINITY },
      'invalidValue',
      /^userName is a number too large/,
    ],
    [
      'a password that is no text',
      { userName: 'x', password: {} },
      'invalidValue',
      /^password must be a text/,
    ],
    [
      'an integer with a fraction',
      { userName: 'x', [SITE_SCHEMA.id]: { contract: '1', seats: 1.5 } },
      'invalidValue',
      /^seats must be an integer/,
    ],
    [
      'a decimal that is none',
      { userName: 'x', [SITE_SCHEMA.id]: { contract: '1', discount: 'much' } },
      'invalidValue',
      /^discount must be a number/,
    ],
    [
      'a dateTime that is none',
      { userName: 'x', [SITE_SCHEMA.id]: { contract: '1', since: '2026-02-30T00:00:00Z' } },
      'invalidValue',
      /^since must be a date/,
    ],
    [
      'an extension without what it requires',
      { userName: 'x', [SITE_SCHEMA.id]: { seats: 1 } },
      'invalidValue',
      /^contract is required/,
    ],
  ])('%s', (_name, body, scimType, detail) => {
    expect.assertions(2)
    try {
      readResource(body, SITE_USER)
    } catch (error) {
      expect(error).toMatchObject({ status: 400, scimType })
      expect((error as ScimError).detail).toMatch(detail)
    }
  })

  test('a group without displayName', () => {
    expect(() => readGroup({ members: [] })).toThrow('displayName is required')
  })
})

describe('properties', () => {
  const names = fc.constantFrom(
    'userName',
    'USERNAME',
    'name',
    'givenName',
    'emails',
    'value',
    'primary',
    'active',
    'title',
    'manager',
    'department',
    'x509Certificates',
    'schemas',
    'members',
    'displayName',
    'password',
    'meta',
    '__proto__',
    enterprise,
    SITE_SCHEMA.id,
    'since',
    'seats',
    'tags',
    `${enterprise}:division`,
    'name.givenName',
  )
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'json' },
      fc.constantFrom<unknown>(
        null,
        true,
        'True',
        '',
        'ada',
        '2026-01-31T00:00:00Z',
        5,
        Number.POSITIVE_INFINITY,
        -0,
        core,
      ),
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(names, fc.string()), tie('json'), { maxKeys: 6 }),
    ),
  }))

  test.each([
    ['users', (body: unknown) => readResource(body, SITE_USER).resource],
    ['groups', (body: unknown) => readResource(body, GROUP).resource],
    ['groups with members apart', (body: unknown) => readGroup(body).resource],
  ])('any JSON is read or refused by a ScimError, and reading again changes nothing: %s', (_name, reader) => {
    const body = fc.oneof(
      json,
      json.map((given) => ({ userName: 'ada', displayName: 'Ada', ...(given as object) })),
    )
    let accepted = 0
    fc.assert(
      fc.property(body, (given) => {
        let resource: object
        try {
          resource = reader(given)
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError)
          return
        }
        accepted++
        expect(reader(resource)).toEqual(resource)
        expect(reader(JSON.parse(JSON.stringify(resource)))).toEqual(resource)
      }),
      { numRuns: 3000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})
