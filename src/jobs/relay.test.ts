import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { DatabaseRelay } from '../../test/fixtures/database-relay.ts'
import { byTest } from '../../test/fixtures/running-app.ts'
import { createSite } from '../admin/sites.ts'
import { createLogger } from '../http/log.ts'
import { conflict } from '../model/errors.ts'
import { Database } from '../storage/database.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import type { QueuedTask, Work } from './queued-task.ts'
import { type Jobs, startJobs } from './runner.ts'

let fresh: FreshDatabase
let line: DatabaseRelay
let near: Database
let far: Database
let owner: pg.Client
let siteId: number
let jobs: Jobs[]
let done: Work[]
/** What a task waits for that is held. */
let goOn: PromiseWithResolvers<void>

beforeEach(async () => {
  fresh = await freshDatabase()
  line = await DatabaseRelay.open(fresh.url)
  near = new Database({ url: fresh.url, connectionsMax: 4 })
  far = new Database({ url: line.url, connectionsMax: 4 })
  owner = new pg.Client({ connectionString: fresh.url })
  await owner.connect()
  siteId = (await createSite(near, { slug: 'acme', name: 'Acme', plan: 'standard' }, byTest())).id
  jobs = []
  done = []
  goOn = Promise.withResolvers()
})
afterEach(async () => {
  goOn.resolve()
  await Promise.all(jobs.map((one) => one.stop()))
  await Promise.all([near.close(), far.close(), owner.end()])
  await line.close()
  await fresh.drop()
})

const longMs = { timeout: 120_000 }
const logger = createLogger('silent')
const noting = { kind: 'send-mail', attemptsMax: 3, run: async (work: Work) => void done.push(work) } as const

function start(task: QueuedTask): void {
  const options = { tasks: [], queued: [task], logger, againAfterMs: 50 }
  jobs.push(startJobs({ ownerUrl: line.url, database: far, ...options }))
}

function leave(count: number, dueAt?: Date): Promise<void> {
  return near.inSite(siteId, async (tx) => {
    for (let n = 0; n < count; n++) leaveTask(tx, new Date(), 'send-mail', { n }, dueAt)
  })
}

async function rows(text: string): Promise<unknown[]> {
  return (await owner.query(text)).rows
}
const words = () => rows('select kind from doorward.outbox order by kind')
const waiting = () => rows('select attempts, last_error, run_at from graphile_worker.jobs')

test('what was left runs once with its site and payload, and what was rolled back never', async () => {
  start(noting)
  await near
    .inSite(siteId, async (tx) => {
      leaveTask(tx, new Date(), 'send-mail', { n: 'rolled back' })
      await tx.read({ name: '', text: 'select 1', values: [] })
      throw conflict('no')
    })
    .catch(() => {})
  await leave(1)
  await expect
    .poll(() => done, longMs)
    .toEqual([{ siteId, payload: { n: 0 }, attempt: 1, isLastAttempt: false }])
  await expect.poll(waiting).toEqual([])
  // The word goes when the queue has it for certain, which may be after the work is done.
  await expect.poll(words).toEqual([])
})

test('words that say only that something happened stay, and become no tasks', async () => {
  start(noting)
  await near.inSite(siteId, async (tx) => {
    leaveWord(tx, new Date(), 'customer.changed', {})
    leaveTask(tx, new Date(), 'send-mail', {})
  })
  await expect.poll(() => done.length, longMs).toBe(1)
  await expect.poll(waiting).toEqual([])
  expect(await words()).toEqual([{ kind: 'customer.changed' }])
})

test('of two processes each word is handed over by one, hundreds at a time', async () => {
  start(noting)
  start(noting)
  await Promise.all([leave(150), leave(150)])
  await expect.poll(() => done.length, longMs).toBe(300)
  await expect.poll(waiting).toEqual([])
  expect(done).toHaveLength(300)
  expect(done.filter(({ attempt }) => attempt > 1)).toEqual([])
})

test('what is left while the database is out of reach runs when it is back', async () => {
  start(noting)
  await leave(1)
  await expect.poll(() => done.length, longMs).toBe(1)
  // Until that is written down, it would be done once more.
  await expect.poll(waiting, longMs).toEqual([])
  line.cut()
  await leave(2)
  const tries = line.refused
  await expect.poll(() => line.refused, longMs).toBeGreaterThan(tries + 3)
  expect(done).toHaveLength(1)
  line.comeBack()
  await expect.poll(() => done.length, longMs).toBe(3)
})

test('what is due later waits in the queue until then', async () => {
  const dueAt = new Date('2099-01-01T00:00:00Z')
  start(noting)
  await leave(1, dueAt)
  await expect.poll(waiting, longMs).toEqual([{ attempts: 0, last_error: null, run_at: dueAt }])
  expect(done).toEqual([])
})

test('tasks of one line follow each other at once, and not when the worker happens to look again', async () => {
  start({ ...noting, lineOf: () => 'all' })
  await leave(20)
  await expect.poll(() => done.length, longMs).toBe(20)
})

test('what waits in a line of one is done once, however often it was asked for, and again when that came later', async () => {
  const goOn = Promise.withResolvers<void>()
  await leave(5)
  start({
    ...noting,
    lineOf: () => 'all',
    isOne: true,
    run: async (work) => {
      done.push(work)
      await goOn.promise
    },
  })
  await expect.poll(() => done.length, longMs).toBe(1)
  await leave(3)
  await expect.poll(words, longMs).toEqual([])
  await leave(3)
  await expect.poll(words, longMs).toEqual([])
  goOn.resolve()
  await expect.poll(waiting, longMs).toEqual([])
  expect(done).toHaveLength(2)
})

test('a task that fails waits before it is tried again, and is kept with its error when it was tried often enough', async () => {
  const tried: Work[] = []
  start({
    ...noting,
    attemptsMax: 2,
    run: async (work) => {
      tried.push(work)
      throw conflict('The post office is closed.')
    },
  })
  await leave(1)
  const failed = { last_error: 'The post office is closed.' }
  await expect.poll(waiting, longMs).toMatchObject([{ ...failed, attempts: 1 }])
  const [{ wait }] = (await rows(
    'select run_at - now() > interval $$1 second$$ as wait from graphile_worker.jobs',
  )) as [{ wait: boolean }]
  expect(wait).toBe(true)
  await owner.query('update graphile_worker._private_jobs set run_at = now()')
  await owner.query(`select pg_notify('jobs:insert', '{"r": 1, "count": 1}')`)
  await expect.poll(waiting, longMs).toMatchObject([{ ...failed, attempts: 2 }])
  // An attempt is counted before it is made.
  await expect
    .poll(() => tried.map(({ attempt, isLastAttempt }) => [attempt, isLastAttempt]), longMs)
    .toEqual([
      [1, false],
      [2, true],
    ])
})

test('what a killed process had in hand is taken up, and what a living one has in hand is not', async () => {
  const began: Work[] = []
  const holding: QueuedTask = {
    ...noting,
    run: async (work) => {
      if (work.payload.n === 'left') return void done.push(work)
      began.push(work)
      await goOn.promise
    },
  }
  start(holding)
  await leave(1)
  await expect.poll(() => began.length, longMs).toBe(1)
  const hourAgo = `update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'`
  await owner.query(hourAgo)
  // Another process comes, and finds two tasks that have been in hand for an hour: one of a worker that is no more. Nobody
  // sees that one before it is in hand.
  await owner.query(`begin`)
  await owner.query(`select graphile_worker.add_job('send-mail', '{"siteId": 1, "n": "left"}')`)
  await owner.query(`${hourAgo}, locked_by = 'pool-dead' where locked_by is null`)
  await owner.query(`commit`)
  start(holding)
  await expect.poll(() => done, longMs).toMatchObject([{ payload: { n: 'left' } }])
  await expect.poll(() => rows('select from graphile_worker.jobs')).toHaveLength(1)
  expect(began).toHaveLength(1)
  goOn.resolve()
  await expect.poll(waiting, longMs).toEqual([])
})
