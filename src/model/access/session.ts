/** A person's session ends when nobody has used it for a working day, and after a week in any case. */
const hourMs = 60 * 60 * 1000
const idleMaxMs = 12 * hourMs
const lifeMaxMs = 7 * 24 * hourMs

/** "Last seen" is worth a write a minute. */
const touchEveryMs = 60 * 1000

export interface SessionTimes {
  readonly lastSeenAt: Date
  readonly expiresAt: Date
}

/** Of staff; a site decides about its customers'. */
const staffLimits = { idleMaxMs, lifeMaxMs }
type Limits = typeof staffLimits

/** How long a site lets its customers be signed in. */
export function customerLimits(site: {
  readonly customerIdleHours: number
  readonly customerSessionDays: number
}): Limits {
  return { idleMaxMs: site.customerIdleHours * hourMs, lifeMaxMs: site.customerSessionDays * 24 * hourMs }
}

/** When a session that begins now ends at the latest. */
export function sessionEnd(now: Date, limits: Limits = staffLimits): Date {
  return new Date(now.getTime() + limits.lifeMaxMs)
}

/** Whether a session still holds. */
export function isSessionLive(
  { lastSeenAt, expiresAt }: SessionTimes,
  now: Date,
  limits: Limits = staffLimits,
): boolean {
  return now < expiresAt && now.getTime() - lastSeenAt.getTime() < limits.idleMaxMs
}

/** Before this moment a session must have been seen last, to be idle now. */
export function idleSince(now: Date, limits: Limits = staffLimits): Date {
  return new Date(now.getTime() - limits.idleMaxMs)
}

export function isTouchDue({ lastSeenAt }: Pick<SessionTimes, 'lastSeenAt'>, now: Date): boolean {
  return now.getTime() - lastSeenAt.getTime() >= touchEveryMs
}
