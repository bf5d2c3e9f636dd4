import { isAway } from './outage.ts'
import type { Task } from './task.ts'

interface RoundOptions {
  /** Begins no further task, and waits for those in hand. */
  readonly signal: AbortSignal
  /** The same while this is so; the next round asks again. */
  readonly isOff: () => boolean
  readonly onError: (error: unknown, task: string) => void
  /** Told once of a task that has run for longer than `longMs`. */
  readonly onLong: (task: string) => void
  readonly longMs?: number
  /** Between two tasks: all at once, each with plans to make, they kept calls waiting for a third of a second. */
  readonly restMs?: number
  /** For one that takes longer the others do not wait, */
  readonly patienceMs?: number
  /** unless so many run: what is slow all at once is a database that has enough to do. */
  readonly atOnceMax?: number
}

interface Underway {
  readonly since: number
  readonly ended: Promise<void>
  isToldOf: boolean
}

/** Tasks that are due at the same time, run one after the other. */
export class Round {
  readonly #tasks: readonly Task[]
  readonly #options: Required<RoundOptions>
  readonly #underway = new Map<string, Underway>()

  constructor(tasks: readonly Task[], options: RoundOptions) {
    this.#tasks = tasks
    this.#options = { longMs: 600_000, restMs: 200, patienceMs: 2_000, atOnceMax: 3, ...options }
  }

  /**
   * Runs each once, but for those that still run since an earlier round of this process, and waits for all that it began. Where one
   * fails, that is reported, and the others go on; that the database is away is reported once.
   */
  async run(): Promise<void> {
    const { signal, isOff, onError, restMs, patienceMs, atOnceMax } = this.#options
    let isAwayTold = false
    const report = (error: unknown, task: string) => {
      if (isAwayTold && isAway(error)) return
      isAwayTold ||= isAway(error)
      onError(error, task)
    }
    const begun: Promise<void>[] = []
    for (const task of this.#tasks) {
      while (this.#underway.size >= atOnceMax && !signal.aborted) {
        await rest(patienceMs, signal, Promise.race([...this.#underway.values()].map(({ ended }) => ended)))
      }
      if (signal.aborted || isOff()) break
      if (this.#isUnderway(task)) continue
      const run = this.#run(task, report)
      begun.push(run)
      await rest(patienceMs, signal, run)
      await rest(restMs, signal)
    }
    await Promise.all(begun)
  }

  #isUnderway({ name }: Task): boolean {
    const underway = this.#underway.get(name)
    if (underway && !underway.isToldOf && Date.now() - underway.since >= this.#options.longMs) {
      underway.isToldOf = true
      this.#options.onLong(name)
    }
    return underway !== undefined
  }

  #run(task: Task, report: (error: unknown, task: string) => void): Promise<void> {
    const ended = task
      .run(new Date())
      .catch((error: unknown) => report(error, task.name))
      .finally(() => this.#underway.delete(task.name))
    this.#underway.set(task.name, { since: Date.now(), ended, isToldOf: false })
    return ended
  }
}

/** Waits so many milliseconds, or until something has ended or the signal comes. */
function rest(ms: number, signal: AbortSignal, ended?: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    void ended?.then(end)
    if (signal.aborted) end()
  })
}
