/**
 * Many queries that differ in their keys alone, as one. To start a statement costs PostgreSQL more than the one row that most of
 * them find or change: eight users read by one statement take a third of what eight statements take.
 */
import type { Query } from './statement.ts'

/** Whether two queries differ in their keys alone: one name, and all other values the same. */
export function differInKeys(a: Query, b: Query): boolean {
  // Who reads rows by itself knows nothing of `nth`.
  if (a.name === '' || a.name !== b.name || !a.keys || a.readRow) return false
  const common = a.values.length - a.keys.length
  return a.values.slice(0, common).every((value, n) => value === b.values[n])
}

/**
 * @param queries which differ in their keys alone, at least one
 * @returns one statement; of several each row says in `nth`, from 1, which of them it answers
 */
export function keyed(queries: readonly Query[]): Query {
  const first = queries[0] as Query
  if (queries.length === 1) return first
  const { name, values, keys = [], isBrief } = first
  const common = values.length - keys.length
  const lists = keys.map((_, n) => queries.map((query) => query.values[common + n] ?? null))
  const query = { name: `${name}*`, text: textOf(first), values: [...values.slice(0, common), ...lists] }
  return isBrief ? { ...query, isBrief } : query
}

const texts = new Map<string, string>()

function textOf(query: Query): string {
  const text = texts.get(query.name) ?? keyedText(query)
  texts.set(query.name, text)
  return text
}

function keyedText({ text, values, keys = [] }: Query): string {
  const common = values.length - keys.length
  const columns = keys.map((_, n) => `v${common + n + 1}`)
  const lists = keys.map((type, n) => `$${common + n + 1}::${type}[]`)
  const asked = `unnest(${lists.join(', ')}) with ordinality as asked (${columns.join(', ')}, nth)`
  const each = text.replace(/\$(\d+)/g, (whole, digits) =>
    Number(digits) <= common ? whole : `asked.v${digits}`,
  )
  if (each.startsWith('update')) return each.replace(/\bwhere\b/, `from ${asked} where`)
  return `select answer.*, asked.nth::int as nth from ${asked} cross join lateral (${each}) answer`
}
