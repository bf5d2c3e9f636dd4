/** A person's session ends when nobody has used it for a working day, and after a week in any case. */
const idleMaxMs = 12 * 60 * 60 * 1000
const lifeMaxMs = 7 * 24 * 60 * 60 * 1000

/** "Last seen" is worth a write a minute. */
const touchEveryMs = 60 * 1000

export interface SessionTimes {
  readonly lastSeenAt: Date
  readonly expiresAt: Date
}

/** When a session that begins now ends at the latest. */
export function sessionEnd(now: Date): Date {
  return new Date(now.getTime() + lifeMaxMs)
}

/** Whether a session still holds. */
export function isSessionLive({ lastSeenAt, expiresAt }: SessionTimes, now: Date): boolean {
  return now < expiresAt && now.getTime() - lastSeenAt.getTime() < idleMaxMs
}

/** Before this moment a session must have been seen last, to be idle now. */
export function idleSince(now: Date): Date {
  return new Date(now.getTime() - idleMaxMs)
}

export function isTouchDue({ lastSeenAt }: Pick<SessionTimes, 'lastSeenAt'>, now: Date): boolean {
  return now.getTime() - lastSeenAt.getTime() >= touchEveryMs
}
