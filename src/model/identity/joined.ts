/** Since when somebody belongs to an organization, where a way in was lost and another one has taken its place. */

/** Who loses a way in and has another one by then has moved, and not left. */
const movesWithinMs = 24 * 60 * 60 * 1000

/** More people than these, who lose a way in with one write, are no move of a team: for them nothing is remembered. */
export const rememberedMax = 1_000

/** What is remembered of somebody who loses a way in. */
export interface Remembered {
  readonly since: Date
  /** A way in that begins by then continues. */
  readonly until: Date
}

export function rememberUntil(now: Date): Date {
  return new Date(now.getTime() + movesWithinMs)
}

/** @param since when the oldest of the present ways in began */
export function joinedAt(since: Date, remembered: Remembered | undefined): Date {
  if (!remembered || since > remembered.until) return since
  return remembered.since < since ? remembered.since : since
}
