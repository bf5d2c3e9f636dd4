/** What the list of cases may be narrowed down by; it stands in the address. */
export const kinds = [
  'address-held',
  'address-of-another',
  'staff-address',
  'quota',
  'access-policy',
  'link-unproven',
  'returned-by-external-id',
  'erased-came-back',
  'staff-held',
  'staff-seats',
  'subject-changed',
  'organization-name',
  'organization-source',
  'setup-proposal',
  'brake',
] as const

export interface CaseSearch {
  readonly show?: 'closed'
  readonly kind?: (typeof kinds)[number]
  readonly directory?: string
}

/** What a case of each kind can come to. */
export const decisionsOf: { readonly [kind in (typeof kinds)[number]]: readonly string[] } = {
  'address-held': ['link', 'keep-apart'],
  'address-of-another': ['keep-apart'],
  'staff-address': ['keep-out', 'release-address'],
  quota: ['raise', 'keep-out'],
  'access-policy': ['let-in', 'keep-out'],
  'link-unproven': ['link', 'keep-apart'],
  'returned-by-external-id': ['link', 'keep-apart'],
  'erased-came-back': ['admit', 'keep-out'],
  'staff-held': ['link', 'keep-apart'],
  'staff-seats': [],
  'subject-changed': ['accept-subject', 'keep-out'],
  'organization-name': ['keep-apart', 'adopt', 'merge'],
  'organization-source': ['confirm', 'refuse'],
  'setup-proposal': ['release', 'refuse'],
  brake: ['release', 'revert'],
}
