import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import {
  type Job,
  parseCronItems,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
  Logger as WorkerLogger,
} from 'graphile-worker'
import type { Logger } from 'pino'
import type { Database } from '../storage/database.ts'
import { openOwnerPool } from '../storage/owner-pool.ts'
import { Outage } from './outage.ts'
import type { QueuedTask, Work } from './queued-task.ts'
import { startRelay } from './relay.ts'

/** One piece of background work that has its times. It lives in the folder whose subject it is; background-work.ts has the table. */
export interface Task {
  /** Stable: queued work is found by it. */
  readonly name: string
  /** When it runs, as a crontab pattern in UTC; several processes run it once. */
  readonly cron: string
  /** How long a run that was missed, because nothing was running, is made up for. */
  readonly backfillMs: number
  run(now: Date): Promise<void>
}

export interface RunnerOptions {
  readonly ownerUrl: string
  readonly database: Database
  readonly tasks: readonly Task[]
  readonly queued: readonly QueuedTask[]
  readonly logger: Logger
  /** How long after it ended, or could not begin, the work begins again; tests do not wait as long as people do. */
  readonly againAfterMs?: number
}

/** The running background work. */
export interface Jobs {
  /** Waits for the work in hand. */
  stop(): Promise<void>
}

/** A mail server that hangs must not keep the rest from being done. */
const concurrentTasks = 4
/** Besides what the tasks' ends are noted with: one hears of jobs, one of words, and two hand those over. */
const furtherConnections = 4

/**
 * Starts the background work and keeps it going: it begins when the database answers, and again whenever it ended
 * because the database went away. The queue is graphile-worker's, in the same database, so that processes share it.
 */
export function startJobs(options: RunnerOptions): Jobs {
  const { ownerUrl, database, tasks, queued, logger, againAfterMs = 5_000 } = options
  // A pool of our own: the worker lets go of one that it made before its connections are closed, and a database that
  // stops just then would end the process.
  const pool = openOwnerPool(ownerUrl, concurrentTasks + furtherConnections)
  const outage = new Outage(logger)
  const talk = workerLogger(logger, outage)
  const stopping = new AbortController()
  let runner: Runner | undefined

  const work = async () => {
    const events: WorkerEvents = new EventEmitter()
    for (const sign of ['pool:listen:success', 'worker:getJob:empty', 'job:start'] as const) {
      events.on(sign, () => outage.ended())
    }
    let workerId = ''
    events.on('pool:create', ({ workerPool }) => {
      workerId = workerPool.id
    })
    runner = await run({
      pgPool: pool,
      concurrency: concurrentTasks,
      noHandleSignals: true,
      pollInterval: 5_000,
      logger: talk,
      events,
      // Without these the worker waits for nobody when it notes a task's end, and a database that is away just then
      // would end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      taskList: taskListOf(tasks, queued),
      parsedCronItems: parseCronItems(
        tasks.map(({ name, cron, backfillMs }) => ({
          task: name,
          match: cron,
          identifier: name,
          options: {
            backfillPeriod: backfillMs,
            maxAttempts: 3,
            jobKey: name,
            jobKeyMode: 'preserve_run_at',
          },
        })),
      ),
    })
    const relay = startRelay({ pool, database, tasks: queued, workerId, logger: talk, outage, againAfterMs })
    if (stopping.signal.aborted) await runner.stop()
    await runner.promise.finally(() => relay.stop())
    if (!stopping.signal.aborted) outage.note('background work ended; it begins again in a moment')
  }

  const keepWorking = async () => {
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) => outage.report(error, 'background work did not go on'))
      runner = undefined
      await pause(againAfterMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const ended = keepWorking()
  return {
    async stop() {
      stopping.abort()
      // It may be ending by itself just now.
      await runner?.stop().catch(() => {})
      await ended
      await pool.end()
    },
  }
}

function taskListOf(tasks: readonly Task[], queued: readonly QueuedTask[]): TaskList {
  const list: TaskList = {}
  for (const task of tasks) list[task.name] = () => task.run(new Date())
  for (const task of queued) {
    list[task.kind] = (payload, { job }) => task.run(workOf(payload, job), new Date())
  }
  return list
}

function workOf(given: unknown, { attempts, max_attempts }: Job): Work {
  const { siteId, ...payload } = given as Work['payload'] & { siteId: number }
  return { siteId, payload, attempt: attempts, isLastAttempt: attempts >= max_attempts }
}

/** What graphile-worker hands over beside its sentence, where it met an error. */
interface Meta {
  readonly failure?: boolean
  readonly job?: { readonly task_identifier?: string }
  readonly error?: unknown
  readonly fatalError?: unknown
}

/** The worker is talkative; only what went wrong matters here, and never a payload. Its sentences quote values. */
function workerLogger(logger: Logger, outage: Outage): WorkerLogger {
  const jobs = logger.child({ part: 'jobs' })
  return new WorkerLogger(() => (level, message, meta: Meta = {}) => {
    const error = meta.error ?? meta.fatalError
    if (level !== 'error' && level !== 'warning') jobs.trace(message)
    else if (meta.failure) outage.reportTask(error, meta.job?.task_identifier ?? 'unknown')
    else if (error !== undefined) outage.report(error, 'background work met an error')
    else outage.note(message)
  })
}
