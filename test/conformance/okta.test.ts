// Okta, as it is documented and as others met it: what it sends, what it is answered, and what that comes to.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { core, enterprise } from '../fixtures/urns.ts'

const client = {
  'user-agent': 'Okta SCIM Client 1.0.0',
  'content-type': 'application/scim+json; charset=utf-8',
  accept: 'application/scim+json',
  'accept-charset': 'utf-8',
}

let running: RunningApp
let okta: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  okta = await makeProvider(running, 'okta')
})
afterAll(() => running.close())

const send = (method: string, path: string, body?: object) => okta.scim.send(method, path, body, client)
const patch = (path: string, ...Operations: object[]) =>
  send('PATCH', path, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations })

const testUser = {
  schemas: [`${core}:User`],
  userName: 'test.user@globex.com',
  name: { givenName: 'Test', familyName: 'User' },
  emails: [{ primary: true, value: 'test.user@globex.com', type: 'work' }],
  displayName: 'Test User',
  locale: 'en-US',
  externalId: '00ujl29u0le5T6Aj10h7',
  groups: [],
  password: '1mz050nq',
  active: true,
}
const createUser = async (more: object = {}): Promise<string> =>
  (await send('POST', '/Users', { ...testUser, ...more })).json.id
const createGroup = async (displayName: string, ...members: string[]): Promise<string> => {
  const body = {
    schemas: [`${core}:Group`],
    displayName,
    members: members.map((value) => ({ value, display: value })),
  }
  return (await send('POST', '/Groups', body)).json.id
}

describe('before it creates anybody', () => {
  test('it reads a page of users, and honours how many it asked for (Okta 1)', async () => {
    for (const name of ['a', 'b', 'c']) await createUser({ userName: `${name}@globex.com` })
    const two = await send('GET', '/Users?startIndex=1&count=2')
    expect(two.json).toMatchObject({ totalResults: 3, startIndex: 1, itemsPerPage: 2 })
    const { Resources } = (await send('GET', '/Users?count=1')).json
    expect(Resources).toEqual([
      expect.objectContaining({ name: expect.any(Object), emails: expect.any(Array), active: true }),
    ])
  })

  test('it looks the name up, and nobody is an empty list (Okta 2)', async () => {
    const filter = encodeURIComponent('userName eq "test.user@globex.com"')
    const { status, json } = await send('GET', `/Users?filter=${filter}&startIndex=1&count=100`)
    expect([status, json.totalResults, json.Resources]).toEqual([200, 0, []])
  })
})

describe('a user', () => {
  test('is created with a password that nobody sees again, and no groups (P12)', async () => {
    const { status, text, json } = await send('POST', '/Users', testUser)
    expect(status).toBe(201)
    const { password, groups, ...shown } = testUser
    expect(json).toMatchObject(shown)
    for (const answer of [text, (await send('GET', `/Users/${json.id}`)).text]) {
      expect(answer).not.toContain(password)
      expect(answer).not.toContain('password')
    }
    expect(groups).toEqual([])
    expect(await okta.customer('test.user@globex.com')).toMatchObject({ name: 'Test User', active: true })
  })

  test('created again after a lost answer is a conflict, and stays as it was (Okta 2)', async () => {
    const id = await createUser()
    const before = await okta.read(`/Users/${id}`)
    const again = await send('POST', '/Users', { ...testUser, displayName: 'Overwritten' })
    expect([again.status, again.json.scimType]).toEqual([409, 'uniqueness'])
    expect(await okta.read(`/Users/${id}`)).toEqual(before)
    expect(await okta.customers()).toHaveLength(1)
  })

  test('is put back whole as it was read, with what is not its to say (P13)', async () => {
    const id = await createUser()
    const read = await okta.read(`/Users/${id}`)
    const body = {
      ...read,
      name: { givenName: 'Another', middleName: 'Excited', familyName: 'User' },
      displayName: 'Another User',
      emails: [{ primary: true, value: 'another@globex.com', type: 'work', display: 'another@globex.com' }],
      groups: [],
    }
    const put = await send('PUT', `/Users/${id}`, body)
    expect(put.status).toBe(200)
    expect(await okta.read(`/Users/${id}`)).toMatchObject({
      id,
      name: body.name,
      emails: body.emails,
      active: true,
    })
    expect(await okta.customer('another@globex.com')).toMatchObject({ name: 'Another User' })
    const same = await send('PUT', `/Users/${id}`, put.json)
    expect(same.json).toEqual(put.json)
  })

  test('whose PUT does not speak of active neither leaves nor returns (Okta 4)', async () => {
    const id = await createUser()
    const { active: _active, password: _password, ...silent } = testUser
    expect((await send('PUT', `/Users/${id}`, silent)).json.active).toBe(true)
    await patch(`/Users/${id}`, { op: 'replace', value: { active: false } })
    expect((await send('PUT', `/Users/${id}`, silent)).json.active).toBe(false)
    expect(await okta.customer('test.user@globex.com')).toMatchObject({ active: false })
  })

  test('leaves and returns by a value without a path (P14)', async () => {
    const id = await createUser()
    const before = await okta.customer('test.user@globex.com')
    for (const active of [false, true]) {
      const { status, json } = await patch(`/Users/${id}`, { op: 'replace', value: { active } })
      expect([status, json.active]).toEqual([200, active])
      expect(await okta.customer('test.user@globex.com')).toMatchObject({ id: before.id, active })
    }
  })

  test('leaves by PUT as well, as apps of its wizard do it (Okta 4)', async () => {
    const id = await createUser()
    const { status } = await send('PUT', `/Users/${id}`, { ...testUser, id, active: false })
    expect(status).toBe(200)
    expect(await okta.customer('test.user@globex.com')).toMatchObject({ active: false })
  })

  test('may have numbers where texts belong (Okta 9)', async () => {
    const id = await createUser({
      addresses: [{ type: 'work', postalCode: 94105 }],
      [enterprise]: { employeeNumber: 1234 },
    })
    expect(await okta.read(`/Users/${id}`)).toMatchObject({
      addresses: [{ postalCode: '94105' }],
      [enterprise]: { employeeNumber: '1234' },
    })
  })
})

describe('a group', () => {
  test('is pushed: found to be missing, created with members that say no type (Okta 7)', async () => {
    const filter = encodeURIComponent('displayName eq "Test SCIMv2"')
    expect((await send('GET', `/Groups?filter=${filter}&startIndex=1&count=100`)).json.totalResults).toBe(0)
    const ann = await createUser()
    const id = await createGroup('Test SCIMv2', ann)
    const { members } = await okta.read(`/Groups/${id}`)
    expect(members).toMatchObject([{ value: ann, type: 'User' }])
    expect(await okta.organizationsOf('test.user@globex.com')).toEqual(['Test SCIMv2'])
  })

  test('is renamed with its own id, at each change of its members, and keeps them (P15)', async () => {
    const ann = await createUser()
    const id = await createGroup('Sales', ann)
    const rename = { op: 'replace', value: { id, displayName: 'Test SCIMv2' } }
    for (const _time of [1, 2]) {
      expect((await patch(`/Groups/${id}`, rename)).status).toBe(204)
      expect(await okta.read(`/Groups/${id}`)).toMatchObject({
        displayName: 'Test SCIMv2',
        meta: { version: 'W/"2"' },
      })
      expect(await okta.membersOf(id)).toEqual([ann])
    }
    expect(await okta.organizationsOf('test.user@globex.com')).toEqual(['Test SCIMv2'])
  })

  test('loses one and gains another in one call (P17)', async () => {
    const [ann, bob] = [
      await createUser(),
      await createUser({ userName: 'bob@globex.com', emails: [{ value: 'bob@globex.com' }] }),
    ]
    const id = await createGroup('Sales', ann)
    const answer = await patch(
      `/Groups/${id}`,
      { op: 'remove', path: `members[value eq "${ann}"]` },
      { op: 'add', path: 'members', value: [{ value: bob, display: 'bob@globex.com' }] },
    )
    expect(answer.status).toBe(204)
    expect(await okta.membersOf(id)).toEqual([bob])
    expect(await okta.organizationsOf('test.user@globex.com')).toEqual([])
    expect(await okta.organizationsOf('bob@globex.com')).toEqual(['Sales'])
  })

  test.each<[string, (id: string) => object]>([
    ['a value without a path', (value) => ({ op: 'replace', value: { members: [{ value }] } })],
    [
      'PUT',
      (value) => ({ schemas: [`${core}:Group`], displayName: 'Sales', members: [{ value, display: 'x' }] }),
    ],
  ])('is replaced by %s: who is not named has left (P13, P16)', async (name, bodyOf) => {
    const [ann, bob] = [await createUser(), await createUser({ userName: 'bob@globex.com', emails: [] })]
    const id = await createGroup('Sales', ann)
    const answer = await (name === 'PUT'
      ? send('PUT', `/Groups/${id}`, bodyOf(bob))
      : patch(`/Groups/${id}`, bodyOf(bob)))
    expect(answer.status).toBe(name === 'PUT' ? 200 : 204)
    expect(await okta.membersOf(id)).toEqual([bob])
    expect(await okta.organizationsOf('test.user@globex.com')).toEqual([])
  })

  test('is emptied by "push now" when nobody is in it (P17)', async () => {
    const id = await createGroup('Sales', await createUser())
    expect((await patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: [] })).status).toBe(204)
    expect(await okta.membersOf(id)).toEqual([])
    expect((await patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: [] })).status).toBe(204)
    expect(await okta.read(`/Groups/${id}`)).toMatchObject({ meta: { version: 'W/"2"' } })
  })

  test('is deleted, and so is its organization', async () => {
    const id = await createGroup('Sales', await createUser())
    expect((await send('DELETE', `/Groups/${id}`)).status).toBe(204)
    expect(await okta.organizationsOf('test.user@globex.com')).toEqual([])
    expect((await send('GET', '/Groups?startIndex=1&count=100')).json.totalResults).toBe(0)
  })
})

test('errors are JSON, whatever is wrong: plain text shows as a parser error in its console (Okta 8)', async () => {
  const answers = [
    await send('GET', '/Users/00u1'),
    await send('POST', '/Users', { schemas: [`${core}:User`] }),
    await okta.scim.send('POST', '/Users', '{', client),
    await okta.scim.send('GET', '/Users', undefined, { ...client, authorization: 'Bearer x' }),
    await send('GET', '/Entitlements'),
    await send('PATCH', '/Users', {}),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 400, 400, 401, 404, 405])
  for (const { headers, json, status } of answers) {
    expect(headers.get('content-type')).toMatch(/^application\/scim\+json/)
    expect(json).toMatchObject({ status: String(status), detail: expect.any(String) })
  }
})

test('told to wait it is told for how many whole seconds, and its next try is the first to count (Okta 8)', async () => {
  let now = new Date('2026-01-01T00:00:00Z')
  const strict = await runningApp({ rateMax: 3, now: () => now })
  try {
    const { scim, customers } = await makeProvider(strict, 'okta')
    const create = () => scim.send('POST', '/Users', testUser, client)
    for (let n = 0; n < 3; n++) expect((await scim.get('/Users?count=1', client)).status).toBe(200)
    const refused = await create()
    expect(refused.status).toBe(429)
    // An HTTP date, a fraction or nothing would make it wait for five minutes, and twice as long each time.
    const seconds = refused.headers.get('retry-after') ?? ''
    expect(seconds).toMatch(/^[1-9]\d*$/)
    expect(refused.headers.get('content-type')).toMatch(/^application\/scim\+json/)
    expect(refused.json).toMatchObject({ status: '429', detail: expect.any(String) })
    expect(await customers()).toEqual([])
    now = new Date(now.getTime() + Number(seconds) * 1000)
    expect((await create()).status).toBe(201)
    expect(await customers()).toMatchObject([{ name: 'Test User' }])
  } finally {
    await strict.close()
  }
})

describe('entitlements (Okta 9)', () => {
  const entitlements = [
    { value: 'entitlement123', display: 'First Entitlement', type: 'License' },
    { value: 'profile123', display: 'First Profile', type: 'Profile' },
  ]
  const roles = [{ value: 'role123', display: 'First Role' }]

  test('are discovered as its guide says, and there are none to assign: no type is of its schemas', async () => {
    const { json } = await send('GET', '/ResourceTypes')
    expect(json.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:ListResponse'])
    const types: {
      name: string
      schema: string
      endpoint: string
      schemaExtensions?: { schema: string }[]
    }[] = json.Resources
    expect(types.map(({ name, schema }) => [name, schema])).toEqual([
      ['User', `${core}:User`],
      ['Group', `${core}:Group`],
    ])
    const schemas = (await send('GET', '/Schemas')).json.Resources.map(({ id }: { id: string }) => id)
    for (const { schema, endpoint, schemaExtensions = [] } of types) {
      expect(schemas).toEqual(expect.arrayContaining([schema, ...schemaExtensions.map((one) => one.schema)]))
      expect((await send('GET', `${endpoint}?startIndex=1&count=100`)).status).toBe(200)
    }
    for (const path of ['/Roles', '/Entitlements', '/ResourceTypes/Entitlement']) {
      const answer = await send('GET', path)
      expect([path, answer.status, answer.json.status]).toEqual([path, 404, '404'])
    }
  })

  test("that come with a user are kept, also from the guide's own user with its numbers and misplaced names", async () => {
    const id = await createUser({
      externalId: 701984,
      name: null,
      formatted: 'Ms. Barbara J Jensen, III',
      familyName: 'Jensen',
      addresses: [{ type: 'work', locality: 'Hollywood', postalCode: 91608, primary: true }],
      entitlements,
      roles,
    })
    const shown = await okta.read(`/Users/${id}`)
    expect(shown).toMatchObject({
      externalId: '701984',
      addresses: [{ postalCode: '91608' }],
      entitlements,
      roles,
    })
    for (const name of ['name', 'formatted', 'familyName']) expect(shown).not.toHaveProperty(name)
    // Its next write is what it read, with one more and one less.
    const changed = { ...shown, entitlements: [entitlements[1], { value: 'license-2', type: 'License' }] }
    const put = await send('PUT', `/Users/${id}`, changed)
    expect(put.json).toMatchObject({ entitlements: changed.entitlements, roles })
    expect((await send('PUT', `/Users/${id}`, { ...put.json, entitlements: [] })).json).not.toHaveProperty(
      'entitlements',
    )
  })
})

test('its base URL has no underscore, which it refuses (Okta 10)', () => {
  expect(new URL(okta.baseUrl).pathname).not.toContain('_')
})
