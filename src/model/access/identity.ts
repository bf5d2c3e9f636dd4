// What an identity provider said of a person, after every check of the protocol.

export interface Identity {
  readonly method: 'saml' | 'oidc'
  /** (directory, issuer, subject) is who somebody is. */
  readonly issuer: string
  readonly subject: string
  /**
   * Whether the provider never gives the subject to somebody else and keeps it when a person is renamed: `sub`, a persistent
   * NameID. An address as NameID is not.
   */
  readonly isStable: boolean
  /** The value by which a directory user is found; the claim that the directory chose, else the subject. */
  readonly matchValue: string | undefined
  /** For somebody whom a sign-in makes. */
  readonly address: string | undefined
  readonly name: string | undefined
  readonly groups: readonly string[]
  /** What the provider calls this session: SessionIndex, `sid`. */
  readonly issuerSession: string | undefined
  /** OIDC: shown at signing out. */
  readonly idToken?: string
}

/** One check, as the log of sign-ins and the report of a test show it. */
export interface CheckStep {
  /** What was looked at, e.g. 'audience'. */
  readonly check: string
  readonly ok: boolean
  /** In words: what was found, and what to do when it is wrong. */
  readonly says: string
}
