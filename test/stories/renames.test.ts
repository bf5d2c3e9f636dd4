// People who change their names and addresses, in the ways of real identity providers, over real HTTP.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { countRequestsOfCustomer } from '../../src/storage/desk/requests.ts'
import type { Site } from '../../src/storage/sites.ts'
import { openFor } from '../fixtures/requests.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import type { ScimClient } from '../fixtures/scim-client.ts'
import { customersOf, customerWith, readRows } from '../fixtures/site-reader.ts'

let running: RunningApp
let site: Site
let scim: ScimClient

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())
beforeEach(async () => {
  site = await makeSite(running)
  scim = (await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })).scim
})

async function create(name: string, userName: string, more: object = {}): Promise<string> {
  const answer = await scim.createUser(userName, { displayName: name, ...more })
  expect(answer.status).toBe(201)
  return answer.json.id
}
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value })
const renamed = (address: string) => [
  replace('userName', address),
  replace('emails[type eq "work"].value', address),
]
const rename = async (id: string, address: string) =>
  (await scim.patch(`/Users/${id}`, ...renamed(address))).status

/** Everybody as `Ann: ann@globex.com held, old@globex.com former`. */
async function people(): Promise<string[]> {
  return (await customersOf(running, site))
    .map(({ name, addresses }) => {
      const said = addresses.map((one) => `${one.address} ${one.until === null ? one.standing : 'former'}`)
      return `${name}: ${said.join(', ')}`
    })
    .sort()
}
const idOf = async (address: string) => (await customerWith(running, site, address)).id
const ask = (requesterId: string, summary: string) =>
  openFor(running.app.database, site.id, { requesterId, organizationId: null, summary }, byTest())
const requestsOf = async (id: string) =>
  (await readRows<{ total: number }>(running, site, countRequestsOfCustomer(site.id, id)))[0]?.total

test('who marries keeps her requests, and the old address is part of her history', async () => {
  const user = await create('Ann Lee', 'ann.lee@globex.com')
  const id = await idOf('ann.lee@globex.com')
  const ann = await customerWith(running, site, 'ann.lee@globex.com')
  await ask(ann.id, 'Before the wedding')
  const answer = await scim.patch(
    `/Users/${user}`,
    replace('displayName', 'Ann Miller'),
    ...renamed('ann.miller@globex.com'),
  )
  expect(answer.status).toBe(200)
  expect(await idOf('ann.miller@globex.com')).toBe(id)
  expect(await people()).toEqual(['Ann Miller: ann.miller@globex.com held, ann.lee@globex.com former'])
  expect(await requestsOf(id)).toBe(1)
})

test('a new hire who gets a former address gets nothing else of who had it', async () => {
  const user = await create('Ann Lee', 'a.lee@globex.com')
  const ann = await customerWith(running, site, 'a.lee@globex.com')
  await ask(ann.id, 'Hers')
  await rename(user, 'ann.lee@globex.com')
  await create('Adam Lee', 'a.lee@globex.com')
  const adam = await idOf('a.lee@globex.com')
  expect(adam).not.toBe(ann.id)
  expect([await requestsOf(ann.id), await requestsOf(adam)]).toEqual([1, 0])
  expect(await people()).toEqual([
    'Adam Lee: a.lee@globex.com held',
    'Ann Lee: ann.lee@globex.com held, a.lee@globex.com former',
  ])
})

test('two who exchange their names, where each is refused until the other has gave way, end as the provider wants it', async () => {
  const [ann, bob] = [await create('Ann', 'ann@globex.com'), await create('Bob', 'bob@globex.com')]
  const [anns, bobs] = [await idOf('ann@globex.com'), await idOf('bob@globex.com')]
  // A userName is unique: the provider is told 409, and tries again by way of a third one.
  expect(await rename(ann, 'bob@globex.com')).toBe(409)
  expect(await people()).toEqual(['Ann: ann@globex.com held', 'Bob: bob@globex.com held'])
  expect(await rename(bob, 'bob.tmp@globex.com')).toBe(200)
  expect(await rename(ann, 'bob@globex.com')).toBe(200)
  expect(await rename(bob, 'ann@globex.com')).toBe(200)
  expect([await idOf('bob@globex.com'), await idOf('ann@globex.com')]).toEqual([anns, bobs])
})

test.each([
  ['Ann first', [0, 1]],
  ['Bob first', [1, 0]],
])('two who exchange their addresses in one sync have each the other one, %s', async (_order, order) => {
  const users = [await create('Ann', 'ann', mail('ann')), await create('Bob', 'bob', mail('bob'))]
  const wanted = ['bob@globex.com', 'ann@globex.com']
  const Operations = order.map((n) => ({
    method: 'PATCH',
    path: `/Users/${users[n]}`,
    data: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [replace('emails[type eq "work"].value', wanted[n])],
    },
  }))
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest']
  expect((await scim.send('POST', '/Bulk', { schemas, Operations })).status).toBe(200)
  expect(await people()).toEqual([
    'Ann: bob@globex.com held, ann@globex.com former',
    'Bob: ann@globex.com held, bob@globex.com former',
  ])
})

const mail = (local: string) => ({ emails: [{ value: `${local}@globex.com`, type: 'work' }] })

test('a provider that cannot rename deletes and creates anew: the same person, by externalId and the name or the address', async () => {
  const first = await create('Ann', 'ann@globex.com', { externalId: 'e1', ...mail('ann') })
  const id = await idOf('ann@globex.com')
  await scim.delete(`/Users/${first}`)
  const second = await create('Ann', 'ann.lee@globex.com', { externalId: 'e1', ...mail('ann') })
  expect(await idOf('ann@globex.com')).toBe(id)
  await scim.delete(`/Users/${second}`)
  await create('Ann', 'ann.lee@globex.com', { externalId: 'e1', ...mail('ann.lee') })
  expect(await idOf('ann.lee@globex.com')).toBe(id)
  expect(await customersOf(running, site)).toHaveLength(1)
})

test('the other way round, created anew before the old one is deleted, there are two, and nobody is taken for another', async () => {
  const first = await create('Ann', 'ann@globex.com', { externalId: 'e1' })
  const id = await idOf('ann@globex.com')
  await create('Ann Lee', 'ann.lee@globex.com', { externalId: 'e1', ...mail('ann') })
  await scim.delete(`/Users/${first}`)
  // The address passes to who gives it now; the person who left keeps her history.
  expect(await idOf('ann@globex.com')).not.toBe(id)
  expect(await people()).toEqual(['Ann Lee: ann@globex.com held', 'Ann: ann@globex.com former'])
})
