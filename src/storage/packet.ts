/**
 * Several statements in one packet behind one Sync. `pg` has a Sync, and so an answer of its own, behind each statement, and
 * has the result described each time; on the busiest path that was a third of what the server computed.
 */
import pg from 'pg'
import { prepareValue } from 'pg/lib/utils.js'
import { RowTap } from './row-tap.ts'
import type { Query } from './statement.ts'

/** The statement at which a packet failed; those behind it were not run. */
export interface PacketFailure {
  readonly error: Error
  readonly at: number
  /**
   * Whether the session goes on: then PostgreSQL has rolled back what the packet was in. `pg` shows of an error's severity only
   * the word in the server's language; but whatever it is called, what is worse than an error ends the session.
   */
  readonly goesOn: boolean
}

interface Column {
  readonly name: string
  readonly parse: (text: string) => unknown
}

/** A statement that one connection has prepared, with the columns of its result; undefined before they are known. */
interface Prepared {
  readonly name: string
  readonly text: string
  columns: readonly Column[] | undefined
}

/** What a connection has prepared, and as which role its next statement runs. */
interface Known {
  readonly statements: Map<string, Prepared>
  role: Query['becomes']
  /** What is answered just now. */
  packet: Packet | undefined
}

const knownOn = new WeakMap<object, Known>()

function knownBy(connection: pg.Connection): Known {
  const known = knownOn.get(connection)
  if (known) return known
  const nothing: Known = { statements: new Map(), role: undefined, packet: undefined }
  knownOn.set(connection, nothing)
  tapRows(connection.stream, nothing)
  return nothing
}

/** Rows of packets are read here, and everything else by `pg`, whose listener is the only one. */
function tapRows(stream: NodeJS.EventEmitter, known: Known): void {
  const listeners = stream.listeners('data') as ((bytes: Buffer) => void)[]
  stream.removeAllListeners('data')
  const tap = new RowTap(
    (bytes) => {
      for (const listener of listeners) listener(bytes)
    },
    (bytes, at) => known.packet?.takeRow(bytes, at),
    () => known.packet !== undefined,
  )
  stream.on('data', (bytes: Buffer) => tap.take(bytes))
}

/** What `@types/pg` leaves out, or asks for although it is not looked at. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void }
  parse(statement: { name: string; text: string }): void
  describe(statement: { type: 'S'; name: string }): void
  close(statement: { type: 'S'; name: string }): void
  flush(): void
  bind(portal: {
    statement: string
    values: readonly unknown[]
    /** How the columns of the answer come. */
    binary: boolean
    valueMapper: (value: unknown) => unknown
  }): void
  execute(): void
  sync(): void
}

interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/**
 * A packet as `pg`'s client takes it: it calls `submit`, then one of the handlers for each message of the answer. Outside a
 * transaction its statements are one of their own. A packet answers once.
 */
export class Packet implements pg.Submittable {
  readonly #queries: readonly Query[]
  readonly #prepared: Prepared[] = []
  readonly #rows: unknown[][]
  readonly #onAnswer: (() => void) | undefined
  readonly #settle: (failure: PacketFailure | undefined) => void
  #at = 0
  #hasFailed = false

  /**
   * @param onAnswer told of each statement's end; a brief one's may be known only with the next
   * @param settle told once, when all is answered or something failed
   */
  constructor(
    queries: readonly Query[],
    onAnswer: (() => void) | undefined,
    settle: (failure: PacketFailure | undefined) => void,
  ) {
    this.#queries = queries
    this.#rows = queries.map(() => [])
    this.#onAnswer = onAnswer
    this.#settle = settle
  }

  /** The rows of each statement, once it has settled without a failure. */
  get rows(): unknown[][] {
    return this.#rows
  }

  submit(connection: pg.Connection): Error | undefined {
    const wire = connection as unknown as Wire
    const known = knownBy(connection)
    known.packet = this
    wire.stream.cork()
    try {
      for (const query of this.#queries) {
        this.#prepared.push(send(wire, known, query))
        // Otherwise PostgreSQL keeps the answers until the Sync.
        if (this.#onAnswer && !query.isBrief) wire.flush()
      }
      wire.sync()
      return undefined
    } catch (error) {
      // Half a packet is on its way.
      ;(connection.stream as { destroy(): void }).destroy()
      return error as Error
    } finally {
      wire.stream.uncork()
    }
  }

  handleRowDescription({ fields }: RowDescription): void {
    const prepared = this.#prepared[this.#at]
    if (!prepared) return
    prepared.columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }))
  }

  /** @param at where the row's first column begins */
  takeRow(bytes: Buffer, at: number): void {
    const rows = this.#rows[this.#at]
    const readRow = this.#queries[this.#at]?.readRow
    const row = readRow
      ? readRow(bytes, at, rows?.at(-1))
      : readTexts(bytes, at, this.#prepared[this.#at]?.columns ?? [])
    if (row !== undefined) rows?.push(row)
  }

  handleCommandComplete(): void {
    const prepared = this.#prepared[this.#at]
    if (prepared) prepared.columns ??= []
    this.#at++
    this.#onAnswer?.()
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete()
  }

  handleError(error: Error, connection: pg.Connection): void {
    const known = knownBy(connection)
    const { statements } = known
    this.#takeNoMore(known)
    const { code } = error as { code?: string }
    // Prepared statements that are gone, or whose results have changed with their tables, are all prepared anew.
    if (code !== undefined && outdated.has(code)) statements.clear()
    // Of a statement that was not described nobody knows whether it is prepared: it is prepared anew.
    for (const { name, columns } of this.#prepared) if (!columns) statements.delete(name)
    this.#hasFailed = true
    const failed = (goesOn: boolean) => this.#settle({ error, at: this.#at, goesOn })
    if (error instanceof pg.DatabaseError) whetherItGoesOn(connection, failed)
    else failed(false)
  }

  handleReadyForQuery(connection: pg.Connection): void {
    this.#takeNoMore(knownBy(connection))
    if (!this.#hasFailed) this.#settle(undefined)
  }

  /** One that never was sent, because its client had ended, leaves another's rows to that one. */
  #takeNoMore(known: Known): void {
    if (known.packet === this) known.packet = undefined
  }
}

function readTexts(bytes: Buffer, from: number, columns: readonly Column[]): unknown {
  const row: { [column: string]: unknown } = {}
  let at = from
  for (let n = 0; n < columns.length; n++) {
    const { name, parse } = columns[n] as Column
    const length = bytes.readInt32BE(at)
    at += 4
    if (length < 0) row[name] = null
    else {
      row[name] = parse(bytes.toString('utf8', at, at + length))
      at += length
    }
  }
  return row
}

/** After an error the server is ready for the next packet, or hangs up. */
function whetherItGoesOn(connection: pg.Connection, tell: (goesOn: boolean) => void): void {
  const settle = (goesOn: boolean) => {
    connection.off('readyForQuery', onReady)
    connection.off('end', onEnd)
    tell(goesOn)
  }
  const onReady = () => settle(true)
  const onEnd = () => settle(false)
  connection.on('readyForQuery', onReady)
  connection.on('end', onEnd)
}

/** `invalid_sql_statement_name`, and `feature_not_supported`: "cached plan must not change result type". */
const outdated = new Set(['26000', '0A000'])

function send(wire: Wire, known: Known, { name: own, text, values, becomes, readRow }: Query): Prepared {
  if (becomes) known.role = becomes
  const name = own !== '' && known.role === 'directory' ? `${own} in a directory` : own
  let prepared = name === '' ? undefined : known.statements.get(name)
  // A name that stands for two texts costs time, and never answers one with the other.
  if (prepared?.text !== text) {
    prepared = { name, text, columns: undefined }
    if (name !== '') {
      known.statements.set(name, prepared)
      // It may stand from a packet that failed, or with another text.
      wire.close({ type: 'S', name })
    }
    wire.parse({ name, text })
    wire.describe({ type: 'S', name })
  }
  wire.bind({ statement: name, values, binary: readRow !== undefined, valueMapper: parameterOf })
  wire.execute()
  return prepared
}

function parameterOf(value: unknown): unknown {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.length > 0 && value.every(isPlain)) return `{"${value.join('","')}"}`
  // ISO 8601 in UTC; `pg` would write it in the process's time zone, digit by digit.
  return value instanceof Date ? value.toISOString() : prepareValue(value)
}

/** A text that needs no escaping in an array. `pg` builds arrays piece by piece: of a million ids that took 170 MB, joined it takes 50. */
const isPlain = (value: unknown) => typeof value === 'string' && !/["\\]/.test(value)

const parserOf = (type: number) => pg.types.getTypeParser(type, 'text') as (text: string) => unknown
