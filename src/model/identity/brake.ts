/**
 * The brake: when a directory takes away from many more people than on an ordinary day, memberships and address changes wait
 * for a person's word (product.md, "States"). What ends somebody's sign-in never waits.
 */

/** What counts happened within so long. */
export const brakeWindowMs = 60 * 60 * 1000

/** Fewer than so many people are an ordinary day, whatever their share. */
export const brakeMin = 5
const brakeShare = 0.1

/**
 * Whether so many losses put the brake on.
 * @param lost how many people lost activity, membership or address
 * @param stayed how many of the same directory or organization did not
 */
export function isTooMany(lost: number, stayed: number): boolean {
  return lost >= brakeMin && lost > brakeShare * (lost + stayed)
}

/** How many who stayed are enough to know that `lost` are not too many. */
export function stayedEnough(lost: number): number {
  return Math.ceil(lost / brakeShare) - lost
}

/** What of a person can be lost in a directory's write. */
export type LossKind = 'activity' | 'membership' | 'address'

/** The moment from which losses count: of an hour, and not those that were decided upon. */
export function countedFrom(now: Date, decidedAt: Date | null): Date {
  return new Date(Math.max(now.getTime() - brakeWindowMs, decidedAt?.getTime() ?? 0))
}
