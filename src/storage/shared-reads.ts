import { isUnavailable } from './connection.ts'
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
  readonly #waiting: Waiting[] = []
  readonly #lanes = new Lanes(lanes, () => this.#depart())

  /** @param send sends statements in one packet, as one transaction that only reads */
  constructor(send: (queries: readonly Query[]) => Promise<unknown[][]>) {
    this.#send = send
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
      const together = this.#waiting.splice(0, togetherMax).filter(({ signal }) => !signal?.aborted)
      if (together.length > 0) void this.#lanes.run(() => this.#answer(together))
    }
  }

  async #answer(together: readonly Waiting[]): Promise<void> {
    try {
      const rows = await this.#send(statementsOf(together))
      let at = 0
      let scope: Query | undefined
      for (const one of together) {
        if (!isEqual(one.scope, scope)) at++
        scope = one.scope
        one.resolve(rows.slice(at, at + one.queries.length))
        at += one.queries.length
      }
    } catch (error) {
      if (together.length === 1 || isUnavailable(error)) for (const one of together) one.reject(error)
      // One is wrong, and none that travelled along was answered: each is asked by itself.
      else for (const one of together) await this.#answer([one])
    }
  }
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
