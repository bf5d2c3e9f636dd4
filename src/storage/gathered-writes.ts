import type { Transaction } from './database.ts'
import { alignWrites, mergeRows } from './joint-writes.ts'
import type { Write } from './statement.ts'

/**
 * The writes of many works of one transaction, which differ only in their values, as few statements of many rows.
 * @param work only writes, through the view it is given
 */
export function writeTogether<T>(
  tx: Transaction,
  items: readonly T[],
  work: (view: Transaction, item: T) => void,
): void {
  const works: Write[][] = []
  const view: Transaction = { ...tx, write: (write) => void works.at(-1)?.push(write) }
  for (const item of items) {
    works.push([])
    work(view, item)
  }
  for (const batch of alignWrites(works)) {
    const table = batch[0]?.table ?? ''
    const tallies = batch.flatMap((write) => write.tallies ?? [])
    for (const [n, statement] of mergeRows(batch).entries())
      tx.write({ ...statement, table, alone: true, tallies: n === 0 ? tallies : [] })
  }
}
