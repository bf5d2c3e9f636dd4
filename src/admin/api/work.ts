import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readPlace, writePlace, wrongCursor } from '../../http/page.ts'
import type { Answer, Item } from '../../model/contract.ts'
import { DoorwardError } from '../../model/errors.ts'
import { highestId, isResourceId, keyOf } from '../../model/ids.ts'
import { type TaskName, type TaskRun, taskNames } from '../../model/work.ts'
import type { RunPlace } from '../../storage/task-runs.ts'
import type { adminApi } from '../contract.ts'
import { askForRun, isOnlySite, runsOf, serverWork, type TaskState, workOf } from '../work.ts'

type Api = typeof adminApi
type Work = Answer<Api['getWork']>

const iso = (date: Date | null) => date?.toISOString() ?? null

function runFields(run: TaskRun) {
  return {
    result: run.result,
    times: run.times,
    firstAt: run.firstAt.toISOString(),
    beganAt: run.beganAt.toISOString(),
    endedAt: iso(run.endedAt),
    failure:
      run.failureCode === null || run.failure === null
        ? null
        : { code: run.failureCode, sentence: run.failure },
  }
}

const taskView = ({ name, last, doneAt, nextRunAt }: TaskState): Work['tasks'][number] => ({
  name,
  last: last ? runFields(last) : null,
  doneAt: iso(doneAt),
  nextRunAt: nextRunAt.toISOString(),
})

/** The run of a task that this version knows. */
function runView(run: TaskRun): Item<Api['listTaskRuns']> | undefined {
  const task = taskNames.find((name): name is TaskName => name === run.task)
  return task && { id: run.id, task, ...runFields(run) }
}

async function serverView({
  database,
  caller,
  tasks: known,
  now,
}: Call<Api['getWork']>): Promise<Work['server']> {
  if (!caller.permissions.includes('server.read') || !(await isOnlySite(database))) return null
  const { tasks, backup } = await serverWork(database, known, now)
  return { tasks: tasks.map(taskView), backup: backup && { ...backup, at: backup.at.toISOString() } }
}

/** Behind the newest run, where none is given. */
function readRunPlace(after: string | undefined): RunPlace {
  const [at = '', id = ''] = readPlace(after, `9999-12-31T23:59:59Z ${highestId}`).split(' ')
  const seenAt = new Date(at)
  if (Number.isNaN(seenAt.getTime()) || !isResourceId(id)) throw wrongCursor()
  return { seenAt, id }
}

export const workHandlers = {
  async getWork(call: Call<Api['getWork']>): Promise<Work> {
    const { database, site, tasks: known, now } = call
    const { tasks, underWay } = await workOf(database, site.id, known, now)
    return {
      tasks: tasks.map(taskView),
      underWay: underWay.map((one) => ({
        kind: one.kind,
        directory: { id: keyOf(one.directoryId), name: one.directoryName },
        total: one.total,
        done: Math.min(one.done, one.total),
        beganAt: one.beganAt.toISOString(),
        seenAt: one.seenAt.toISOString(),
      })),
      server: await serverView(call),
    }
  },

  async listTaskRuns({ database, site, query, now }: Call<Api['listTaskRuns']>) {
    const before = readRunPlace(query.after)
    const found = await runsOf(database, site.id, { before, limit: query.limit + 1 }, now)
    const { rows, next } = pageOfRows(found, query.limit, ({ seenAt, id }) =>
      writePlace(`${seenAt.toISOString()} ${id}`),
    )
    return { items: rows.map(runView).filter((run) => run !== undefined), next }
  },

  async runTask({ database, site, params, tasks, audit }: Call<Api['runTask']>) {
    await askForRun(database, site.id, { name: params.task, scope: 'site' }, tasks, audit)
    return undefined
  },

  async runServerTask({ database, site, params, tasks, audit }: Call<Api['runServerTask']>) {
    if (!(await isOnlySite(database))) {
      const sentence = 'This server has several sites: what it does as a whole is for whoever runs it.'
      throw new DoorwardError('forbidden', sentence)
    }
    await askForRun(database, site.id, { name: params.task, scope: 'server' }, tasks, audit)
    return undefined
  },
}
