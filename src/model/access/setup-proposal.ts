// What a customer's own IT cannot do alone once its directory has gone live: by any of these others could come in.
import type { Connection } from './connection.ts'

export const proposalKinds = ['certificate', 'issuer', 'token'] as const
export type ProposalKind = (typeof proposalKinds)[number]

/** `used`: a token was made of what had been released. */
export const proposalStates = ['open', 'released', 'refused', 'used'] as const
export type ProposalState = (typeof proposalStates)[number]

/** Fingerprints in hexadecimal, moments as ISO 8601 texts: it is kept as JSON. */
export interface ProposedCertificate {
  readonly pem: string
  readonly fingerprint: string
  readonly keyFingerprint: string
  readonly notBefore: string
  readonly notAfter: string
}

/** By kind. */
export interface Proposed {
  readonly certificate: ProposedCertificate
  readonly issuer: {
    /** As it would be; without secrets, and off where it is new. */
    readonly connection: Connection
    /** The directory had none. */
    readonly isNew: boolean
    /** Of a new one. */
    readonly certificates: readonly ProposedCertificate[]
  }
  readonly token: { readonly label: string }
}

/** What its case and the lists show of it. */
export function proposalShown<Kind extends ProposalKind>(kind: Kind, proposed: Proposed[Kind]): string {
  if (kind === 'certificate') return pairs((proposed as Proposed['certificate']).fingerprint)
  if (kind === 'issuer') return (proposed as Proposed['issuer']).connection.issuer
  return (proposed as Proposed['token']).label
}

/** As providers show it: pairs of letters between colons. */
const pairs = (hex: string) => (hex.toUpperCase().match(/../g) ?? []).join(':')

/** Settings of a connection that only restrict, or concern nobody but the provider: these stay in its own IT's hands. */
const free: ReadonlySet<string> = new Set([
  'mode',
  'clientSecret',
  'authentication',
  'signsRequests',
  'nameClaim',
])
/** Whose word is believed, and where people are sent. */
const proposable: ReadonlySet<string> = new Set(['issuer', 'ssoUrl', 'clientId'])

/** What becomes of a change of these settings by the own IT of a directory. */
export function judgeSetupChange(
  fields: readonly string[],
  { isLive }: { readonly isLive: boolean },
): {
  readonly free: readonly string[]
  readonly proposed: readonly string[]
  readonly refused: readonly string[]
} {
  if (!isLive) return { free: fields, proposed: [], refused: [] }
  return {
    free: fields.filter((one) => free.has(one)),
    proposed: fields.filter((one) => proposable.has(one)),
    refused: fields.filter((one) => !free.has(one) && !proposable.has(one)),
  }
}
