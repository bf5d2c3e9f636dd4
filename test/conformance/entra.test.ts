// Microsoft Entra ID, as it is documented and as others met it: what it sends, what it is answered, and what that comes to.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { core, enterprise } from '../fixtures/urns.ts'

let running: RunningApp
let entra: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  entra = await makeProvider(running, 'entra')
})
afterAll(() => running.close())

const joy = {
  schemas: [`${core}:User`, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
  externalId: 'jyoung',
  userName: 'jyoung@globex.com',
  active: true,
  addresses: null,
  displayName: 'Joy Young',
  emails: [{ type: 'work', value: 'jyoung@globex.com', primary: true }],
  meta: { resourceType: 'User' },
  name: { familyName: 'Young', givenName: 'Joy' },
  phoneNumbers: null,
  preferredLanguage: null,
  title: null,
  department: null,
  manager: null,
}
const createJoy = async (more: object = {}): Promise<string> => {
  const { status, json } = await entra.scim.send('POST', '/Users', { ...joy, ...more })
  expect(status).toBe(201)
  return json.id
}
const createUser = async (userName: string, more: object = {}): Promise<string> =>
  (await entra.scim.createUser(userName, more)).json.id
/** PATCH as Entra sends it; it is answered 204. */
const patch = async (path: string, ...operations: object[]) => {
  const answer = await entra.scim.patch(path, ...operations)
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
}

describe('the test of the connection', () => {
  test('looks for somebody who cannot be there, and must find nobody (Entra 1)', async () => {
    const { status, json } = await entra.scim.filter(
      '/Users',
      'userName eq "39c9ff4a-3b8f-4a4e-a2f6-5b3b5e0c3a11"',
    )
    expect(status).toBe(200)
    expect(json).toMatchObject({ totalResults: 0, Resources: [] })
    expect(await entra.customers()).toEqual([])
  })

  test('reads schemas, in which no null may stand (Entra 16, 17)', async () => {
    const { status, text, json } = await entra.scim.get('/Schemas')
    expect(status).toBe(200)
    expect(json.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:ListResponse'])
    expect(text).not.toContain('null')
  })
})

describe('a user is created', () => {
  test('from a body with nulls, a misspelt schema and its own meta (P9)', async () => {
    const id = await createJoy()
    const shown = await entra.read(`/Users/${id}`)
    expect(shown).toEqual({
      schemas: [`${core}:User`],
      id,
      externalId: 'jyoung',
      userName: 'jyoung@globex.com',
      active: true,
      displayName: 'Joy Young',
      emails: joy.emails,
      name: joy.name,
      meta: expect.objectContaining({ resourceType: 'User', version: 'W/"1"' }),
    })
    expect(await entra.customer('jyoung@globex.com')).toMatchObject({ name: 'Joy Young', active: true })
  })

  test("as Microsoft's validator does it: texts for booleans, a manager as a text, any time zone (P23, Entra 18)", async () => {
    const id = await createJoy({
      active: 'true',
      emails: [{ type: 'work', value: 'jyoung@globex.com', primary: 'true' }],
      roles: [{ primary: 'true', value: 'Admin' }],
      timezone: 'Nowhere/Anywhere',
      [enterprise]: { manager: 'validator-manager-id' },
    })
    expect(await entra.read(`/Users/${id}`)).toMatchObject({
      schemas: [`${core}:User`, enterprise],
      active: true,
      emails: [{ primary: true }],
      roles: [{ primary: true, value: 'Admin' }],
      timezone: 'Nowhere/Anywhere',
      [enterprise]: { manager: { value: 'validator-manager-id' } },
    })
    expect(await entra.customer('jyoung@globex.com')).toMatchObject({ active: true })
  })

  test('with values that come back as they were sent (Entra 17)', async () => {
    const phoneNumbers = [
      { type: 'work', value: '+1 (425) 555-0100' },
      { type: 'mobile', value: '0049-30 1234/5' },
    ]
    const id = await createJoy({ phoneNumbers, preferredLanguage: 'EN_us', externalId: 'JYoung ' })
    expect(await entra.read(`/Users/${id}`)).toMatchObject({
      phoneNumbers,
      preferredLanguage: 'EN_us',
      externalId: 'JYoung ',
    })
  })

  test('with an app role as an object (P8)', async () => {
    const role = {
      primary: false,
      type: 'WindowsAzureActiveDirectoryRole',
      displayName: 'Admin',
      value: 'Admin',
    }
    const id = await createJoy({ roles: [role] })
    const { displayName: display, ...rest } = role
    expect((await entra.read(`/Users/${id}`)).roles).toEqual([{ ...rest, display }])
  })

  test('who is a guest: the address is the e-mail, not the name with #EXT# (Entra 20)', async () => {
    await createUser('zoe_initech.com#EXT#@globex.onmicrosoft.com', {
      emails: [{ type: 'work', value: 'zoe@initech.com', primary: true }],
    })
    await createUser('yan_initech.com#EXT#@globex.onmicrosoft.com', { emails: undefined, displayName: 'Yan' })
    expect((await entra.customer('zoe@initech.com')).addresses).toHaveLength(1)
    const yan = (await entra.customers()).find(({ name }) => name === 'Yan')
    expect(yan).toMatchObject({ active: true, addresses: [] })
  })
})

describe('a user is found', () => {
  test.each([
    ['by externalId without quotes', 'externalId eq jyoung'],
    ['by its work e-mail', 'emails[type eq "work"].value eq "jyoung@globex.com"'],
    ['by its work e-mail in the older way', 'emails[type eq "work"] eq "jyoung@globex.com"'],
    ['in any case', 'USERNAME Eq "JYOUNG@globex.com"'],
    ['active, in the inbound collection', 'ActiVe eq true'],
    [
      'by its last change',
      'meta.lastModified ge "2020-01-01T00:00:00Z" and meta.lastModified le "2999-01-01T00:00:00Z"',
    ],
  ])('%s (Entra 12, 19)', async (_name, filter) => {
    const id = await createJoy()
    await createUser('other@globex.com', { active: false })
    const { status, json } = await entra.scim.filter('/Users', filter)
    expect(status).toBe(200)
    expect(json.Resources.map((user: { id: string }) => user.id)).toContain(id)
    expect(json.totalResults).toBe(filter.startsWith('meta') ? 2 : 1)
  })

  test('by its manager, who is the one and not another (Entra 12)', async () => {
    const boss = await createUser('boss@globex.com')
    const id = await createJoy({ manager: boss })
    const found = async (manager: string) =>
      (await entra.scim.filter('/Users', `id eq "${id}" and manager eq "${manager}"`)).json.totalResults
    expect(await found(boss)).toBe(1)
    expect(await found(id)).toBe(0)
  })

  test('also when inactive, until it is deleted (Entra 15)', async () => {
    const id = await createJoy()
    await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })
    expect((await entra.scim.filter('/Users', 'userName eq "jyoung@globex.com"')).json.totalResults).toBe(1)
    expect((await entra.scim.delete(`/Users/${id}`)).status).toBe(204)
    expect((await entra.scim.filter('/Users', 'userName eq "jyoung@globex.com"')).json.totalResults).toBe(0)
    expect((await entra.scim.get(`/Users/${id}`)).status).toBe(404)
    expect(await entra.customers()).toMatchObject([{ name: 'Joy Young', active: false }])
  })

  test('page by page, by the inbound collection: startindex=0 in small letters (Entra 19)', async () => {
    await createJoy()
    const { status, json } = await entra.scim.get('/Users?startindex=0&COUNT=1')
    expect(status).toBe(200)
    expect(json).toMatchObject({ startIndex: 1, itemsPerPage: 1, totalResults: 1 })
  })
})

describe('a user is changed', () => {
  test('without the flag: operators in capitals, one for each attribute (P2)', async () => {
    const id = await createJoy()
    await patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'displayName', value: 'Pvlo' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'TestBcwqnm@globex.com' },
      { op: 'Replace', path: 'name.givenName', value: 'Gtfd' },
      { op: 'Replace', path: 'name.familyName', value: 'Pkqf' },
      { op: 'Replace', path: 'externalId', value: 'Eqpj' },
      { op: 'Replace', path: `${enterprise}:employeeNumber`, value: 'Eqpj' },
      { op: 'Add', path: 'nickName', value: 'Babs' },
    )
    expect(await entra.read(`/Users/${id}`)).toMatchObject({
      id,
      displayName: 'Pvlo',
      emails: [{ type: 'work', value: 'TestBcwqnm@globex.com', primary: true }],
      name: { givenName: 'Gtfd', familyName: 'Pkqf' },
      externalId: 'Eqpj',
      nickName: 'Babs',
      [enterprise]: { employeeNumber: 'Eqpj' },
    })
    expect(await entra.customer('testbcwqnm@globex.com')).toMatchObject({ name: 'Pvlo' })
    expect(await entra.customers()).toHaveLength(1)
  })

  test('with the flag: paths as keys of one value (P3)', async () => {
    const id = await createJoy()
    const answer = await entra.scim.send('PATCH', `/Users/${id}?aadOptscim062020`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'TestMhvaes@globex.com' },
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
    })
    expect(answer.status).toBe(204)
    expect(await entra.read(`/Users/${id}`)).toMatchObject({
      displayName: 'Bjfe',
      emails: [{ type: 'work', value: 'TestMhvaes@globex.com', primary: true }],
      name: { givenName: 'Kkom', familyName: 'Unua' },
      [enterprise]: { employeeNumber: 'Aklq' },
    })
    expect(await entra.customer('testmhvaes@globex.com')).toMatchObject({ name: 'Bjfe' })
  })

  test('elements of lists are made when they are missing, and cleared by an empty text (P6)', async () => {
    const id = await createJoy()
    await patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'phoneNumbers[type eq "work"].value', value: '+1-555-0100' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1-555-0199' },
      { op: 'Replace', path: 'addresses[type eq "work"].postalCode', value: '94105' },
      { op: 'Replace', path: 'addresses[type eq "work"].locality', value: 'San Francisco' },
    )
    expect(await entra.read(`/Users/${id}`)).toMatchObject({
      phoneNumbers: [
        { type: 'work', value: '+1-555-0100' },
        { type: 'mobile', value: '+1-555-0199' },
      ],
      addresses: [{ type: 'work', postalCode: '94105', locality: 'San Francisco' }],
    })
    await patch(`/Users/${id}`, { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: '' })
    const { phoneNumbers } = await entra.read(`/Users/${id}`)
    expect(phoneNumbers.filter(({ value }: { value?: string }) => value)).toEqual([
      { type: 'mobile', value: '+1-555-0199' },
    ])
  })

  test.each<[string, (boss: string) => object]>([
    ['as a text', (value) => ({ op: 'Add', path: `${enterprise}:manager`, value })],
    ['with a dot after the URN', (value) => ({ op: 'Replace', path: `${enterprise}.manager`, value })],
    [
      'by its bare name, as a list',
      (value) => ({ op: 'Add', path: 'manager', value: [{ $ref: `http://x/Users/${value}`, value }] }),
    ],
  ])('a manager is set %s, and cleared by an empty text (P7, Entra 19)', async (_name, operationOf) => {
    const boss = await createUser('boss@globex.com')
    const id = await createJoy()
    await patch(`/Users/${id}`, operationOf(boss))
    expect((await entra.read(`/Users/${id}`))[enterprise].manager.value).toBe(boss)
    await patch(`/Users/${id}`, { op: 'Replace', path: `${enterprise}:manager`, value: '' })
    expect(await entra.read(`/Users/${id}`)).not.toHaveProperty([enterprise, 'manager'])
  })

  test('a role is added as a packed text, and replaced, never doubled (P8)', async () => {
    const id = await createJoy()
    const packed = '{"id":"06b07648-ecfe-589f-9d2f-6325724a46ee","value":"Admin","displayName":"Admin"}'
    await patch(`/Users/${id}`, { op: 'Add', path: 'roles', value: [{ value: packed }] })
    expect((await entra.read(`/Users/${id}`)).roles).toEqual([{ value: 'Admin', display: 'Admin' }])
    await patch(`/Users/${id}`, {
      op: 'Replace',
      path: 'roles[primary eq "True"].value',
      value: 'senior-engineer',
    })
    expect((await entra.read(`/Users/${id}`)).roles).toMatchObject([{ value: 'senior-engineer' }])
    const role = { primary: false, type: 'WindowsAzureActiveDirectoryRole', display: 'User', value: 'User' }
    await patch(`/Users/${id}`, { op: 'replace', path: 'roles', value: [role] })
    expect((await entra.read(`/Users/${id}`)).roles).toEqual([role])
  })

  test('a core attribute by its whole name (Entra 8)', async () => {
    const id = await createJoy()
    await patch(`/Users/${id}`, { op: 'Replace', path: `${core}:User:displayName`, value: 'Joy Jones' })
    expect(await entra.customer('jyoung@globex.com')).toMatchObject({ name: 'Joy Jones' })
  })

  test('a new userName keeps the id; one that another has is a conflict, and nobody changes (Entra 14)', async () => {
    const id = await createJoy()
    const other = await createUser('taken@globex.com')
    await patch(`/Users/${id}`, { op: 'Replace', path: 'userName', value: 'jjones@globex.com' })
    expect(await entra.read(`/Users/${id}`)).toMatchObject({ id, userName: 'jjones@globex.com' })
    const before = [await entra.read(`/Users/${id}`), await entra.read(`/Users/${other}`)]
    const clash = await entra.scim.patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'displayName', value: 'Somebody else' },
      { op: 'Replace', path: 'userName', value: 'Taken@globex.com' },
    )
    expect([clash.status, clash.json.scimType]).toEqual([409, 'uniqueness'])
    expect([await entra.read(`/Users/${id}`), await entra.read(`/Users/${other}`)]).toEqual(before)
  })
})

describe('a user leaves', () => {
  test.each<[string, object]>([
    ['without the flag: a text', { op: 'Replace', path: 'active', value: 'False' }],
    ['with the flag: a boolean', { op: 'replace', path: 'active', value: false }],
  ])('%s, and is back by the same (P1)', async (_name, operation) => {
    const id = await createJoy()
    await patch(`/Users/${id}`, operation)
    expect(await entra.read(`/Users/${id}`)).toMatchObject({ active: false })
    expect(await entra.customer('jyoung@globex.com')).toMatchObject({ active: false })
    await patch(`/Users/${id}`, { ...operation, value: 'True' })
    expect(await entra.read(`/Users/${id}`)).toMatchObject({ active: true })
    expect(await entra.customer('jyoung@globex.com')).toMatchObject({ active: true })
  })

  test('by a soft delete that renames, and is restored: the same person, the same address, no conflict (P11)', async () => {
    const id = await createJoy()
    const before = await entra.customer('jyoung@globex.com')
    await patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Replace', path: 'userName', value: `${'283405f5c2'.padEnd(32, '0')}jyoung@globex.com` },
    )
    expect(await entra.customer('jyoung@globex.com')).toMatchObject({ id: before.id, active: false })
    // The name is free meanwhile: another may come and go under it.
    const successor = await createUser('jyoung@globex.com', { emails: undefined, displayName: 'Another' })
    expect((await entra.scim.delete(`/Users/${successor}`)).status).toBe(204)
    await patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'userName', value: 'jyoung@globex.com' },
      { op: 'Replace', path: 'active', value: 'True' },
    )
    expect(await entra.read(`/Users/${id}`)).toMatchObject({ userName: 'jyoung@globex.com', active: true })
    expect(await entra.customer('jyoung@globex.com')).toMatchObject({
      id: before.id,
      active: true,
      name: 'Joy Young',
    })
  })
})
