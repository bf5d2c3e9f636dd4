import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Place, SortKey } from '../model/identity/resource-sort.ts'
import { isResourceId } from '../model/ids.ts'
import { ScimError } from './errors.ts'

const algorithm = 'aes-256-gcm'
const nonceLength = 12
const tagLength = 16
/** Sealed texts are a multiple of this long, so that their length says little of a name. */
const block = 64

/**
 * The key of a caller's cursors, made of the caller's own token: every process knows it, nothing is kept for it, and no
 * directory can read another's. With the next token a list begins again.
 */
export function cursorKeyOf(token: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', token, '', 'doorward scim cursor', 32))
}

/**
 * A cursor (RFC 9865) is the place behind which the next page begins: an id, and in a sorted list the value that is sorted by,
 * which may be a person's name or address. Cursors stand in URLs, and URLs in the logs of proxies, so it is sealed. It belongs
 * to its query: with another filter or order it would silently skip resources. It holds unreserved characters only
 * (RFC 3986 2.3) and never expires, because it is a place in an order and not a result that is kept.
 * @param query what the cursor belongs to, in any spelling that is the same for the same list
 */
export function writeCursor({ id, key }: Place, query: string, secret: Uint8Array): string {
  const text = JSON.stringify([id, key ?? null])
  const length = Buffer.byteLength(text)
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv(algorithm, secret, nonce).setAAD(Buffer.from(query))
  const sealed = cipher.update(text + ' '.repeat((block - (length % block)) % block), 'utf8')
  return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/**
 * @param fits whether the order can have such a key; who has the token could seal any
 * @throws ScimError 400 invalidCursor when it is none of ours, or of another query or token
 */
export function readCursor(
  cursor: string,
  query: string,
  secret: Uint8Array,
  fits: (key: SortKey) => boolean,
): Place {
  const place = open(Buffer.from(cursor, 'base64url'), query, secret)
  if (place && fits(place.key)) return place
  throw new ScimError(
    400,
    'cursor: it must be the nextCursor of the page before, with the same filter and order. Begin again with an empty cursor.',
    'invalidCursor',
  )
}

function open(cursor: Buffer, query: string, secret: Uint8Array): Place | undefined {
  if (cursor.length <= nonceLength + tagLength) return undefined
  const decipher = createDecipheriv(algorithm, secret, cursor.subarray(0, nonceLength))
    .setAAD(Buffer.from(query))
    .setAuthTag(cursor.subarray(-tagLength))
  try {
    const sealed = decipher.update(cursor.subarray(nonceLength, -tagLength))
    return readPlace(JSON.parse(Buffer.concat([sealed, decipher.final()]).toString()))
  } catch {
    return undefined
  }
}

function readPlace(place: unknown): Place | undefined {
  const [id, key]: unknown[] = Array.isArray(place) ? place : []
  if (typeof id !== 'string' || !isResourceId(id)) return undefined
  if (key === null) return { id, key: undefined }
  const isText = typeof key === 'string' && !key.includes('\0') && key.isWellFormed()
  return isText || typeof key === 'number' || typeof key === 'boolean' ? { id, key } : undefined
}
