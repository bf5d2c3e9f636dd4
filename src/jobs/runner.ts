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
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Database } from '../storage/database.ts'
import { openOwnerPool } from '../storage/owner-pool.ts'
import { areInHand } from '../storage/workers.ts'
import { Outage } from './outage.ts'
import type { QueuedTask, Work } from './queued-task.ts'
import { type Relay, startRelay } from './relay.ts'
import { Round } from './round.ts'
import type { Task } from './task.ts'

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

/** Hands for everything that has none of its own. */
const commonHands = 4
/** Besides what the tasks' ends are noted with: one hears of words, and two hand those over. */
const furtherConnections = 3

/** What has this pattern makes one round, of which the queue knows as one task. */
const everyMinute = '* * * * *'
const isOfTheMinute = ({ cron }: Task) => cron === everyMinute

/** Workers that do some kinds of tasks, so many at once. */
interface Crew {
  readonly hands: number
  readonly queued: readonly QueuedTask[]
  readonly scheduled: readonly Task[]
  /** What runs when its name is in the queue: an earlier version put each task of a minute there by its own. */
  readonly named: readonly Task[]
}

/** Those with hands of their own, and one crew for the rest. */
function crewsOf({ tasks, queued }: RunnerOptions, round: Task): readonly Crew[] {
  const own = queued.filter(({ ownHands }) => ownHands !== undefined)
  const common: Crew = {
    hands: commonHands,
    queued: queued.filter((task) => !own.includes(task)),
    scheduled: [round, ...tasks.filter((task) => !isOfTheMinute(task))],
    named: tasks.filter(isOfTheMinute),
  }
  return [
    common,
    ...own.map((task) => ({ hands: task.ownHands ?? 1, queued: [task], scheduled: [], named: [] })),
  ]
}

function roundOf(tasks: readonly Task[], outage: Outage, signal: AbortSignal): Task {
  const round = new Round(tasks.filter(isOfTheMinute), {
    signal,
    isOff: () => outage.isOn,
    onError: (error, task) => outage.reportTask(error, task),
    onLong: (task) => outage.note(`${task} has run for ten minutes; it is not begun again before it ends`),
  })
  return { name: 'every-minute', cron: everyMinute, backfillMs: 0, run: () => round.run() }
}

/**
 * Starts the background work and keeps it going: it begins when the database answers, and again whenever it ended
 * because the database went away. The queue is graphile-worker's, in the same database, so that processes share it.
 */
export function startJobs(options: RunnerOptions): Jobs {
  const { ownerUrl, database, tasks, queued, logger, againAfterMs = 5_000 } = options
  const outage = new Outage(logger)
  const stopping = new AbortController()
  const crews = crewsOf(options, roundOf(tasks, outage, stopping.signal))
  // A pool of our own: the worker lets go of one that it made before its connections are closed, and a database that
  // stops just then would end the process. Each crew has a connection on which it hears of jobs.
  const connections = crews.reduce((sum, { hands }) => sum + hands + 1, furtherConnections)
  const pool = openOwnerPool(ownerUrl, connections)
  const talk = workerLogger(logger, outage)
  let runners: Runner[] = []

  /** Waits for the work in hand; one that is ending by itself just now ends as well. */
  const stopAll = () => Promise.all(runners.map((one) => one.stop().catch(() => {})))

  const work = async () => {
    const workerIds: string[] = []
    let relay: Relay | undefined
    try {
      for (const crew of crews) {
        const runner = await startCrew(crew, { pool, talk, outage, onWorker: (id) => workerIds.push(id) })
        runners.push(runner)
        // Whichever ends first says why; see below.
        runner.promise.catch(() => {})
      }
      relay = startRelay({ pool, database, tasks: queued, workerIds, logger: talk, outage, againAfterMs })
      if (stopping.signal.aborted) await stopAll()
      await Promise.race(runners.map((one) => one.promise))
    } finally {
      await stopAll()
      await Promise.allSettled(runners.map((one) => one.promise))
      await relay?.stop()
      runners = []
    }
    if (!stopping.signal.aborted) outage.note('background work ended; it begins again in a moment')
  }

  const keepWorking = async () => {
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) => outage.report(error, 'background work did not go on'))
      await pause(againAfterMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const ended = keepWorking()
  return {
    async stop() {
      stopping.abort()
      await stopAll()
      await ended
      await pool.end()
    },
  }
}

interface CrewServices {
  readonly pool: Pool
  readonly talk: WorkerLogger
  readonly outage: Outage
  readonly onWorker: (id: string) => void
}

function startCrew(
  { hands, queued, scheduled, named }: Crew,
  { pool, talk, outage, onWorker }: CrewServices,
): Promise<Runner> {
  const events: WorkerEvents = new EventEmitter()
  for (const sign of ['pool:listen:success', 'worker:getJob:empty', 'job:start'] as const) {
    events.on(sign, () => outage.ended())
  }
  events.on('pool:create', ({ workerPool }) => onWorker(workerPool.id))
  return run({
    forbiddenFlags: lineGuard(pool, events),
    pgPool: pool,
    concurrency: hands,
    noHandleSignals: true,
    pollInterval: 5_000,
    logger: talk,
    events,
    // Without these the worker waits for nobody when it notes a task's end, and a database that is away just then
    // would end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: taskListOf([...scheduled, ...named], queued),
    parsedCronItems: parseCronItems(
      scheduled.map(({ name, cron, backfillMs }) => ({
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
}

/** Noting the end of a task takes a few milliseconds; whoever notes nothing for so long is waited for no more. */
const noteEveryMs = 5
const notesMax = 200

/**
 * What a worker asks before each look for a task. It looks while it still notes the end of the last one, would find that one's
 * line taken, and look again in `pollInterval` only: ten mails of a site took most of a minute.
 */
function lineGuard(pool: Pool, events: WorkerEvents): () => Promise<null> {
  const ending = new Set<string>()
  events.on('job:complete', ({ job }) => {
    if (job.job_queue_id !== null) ending.add(job.id)
  })
  return async () => {
    const ids = [...ending]
    for (let n = 0; ids.length > 0 && n < notesMax && (await areInHand(pool, ids)); n++)
      await pause(noteEveryMs)
    for (const id of ids) ending.delete(id)
    return null
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
