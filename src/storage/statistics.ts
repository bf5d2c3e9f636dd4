import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from './database.ts'

/** After how many writes of a process the tables are measured again; later PostgreSQL's own autovacuum keeps up. */
const thresholds = [100, 1_000, 10_000, 100_000]

/** What directories fill; `refresh_statistics` knows the same names. What grows fastest in a first sync comes first. */
const filled = [
  'directory_users',
  'directory_user_emails',
  'customers',
  'customer_addresses',
  'directory_groups',
  'directory_group_members',
  'directory_group_closure',
  'organizations',
  'organization_sources',
  'directory_losses',
  'directory_counters',
  'audit_events',
  'audit_values',
  'outbox',
  'exchanges',
  'exchange_hours',
]
/** Each table measured has the statements on it planned anew, on every connection: calls go on in between. */
const restMs = 150

/**
 * Has the planner's statistics made early in a first sync. Joins that were chosen while the tables were empty stay in
 * use until then.
 */
export class EarlyStatistics {
  readonly #database: Database
  readonly #onError: (error: unknown) => void
  readonly #stopping = new AbortController()
  #writes = 0
  #underway: Promise<void> | undefined
  #isDueAgain = false

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database
    this.#onError = onError
  }

  /** Notes one write; at a threshold it asks for statistics, and no call waits for them. */
  noteWrite(): void {
    this.#writes++
    if (!thresholds.includes(this.#writes) || this.#stopping.signal.aborted) return
    if (this.#underway !== undefined) this.#isDueAgain = true
    else this.#underway = this.#refresh()
  }

  /** Waits for the table that is being measured; the others are left as they are. */
  async close(): Promise<void> {
    this.#stopping.abort()
    await this.#underway
  }

  async #refresh(): Promise<void> {
    const { signal } = this.#stopping
    try {
      do {
        this.#isDueAgain = false
        for (const table of filled) {
          await measure(this.#database, table)
          await pause(restMs, undefined, { signal })
        }
      } while (this.#isDueAgain)
    } catch (error) {
      if (!signal.aborted) this.#onError(error)
    } finally {
      this.#underway = undefined
    }
  }
}

/** The same for work that writes much in little time, and that waits for it. */
export async function refreshEarly(database: Database, before: number, now: number): Promise<void> {
  if (thresholds.some((threshold) => before < threshold && threshold <= now))
    await refreshStatistics(database)
}

/** Has all of these tables measured, one right after the other. */
export async function refreshStatistics(database: Database): Promise<void> {
  for (const table of filled) await measure(database, table)
}

async function measure(database: Database, table: string): Promise<void> {
  await database.readSites({ name: '', text: 'select refresh_statistics($1)', values: [table] })
}
