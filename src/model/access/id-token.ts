// What an ID token must say before anybody comes in by it. Its signature is checked elsewhere.
import type { OidcConnection } from './connection.ts'
import type { CheckStep } from './identity.ts'

/** What a provider may sign with: no `none`, nothing by a secret that two sides share, nothing on SHA-1. */
export const signingAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
] as const

/** So far two clocks may be apart. */
export const clockToleranceSeconds = 60

/** Longer than any provider's; the standard allows 255 letters. */
const subjectMax = 255

export type Claims = Readonly<Record<string, unknown>>

/** A token whose parts could be read, nothing of it believed. */
export interface UnverifiedToken {
  readonly header: Claims
  readonly claims: Claims
}

type Expected = Pick<OidcConnection, 'issuer' | 'clientId' | 'tenantId'> & {
  /** Of the request that this browser made. */
  readonly nonce: string
  readonly now: Date
}

interface Finding {
  readonly ok: boolean
  readonly says: string
}

type Rule = readonly [check: string, look: (token: UnverifiedToken, expected: Expected) => Finding]

const good = (says: string): Finding => ({ ok: true, says })
const bad = (says: string): Finding => ({ ok: false, says })

/** The checks in their order; the first that fails is the reason. */
const rules: readonly Rule[] = [
  [
    'algorithm',
    ({ header }) =>
      (signingAlgorithms as readonly unknown[]).includes(header.alg)
        ? good(`The token says that it is signed by ${quoted(header.alg)}.`)
        : bad(
            `The token says that it is signed by ${quoted(header.alg)}. Choose one of ${signingAlgorithms.join(', ')} in your provider.`,
          ),
  ],
  [
    'token-issuer',
    ({ claims }, { issuer }) =>
      claims.iss === issuer
        ? good(`The token comes from ${quoted(issuer)}.`)
        : bad(
            `The token comes from ${quoted(claims.iss)}, not from ${quoted(issuer)}: correct the issuer of this connection.`,
          ),
  ],
  [
    'audience',
    ({ claims }, { clientId }) =>
      audiencesOf(claims).includes(clientId)
        ? good(`The token is meant for us (${quoted(clientId)}).`)
        : bad(
            `The token was meant for ${quoted(claims.aud)}, not for us (${quoted(clientId)}): correct the client id of this connection.`,
          ),
  ],
  [
    'authorized-party',
    ({ claims }, { clientId }) => {
      const isForOthers = audiencesOf(claims).length > 1
      if (claims.azp === clientId || (claims.azp === undefined && !isForOthers))
        return good('The token was made for nobody else.')
      return bad(
        claims.azp === undefined
          ? 'The token is meant for others besides us, and does not say for whom it was made.'
          : `The token was made for ${quoted(claims.azp)}, not for us (${quoted(clientId)}).`,
      )
    },
  ],
  [
    'expiry',
    ({ claims }, { now }) => {
      const until = secondsOf(claims.exp)
      if (until === undefined) return bad('The token does not say until when it counts.')
      return until > secondsAt(now) - clockToleranceSeconds
        ? good(`The token counts until ${moment(until)}.`)
        : bad(`The token counted until ${moment(until)}, and that is over: are both clocks right?`)
    },
  ],
  [
    'issued-at',
    ({ claims }, { now }) => {
      const at = secondsOf(claims.iat)
      if (at === undefined) return bad('The token does not say when it was made.')
      return at <= secondsAt(now) + clockToleranceSeconds
        ? good(`The token was made at ${moment(at)}.`)
        : bad(`The token was made at ${moment(at)}, and that is still to come: are both clocks right?`)
    },
  ],
  [
    'not-before',
    ({ claims }, { now }) => {
      if (claims.nbf === undefined) return good('The token counts at once.')
      const from = secondsOf(claims.nbf)
      if (from === undefined) return bad('From when the token counts cannot be read.')
      return from <= secondsAt(now) + clockToleranceSeconds
        ? good(`The token counts from ${moment(from)}.`)
        : bad(`The token counts from ${moment(from)}, and that is still to come: are both clocks right?`)
    },
  ],
  [
    'nonce',
    ({ claims }, { nonce }) =>
      claims.nonce === nonce
        ? good('The token answers the request of this browser.')
        : bad('The token does not answer the request of this browser: its nonce is missing or another.'),
  ],
  [
    'subject',
    ({ claims }) =>
      isSubject(claims.sub)
        ? good(`The token is about ${quoted(claims.sub)}.`)
        : bad('The token does not say about whom it is: sub is missing, empty or longer than 255 letters.'),
  ],
  [
    'tenant',
    ({ claims }, expected) => {
      const tenant = wantedTenant(expected)
      if (tenant === undefined) return good('The provider has no tenants.')
      if (tenant === null)
        return bad(
          `The issuer ${quoted(expected.issuer)} stands for every tenant: name your own tenant in this connection.`,
        )
      if (claims.tid !== tenant)
        return bad(
          `The token comes from the tenant ${quoted(claims.tid)}, not from ${quoted(tenant)}: correct the tenant of this connection.`,
        )
      return isSubject(claims.oid)
        ? good(`The token comes from the tenant ${quoted(tenant)}.`)
        : bad('The token has no oid: add the scope "profile" to this connection.')
    },
  ],
]

/**
 * Looks at everything that an ID token must say (OpenID Connect Core 3.1.3.7), whatever was found before, for the report of a
 * test; whoever lets people in stops at the first that is not ok.
 */
export function idTokenSteps(token: UnverifiedToken, expected: Expected): CheckStep[] {
  return rules.map(([check, look]) => ({ check, ...look(token, expected) }))
}

const microsoft =
  /^https:\/\/(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)\//
const tenantId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * The tenant whose tokens alone count. Microsoft signs the tokens of all of them with the same keys, so a connection to it must
 * name one.
 * @returns undefined: the provider has none; null: it has, and none is named
 */
export function wantedTenant({
  issuer,
  tenantId: named,
}: Pick<OidcConnection, 'issuer' | 'tenantId'>): string | null | undefined {
  if (named !== null) return named
  if (!microsoft.test(issuer)) return undefined
  const [, inPath = ''] = /^https:\/\/[^/]+\/([^/]+)/.exec(issuer) ?? []
  return tenantId.test(inPath) ? inPath : null
}

/** A value of a token as an administrator reads it: short, and without what a terminal or a table would take for its own. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'nobody' : JSON.stringify(value)
  const plain = text.replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069]/gu, '�')
  const short = plain.length > 200 ? `${plain.slice(0, 200)}…` : plain
  return typeof value === 'string' ? `"${short}"` : short
}

/** Whether somebody can be known by it. */
export function isSubject(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= subjectMax
}

function audiencesOf({ aud }: Claims): readonly unknown[] {
  return Array.isArray(aud) ? aud : [aud]
}

function secondsOf(value: unknown): number | undefined {
  // Beyond the year 9999 it is no time of a token.
  return typeof value === 'number' && value >= 0 && value < 253_402_300_800 ? value : undefined
}

const secondsAt = (now: Date) => now.getTime() / 1000

const moment = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
