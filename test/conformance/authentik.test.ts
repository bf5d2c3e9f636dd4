// authentik, as its source sends it: what it asks first, what it sends then, and what that comes to.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { core } from '../fixtures/urns.ts'

let running: RunningApp
let authentik: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  authentik = await makeProvider(running, 'authentik')
})
afterAll(() => running.close())

const createUser = async (name: string): Promise<string> =>
  (await authentik.scim.createUser(`${name}@globex.com`, { externalId: `pk-${name}` })).json.id
const createGroup = (displayName: string) =>
  authentik.scim.send('POST', '/Groups', {
    schemas: [`${core}:Group`],
    externalId: `pk-${displayName}`,
    displayName,
  })

test('it asks what is supported, and acts accordingly: without PATCH it would replace, without bulk send one by one', async () => {
  const { status, json } = await authentik.scim.get('/ServiceProviderConfig')
  expect(status).toBe(200)
  expect(json).toMatchObject({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) },
    filter: { supported: true, maxResults: expect.any(Number) },
    changePassword: { supported: false },
    sort: { supported: expect.any(Boolean) },
    etag: { supported: true },
    authenticationSchemes: [expect.objectContaining({ type: 'oauthbearertoken', name: expect.any(String) })],
  })
  expect(json.bulk.maxOperations).toBeGreaterThanOrEqual(1000)
})

test('a group is posted without a look; that it is there already is a 409, and then it is found by its name', async () => {
  const { json } = await createGroup('Sales')
  const again = await createGroup('Sales')
  expect([again.status, again.json.scimType]).toEqual([409, 'uniqueness'])
  const found = await authentik.scim.filter('/Groups', 'displayName eq "Sales"')
  expect(found.json).toMatchObject({ totalResults: 1, Resources: [{ id: json.id }] })
  expect(await authentik.organizations()).toEqual(['Sales'])
})

test('a group is updated without the schemas of PATCH, by a value that repeats its schemas and its id (P20)', async () => {
  const ann = await createUser('ann')
  const { id } = (await createGroup('Sales')).json
  await authentik.scim.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: ann }] })
  const value = { schemas: [`${core}:Group`], id, externalId: 'pk-new', displayName: 'Sales Europe' }
  const answer = await authentik.scim.send('PATCH', `/Groups/${id}`, {
    Operations: [{ op: 'replace', value }],
  })
  expect(answer.status).toBe(204)
  expect(await authentik.read(`/Groups/${id}`)).toMatchObject({
    id,
    externalId: 'pk-new',
    displayName: 'Sales Europe',
    members: [{ value: ann }],
  })
  expect(await authentik.organizationsOf('ann@globex.com')).toEqual(['Sales Europe'])
})

test('its members are compared with what a GET shows, then sent one operation each (P21)', async () => {
  const [u1, u2, u3] = [await createUser('u1'), await createUser('u2'), await createUser('u3')]
  const { id } = (await createGroup('Sales')).json
  await authentik.scim.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: u3 }] })
  expect((await authentik.read(`/Groups/${id}`)).members).toMatchObject([{ value: u3 }])
  const answer = await authentik.scim.patch(
    `/Groups/${id}`,
    { op: 'add', path: 'members', value: [{ value: u1 }] },
    { op: 'add', path: 'members', value: [{ value: u2 }] },
    { op: 'remove', path: 'members', value: [{ value: u3 }] },
  )
  expect(answer.status).toBe(204)
  expect(await authentik.membersOf(id)).toEqual([u1, u2].toSorted())
  expect(await authentik.organizationsOf('u3@globex.com')).toEqual([])
})

test('as many members at once as bulk.maxOperations says', async () => {
  const { maxOperations } = (await authentik.read('/ServiceProviderConfig')).bulk
  const bulk = await authentik.scim.send('POST', '/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: Array.from({ length: maxOperations }, (_, n) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${n}`,
      data: { userName: `u${n}` },
    })),
  })
  const ids: string[] = bulk.json.Operations.map(({ location }: { location: string }) =>
    location.split('/').at(-1),
  )
  const { id } = (await createGroup('Sales')).json
  const operations = ids.map((value) => ({ op: 'add', path: 'members', value: [{ value }] }))
  expect((await authentik.scim.patch(`/Groups/${id}`, ...operations)).status).toBe(204)
  expect(await authentik.membersOf(id)).toHaveLength(maxOperations)
})

test('it walks the groups by startIndex alone, and meets each once', async () => {
  for (let n = 0; n < 5; n++) await createGroup(`Group ${n}`)
  const met: string[] = []
  for (let start = 1, total = 1; start <= total; ) {
    const { json } = await authentik.scim.get(start === 1 ? '/Groups' : `/Groups?startIndex=${start}`)
    met.push(...json.Resources.map(({ displayName }: { displayName: string }) => displayName))
    total = json.totalResults
    start += json.itemsPerPage
  }
  expect(met.toSorted()).toEqual([0, 1, 2, 3, 4].map((n) => `Group ${n}`))
})

test('a user is updated by PUT with its own id, and what the answer must have is there', async () => {
  const id = await createUser('ann')
  const body = {
    schemas: [`${core}:User`],
    id,
    externalId: 'pk-ann',
    userName: 'ann@globex.com',
    displayName: 'Ann',
    active: false,
  }
  const { status, json } = await authentik.scim.send('PUT', `/Users/${id}`, body)
  expect(status).toBe(200)
  expect(json).toMatchObject({ id, displayName: 'Ann', active: false })
  expect(await authentik.customers()).toMatchObject([{ name: 'Ann', active: false }])
})
