// What identity providers send for users, as they send it, over HTTP. Each name says what would break without the repair.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { exchangeOf } from '../fixtures/exchanges.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimResponse } from '../fixtures/scim-client.ts'
import { enterprise } from '../fixtures/urns.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

let running: RunningApp
let site: Site
/** One directory for each provider, with its preset. */
const directories = new Map<string, MadeDirectory>()
let made = 0

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  for (const preset of ['generic', 'entra', 'okta', 'google', 'onelogin', 'ping', 'jumpcloud', 'cyberark'])
    directories.set(preset, await makeDirectory(running, site, preset, { preset }))
})
afterAll(() => running.close())

function at(preset: string): MadeDirectory {
  const directory = directories.get(preset)
  if (!directory) throw new Error(`no directory for ${preset}`)
  return directory
}
const named = () => `user${++made}@globex.com`

/** A user whom every operation finds in the same state. */
async function user(preset: string, more: object = {}): Promise<string> {
  const { json } = await at(preset).scim.createUser(named(), {
    displayName: 'Pvlo Lee',
    name: { givenName: 'Pvlo', familyName: 'Lee' },
    ...more,
  })
  return json.id
}

async function shown(preset: string, id: string) {
  return (await at(preset).scim.get(`/Users/${id}`)).json
}

const repairsOf = async (preset: string, answer: ScimResponse) =>
  (await exchangeOf(running, site, at(preset), answer)).repairs

interface Row {
  name: string
  given?: object
  operations: object[]
  expected: object
  /** Attributes that must not be there afterwards. */
  absent?: string[]
  repairs?: string[]
}

const work = { type: 'work', primary: true }
const role = { primary: false, type: 'WindowsAzureActiveDirectoryRole', value: 'User' }

const entraRows: Row[] = [
  {
    name: 'P1 a leaver whose active is the text False is inactive',
    operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    expected: { active: false },
    repairs: ['operatorInCapitals', 'booleanFromString'],
  },
  {
    name: 'P1 with the flag',
    operations: [{ op: 'replace', path: 'active', value: false }],
    expected: { active: false },
    repairs: [],
  },
  {
    name: 'P2 one operation for each attribute, in capitals',
    operations: [
      { op: 'Replace', path: 'displayName', value: 'Pvlo' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'TestBcwqnm@test.microsoft.com' },
      { op: 'Replace', path: 'name.givenName', value: 'Gtfd' },
      { op: 'Replace', path: 'name.familyName', value: 'Pkqf' },
      { op: 'Replace', path: 'externalId', value: 'Eqpj' },
      { op: 'Replace', path: `${enterprise}:employeeNumber`, value: 'Eqpj' },
      { op: 'Add', path: 'nickName', value: 'Babs' },
    ],
    expected: {
      displayName: 'Pvlo',
      emails: [{ ...work, value: 'TestBcwqnm@test.microsoft.com' }],
      name: { givenName: 'Gtfd', familyName: 'Pkqf' },
      externalId: 'Eqpj',
      nickName: 'Babs',
      [enterprise]: { employeeNumber: 'Eqpj' },
      schemas: [core, enterprise],
    },
    repairs: ['operatorInCapitals'],
  },
  {
    name: 'P3 with the flag: keys of a value without a path are paths',
    operations: [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'TestMhvaes@test.microsoft.com' },
      {
        op: 'replace',
        value: {
          displayName: 'Bjfe',
          'name.givenName': 'Kkom',
          'name.familyName': 'Unua',
          [`${enterprise}:employeeNumber`]: 'Aklq',
        },
      },
    ],
    expected: {
      displayName: 'Bjfe',
      emails: [{ ...work, value: 'TestMhvaes@test.microsoft.com' }],
      name: { givenName: 'Kkom', familyName: 'Unua' },
      [enterprise]: { employeeNumber: 'Aklq' },
    },
    repairs: ['pathAsKey'],
  },
  {
    name: 'P6 a telephone and an address that are not there appear, each type once',
    operations: [
      { op: 'Replace', path: 'phoneNumbers[type eq "work"].value', value: '+1-555-0100' },
      { op: 'Replace', path: 'addresses[type eq "work"].postalCode', value: '94105' },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'San Francisco' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 (555) 0101' },
    ],
    expected: {
      phoneNumbers: [
        { type: 'work', value: '+1-555-0100' },
        { type: 'mobile', value: '+1 (555) 0101' },
      ],
      addresses: [{ type: 'work', postalCode: '94105', locality: 'San Francisco' }],
    },
    repairs: ['operatorInCapitals', 'elementFromFilter'],
  },
  {
    name: 'P6 an empty text clears a telephone',
    given: { phoneNumbers: [{ type: 'work', value: '+1-555-0100' }] },
    operations: [{ op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: '' }],
    expected: {},
    absent: ['phoneNumbers'],
    repairs: ['emptyTextClears'],
  },
  {
    name: 'P7 a manager as a text at the URN',
    operations: [{ op: 'Add', path: `${enterprise}:manager`, value: '00aa' }],
    expected: { [enterprise]: { manager: { value: '00aa' } } },
    repairs: ['operatorInCapitals', 'objectFromText'],
  },
  {
    name: 'P7 a manager as a list, without the URN',
    operations: [
      { op: 'Add', path: 'manager', value: [{ $ref: 'http://x.example/scim/Users/00aa', value: '00aa' }] },
    ],
    expected: { [enterprise]: { manager: { $ref: 'http://x.example/scim/Users/00aa', value: '00aa' } } },
    repairs: ['operatorInCapitals', 'bareExtensionAttribute', 'singleFromList'],
  },
  {
    name: 'P7 an empty text clears a manager',
    given: { [enterprise]: { manager: { value: '00aa' } } },
    operations: [{ op: 'Replace', path: `${enterprise}:manager`, value: '' }],
    expected: { schemas: [core] },
    absent: [enterprise],
    repairs: ['operatorInCapitals', 'emptyTextClears'],
  },
  {
    name: 'P8 an app role packed into a text is the role, once',
    given: { roles: [{ value: 'Admin' }] },
    operations: [
      {
        op: 'Add',
        path: 'roles',
        value: [
          {
            value: JSON.stringify({
              id: '06b07648-ecfe-589f-9d2f-6325724a46ee',
              value: 'Admin',
              displayName: 'Admin',
            }),
          },
        ],
      },
    ],
    expected: { roles: [{ value: 'Admin', display: 'Admin' }] },
    repairs: ['operatorInCapitals', 'roleFromJsonText'],
  },
  {
    name: 'P8 the primary role by a quoted boolean is replaced, not joined by another',
    given: { roles: [{ value: 'engineer', primary: true }] },
    operations: [{ op: 'Replace', path: 'roles[primary eq "True"].value', value: 'senior-engineer' }],
    expected: { roles: [{ value: 'senior-engineer', primary: true }] },
    repairs: ['operatorInCapitals', 'booleanAsText'],
  },
  {
    name: 'P8 assertive: the list is replaced',
    given: { roles: [{ value: 'Admin' }, { value: 'Reader' }] },
    operations: [{ op: 'replace', path: 'roles', value: [{ ...role, display: 'User' }] }],
    expected: { roles: [{ ...role, display: 'User' }] },
    repairs: [],
  },
  {
    name: 'Entra 8 the URN before a core attribute',
    operations: [{ op: 'Replace', path: `${core}:displayName`, value: 'By URN' }],
    expected: { displayName: 'By URN' },
  },
  {
    name: 'Entra 19 a dot behind the URN',
    operations: [{ op: 'add', path: `${enterprise}.manager`, value: '00aa' }],
    expected: { [enterprise]: { manager: { value: '00aa' } } },
    repairs: ['dotAfterUrn', 'objectFromText'],
  },
  {
    name: 'P24 a part of a name leaves the others',
    operations: [{ op: 'replace', path: 'name', value: { familyName: 'New' } }],
    expected: { name: { givenName: 'Pvlo', familyName: 'New' } },
  },
  {
    name: 'P24 null clears a manager and an address',
    given: { [enterprise]: { department: 'R&D', manager: { value: '00aa' } } },
    operations: [
      { op: 'replace', path: `${enterprise}:manager`, value: null },
      { op: 'replace', path: 'emails[type eq "work"].value', value: null },
    ],
    expected: { [enterprise]: { department: 'R&D' } },
    absent: ['emails'],
  },
  {
    name: 'several removals go by value, not by a shifting index (fusionauth#2834)',
    given: {
      phoneNumbers: [1, 2, 3, 4].map((n) => ({ type: `t${n}`, value: `${n}` })),
    },
    operations: [1, 3].map((n) => ({ op: 'remove', path: `phoneNumbers[value eq "${n}"]` })),
    expected: {
      phoneNumbers: [
        { type: 't2', value: '2' },
        { type: 't4', value: '4' },
      ],
    },
  },
]

describe('Entra: PATCH of a user', () => {
  test.each(entraRows)('$name', async ({ given, operations, expected, absent = [], repairs }) => {
    const id = await user('entra', given)
    const answer = await at('entra').scim.patch(`/Users/${id}`, ...operations)
    expect(answer).toMatchObject({ status: 204, text: '' })
    const after = await shown('entra', id)
    expect(after).toMatchObject(expected)
    for (const name of absent) expect(after).not.toHaveProperty([name])
    if (repairs) expect((await repairsOf('entra', answer)).toSorted()).toEqual(repairs.toSorted())
  })
})

describe('Entra: the rest', () => {
  test('Entra 1 the test of the connection finds nobody: 200', async () => {
    const { scim } = at('entra')
    const answer = await scim.filter('/Users', 'userName eq "5b1a9f0e-6f1c-4a36-8e2c-0a4b6d2f9b11"')
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ totalResults: 0, Resources: [], itemsPerPage: 0 })
  })

  test('P9 a body of nulls, with a misspelt URN and attributes in the wrong place', async () => {
    const userName = named()
    const answer = await at('entra').scim.send('POST', '/Users', {
      schemas: [core, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
      externalId: 'jyoung',
      userName,
      active: true,
      addresses: null,
      displayName: 'Joy Young',
      emails: [{ type: 'work', value: 'jyoung@Contoso.com', primary: true }],
      meta: { resourceType: 'User', version: 'theirs' },
      name: { familyName: 'Young', givenName: 'Joy' },
      phoneNumbers: null,
      preferredLanguage: null,
      title: null,
      department: null,
      manager: null,
      roles: [],
      shoeSize: 9,
    })
    expect(answer.status).toBe(201)
    const { id, meta, ...rest } = answer.json
    expect(rest).toEqual({
      schemas: [core],
      externalId: 'jyoung',
      userName,
      active: true,
      displayName: 'Joy Young',
      emails: [{ type: 'work', value: 'jyoung@Contoso.com', primary: true }],
      name: { familyName: 'Young', givenName: 'Joy' },
    })
    expect(meta).toMatchObject({ resourceType: 'User', version: 'W/"1"' })
    expect(id).not.toBe('')
    const repairs = await repairsOf('entra', answer)
    expect(repairs.toSorted()).toEqual(['bareExtensionAttribute', 'foreignSchema', 'ignored:shoeSize'])
  })

  test('P23 Microsoft’s validator: booleans and a manager as texts', async () => {
    const answer = await at('entra').scim.createUser(named(), {
      schemas: [core, enterprise],
      active: 'true',
      emails: [{ value: 'v@globex.com', type: 'work', primary: 'true' }],
      addresses: [{ type: 'work', locality: 'Oslo', primary: 'True' }],
      roles: [{ value: 'r', primary: 'true' }],
      [enterprise]: { manager: 'validator-manager-id' },
    })
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({
      active: true,
      emails: [{ primary: true }],
      addresses: [{ primary: true }],
      roles: [{ primary: true }],
      [enterprise]: { manager: { value: 'validator-manager-id' } },
    })
  })

  test('P11 the name of a soft delete is kept as sent, said so, and healed by the restoration', async () => {
    const userName = named()
    const { id } = (await at('entra').scim.createUser(userName)).json
    const tombstone = `283405f5c2283405f5c2283405f5c2aa${userName}`
    const gone = await at('entra').scim.patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Replace', path: 'userName', value: tombstone },
    )
    expect(gone.status).toBe(204)
    expect(await repairsOf('entra', gone)).toContain('softDeletedUserName')
    expect(await shown('entra', id)).toMatchObject({ active: false, userName: tombstone })
    // Inactive users are still found (Entra 15), and the old name is free.
    expect((await at('entra').scim.filter('/Users', `userName eq "${tombstone}"`)).json.totalResults).toBe(1)
    const back = await at('entra').scim.patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'userName', value: userName },
      { op: 'Replace', path: 'active', value: 'True' },
    )
    expect(back.status).toBe(204)
    expect(await shown('entra', id)).toMatchObject({ active: true, userName, id })
  })

  test('P9 attributes in the wrong place are read there, by their URN as well', async () => {
    const body = {
      [`${enterprise}:employeeNumber`]: '11250',
      [`${enterprise}.costCenter`]: '4130',
      division: 'Theme Park',
      [`${core}:nickName`]: 'Babs',
    }
    const answer = await at('entra').scim.createUser(named(), body)
    expect(answer.json).toMatchObject({
      nickName: 'Babs',
      [enterprise]: { employeeNumber: '11250', costCenter: '4130', division: 'Theme Park' },
    })
    expect((await repairsOf('entra', answer)).toSorted()).toEqual([
      'bareExtensionAttribute',
      'dotAfterUrn',
      'pathAsKey',
    ])
  })

  interface Found {
    readonly id: string
    readonly externalId: string
    readonly mail: string
  }
  test.each<[string, (found: Found) => string, string[]]>([
    ['a text without quotes', ({ externalId }) => `externalId eq ${externalId}`, ['textWithoutQuotes']],
    [
      'an operator after brackets',
      ({ mail }) => `emails[type eq "work"] eq "${mail}"`,
      ['comparisonAfterBrackets'],
    ],
    [
      'a sub-attribute after brackets',
      ({ mail }) => `emails[type eq "work"].value eq "${mail}"`,
      ['comparisonAfterBrackets'],
    ],
    [
      'a manager without the URN',
      ({ id }) => `id eq "${id}" and manager eq "00aa"`,
      ['bareExtensionAttribute'],
    ],
    ['both', ({ id }) => `id eq ${id} and manager eq 00aa`, ['textWithoutQuotes', 'bareExtensionAttribute']],
    ['a boolean as a text', ({ id }) => `id eq "${id}" and active eq "True"`, ['booleanAsText']],
    ['a boolean in capitals', ({ id }) => `id eq "${id}" and active eq True`, ['booleanAsText']],
    [
      'a dot behind the URN (Entra 19)',
      ({ id }) => `id eq "${id}" and ${enterprise}.manager eq "00aa"`,
      ['dotAfterUrn'],
    ],
    ['what the grammar has', ({ mail }) => `emails[type eq "work" and value eq "${mail}"]`, []],
    ['the same in other case', ({ mail }) => `EMAILS[Type EQ "work" and VALUE eq "${mail}"]`, []],
    [
      'the same in order and presence',
      ({ id }) => `id eq "${id}" and active eq true and meta.created gt "2020-01-01T00:00:00Z"`,
      [],
    ],
  ])('Entra 12 a filter with %s', async (_name, filterOf, repairs) => {
    const [externalId, mail] = [`jyoung${made}`, named()]
    const id = await user('entra', {
      externalId,
      emails: [{ value: mail, type: 'work' }],
      [enterprise]: { manager: { value: '00aa' } },
    })
    const answer = await at('entra').scim.filter('/Users', filterOf({ id, externalId, mail }))
    expect(answer.status).toBe(200)
    expect(answer.json.Resources.map((one: { id: string }) => one.id)).toEqual([id])
    expect((await repairsOf('entra', answer)).toSorted()).toEqual(repairs.toSorted())
  })

  test('Entra 14 a rename keeps the id, and clashes only with somebody', async () => {
    const { scim } = at('entra')
    const [id, other] = [await user('entra'), await user('entra')]
    const { userName } = await shown('entra', other)
    const rename = (value: string) => scim.patch(`/Users/${id}`, { op: 'Replace', path: 'userName', value })
    expect((await rename(`renamed-${named()}`)).status).toBe(204)
    const clash = await rename(userName.toUpperCase())
    expect(clash.status).toBe(409)
    expect(clash.json.scimType).toBe('uniqueness')
    expect((await rename((await shown('entra', id)).userName.toUpperCase())).status).toBe(204)
  })

  test('two names that are swapped are 409 on both sides', async () => {
    const { scim } = at('entra')
    const ids = [await user('entra'), await user('entra')]
    const names = await Promise.all(ids.map(async (id) => (await shown('entra', id)).userName as string))
    const answers = await Promise.all(
      ids.map((id, n) =>
        scim.patch(`/Users/${id}`, { op: 'Replace', path: 'userName', value: names[1 - n] }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([409, 409])
  })

  test('Entra 17 values come back as they were sent', async () => {
    const phoneNumbers = [{ type: 'work', value: '+1 (555)-01 00 ext.7' }]
    const more = { phoneNumbers, title: '  Dr.  ', displayName: 'Zoë  Ünal\u00a0' }
    const id = await user('entra', more)
    expect(await shown('entra', id)).toMatchObject(more)
  })

  test('Entra 19 Microsoft’s inbound collection', async () => {
    const { scim } = at('entra')
    const id = await user('entra')
    const { meta } = await shown('entra', id)
    const first = await scim.get('/Users?startindex=0&COUNT=1')
    expect(first.json).toMatchObject({ startIndex: 1, itemsPerPage: 1 })
    const range = `id eq "${id}" and meta.lastModified ge "${meta.lastModified}" and meta.lastModified le "${meta.lastModified}"`
    expect((await scim.filter('/Users', range)).json.totalResults).toBe(1)
    expect((await scim.filter('/Users', `ActiVe eq true and id eq "${id}"`)).json.totalResults).toBe(1)
  })

  test('Entra 3 the flag may stand in the address', async () => {
    const { userName } = await shown('entra', await user('entra'))
    const filter = encodeURIComponent(`userName eq "${userName}"`)
    const { json } = await at('entra').scim.get(`/Users?aadOptscim062020&filter=${filter}`)
    expect(json.totalResults).toBe(1)
  })

  test('P25 operations in small letters', async () => {
    const id = await user('entra')
    const body = { schemas: [patchOp], operations: [{ op: 'replace', path: 'title', value: 'Dr' }] }
    const answer = await at('entra').scim.send('PATCH', `/Users/${id}`, body)
    expect(answer.status).toBe(204)
    expect(await repairsOf('entra', answer)).toEqual(['fieldInOtherCase'])
  })

  test('Microsoft’s collection: the same externalId again and again, /users, attributes with a filter', async () => {
    const { scim } = at('entra')
    const literal = { externalId: ['$', '{__UUID}'].join('') }
    const ids = [await user('entra', literal), await user('entra', literal)]
    expect(new Set(ids).size).toBe(2)
    expect((await scim.get('/users?count=1')).json.Resources).toHaveLength(1)
    const answer = await scim.get(
      `/users/${ids[0]}?attributes=${encodeURIComponent('emails[type eq "work"]')}`,
    )
    const { json } = answer
    expect(await repairsOf('entra', answer)).toEqual(['withoutValueFilters'])
    expect(json.emails).toHaveLength(1)
    expect(json).not.toHaveProperty('userName')
    expect((await scim.get('/Schemas')).text).toContain('User Account')
  })
})

describe('Okta', () => {
  const okta = { 'user-agent': 'Okta SCIM Client 1.0.0', 'accept-charset': 'utf-8' }
  const posted = (userName: string) => ({
    schemas: [core],
    userName,
    name: { givenName: 'Test', familyName: 'User' },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: 'Test User',
    locale: 'en-US',
    externalId: `00u${userName}`,
    groups: [],
    password: '1mz050nq',
    active: true,
  })

  test('Okta 1, 2 its tests of the connection', async () => {
    const { scim } = at('okta')
    await user('okta')
    await user('okta')
    expect((await scim.get('/Users?startIndex=1&count=2', okta)).json.Resources).toHaveLength(2)
    expect((await scim.get('/Users?count=1&startIndex=1', okta)).json.Resources).toHaveLength(1)
    const absent = encodeURIComponent('userName eq "test.user@okta.local"')
    const none = await scim.get(`/Users?filter=${absent}&startIndex=1&count=100`, okta)
    expect(none.status).toBe(200)
    expect(none.json).toMatchObject({ Resources: [], totalResults: 0 })
  })

  test('P12 the password it always sends is answered never, the user always', async () => {
    const headers = { ...okta, 'content-type': 'application/scim+json; charset=utf-8' }
    const answer = await at('okta').scim.send('POST', '/Users', posted(named()), headers)
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({ displayName: 'Test User', locale: 'en-US', active: true })
    expect(answer.text).not.toContain('1mz050nq')
    expect((await at('okta').scim.get(`/Users/${answer.json.id}`)).text).not.toContain('password')
  })

  test('P13 a PUT of what GET answered, with its own id, meta and groups, changes nothing', async () => {
    const { scim } = at('okta')
    const { id } = (await scim.send('POST', '/Users', posted(named()))).json
    await scim.createGroup('Okta people', [id])
    const got = await scim.get(`/Users/${id}`)
    const body = {
      ...got.json,
      emails: got.json.emails.map((email: object) => ({ ...email, display: 'shown' })),
    }
    const answer = await scim.send('PUT', `/Users/${id}`, body)
    expect(answer.status).toBe(200)
    expect(answer.json.id).toBe(id)
    expect(answer.json.groups).toHaveLength(1)
    expect((await scim.send('PUT', `/Users/${id}`, answer.json)).json.meta).toEqual(answer.json.meta)
  })

  test('Okta 4 a PUT without active deactivates and revives nobody', async () => {
    const { scim } = at('okta')
    for (const active of [false, true]) {
      const body = posted(named())
      const { id } = (await scim.send('POST', '/Users', { ...body, active })).json
      const answer = await scim.send('PUT', `/Users/${id}`, { ...body, active: undefined, title: 'Dr' })
      expect(answer.json).toMatchObject({ active, title: 'Dr' })
      expect(await repairsOf('okta', answer)).toContain('activeStays')
    }
  })

  test('P14 a leaver: a value without a path merges', async () => {
    const id = await user('okta')
    const answer = await at('okta').scim.patch(`/Users/${id}`, { op: 'replace', value: { active: false } })
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ id, active: false, displayName: 'Pvlo Lee' })
  })

  test('Okta 9 numbers for texts', async () => {
    const id = await user('okta', {
      addresses: [{ type: 'work', postalCode: 94105 }],
      [enterprise]: { employeeNumber: 1234 },
    })
    expect(await shown('okta', id)).toMatchObject({
      addresses: [{ postalCode: '94105' }],
      [enterprise]: { employeeNumber: '1234' },
    })
  })

  test('Okta 8 errors are JSON; Okta 10 its base URL has no underscore', async () => {
    const answer = await at('okta').scim.get('/Users/nobody')
    expect(answer.headers.get('content-type')).toMatch(/json/)
    expect(answer.json).toMatchObject({ status: '404', detail: expect.any(String) })
    expect(new URL(at('okta').baseUrl).pathname).not.toContain('_')
  })
})

describe('Google, OneLogin, Ping, JumpCloud, CyberArk, rauthy', () => {
  const old = 'urn:scim:schemas:core:1.0'

  test('P19 Google: both core schemas, as application/json', async () => {
    const userName = named()
    const body = {
      schemas: [old, core],
      userName,
      emails: [{ primary: true, value: userName, type: 'work' }],
      displayName: 'User Name',
      name: { givenName: 'User', familyName: 'Name' },
      active: true,
    }
    const { scim } = at('google')
    const google = { 'user-agent': 'Google-Auto-Provisioning', 'content-type': 'application/json' }
    expect((await scim.get('/Users?count=1', google)).status).toBe(200)
    const answer = await scim.send('POST', '/Users', body, google)
    expect(answer.status).toBe(201)
    expect(answer.json.schemas).toEqual([core])
    expect(await repairsOf('google', answer)).toEqual(['legacyCoreSchema'])
    const suspended = await scim.patch(`/Users/${answer.json.id}`, {
      op: 'replace',
      path: 'active',
      value: false,
    })
    expect(suspended.json.active).toBe(false)
    expect((await scim.delete(`/Users/${answer.json.id}`)).status).toBe(204)
  })

  test('P18 OneLogin: the old core schema alone, no addresses; deletion or deactivation', async () => {
    const { scim } = at('onelogin')
    const body = {
      schemas: [old],
      userName: named(),
      name: { givenName: 'Ada', familyName: 'Lovelace', formatted: 'Ada Lovelace' },
    }
    const answer = await scim.send('POST', '/Users', body)
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({ schemas: [core], active: true, name: body.name })
    const { id } = answer.json
    const put = await scim.send('PUT', `/Users/${id}`, { ...body, active: false })
    expect(put.json.active).toBe(false)
    expect((await scim.delete(`/Users/${id}`)).status).toBe(204)
  })

  test('Ping: filters as an administrator types them', async () => {
    const { scim } = at('ping')
    const id = await user('ping')
    const { userName } = await shown('ping', id)
    for (const [filter, repairs] of [
      [`userName Eq "${userName}"`, []],
      [`username EQ "${userName}"`, []],
      [`email Co "${userName}"`, ['pingEmail']],
    ] as const) {
      const answer = await scim.filter('/Users', filter)
      const { status, json } = answer
      expect({ filter, status, total: json.totalResults }).toEqual({ filter, status: 200, total: 1 })
      expect(await repairsOf('ping', answer)).toEqual(repairs)
    }
  })

  test('JumpCloud: its test user and test group come and go, and can come again', async () => {
    const { scim } = at('jumpcloud')
    for (let round = 0; round < 2; round++) {
      const { id } = (await scim.createUser('jumpcloud.test@globex.com')).json
      const group = (await scim.createGroup('JumpCloud test', [id])).json.id
      const removal = { op: 'remove', path: 'members', value: [{ value: id }] }
      expect((await scim.patch(`/Groups/${group}`, removal)).status).toBe(204)
      expect((await scim.delete(`/Users/${id}`)).status).toBe(204)
      expect((await scim.delete(`/Groups/${group}`)).status).toBe(204)
      expect((await scim.get(`/Users/${id}`)).status).toBe(404)
    }
  })

  test('CyberArk: each part of discovery by its own address', async () => {
    const { scim } = at('cyberark')
    for (const path of [
      '/ServiceProviderConfig',
      '/ResourceTypes/User',
      '/ResourceTypes/Group',
      `/Schemas/${core}`,
      `/Schemas/${enterprise}`,
      '/Users?count=1',
    ]) {
      expect({ path, status: (await scim.get(path)).status }).toEqual({ path, status: 200 })
    }
  })

  test('P26 rauthy: by externalId, then by userName', async () => {
    const { scim } = at('generic')
    const externalId = `rauthy-${named()}`
    const id = await user('generic', { externalId })
    expect((await scim.filter('/Users', `externalId eq "${externalId}"`)).json.Resources[0].id).toBe(id)
    const { userName } = await shown('generic', id)
    expect((await scim.filter('/Users', `userName eq "${userName}"`)).json.Resources[0].id).toBe(id)
  })
})

describe('any provider', () => {
  test.each([
    ['startIndex=0', 200, { startIndex: 1 }],
    ['startIndex=-3&count=1', 200, { startIndex: 1, itemsPerPage: 1 }],
    ['count=0', 200, { itemsPerPage: 0, Resources: [] }],
    ['count=-5', 200, { itemsPerPage: 0, Resources: [] }],
    ['count=abc', 400, { scimType: 'invalidValue' }],
    ['startIndex=abc', 400, { scimType: 'invalidValue' }],
  ])('a list with %s', async (query, status, expected) => {
    await user('generic')
    const answer = await at('generic').scim.get(`/Users?${query}`)
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject(expected)
    if (status === 200) expect(answer.json.totalResults).toBeGreaterThan(0)
  })

  test('a create that is repeated after a timeout is 409, and the first stays', async () => {
    const { scim } = at('generic')
    const userName = named()
    const first = await scim.createUser(userName, { title: 'First' })
    const again = await scim.createUser(userName, { title: 'Again' })
    expect(again.status).toBe(409)
    expect(again.json.scimType).toBe('uniqueness')
    expect(await shown('generic', first.json.id)).toMatchObject({ title: 'First' })
  })

  test('the id is the server’s, whatever a body says (Goldfish)', async () => {
    const answer = await at('generic').scim.createUser(named(), { id: 'theirs' })
    expect(answer.status).toBe(201)
    expect(answer.json.id).not.toBe('theirs')
  })
})
