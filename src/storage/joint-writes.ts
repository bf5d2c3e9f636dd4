/** The writes of several works as few statements. */
import type { Query, Write } from './statement.ts'

/**
 * Puts like beside like, so that rows for one table can go in together. The writes of each work keep their order: a
 * row that another refers to still comes before it.
 */
export function alignWrites(works: readonly (readonly Write[])[]): Write[][] {
  const batches: Write[][] = []
  for (const writes of works) {
    let from = 0
    for (const write of writes) {
      const like = write.name === '' ? -1 : batches.findIndex((batch, n) => n >= from && isLike(batch, write))
      from = like < 0 ? batches.push([]) - 1 : like
      batches[from]?.push(write)
    }
  }
  return batches
}

const isLike = ([first]: readonly Write[], { name }: Write) => first?.name === name

/** Rows in one statement; few sizes, because each is a prepared statement on every connection. */
const sizes = [16, 8, 4, 2, 1] as const

/** Rows of one table become a few statements of many rows; everything else stays as it is. */
export function mergeRows(batch: readonly Write[]): Query[] {
  if (!batch[0]?.isRow) return [...batch]
  const statements: Query[] = []
  for (let from = 0; from < batch.length; ) {
    const size = sizes.find((one) => one <= batch.length - from) as number
    statements.push(ofRows(batch.slice(from, from + size)))
    from += size
  }
  return statements
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
