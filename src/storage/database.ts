import type pg from 'pg'
import { DoorwardError, unavailable } from '../model/errors.ts'
import { isStopped, isUnavailable, type Patience, sendAll, statementAtFault } from './connection.ts'
import { borrow, openPool, type PoolLimits } from './connection-pool.ts'
import type { GradualPool } from './gradual-pool.ts'
import { actTogether, type Ending, type JointWork } from './joint-transaction.ts'
import type { LanesOptions } from './lanes.ts'
import { migrations } from './migrate.ts'
import { begin, commit, readingIn, rollback, type Scope, writingIn, writingTogetherIn } from './scope.ts'
import { SharedReads } from './shared-reads.ts'
import { SharedWrites, writeLanes } from './shared-writes.ts'
import { mergeWrites, type Query, type Tally, type Write } from './statement.ts'

/**
 * A transaction inside its site. Reads wait; writes are queued and travel together with the commit (or before the
 * next read), so that a whole SCIM write costs two waits for the database.
 */
export interface Transaction {
  readonly siteId: number
  read<Row>(query: Query): Promise<Row[]>
  /** Several reads in one round trip. */
  readAll(queries: readonly Query[]): Promise<unknown[][]>
  write(write: Write): void
  /** Reads behind the last write, in the commit's own round trip; `use` gets the rows when the commit has succeeded. */
  readLast<Row>(query: Query, use: (rows: Row[]) => void): void
}

/** Told what whoever runs the server wants to see as figures. */
export interface DatabaseWatch {
  /** What was counted by writes that are committed now. */
  readonly committed: (tallies: readonly Tally[]) => void
  /** How long a connection was waited for. */
  readonly waited: (ms: number) => void
}

export interface DatabaseOptions extends Partial<PoolLimits> {
  readonly url: string
  /** A database that answers nothing for this long is taken for gone; longer than any statement may take. */
  readonly silenceMaxMs?: number
  /** How long the answer to a commit is waited for beyond the deadline of the call. */
  readonly commitGraceMs?: number
  /** How works come to share a transaction. */
  readonly writeLanes?: LanesOptions
  readonly watch?: DatabaseWatch | undefined
}

const poolDefaults: PoolLimits = { connectionsMax: 16, connectTimeoutMs: 5_000, statementTimeoutMs: 20_000 }

/** PostgreSQL says so when another transaction won; running the work again is safe and usually succeeds. */
const retryable = new Set(['40001', '40P01'])
/**
 * Two writers took the same free address or name at once, or one deleted what the other was about to refer to: the
 * loser looks again and sees what the winner did.
 */
export const retryableConstraints = new Set([
  'customer_addresses_one_holder',
  'staff_site_id_address_folded_key',
  'organizations_name',
  'organizations_plain_name',
  'shared_requests_site_id_organization_id_fkey',
  'organization_sources_site_id_organization_id_fkey',
  'mapping_rules_site_id_organization_id_fkey',
  'portal_organizations_site_id_organization_id_fkey',
  'waiting_homes_site_id_organization_id_fkey',
  'directory_group_nesting_site_id_directory_id_inner_group_i_fkey',
  'directory_group_closure_site_id_directory_id_inner_group_i_fkey',
])
const attemptsMax = 5

/** Thrown by work that finds its rows changed between two looks at them: it runs again, as after any lost race. */
export class LostRace extends Error {
  readonly code = '40001'
}

/** What the views of one database share. */
interface Shared {
  readonly pool: GradualPool
  readonly patience: Patience
  readonly reads: SharedReads
  readonly writes: SharedWrites
  readonly watch: DatabaseWatch | undefined
}

/** In a transaction with others a lock is not waited for longer; whoever needs it then waits alone. */
const jointLockWaitMaxMs = 100

export class Database {
  readonly #pool: GradualPool
  readonly #patience: Patience
  readonly #reads: SharedReads
  readonly #writes: SharedWrites
  readonly #watch: DatabaseWatch | undefined
  /** Told what travels with each round trip, for the tests that count them. */
  onRoundTrip: (queries: readonly Query[]) => void = () => undefined

  constructor(options: DatabaseOptions | Shared) {
    this.#watch = options.watch
    if ('pool' in options) {
      this.#pool = options.pool
      this.#patience = options.patience
      this.#reads = options.reads
      this.#writes = options.writes
      return
    }
    const { url, silenceMaxMs, commitGraceMs = 10_000, writeLanes: lanes = writeLanes, ...given } = options
    const limits = { ...poolDefaults, ...given }
    this.#pool = openPool(url, limits)
    this.#patience = {
      signal: undefined,
      silenceMaxMs: silenceMaxMs ?? limits.statementTimeoutMs + 5_000,
      commitGraceMs,
    }
    this.#reads = new SharedReads((queries) => this.#sendAlone(queries), whatFailed)
    this.#writes = new SharedWrites({ commitGraceMs, lanes }, (scope, works) => this.#together(scope, works))
  }

  /**
   * The same database for one call: no wait goes on once the signal is aborted, and what was not committed by then never
   * is. Only a commit that was sent already is waited for a little longer.
   */
  until(signal: AbortSignal): Database {
    const patience = { ...this.#patience, signal }
    const shared = { reads: this.#reads, writes: this.#writes, watch: this.#watch }
    const view = new Database({ pool: this.#pool, patience, ...shared })
    view.onRoundTrip = (queries) => this.onRoundTrip(queries)
    return view
  }

  /**
   * Runs work in one transaction that sees only this site's rows. The work may run again after a lost race, so it
   * must change nothing but the transaction.
   * @throws DoorwardError 'unavailable' when the database cannot be reached, 'outcome-unknown' when it did not say
   *   whether it committed
   */
  inSite<T>(siteId: number, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#transaction({ siteId }, work)
  }

  /** The same, seeing only this directory's mirror. Holds off a pause, a resumption or a lapse until it is done. */
  inDirectory<T>(siteId: number, directoryId: number, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#transaction({ siteId, directoryId }, work)
  }

  /**
   * The same for brief work that mostly looks once and then writes: when many come at once, several share a transaction.
   * @param touches what it changes, or decides by, without a constraint of the database seeing to it: works that touch
   *   the same never share one, because there neither waits for the other
   */
  inDirectoryTogether<T>(
    siteId: number,
    directoryId: number,
    touches: readonly string[],
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const scope = { siteId, directoryId }
    const alone = () => this.#transaction(scope, work)
    const { signal } = this.#patience
    return this.#writes.run(scope, { work, touches, signal, alone }) as Promise<T>
  }

  /** Works that wait to share a transaction. */
  get waitingTogether(): number {
    return this.#writes.waiting
  }

  /** Reads in one round trip, transaction included. */
  async readInSite(siteId: number, queries: readonly Query[]): Promise<unknown[][]> {
    return this.#readOnce({ siteId }, queries)
  }

  async readInDirectory(
    siteId: number,
    directoryId: number,
    queries: readonly Query[],
  ): Promise<unknown[][]> {
    return this.#readOnce({ siteId, directoryId }, queries)
  }

  /** The connections of this process, and how many wait for one. */
  get connections(): { readonly open: number; readonly idle: number; readonly waiting: number } {
    const { totalCount: open, idleCount: idle, borrowersWaiting: waiting } = this.#pool
    return { open, idle, waiting }
  }

  /** Whether the database answers and knows every migration of this version. */
  async isReady(): Promise<boolean> {
    const text = 'select count(*)::int as applied from doorward_meta.migrations'
    const [row] = await this.readSites<{ applied: number }>({ name: '', text, values: [] })
    return row?.applied === migrations().length
  }

  /**
   * Opens a connection, so that a start learns whether it can be used.
   * @throws DoorwardError 'unavailable', which says what is wrong
   */
  async connect(): Promise<void> {
    this.#giveBack(await this.#connect())
  }

  /** For the one table without a site: `sites`. */
  async readSites<Row>(query: Query): Promise<Row[]> {
    try {
      const [rows = []] = await this.#sendAlone([{ ...query, becomes: 'site' }])
      return rows as Row[]
    } catch (error) {
      throw translated(error)
    }
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#borrow()
    } catch (error) {
      throw translated(error)
    }
  }

  async #borrow(): Promise<pg.PoolClient> {
    const { signal } = this.#patience
    if (!this.#watch) return borrow(this.#pool, signal)
    const began = performance.now()
    try {
      return await borrow(this.#pool, signal)
    } finally {
      this.#watch.waited(performance.now() - began)
    }
  }

  async #readOnce(scope: Scope, queries: readonly Query[]): Promise<unknown[][]> {
    const reading = readingIn(scope)
    try {
      if (!queries.every(({ isBrief }) => isBrief))
        return (await this.#sendAlone([reading, ...queries])).slice(1)
      return await this.#reads.read({ scope: reading, queries }, this.#patience.signal)
    } catch (error) {
      throw translated(error)
    }
  }

  /**
   * A packet on a connection of its own, which is a transaction of its own.
   * @throws what PostgreSQL or the network says, as it is
   */
  async #sendAlone(queries: readonly Query[]): Promise<unknown[][]> {
    const client = await this.#borrow()
    try {
      const rows = await this.#send(client, queries)
      this.#giveBack(client)
      return rows
    } catch (error) {
      await this.#recover(client, error)
      throw error
    }
  }

  async #transaction<T>(scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.#connect()
      try {
        const result = await this.#attempt(client, scope, work)
        this.#giveBack(client)
        return result
      } catch (error) {
        await this.#recover(client, error)
        if (attempt < attemptsMax && isLostRace(error)) continue
        throw translated(error)
      }
    }
  }

  async #attempt<T>(client: pg.PoolClient, scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    let opening: Query[] = [begin, writingIn(scope)]
    let writes: Write[] = []
    const tallies: Tally[] = []
    const last: { query: Query; use: (rows: never[]) => void }[] = []
    let failure: { error: unknown } | undefined
    const flush = async (queries: readonly Query[], commits = false) => {
      // PostgreSQL answers a commit after an error with a rollback, and not with an error.
      if (failure) throw failure.error
      const before = [...opening, ...mergeWrites(writes)]
      opening = []
      writes = []
      try {
        return (await this.#send(client, [...before, ...queries], commits)).slice(before.length)
      } catch (error) {
        failure = { error }
        throw error
      }
    }
    const tx: Transaction = {
      siteId: scope.siteId,
      read: async <Row>(query: Query) => (await flush([query]))[0] as Row[],
      readAll: (queries) => flush(queries),
      write: (write) => {
        writes.push(write)
        if (write.tallies) tallies.push(...write.tallies)
      },
      readLast: (query, use) => void last.push({ query, use }),
    }
    const result = await work(tx)
    const answers = await flush([...last.map(({ query }) => query), commit], true)
    if (tallies.length > 0) this.#watch?.committed(tallies)
    for (const [n, { use }] of last.entries()) use(answers[n] as never[])
    return result
  }

  /** Several works in one transaction. When it comes to nothing each acts alone, and learns there why. */
  async #together(scope: Scope, works: readonly JointWork[]): Promise<readonly Ending[]> {
    const failed = (error: unknown): Ending[] => works.map(() => ({ kind: 'failed', error }))
    let client: pg.PoolClient
    try {
      client = await this.#connect()
    } catch (error) {
      return failed(error)
    }
    try {
      const endings = await actTogether(scope.siteId, works, {
        opening: [begin, writingTogetherIn(scope, jointLockWaitMaxMs)],
        send: (queries, commits) => this.#send(client, queries, commits),
        wasBeaten: isLostRace,
        committed: (tallies) => this.#watch?.committed(tallies),
      })
      this.#giveBack(client)
      return endings
    } catch (error) {
      await this.#recover(client, error)
      return isOfTheDatabase(error) ? failed(translated(error)) : works.map(() => ({ kind: 'acts-alone' }))
    }
  }

  #send(client: pg.PoolClient, queries: readonly Query[], commits = false): Promise<unknown[][]> {
    this.onRoundTrip(queries)
    return sendAll(client, queries, this.#patience, commits)
  }

  /** A request to stop may still be on its way to the connection of a call that was given up. */
  #giveBack(client: pg.PoolClient): void {
    client.release(this.#patience.signal?.aborted)
  }

  /** Leaves the connection clean for the next borrower, or throws it away when that cannot be known. */
  async #recover(client: pg.PoolClient, error: unknown): Promise<void> {
    const isLost =
      isUnavailable(error) || (error instanceof DoorwardError && error.code === 'outcome-unknown')
    if (isLost || this.#patience.signal?.aborted) {
      client.release(true)
      return
    }
    try {
      await sendAll(client, [rollback], this.#patience)
      this.#giveBack(client)
    } catch {
      client.release(true)
    }
  }
}

function isLostRace(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code !== undefined && (retryable.has(code) || retryableConstraints.has(constraint ?? ''))
}

/** Whether an error of a transaction would be everybody's, or must be: nobody knows whether it committed. */
function isOfTheDatabase(error: unknown): boolean {
  if (error instanceof DoorwardError) return error.code === 'outcome-unknown'
  return isUnavailable(error) && !isStopped(error)
}

/** Which statement an error is about; undefined when it is about them all. */
const whatFailed = (error: unknown): number | undefined =>
  isOfTheDatabase(error) ? undefined : statementAtFault(error)

function translated(error: unknown): unknown {
  if (error instanceof DoorwardError) return error
  if (isUnavailable(error)) return unavailable('The database does not answer just now.')
  // Lost every time; a violated constraint stays what it is, because callers know what it means.
  const hasLost = retryable.has((error as { code?: string }).code ?? '')
  return hasLost ? unavailable('Too many calls write the same just now. Repeat the call.') : error
}

/** The unique index or foreign key that refused a write, when that is what happened. */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' || code === '23503' ? constraint : undefined
}
