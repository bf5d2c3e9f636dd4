import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSite, createSite } from '../../src/admin/sites.ts'
import { changeStaff, setDisabled } from '../../src/admin/staff.ts'
import { createStaff } from '../../src/admin/staff-invitations.ts'
import { countNewCustomers, countUsage, usageBetween, writeUsage } from '../../src/admin/usage.ts'
import type { Role } from '../../src/model/permissions.ts'
import type { Site } from '../../src/storage/sites.ts'
import { byTest, makeDirectory, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())

const at = (text: string) => new Date(`${text}Z`)
let made = 0

/** A site that was made on the first of March. */
async function siteInMarch(): Promise<Site> {
  const slug = `march-${made++}`
  const wanted = { slug, name: slug, plan: 'standard' }
  return createSite(running.app.database, wanted, byTest(at('2026-03-01T09:00:00')))
}

const by = (now: string) => ({ ...byTest(at(now)), role: 'owner' as const })

async function hire(site: Site, role: Role, now: string): Promise<string> {
  const wanted = { name: `The ${role}`, address: `${role}-${made++}@acme.test`, role }
  return (await createStaff(running.app.database, site.id, wanted, by(now))).staff.id
}

test('a seat is billable on every day on which somebody had it for a moment, and in the last role', async () => {
  const site = await siteInMarch()
  const { database } = running.app
  await hire(site, 'owner', '2026-03-01T09:00:00')
  const guest = await hire(site, 'agent', '2026-03-02T10:00:00')
  await setDisabled(database, site.id, guest, true, by('2026-03-02T10:05:00'))
  const rising = await hire(site, 'agent', '2026-03-01T10:00:00')
  await changeStaff(database, site.id, rising, { role: 'admin' }, by('2026-03-03T08:00:00'))
  await changeStaff(database, site.id, rising, { role: 'member' }, by('2026-03-03T09:00:00'))
  // Another change of who has no seat any more does not make it longer.
  await changeStaff(database, site.id, rising, { name: 'Only asks' }, by('2026-03-05T09:00:00'))
  await setDisabled(database, site.id, guest, false, by('2026-03-06T09:00:00'))

  const seats = async (day: string) => {
    const { owners, admins, agents, members } = await countUsage(
      database,
      site,
      day,
      at('2026-03-20T00:00:00'),
    )
    return { owners, admins, agents, members }
  }
  expect(await seats('2026-02-28')).toEqual({ owners: 0, admins: 0, agents: 0, members: 0 })
  expect(await seats('2026-03-03')).toEqual({ owners: 1, admins: 1, agents: 0, members: 0 })
  expect(await seats('2026-03-04')).toEqual({ owners: 1, admins: 0, agents: 0, members: 1 })
  expect(await seats('2026-03-06')).toEqual({ owners: 1, admins: 0, agents: 1, members: 1 })
})

test('whoever gives up a seat today is billable today and not tomorrow, at every hour of the writing', async () => {
  const site = await siteInMarch()
  const { database } = running.app
  const agent = await hire(site, 'agent', '2026-03-01T10:00:00')
  await setDisabled(database, site.id, agent, true, by('2026-03-10T23:59:00'))
  const late = await hire(site, 'auditor', '2026-03-11T00:01:00')
  await setDisabled(database, site.id, late, true, by('2026-03-11T00:02:00'))
  await writeUsage(database, site, at('2026-03-11T00:05:00'))
  await writeUsage(database, site, at('2026-03-12T00:05:00'))
  const days = await usageBetween(
    database,
    site,
    { from: '2026-03-10', to: '2026-03-12' },
    at('2026-03-12T01:00:00'),
  )
  expect(days.map(({ day, agents, auditors }) => ({ day, agents, auditors }))).toEqual([
    { day: '2026-03-10', agents: 1, auditors: 0 },
    { day: '2026-03-11', agents: 0, auditors: 1 },
    { day: '2026-03-12', agents: 0, auditors: 0 },
  ])
})

test('days are written once, those missed are made up for, and yesterday is there before it was written', async () => {
  const site = await siteInMarch()
  const { database } = running.app
  await hire(site, 'owner', '2026-03-01T09:00:00')
  const range = { from: '2026-02-20', to: '2026-03-31' }
  const daysAt = async (now: string) =>
    (await usageBetween(database, site, range, at(now))).map(({ day }) => day)
  expect(await daysAt('2026-03-01T12:00:00')).toEqual(['2026-03-01'])
  expect(await daysAt('2026-03-02T00:01:00')).toEqual(['2026-03-01', '2026-03-02'])
  await writeUsage(database, site, at('2026-03-02T00:05:00'))
  await Promise.all([
    writeUsage(database, site, at('2026-03-05T00:05:00')),
    writeUsage(database, site, at('2026-03-05T00:05:00')),
  ])
  const written = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05']
  expect(await daysAt('2026-03-05T00:10:00')).toEqual(written)
  // What was written stays, whatever happens later.
  await hire(site, 'agent', '2026-03-05T09:00:00')
  await writeUsage(database, site, at('2026-03-05T10:05:00'))
  const days = await usageBetween(database, site, range, at('2026-03-05T12:00:00'))
  expect(days.map(({ agents }) => agents)).toEqual([0, 0, 0, 0, 1])
})

test("a day is the site's: it begins and ends by its time zone", async () => {
  const site = await siteInMarch()
  const { database } = running.app
  const there = await changeSite(database, site, { timeZone: 'Pacific/Auckland' }, byTest())
  // In Auckland it is the eleventh already.
  const agent = await hire(site, 'agent', '2026-03-10T12:00:00')
  await setDisabled(database, site.id, agent, true, by('2026-03-10T13:00:00'))
  const range = { from: '2026-03-09', to: '2026-03-12' }
  await writeUsage(database, there, at('2026-03-10T11:05:00'))
  await writeUsage(database, there, at('2026-03-11T11:05:00'))
  const days = await usageBetween(database, there, range, at('2026-03-11T12:00:00'))
  expect(days.map(({ day, agents }) => [day, agents])).toEqual([
    ['2026-03-10', 0],
    ['2026-03-11', 1],
    ['2026-03-12', 0],
  ])
})

test('customers are counted to the last, whatever part of them stands in the total', async () => {
  const site = await siteInMarch()
  const { scim } = await makeDirectory(running, site, 'Globex')
  const { database } = running.app
  const counted = async () => (await countUsage(database, site, '2026-03-01', new Date())).customers
  const today = async () =>
    (await countUsage(database, site, new Date().toISOString().slice(0, 10), new Date())).customers
  for (const name of ['ann', 'bob']) await scim.createUser(`${name}@globex.com`)
  expect(await today()).toBe(2)
  // What has just come may not be there to its last row yet, and waits.
  await countNewCustomers(database, site.id, new Date())
  const total = { name: '', text: 'select customers from customer_totals', values: [] }
  expect(await database.readInSite(site.id, [total])).toEqual([[]])
  const later = (minutes: number) => new Date(Date.now() + minutes * 60_000)
  await Promise.all([1, 2].map(() => countNewCustomers(database, site.id, later(5))))
  expect(await database.readInSite(site.id, [total])).toEqual([[{ customers: 2 }]])
  expect(await today()).toBe(2)
  // A day long before they came counts none of them, though the total does.
  expect(await counted()).toBe(0)
  const wrong = { name: '', text: 'update customer_totals set customers = 7', values: [] }
  await database.inSite(site.id, async (tx) => void (await tx.read(wrong)))
  await writeUsage(database, site, later(2 * 24 * 60))
  expect(await today()).toBe(2)
})

test('the API answers today, a range of days, the same as CSV, and who has a seat', async () => {
  const own = await runningApp()
  try {
    const only = await createSite(
      own.app.database,
      { slug: 'acme', name: 'Acme', plan: 'standard' },
      byTest(new Date(Date.now() - 5 * 86_400_000)),
    )
    const owner = await makeStaff(own, only, 'owner')
    const agent = await makeStaff(own, only, 'agent')
    await makeStaff(own, only, 'member')
    const usage = await owner.browser.call('getUsage', {})
    expect(usage).toEqual({
      day: new Date().toISOString().slice(0, 10),
      billable: { total: 2, owners: 1, admins: 0, agents: 1, auditors: 0 },
      notBillable: { total: 1, members: 1, customers: 0 },
    })
    const { from, to, items } = await owner.browser.call('listUsageDays', { query: {} })
    expect([to, items.at(-1)]).toEqual([usage.day, usage])
    const csv = await owner.browser.send('exportUsage', { query: { from, to } })
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="usage-acme-${from}-${to}.csv"`)
    const lines = String(csv.body).split('\r\n')
    expect(lines[0]).toBe('day,billable,owners,admins,agents,auditors,not billable,members,customers')
    expect(lines.at(-2)).toBe(`${usage.day},2,1,0,1,0,1,1,0`)

    await owner.browser.call('disableStaff', { params: { staffId: agent.id } })
    const first = await owner.browser.call('listSeats', { query: { limit: 1 } })
    const second = await owner.browser.call('listSeats', { query: { limit: 1, after: first.next ?? '' } })
    expect([...first.items, ...second.items]).toMatchObject([
      { staffId: owner.id, role: 'owner', until: null },
      { staffId: agent.id, role: 'agent', until: expect.any(String) },
    ])
    expect(second.next).toBeNull()

    for (const query of [
      { from: '2026-02-30' },
      { from: '2026-03-02', to: '2026-03-01' },
      { from: '2020-01-01', to: '2026-01-01' },
    ]) {
      const { errors } = await owner.browser.refused('listUsageDays', { query })
      expect(errors).toMatchObject([{ field: 'from' }])
    }
  } finally {
    await own.close()
  }
})

test('a change of plan says before what it does', async () => {
  const own = await runningApp()
  try {
    const site = await createSite(
      own.app.database,
      { slug: 'acme', name: 'Acme', plan: 'standard' },
      byTest(),
    )
    const { browser } = await makeStaff(own, site, 'owner')
    const { scim } = await makeDirectory(own, site, 'Globex')
    await makeDirectory(own, site, 'Initech', { rehearsal: true })
    const lapse = await browser.call('previewSubscription', { query: { status: 'lapsed' } })
    expect(lapse).toEqual({
      before: { plan: 'standard', status: 'active', grants: true },
      after: { plan: 'standard', status: 'lapsed', grants: false },
      isRestrictive: true,
      stops: 1,
      starts: 0,
      waiting: { users: 0, groups: 0 },
    })
    expect(await browser.call('getSubscription', {})).toMatchObject({ status: 'active' })
    const { json } = await scim.createUser('ann@globex.com', { active: false })
    await browser.call('changeSubscription', { body: { status: 'lapsed' } })
    await scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'active', value: true })
    expect(await browser.call('previewSubscription', { query: { status: 'active' } })).toMatchObject({
      isRestrictive: false,
      stops: 0,
      starts: 1,
      waiting: { users: 1, groups: 0 },
    })
    expect(await browser.call('previewSubscription', { query: { plan: 'none' } })).toMatchObject({
      isRestrictive: false,
      after: { plan: 'none', status: 'lapsed' },
    })
  } finally {
    await own.close()
  }
})
