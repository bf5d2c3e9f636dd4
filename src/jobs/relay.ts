import { setTimeout as pause } from 'node:timers/promises'
import { makeWorkerUtils, type Logger as WorkerLogger, type WorkerUtils } from 'graphile-worker'
import type pg from 'pg'
import type { Database } from '../storage/database.ts'
import { hasQueuedWords, type QueuedWord, removeWords, takeQueuedWords } from '../storage/outbox.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { turnsOf } from '../storage/turns.ts'
import { type Ear, hearWords } from '../storage/words-heard.ts'
import { deadWorkers, holdWorker } from '../storage/workers.ts'
import type { Outage } from './outage.ts'
import type { QueuedTask } from './queued-task.ts'

export interface RelayOptions {
  /** Of the owner, to whom the queue belongs. */
  readonly pool: pg.Pool
  readonly database: Database
  readonly tasks: readonly QueuedTask[]
  /** The workers that run beside, which others must know to be alive. */
  readonly workerIds: readonly string[]
  readonly logger: WorkerLogger
  readonly outage: Outage
  readonly againAfterMs: number
}

export interface Relay {
  stop(): Promise<void>
}

const wordsAtOnce = 100
/** A word wakes the relay; this finds those whose wake-up call was lost with a connection, and what dead workers left. */
const lookEveryMs = 10_000

/**
 * Hands words of the outbox that are due over to the queue, as soon as they are committed. A process that is killed between
 * the two hands a word over again, under the same key: while the task waits it stays one task.
 */
export function startRelay(options: RelayOptions): Relay {
  const { outage, againAfterMs } = options
  const stopping = new AbortController()
  let ear: Ear | undefined

  const keepRelaying = async () => {
    while (!stopping.signal.aborted) {
      try {
        ear = await hearWords(options.pool)
        await relay(options, ear, stopping.signal)
      } catch (error) {
        outage.report(error, 'words of the outbox were not handed over')
      }
      ear?.close()
      await pause(againAfterMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const ended = keepRelaying()
  return {
    async stop() {
      stopping.abort()
      ear?.close()
      await ended
    },
  }
}

async function relay(options: RelayOptions, ear: Ear, stopping: AbortSignal): Promise<void> {
  const { pool, database, tasks, workerIds, logger } = options
  for (const workerId of workerIds) await holdWorker(ear.client, workerId)
  const queue = await makeWorkerUtils({ pgPool: pool, logger })
  try {
    const byKind = new Map<string, QueuedTask>(tasks.map((task) => [task.kind, task]))
    let sites: ReadonlySet<number> = new Set()
    for (let lookAt = 0; !ear.isLost && !stopping.aborted; ) {
      if (Date.now() >= lookAt) {
        lookAt = Date.now() + lookEveryMs
        const dead = await deadWorkers(pool)
        if (dead.length > 0) await queue.forceUnlockWorkers(dead)
        sites = await sitesWithWords(database, [...byKind.keys()])
      }
      // A step of each in turn: one that has left thousands keeps no other waiting.
      const unfinished = new Set<number>()
      for (const siteId of sites) {
        if (await handOver({ pool, database, queue, tasks: byKind }, siteId)) unfinished.add(siteId)
      }
      const heard = await ear.next(unfinished.size > 0 ? 0 : Math.max(0, lookAt - Date.now()))
      sites = new Set([...unfinished, ...heard])
    }
  } finally {
    await queue.release()
  }
}

async function sitesWithWords(database: Database, kinds: readonly string[]): Promise<ReadonlySet<number>> {
  const found = new Set<number>()
  for (const { id } of await database.readSites<Site>(listSites())) {
    const [rows = []] = await database.readInSite(id, [hasQueuedWords(id, kinds)])
    if (rows.length > 0) found.add(id)
  }
  return found
}

interface Counter {
  readonly pool: pg.Pool
  readonly database: Database
  readonly queue: WorkerUtils
  readonly tasks: ReadonlyMap<string, QueuedTask>
}

/** The oldest words of a site, in the order in which they were left. @returns whether there may be more */
function handOver({ pool, database, queue, tasks }: Counter, siteId: number): Promise<boolean> {
  return database.inSite(siteId, async (tx) => {
    const words = await tx.read<QueuedWord>(takeQueuedWords(siteId, [...tasks.keys()], wordsAtOnce))
    if (words.length === 0) return false
    const specs = await withTurns(
      pool,
      words.map((word) => specOf(siteId, word, tasks)),
    )
    // The queue takes a key once in a batch.
    const jobs = new Map(specs.map((spec) => [spec.jobKey, spec]))
    await queue.addJobs([...jobs.values()])
    tx.write(
      removeWords(
        siteId,
        words.map(({ id }) => id),
      ),
    )
    return words.length === wordsAtOnce
  })
}

interface Spec {
  readonly task: QueuedTask | undefined
  readonly identifier: string
  readonly payload: object
  readonly runAt: Date
  readonly maxAttempts: number
  readonly jobKey: string
  readonly queueName: string | undefined
}

function specOf(
  siteId: number,
  { id, kind, payload, dueAt }: QueuedWord,
  tasks: ReadonlyMap<string, QueuedTask>,
): Spec {
  const task = tasks.get(kind)
  const given = JSON.parse(payload)
  const line = task?.lineOf && `${kind}:${task.lineOf(siteId, given)}`
  return {
    task,
    identifier: kind,
    payload: { siteId, ...given },
    runAt: dueAt,
    maxAttempts: task?.attemptsMax ?? 1,
    jobKey: line !== undefined && task?.isOne ? line : `${siteId}:${id}`,
    queueName: line,
  }
}

/** The same as the queue takes it, with its number where lines take turns. */
async function withTurns(pool: pg.Pool, specs: readonly Spec[]) {
  const lines = new Map<string, (n: number) => number>()
  const given = new Map<string, number>()
  const jobs = []
  for (const { task, queueName, ...job } of specs) {
    if (queueName === undefined) {
      jobs.push(job)
      continue
    }
    let turn = lines.get(queueName)
    if (task?.takesTurns && !turn) {
      turn = await turnsOf(pool, task.kind, queueName)
      lines.set(queueName, turn)
    }
    const nth = given.get(queueName) ?? 0
    given.set(queueName, nth + 1)
    jobs.push({ ...job, queueName, ...(turn && { priority: turn(nth) }) })
  }
  return jobs
}
