// Addresses to which somebody answers in a request: signed with a key of the site for one request and one person (decision 52).
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Writer } from '../model/desk/request.ts'
import type { Transaction } from '../storage/database.ts'
import { makeReplyKey, replyKeyOf } from '../storage/desk/request-mails.ts'
import type { Face } from './sight.ts'

const keyBytes = 32
/** Of five bits each; local parts are written in small letters by whoever passes a mail on, so it has no others. */
const signatureLength = 20
const letters = 'abcdefghijklmnopqrstuvwxyz234567'
/** RFC 5321 4.5.3.1.1. */
const localMax = 64

/** Who answers in which request, and from which face they were written to. */
export interface ReplyTo {
  readonly requestId: string
  readonly face: Face
  readonly writer: Writer
}

/** What stands in a tag that somebody gave. */
export interface ReplyTag {
  /** Such as `SUP-12`. */
  readonly requestKey: string
  readonly signature: string
}

/** The site's key; made with the first one that is asked for. */
export async function replyKey(tx: Transaction): Promise<Buffer> {
  const read = async () => (await tx.read<{ secret: Buffer }>(replyKeyOf(tx.siteId)))[0]?.secret
  const known = await read()
  if (known) return known
  tx.write(makeReplyKey(tx.siteId, randomBytes(keyBytes)))
  const made = await read()
  if (!made) throw new Error('a site has no key for reply addresses')
  return made
}

/**
 * The address for one person's answers in one request: `help+sup-12-abcdefghijklmnopqrst@acme.example`.
 * @returns undefined where it would be longer than an address may be: then the mailbox itself stands there
 */
export function replyAddress(
  key: Uint8Array,
  mailbox: string,
  requestKey: string,
  to: ReplyTo,
): string | undefined {
  const at = mailbox.lastIndexOf('@')
  const local = `${mailbox.slice(0, at)}+${requestKey.toLowerCase()}-${signatureOf(key, to)}`
  return local.length > localMax ? undefined : `${local}${mailbox.slice(at)}`
}

/** What the addresses of a mail say of requests; whatever is no tag of this kind says nothing. */
export function replyTags(addresses: readonly string[]): ReplyTag[] {
  const tags = addresses.flatMap((address) => {
    const local = address.slice(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase()
    const [, requestKey, signature] = /\+([a-z0-9]{1,20}-[0-9]{1,12})-([a-z2-7]{20})$/.exec(local) ?? []
    return requestKey && signature ? [{ requestKey: requestKey.toUpperCase(), signature }] : []
  })
  return tags.filter((one, n) => tags.findIndex((other) => isSameTag(one, other)) === n).slice(0, 10)
}

const isSameTag = (a: ReplyTag, b: ReplyTag) => a.requestKey === b.requestKey && a.signature === b.signature

/** Whether a tag was signed for this person in this request. */
export function isSignedFor(key: Uint8Array, { signature }: ReplyTag, to: ReplyTo): boolean {
  return timingSafeEqual(Buffer.from(signatureOf(key, to)), Buffer.from(signature))
}

const signatureOf = (key: Uint8Array, { requestId, face, writer }: ReplyTo) =>
  sign(key, ['reply', requestId, face, writer.kind, writer.id])

/** Twenty letters that only this site writes under these words: what they are for stands first. */
export function sign(key: Uint8Array, words: readonly string[]): string {
  const bytes = createHmac('sha256', key).update(words.join(' ')).digest()
  // A letter for each byte keeps five bits of each.
  return [...bytes.subarray(0, signatureLength)].map((byte) => letters[byte & 31]).join('')
}
