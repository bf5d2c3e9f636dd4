/** What stands in the address of the page: what the log is narrowed down by, and which protocol is being connected. */
export const signInKinds = ['in', 'refused', 'test'] as const
export const protocols = ['saml', 'oidc'] as const
export type Protocol = (typeof protocols)[number]

export interface SignInLogSearch {
  readonly q?: string
  readonly result?: (typeof signInKinds)[number]
  readonly protocol?: Protocol
}
