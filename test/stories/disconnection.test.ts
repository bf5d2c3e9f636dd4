// A directory is disconnected: nothing opens it any more, and its people are deactivated or managed by nobody.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { beginDisconnection, disconnectPeople } from '../../src/people/disconnection.ts'
import { disconnectionOf } from '../../src/storage/identity/disconnections.ts'
import type { Site } from '../../src/storage/sites.ts'
import { breakable } from '../fixtures/breaking.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { settle } from '../fixtures/queue.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let tests = 0
let domain: string
let globex: MadeDirectory

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [domain] })
})

const params = () => ({ directoryId: keyOf(globex.directory.directoryId) })
const disconnect = (people: 'deactivate' | 'release', keepsOrganizations = false) =>
  owner.call('disconnectDirectory', { params: params(), body: { people, keepsOrganizations } })

/** Ann holds her address, Bob's is only claimed, and Cid has left; Ann and Bob are in Sales. */
async function company() {
  const ids = new Map<string, string>()
  for (const [name, address, active] of [
    ['Ann', `ann@${domain}`, true],
    ['Bob', `bob@elsewhere${tests}.com`, true],
    ['Cid', `cid@${domain}`, false],
  ] as const) {
    const user = await globex.scim.createUser(address, { displayName: `${name} ${tests}`, active })
    ids.set(name, user.json.id)
  }
  await globex.scim.createGroup(`Sales ${tests}`, [ids.get('Ann') ?? '', ids.get('Bob') ?? ''])
}

/** Everybody of the company: managed, active, with the present address and the organizations. */
async function everybody(): Promise<string[]> {
  const { items } = await owner.call('listCustomers', { query: { query: `${tests}`, limit: 200 } })
  const people = items.filter(({ name }) => name.endsWith(` ${tests}`))
  const shown = people.map(async ({ id, name, active, directory, addresses }) => {
    const { memberships } = await owner.call('getCustomer', { params: { customerId: id } })
    const at = addresses.map(({ address, standing }) => `${address} ${standing}`)
    const of = memberships.map(({ source }) => source.kind)
    return [name, directory?.name ?? 'nobody', active ? 'active' : 'inactive', ...at, ...of].join(', ')
  })
  return (await Promise.all(shown)).sort()
}

test('its people are deactivated, no token opens it, and connected again it has them as it says', async () => {
  await company()
  expect(await owner.call('previewDisconnection', { params: params() })).toEqual({
    active: 2,
    shared: 0,
    held: 1,
    tokens: 1,
    organizations: [`Sales ${tests}`],
    portals: [],
    hasMore: false,
  })
  expect(await disconnect('deactivate')).toMatchObject({ people: 'deactivate', done: 2, isFinished: true })
  expect(await everybody()).toEqual([
    `Ann ${tests}, Globex ${tests}, inactive, ann@${domain} held`,
    `Bob ${tests}, Globex ${tests}, inactive, bob@elsewhere${tests}.com claimed`,
    `Cid ${tests}, Globex ${tests}, inactive, cid@${domain} held`,
  ])
  // Each process hears of it within half a second.
  await expect.poll(async () => (await globex.scim.get('/Users')).status).toBe(401)
  expect(
    (await owner.refused('disconnectDirectory', { params: params(), body: { people: 'release' } })).detail,
  ).toContain('is disconnected already')
  await owner.call('resumeDirectory', { params: params() })
  await settle(running, site)
  expect(await owner.call('getDisconnection', { params: params() })).toEqual({ last: null })
  expect(await everybody()).toEqual([
    `Ann ${tests}, Globex ${tests}, active, ann@${domain} held, group`,
    `Bob ${tests}, Globex ${tests}, active, bob@elsewhere${tests}.com claimed, group`,
    `Cid ${tests}, Globex ${tests}, inactive, cid@${domain} held`,
  ])
})

test('its people are released with the addresses that they hold, and whoever left stays out', async () => {
  await company()
  await disconnect('release')
  expect(await everybody()).toEqual([
    `Ann ${tests}, nobody, active, ann@${domain} held`,
    `Bob ${tests}, nobody, active`,
    `Cid ${tests}, Globex ${tests}, inactive, cid@${domain} held`,
  ])
})

test('they stay in their organizations, by hand, where the administrator says so', async () => {
  await company()
  await disconnect('release', true)
  expect((await everybody()).slice(0, 2)).toEqual([
    `Ann ${tests}, nobody, active, ann@${domain} held, hand`,
    `Bob ${tests}, nobody, active, hand`,
  ])
})

test('the command line says whom it concerns, and does it', async () => {
  await company()
  const run = (...args: string[]) =>
    commandJson(
      { DATABASE_URL: running.ownerUrl },
      'directory',
      'disconnect',
      '--directory',
      `Globex ${tests}`,
      ...args,
    )
  expect(await run()).toMatchObject({ active: 2 })
  expect(await run('--people', 'deactivate', '--yes')).toEqual({ done: 2, people: 'deactivate' })
})

// The last: beside other sites this one is reached by its own host only.
test('a connection that breaks at any statement leaves what goes on from there', async () => {
  const { database, breakAt } = breakable(running)
  for (let n = 0, hasBroken = true; hasBroken; n++) {
    const other = await makeSite(running)
    const { scim, directory } = await makeDirectory(running, other, 'Globex', { domains: [domain] })
    await scim.createUser(`ann@${domain}`, { displayName: 'Ann' })
    await scim.createUser(`bob@${domain}`, { displayName: 'Bob' })
    const { directoryId } = directory
    const act = async () => {
      const wanted = { people: 'release', keepsOrganizations: true } as const
      await beginDisconnection(database, other.id, directoryId, wanted, byTest())
      await disconnectPeople(database, other.id, directoryId, new Date())
    }
    const breaking = breakAt(n)
    const failed = await act().then(
      () => false,
      () => true,
    )
    database.onRoundTrip = () => undefined
    hasBroken = breaking.hasBroken()
    if (failed) expect(hasBroken).toBe(true)
    await settle(running, other)
    const [begun] = await readRows(running, other, disconnectionOf(other.id, directoryId))
    if (!begun) await act()
    const people = await customersOf(running, other)
    expect(people.map(({ name, active, directoryId: by }) => [name, active, by]).sort()).toEqual([
      ['Ann', true, null],
      ['Bob', true, null],
    ])
  }
})
