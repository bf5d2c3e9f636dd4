// Who moves from one way into an organization to another has joined it when the first one began: nothing is lost to their sight.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { settle } from '../fixtures/queue.ts'
import { openFor } from '../fixtures/requests.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

const hour = 3_600_000
const day = 24 * hour

let running: RunningApp
let site: Site
let owner: Browser
let address: string
/** Ahead of the clock by which the directories were made. */
let now = new Date(Date.now() + day)
let tests = 0
let globex: MadeDirectory
let ann: string
/** Two groups of one name feed one organization. */
let first: string
let second: string

/** Sessions end long before people move. */
const later = async (ms: number) => {
  now = new Date(now.getTime() + ms)
  if (ms >= day) await owner.call('signIn', { body: { address, password: goodPassword } })
}

beforeAll(async () => {
  running = await runningApp({ now: () => now })
  site = await makeSite(running)
  const person = await makeStaff(running, site, 'owner', { now })
  owner = person.browser
  address = person.address
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [`globex${tests}.com`] })
  ann = await user('Ann')
  // Bob is always there, and whoever is alone in it would end the organization.
  const bob = await user('Bob')
  first = (await globex.scim.createGroup(`Ops ${tests}`, [ann, bob])).json.id
  second = (await globex.scim.createGroup(`Ops ${tests}`, [bob])).json.id
  await ask('The first day')
  await later(10 * day)
})

const addressOf = (name: string) => `${name}@globex${tests}.com`.toLowerCase()
const user = async (name: string): Promise<string> => {
  const made = await globex.scim.createUser(addressOf(name), {
    displayName: name,
    externalId: `${name} ${tests}`,
  })
  expect(made.status).toBe(201)
  return made.json.id
}
const put = async (who: string, group: string) => {
  const add = { op: 'add', path: 'members', value: [{ value: who }] }
  expect((await globex.scim.patch(`/Groups/${group}`, add)).status).toBe(204)
}
const take = async (who: string, group: string) => {
  const remove = { op: 'remove', path: `members[value eq "${who}"]` }
  expect((await globex.scim.patch(`/Groups/${group}`, remove)).status).toBe(204)
}

async function idOf(name: string): Promise<string> {
  const { items } = await owner.call('listOrganizations', { query: { limit: 200 } })
  return items.find((one) => one.name === name)?.id ?? ''
}
const ops = () => idOf(`Ops ${tests}`)

/** A request of Bob's, shared with everybody. */
async function ask(summary: string): Promise<void> {
  const organizationId = await ops()
  const { items } = await owner.call('listMembers', { params: { organizationId }, query: { limit: 50 } })
  const requesterId = items.find(({ name }) => name === 'Bob')?.id ?? ''
  await openFor(running.app.database, site.id, { requesterId, organizationId, summary }, byTest(now))
}

async function customer(name = 'Ann'): Promise<string> {
  const { items } = await owner.call('listCustomers', { query: { address: addressOf(name), limit: 5 } })
  return items[0]?.id ?? ''
}
async function sees(name = 'Ann'): Promise<string[]> {
  const query = { seenBy: await customer(name), limit: 50 }
  return (await owner.call('listRequests', { query })).items.map(({ summary }) => summary).sort()
}
/** How many days ago somebody joined; undefined for whoever does not belong. */
async function joinedDaysAgo(name = 'Ann'): Promise<number | undefined> {
  const params = { organizationId: await ops() }
  const { items } = await owner.call('listMembers', { params, query: { limit: 50 } })
  const found = items.find((one) => one.name === name)
  return found && Math.round((now.getTime() - new Date(found.since).getTime()) / day)
}

test('added to the other group first, and then taken from the one', async () => {
  await put(ann, second)
  await later(hour)
  await take(ann, first)
  expect(await sees()).toEqual(['The first day'])
  expect(await joinedDaysAgo()).toBe(10)
})

test('taken from the one group first: sight ends at once, and is whole again with the other', async () => {
  await take(ann, first)
  expect(await sees()).toEqual([])
  await later(hour)
  await ask('Meanwhile')
  expect(await sees()).toEqual([])
  await put(ann, second)
  expect(await sees()).toEqual(['Meanwhile', 'The first day'])
  expect(await joinedDaysAgo()).toBe(10)
})

test('both in one call of a whole group each, and again and again over the years', async () => {
  const bob = (await globex.scim.filter('/Users', `userName eq "${addressOf('Bob')}"`)).json.Resources[0].id
  const members = (ids: string[]) => ({
    displayName: `Ops ${tests}`,
    members: ids.map((value) => ({ value })),
  })
  for (const [from, to] of [
    [first, second],
    [second, first],
    [first, second],
  ] as const) {
    await globex.scim.send('PUT', `/Groups/${to}`, members([ann, bob]))
    await globex.scim.send('PUT', `/Groups/${from}`, members([bob]))
    expect(await sees()).toEqual(['The first day'])
    await later(200 * day)
  }
  expect(await joinedDaysAgo()).toBe(610)
})

test('who is back after more than a day has joined anew', async () => {
  await take(ann, first)
  await later(2 * day)
  await ask('Meanwhile')
  await later(hour)
  await put(ann, second)
  await later(hour)
  await ask('Afterwards')
  expect(await sees()).toEqual(['Afterwards'])
  expect(await joinedDaysAgo()).toBe(0)
  // What was before the leaving stays unseen, however the person moves from then on.
  await later(day)
  await put(ann, first)
  await take(ann, second)
  expect(await sees()).toEqual(['Afterwards'])
})

test('deleted and made anew, as by providers that cannot rename', async () => {
  expect((await globex.scim.delete(`/Users/${ann}`)).status).toBe(204)
  expect(await joinedDaysAgo()).toBe(undefined)
  await later(hour)
  await put(await user('Ann'), second)
  expect(await sees()).toEqual(['The first day'])
  expect(await joinedDaysAgo()).toBe(10)
})

test('in both groups, of which one is deleted, and one that is deleted and made anew', async () => {
  await put(ann, second)
  expect((await globex.scim.delete(`/Groups/${first}`)).status).toBe(204)
  expect(await sees()).toEqual(['The first day'])
  expect(await joinedDaysAgo()).toBe(10)
  await globex.scim.delete(`/Groups/${second}`)
  expect(await sees()).toEqual([])
  await later(hour)
  // Its requests have kept the organization.
  const again = (await globex.scim.createGroup(`Ops ${tests}`, [ann])).json.id
  expect(await sees()).toEqual(['The first day'])
  await globex.scim.delete(`/Groups/${again}`)
  await later(2 * day)
  await globex.scim.createGroup(`Ops ${tests}`, [ann])
  expect(await sees()).toEqual([])
})

test('a group is renamed away, and the person is put into another one of the organization', async () => {
  const rename = { op: 'replace', value: { displayName: `Night shift ${tests}` } }
  expect((await globex.scim.patch(`/Groups/${first}`, rename)).status).toBe(204)
  expect(await sees()).toEqual([])
  await put(ann, second)
  expect(await sees()).toEqual(['The first day'])
})

test('from a nested group to the one around it', async () => {
  const inner = (await globex.scim.createGroup(`Night shift ${tests}`)).json.id
  await put(inner, first)
  await put(ann, inner)
  await take(ann, first)
  await later(30 * day)
  await put(ann, second)
  await take(ann, inner)
  expect(await sees()).toEqual(['The first day'])
  expect(await joinedDaysAgo()).toBe(40)
})

test('by hand first, and then by the directory', async () => {
  const params = { organizationId: await ops() }
  const { id: customerId } = await owner.call('addCustomer', {
    body: { name: 'Cid', address: addressOf('Cid'), proven: true },
  })
  await owner.call('addOrganizationPerson', { params, body: { customerId } })
  await ask('Of Cid’s first day')
  await later(20 * day)
  await put(await user('Cid'), second)
  await owner.call('removeOrganizationPerson', { params: { ...params, customerId } })
  expect(await sees('Cid')).toEqual(['Of Cid’s first day'])
  expect(await joinedDaysAgo('Cid')).toBe(20)
})

test('by the domain of the address first, and then by the directory that speaks for it', async () => {
  const params = { organizationId: await ops() }
  await owner.call('addCustomer', { body: { name: 'Dan', address: addressOf('Dan'), proven: true } })
  await owner.call('addOrganizationDomain', { params, body: { domain: `globex${tests}.com` } })
  await ask('Of Dan’s first day')
  await later(20 * day)
  const dan = await user('Dan')
  expect(await sees('Dan')).toEqual([])
  await put(dan, second)
  expect(await sees('Dan')).toEqual(['Of Dan’s first day'])
  expect(await joinedDaysAgo('Dan')).toBe(20)
})

test('by a directory first, and then by its successor, whose group feeds the organization', async () => {
  const hooli = await makeDirectory(running, site, `Hooli ${tests}`)
  const made = await hooli.scim.createUser(`ann${tests}@hooli.com`, {
    displayName: 'Ann',
    emails: [{ value: addressOf('Ann'), type: 'work', primary: true }],
  })
  await hooli.scim.createGroup(`Hooli ops ${tests}`, [made.json.id])
  const rule = { subject: 'name', way: 'exact', value: `Hooli ops ${tests}` } as const
  const to = { organizationId: await ops() }
  await owner.call('changeMapping', {
    params: { directoryId: keyOf(hooli.directory.directoryId) },
    body: { rules: [{ ...rule, to }], unmatched: 'nothing', home: null, confirm: [to.organizationId] },
  })
  await later(20 * day)
  await owner.call('beginSuccession', {
    params: { directoryId: keyOf(globex.directory.directoryId) },
    body: { successorId: keyOf(hooli.directory.directoryId), byName: false },
  })
  await settle(running, site, now)
  expect(await sees()).toEqual(['The first day'])
  expect(await joinedDaysAgo()).toBe(30)
})
