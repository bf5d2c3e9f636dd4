/** Connections: what is sent on it, how long an answer is waited for, and how to give up. */
import { connect } from 'node:net'
import pg from 'pg'
import { DoorwardError, outcomeUnknown } from '../model/errors.ts'
import { Packet, type PacketFailure } from './packet.ts'
import type { Query } from './statement.ts'

/** How long whoever uses a connection waits. */
export interface Patience {
  /** Ends the wait of a call that took too long; its reason is what the caller gets. */
  readonly signal: AbortSignal | undefined
  /** Without any answer for this long the database is gone: a host that vanishes closes no connection. */
  readonly silenceMaxMs: number
  /** So much longer than the signal allows a commit that was sent may take. */
  readonly commitGraceMs: number
}

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
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: string }
  // 08P01 is the one of its class that speaks of the statement.
  if (code) return connectionLost.has(code) || (code.startsWith('08') && code !== '08P01')
  return /connection terminated|timeout exceeded when trying to connect|not queryable|connection error/i.test(
    error.message,
  )
}

/** A statement that was stopped, or would have waited for a lock: the database is not away for that. */
const stopped = new Set(['57014', '55P03'])

export const isStopped = (error: unknown): boolean =>
  stopped.has((error as { code?: string } | undefined)?.code ?? '')

const failedAt = new WeakMap<Error, number>()

/** At which of the statements of `sendAll` PostgreSQL stopped with this error; undefined when it is no answer of PostgreSQL. */
export const statementAtFault = (error: unknown): number | undefined =>
  error instanceof pg.DatabaseError ? failedAt.get(error) : undefined

export interface PoolLimits {
  readonly connectionsMax: number
  /** How long a new connection, or a free one, is waited for. */
  readonly connectTimeoutMs: number
  readonly statementTimeoutMs: number
}

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

/** A dead host's idle connections are found after this and ten probes, a second apart. */
const keepAliveAfterMs = 10_000

const lost = new WeakSet<pg.ClientBase>()

export function openPool(url: string, limits: PoolLimits): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.connectionsMax,
    connectionTimeoutMillis: limits.connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfterMs,
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
  pool.on('connect', (client) => void client.on('error', () => lost.add(client)))
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

/**
 * Sends all queries in one packet and waits for its answer. When the wait ends early the connection is gone, and with it a
 * transaction whose commit was not sent. One whose commit was sent is asked to stop and its answer is waited for: it did
 * commit, or it did not.
 * @param commits whether the last query commits what was written
 * @throws DoorwardError 'outcome-unknown' when the answer to the commit did not come
 */
export async function sendAll(
  client: pg.ClientBase,
  queries: readonly Query[],
  { signal, silenceMaxMs, commitGraceMs }: Patience,
  commits = false,
): Promise<unknown[][]> {
  signal?.throwIfAborted()
  // What is not sent at all is known not to have happened.
  if (lost.has(client)) throw new Error('Connection terminated')
  const hangUp = () => socketOf(client).destroy()
  const silence = setTimeout(hangUp, silenceMaxMs)
  let grace: NodeJS.Timeout | undefined
  const giveUp = () => {
    cancelStatement(client)
    if (commits) grace = setTimeout(hangUp, commitGraceMs)
    else hangUp()
  }
  signal?.addEventListener('abort', giveUp)
  // A call has its deadline. Work without one may take long, statement by statement: each one's answer ends the silence.
  const onAnswer = signal ? undefined : () => void silence.refresh()
  const { rows, failure } = await sendPacket(client, queries, onAnswer)
  clearTimeout(silence)
  clearTimeout(grace)
  signal?.removeEventListener('abort', giveUp)
  if (!failure) return rows
  if (commits && isOutcomeUnknown(failure, queries.length - 1)) {
    throw outcomeUnknown('The database did not say whether it made the change. Repeat the call.')
  }
  failedAt.set(failure.error, failure.at)
  throw signal?.aborted && isUnavailable(failure.error) ? signal.reason : failure.error
}

const socketOf = (client: pg.ClientBase) =>
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream

interface PacketAnswer {
  readonly rows: unknown[][]
  readonly failure: PacketFailure | undefined
}

function sendPacket(
  client: pg.ClientBase,
  queries: readonly Query[],
  onAnswer: (() => void) | undefined,
): Promise<PacketAnswer> {
  return new Promise((resolve) => {
    const anew = queries.findIndex(({ name, values }) => name === '' && values.length > 0)
    const sent = anew < 0 ? queries : queries.toSpliced(anew, 0, planForValues)
    const packet: Packet = new Packet(sent, onAnswer, (failure) => {
      if (anew < 0) resolve({ rows: packet.rows, failure })
      else {
        const at = failure && failure.at > anew ? failure.at - 1 : failure?.at
        resolve({ rows: packet.rows.toSpliced(anew, 1), failure: failure && { ...failure, at: at ?? 0 } })
      }
    })
    client.query(packet)
  })
}

/** For the rest of the transaction: a statement without a name is one that must be planned for its values. */
const planForValues: Query = {
  name: 'plan-for-values',
  text: `select set_config('plan_cache_mode', 'auto', true)`,
  values: [],
}

/** An error that PostgreSQL answered before the commit's turn means that it rolled back. All else about a commit is a guess. */
function isOutcomeUnknown({ error, at, goesOn }: PacketFailure, commit: number): boolean {
  // A deferred constraint refuses at the commit itself; "terminating connection" may come from before or after it.
  return at < commit ? !(error instanceof pg.DatabaseError) : !goesOn
}

const cancelRequestCode = 80_877_102
const cancelWaitMs = 5_000

/**
 * Asks PostgreSQL to stop what the connection is doing, so that nobody waits for the locks of a call that was given up.
 * A cancel request travels on a connection of its own and is never answered. It may arrive late: the connection must
 * not be lent again.
 */
function cancelStatement(client: pg.ClientBase): void {
  const { host, port, processID, secretKey } = client as unknown as {
    host: string
    port: number
    processID: number | null
    secretKey: number | null
  }
  if (processID === null || secretKey === null) return
  const request = Buffer.alloc(16)
  request.writeInt32BE(request.length, 0)
  request.writeInt32BE(cancelRequestCode, 4)
  request.writeInt32BE(processID, 8)
  request.writeInt32BE(secretKey, 12)
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
  socket.setTimeout(cancelWaitMs, () => socket.destroy())
  socket.on('error', () => {})
  socket.end(request)
}
