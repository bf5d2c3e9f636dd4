// What somebody answered, signed with the site's key, so that anybody can check it with the public half.
import { createHash } from 'node:crypto'
import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose'
import { z } from 'zod'
import { proofAnswers } from '../model/desk/prove.ts'
import { DoorwardError } from '../model/errors.ts'
import type { Transaction } from '../storage/database.ts'
import {
  holdReceiptKeys,
  insertReceiptKey,
  type ProvenMessage,
  type ReceiptKeyRow,
  receiptKeys,
} from '../storage/desk/proofs.ts'

const algorithm = 'EdDSA'
/** So that nothing else that the site may sign some day is taken for one. RFC 8725, section 3.11. */
const type = 'doorward-receipt+jws'

/** How the digest is made of what was written; receipts of before there were versions have none, and are 1. */
type ReceiptVersion = 1 | 2
export const receiptVersion = 2

const receipt = z.strictObject({
  version: z.literal(receiptVersion).optional(),
  /** The site's address. */
  site: z.string(),
  request: z.strictObject({ id: z.string(), key: z.string(), comment: z.string().nullable() }),
  /** SHA-256 of what was written, base64url. */
  content: z.string(),
  person: z.strictObject({ id: z.string(), name: z.string(), address: z.string() }),
  /** Through which they signed in; null: by a door of the help centre. */
  directory: z.string().nullable(),
  method: z.string(),
  signedInAt: z.string(),
  answer: z.enum(proofAnswers),
  answeredAt: z.string(),
})
export type Receipt = z.infer<typeof receipt>

/**
 * The digest of a message. Version 2 covers what opened the request as a whole: its summary and answers with the text of the mail that
 * opened it; of another comment its text; of both what was quoted, and each file.
 * @param of what was asked about in version 1, which covered either the summary and the answers, or the text of one comment
 */
export function contentHash(
  { summary, fieldValues, body, quoted, files, isOpening }: ProvenMessage,
  version: ReceiptVersion,
  of: 'request' | 'comment' = 'request',
): string {
  const fields = Object.entries(fieldValues).sort(([one], [other]) => (one < other ? -1 : 1))
  const opening = isOpening ? [summary, fields] : null
  const first = of === 'request' ? [summary, fields] : [body]
  const content = version === 1 ? first : [version, opening, body, quoted, files]
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url')
}

/** Whether a message is what a receipt was given for, as far as that covers it. */
export function isCovered(message: ProvenMessage, { version, content, request }: Receipt): boolean {
  return contentHash(message, version ?? 1, request.comment === null ? 'request' : 'comment') === content
}

/** What the digest of a receipt is made of, in words. */
export function coveredBy({ version, request }: Receipt): string {
  if (version === receiptVersion) return 'all of the message: its text, what it quoted, and its files'
  return request.comment === null
    ? 'the summary and the answers to the form, and neither the text of a mail nor a file'
    : 'the text of the comment, and neither what it quoted nor a file'
}

/** Signs, in the caller's transaction; the first time the site gets its key. */
export async function signReceipt(tx: Transaction, content: Receipt, now: Date): Promise<string> {
  const { keyId, privateKey } = await keyOfSite(tx, now)
  const key = await importJWK(JSON.parse(privateKey) as JWK, algorithm)
  return new CompactSign(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({ alg: algorithm, kid: keyId, typ: type })
    .sign(key)
}

async function keyOfSite(tx: Transaction, now: Date): Promise<ReceiptKeyRow> {
  const { siteId } = tx
  const [first] = await tx.read<ReceiptKeyRow>(receiptKeys(siteId))
  if (first) return first
  await tx.read(holdReceiptKeys(siteId))
  const [other] = await tx.read<ReceiptKeyRow>(receiptKeys(siteId))
  if (other) return other
  const pair = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = await exportJWK(pair.publicKey)
  const keyId = await calculateJwkThumbprint(publicJwk)
  const key = {
    keyId,
    privateKey: JSON.stringify(await exportJWK(pair.privateKey)),
    publicKey: JSON.stringify({ ...publicJwk, kid: keyId, alg: algorithm, use: 'sig' }),
  }
  tx.write(insertReceiptKey(siteId, key, now))
  return key
}

/**
 * Checks a receipt with public keys alone.
 * @param keys JSON Web Keys, as the site shows them
 * @throws DoorwardError 'conflict' that says what is wrong with it
 */
export async function verifyReceipt(text: string, keys: readonly JWK[]): Promise<Receipt> {
  const wrong = (why: string) => new DoorwardError('conflict', `This is no receipt of this site: ${why}`)
  const verified = await compactVerify(
    text.trim(),
    async ({ kid }) => {
      const key = keys.find((one) => one.kid === kid)
      if (!key) throw wrong('it was signed with a key that the site does not have.')
      return importJWK(key, algorithm)
    },
    { algorithms: [algorithm] },
  ).catch((error: unknown) => {
    throw error instanceof DoorwardError ? error : wrong('the signature does not fit what it says.')
  })
  if (verified.protectedHeader.typ !== type) throw wrong('it was signed for something else.')
  const read = receipt.safeParse(parsed(new TextDecoder().decode(verified.payload)))
  if (!read.success) throw wrong('it does not say what a receipt says.')
  return read.data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
