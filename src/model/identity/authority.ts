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
  readonly holderId: string | undefined
}

export type Standing = 'held' | 'claimed'

export type AddressVerdict =
  | { readonly kind: 'take'; readonly standing: Standing }
  | { readonly kind: 'refuse'; readonly reason: 'held-by-another' | 'domain-of-another' }

/** What a directory's word for an address in the domain is worth, as long as nobody else holds it. */
export function judgeSay({ authority, guests, provenElsewhere }: DomainSay): Standing | 'refused' {
  if (authority === 'proven') return 'held'
  if (provenElsewhere) return 'refused'
  return authority === 'declared' || guests ? 'held' : 'claimed'
}

/**
 * Judges one address for one customer, at creation and at every change alike. An address that somebody else holds, or
 * in a domain that another directory has proven, stays in the mirror and is not this person's.
 */
export function judgeAddress(facts: AddressFacts, customerId: string): AddressVerdict {
  if (facts.holderId !== undefined && facts.holderId !== customerId) {
    return { kind: 'refuse', reason: 'held-by-another' }
  }
  const standing = judgeSay(facts)
  return standing === 'refused' ? { kind: 'refuse', reason: 'domain-of-another' } : { kind: 'take', standing }
}
