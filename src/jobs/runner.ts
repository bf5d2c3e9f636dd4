import { parseCronItems, type Runner, run, Logger as WorkerLogger } from 'graphile-worker'
import type { Logger } from 'pino'
import { openOwnerPool } from '../storage/owner-pool.ts'

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
}

/** The running background work. */
export interface Jobs {
  /** Waits for the work in hand. */
  stop(): Promise<void>
}

const concurrentTasks = 2

/** Starts the background work. The queue is graphile-worker's, in the same database, so that processes share it. */
export async function startJobs({ ownerUrl, tasks, logger }: RunnerOptions): Promise<Jobs> {
  // A pool of our own: the worker lets go of one that it made before its connections are closed, and a database that
  // stops just then would end the process.
  const pool = openOwnerPool(ownerUrl, concurrentTasks + 2)
  const runner: Runner = await run({
    pgPool: pool,
    concurrency: concurrentTasks,
    noHandleSignals: true,
    pollInterval: 5_000,
    logger: workerLogger(logger),
    taskList: Object.fromEntries(tasks.map((task) => [task.name, () => task.run(new Date())])),
    parsedCronItems: parseCronItems(
      tasks.map(({ name, cron, backfillMs }) => ({
        task: name,
        match: cron,
        identifier: name,
        options: { backfillPeriod: backfillMs, maxAttempts: 3, jobKey: name, jobKeyMode: 'preserve_run_at' },
      })),
    ),
  }).catch(async (error: unknown) => {
    await pool.end()
    throw error
  })
  // Without this a lost database connection would end the process; the worker connects again by itself.
  runner.promise.catch((err: unknown) => logger.error({ err }, 'background work stopped'))
  return {
    async stop() {
      await runner.stop()
      await pool.end()
    },
  }
}

/** The worker is talkative; only what went wrong matters here, and never a payload. */
function workerLogger(logger: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    if (level === 'error') logger.error({ part: 'jobs' }, message)
    else if (level === 'warning') logger.warn({ part: 'jobs' }, message)
    else logger.trace({ part: 'jobs' }, message)
  })
}
