import { DoorwardError } from '../model/errors.ts'
import {
  asOf,
  type Failure,
  isFrequent,
  isLost,
  repeats,
  signOfLifeMs,
  type TaskName,
  type TaskRun,
  unforeseen,
} from '../model/work.ts'
import type { Database } from '../storage/database.ts'
import { newId } from '../storage/new-id.ts'
import { announce } from '../storage/notices.ts'
import { forgetRuns, keepRun, latestRunForUpdate } from '../storage/task-runs.ts'

/** What a task has to say of its run. */
export type Details = { readonly [name: string]: string | number }

/** A run is shown as running when it takes longer than this; most do not, and need no row for that. */
const shownAfterMs = 2_000
/** What succeeds every minute is written down this often: a site costs a write in five minutes, and not one a minute. */
const writtenEveryMs = 5 * 60_000
const keptMs = 30 * 24 * 60 * 60 * 1000

/** Writes down how tasks run and end, where administrators read it. */
export class TaskRecord {
  readonly #database: Database
  readonly #shownAfterMs: number
  /** When a success of a frequent task was written down last, by site and task. */
  readonly #written = new Map<string, number>()

  constructor(database: Database, limits: { readonly shownAfterMs?: number } = {}) {
    this.#database = database
    this.#shownAfterMs = limits.shownAfterMs ?? shownAfterMs
  }

  /**
   * Runs a task of a site, or of the server, and writes down how it ended.
   * @throws whatever the task throws
   */
  async run(siteId: number, name: TaskName, work: () => Promise<Details>): Promise<void> {
    const beganAt = new Date()
    const life = this.#showLife(siteId, name, beganAt)
    try {
      const details = await work()
      await this.#end(siteId, name, { beganAt, shownAs: await life.stop(), details })
    } catch (error) {
      // The record of a database that is away cannot be written, and the error says so better.
      const failure = failureOf(error)
      const shownAs = await life.stop()
      await this.#end(siteId, name, { beganAt, shownAs, failure }).catch(() => {})
      throw error
    }
  }

  /** From a moment on, tells again and again that a run is alive; answers under which id it was shown, if it was. */
  #showLife(siteId: number, task: TaskName, beganAt: Date): { stop(): Promise<string | undefined> } {
    let shownAs: string | undefined
    let telling = Promise.resolve()
    const tell = () => {
      shownAs ??= newId(beganAt)
      const run = runOf({ id: shownAs, task, result: 'running', beganAt, endedAt: null })
      // A sign that is missed is made up for by the next.
      telling = this.#database.inSite(siteId, async (tx) => tx.write(keepRun(siteId, run))).catch(() => {})
      timer = setTimeout(tell, signOfLifeMs)
    }
    let timer = setTimeout(tell, this.#shownAfterMs)
    return {
      async stop() {
        clearTimeout(timer)
        await telling
        return shownAs
      },
    }
  }

  async #end(siteId: number, name: TaskName, end: RunEnd): Promise<void> {
    const key = `${siteId} ${name}`
    const now = Date.now()
    const isUsual = !end.failure && isFrequent(name) && end.shownAs === undefined
    if (isUsual && now - (this.#written.get(key) ?? 0) < writtenEveryMs) return
    await this.#database.inSite(siteId, async (tx) => {
      const endedAt = new Date()
      const [last] = await tx.read<TaskRun>(latestRunForUpdate(siteId, name))
      if (last && last.id !== end.shownAs && isLost(last, endedAt)) {
        tx.write(keepRun(siteId, asOf(last, endedAt)))
      }
      tx.write(keepRun(siteId, ended(last && asOf(last, endedAt), name, end, endedAt)))
      tx.write(forgetRuns(siteId, new Date(now - keptMs)))
      if (!isUsual) tx.write(announce([{ siteId, kinds: ['work'], directoryIds: null }]))
    })
    if (end.failure) this.#written.delete(key)
    else this.#written.set(key, now)
  }
}

interface RunEnd {
  readonly beganAt: Date
  readonly shownAs: string | undefined
  readonly details?: Details | undefined
  readonly failure?: Failure | undefined
}

/** The row of a run that has ended: its own, or that of the last one where it is the same over again. */
function ended(last: TaskRun | undefined, task: TaskName, end: RunEnd, endedAt: Date): TaskRun {
  const { beganAt, shownAs, failure, details } = end
  const run = runOf({
    id: shownAs ?? newId(beganAt),
    task,
    result: failure ? 'failed' : 'done',
    beganAt,
    endedAt,
    failure,
    details,
  })
  if (!last || shownAs !== undefined || !repeats(last, task, failure)) return run
  return { ...run, id: last.id, firstAt: last.firstAt, times: last.times + 1 }
}

function runOf(run: {
  readonly id: string
  readonly task: string
  readonly result: TaskRun['result']
  readonly beganAt: Date
  readonly endedAt: Date | null
  readonly failure?: Failure | undefined
  readonly details?: Details | undefined
}): TaskRun {
  const { failure, details = {}, ...rest } = run
  return {
    ...rest,
    times: 1,
    firstAt: run.beganAt,
    seenAt: run.endedAt ?? new Date(),
    failureCode: failure?.code ?? null,
    failure: failure?.sentence ?? null,
    details: JSON.stringify(details),
  }
}

/** An error of ours says what is wrong and what to do; the words of any other may quote values. */
function failureOf(error: unknown): Failure {
  return error instanceof DoorwardError ? { code: error.code, sentence: error.message } : unforeseen
}
