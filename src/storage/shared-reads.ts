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
/** So many readings travel together at most: the first waits for the last one's answer. */
const togetherMax = 16

/**
 * Brief readings of many calls in one round trip, when many come at once. Alone a reading leaves immediately. Under load each
 * costs its statement and little else: no connection, packet and transaction of its own, which cost more than it does.
 */
export class SharedReads {
  readonly #send: (queries: readonly Query[]) => Promise<unknown[][]>
  readonly #whatFailed: (error: unknown) => number | undefined
  readonly #waiting: Waiting[] = []
  readonly #lanes = new Lanes(lanes, () => this.#depart())

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
      this.#depart()
    })
  }

  #depart(): void {
    while (this.#waiting.length > 0 && this.#lanes.hasRoom) {
      const together = this.#waiting.splice(0, togetherMax).filter(isWanted)
      if (together.length > 0) void this.#lanes.run(() => this.#answer(together))
    }
  }

  async #answer(together: readonly Waiting[]): Promise<void> {
    const places = placesOf(together)
    try {
      const rows = await this.#send(statementsOf(together))
      for (const [n, one] of together.entries()) {
        const at = places[n] as number
        one.resolve(rows.slice(at, at + one.queries.length))
      }
    } catch (error) {
      const failed = this.#whatFailed(error)
      const guilty = failed === undefined ? undefined : whoAsked(together, places, failed)
      if (!guilty) for (const one of together) one.reject(error)
      else {
        guilty.reject(error)
        // None of the others was answered, and it is none of their doing: they set out again.
        const others = together.filter((one) => one !== guilty && isWanted(one))
        if (others.length > 0) await this.#answer(others)
      }
    }
  }
}

const isWanted = ({ signal }: Waiting) => !signal?.aborted

/** Where the answers of each reading begin. */
function placesOf(together: readonly Reading[]): number[] {
  let next = 0
  let before: Query | undefined
  return together.map(({ scope, queries }) => {
    if (!isEqual(scope, before)) next++
    before = scope
    next += queries.length
    return next - queries.length
  })
}

/** Whose statement this is; the one that sets a scope is the first one's behind it. */
function whoAsked(together: readonly Waiting[], places: readonly number[], at: number): Waiting | undefined {
  return together.find(({ queries }, n) => at < (places[n] as number) + queries.length)
}

/** Readings of one scope that follow each other set it once. */
function statementsOf(together: readonly Reading[]): Query[] {
  const statements: Query[] = []
  let before: Query | undefined
  for (const { scope, queries } of together) {
    if (!isEqual(scope, before)) statements.push(scope)
    before = scope
    statements.push(...queries)
  }
  return statements
}

const isEqual = (a: Query, b: Query | undefined) =>
  a.name === b?.name && a.values.every((value, n) => value === b.values[n])
