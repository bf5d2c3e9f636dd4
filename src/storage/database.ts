import pg from 'pg'
import { DoorwardError, unavailable } from '../model/errors.ts'
import { migrations } from './migrate.ts'
import { mergeWrites, type Query, type Write } from './statement.ts'

/** What a transaction works in: a whole site, or one directory of it. */
interface Scope {
  readonly siteId: number
  readonly directoryId?: number
}

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
}

export interface DatabaseOptions {
  readonly url: string
  readonly connectionsMax?: number
  readonly statementTimeoutMs?: number
}

/** PostgreSQL says so when another transaction won; running the work again is safe and usually succeeds. */
const retryable = new Set(['40001', '40P01'])
/**
 * Two writers took the same free address or name at once, or one deleted what the other was about to refer to: the
 * loser looks again and sees what the winner did.
 */
export const retryableConstraints = new Set([
  'customer_addresses_one_holder',
  'organizations_name',
  'requests_site_id_organization_id_fkey',
  'organization_sources_site_id_organization_id_fkey',
  'directory_group_nesting_site_id_directory_id_inner_group_i_fkey',
  'directory_group_closure_site_id_directory_id_inner_group_i_fkey',
])
const attemptsMax = 5

const connectionLost = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '57014',
  '55P03',
])

/** Whether an error means "the database is not there just now", as opposed to "this statement is wrong". */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: string }
  // 08P01 is the one of its class that speaks of the statement.
  if (code) return connectionLost.has(code) || (code.startsWith('08') && code !== '08P01')
  return /connection terminated|timeout exceeded when trying to connect|not queryable|connection error/i.test(
    error.message,
  )
}

/** Thrown by work that finds its rows changed between two looks at them: it runs again, as after any lost race. */
export class LostRace extends Error {
  readonly code = '40001'
}

export class Database {
  readonly #pool: pg.Pool
  /** Told what travels with each round trip, for the tests that count them. */
  onRoundTrip: (queries: readonly Query[]) => void = () => undefined

  constructor(options: DatabaseOptions) {
    this.#pool = new pg.Pool({
      connectionString: options.url,
      max: options.connectionsMax ?? 16,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      application_name: 'doorward',
      pipeline: true,
      options: [
        '-c role=doorward_app',
        '-c search_path=doorward,public',
        `-c statement_timeout=${options.statementTimeoutMs ?? 20_000}`,
        '-c lock_timeout=15000',
        '-c idle_in_transaction_session_timeout=30000',
        '-c timezone=UTC',
      ].join(' '),
    } as pg.PoolConfig)
    // A connection that the database closes fails the statements on it, which say so. Beyond that it is nobody's error,
    // idle or lent: without listeners it would end the process.
    this.#pool.on('error', () => {})
    this.#pool.on('connect', (client) => void client.on('error', () => {}))
  }

  /**
   * Runs work in one transaction that sees only this site's rows. The work may run again after a lost race, so it
   * must change nothing but the transaction.
   * @throws DoorwardError 'unavailable' when the database cannot be reached
   */
  inSite<T>(siteId: number, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#transaction({ siteId }, work)
  }

  /** The same, seeing only this directory's mirror. Holds off a pause, a resumption or a lapse until it is done. */
  inDirectory<T>(siteId: number, directoryId: number, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#transaction({ siteId, directoryId }, work)
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

  /** Whether the database answers and knows every migration of this version. */
  async isReady(): Promise<boolean> {
    const text = 'select count(*)::int as applied from doorward_meta.migrations'
    const [row] = await this.readSites<{ applied: number }>({ name: '', text, values: [] })
    return row?.applied === migrations().length
  }

  /** For the one table without a site: `sites`. */
  async readSites<Row>(query: Query): Promise<Row[]> {
    const client = await this.#connect()
    try {
      this.onRoundTrip([query])
      const result = await client.query({ ...query, values: [...query.values] })
      client.release()
      return result.rows as Row[]
    } catch (error) {
      client.release(error as Error)
      throw translated(error)
    }
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw translated(error)
    }
  }

  async #readOnce(scope: Scope, queries: readonly Query[]): Promise<unknown[][]> {
    const client = await this.#connect()
    try {
      const results = await this.#send(client, [
        { name: '', text: `begin read only;${setting(scope)}`, values: [] },
        ...queries,
        { name: '', text: 'commit', values: [] },
      ])
      client.release()
      return results.slice(1, -1)
    } catch (error) {
      await recover(client, error)
      throw translated(error)
    }
  }

  async #transaction<T>(scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.#connect()
      try {
        const result = await this.#attempt(client, scope, work)
        client.release()
        return result
      } catch (error) {
        await recover(client, error)
        if (attempt < attemptsMax && isLostRace(error)) continue
        throw translated(error)
      }
    }
  }

  async #attempt<T>(client: pg.PoolClient, scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const lock =
      scope.directoryId === undefined
        ? ''
        : `;select pg_advisory_xact_lock_shared(${scope.siteId},${scope.directoryId})`
    let opening: Query[] = [{ name: '', text: `begin;${setting(scope)}${lock}`, values: [] }]
    let writes: Write[] = []
    let failure: { error: unknown } | undefined
    const flush = async (queries: readonly Query[]) => {
      // PostgreSQL answers a commit after an error with a rollback, and not with an error.
      if (failure) throw failure.error
      const before = [...opening, ...mergeWrites(writes)]
      opening = []
      writes = []
      try {
        return (await this.#send(client, [...before, ...queries])).slice(before.length)
      } catch (error) {
        failure = { error }
        throw error
      }
    }
    const tx: Transaction = {
      siteId: scope.siteId,
      read: async <Row>(query: Query) => (await flush([query]))[0] as Row[],
      readAll: (queries) => flush(queries),
      write: (write) => void writes.push(write),
    }
    const result = await work(tx)
    await flush([{ name: '', text: 'commit', values: [] }])
    return result
  }

  /** Sends all queries in one packet and waits for all answers; the first error wins. */
  async #send(client: pg.PoolClient, queries: readonly Query[]): Promise<unknown[][]> {
    this.onRoundTrip(queries)
    const { stream } = (client as unknown as { connection: { stream: NodeJS.WritableStream } }).connection
    const socket = stream as unknown as { cork(): void; uncork(): void }
    socket.cork()
    const answers = queries.map(({ name, text, values }) =>
      // Without values the text may hold several statements; without a name it is planned for its values.
      values.length === 0 ? client.query(text) : client.query({ name, text, values: values as unknown[] }),
    )
    socket.uncork()
    const settled = await Promise.allSettled(answers)
    const failed = settled.find((answer) => answer.status === 'rejected')
    if (failed) throw failed.reason
    return settled.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value.rows)
  }
}

/** Both numbers come from `idOf`, never from text; PostgreSQL takes no parameters here. */
function setting({ siteId, directoryId }: Scope): string {
  if (!Number.isSafeInteger(siteId) || (directoryId !== undefined && !Number.isSafeInteger(directoryId))) {
    throw new TypeError('a site or directory is not a number')
  }
  const directory = directoryId === undefined ? '' : `;set local doorward.directory_id='${directoryId}'`
  return `set local doorward.site_id='${siteId}'${directory}`
}

/** Leaves the connection clean for the next borrower, or throws it away when that cannot be known. */
async function recover(client: pg.PoolClient, error: unknown): Promise<void> {
  if (isUnavailable(error)) {
    client.release(true)
    return
  }
  try {
    await client.query('rollback')
    client.release()
  } catch {
    client.release(true)
  }
}

function isLostRace(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code !== undefined && (retryable.has(code) || retryableConstraints.has(constraint ?? ''))
}

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
