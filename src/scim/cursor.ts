import { createHash } from 'node:crypto'
import type { Place, SortKey } from '../model/identity/resource-sort.ts'
import { isResourceId } from '../model/ids.ts'
import { ScimError } from './errors.ts'

/**
 * A cursor (RFC 9865) is the place behind which the next page begins: an id, in a sorted list the sort's value before it, with
 * a mark of the query it belongs to: another filter or order would silently skip resources. It holds unreserved characters
 * only (RFC 3986 2.3) and never expires, because it is a place in an order and not a result that is kept.
 * @param query what the cursor belongs to, in any spelling that is the same for the same list
 */
export function writeCursor({ id, key }: Place, query: string): string {
  const value = key === undefined ? '' : `.${Buffer.from(JSON.stringify(key)).toString('base64url')}`
  return `${markOf(query)}.${id}${value}`
}

/**
 * @param fits whether the order can have such a key
 * @throws ScimError 400 invalidCursor when it is none of ours, or of another query
 */
export function readCursor(cursor: string, query: string, fits: (key: SortKey) => boolean): Place {
  const [mark, id = '', value, ...rest] = cursor.split('.')
  const key = value === undefined ? undefined : readKey(value)
  const isWhole = (value === undefined || key !== undefined) && rest.length === 0
  if (mark !== markOf(query) || !isResourceId(id) || !isWhole || !fits(key)) {
    throw new ScimError(
      400,
      'cursor: it must be the nextCursor of the page before, with the same filter and order. Begin again with an empty cursor.',
      'invalidCursor',
    )
  }
  return { id, key }
}

function readKey(value: string): SortKey {
  let key: unknown
  try {
    key = JSON.parse(Buffer.from(value, 'base64url').toString())
  } catch {
    return undefined
  }
  if (typeof key === 'string') return key.includes('\0') || !key.isWellFormed() ? undefined : key
  return typeof key === 'number' || typeof key === 'boolean' ? key : undefined
}

function markOf(query: string): string {
  return createHash('sha256').update(query).digest('base64url').slice(0, 8)
}
