import type { ErasedTrace } from './matching.ts'

/** What a directory may say about the addresses of a domain (product.md, "Authority"). */
export interface DomainSay {
  /** This directory's word for the domain. */
  readonly authority: 'proven' | 'declared' | undefined
  /** The directory speaks for addresses in which nobody else has a say: it holds new ones, and never links anybody. */
  readonly guests: boolean
  /** Another directory has proven the domain. */
  readonly provenElsewhere: boolean
}

/** The same for one address, and whether somebody else holds it. */
export interface AddressFacts extends DomainSay {
  /** The customer who holds the address now, if anyone does. */
  readonly holder: AddressHolder | undefined
  /** It belongs to somebody of the staff, or its domain is reserved for them. */
  readonly ofStaff: boolean
  /** What stays of somebody erased who had it; whoever comes new with it is held back before. */
  readonly erased?: ErasedTrace | undefined
}

export interface AddressHolder {
  readonly customerId: string
  /** Whether a directory manages the customer. */
  readonly isManaged: boolean
}

export type Standing = 'held' | 'claimed'

/** Why a directory's word for an address does not count. `held-by-unmanaged`: by somebody whom no directory manages. */
export type AddressRefusal =
  | 'of-staff'
  | 'held-by-another'
  | 'held-by-unmanaged'
  | 'domain-of-another'
  | 'of-erased'

export type AddressVerdict =
  | { readonly kind: 'take'; readonly standing: Standing }
  /** `holderId`: whoever has it, or had it until the erasure. */
  | { readonly kind: 'refuse'; readonly reason: AddressRefusal; readonly holderId?: string }

/** What a directory's word for an address in the domain is worth, as long as nobody else holds it. */
export function judgeSay({ authority, guests, provenElsewhere }: DomainSay): Standing | 'refused' {
  if (authority === 'proven') return 'held'
  if (provenElsewhere) return 'refused'
  return authority === 'declared' || guests ? 'held' : 'claimed'
}

/**
 * Judges one address for one customer, at creation and at every change alike. An address of staff, one that somebody else holds,
 * or in a domain that another directory has proven, or of somebody erased, stays in the mirror and is not this person's.
 */
export function judgeAddress(facts: AddressFacts, customerId: string): AddressVerdict {
  const { holder } = facts
  if (facts.ofStaff) return { kind: 'refuse', reason: 'of-staff' }
  if (holder && holder.customerId !== customerId) {
    const reason = holder.isManaged ? 'held-by-another' : 'held-by-unmanaged'
    return { kind: 'refuse', reason, holderId: holder.customerId }
  }
  const standing = judgeSay(facts)
  if (standing === 'refused') return { kind: 'refuse', reason: 'domain-of-another' }
  if (facts.erased) return { kind: 'refuse', reason: 'of-erased', holderId: facts.erased.customerId }
  return { kind: 'take', standing }
}
