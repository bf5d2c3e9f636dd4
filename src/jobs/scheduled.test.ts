import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { byTest } from '../../test/fixtures/running-app.ts'
import { createSite } from '../admin/sites.ts'
import { createLogger } from '../http/log.ts'
import { unavailable } from '../model/errors.ts'
import { asOf, serverId, type TaskName, type TaskRun } from '../model/work.ts'
import { Database } from '../storage/database.ts'
import { leaveTask } from '../storage/outbox.ts'
import type { Site } from '../storage/sites.ts'
import { keepRun, latestRuns } from '../storage/task-runs.ts'
import { type Jobs, startJobs } from './runner.ts'
import { type Scheduled, scheduled } from './scheduled.ts'
import { TaskRecord } from './task-record.ts'

let fresh: FreshDatabase
let database: Database
let owner: pg.Client
let acme: Site
let jobs: Jobs[]
let lines: { msg: string; task?: string; site?: string; err?: { message: string } }[]

beforeEach(async () => {
  fresh = await freshDatabase()
  database = new Database({ url: fresh.url, connectionsMax: 6 })
  owner = new pg.Client({ connectionString: fresh.url })
  await owner.connect()
  acme = await makeSite('acme')
  jobs = []
  lines = []
})
afterEach(async () => {
  await Promise.all(jobs.map((one) => one.stop()))
  await Promise.all([database.close(), owner.end()])
  await fresh.drop()
})

const longMs = { timeout: 120_000 }
const logger = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) })
const makeSite = (slug: string) => createSite(database, { slug, name: slug, plan: 'standard' }, byTest())

function scheduledWith(works: readonly Scheduled[], shownAfterMs = 60_000) {
  return scheduled({ database, logger, record: new TaskRecord(database, { shownAfterMs }) }, works)
}

async function runOf(siteId: number, name: TaskName): Promise<TaskRun | undefined> {
  const [rows = []] = await database.readInSite(siteId, [latestRuns(siteId, [name])])
  const [run] = rows as TaskRun[]
  return run && asOf(run, new Date())
}

/** Runs a scheduled task as the runner does. */
async function runNow(work: Scheduled, shownAfterMs?: number): Promise<void> {
  await scheduledWith([work], shownAfterMs).tasks[0]?.run(new Date())
}

test('where the task of one site fails, those of the others go on, it alone is tried again, and no words of others are shown', async () => {
  const hooli = await makeSite('hooli')
  const seen: string[] = []
  await runNow({
    name: 'write-usage',
    forSite: async ({ slug }) => {
      seen.push(slug)
      if (slug === 'acme') throw new TypeError('ann@globex.com is no number')
    },
  })
  expect(seen.sort()).toEqual(['acme', 'hooli'])
  expect(await runOf(hooli.id, 'write-usage')).toMatchObject({ result: 'done', failure: null })
  const failed = await runOf(acme.id, 'write-usage')
  expect(failed).toMatchObject({ result: 'failed', failureCode: 'unexpected' })
  expect(failed?.failure).not.toContain('ann')
  expect(lines).toMatchObject([{ task: 'write-usage', err: { message: 'ann@globex.com is no number' } }])
  const { rows } = await owner.query('select site_id, kind, payload from doorward.outbox')
  expect(rows).toEqual([{ site_id: acme.id, kind: 'run-task', payload: '{"task":"write-usage"}' }])
})

test('a failure that repeats is one row with its count, until it succeeds; a success every minute is one row too', async () => {
  let isFull = true
  const backup: Scheduled = {
    name: 'nightly-backup',
    forServer: async () => {
      if (isFull) throw unavailable('No backup was written: the disk is full.')
      return { bytes: 17 }
    },
  }
  for (const _ of [1, 2, 3]) await runNow(backup).catch(() => {})
  expect(await runOf(serverId, 'nightly-backup')).toMatchObject({
    result: 'failed',
    times: 3,
    failureCode: 'unavailable',
    failure: 'No backup was written: the disk is full.',
  })
  isFull = false
  await runNow(backup)
  expect(await runOf(serverId, 'nightly-backup')).toMatchObject({
    result: 'done',
    times: 1,
    details: '{"bytes":17}',
  })
  for (const _ of [1, 2]) await runNow({ name: 'fold-totals', forSite: async () => {} })
  expect(await runOf(acme.id, 'fold-totals')).toMatchObject({ result: 'done', times: 2 })
  const { rows } = await owner.query(
    'select task, count(*)::int from doorward.task_runs group by task order by 1',
  )
  expect(rows).toEqual([
    { task: 'fold-totals', count: 1 },
    { task: 'nightly-backup', count: 2 },
  ])
})

test('what takes long is shown as running with a sign of life; one whose process was killed is not running for ever', async () => {
  const goOn = Promise.withResolvers<void>()
  const running = runNow({ name: 'write-usage', forSite: () => goOn.promise }, 0)
  await expect.poll(() => runOf(acme.id, 'write-usage'), longMs).toMatchObject({ result: 'running' })
  goOn.resolve()
  await running
  const done = (await runOf(acme.id, 'write-usage')) as TaskRun
  expect(done).toMatchObject({ result: 'done', times: 1 })

  const longAgo = new Date(Date.now() - 3_600_000)
  const killed = { ...done, result: 'running', seenAt: longAgo, beganAt: longAgo, endedAt: null } as const
  const later = { ...killed, id: 'ffffffff-0000-7000-8000-000000000000' }
  await database.inSite(acme.id, async (tx) => tx.write(keepRun(acme.id, later)))
  expect(await runOf(acme.id, 'write-usage')).toMatchObject({ result: 'failed', failureCode: 'lost' })
  await runNow({ name: 'write-usage', forSite: async () => {} })
  const { rows } = await owner.query(
    'select result, failure_code from doorward.task_runs order by run_id desc',
  )
  expect(rows[0]).toEqual({ result: 'failed', failure_code: 'lost' })
})

test('a task of the server that is asked for while it runs by its schedule begins when that has ended', async () => {
  const goOn = Promise.withResolvers<void>()
  const steps: string[] = []
  const { tasks, asked } = scheduledWith([
    {
      name: 'nightly-backup',
      forServer: async () => {
        steps.push('begins')
        await goOn.promise
        steps.push('ends')
        return {}
      },
    },
  ])
  const both = [
    tasks[0]?.run(new Date()),
    asked.run(
      { siteId: acme.id, payload: { task: 'nightly-backup' }, attempt: 1, isLastAttempt: false },
      new Date(),
    ),
  ]
  await expect.poll(() => steps).toEqual(['begins'])
  goOn.resolve()
  await Promise.all(both)
  expect(steps).toEqual(['begins', 'ends', 'begins', 'ends'])
})

test('what somebody asks for runs soon, at the site of the one who asked, once in two processes', async () => {
  const hooli = await makeSite('hooli')
  const runs: string[] = []
  const works: Scheduled[] = [{ name: 'write-usage', forSite: async ({ slug }) => void runs.push(slug) }]
  for (const _ of [1, 2]) {
    const { asked } = scheduledWith(works)
    jobs.push(
      startJobs({ ownerUrl: fresh.url, database, tasks: [], queued: [asked], logger, againAfterMs: 50 }),
    )
  }
  await database.inSite(hooli.id, async (tx) =>
    leaveTask(tx, new Date(), 'run-task', { task: 'write-usage' }),
  )
  await expect.poll(() => runOf(hooli.id, 'write-usage'), longMs).toMatchObject({ result: 'done' })
  await expect.poll(async () => (await owner.query('select from graphile_worker.jobs')).rowCount).toBe(0)
  expect(runs).toEqual(['hooli'])
})

test('of two processes one runs a schedule that both missed', async () => {
  const runs: number[] = []
  const works: Scheduled[] = [{ name: 'write-usage', forSite: async ({ id }) => void runs.push(id) }]
  const start = () => {
    const { tasks } = scheduledWith(works)
    jobs.push(startJobs({ ownerUrl: fresh.url, database, tasks, queued: [], logger, againAfterMs: 50 }))
  }
  start()
  const known = 'select from graphile_worker._private_known_crontabs'
  const isKnown = async () => ((await owner.query(known).catch(() => undefined))?.rowCount ?? 0) > 0
  await expect.poll(isKnown, longMs).toBe(true)
  await jobs.pop()?.stop()
  runs.length = 0
  // In every hour it is due once.
  await owner.query(
    `update graphile_worker._private_known_crontabs set known_since = now() - interval '3 hours',
       last_execution = now() - interval '1 hour'`,
  )
  start()
  start()
  await expect.poll(() => runs.length, longMs).toBeGreaterThan(0)
  await expect.poll(async () => (await owner.query('select from graphile_worker.jobs')).rowCount).toBe(0)
  expect(runs).toEqual([acme.id])
})
