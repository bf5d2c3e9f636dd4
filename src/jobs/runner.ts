import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { parseCronItems, type Runner, run, type WorkerEvents, Logger as WorkerLogger } from 'graphile-worker'
import type { Logger } from 'pino'
import { openOwnerPool } from '../storage/owner-pool.ts'
import { Outage } from './outage.ts'

/** One piece of background work. It lives in the folder whose subject it is; app.ts hands the runner the table. */
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
  readonly tasks: readonly Task[]
  readonly logger: Logger
  /** How long after it ended, or could not begin, the work begins again; tests do not wait as long as people do. */
  readonly againAfterMs?: number
}

/** The running background work. */
export interface Jobs {
  /** Waits for the work in hand. */
  stop(): Promise<void>
}

const concurrentTasks = 2

/**
 * Starts the background work and keeps it going: it begins when the database answers, and again whenever it ended
 * because the database went away. The queue is graphile-worker's, in the same database, so that processes share it.
 */
export function startJobs({ ownerUrl, tasks, logger, againAfterMs = 5_000 }: RunnerOptions): Jobs {
  // A pool of our own: the worker lets go of one that it made before its connections are closed, and a database that
  // stops just then would end the process.
  const pool = openOwnerPool(ownerUrl, concurrentTasks + 2)
  const outage = new Outage(logger)
  const stopping = new AbortController()
  let runner: Runner | undefined

  const work = async () => {
    const events: WorkerEvents = new EventEmitter()
    for (const sign of ['pool:listen:success', 'worker:getJob:empty', 'job:start'] as const) {
      events.on(sign, () => outage.ended())
    }
    runner = await run({
      pgPool: pool,
      concurrency: concurrentTasks,
      noHandleSignals: true,
      pollInterval: 5_000,
      logger: workerLogger(logger, outage),
      events,
      // Without these the worker waits for nobody when it notes a task's end, and a database that is away just then
      // would end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      taskList: Object.fromEntries(tasks.map((task) => [task.name, () => task.run(new Date())])),
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
    if (stopping.signal.aborted) await runner.stop()
    await runner.promise
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
