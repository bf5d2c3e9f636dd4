import { quickAddJob } from 'graphile-worker'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { DatabaseRelay } from '../../test/fixtures/database-relay.ts'
import { createLogger } from '../http/log.ts'
import { unavailable } from '../model/errors.ts'
import { Database } from '../storage/database.ts'
import { type Jobs, startJobs } from './runner.ts'
import type { Task } from './task.ts'

let fresh: FreshDatabase
let relay: DatabaseRelay
let database: Database
let owner: pg.Client
let jobs: Jobs | undefined
let lines: { level: number; msg: string; err?: unknown; task?: string }[]

beforeEach(async () => {
  fresh = await freshDatabase()
  relay = await DatabaseRelay.open(fresh.url)
  database = new Database({ url: relay.url, connectionsMax: 2 })
  owner = new pg.Client({ connectionString: fresh.url })
  await owner.connect()
  lines = []
})
afterEach(async () => {
  await jobs?.stop()
  jobs = undefined
  await Promise.all([database.close(), owner.end()])
  await relay.close()
  await fresh.drop()
})

const longMs = { timeout: 120_000 }
const logger = () => createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) })
const start = (tasks: Task[]) =>
  startJobs({ ownerUrl: relay.url, database, tasks, queued: [], logger: logger(), againAfterMs: 50 })
/** Nobody waits for the next minute. */
const enqueue = (task: string) => quickAddJob({ connectionString: fresh.url }, task, {})

/** A task that counts its runs and, on the first, does what the test wants. */
function counting(name: string, firstRun: () => Promise<void>) {
  const task = {
    name,
    cron: '* * * * *',
    backfillMs: 0,
    runs: 0,
    run: async () => {
      task.runs++
      if (task.runs === 1) await firstRun()
    },
  }
  return task
}

test('a database that goes away in the middle of a task is told in one line, and in one that it is back', async () => {
  const began = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const task = counting('tick', async () => {
    began.resolve()
    await goOn.promise
    throw unavailable('The database does not answer just now.')
  })
  jobs = start([task])
  await enqueue(task.name)
  await began.promise
  relay.cut()
  await expect.poll(() => lines.length, longMs).toBe(1)
  // The worker cannot note that the task failed: what it does then may neither end the process nor the work.
  goOn.resolve()
  const tries = relay.refused
  await expect.poll(() => relay.refused, longMs).toBeGreaterThan(tries + 5)
  expect(lines).toMatchObject([
    { level: 40, msg: 'the database does not answer; background work waits for it' },
  ])
  relay.comeBack()
  await expect.poll(() => lines.length, longMs).toBe(2)
  expect(lines[1]).toMatchObject({
    level: 30,
    msg: 'the database answers again; background work goes on',
  })
  await enqueue(task.name)
  await expect.poll(() => task.runs, longMs).toBeGreaterThan(1)
  expect(lines).toHaveLength(2)
})

test('without a database at the start the work begins when there is one', async () => {
  const task = counting('tick', async () => {})
  relay.cut()
  jobs = start([task])
  await expect.poll(() => relay.refused, longMs).toBeGreaterThan(3)
  expect(lines).toMatchObject([{ msg: 'the database does not answer; background work waits for it' }])
  relay.comeBack()
  await expect.poll(() => lines.length, longMs).toBe(2)
  await enqueue(task.name)
  await expect.poll(() => task.runs, longMs).toBeGreaterThan(0)
})

test('a task that fails says why: its own sentence without a stack, what nobody foresaw with one', async () => {
  const full = counting('full', () => Promise.reject(unavailable('No backup was written: the disk is full.')))
  const broken = counting('broken', () => Promise.reject(new TypeError('no such thing')))
  jobs = start([full, broken])
  await enqueue(full.name)
  await enqueue(broken.name)
  await expect.poll(() => lines.length, longMs).toBe(2)
  expect(lines.find(({ task }) => task === 'full')).toMatchObject({
    level: 50,
    msg: 'No backup was written: the disk is full.',
  })
  expect(lines.find(({ task }) => task === 'full')).not.toHaveProperty('err')
  expect(lines.find(({ task }) => task === 'broken')).toMatchObject({
    level: 50,
    msg: 'a task failed',
    err: { type: 'TypeError', message: 'no such thing', stack: expect.stringContaining('runner.test.ts') },
  })
})

test('tasks of every minute are one entry of the schedule, which runs them all; by their own names they run as well', async () => {
  const first = counting('first', async () => {})
  const second = counting('second', async () => {})
  // On the 30th of February.
  const never = { ...counting('never', async () => {}), cron: '0 0 30 2 *' }
  jobs = start([first, never, second])
  const entries = async () => {
    const text = 'select identifier from graphile_worker._private_known_crontabs order by identifier'
    const rows = await owner.query<{ identifier: string }>(text).then(
      (answer) => answer.rows,
      () => [],
    )
    return rows.map(({ identifier }) => identifier)
  }
  await expect.poll(entries, longMs).toEqual(['every-minute', 'never'])
  await enqueue('every-minute')
  await expect.poll(() => second.runs, longMs).toBeGreaterThan(0)
  expect(first.runs).toBeGreaterThan(0)
  const before = second.runs
  await enqueue('second')
  await expect.poll(() => second.runs, longMs).toBeGreaterThan(before)
  expect(never.runs).toBe(0)
})

test('a round in the middle of which the database goes away says so once, and ends without its other tasks', async () => {
  const began = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const first = counting('first', async () => {
    began.resolve()
    await goOn.promise
    throw unavailable('The database does not answer just now.')
  })
  const second = counting('second', async () => {})
  jobs = start([first, second])
  await enqueue('every-minute')
  await began.promise
  relay.cut()
  await expect.poll(() => lines.length, longMs).toBe(1)
  // Whoever starts this at the end of a minute has a round more.
  const before = second.runs
  goOn.resolve()
  const tries = relay.refused
  await expect.poll(() => relay.refused, longMs).toBeGreaterThan(tries + 5)
  expect(lines).toMatchObject([
    { level: 40, msg: 'the database does not answer; background work waits for it' },
  ])
  expect(second.runs).toBe(before)
  relay.comeBack()
  await expect.poll(() => lines.length, longMs).toBe(2)
  await enqueue('every-minute')
  await expect.poll(() => second.runs, longMs).toBeGreaterThan(before)
})
