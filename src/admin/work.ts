// What runs in the background, and how it went.
import { conflict, notFound } from '../model/errors.ts'
import { asOf, nextRun, schedules, serverId, type TaskName, type TaskRun, taskNames } from '../model/work.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { leaveTask } from '../storage/outbox.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { latestDone, latestRuns, listRuns, type RunPlace } from '../storage/task-runs.ts'
import { listWork, type WorkUnderWay } from '../storage/work-progress.ts'

export interface TaskState {
  readonly name: TaskName
  /** The latest run, as it stands now; undefined while there was none. */
  readonly last: TaskRun | undefined
  /** When it was done last. */
  readonly doneAt: Date | null
  readonly nextRunAt: Date
}

/** The tasks of a scope among those that this server runs, with their latest runs. */
async function taskStates(
  database: Database,
  siteId: number,
  names: readonly TaskName[],
  now: Date,
): Promise<TaskState[]> {
  const [rows = []] = await database.readInSite(siteId, [latestRuns(siteId, names)])
  const found = new Map((rows as (TaskRun & { doneAt: Date | null })[]).map((run) => [run.task, run]))
  return names.map((name) => {
    const last = found.get(name)
    return {
      name,
      last: last && asOf(last, now),
      doneAt: last?.doneAt ?? null,
      nextRunAt: nextRun(schedules[name].cron, now),
    }
  })
}

const namesOf = (scope: 'site' | 'server', known: ReadonlySet<string>) =>
  taskNames.filter((name) => schedules[name].scope === scope && known.has(name))

/** The scheduled tasks of a site, and what is under way there. */
export async function workOf(
  database: Database,
  siteId: number,
  known: ReadonlySet<string>,
  now: Date,
): Promise<{ tasks: TaskState[]; underWay: WorkUnderWay[] }> {
  const [underWay = []] = await database.readInSite(siteId, [listWork(siteId)])
  const tasks = await taskStates(database, siteId, namesOf('site', known), now)
  return { tasks, underWay: underWay as WorkUnderWay[] }
}

/**
 * The tasks of the server as a whole, of which the only site's owner may know: with several sites they are nobody's but
 * the operator's, who has the command line.
 */
export async function serverWork(
  database: Database,
  known: ReadonlySet<string>,
  now: Date,
): Promise<{ tasks: TaskState[]; backup: LastBackup | null }> {
  const tasks = await taskStates(database, serverId, namesOf('server', known), now)
  const [rows = []] = await database.readInSite(serverId, [latestDone(serverId, 'nightly-backup')])
  const [done] = rows as TaskRun[]
  return {
    tasks,
    backup: done?.endedAt ? { at: done.endedAt, ...noFiles, ...JSON.parse(done.details) } : null,
  }
}

/** The last nightly backup that was written, as the task told it. */
export interface LastBackup {
  readonly at: Date
  readonly folder: string
  readonly file: string
  readonly bytes: number
  readonly kept: number
  readonly machine: string
  readonly files: number
  readonly lostFiles: number
}

/** What backups told before there were attachments. */
const noFiles = { files: 0, lostFiles: 0 }

export async function isOnlySite(database: Database): Promise<boolean> {
  return (await database.readSites<Site>(listSites())).length === 1
}

/** The runs of a site, the newest first. */
export async function runsOf(
  database: Database,
  siteId: number,
  page: { readonly before: RunPlace; readonly limit: number },
  now: Date,
): Promise<TaskRun[]> {
  const [rows = []] = await database.readInSite(siteId, [listRuns(siteId, page)])
  return (rows as TaskRun[]).map((run) => asOf(run, now))
}

/**
 * Has a task run as soon as a server can, for one site.
 * @param scope whose task the caller may have run
 * @throws DoorwardError when there is no such task, or it runs just now
 */
export async function askForRun(
  database: Database,
  siteId: number,
  { name, scope }: { readonly name: string; readonly scope: 'site' | 'server' },
  known: ReadonlySet<string>,
  context: AuditContext,
): Promise<void> {
  const task = namesOf(scope, known).find((one) => one === name)
  if (!task) throw notFound(`The task ${name}`, 'task')
  const runsAs = scope === 'server' ? serverId : siteId
  const [state] = await taskStates(database, runsAs, [task], context.now)
  if (state?.last?.result === 'running') throw conflict('It runs just now. Wait until it has ended.')
  await database.inSite(siteId, async (tx) => {
    leaveTask(tx, context.now, 'run-task', { task })
    audit(tx, context, { action: 'task.run-asked', subjectKind: 'task', subject: task })
  })
}
