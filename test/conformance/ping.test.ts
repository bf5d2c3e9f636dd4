// PingOne and PingFederate: their filters are as an administrator typed them. What they send, and what they are answered.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'

let running: RunningApp
let ping: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  ping = await makeProvider(running, 'ping')
})
afterAll(() => running.close())

describe('a user is found by a filter in whatever case it was typed', () => {
  test.each([
    'username Eq "ann@globex.com"',
    'USERNAME eq "Ann@Globex.com"',
    'emails.value Co "ann@"',
    'Emails Co "ann@"',
    'email Co "ann@"',
    'externalid Eq "ann-1"',
  ])('%s', async (filter) => {
    const { id } = (await ping.scim.createUser('ann@globex.com', { externalId: 'ann-1' })).json
    await ping.scim.createUser('bob@globex.com', { externalId: 'bob-1' })
    const { status, json } = await ping.scim.filter('/Users', filter)
    expect(status).toBe(200)
    expect(json.Resources.map((user: { id: string }) => user.id)).toEqual([id])
  })
})

test.each(['disabled', 'deleted'])('a leaver is %s, and the person is inactive', async (how) => {
  const { id } = (await ping.scim.createUser('ann@globex.com')).json
  const answer = await (how === 'deleted'
    ? ping.scim.delete(`/Users/${id}`)
    : ping.scim.send('PUT', `/Users/${id}`, { ...(await ping.read(`/Users/${id}`)), active: false }))
  expect(answer.status).toBe(how === 'deleted' ? 204 : 200)
  expect(await ping.customers()).toMatchObject([{ active: false }])
})

test('a group is changed by PATCH: one member comes, one goes, its organization follows', async () => {
  const { scim } = ping
  const [ann, bob] = [
    (await scim.createUser('ann@globex.com')).json.id,
    (await scim.createUser('bob@globex.com')).json.id,
  ]
  const { id } = (await scim.createGroup('Sales', [ann])).json
  await scim.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: bob }] })
  await scim.patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${ann}"]` })
  expect(await ping.membersOf(id)).toEqual([bob])
  expect(await ping.organizationsOf('ann@globex.com')).toEqual([])
  expect(await ping.organizationsOf('bob@globex.com')).toEqual(['Sales'])
})
