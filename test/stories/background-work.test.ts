import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { checkExpiries } from '../../src/admin/expiries.ts'
import { createStaff } from '../../src/admin/staff-invitations.ts'
import { createToken } from '../../src/admin/tokens.ts'
import { serverId, type TaskName, type TaskRun } from '../../src/model/work.ts'
import { goLive } from '../../src/people/directory-state.ts'
import { finishReplays } from '../../src/people/finish-replays.ts'
import { setPassword } from '../../src/storage/access/staff.ts'
import type { Site } from '../../src/storage/sites.ts'
import { keepRun } from '../../src/storage/task-runs.ts'
import type { Browser } from '../fixtures/browser.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let admin: Browser

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  admin = (await makeStaff(running, site, 'admin')).browser
})
afterAll(() => running.close())

const rows = async (text: string) =>
  (await running.app.database.readInSite(site.id, [{ name: '', text, values: [] }]))[0]
beforeEach(async () => {
  const forget = { name: '', text: 'delete from outbox', values: [] }
  await running.app.database.inSite(site.id, async (tx) => void (await tx.read(forget)))
})

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

function keep(siteId: number, task: TaskName, more: Partial<TaskRun>): Promise<void> {
  const at = minutesAgo(10)
  const run = {
    id: uuidv7(),
    task,
    result: 'done' as const,
    times: 1,
    firstAt: at,
    beganAt: at,
    seenAt: at,
    endedAt: at,
    failureCode: null,
    failure: null,
    details: '{}',
    ...more,
  }
  return running.app.database.inSite(siteId, async (tx) => tx.write(keepRun(siteId, run)))
}

const fullDisk = {
  result: 'failed',
  failureCode: 'unavailable',
  failure: 'No backup was written: the disk is full.',
} as const

test('a failed task is shown with its reason and its next time, and runs again when an administrator asks', async () => {
  const failure = { code: 'unexpected', sentence: 'Something that nobody foresaw.' }
  await keep(site.id, 'write-usage', { endedAt: minutesAgo(90) })
  await keep(site.id, 'write-usage', {
    result: 'failed',
    failureCode: failure.code,
    failure: failure.sentence,
    times: 3,
    firstAt: minutesAgo(60),
  })
  const { tasks, server } = await admin.call('getWork', {})
  const task = tasks.find(({ name }) => name === 'write-usage')
  expect(task).toMatchObject({ last: { result: 'failed', times: 3, failure } })
  expect(Date.parse(task?.doneAt ?? '')).toBeLessThan(Date.parse(task?.last?.firstAt ?? ''))
  expect(Date.parse(task?.nextRunAt ?? '')).toBeGreaterThan(Date.now())
  expect(server).toBeNull()

  await admin.call('runTask', { params: { task: 'write-usage' } })
  expect(await rows('select kind, payload, due_at is not null as due from outbox')).toEqual([
    { kind: 'run-task', payload: '{"task":"write-usage"}', due: true },
  ])
  const { items } = await owner.call('listAudit', { query: { subject: 'write-usage' } })
  expect(items).toMatchObject([{ action: 'task.run-asked', actor: { name: 'The admin' } }])

  const first = await admin.call('listTaskRuns', { query: { limit: 1 } })
  const second = await admin.call('listTaskRuns', { query: { limit: 5, after: first.next ?? '' } })
  expect([...first.items, ...second.items].map(({ result }) => result).sort()).toEqual(['done', 'failed'])
  expect(await admin.refused('listTaskRuns', { query: { after: 'bm9uc2Vuc2U' } })).toMatchObject({
    code: 'invalid',
  })
})

test('what runs just now is not begun twice, and what was cut off counts as failed', async () => {
  const isRunning = { result: 'running', endedAt: null, beganAt: minutesAgo(2), seenAt: new Date() } as const
  await keep(site.id, 'forget-old-records', isRunning)
  expect(await admin.refused('runTask', { params: { task: 'forget-old-records' } })).toMatchObject({
    code: 'conflict',
  })
  await keep(site.id, 'forget-sign-ins', { ...isRunning, seenAt: minutesAgo(2) })
  const { tasks } = await admin.call('getWork', {})
  const resultOf = (wanted: string) => tasks.find(({ name }) => name === wanted)?.last
  expect(resultOf('forget-old-records')).toMatchObject({ result: 'running', failure: null })
  expect(resultOf('forget-sign-ins')).toMatchObject({ result: 'failed', failure: { code: 'lost' } })
  await admin.call('runTask', { params: { task: 'forget-sign-ins' } })
  for (const task of ['nightly-backup', 'no-such-task', '..%2f']) {
    expect(await admin.refused('runTask', { params: { task } })).toMatchObject({ code: 'not-found' })
  }
})

test('the only site has the server shown to its owner alone, and to nobody once there is another site', async () => {
  const details = { folder: '/srv/backups', file: 'a.backup', bytes: 1_700, kept: 7, machine: 'one' }
  await keep(serverId, 'nightly-backup', { details: JSON.stringify(details), endedAt: minutesAgo(1500) })
  await keep(serverId, 'nightly-backup', fullDisk)
  const { server } = await owner.call('getWork', {})
  expect(server).toMatchObject({
    tasks: [
      { name: 'nightly-backup', last: { failure: { sentence: fullDisk.failure } } },
      { name: 'remove-due-sites' },
    ],
    backup: { ...details, files: 0, lostFiles: 0, at: expect.any(String) },
  })
  expect(await admin.refused('runServerTask', { params: { task: 'nightly-backup' } })).toMatchObject({
    code: 'forbidden',
  })
  await owner.call('runServerTask', { params: { task: 'nightly-backup' } })
  expect(await rows('select payload from outbox')).toEqual([{ payload: '{"task":"nightly-backup"}' }])

  const several = await runningApp({ env: { TRUST_PROXY: 'loopback' } })
  try {
    const mine = await makeSite(several)
    const { browser } = await makeStaff(several, mine, 'owner')
    expect((await browser.call('getWork', {})).server).not.toBeNull()
    await makeSite(several)
    const host = `${mine.slug}.localhost`
    browser.headers = { ...browser.headers, origin: `http://${host}`, 'x-forwarded-host': host }
    expect((await browser.call('getWork', {})).server).toBeNull()
    expect(await browser.refused('runServerTask', { params: { task: 'nightly-backup' } })).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('several sites'),
    })
  } finally {
    await several.close()
  }
})

test('a replay that takes long goes on in the background, shows how far it is, and then is gone', async () => {
  const { directory, scim } = await makeDirectory(running, site, 'Globex', { rehearsal: true })
  const { directoryId } = directory
  for (const name of ['ann', 'bob', 'cy']) await scim.createUser(`${name}@globex.com`)
  const { database } = running.app
  expect(await goLive(database, site.id, directoryId, byTest(), 0)).toEqual({
    users: 0,
    groups: 0,
    isFinished: false,
  })
  const underWay = async () => (await admin.call('getWork', {})).underWay
  expect(await underWay()).toMatchObject([
    { kind: 'replay', directory: { name: 'Globex' }, total: 3, done: 0 },
  ])
  expect(await rows('select kind, payload from outbox where due_at is not null')).toEqual([
    { kind: 'run-task', payload: '{"task":"finish-replays"}' },
  ])
  await finishReplays(database, site.id, new Date())
  expect(await underWay()).toEqual([])
  expect((await admin.call('listCustomers', { query: {} })).items).toHaveLength(3)
})

test('administrators are written to 14 days before a token ends, 3 days before and when it does, once each', async () => {
  const { directory } = await makeDirectory(running, site, 'Initech')
  const { database } = running.app
  const day = 86_400_000
  const expiresAt = new Date(Date.now() + 20 * day)
  const wanted = { label: 'Provisioning', expiresAt }
  await createToken(database, site.id, directory.directoryId, wanted, byTest())
  const said: unknown[] = []
  for (const daysLeft of [19, 15.5, 14.5, 14, 10, 3.9, 2, 0.5, -0.5, -1]) {
    const now = new Date(expiresAt.getTime() - daysLeft * day)
    await Promise.all([checkExpiries(database, site, now), checkExpiries(database, site, now)])
    said.push([
      daysLeft,
      await rows('select to_name as who, count(*)::int as mails from mails group by 1 order by 1'),
    ])
  }
  const mails = (n: number) => [
    { who: 'The admin', mails: n },
    { who: 'The owner', mails: n },
  ]
  expect(said).toEqual([
    [19, []],
    [15.5, []],
    [14.5, mails(1)],
    [14, mails(1)],
    [10, mails(1)],
    [3.9, mails(2)],
    [2, mails(2)],
    [0.5, mails(3)],
    [-0.5, mails(3)],
    [-1, mails(3)],
  ])
})

test('nobody is written to about what ends with a site that is to be deleted, until the site is restored', async () => {
  const leaving = await makeSite(running)
  const { database } = running.app
  const { directory } = await makeDirectory(running, leaving, 'Hooli')
  const context = { ...byTest(), role: 'owner' as const }
  const wanted = { name: 'Gavin', address: 'gavin@hooli.test', role: 'owner' } as const
  const { staff } = await createStaff(database, leaving.id, wanted, context)
  const choose = setPassword(leaving.id, staff.id, 'hash', new Date())
  await database.inSite(leaving.id, async (tx) => tx.write(choose))
  const expiresAt = new Date(Date.now() + 86_400_000)
  await createToken(database, leaving.id, directory.directoryId, { label: 'P', expiresAt }, byTest())
  const mails = async () => {
    const text = 'select kind from mails where site_id = $1'
    return (await database.readInSite(leaving.id, [{ name: '', text, values: [leaving.id] }]))[0]
  }
  await checkExpiries(database, { ...leaving, deletionDue: new Date() }, new Date())
  expect(await mails()).toEqual([])
  await checkExpiries(database, leaving, new Date())
  expect(await mails()).toEqual([{ kind: 'token-expires' }])
})
