/** What a directory may say about an address, and whether somebody else holds it (product.md, "Authority"). */
export interface AddressFacts {
  /** This directory's word for the address's domain. */
  readonly authority: 'proven' | 'declared' | undefined
  /** Another directory has proven the domain. */
  readonly provenElsewhere: boolean
  /** The customer who holds the address now, if anyone does. */
  readonly holderId: string | undefined
}

export type Standing = 'held' | 'claimed'

export type AddressVerdict =
  | { readonly kind: 'take'; readonly standing: Standing }
  | { readonly kind: 'refuse'; readonly reason: 'held-by-another' | 'domain-of-another' }

/**
 * Judges one address for one customer, at creation and at every change alike. An address that somebody else holds, or
 * in a domain that another directory has proven, stays in the mirror and is not this person's.
 */
export function judgeAddress(facts: AddressFacts, customerId: string): AddressVerdict {
  if (facts.holderId !== undefined && facts.holderId !== customerId) {
    return { kind: 'refuse', reason: 'held-by-another' }
  }
  if (facts.provenElsewhere && facts.authority !== 'proven') {
    return { kind: 'refuse', reason: 'domain-of-another' }
  }
  return { kind: 'take', standing: facts.authority === undefined ? 'claimed' : 'held' }
}
