import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { conflict, DoorwardError, FieldErrors } from '../model/errors.ts'
import {
  type ClaimedCall,
  claimCall,
  claimedCall,
  forgetCalls,
  keepAnswer,
  releaseCall,
} from '../storage/access/repeatable-calls.ts'
import type { Database } from '../storage/database.ts'

/** A key is the caller's secret and is not guessed; a UUID will do. */
const keyPattern = /^[\x21-\x7e]{16,255}$/
const keptMs = 24 * 60 * 60 * 1000
const ivBytes = 12
const tagBytes = 16

interface Repeatable {
  readonly siteId: number
  /** Who calls: keys of two callers have nothing to do with each other. */
  readonly callerId: string
  /** The Idempotency-Key header; undefined when the caller gave none. */
  readonly key: string | undefined
  /** What is asked for: operation and input. */
  readonly request: unknown
  readonly now: Date
}

/**
 * Makes something once, however often the call arrives within a day: a repetition gets the first one's answer. The key is kept
 * as a hash, and the answer encrypted by the key itself.
 * @param database without the call's deadline: a claim must be given up even when the call's time is over
 * @throws DoorwardError 'conflict' when the key was used for something else, or the first call has not ended
 */
export async function once<T>(
  database: Database,
  { siteId, callerId, key, request, now }: Repeatable,
  make: () => Promise<T>,
): Promise<{ answer: T; isRepeated: boolean }> {
  if (key === undefined) return { answer: await make(), isRepeated: false }
  if (!keyPattern.test(key)) {
    const detail = 'must be 16 to 255 printable characters without spaces, such as a UUID.'
    throw new FieldErrors([{ field: 'Idempotency-Key', rule: 'format', detail }])
  }
  const keyHash = hashOf([callerId, key])
  const requestHash = hashOf(request)
  const earlier = await database.inSite(siteId, async (tx) => {
    const claimed = await tx.read(claimCall(siteId, keyHash, requestHash, now))
    if (claimed.length > 0) return undefined
    return (await tx.read<ClaimedCall>(claimedCall(siteId, keyHash)))[0]
  })
  if (earlier) return { answer: earlierAnswer<T>(earlier, requestHash, key), isRepeated: true }
  const answer = await make().catch(async (error: unknown) => {
    // When nobody knows whether it was made, its repetition must not make another one.
    const isKnown = !(error instanceof DoorwardError && error.code === 'outcome-unknown')
    if (isKnown) await database.inSite(siteId, async (tx) => tx.write(releaseCall(siteId, keyHash)))
    throw error
  })
  await database.inSite(siteId, async (tx) => tx.write(keepAnswer(siteId, keyHash, seal(answer, key))))
  return { answer, isRepeated: false }
}

function earlierAnswer<T>({ requestHash, sealedAnswer }: ClaimedCall, wanted: Buffer, key: string): T {
  if (!requestHash.equals(wanted))
    throw conflict(
      'This Idempotency-Key was used for another request. Give each its own, such as a new UUID.',
    )
  if (sealedAnswer === null) {
    throw conflict(
      'The first call with this Idempotency-Key is still under way, or nobody knows how it ended: look whether it was made.',
    )
  }
  return unseal(sealedAnswer, key) as T
}

function hashOf(value: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(value)).digest()
}

function cipherKey(key: string, iv: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, iv, 'doorward repeatable call', 32))
}

function seal(answer: unknown, key: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', cipherKey(key, iv), iv)
  const text = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), text])
}

function unseal(sealed: Buffer, key: string): unknown {
  const iv = sealed.subarray(0, ivBytes)
  const decipher = createDecipheriv('aes-256-gcm', cipherKey(key, iv), iv)
  decipher.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
  const text = Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()])
  return JSON.parse(text.toString())
}

/** Removes the answers that are too old to be asked for again. */
export async function forgetRepeatableCalls(database: Database, siteId: number, now: Date): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    await tx.read(forgetCalls(siteId, new Date(now.getTime() - keptMs)))
  })
}
