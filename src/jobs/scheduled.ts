import type { Logger } from 'pino'
import { DoorwardError } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import { isFrequent, schedules, serverId, type TaskName } from '../model/work.ts'
import type { Database } from '../storage/database.ts'
import { leaveTask } from '../storage/outbox.ts'
import { listSites, type Site, siteById } from '../storage/sites.ts'
import { isAway } from './outage.ts'
import type { QueuedTask } from './queued-task.ts'
import type { Task } from './task.ts'
import { type Details, TaskRecord } from './task-record.ts'

/** What a scheduled task does: for one site, or for the server as a whole. */
export type Scheduled = { readonly name: TaskName; forSite(site: Site, now: Date): Promise<void> } | ForServer
interface ForServer {
  readonly name: TaskName
  forServer(now: Date): Promise<Details>
}

interface Services {
  readonly database: Database
  readonly logger: Logger
  readonly record?: TaskRecord
}

const againAfterMs = 60_000

/**
 * The scheduled tasks as the runner takes them, with one that runs any of them for one site when somebody asks. Each run is
 * written down. Where one site's fails, those of the others go on, and it alone is tried again.
 */
export function scheduled(
  { database, logger, record = new TaskRecord(database) }: Services,
  works: readonly Scheduled[],
): { readonly tasks: Task[]; readonly asked: QueuedTask } {
  const ends = new Map<string, Promise<void>>()
  /** The schedule and somebody who asks may come at once: two backups would take each other's files away. */
  const runForServer = async (work: ForServer, now: Date) => {
    const before = ends.get(work.name)
    const run = (async () => {
      await before?.catch(() => {})
      await record.run(serverId, work.name, () => work.forServer(now))
    })()
    ends.set(work.name, run)
    await run
  }

  const runOnce = async (work: Scheduled, siteId: number, now: Date) => {
    if ('forServer' in work) return runForServer(work, now)
    const [site] = await database.readSites<Site>(siteById(siteId))
    if (!site) return
    await record.run(siteId, work.name, async () => {
      await work.forSite(site, now)
      return {}
    })
  }

  const runForSites = async (work: Scheduled, now: Date) => {
    for (const { id } of await database.readSites<Site>(listSites())) {
      try {
        await runOnce(work, id, now)
      } catch (error) {
        if (isAway(error)) throw error
        logFailure(logger, work.name, id, error)
        // What runs every minute runs again in a minute.
        if (isFrequent(work.name)) continue
        const dueAt = new Date(now.getTime() + againAfterMs)
        await database.inSite(id, async (tx) => leaveTask(tx, now, 'run-task', { task: work.name }, dueAt))
      }
    }
  }

  const tasks = works.map((work): Task => {
    const { name } = work
    const { cron, backfillMs } = schedules[name]
    const run = (now: Date) => ('forServer' in work ? runOnce(work, serverId, now) : runForSites(work, now))
    return { name, cron, backfillMs, run }
  })
  const asked: QueuedTask = {
    kind: 'run-task',
    attemptsMax: 2,
    lineOf: (siteId, { task }) => `${siteId} ${String(task)}`,
    // Who asks a thousand times must not keep the other sites waiting.
    isOne: true,
    async run({ siteId, payload }, now) {
      const work = works.find(({ name }) => name === payload.task)
      // Of another version, or not done here: the next scheduled run is as good.
      if (work) await runOnce(work, siteId, now)
    },
  }
  return { tasks, asked }
}

function logFailure(logger: Logger, task: TaskName, siteId: number, error: unknown): void {
  const jobs = logger.child({ part: 'jobs' })
  const site = keyOf(siteId)
  if (error instanceof DoorwardError) jobs.error({ task, site }, error.message)
  else jobs.error({ task, site, err: error }, 'a task failed')
}
