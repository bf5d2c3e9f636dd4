// How often somebody may try, at every door alike: counted before the try is judged, in the database, for all processes.
import { createHash } from 'node:crypto'
import { type Limit, limits, waitInWords, waitSeconds, waitsOf } from '../model/access/attempts.ts'
import { DoorwardError } from '../model/errors.ts'
import { type CountedTry, countTries, takeAttemptsBack } from '../storage/access/attempts.ts'
import type { Transaction } from '../storage/database.ts'

/** By what tries are counted; a hash, because what somebody typed in the wrong field may be a password. */
export interface TrySubject {
  readonly hash: Buffer
  readonly limit: Limit
}

export function trySubject(limit: keyof typeof limits, ...parts: string[]): TrySubject {
  const hash = createHash('sha256')
    .update(JSON.stringify([limit, ...parts]))
    .digest()
  return { hash, limit: limits[limit] }
}

/**
 * Counts a try of each, unless one of them must wait: then none counts.
 * @returns until when the try must wait; undefined: it may be judged. The transaction must commit in both cases
 */
export async function countTry(
  tx: Transaction,
  subjects: readonly TrySubject[],
  now: Date,
): Promise<Date | undefined> {
  const asked = subjects.map(({ hash, limit }) => ({ ...limit, hash, waits: waitsOf(limit) }))
  const rows = await tx.read<CountedTry>(countTries(tx.siteId, asked, now))
  const counted = rows.filter(({ waitsUntil }) => waitsUntil === null)
  if (counted.length === subjects.length) return undefined
  // Of many at once some were first: what those left behind is a wait that began after this try had looked.
  if (counted.length > 0)
    tx.write(
      takeAttemptsBack(
        tx.siteId,
        counted.map(({ subjectHash }) => subjectHash),
      ),
    )
  const times = rows.map(({ waitsUntil }) => waitsUntil?.getTime() ?? 0)
  return new Date(Math.max(now.getTime() + 1_000, ...times))
}

/** A try was right: it does not count. What failed before it still does. */
export function takeTryBack(tx: Transaction, subjects: readonly TrySubject[]): void {
  tx.write(
    takeAttemptsBack(
      tx.siteId,
      subjects.map(({ hash }) => hash),
    ),
  )
}

/** Too much of something: says when there may be more of it, in words and as `Retry-After`. */
export class ComeLater extends DoorwardError {
  readonly retryAfterSeconds: number

  constructor(code: 'too-many-attempts' | 'too-much', sentence: string, retryAfterSeconds: number) {
    super(code, sentence)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Too many tries: says when the next is looked at. */
export class TooManyTries extends ComeLater {
  constructor(until: Date, now: Date) {
    super(
      'too-many-attempts',
      `Too many attempts. Try again in ${waitInWords(until, now)}.`,
      waitSeconds(until, now),
    )
  }
}
