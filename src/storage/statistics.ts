import type { Database } from './database.ts'

/** After how many writes of a process the tables are measured again; later PostgreSQL's own autovacuum keeps up. */
const thresholds = [100, 1_000, 10_000, 100_000]

/**
 * Has the planner's statistics made early in a first sync. Plans that were cached while the tables were empty stay in
 * use until then, and creates fell to a tenth of their rate at ten thousand rows.
 */
export class EarlyStatistics {
  readonly #database: Database
  readonly #onError: (error: unknown) => void
  #writes = 0

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database
    this.#onError = onError
  }

  /** Notes one write; at a threshold it asks for statistics, and no call waits for them. */
  noteWrite(): void {
    this.#writes++
    if (thresholds.includes(this.#writes)) refreshStatistics(this.#database).catch(this.#onError)
  }
}

/** The same for work that writes much in little time, and that waits for it. */
export async function refreshEarly(database: Database, before: number, now: number): Promise<void> {
  if (thresholds.some((threshold) => before < threshold && threshold <= now))
    await refreshStatistics(database)
}

async function refreshStatistics(database: Database): Promise<void> {
  await database.readSites({ name: '', text: 'select refresh_statistics()', values: [] })
}
