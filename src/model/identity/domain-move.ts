/**
 * One domain becomes another for customers whom no directory manages: a company changes globex.com to globex.example. Everybody
 * with an address at exactly the old domain gets the same local part at the new one, unless something stands in the way.
 */
import { type AccessPolicy, decideAccess } from './access-policy.ts'
import type { Standing } from './authority.ts'
import { isAddress } from './email-address.ts'
import { judgeUnmanagedAddress, type UnmanagedAddressFacts } from './unmanaged.ts'

/** Both folded, as `readDomain` reads them. */
export interface MovedDomain {
  readonly from: string
  readonly to: string
}

/** A directory's say in one of the two domains. */
export interface MoveSay {
  readonly domain: string
  readonly directoryId: number
  readonly directory: string
  readonly authority: 'declared' | 'proven'
}

export type DomainMoveRefusal =
  | { readonly reason: 'same' }
  | { readonly reason: 'proven'; readonly domain: string; readonly directory: string }

/**
 * Whether the one can become the other. A domain that a directory has proven is its company's: people leave it or come into it
 * only from a domain for which the same directory speaks, or they would stand among another company's people.
 */
export function judgeDomainMove(
  { from, to }: MovedDomain,
  says: readonly MoveSay[],
): DomainMoveRefusal | undefined {
  if (from === to) return { reason: 'same' }
  const alone = says.find(
    ({ authority, domain, directoryId }) =>
      authority === 'proven' &&
      !says.some((other) => other.directoryId === directoryId && other.domain !== domain),
  )
  return alone && { reason: 'proven', domain: alone.domain, directory: alone.directory }
}

/** Why an address stays as it is. Each has its sentence in the pages' texts and at the command line. */
export const moveRefusals = [
  'too-long',
  'of-staff',
  'access-policy',
  'has-it',
  'erased',
  'held',
  'left',
  'claimed',
  'shared',
] as const
export type MoveRefusal = (typeof moveRefusals)[number]

/** What is known of one person's address and of the one that would follow it. */
export interface MoveFacts extends UnmanagedAddressFacts {
  readonly standing: Standing
  /** The person has the new address besides. */
  readonly hasNew: boolean
  /** Somebody else whom no directory manages has the old address too. */
  readonly isShared: boolean
}

/** The address at the new domain; the local part stays as it is written. */
export function movedAddress(address: string, to: string): string {
  return `${address.slice(0, address.lastIndexOf('@'))}@${to}`
}

/**
 * Whether one person's address moves. The new one is held only where the old one was. Of several who have the old address only
 * its holder moves: who merely claims it must not come to hold what is another's.
 */
export function judgeMovedAddress(
  address: string,
  to: string,
  facts: MoveFacts,
  policy: AccessPolicy,
): MoveRefusal | undefined {
  const next = movedAddress(address, to)
  if (!isAddress(next)) return 'too-long'
  const refusal = judgeUnmanagedAddress(facts)
  if (refusal?.reason === 'of-staff') return 'of-staff'
  const { outcome } = decideAccess({ channel: 'agent', address: next, person: { kind: 'stranger' } }, policy)
  if (outcome !== 'account') return 'access-policy'
  if (facts.hasNew) return 'has-it'
  // Whoever has it by then would be taken for the one who was erased: that is a person's decision.
  if (facts.erased) return 'erased'
  if (refusal) return refusal.reason
  return facts.standing === 'claimed' && facts.isShared ? 'shared' : undefined
}
