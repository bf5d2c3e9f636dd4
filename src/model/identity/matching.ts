import type { UserFacts } from './directory-user.ts'
import { foldAddress, withoutTombstone } from './email-address.ts'

/** A deleted directory user of the same directory that had the same externalId. */
export interface DeletedTwin {
  readonly userId: string
  readonly userNameFolded: string
  readonly addressFolded: string | null
  readonly customerId: string | null
  /** The directory that manages the customer now. */
  readonly customerDirectoryId: number | null
}

export interface MatchCandidates {
  readonly directoryId: number
  readonly deletedTwins: readonly DeletedTwin[]
  /** A present directory user of this directory has the same externalId. */
  readonly presentTwin: boolean
}

export type Match =
  | { readonly kind: 'return'; readonly customerId: string; readonly evidence: string }
  | { readonly kind: 'create' }

/**
 * Decides who a directory user without a customer is. A person is known by (directory, directory user), never by an
 * e-mail address: somebody comes back when exactly one deleted user had this externalId, no present one has it, and
 * the user name or the address is equal too (product.md, "Who is who", rule 2). Anybody else is new (rule 6).
 */
export function matchUser(user: UserFacts, candidates: MatchCandidates): Match {
  const [twin, ...others] = candidates.deletedTwins
  if (!twin || others.length > 0 || candidates.presentTwin || twin.customerId === null)
    return { kind: 'create' }
  if (twin.customerDirectoryId !== candidates.directoryId) return { kind: 'create' }
  if (twin.userNameFolded === foldAddress(withoutTombstone(user.userName))) {
    return { kind: 'return', customerId: twin.customerId, evidence: 'same externalId and userName' }
  }
  if (user.address !== undefined && twin.addressFolded === foldAddress(user.address)) {
    return { kind: 'return', customerId: twin.customerId, evidence: 'same externalId and address' }
  }
  return { kind: 'create' }
}
