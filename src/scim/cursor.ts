import { createHash } from 'node:crypto'
import { isResourceId } from '../model/ids.ts'
import type { ResourceKind } from '../storage/identity/scim-filter.ts'
import { ScimError } from './errors.ts'

/**
 * A cursor (RFC 9865) is the id behind which the next page begins, with a mark of the query it belongs to: another
 * filter would silently skip resources. It holds unreserved characters only (RFC 3986 2.3), names no secret and never
 * expires, because it is a place in an order and not a result that is kept.
 */
export function writeCursor(id: string, kind: ResourceKind, filter: string | undefined): string {
  return `${markOf(kind, filter)}.${id}`
}

/** @throws ScimError 400 invalidCursor when it is none of ours, or of another query */
export function readCursor(cursor: string, kind: ResourceKind, filter: string | undefined): string {
  const [mark, id = '', ...rest] = cursor.split('.')
  if (mark !== markOf(kind, filter) || !isResourceId(id) || rest.length > 0) {
    throw new ScimError(
      400,
      'cursor: it must be the nextCursor of the page before, with the same filter. Begin again with an empty cursor.',
      'invalidCursor',
    )
  }
  return id
}

function markOf(kind: ResourceKind, filter = ''): string {
  return createHash('sha256').update(`${kind} ${filter}`).digest('base64url').slice(0, 8)
}
