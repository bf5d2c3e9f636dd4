import type { AddressFacts } from './authority.ts'
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

/** A customer of this directory whom a sign-in made, and for whom no directory user has arrived yet. */
export interface JustInTimeCustomer {
  readonly customerId: string
  /** Whether the value by which sign-ins are matched is the one that this user has. */
  readonly isSame: boolean
  /** Otherwise an administrator has deactivated the person here, and the directory has said nothing of it. */
  readonly active: boolean
}

/** Somebody was erased who had one of the values that arrive. */
export interface ErasedTrace {
  /** What stays of that person. */
  readonly customerId: string
  readonly by: 'address' | 'external-id' | 'user-name'
}

/** Who could be meant by a directory user, or by a sign-in or an imported row in its place. */
export interface MatchCandidates {
  readonly directoryId: number
  readonly justInTime: readonly JustInTimeCustomer[]
  readonly deletedTwins: readonly DeletedTwin[]
  /** A present directory user of this directory has the same externalId. */
  readonly presentTwin: boolean
  readonly erased?: ErasedTrace | undefined
}

/** What the site and the directory have laid down. */
export interface MatchPolicy {
  /** The directory's externalId is the object's own id there, and never somebody else's. */
  readonly externalIdIsImmutable: boolean
  /** The directory has as many people as it may have. */
  readonly isFull: boolean
  /** What the site's access policy says of somebody new with this address. */
  readonly letsIn: boolean
}

export const holdReasons = ['staff-address', 'quota', 'access-policy', 'erased'] as const
export type HoldReason = (typeof holdReasons)[number]

/** What can be decided about one of many who are held back for one reason. */
export const heldDecisions = ['let-in', 'keep-out', 'ask-again'] as const
export type HeldDecision = (typeof heldDecisions)[number]

/** Who a directory user without a customer is, and by which evidence. */
export type Match =
  /** Somebody of this directory: made by a sign-in (rule 1), or back after leaving (rule 2). */
  | { readonly kind: 'bind' | 'return'; readonly customerId: string; readonly evidence: string }
  /** An unmanaged customer, whom the directory manages from now on (rule 3). */
  | { readonly kind: 'link'; readonly customerId: string; readonly evidence: string }
  /** Somebody new (rules 4 to 6). Who left with the same externalId may be meant, and nothing else says so (rule 2). */
  | { readonly kind: 'create'; readonly mayBe?: string }
  /** Nobody yet: a person decides (rule 0). */
  | Hold

export type Hold =
  | { readonly kind: 'hold'; readonly reason: Exclude<HoldReason, 'erased'> }
  /** Whoever it is, is new: nothing of the erased person is left to bring along. */
  | { readonly kind: 'hold'; readonly reason: 'erased'; readonly erased: ErasedTrace }

/**
 * Decides who a directory user without a customer is, in the order of product.md, "Who is who". A person is known by (directory,
 * directory user), never by an e-mail address; only the address of an unmanaged customer leads to somebody, and only where the
 * directory speaks for its domain. That somebody else holds the address (rules 4 and 5) makes no other person of the user: it
 * is what `judgeAddress` says of the address.
 * @param address what is known of the user's address; undefined when there is none
 */
export function matchUser(
  user: UserFacts,
  candidates: MatchCandidates,
  address: AddressFacts | undefined,
  policy: MatchPolicy,
): Match {
  if (address?.ofStaff) return { kind: 'hold', reason: 'staff-address' }
  const known = boundTo(candidates) ?? returned(user, candidates, policy)
  if (known && known.kind !== 'create') return known
  const deactivated = deactivatedHere(candidates)
  if (deactivated) return deactivated
  if (candidates.erased) return { kind: 'hold', reason: 'erased', erased: candidates.erased }
  // Whom the directory has already is nobody more: so the quota comes behind those rules.
  if (policy.isFull) return { kind: 'hold', reason: 'quota' }
  const present = linked(address)
  if (present) return present
  // The policy is about who comes, and not about who is there.
  if (!policy.letsIn) return { kind: 'hold', reason: 'access-policy' }
  return known ?? { kind: 'create' }
}

/** Rule 1. Of several nobody knows who is meant. */
function boundTo({ justInTime }: MatchCandidates): Match | undefined {
  const [found, ...others] = justInTime.filter(({ isSame, active }) => isSame && active)
  if (!found || others.length > 0) return undefined
  return { kind: 'bind', customerId: found.customerId, evidence: 'signed in with the same value before' }
}

/**
 * Rule 1 as well: whom an administrator has deactivated is nobody new under the same value. That the person is active again is the
 * directory's own word, and never that of a sign-in.
 */
function deactivatedHere({ justInTime }: MatchCandidates): Match | undefined {
  const [found] = justInTime.filter(({ isSame, active }) => isSame && !active)
  if (!found) return undefined
  const evidence = 'signed in with the same value before, and was deactivated here'
  return { kind: 'bind', customerId: found.customerId, evidence }
}

/**
 * Rule 2: somebody comes back when exactly one deleted user had this externalId, no present one has it, and the user name or the
 * address is equal too, or the directory never gives an externalId twice.
 */
export function returned(
  user: UserFacts,
  candidates: MatchCandidates,
  policy: MatchPolicy,
): Match | undefined {
  const { deletedTwins, presentTwin, directoryId } = candidates
  const [twin, ...others] = deletedTwins
  if (!twin || others.length > 0 || presentTwin || twin.customerId === null) return undefined
  if (twin.customerDirectoryId !== directoryId) return undefined
  const evidence = evidenceOf(user, twin, policy)
  return evidence === undefined
    ? { kind: 'create', mayBe: twin.customerId }
    : { kind: 'return', customerId: twin.customerId, evidence }
}

function evidenceOf(user: UserFacts, twin: DeletedTwin, policy: MatchPolicy): string | undefined {
  if (twin.userNameFolded === foldAddress(withoutTombstone(user.userName))) {
    return 'same externalId and userName'
  }
  if (user.address !== undefined && twin.addressFolded === foldAddress(user.address)) {
    return 'same externalId and address'
  }
  return policy.externalIdIsImmutable ? 'same externalId, which is never given twice' : undefined
}

/** Rule 3. A guest's directory speaks for nobody else's domain: it makes addresses held, and links nobody. */
function linked(address: AddressFacts | undefined): Match | undefined {
  if (!address?.holder || address.holder.isManaged || !mayLink(address)) return undefined
  const { holder, authority } = address
  return { kind: 'link', customerId: holder.customerId, evidence: `address in a ${authority} domain` }
}

/** Whether a directory's word for an address's domain is enough to take an unmanaged customer over. */
function mayLink({ authority, provenElsewhere }: AddressFacts): boolean {
  return authority === 'proven' || (authority === 'declared' && !provenElsewhere)
}
