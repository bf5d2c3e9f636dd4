import type { Logger } from 'pino'
import { DoorwardError } from '../model/errors.ts'
import { isUnavailable } from '../storage/connection.ts'

/** The database is away: that is the same for every task and every site, and nothing can be written down. */
export function isAway(error: unknown): boolean {
  return isUnavailable(error) || (error instanceof DoorwardError && error.code === 'unavailable')
}

/** Tells of a database that is away once when it goes and once when it is back, however often it is missed. */
export class Outage {
  readonly #logger: Logger
  #isOn = false

  constructor(logger: Logger) {
    this.#logger = logger.child({ part: 'jobs' })
  }

  /** The database is known to be away. */
  get isOn(): boolean {
    return this.#isOn
  }

  /** Logs an error, unless it only says again that the database is away. */
  report(error: unknown, what: string): void {
    if (isAway(error)) this.#begin()
    else this.#logger.error({ err: error }, what)
  }

  /** The same for a task, which runs again. Its own sentence says what is wrong; only what nobody foresaw needs more. */
  reportTask(error: unknown, task: string): void {
    if (isUnavailable(error)) {
      this.#begin()
    } else if (!(error instanceof DoorwardError)) {
      this.#logger.error({ task, err: error }, 'a task failed')
    } else if (error.code !== 'unavailable' || !this.#isOn) {
      this.#logger.error({ task }, error.message)
    }
  }

  /** Logs a sentence, unless the database is away, which says all. */
  note(sentence: string): void {
    this.#logger[this.#isOn ? 'trace' : 'warn'](sentence)
  }

  /** The database has answered. */
  ended(): void {
    if (!this.#isOn) return
    this.#isOn = false
    this.#logger.info('the database answers again; background work goes on')
  }

  #begin(): void {
    if (this.#isOn) return
    this.#isOn = true
    this.#logger.warn('the database does not answer; background work waits for it')
  }
}
