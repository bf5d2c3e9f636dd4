// A directory takes away from many more people than on an ordinary day: what waits, what does not, and what a person decides.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { forgetOldLosses, judgeBrakes } from '../../src/people/brake.ts'
import { purgeDeletedGroups } from '../../src/scim/housekeeping.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { settle } from '../fixtures/queue.ts'
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
/** The directory users, and the customers behind them. */
let users: { id: string; customerId: string; name: string }[]

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

/** So many people of the directory. */
async function people(count: number): Promise<void> {
  users = []
  for (let n = 0; n < count; n++) {
    const name = `p${n}@${domain}`
    users.push({ id: (await globex.scim.createUser(name)).json.id, customerId: '', name })
  }
  const found = await listed()
  users = users.map((user) => ({ ...user, customerId: found.get(user.name)?.id ?? '' }))
}

async function listed() {
  const { items } = await owner.call('listCustomers', { query: { query: domain, limit: 200 } })
  return new Map(items.map((one) => [one.name, one]))
}
const group = async (name: string, members = users): Promise<string> =>
  (
    await globex.scim.createGroup(
      `${name} ${tests}`,
      members.map(({ id }) => id),
    )
  ).json.id
const pushEmpty = (id: string, name: string) =>
  globex.scim.send('PUT', `/Groups/${id}`, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: `${name} ${tests}`,
    members: [],
  })
const memberships = (n: number) => membershipNames(running, site, users[n]?.customerId ?? '')
async function openCase() {
  const { items } = await owner.call('listCases', {
    query: { kind: 'brake', directoryId: keyOf(globex.directory.directoryId) },
  })
  return items[0]
}
async function theCase(): Promise<string> {
  await settle(running, site)
  // What came after the judgement of its second is judged by the minute.
  await judgeBrakes(running.app.database, site.id, new Date())
  const found = await openCase()
  if (!found) throw new Error('the brake is not on')
  return found.id
}
const decide = (caseId: string, decision: string) =>
  owner.call('decideCase', { params: { caseId }, body: { decision } })
const mails = () =>
  readRows(running, site, {
    name: '',
    text: `select said::json->>'directory' as directory, said::json->>'organization' as organization,
      said::json->>'path' as path from mails where site_id = $1 and kind = 'brake-on'`,
    values: [site.id],
  })
async function membersOf(name: string): Promise<string[]> {
  const { items } = await owner.call('listOrganizations', { query: { limit: 200 } })
  const params = { organizationId: items.find((one) => one.name === `${name} ${tests}`)?.id ?? '' }
  const names: string[] = []
  // Two at a time: a walk goes on where it stood.
  for (let after: string | undefined; ; ) {
    const page = await owner.call('listMembers', {
      params,
      query: { limit: 2, ...(after === undefined ? {} : { after }) },
    })
    names.push(...page.items.map((one) => one.name))
    if (page.next === null) return names.sort()
    after = page.next
  }
}

test('"push now" of an empty group takes nobody out until somebody decides, and then at once', async () => {
  await people(6)
  const id = await group('Sales')
  expect(await memberships(0)).toEqual([`Sales ${tests}`])
  expect((await pushEmpty(id, 'Sales')).status).toBe(200)
  // The identity provider reads what it wrote.
  expect((await globex.scim.get(`/Groups/${id}`)).json.members ?? []).toEqual([])
  const caseId = await theCase()
  expect(await memberships(0)).toEqual([`Sales ${tests}`])
  expect(await membersOf('Sales')).toEqual(users.map(({ name }) => name))
  const shown = await owner.call('getCustomer', { params: { customerId: users[0]?.customerId ?? '' } })
  expect(shown.memberships).toMatchObject([{ source: { kind: 'kept' } }])
  expect(await owner.call('previewCase', { params: { caseId, decision: 'release' } })).toMatchObject({
    effects: [{ code: 'brake-releases', values: { members: 6, groups: 0, addresses: 0 } }],
  })
  await decide(caseId, 'release')
  expect(await memberships(0)).toEqual([])
  expect(await membersOf('Sales')).toEqual([])
  await settle(running, site)
  expect(await openCase()).toBeUndefined()
  // The administrators were told, with the way to the case.
  expect(await mails()).toContainEqual({
    directory: `Globex ${tests}`,
    organization: '',
    path: `/admin/cases/${caseId}`,
  })
  // Taken back, they are members again.
  await owner.call('undoCase', { params: { caseId }, body: {} })
  expect(await memberships(5)).toEqual([`Sales ${tests}`])
})

test('fewer than five, or no more than a tenth, are an ordinary day', async () => {
  await people(51)
  const id = await group('Sales')
  await globex.scim.patch(`/Groups/${id}`, {
    op: 'remove',
    path: 'members',
    value: users.slice(0, 5).map(({ id: value }) => ({ value })),
  })
  await settle(running, site)
  expect(await openCase()).toBeUndefined()
  expect(await memberships(0)).toEqual([])
  // The sixth is one too many, and all of this hour come back.
  await globex.scim.patch(`/Groups/${id}`, {
    op: 'remove',
    path: 'members',
    value: [{ value: users[5]?.id }],
  })
  await theCase()
  expect(await memberships(0)).toEqual([`Sales ${tests}`])
  expect(await memberships(5)).toEqual([`Sales ${tests}`])
})

test('whoever is deactivated is out at once; kept memberships are there when the directory brings the person back', async () => {
  await people(6)
  const id = await group('Sales')
  for (const user of users) {
    await globex.scim.patch(`/Users/${user.id}`, { op: 'replace', path: 'active', value: false })
    await globex.scim.patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${user.id}"]` })
  }
  expect([...(await listed()).values()].map(({ active }) => active)).toEqual(users.map(() => false))
  const caseId = await theCase()
  await decide(caseId, 'revert')
  // Nobody signs in by that …
  expect((await listed()).get(users[0]?.name ?? '')?.active).toBe(false)
  expect(await memberships(0)).toEqual([])
  // … only by the directory's word.
  await globex.scim.patch(`/Users/${users[0]?.id}`, { op: 'replace', path: 'active', value: true })
  expect(await memberships(0)).toEqual([`Sales ${tests}`])
  // Taken out once more, one by one, it is an ordinary day.
  await globex.scim.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: users[0]?.id }] })
  await globex.scim.patch(`/Groups/${id}`, {
    op: 'remove',
    path: 'members',
    value: [{ value: users[0]?.id }],
  })
  await settle(running, site)
  expect(await memberships(0)).toEqual([])
})

test('a deleted group of many keeps its organization and its members; the same group pushed again finds both', async () => {
  await people(6)
  const id = await group('Sales')
  await group('Other', users.slice(0, 1))
  expect((await globex.scim.delete(`/Groups/${id}`)).status).toBe(204)
  const caseId = await theCase()
  await purgeDeletedGroups(running.app.database, site.id)
  expect(await membersOf('Sales')).toEqual(users.map(({ name }) => name))
  expect(await memberships(0)).toEqual([`Other ${tests}`, `Sales ${tests}`])
  await group('Sales', users.slice(0, 2))
  await decide(caseId, 'release')
  expect(await memberships(0)).toEqual([`Other ${tests}`, `Sales ${tests}`])
  expect(await memberships(5)).toEqual([])
})

test('released, an organization that nothing feeds is gone; nested groups are kept as well', async () => {
  await people(6)
  const inner = await group('Inner')
  const outer = (await globex.scim.createGroup(`Outer ${tests}`, [inner])).json.id
  expect(await memberships(3)).toEqual([`Inner ${tests}`, `Outer ${tests}`])
  await globex.scim.patch(`/Groups/${outer}`, { op: 'remove', path: 'members' })
  const caseId = await theCase()
  expect(await memberships(3)).toEqual([`Inner ${tests}`, `Outer ${tests}`])
  await globex.scim.delete(`/Groups/${inner}`)
  await settle(running, site)
  expect(await membersOf('Inner')).toHaveLength(6)
  await decide(caseId, 'release')
  const { items } = await owner.call('listOrganizations', { query: { limit: 200 } })
  expect(items.filter(({ name }) => name === `Inner ${tests}`)).toEqual([])
  expect(await memberships(3)).toEqual([])
})

test('changed addresses stop counting at once, the new ones wait for a decision', async () => {
  await people(8)
  const rename = (n: number, address: string) =>
    globex.scim.patch(`/Users/${users[n]?.id}`, {
      op: 'replace',
      path: 'emails[type eq "work"].value',
      value: address,
    })
  for (let n = 0; n < 5; n++) await rename(n, `new${n}@${domain}`)
  const caseId = await theCase()
  const address = async (n: number) => {
    const found = (await listed()).get(users[n]?.name ?? '')
    return `${found?.address} ${found?.addresses.at(0)?.standing}`
  }
  expect(await address(4)).toBe(`new4@${domain} held`)
  await rename(5, `new5@${domain}`)
  expect(await address(5)).toBe(`p5@${domain} claimed`)
  await settle(running, site)
  expect(await address(5)).toBe(`p5@${domain} claimed`)
  await decide(caseId, 'release')
  await settle(running, site)
  expect(await address(5)).toBe(`new5@${domain} held`)
})

test('who was kept can be let go; an hour later nothing is remembered of an ordinary day', async () => {
  await people(6)
  const id = await group('Sales')
  const little = await group('Little', users.slice(0, 1))
  await globex.scim.delete(`/Groups/${little}`)
  await pushEmpty(id, 'Sales')
  const caseId = await theCase()
  await decide(caseId, 'revert')
  const later = new Date(Date.now() + 3 * 60 * 60 * 1000)
  await judgeBrakes(running.app.database, site.id, later)
  await forgetOldLosses(running.app.database, site.id, later)
  expect(await memberships(0)).toEqual([`Sales ${tests}`])
  const params = { directoryId: keyOf(globex.directory.directoryId) }
  expect(await owner.call('getBrake', { params })).toMatchObject({ isOn: false, kept: { members: 6 } })
  const name = globex.directory.name
  const said = await commandJson(
    { DATABASE_URL: running.ownerUrl },
    'directory',
    'brake',
    '--site',
    site.slug,
    '--directory',
    name,
  )
  expect(said).toMatchObject({ isOn: false, kept: { members: 6 } })
  expect(await owner.call('letGoOfKept', { params })).toMatchObject({ kept: { members: 0 } })
  expect(await memberships(0)).toEqual([])
})

test('a directory that is disconnected keeps nobody, and asks nothing any more', async () => {
  await people(6)
  const id = await group('Sales')
  await pushEmpty(id, 'Sales')
  await theCase()
  await owner.call('disconnectDirectory', {
    params: { directoryId: keyOf(globex.directory.directoryId) },
    body: { people: 'release', keepsOrganizations: false },
  })
  await settle(running, site)
  expect(await openCase()).toBeUndefined()
  expect(await memberships(0)).toEqual([])
})
