// All sites share a mail server and the hands that bring mails there: none keeps another's mails waiting.
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { QueuedTask } from '../../src/jobs/queued-task.ts'
import { type Jobs, startJobs } from '../../src/jobs/runner.ts'
import { queueMail } from '../../src/storage/mails.ts'
import { leaveTask } from '../../src/storage/outbox.ts'
import type { Site } from '../../src/storage/sites.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'

let office: PostOffice
let running: RunningApp
let jobs: Jobs
/** Until then no mail is answered. */
let opens: PromiseWithResolvers<void>
let others: string[]

const longMs = { timeout: 120_000 }

beforeAll(async () => {
  office = await PostOffice.open()
  running = await runningApp({ env: office.env })
})
afterAll(async () => {
  await running.close()
  await office.close()
})
beforeEach(() => {
  office.received.length = 0
  opens = Promise.withResolvers()
  others = []
  const other: QueuedTask = {
    kind: 'run-task',
    attemptsMax: 1,
    run: async ({ payload }) => void others.push(String(payload.task)),
  }
  jobs = startJobs({
    ownerUrl: running.ownerUrl,
    database: running.app.database,
    tasks: [],
    queued: [...running.app.queued, other],
    logger: pino({ level: 'silent' }),
  })
})
afterEach(async () => {
  opens.resolve()
  await expect.poll(waiting, longMs).toBe(0)
  await jobs.stop()
})

/** Tasks that the queue has, those in hand included. */
async function waiting(): Promise<number> {
  const client = new Client({ connectionString: running.ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query('select count(*)::int as n from graphile_worker.jobs')
    return rows[0].n
  } finally {
    await client.end()
  }
}

/** Leaves mails of a site, in one transaction. */
async function leave(site: Site, count: number): Promise<void> {
  await running.app.database.inSite(site.id, async (tx) => {
    for (let n = 0; n < count; n++) {
      const to = { personId: null, name: 'Ann', address: `${n}@${site.slug}.test`, language: null }
      queueMail(tx, new Date(), to, 'test', { by: 'Bo' })
    }
  })
}

const sites = (count: number) => Promise.all(Array.from({ length: count }, () => makeSite(running)))
const arrivedOf = ({ slug }: Site) => office.received.filter(({ to }) => to[0]?.endsWith(`@${slug}.test`))

test('a site with one mail waits for a turn of each other site, and not for all that those have', async () => {
  office.beforeAnswer = () => opens.promise
  const [last, ...busy] = (await sites(6)) as [Site, ...Site[]]
  for (const site of busy) await leave(site, 12)
  await expect.poll(waiting, longMs).toBe(60)
  await leave(last, 1)
  await expect.poll(waiting, longMs).toBe(61)
  opens.resolve()
  await expect.poll(() => arrivedOf(last).length, longMs).toBe(1)
  const place = office.received.findIndex((mail) => arrivedOf(last).includes(mail))
  // One turn of each of the others, what was in hand, and what a busy machine lets pass meanwhile; not the sixty that those have.
  expect(place).toBeLessThan(20)
})

test('while nobody answers the mails of one site, those of another go, and so does other work', async () => {
  const [stuck, other] = (await sites(2)) as [Site, Site]
  office.beforeAnswer = async () => {
    if (office.received.at(-1)?.to[0]?.endsWith(`@${stuck.slug}.test`)) await opens.promise
  }
  await leave(stuck, 10)
  await expect.poll(() => arrivedOf(stuck).length, longMs).toBe(1)
  await leave(other, 10)
  await expect.poll(() => arrivedOf(other).length, longMs).toBe(10)
  expect(arrivedOf(stuck)).toHaveLength(1)
})

test('mails that hang, of however many sites, leave hands for other work', async () => {
  office.beforeAnswer = () => opens.promise
  const all = await sites(8)
  for (const site of all) await leave(site, 2)
  await expect.poll(waiting, longMs).toBe(16)
  await expect.poll(() => office.received.length, longMs).toBeGreaterThan(1)
  const [first] = all as [Site]
  await running.app.database.inSite(first.id, async (tx) =>
    leaveTask(tx, new Date(), 'run-task', { task: 't' }),
  )
  await expect.poll(() => others, longMs).toEqual(['t'])
})
