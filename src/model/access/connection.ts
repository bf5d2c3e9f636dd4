// How a directory's people sign in through their own company: at most one connection, SAML or OIDC.
import type { SecondFactorOf } from './second-step.ts'

export const protocols = ['saml', 'oidc'] as const
export type Protocol = (typeof protocols)[number]

/**
 * Off: nobody comes in by it. Test: it shows what would happen. Optional: the directory's people may come in by it, and by other
 * doors as well. Required: by it alone.
 */
export const connectionModes = ['off', 'test', 'optional', 'required'] as const
export type ConnectionMode = (typeof connectionModes)[number]

/** Which attribute of a directory user names the person who signs in. */
export const matchAttributes = ['external-id', 'user-name'] as const
export type MatchAttribute = (typeof matchAttributes)[number]

interface CommonConnection {
  readonly directoryId: number
  readonly mode: ConnectionMode
  readonly matchBy: MatchAttribute
  /** The claim that has the value; null: NameID, or `sub`. */
  readonly matchClaim: string | null
  /** Where these stand for somebody whom a sign-in makes; null: the usual places. */
  readonly addressClaim: string | null
  readonly nameClaim: string | null
  readonly groupsClaim: string | null
  /** Whether somebody whom the directory has not brought yet is made by signing in. */
  readonly justInTime: boolean
  /** Of a directory of staff: whose second factor is asked for here as well. */
  readonly secondFactor: SecondFactorOf
  /** The provider's entity id, or its OIDC issuer. */
  readonly issuer: string
}

/** What is signed of what the provider sends. */
export const signedParts = ['assertion', 'response', 'both'] as const

/** What SAML needs besides; kept as JSON in `connections.saml`. */
export interface SamlSettings {
  readonly ssoUrl: string
  readonly signed: (typeof signedParts)[number]
  readonly signsRequests: boolean
  /** Whether assertions must come encrypted to our key. */
  readonly encrypted: boolean
  /** Whether a response that nobody asked for begins a sign-in of ours; it is discarded in any case. */
  readonly idpInitiated: boolean
}

export interface SamlConnection extends CommonConnection, SamlSettings {
  readonly protocol: 'saml'
  /** The provider's, in PEM: the present and the next. */
  readonly certificates: readonly string[]
  /** Our own key and certificate in PEM; null until one was made. */
  readonly ownKey: OwnKey | null
}

export interface OwnKey {
  readonly privateKey: string
  readonly certificate: string
}

export const clientAuthentications = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const

/** What OIDC needs besides; kept as JSON in `connections.oidc`. */
export interface OidcSettings {
  readonly clientId: string
  readonly authentication: (typeof clientAuthentications)[number]
  /** Of Entra: tokens of another tenant are refused. */
  readonly tenantId: string | null
  readonly scopes: readonly string[]
}

export interface OidcConnection extends CommonConnection, OidcSettings {
  readonly protocol: 'oidc'
  readonly clientSecret: string | null
  readonly ownKey: OwnKey | null
}

export type Connection = SamlConnection | OidcConnection
