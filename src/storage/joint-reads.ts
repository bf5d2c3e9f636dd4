/** The readings of several calls as few statements. */
import { alignLike } from './align.ts'
import { differInKeys, keyed } from './keyed.ts'
import type { Query } from './statement.ts'

/** What is sent for the readings of several readers. */
export interface JointReads {
  readonly statements: readonly Query[]
  /**
   * @param rows of each statement
   * @returns for each reader the rows of each of its queries
   */
  answersOf(rows: readonly unknown[][]): unknown[][][]
  /** The readers whose queries are in this statement. */
  readersOf(statement: number): readonly number[]
}

interface Asked {
  readonly reader: number
  /** Which of the reader's queries. */
  readonly place: number
  readonly query: Query
}

/** Queries that are sent as one statement. */
type Together = readonly Asked[]

/**
 * Each reader's queries keep their order; like ones of several readers become one. All are of one scope.
 * @param isJoined false: each is a statement of its own
 */
export function joinReads(readers: readonly (readonly Query[])[], isJoined = true): JointReads {
  const asked = readers.map((queries, reader) => queries.map((query, place) => ({ reader, place, query })))
  const parts: readonly Together[] = isJoined
    ? alignLike(asked, (a, b) => differInKeys(a.query, b.query))
    : asked.flat().map((one) => [one])
  return {
    statements: parts.map((part) => keyed(part.map(({ query }) => query))),
    answersOf: (rows) => {
      const answers: unknown[][][] = readers.map((queries) => queries.map(() => []))
      for (const [n, part] of parts.entries()) hand(part, rows[n] ?? [], answers)
      return answers
    },
    readersOf: (statement) => (parts[statement] ?? []).map(({ reader }) => reader),
  }
}

function hand(part: Together, rows: readonly unknown[], answers: unknown[][][]): void {
  if (part.length === 1) {
    const { reader, place } = part[0] as Asked
    ;(answers[reader] as unknown[][])[place] = rows as unknown[]
    return
  }
  for (const row of rows as { readonly nth: number }[]) {
    const { reader, place } = part[row.nth - 1] as Asked
    answers[reader]?.[place]?.push(row)
  }
}
