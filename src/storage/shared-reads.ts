import { type JointReads, joinReads } from './joint-reads.ts'
import { Lanes } from './lanes.ts'
import type { Query } from './statement.ts'

/** What one call reads, with the statements that set its scope in front. */
export interface Reading {
  readonly scope: Query
  readonly queries: readonly Query[]
}

interface Waiting extends Reading {
  readonly signal: AbortSignal | undefined
  readonly resolve: (rows: unknown[][]) => void
  readonly reject: (error: unknown) => void
}

/** Round trips under way at once; what comes meanwhile waits for the next. One that takes longer holds up only its own. */
const lanes = { max: 2, slowMs: 50 }
/** So many readings travel together at most, or fewer of more weight: the first waits for the last one's answer. */
const togetherMax = 16

/**
 * Brief readings of many calls in one round trip, when many come at once. What comes in one turn of the event loop leaves at its
 * end, and alone a reading leaves then too. Under load each costs its statement and little else, or a part of one: no connection,
 * packet and transaction of its own, which cost more than it does.
 */
export class SharedReads {
  readonly #send: (queries: readonly Query[]) => Promise<unknown[][]>
  readonly #whatFailed: (error: unknown) => number | undefined
  readonly #waiting: Waiting[] = []
  readonly #lanes = new Lanes(lanes, () => this.#depart())
  #isDue = false

  /**
   * @param send sends statements in one packet, as one transaction that only reads
   * @param whatFailed tells which of them an error of `send` is about; undefined when it is about them all
   */
  constructor(
    send: (queries: readonly Query[]) => Promise<unknown[][]>,
    whatFailed: (error: unknown) => number | undefined,
  ) {
    this.#send = send
    this.#whatFailed = whatFailed
  }

  /**
   * The rows of each query.
   * @throws the signal's reason when that is aborted first; others who travel along are not disturbed
   */
  read({ scope, queries }: Reading, signal: AbortSignal | undefined): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const giveUp = () => reject(signal?.reason)
      signal?.addEventListener('abort', giveUp)
      const settled = () => signal?.removeEventListener('abort', giveUp)
      this.#waiting.push({
        scope,
        queries,
        signal,
        resolve: (rows) => {
          settled()
          resolve(rows)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      })
      this.#departSoon()
    })
  }

  /** Not at once: the calls that the same turn reads from other connections travel along. */
  #departSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      this.#depart()
    })
  }

  #depart(): void {
    for (;;) {
      const load = this.#lanes.loadOf(this.#waiting.length)
      if (load === 0) break
      const leaving = this.#waiting.splice(0, Math.min(load, fitting(this.#waiting)))
      const together = runsOf(leaving.filter(isWanted)).flat()
      if (together.length > 0) void this.#lanes.run(together.length, () => this.#answer(together))
    }
  }

  async #answer(together: readonly Waiting[], isJoined = true): Promise<void> {
    let packet: Packet | undefined
    try {
      packet = packetOf(together, isJoined)
      const answers = packet.answersOf(await this.#send(packet.statements))
      for (const [n, one] of together.entries()) one.resolve(answers[n] ?? [])
    } catch (error) {
      const failed = this.#whatFailed(error)
      const asked = (failed !== undefined && packet?.askedBy(failed)) || []
      if (asked.length === 0) for (const one of together) one.reject(error)
      else {
        // None of the others was answered, and it is none of their doing: they set out again.
        const others = together.filter((one) => !asked.includes(one) && isWanted(one))
        // Of several who asked as one, nobody knows who: each asks for itself.
        const suspects = asked.length > 1 ? asked.filter(isWanted) : []
        if (asked.length === 1) asked[0]?.reject(error)
        await Promise.all([
          others.length > 0 && this.#answer(others, isJoined),
          suspects.length > 0 && this.#answer(suspects, false),
        ])
      }
    }
  }
}

/** How many of those that wait travel together: at least one. */
function fitting(waiting: readonly Waiting[]): number {
  let weight = 0
  for (const [n, { queries }] of waiting.entries()) {
    weight += Math.max(1, ...queries.map((query) => query.weight ?? 1))
    if (n > 0 && weight > togetherMax) return n
  }
  return waiting.length
}

const isWanted = ({ signal }: Waiting) => !signal?.aborted

/** What travels for readings that travel together. */
interface Packet {
  readonly statements: readonly Query[]
  /** @returns for each reading the rows of each of its queries */
  answersOf(rows: readonly unknown[][]): unknown[][][]
  /** Whose statement this is; the one that sets a scope is the first one's behind it. */
  askedBy(statement: number): readonly Waiting[]
}

/**
 * Readings of one scope set it once, and what is alike in them is one statement.
 * @param together scope by scope
 */
function packetOf(together: readonly Waiting[], isJoined: boolean): Packet {
  const statements: Query[] = []
  const parts: { run: readonly Waiting[]; joint: JointReads; from: number }[] = []
  for (const run of runsOf(together)) {
    const joint = joinReads(
      run.map(({ queries }) => queries),
      isJoined,
    )
    statements.push((run[0] as Waiting).scope, ...joint.statements)
    parts.push({ run, joint, from: statements.length - joint.statements.length })
  }
  return {
    statements,
    answersOf: (rows) => parts.flatMap(({ joint, from }) => joint.answersOf(rows.slice(from))),
    askedBy: (at) => {
      const part = parts.findLast(({ from }) => from - 1 <= at)
      if (!part) return []
      const { run, joint, from } = part
      return joint.readersOf(Math.max(at - from, 0)).map((n) => run[n] as Waiting)
    },
  }
}

/** Those of one scope, scope by scope: which of them is answered first, nobody sees. */
const runsOf = (together: readonly Waiting[]): Waiting[][] => [
  ...Map.groupBy(together, ({ scope: { name, values } }) => [name, ...values].join(' ')).values(),
]
