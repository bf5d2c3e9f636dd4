// JumpCloud: what it sends, what it is answered, and what that comes to.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { expectTrueCounters } from '../fixtures/site-state.ts'
import { core } from '../fixtures/urns.ts'

let running: RunningApp
let jumpcloud: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  jumpcloud = await makeProvider(running, 'jumpcloud')
})
afterAll(() => running.close())

test('its activation creates a user and a group and deletes them, each time anew: nothing of them is left active', async () => {
  const { scim } = jumpcloud
  for (const _time of [1, 2]) {
    const user = await scim.createUser('jctestuser@globex.com', { displayName: 'Test User' })
    const group = await scim.createGroup('JumpCloud Test', [user.json.id])
    expect([user.status, group.status]).toEqual([201, 201])
    expect((await scim.delete(`/Groups/${group.json.id}`)).status).toBe(204)
    expect((await scim.delete(`/Users/${user.json.id}`)).status).toBe(204)
    expect((await scim.get(`/Users/${user.json.id}`)).status).toBe(404)
  }
  expect((await jumpcloud.read('/Users')).totalResults).toBe(0)
  expect((await jumpcloud.read('/Groups')).totalResults).toBe(0)
  for (const customer of await jumpcloud.customers()) expect(customer.active).toBe(false)
  expect(await jumpcloud.organizations()).toEqual([])
  await expectTrueCounters(running, jumpcloud.site.id, jumpcloud.directory.directoryId)
})

test('a removal by a list of values removes those and nobody else (as Entra 4)', async () => {
  const { scim } = jumpcloud
  const [ann, bob] = [
    (await scim.createUser('ann@globex.com')).json.id,
    (await scim.createUser('bob@globex.com')).json.id,
  ]
  const { id } = (await scim.createGroup('Sales', [ann, bob])).json
  const answer = await scim.patch(`/Groups/${id}`, { op: 'remove', path: 'members', value: [{ value: ann }] })
  expect(answer.status).toBe(204)
  expect(await jumpcloud.membersOf(id)).toEqual([bob])
  expect(await jumpcloud.organizationsOf('ann@globex.com')).toEqual([])
  expect(await jumpcloud.organizationsOf('bob@globex.com')).toEqual(['Sales'])
})

test('a leaver is deactivated by PUT, without an extension schema', async () => {
  const { id } = (await jumpcloud.scim.createUser('ann@globex.com')).json
  const body = { schemas: [`${core}:User`], id, userName: 'ann@globex.com', active: false }
  expect((await jumpcloud.scim.send('PUT', `/Users/${id}`, body)).json.active).toBe(false)
  expect(await jumpcloud.customers()).toMatchObject([{ active: false }])
})
