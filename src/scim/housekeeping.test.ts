import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runQueue } from '../../test/fixtures/queue.ts'
import {
  byTest,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../../test/fixtures/running-app.ts'
import { changeSite } from '../admin/sites.ts'
import { forgetOldLosses } from '../people/brake.ts'
import { type Total, totalOf } from '../storage/counters.ts'
import { insertExchanges, listExchanges } from '../storage/identity/exchanges.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { foldTotals, forgetOldRecords, purgeDeletedGroups, TotalsFolder } from './housekeeping.ts'

const anExchange = {
  method: 'GET',
  path: '/Users',
  status: 200,
  durationMs: 1,
  client: undefined,
  effect: '',
  hasEffect: false,
  repairs: [],
  requestId: '',
  requestBody: undefined,
  responseBody: undefined,
}

let running: RunningApp

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())

test('a total of many parts is folded to one and stays true, also when two fold at once', async () => {
  const site = await makeSite(running)
  const { directory, scim } = await makeDirectory(running, site, 'Globex')
  const { database } = running.app
  const { directoryId } = directory
  await scim.createUser('ann@globex.com')
  const read = async () => {
    const [rows = []] = await database.readInSite(site.id, [totalOf(site.id, directoryId, 'users')])
    return rows[0] as Total
  }
  const many = {
    name: '',
    text: `insert into directory_counters (site_id, directory_id, what, delta)
      select $1, $2, 'users', case when n % 3 = 0 then -1 else 1 end from generate_series(1, 2999) n`,
    values: [site.id, directoryId],
  }
  await database.inSite(site.id, async (tx) => void (await tx.read(many)))
  const before = await read()
  expect(before.parts).toBe(3000)
  await Promise.all([foldTotals(database, site.id), foldTotals(database, site.id)])
  expect(await read()).toEqual({ total: before.total, parts: 1 })
})

test('a busy site is folded while it is written to', async () => {
  const site = await makeSite(running)
  const { directory } = await makeDirectory(running, site, 'Globex')
  const { database } = running.app
  const many = {
    name: '',
    text: `insert into directory_counters (site_id, directory_id, what, delta)
      select $1, $2, 'users', 1 from generate_series(1, 2000)`,
    values: [site.id, directory.directoryId],
  }
  await database.inSite(site.id, async (tx) => void (await tx.read(many)))
  const failures: unknown[] = []
  const folder = new TotalsFolder(database, (error) => failures.push(error))
  for (let n = 0; n < 2000; n++) folder.noteWrite(site.id)
  await expect
    .poll(
      async () => (await database.readInSite(site.id, [totalOf(site.id, directory.directoryId, 'users')]))[0],
    )
    .toEqual([{ total: 2000, parts: 1 }])
  expect(failures).toEqual([])
})

test("a deleted group's members are purged, and what is old is forgotten", async () => {
  const site = await makeSite(running)
  const { directory, scim } = await makeDirectory(running, site, 'Globex')
  const { database } = running.app
  const ann = (await scim.createUser('ann@globex.com')).json
  const group = (await scim.createGroup('Sales', [ann.id])).json
  await scim.delete(`/Groups/${group.id}`)
  const rows = { name: '', text: 'select count(*)::int as n from directory_group_members', values: [] }
  expect((await database.readInSite(site.id, [rows]))[0]).toEqual([{ n: 1 }])
  // The brake may want them for an hour.
  await purgeDeletedGroups(database, site.id)
  expect((await database.readInSite(site.id, [rows]))[0]).toEqual([{ n: 1 }])
  const later = new Date(Date.now() + 2 * 60 * 60 * 1000)
  await runQueue(running, site, later)
  await forgetOldLosses(database, site.id, later)
  await purgeDeletedGroups(database, site.id)
  expect((await database.readInSite(site.id, [rows]))[0]).toEqual([{ n: 0 }])

  const now = new Date()
  const old = new Date(now.getTime() - 40 * 24 * 60 * 60 * 1000)
  const exchange = { ...anExchange, siteId: site.id, directoryId: directory.directoryId }
  const ids = { old: '01900000-0000-7000-8000-000000000000', recent: 'f0000000-0000-7000-8000-000000000000' }
  await database.inSite(site.id, async (tx) => {
    tx.write(
      insertExchanges(site.id, [
        { ...exchange, exchangeId: ids.old, at: old },
        { ...exchange, exchangeId: ids.recent, at: now },
      ]),
    )
    leaveWord(tx, old, 'customer.changed', {})
    leaveTask(tx, old, 'send-mail', {})
  })
  await forgetOldRecords(database, site, now)
  const [left = []] = await database.readInSite(site.id, [
    listExchanges(site.id, directory.directoryId, { limit: 100 }),
  ])
  expect((left as { id: string }[]).map(({ id }) => id)).not.toContain(ids.old)
  expect((left as { id: string }[]).map(({ id }) => id)).toContain(ids.recent)
  // What is still to be done stays, however old it is.
  const words = { name: '', text: 'select kind from outbox where at <= $1', values: [old] }
  const [kept = []] = await database.readInSite(site.id, [words])
  expect(kept).toEqual([{ kind: 'send-mail' }])
})

test('each site keeps its exchanges as long as it says', async () => {
  const { database } = running.app
  const now = new Date()
  const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000)
  const idAt = (at: Date) => uuidv7({ msecs: at.getTime() })
  const leftAfter = async (exchangeDays: string | undefined) => {
    const site = await makeSite(running)
    if (exchangeDays !== undefined)
      await changeSite(database, site, { exchangeDays: Number(exchangeDays) }, byTest())
    const { directory } = await makeDirectory(running, site, 'Globex')
    const { directoryId } = directory
    await database.inSite(site.id, async (tx) => {
      const rows = [1, 6, 8, 29, 31, 59, 61].map((days) => ({
        ...anExchange,
        siteId: site.id,
        directoryId,
        exchangeId: idAt(daysAgo(days)),
        at: daysAgo(days),
        path: String(days),
      }))
      tx.write(insertExchanges(site.id, rows))
    })
    return async () => {
      const [left = []] = await database.readInSite(site.id, [
        listExchanges(site.id, directoryId, { limit: 100 }),
      ])
      return (left as { path: string }[]).map(({ path }) => path)
    }
  }
  const [short, usual, long] = [await leftAfter('7'), await leftAfter(undefined), await leftAfter('60')]
  for (const site of await database.readSites<Site>(listSites())) await forgetOldRecords(database, site, now)
  expect(await short()).toEqual(['1', '6'])
  expect(await usual()).toEqual(['1', '6', '8', '29'])
  expect(await long()).toEqual(['1', '6', '8', '29', '31', '59'])
})
