/** By what a customer comes in. */
export const signInMethods = ['saml', 'oidc', 'code', 'password', 'passkey', 'invitation'] as const
export type SignInMethod = (typeof signInMethods)[number]

/** In: came in. Second factor: of staff, who show it here as well and then are in. Everything else is why not, or, of a test, what would have been; each has its words in the pages' texts. */
export const signInOutcomes = [
  'in',
  'failed-check',
  'replayed',
  'inactive',
  'deactivated',
  'left',
  'held',
  'not-yet',
  'other-subject',
  'directory-off',
  'lapsed',
  'wrong-code',
  'wrong-password',
  'wrong-passkey',
  'would-be-in',
  'second-factor',
] as const
export type SignInOutcome = (typeof signInOutcomes)[number]
