// What a customer's own IT cannot do alone once its directory has gone live: by any of these others could come in.
import type { Connection, ConnectionMode } from './connection.ts'
import { letsPeopleIn } from './connection-rules.ts'

export const proposalKinds = ['certificate', 'issuer', 'token', 'mode'] as const
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
  readonly mode: { readonly mode: ConnectionMode }
}

/** What its case and the lists show of it. */
export function proposalShown<Kind extends ProposalKind>(kind: Kind, proposed: Proposed[Kind]): string {
  if (kind === 'certificate') return pairs((proposed as Proposed['certificate']).fingerprint)
  if (kind === 'issuer') return (proposed as Proposed['issuer']).connection.issuer
  if (kind === 'mode') return (proposed as Proposed['mode']).mode
  return (proposed as Proposed['token']).label
}

/** As providers show it: pairs of letters between colons. */
const pairs = (hex: string) => (hex.toUpperCase().match(/../g) ?? []).join(':')

/** Settings of a connection that concern nobody but the provider: these stay in its own IT's hands. */
const free: ReadonlySet<string> = new Set(['clientSecret', 'authentication', 'signsRequests', 'nameClaim'])
/** Whose word is believed, and where people are sent. */
const proposable: ReadonlySet<string> = new Set(['issuer', 'ssoUrl', 'clientId'])

/** Restricting never waits, letting in does. */
export const opens = (before: ConnectionMode, after: ConnectionMode) =>
  letsPeopleIn(after) && !letsPeopleIn(before)

/**
 * What becomes of a change of these settings by the own IT of a directory.
 * @param opensDoor whether by its mode people could come in who cannot now
 */
export function judgeSetupChange(
  fields: readonly string[],
  { isLive, opensDoor }: { readonly isLive: boolean; readonly opensDoor: boolean },
): {
  readonly free: readonly string[]
  readonly proposed: readonly string[]
  readonly refused: readonly string[]
} {
  if (!isLive) return { free: fields, proposed: [], refused: [] }
  // Another provider's secret is not shown to the one of now.
  const isElsewhere = fields.some((one) => ['issuer', 'clientId'].includes(one))
  const waits = (one: string) =>
    proposable.has(one) || (one === 'mode' && opensDoor) || (one === 'clientSecret' && isElsewhere)
  const stays = (one: string) => free.has(one) || one === 'mode'
  return {
    free: fields.filter((one) => stays(one) && !waits(one)),
    proposed: fields.filter(waits),
    refused: fields.filter((one) => !stays(one) && !waits(one)),
  }
}
