import { FieldErrors } from '../model/errors.ts'

export interface PageQuery {
  readonly limit: number
  readonly after?: string | undefined
}

/** A page of rows that were read with one more than was asked for, to know whether more follow. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { rows: readonly Row[]; next: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

/** A page of a list that was read whole, because it is never long. */
export function pageOfAll<Row>(
  all: readonly Row[],
  { limit, after }: PageQuery,
  cursorOf: (row: Row) => string,
): { rows: readonly Row[]; next: string | null } {
  const from = after === undefined ? 0 : all.findIndex((row) => cursorOf(row) === after) + 1
  if (after !== undefined && from === 0) throw wrongCursor()
  return pageOfRows(all.slice(from, from + limit + 1), limit, cursorOf)
}

/** A place in a list that is ordered by text: what stands there may go, and the place stays. */
export function writePlace(text: string): string {
  return Buffer.from(text).toString('base64url')
}

export function readPlace(after: string | undefined, beginning: string): string {
  if (after === undefined) return beginning
  const text = Buffer.from(after, 'base64url').toString()
  if (writePlace(text) !== after || text.includes('\0')) throw wrongCursor()
  return text
}

/** A place in a list that is ordered by id. */
export function readIdPlace(after: string | undefined, beginning: string): string {
  if (after === undefined) return beginning
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(after)) throw wrongCursor()
  return after
}

export const wrongCursor = () =>
  new FieldErrors([{ field: 'after', rule: 'cursor', detail: 'must be the `next` of the page before.' }])
