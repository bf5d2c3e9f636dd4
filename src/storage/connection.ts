/** Connections: what is sent on it, how long an answer is waited for, and how to give up. */
import { connect } from 'node:net'
import pg from 'pg'
import { outcomeUnknown } from '../model/errors.ts'
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

const lost = new WeakSet<pg.ClientBase>()

/** Remembers when a connection ends: nothing is sent on it any more. A listener is needed anyway; without one its end would end the process. */
export const noteLoss = (client: pg.ClientBase): void => void client.on('error', () => lost.add(client))

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

/** The socket of a connection, to cut it. */
export const socketOf = (client: pg.ClientBase) =>
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
