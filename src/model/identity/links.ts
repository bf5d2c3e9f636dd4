/** A person whom several directories have (product.md, "Change, deletion, return"). */

/** Another directory's user who is the same person. */
export interface OtherLink {
  readonly directoryId: number
  readonly active: boolean
}

/** What the links of a person say to one of the directories. */
export interface SharedPerson {
  /** Whether this directory owns name, address and details. */
  readonly owns: boolean
  /** The links of the others, the oldest first. */
  readonly others: readonly OtherLink[]
}

/** The person goes on being active through somebody else. */
export function isActiveElsewhere(shared: SharedPerson | undefined): boolean {
  return shared?.others.some(({ active }) => active) ?? false
}

/**
 * Who owns name and address when their owner lets the person go: the oldest of those that still have them active, else the
 * oldest.
 */
export function heirOf(others: readonly OtherLink[]): number | undefined {
  return (others.find(({ active }) => active) ?? others[0])?.directoryId
}

/**
 * Whether a directory that owns nothing of the person takes name and address over: it speaks for the address that it gives,
 * and nobody holds the present one.
 */
export function takesCharge(
  shared: SharedPerson | undefined,
  mayHoldItsAddress: boolean,
  present: 'held' | 'claimed' | undefined,
): boolean {
  return shared !== undefined && !shared.owns && mayHoldItsAddress && present !== 'held'
}
