/** The connections of a process to the database: what they must be like, and who gets one. */
import type pg from 'pg'
import { DoorwardError } from '../model/errors.ts'
import { noteLoss, sendAll, socketOf } from './connection.ts'
import { GradualPool } from './gradual-pool.ts'
import type { Query } from './statement.ts'

/** What a connection must be like. The role is what row-level security holds for: the owner of the tables sees every site. */
export const sessionSettings = {
  role: 'doorward_app',
  search_path: 'doorward,public',
  timezone: 'UTC',
  // A prepared statement is planned once, not for its values whenever that looks cheaper: planning costs more than it does.
  plan_cache_mode: 'force_generic_plan',
  // That plan stays while its tables grow. To read a table from end to end is right only as long as it is small; an index
  // is right then too. (Where no index serves, PostgreSQL reads the table all the same, and believes it so dear that it would compile the plan.)
  enable_seqscan: 'off',
  jit: 'off',
} as const

/** So many stay open when nobody needs them: with these a busy directory reads and writes. */
const keptOpen = 4

export interface PoolLimits {
  readonly connectionsMax: number
  /** How long a new connection, or a free one, is waited for. */
  readonly connectTimeoutMs: number
  readonly statementTimeoutMs: number
}

/** The pool of the application, which holds every connection to one site at a time. */
export function openPool(url: string, limits: PoolLimits): GradualPool {
  const pool = new GradualPool({
    connectionString: url,
    min: keptOpen,
    max: limits.connectionsMax,
    connectionTimeoutMillis: limits.connectTimeoutMs,
    application_name: 'doorward',
    options: [
      ...Object.entries(sessionSettings).map(([name, value]) => `-c ${name}=${value}`),
      `-c statement_timeout=${limits.statementTimeoutMs}`,
      '-c lock_timeout=15000',
      '-c idle_in_transaction_session_timeout=30000',
    ].join(' '),
    // Not `verify`: a connection whose check ends after its borrower's patience stays lent for ever then, to nobody.
    onConnect: async (client) => {
      try {
        await requireSettings(client, limits.connectTimeoutMs)
      } catch (error) {
        // The borrower hears of it when the connection has ended, and the other side may take its time for that.
        socketOf(client).destroy()
        throw error
      }
    },
  })
  // A connection that the database closes fails the statements on it, which say so. Beyond that it is nobody's error,
  // idle or lent: without listeners it would end the process.
  pool.on('error', () => {})
  pool.on('connect', noteLoss)
  return pool
}

/**
 * Some poolers take the options of a new connection and drop them. Then nothing would keep the sites apart.
 * @throws DoorwardError 'unavailable', which says what to do
 */
async function requireSettings(client: pg.ClientBase, silenceMaxMs: number): Promise<void> {
  const columns = Object.keys(sessionSettings).map((name) => `current_setting('${name}') as ${name}`)
  const ask: Query = { name: '', text: `select ${columns.join(', ')}`, values: [] }
  const [rows] = await sendAll(client, [ask], { signal: undefined, silenceMaxMs, commitGraceMs: 0 })
  const [found] = rows as { readonly [name: string]: string }[]
  for (const [name, value] of Object.entries(sessionSettings)) {
    if (found?.[name] === value) continue
    throw new DoorwardError(
      'unavailable',
      `DATABASE_URL: connections lose their start-up options on the way (${name} is ${found?.[name]} instead of ${value}), so nothing would keep the sites apart. Connect to PostgreSQL itself, or through a pooler that passes \`options\` on.`,
      'DATABASE_URL',
    )
  }
}

/**
 * Borrows a connection.
 * @throws the signal's reason when that is aborted first
 */
export function borrow(pool: pg.Pool, signal: AbortSignal | undefined): Promise<pg.PoolClient> {
  if (!signal) return pool.connect()
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const giveUp = () => reject(signal.reason)
    signal.addEventListener('abort', giveUp)
    pool.connect().then(
      (client) => {
        signal.removeEventListener('abort', giveUp)
        if (signal.aborted) client.release()
        else resolve(client)
      },
      (error: unknown) => {
        signal.removeEventListener('abort', giveUp)
        reject(error)
      },
    )
  })
}
