/**
 * Customers whom no directory manages: an administrator adds them, later a person signs up or is imported. The same rule
 * answers every one of these ways (product.md, "Change, deletion, return").
 */
import type { Standing } from './authority.ts'
import type { ErasedTrace } from './matching.ts'

/** What speaks against giving an address to an unmanaged customer. Of each kind somebody else than that customer. */
export interface UnmanagedAddressFacts {
  /** Who holds it now. */
  readonly holderId: string | null
  /** An unmanaged customer who claims it now: adding the same person twice helps nobody. */
  readonly claimantId: string | null
  /** Somebody whom a directory manages, who left, and held it last. */
  readonly leaverId: string | null
  /** It belongs to somebody of the staff. */
  readonly ofStaff: boolean
  /** What stays of somebody who was erased and had it: whoever is added with it waits until a person decides. */
  readonly erased: ErasedTrace | null
}

export type UnmanagedRefusal =
  | { readonly reason: 'of-staff' }
  | { readonly reason: 'held' | 'claimed' | 'left'; readonly customerId: string }

/**
 * Whether an unmanaged customer can have an address. Somebody whom a directory manages and who left comes back by that
 * directory or by being released, never by being added anew. What a directory only claims keeps nobody out: otherwise any
 * directory could keep whom it likes from being added.
 */
export function judgeUnmanagedAddress(facts: UnmanagedAddressFacts): UnmanagedRefusal | undefined {
  if (facts.ofStaff) return { reason: 'of-staff' }
  if (facts.holderId !== null) return { reason: 'held', customerId: facts.holderId }
  if (facts.leaverId !== null) return { reason: 'left', customerId: facts.leaverId }
  if (facts.claimantId !== null) return { reason: 'claimed', customerId: facts.claimantId }
  return undefined
}

/** An address is held only when the mailbox is known to be the person's (product.md, "held / claimed address"). */
export const standingOf = (isProven: boolean): Standing => (isProven ? 'held' : 'claimed')

/** What must be known of a managed person before an administrator lets them go. */
export interface ReleaseFacts {
  readonly directoryId: number | null
  readonly active: boolean
}

export type ReleaseRefusal = 'unmanaged' | 'still-active'

/** Only somebody whom the directory has let go can be released: who is active there belongs there. */
export function judgeRelease({ directoryId, active }: ReleaseFacts): ReleaseRefusal | undefined {
  if (directoryId === null) return 'unmanaged'
  return active ? 'still-active' : undefined
}

/** What must be known of a managed person before an administrator deactivates them, or has them back. */
export interface DeactivationFacts {
  readonly directoryId: number | null
  readonly active: boolean
  readonly isOfSignIn: boolean
  readonly isDeactivatedHere: boolean
}

/**
 * Whether it is for an administrator to say that somebody is active here. Of whom a directory has its own word that word counts; of
 * somebody whom only a sign-in made nobody else can say it, and only what an administrator did is taken back by one.
 */
export function isActiveByHand({
  directoryId,
  active,
  isOfSignIn,
  isDeactivatedHere,
}: DeactivationFacts): boolean {
  if (directoryId === null) return true
  return isOfSignIn && (active || isDeactivatedHere)
}
