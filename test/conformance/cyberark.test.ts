// CyberArk Identity: what its requirements for a SCIM API list, and what that comes to.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { core, enterprise } from '../fixtures/urns.ts'

let running: RunningApp
let cyberark: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  cyberark = await makeProvider(running, 'cyberark')
})
afterAll(() => running.close())

test('discovery is read item by item', async () => {
  expect((await cyberark.scim.get('/ServiceProviderConfig')).status).toBe(200)
  for (const [name, endpoint, schema] of [
    ['User', '/Users', `${core}:User`],
    ['Group', '/Groups', `${core}:Group`],
  ]) {
    expect((await cyberark.scim.get(`/ResourceTypes/${name}`)).json).toMatchObject({ name, endpoint, schema })
    expect((await cyberark.scim.get(`/Schemas/${schema}`)).json).toMatchObject({ id: schema, name })
  }
  expect((await cyberark.scim.get(`/Schemas/${enterprise}`)).json).toMatchObject({ id: enterprise })
  expect((await cyberark.scim.get('/Schemas/urn:none')).status).toBe(404)
  expect((await cyberark.scim.get('/ResourceTypes/Device')).status).toBe(404)
})

test('a user is probed for, looked up, created and replaced until they leave', async () => {
  expect((await cyberark.scim.get('/Users?count=1')).json).toMatchObject({ totalResults: 0 })
  expect((await cyberark.scim.filter('/Users', 'userName eq "ann@globex.com"')).json).toMatchObject({
    totalResults: 0,
  })
  const { id } = (await cyberark.scim.createUser('ann@globex.com')).json
  const read = await cyberark.read(`/Users/${id}`)
  const renamed = await cyberark.scim.send('PUT', `/Users/${id}`, { ...read, displayName: 'Ann Lee' })
  expect([renamed.status, renamed.json.displayName]).toEqual([200, 'Ann Lee'])
  expect(await cyberark.customer('ann@globex.com')).toMatchObject({ name: 'Ann Lee', active: true })
  await cyberark.scim.send('PUT', `/Users/${id}`, { ...renamed.json, active: false })
  expect(await cyberark.customers()).toMatchObject([{ name: 'Ann Lee', active: false }])
})

test('a group is patched: who comes and who goes', async () => {
  const { scim } = cyberark
  const [ann, bob] = [
    (await scim.createUser('ann@globex.com')).json.id,
    (await scim.createUser('bob@globex.com')).json.id,
  ]
  const { id } = (await scim.createGroup('Sales', [ann])).json
  await scim.patch(
    `/Groups/${id}`,
    { op: 'add', path: 'members', value: [{ value: bob }] },
    { op: 'remove', path: `members[value eq "${ann}"]` },
    { op: 'replace', path: 'displayName', value: 'Sales Europe' },
  )
  expect(await cyberark.membersOf(id)).toEqual([bob])
  expect(await cyberark.organizationsOf('bob@globex.com')).toEqual(['Sales Europe'])
  expect(await cyberark.organizationsOf('ann@globex.com')).toEqual([])
})
