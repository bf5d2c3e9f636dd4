// What a site keeps of who left and of sign-ins, and what the night removes.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseLeavers, leaversOf } from '../../src/people/retention.ts'
import { forgetSignIns } from '../../src/sso/housekeeping.ts'
import { Database } from '../../src/storage/database.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Query } from '../../src/storage/statement.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

const run = (...args: string[]) => commandJson({ DATABASE_URL: running.ownerUrl }, ...args)

/** A night in so many months, a day later than that. */
function nightIn(months: number): Date {
  const then = new Date()
  then.setUTCMonth(then.getUTCMonth() + months, then.getUTCDate() + 1)
  return then
}

async function added(name: string, address: string): Promise<string> {
  return (await owner.call('addCustomer', { body: { name, address, proven: true } })).id
}

async function left(name: string, address: string): Promise<string> {
  const customerId = await added(name, address)
  await owner.call('deactivateCustomer', { params: { customerId } })
  return customerId
}

const isErased = async (customerId: string) =>
  (await owner.call('getCustomer', { params: { customerId } })).erasedAt !== null

test('how long leavers and sign-ins are kept is a setting, within bounds and audited', async () => {
  expect(await owner.call('getSite', {})).toMatchObject({ signInMonths: 12, leaverMonths: 24 })
  await owner.call('changeSite', { body: { leaverMonths: 36, signInMonths: 0 } })
  const { items } = await owner.call('listAudit', { query: { limit: 1 } })
  expect(items[0]).toMatchObject({
    action: 'site.settings-changed',
    details: { leaverMonths: { before: 24, after: 36 }, signInMonths: { before: 12, after: 0 } },
  })
  for (const leaverMonths of [-1, 121, 0.5])
    expect(await owner.refused('changeSite', { body: { leaverMonths } })).toMatchObject({ status: 400 })
  const asBefore = ['--leaver-months', '24', '--sign-in-months', '12']
  expect(await run('site', 'settings', '--site', site.slug, ...asBefore)).toMatchObject({
    signInMonths: 12,
    leaverMonths: 24,
  })
})

test('who left two years ago is erased by night, and nobody who is there, in a directory or of the staff', async () => {
  const globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  const [gone, kept] = [
    await globex.scim.createUser('gone@globex.com', { displayName: 'Gone' }),
    await globex.scim.createUser('kept@globex.com', { displayName: 'Kept' }),
  ]
  const idOf = async (query: string) =>
    (await owner.call('listCustomers', { query: { query } })).items[0]?.id ?? ''
  const ofDirectory = { gone: await idOf('gone@'), kept: await idOf('kept@') }
  await globex.scim.delete(`/Users/${gone.json.id}`)
  await globex.scim.patch(`/Users/${kept.json.id}`, { op: 'replace', path: 'active', value: false })
  const unmanaged = await left('Ann', 'ann@a.test')
  const here = await added('Bob', 'bob@a.test')
  const back = await left('Cid', 'cid@a.test')
  await owner.call('reactivateCustomer', { params: { customerId: back } })
  const staff = await left('Dee', 'dee@a.test')
  await owner.call('createStaff', { body: { name: 'Dee', address: 'dee@a.test', role: 'agent' } })

  expect(await owner.call('countLeavers', { query: { months: 24 } })).toEqual({
    months: 24,
    people: 0,
    senders: 0,
    inDirectory: 0,
  })
  const { database } = running.app
  expect(await leaversOf(database, site, 24, nightIn(24))).toEqual({
    months: 24,
    people: 2,
    inDirectory: 1,
    senders: 0,
  })
  // Of staff, so nobody was made of it; and the directory took it away.
  const nobody = await globex.scim.createUser(`owner@${site.slug}.test`, { displayName: 'Mallory' })
  await globex.scim.delete(`/Users/${nobody.json.id}`)
  const deletedUsers = () =>
    readRows<{ id: string }>(running, site, {
      name: '',
      text: 'select user_id as id from deleted_directory_users where site_id = $1 order by deleted_at',
      values: [site.id],
    })
  expect(await deletedUsers()).toMatchObject([{ id: gone.json.id }, { id: nobody.json.id }])
  expect(await leaversOf(database, site, 0, nightIn(24))).toMatchObject({ people: 0 })
  const exchanges = async () => {
    const [row] = await readRows<{ gone: number; kept: number }>(running, site, {
      name: '',
      text: `select count(*) filter (where x::text ilike '%gone@globex%')::int as gone,
          count(*) filter (where x::text ilike '%kept@globex%')::int as kept from exchanges x where site_id = $1`,
      values: [site.id],
    })
    return row ?? { gone: 0, kept: 0 }
  }
  // Each is written a moment after it was answered.
  await expect.poll(async () => (await exchanges()).gone).toBeGreaterThan(0)
  await expect.poll(async () => (await exchanges()).kept).toBeGreaterThan(1)
  const { kept: keptExchanges } = await exchanges()
  await eraseLeavers(database, { id: site.id, leaverMonths: 0 }, nightIn(24))
  await eraseLeavers(database, { id: site.id, leaverMonths: 24 }, nightIn(23))
  expect(await isErased(unmanaged)).toBe(false)
  await eraseLeavers(database, { id: site.id, leaverMonths: 24 }, nightIn(24))
  const all = [unmanaged, ofDirectory.gone, ofDirectory.kept, here, back, staff]
  expect(await Promise.all(all.map(isErased))).toEqual([true, true, false, false, false, false])
  const { items } = await owner.call('listAudit', { query: { subject: unmanaged, limit: 1 } })
  expect(items[0]).toMatchObject({
    action: 'customer.erased',
    actor: { kind: 'system', name: 'retention' },
    details: { by: 'retention', requestTexts: false },
  })
  expect(await deletedUsers()).toEqual([])
  expect(await exchanges()).toEqual({ gone: 0, kept: keptExchanges })
  // Nothing is left to do, and who comes back is asked about.
  expect(await leaversOf(database, site, 24, nightIn(24))).toMatchObject({ people: 0 })
  await globex.scim.createUser('gone@globex.com', { displayName: 'Gone' })
  expect((await owner.call('listCases', { query: { kind: 'erased-came-back' } })).items).toHaveLength(1)
  expect(await run('site', 'leavers', '--site', site.slug, '--months', '24')).toEqual({
    months: 24,
    people: 0,
    inDirectory: 0,
    senders: 0,
  })
})

test('a night that is interrupted at any statement goes on in the next', async () => {
  const fragile = new Database({ url: running.ownerUrl })
  let statements = Number.POSITIVE_INFINITY
  const kill = ['set role none', 'select pg_terminate_backend(pg_backend_pid())'].map(
    (text): Query => ({ name: '', text, values: [] }),
  )
  fragile.onRoundTrip = (queries) => {
    if (statements <= queries.length) (queries as Query[]).splice(statements, queries.length, ...kill)
    statements = statements <= queries.length ? Number.POSITIVE_INFINITY : statements - queries.length
  }
  const kept = { id: site.id, leaverMonths: 24 }
  for (let n = 1; ; n += 2) {
    const people = [await left(`E ${n}`, `e${n}@b.test`), await left(`F ${n}`, `f${n}@b.test`)]
    statements = n
    const hasDied = await eraseLeavers(fragile, kept, nightIn(24)).then(
      () => false,
      () => true,
    )
    statements = Number.POSITIVE_INFINITY
    const erased = await Promise.all(people.map(isErased))
    expect(new Set(erased).size, `killed at statement ${n}`).toBe(1)
    await eraseLeavers(running.app.database, kept, nightIn(24))
    expect(await Promise.all(people.map(isErased))).toEqual([true, true])
    if (!hasDied) break
    expect(n).toBeLessThan(80)
  }
  await fragile.close()
})

test('from where people signed in goes after its months, and the events stay', async () => {
  const signIns = async () =>
    readRows<{ events: number; origins: number }>(running, site, {
      name: '',
      text: `select count(*)::int as events, count(v.event_id)::int as origins
        from audit_events e left join audit_values v using (site_id, event_id)
        where site_id = $1 and e.action = 'staff.signed-in'`,
      values: [site.id],
    })
  await makeStaff(running, site, 'agent')
  const [before] = await signIns()
  expect(before?.origins).toBeGreaterThan(0)
  const { database } = running.app
  await forgetSignIns(database, { id: site.id, signInMonths: 0 }, nightIn(12))
  await forgetSignIns(database, { id: site.id, signInMonths: 12 }, nightIn(11))
  expect(await signIns()).toEqual([before])
  await forgetSignIns(database, { id: site.id, signInMonths: 12 }, nightIn(12))
  expect(await signIns()).toEqual([{ events: before?.events, origins: 0 }])
})
