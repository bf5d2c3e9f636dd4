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

test('its base URL has no underscore, which it refuses (Okta 10)', () => {
  expect(new URL(okta.baseUrl).pathname).not.toContain('_')
})
