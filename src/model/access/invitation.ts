// Inviting customers: until when an invitation stands, whom its link lets in, and whom nobody can invite (decision 38).
import {
  type AccessReason,
  accessPolicyDefault,
  accessReasons,
  decideAccess,
  sayAccess,
} from '../identity/access-policy.ts'
import { type AddressPeople, type Door, doorOf } from './portal-way.ts'

const dayMs = 24 * 60 * 60 * 1000
const invitationDays = 7

/** Until when an invitation that is sent now can be taken up. */
export function invitationEnd(now: Date): Date {
  return new Date(now.getTime() + invitationDays * dayMs)
}

export const invitationStates = ['sent', 'accepted', 'expired', 'revoked'] as const
export type InvitationState = (typeof invitationStates)[number]

export function invitationState(
  invitation: {
    readonly acceptedAt: Date | null
    readonly revokedAt: Date | null
    readonly expiresAt: Date
  },
  now: Date,
): InvitationState {
  if (invitation.acceptedAt !== null) return 'accepted'
  if (invitation.revokedAt !== null) return 'revoked'
  return invitation.expiresAt <= now ? 'expired' : 'sent'
}

/** Why nobody can be invited by an address. */
export const uninvitedReasons = [
  ...accessReasons,
  'leaver',
  'bad-address',
  'too-many-mails',
  'invited',
] as const
export interface WhyUninvited {
  readonly reason: (typeof uninvitedReasons)[number]
  /** The directory, or the entry of a list, that decides. */
  readonly by: string | null
  readonly why: string
}

/** Whom the link lets in who reads the mailbox of its address. */
export type InvitationWay =
  /** A customer whom no directory manages; `isProof`: the address is theirs from then on. */
  | { readonly is: 'customer'; readonly customerId: string; readonly isProof: boolean }
  /** Somebody who becomes a customer; after an erasure a person decides first. */
  | { readonly is: 'new' }
  /** Somebody whom a directory manages, and whom it alone lets in. */
  | ({ readonly is: 'directory'; readonly door: Door | undefined } & WhyUninvited)
  | ({ readonly is: 'closed' } & WhyUninvited)

const leaver =
  'Somebody whom a directory has let go had this address last. Only that directory’s own word brings them back, or an administrator’s release.'

/**
 * Finds the way of whoever is invited by an address. It is asked before the mail is sent and again when the link is used: an
 * invitation is the word of the staff, as if they added the customer by hand, and makes no account next to somebody's address.
 */
export function invitationWay(address: string, people: AddressPeople): InvitationWay {
  const { holder, isStaff, isLeaver, isErased } = people
  const requiredBy = people.requiredBy ?? undefined
  const decide = (person: Parameters<typeof decideAccess>[0]['person']) =>
    decideAccess({ channel: 'agent', address, person, requiredBy }, people.policy ?? accessPolicyDefault)
  const refused = (reason: AccessReason, by?: string): InvitationWay => ({
    is: 'closed',
    reason,
    by: by ?? null,
    why: sayAccess({ outcome: 'refuse', reason, ...(by !== undefined && { by }) }),
  })
  if (isStaff) return refused(decide({ kind: 'staff' }).reason)
  if (holder) {
    const { customerId, active, standing, directoryId } = holder
    const directory = holder.directory ?? undefined
    const { outcome, reason, by } = decide({ kind: 'customer', active, directory })
    if (outcome !== 'in') return refused(reason, by)
    // As a code opens nothing either: everybody of the domain goes through that directory, whoever manages them.
    if (directoryId === null && requiredBy !== undefined) return refused('directory-required', requiredBy)
    if (directoryId === null) return { is: 'customer', customerId, isProof: standing === 'claimed' }
    const why = sayAccess({ outcome: 'in', reason: 'directory-signs-in', by: directory ?? '' })
    return { is: 'directory', door: doorOf(holder), reason: 'directory-signs-in', by: directory ?? null, why }
  }
  if (isLeaver) return { is: 'closed', reason: 'leaver', by: null, why: leaver }
  const { outcome, reason, by } = decide({ kind: isErased ? 'erased' : 'stranger' })
  if (outcome === 'account' || (isErased && outcome === 'hold')) return { is: 'new' }
  return refused(reason, by)
}
