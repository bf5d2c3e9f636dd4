/** Cases: what a person must decide, kind by kind. Whoever needs another kind adds it here. */

/** One way to decide a case. */
export interface CaseDecision {
  /** The same question with the same facts is not asked again. */
  readonly stands?: true
  /** It may be given beforehand, for all cases of this kind that a directory brings up. */
  readonly always?: true
}

/** What a case of a kind can come to when a person decides it. What each decision does stands in people/cases/decisions.ts. */
export const caseKinds = {
  /** Another customer holds the address. */
  'address-held': { decisions: { link: {}, 'keep-apart': { stands: true, always: true } } },
  /** Another directory has proven the address's domain. */
  'address-of-another': { decisions: { 'keep-apart': { stands: true, always: true } } },
  /** The address is of staff, or in a domain that staff reserve. */
  'staff-address': { decisions: { 'keep-out': { stands: true, always: true }, 'release-address': {} } },
  /** The directory has more people than its quota allows. */
  quota: { decisions: { raise: {}, 'keep-out': {} } },
  /** The access policy does not let in whom the directory brings. */
  'access-policy': { decisions: { 'let-in': {}, 'keep-out': {} } },
  /** An unmanaged customer holds the address, and the directory has no authority for it. */
  'link-unproven': { decisions: { link: {}, 'keep-apart': { stands: true } } },
  /** Somebody has the externalId of a person who left, and nothing else of that person. */
  'returned-by-external-id': { decisions: { link: {}, 'keep-apart': { stands: true } } },
  /** Somebody who was erased came back. */
  'erased-came-back': { decisions: { admit: {}, 'keep-out': { stands: true } } },
  /** A directory of staff brings somebody who cannot simply be of the staff, or takes away the last owner. */
  'staff-held': { decisions: { link: {}, 'keep-apart': { stands: true } } },
  /** A directory of staff gives more people a role than there are seats. */
  'staff-seats': { decisions: {} },
  /** A person signs in with another subject than before. */
  'subject-changed': { decisions: { 'accept-subject': {}, 'keep-out': { stands: true } } },
  /** A group's name is that of an organization which it did not create. */
  'organization-name': { decisions: { 'keep-apart': { stands: true, always: true }, adopt: {}, merge: {} } },
  /** A rule or home feeds an organization that the directory did not create. */
  'organization-source': { decisions: { confirm: {}, refuse: {} } },
  /** A customer's own IT proposes a certificate, an issuer or a token after the directory has gone live. */
  'setup-proposal': { decisions: { release: {}, refuse: {} } },
  /** A directory takes away from more people than it does on any ordinary day. */
  brake: { decisions: { release: {}, revert: {} } },
} as const satisfies {
  readonly [kind: string]: { readonly decisions: { readonly [decision: string]: CaseDecision } }
}

export type CaseKind = keyof typeof caseKinds
export const caseKindNames = Object.keys(caseKinds) as [CaseKind, ...CaseKind[]]

/** The decisions that a kind knows, in the order in which people read them. */
export function decisionsOf(kind: CaseKind): { readonly [decision: string]: CaseDecision } {
  return caseKinds[kind].decisions
}

/** More open cases than these, of one kind and one directory, are shown as one. */
export const foldedBeyond = 50

/** For so long a decision can be taken back. */
export const undoDays = 7

export function undoUntil(now: Date): Date {
  return new Date(now.getTime() + undoDays * 24 * 60 * 60 * 1000)
}

/** What a case is about: ids and codes, never a name or an address. */
export interface CaseSubject {
  readonly kind: CaseKind
  /** Within the kind; of one key at most one case is open. */
  readonly key: string
  /** Its source. */
  readonly directoryId?: number | undefined
  readonly userId?: string | undefined
  readonly customerId?: string | undefined
  readonly otherCustomerId?: string | undefined
  readonly organizationId?: string | undefined
  readonly details?: CaseDetails
}

/** Codes and numbers. */
export interface CaseDetails {
  readonly [name: string]: string | number | boolean
}

/** One thing that a decision does, as a code with what fills its sentence. */
export interface CaseEffect {
  readonly code: string
  readonly values: { readonly [name: string]: string | number }
}
