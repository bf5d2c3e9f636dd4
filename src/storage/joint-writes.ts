/** The writes of several works as few statements. */
import { alignLike } from './align.ts'
import { differInKeys, keyed } from './keyed.ts'
import { onceEach, type Query, type Write } from './statement.ts'

/** The writes of several works, like beside like. */
export const alignWrites = (works: readonly (readonly Write[])[]): Write[][] =>
  alignLike(works, (one, { name }) => name !== '' && one.name === name)

/** Rows in one statement at most. Each number of them is a prepared statement on a connection, of a few ten kilobytes. */
const rowsMax = 16

/**
 * Rows of one table become a few statements of many rows, and changes of as many rows one; of what one is enough of, one stays.
 * Everything else stays as it is.
 */
export function mergeRows(batch: readonly Write[]): Query[] {
  if (batch[0]?.once !== undefined) return [...onceEach(batch)]
  if (changesEachOnce(batch)) return [keyed(batch)]
  if (!batch[0]?.isRow) return [...batch]
  const statements: Query[] = []
  for (let from = 0; from < batch.length; from += rowsMax) {
    statements.push(ofRows(batch.slice(from, from + rowsMax)))
  }
  return statements
}

/** Changes of rows, each of another: one statement changes a row once, whatever else it is told. */
function changesEachOnce(batch: readonly Write[]): boolean {
  const [first] = batch
  if (!first?.keys || !batch.every((write) => differInKeys(first, write))) return false
  const named = batch.map(({ values, keys = [] }) => values[values.length - keys.length])
  return new Set(named).size === named.length
}

const texts = new Map<string, string>()

function ofRows(rows: readonly Write[]): Query {
  const first = rows[0] as Write
  if (rows.length === 1) return first
  const name = `${first.name}*${rows.length}`
  const text = texts.get(name) ?? rowsText(first, rows.length)
  texts.set(name, text)
  return { name, text, values: rows.flatMap(({ values }) => values) }
}

function rowsText({ text, values }: Write, size: number): string {
  const at = text.lastIndexOf('values (') + 'values '.length
  const row = text.slice(at)
  const rows = Array.from({ length: size }, (_, n) =>
    row.replace(/\$(\d+)/g, (_whole, digits) => `$${Number(digits) + n * values.length}`),
  )
  return text.slice(0, at) + rows.join(', ')
}
