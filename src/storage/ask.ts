import type { Transaction } from './database.ts'
import type { Query } from './statement.ts'

/** Queries with the meaning of their answers, so that they can travel together with those of somebody else. */
export interface Ask<T> {
  readonly queries: readonly Query[]
  /** @param answers the rows of each query, in their order */
  read(answers: unknown[][]): T
}

/** Asks in one round trip, or in none when there is nothing to ask. */
export async function ask<T>(tx: Transaction, { queries, read }: Ask<T>): Promise<T> {
  return read(queries.length === 0 ? [] : await tx.readAll(queries))
}

/** One query, whose rows are the answer. */
export function askRows<Row>(query: Query): Ask<Row[]> {
  return { queries: [query], read: ([rows = []]) => rows as Row[] }
}

/** Two as one: the first's queries run before the second's. */
export function both<A, B>(first: Ask<A>, second: Ask<B>): Ask<[A, B]> {
  const { length } = first.queries
  return {
    queries: [...first.queries, ...second.queries],
    read: (answers) => [first.read(answers.slice(0, length)), second.read(answers.slice(length))],
  }
}
