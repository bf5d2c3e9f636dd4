import { setTimeout as pause } from 'node:timers/promises'
import type { Task } from './task.ts'

interface RoundOptions {
  /** Ends the round after the tasks in hand. */
  readonly signal: AbortSignal
  readonly onError: (error: unknown, task: string) => void
  /** Between two tasks: all at once, each with plans to make, they kept calls waiting for a third of a second. */
  readonly restMs?: number
  /** One that takes longer holds up none of the others any more. */
  readonly patienceMs?: number
}

/** Tasks that are due at the same time, run one after the other. */
export class Round {
  readonly #tasks: readonly Task[]
  readonly #options: Required<RoundOptions>
  readonly #underway = new Set<string>()

  constructor(tasks: readonly Task[], options: RoundOptions) {
    this.#tasks = tasks
    this.#options = { restMs: 200, patienceMs: 2_000, ...options }
  }

  /**
   * Runs each once, but for those that still run since an earlier round of this process, and waits for all that it began. Where one
   * fails, that is reported, and the others go on.
   */
  async run(): Promise<void> {
    const { signal, restMs, patienceMs } = this.#options
    /** Nobody waits for what is left of it: neither does the end of the process. */
    const wait = (ms: number) => pause(ms, undefined, { signal, ref: false }).catch(() => {})
    const begun: Promise<void>[] = []
    for (const task of this.#tasks) {
      if (signal.aborted) break
      if (this.#underway.has(task.name)) continue
      const run = this.#run(task)
      begun.push(run)
      await Promise.race([run, wait(patienceMs)])
      await wait(restMs)
    }
    await Promise.all(begun)
  }

  async #run(task: Task): Promise<void> {
    this.#underway.add(task.name)
    try {
      await task.run(new Date())
    } catch (error) {
      this.#options.onError(error, task.name)
    } finally {
      this.#underway.delete(task.name)
    }
  }
}
