// What the brake keeps is what counted, for whom it counted, and for no longer than the directory has the person.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { forgetOldLosses, judgeBrakes, judgeLosses } from '../../src/people/brake.ts'
import { disconnectPeople } from '../../src/people/disconnection.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { runQueue, settle } from '../fixtures/queue.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { membershipNames, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let tests = 0
let domain: string
let globex: MadeDirectory
let params: { directoryId: string }
/** The directory users, and the customers behind them. */
let users: { id: string; customerId: string }[]

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  domain = `hooli${tests}.com`
  globex = await makeDirectory(running, site, `Hooli ${tests}`, { domains: [domain] })
  params = { directoryId: keyOf(globex.directory.directoryId) }
})

async function person(name: string): Promise<{ id: string; customerId: string }> {
  const { id } = (await globex.scim.createUser(`${name}@${domain}`)).json
  const { items } = await owner.call('listCustomers', { query: { query: `${name}@${domain}`, limit: 2 } })
  return { id, customerId: items[0]?.id ?? '' }
}
async function people(count: number): Promise<void> {
  users = []
  for (let n = 0; n < count; n++) users.push(await person(`p${n}`))
}
const group = async (name: string, members: readonly { id: string }[]): Promise<string> =>
  (
    await globex.scim.createGroup(
      `${name} ${tests}`,
      members.map(({ id }) => id),
    )
  ).json.id
const members = (op: 'add' | 'remove', id: string, ids: readonly string[]) =>
  globex.scim.patch(`/Groups/${id}`, { op, path: 'members', value: ids.map((value) => ({ value })) })
const empty = (id: string) => globex.scim.patch(`/Groups/${id}`, { op: 'remove', path: 'members' })
const memberships = (one = users[0]) => membershipNames(running, site, one?.customerId ?? '')
const names = (...all: string[]) => all.map((name) => `${name} ${tests}`)
async function judged(): Promise<void> {
  await settle(running, site)
  await judgeBrakes(running.app.database, site.id, new Date())
}
async function openCase(): Promise<string | undefined> {
  const { items } = await owner.call('listCases', { query: { kind: 'brake', ...params } })
  return items[0]?.id
}
const mails = () =>
  readRows(running, site, {
    name: '',
    text: `select 1 from mails where site_id = $1 and kind = 'brake-on' and said::json->>'directory' = $2`,
    values: [site.id, `Hooli ${tests}`],
  })

test('whom a group lost does not follow it into what it leads to later', async () => {
  await people(6)
  const sales = await group('Sales', users)
  const secret = await group('Secret', [])
  await empty(sales)
  await judged()
  expect(await memberships()).toEqual(names('Sales'))
  await members('add', secret, [sales])
  expect(await memberships()).toEqual(names('Sales'))
})

test('a way that has ended leads nobody in who comes later', async () => {
  await people(6)
  const inner = await group('Inner', users)
  const outer = await group('Outer', [{ id: inner }])
  await empty(outer)
  await judged()
  expect(await memberships()).toEqual(names('Inner', 'Outer'))
  const late = await person('late')
  await members('add', inner, [late.id])
  expect(await memberships(late)).toEqual(names('Inner'))
  // Nor whoever came and went again, both behind the end of the way.
  await members('remove', inner, [late.id])
  expect(await memberships(late)).toEqual(names('Inner'))
})

test('what came in a pause and went in it again had never counted', async () => {
  await people(6)
  const secret = await group('Secret', [])
  const inner = await group('Inner', users)
  await owner.call('pauseDirectory', { params })
  const ids = users.map(({ id }) => id)
  await members('add', secret, ids)
  await members('remove', secret, ids)
  await members('add', secret, [inner])
  await members('remove', secret, [inner])
  await judged()
  expect(await openCase()).toBeUndefined()
  await owner.call('resumeDirectory', { params })
  await judged()
  expect(await memberships()).toEqual(names('Inner'))
})

test('whom the directory has no more is kept nowhere, whoever lets them in again', async () => {
  await people(6)
  await group('Sales', users)
  for (const { id } of users) await globex.scim.delete(`/Users/${id}`)
  await judged()
  const caseId = (await openCase()) ?? ''
  await owner.call('decideCase', { params: { caseId }, body: { decision: 'revert' } })
  await owner.call('releaseCustomer', { params: { customerId: users[0]?.customerId ?? '' }, body: {} })
  expect(await memberships()).toEqual([])
})

test('a decision whose keeping was let go is not taken back', async () => {
  await people(6)
  await empty(await group('Sales', users))
  await judged()
  const caseId = (await openCase()) ?? ''
  await owner.call('decideCase', { params: { caseId }, body: { decision: 'revert' } })
  expect(await memberships()).toEqual(names('Sales'))
  await owner.call('letGoOfKept', { params })
  expect(await owner.refused('undoCase', { params: { caseId }, body: {} })).toMatchObject({
    code: 'conflict',
  })
  expect(await memberships()).toEqual([])
})

test('what is judged after the directory is gone asks nothing', async () => {
  await people(6)
  await empty(await group('Sales', users))
  const { database } = running.app
  const { directoryId } = globex.directory
  await owner.call('disconnectDirectory', { params, body: { people: 'release', keepsOrganizations: false } })
  await disconnectPeople(database, site.id, directoryId, new Date())
  await judgeLosses(database, site.id, directoryId, new Date())
  expect(await openCase()).toBeUndefined()
  expect(await mails()).toEqual([])
})

test('administrators are told once of one case, however many organizations come to be under it', async () => {
  await people(61)
  const six = users.slice(0, 6)
  const groups = [await group('Sales', six), await group('Support', six), await group('Ten', six)]
  for (const id of groups) {
    await empty(id)
    await judged()
  }
  expect(await memberships()).toEqual(names('Sales', 'Support', 'Ten'))
  const { brakes } = await owner.call('getBrake', { params })
  expect(brakes).toHaveLength(3)
  expect(await mails()).toHaveLength(1)
})

test('a group that held others goes with all of them under the brake', async () => {
  await people(6)
  const inner = await group('Inner', users)
  const outer = await group('Outer', [{ id: inner }])
  expect((await globex.scim.delete(`/Groups/${outer}`)).status).toBe(204)
  await judged()
  expect(await memberships()).toEqual(names('Inner', 'Outer'))
})

test('whoever is back already is not counted among those who wait', async () => {
  await people(6)
  const sales = await group('Sales', users)
  await empty(sales)
  await judged()
  await members(
    'add',
    sales,
    users.slice(0, 4).map(({ id }) => id),
  )
  const { waiting, first } = await owner.call('getBrake', { params })
  expect(waiting).toEqual({ members: 2, groups: 0, addresses: 0 })
  expect(first).toHaveLength(2)
})

test("an administrator's rules take away at once what the brake keeps as well", async () => {
  const rule = (value: string, name: string) => ({
    subject: 'name' as const,
    way: 'prefix' as const,
    value,
    to: { name: `${name} ${tests}` },
  })
  const save = (...rules: ReturnType<typeof rule>[]) =>
    owner.call('changeMapping', { params, body: { rules, unmatched: 'own', home: null } })
  await people(6)
  await save(rule('Out', 'Shared'))
  const inner = await group('Inner', users)
  await group('Outside', [])
  await empty(await group('Outer', [{ id: inner }]))
  await judged()
  expect(await memberships()).toEqual(names('Inner', 'Shared'))
  await save(rule('Outer', 'Elsewhere'), rule('Out', 'Shared'))
  await judged()
  expect(await memberships()).toEqual(names('Inner'))
})

test('what a server that was down for hours has not judged is judged as of then', async () => {
  await people(6)
  const sales = await group('Sales', users)
  await empty(sales)
  const later = new Date(Date.now() + 5 * 60 * 60 * 1000)
  await forgetOldLosses(running.app.database, site.id, later)
  await judgeBrakes(running.app.database, site.id, later)
  expect(await openCase()).toBeUndefined()
  await runQueue(running, site, later)
  expect(await openCase()).toBeDefined()
  expect(await memberships()).toEqual(names('Sales'))
})

test('reverted, only the addresses that waited for the decision are dropped', async () => {
  await people(8)
  const move = (n: number) =>
    globex.scim.patch(`/Users/${users[n]?.id}`, {
      op: 'replace',
      path: 'emails[type eq "work"].value',
      value: `new${n}@${domain}`,
    })
  for (let n = 0; n < 5; n++) await move(n)
  await judged()
  await move(5)
  // As whoever is to be judged anew because a domain was proven meanwhile.
  await running.app.database.inSite(site.id, (tx) =>
    tx.read({
      name: '',
      text: 'update directory_users set pending = true where site_id = $1 and user_id = $2',
      values: [site.id, users[7]?.id],
    }),
  )
  const pending = () =>
    readRows(running, site, {
      name: '',
      text: 'select user_id as id from directory_users where site_id = $1 and directory_id = $2 and pending order by 1',
      values: [site.id, globex.directory.directoryId],
    })
  expect(await pending()).toHaveLength(2)
  await owner.call('decideCase', {
    params: { caseId: (await openCase()) ?? '' },
    body: { decision: 'revert' },
  })
  expect(await pending()).toEqual([{ id: users[7]?.id }])
  await settle(running, site)
  expect(await pending()).toEqual([])
})
