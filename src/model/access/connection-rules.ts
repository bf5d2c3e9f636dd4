// What a connection must have before somebody comes in by it, and which of its changes end what is open.
import type { Connection, ConnectionMode } from './connection.ts'

/** Sentences for a person; undefined: it is in order. */
type Verdict = string | undefined

const issuerMax = 1_024

/** A SAML entity id: any name, as the provider writes it. */
export function judgeEntityId(given: string): Verdict {
  if (given === '' || given.length > issuerMax) return `must have 1 to ${issuerMax} characters.`
  if (/[\s\p{Cc}]/u.test(given)) return 'must have no space in it; copy it from your provider exactly.'
  return undefined
}

/**
 * Where a provider is reached.
 * @param mayBePlain whether the operator has named this host and port, and plain HTTP will do there
 */
export function judgeProviderUrl(given: string, mayBePlain: (url: string) => boolean): Verdict {
  const url = URL.parse(given)
  if (!url || /\s/.test(given)) return 'must be a URL such as https://idp.example.com/sso.'
  if (url.protocol !== 'https:' && !mayBePlain(given)) return 'must begin with https://.'
  if (url.username !== '' || url.password !== '') return 'must hold no user name or password.'
  if (given.includes('#')) return 'must end before the #.'
  return undefined
}

const entraHosts = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
])
const everyTenant = new Set(['common', 'organizations', 'consumers'])
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** An OIDC issuer: beneath it stands the provider's own description of itself. */
export function judgeOidcIssuer(given: string, mayBePlain: (url: string) => boolean): Verdict {
  const wrong = judgeProviderUrl(given, mayBePlain)
  if (wrong !== undefined) return wrong
  const url = new URL(given)
  if (given.length > issuerMax) return `must have at most ${issuerMax} characters.`
  if (url.pathname.includes('/.well-known/')) {
    const short = given.slice(0, given.indexOf('/.well-known/'))
    return `must be the issuer alone, without what follows it: ${short}`
  }
  if (given.includes('?')) return 'must end before the ?.'
  if (!entraHosts.has(url.hostname)) return undefined
  const [, tenant = '', version] = url.pathname.split('/')
  if (everyTenant.has(tenant.toLowerCase())) {
    return `must name your customer's own tenant: by ${tenant} anybody's tenant would sign in.`
  }
  if (!guid.test(tenant) || version !== 'v2.0' || url.pathname.split('/').length !== 3) {
    return `must be ${url.origin}/<tenant ID>/v2.0, with the tenant ID as 36 letters and digits.`
  }
  return undefined
}

/** The tenant of an Entra issuer; null for another provider's. */
export function tenantOf(issuer: string): string | null {
  const url = URL.parse(issuer)
  return url && entraHosts.has(url.hostname) ? (url.pathname.split('/')[1] ?? null) : null
}

const scopePattern = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/
const scopesMax = 20

export function judgeScopes(scopes: readonly string[]): Verdict {
  if (!scopes.includes('openid')) return 'must have openid among them.'
  if (scopes.length > scopesMax) return `must be at most ${scopesMax} words.`
  const wrong = scopes.find((one) => !scopePattern.test(one))
  return wrong === undefined ? undefined : `must be single words; ${wrong} is none.`
}

/** What is read from a certificate. */
export interface CertificateFacts {
  readonly notBefore: Date
  readonly notAfter: Date
  readonly key:
    | { readonly kind: 'rsa'; readonly bits: number }
    | { readonly kind: 'ec'; readonly curve: string }
    | { readonly kind: 'other'; readonly name: string }
}

const rsaBitsMin = 2_048
const rsaBitsMax = 8_192

/** Whether a provider's certificate can be taken. */
export function judgeCertificate({ key, notAfter }: CertificateFacts, now: Date): Verdict {
  if (key.kind === 'rsa' && key.bits < rsaBitsMin) {
    return `has a key of ${key.bits} bits, which can be broken; it must have ${rsaBitsMin} or more.`
  }
  if (key.kind === 'rsa' && key.bits > rsaBitsMax) return `has a key of more than ${rsaBitsMax} bits.`
  // As good as RSA, but what verifies signatures here knows RSA alone: better said now than at the first sign-in.
  if (key.kind === 'ec') return 'has an ECDSA key, which is not taken. Have your provider sign with RSA.'
  if (key.kind === 'other') return `has a key of a kind that is not taken: ${key.name}. Take RSA.`
  if (notAfter <= now)
    return `expired on ${notAfter.toISOString().slice(0, 10)}. Have your provider renew it, or take the one by which it signs now.`
  return undefined
}

/** The present one and the next, with room for a provider that lists more. */
export const certificatesMax = 4

/** What is still missing before a connection can be tried out or let anybody in. */
export const connectionNeeds = ['certificate', 'valid-certificate', 'client-secret', 'own-key'] as const
export type ConnectionNeed = (typeof connectionNeeds)[number]

/** @param until when each of the provider's certificates ends */
export function needsOf(connection: Connection, until: readonly Date[], now: Date): ConnectionNeed[] {
  const needs: ConnectionNeed[] = []
  if (connection.protocol === 'saml') {
    if (until.length === 0) needs.push('certificate')
    else if (until.every((end) => end <= now)) needs.push('valid-certificate')
    if ((connection.signsRequests || connection.encrypted) && !connection.ownKey) needs.push('own-key')
    return needs
  }
  const isByKey = connection.authentication === 'private_key_jwt'
  if (isByKey && !connection.ownKey) needs.push('own-key')
  if (!isByKey && connection.clientSecret === null) needs.push('client-secret')
  return needs
}

export const needSays: { readonly [Need in ConnectionNeed]: string } = {
  certificate: "the provider's certificate is missing",
  'valid-certificate': "the provider's certificates have expired",
  'client-secret': 'the client secret is missing',
  'own-key': 'our own key is missing: make one',
}

export const letsPeopleIn = (mode: ConnectionMode) => mode === 'optional' || mode === 'required'

/** Whether a change of settings ends the sessions that this directory's people opened by the connection. */
export function endsSessions(before: Connection, after: Connection): boolean {
  if (before.protocol !== after.protocol || before.issuer !== after.issuer) return true
  return letsPeopleIn(before.mode) && !letsPeopleIn(after.mode)
}

const clientOf = (one: Connection) => (one.protocol === 'oidc' ? one.clientId : '')

/** Whether people may have other subjects now: another issuer names them, or the same one names them to another client. */
export const isAnotherProvider = (before: Connection, after: Connection) =>
  before.issuer !== after.issuer || clientOf(before) !== clientOf(after)

/** Whether from now on the directory's people come in by it alone: what they opened by other doors ends. */
export const closesOtherDoors = (before: ConnectionMode, after: ConnectionMode) =>
  after === 'required' && before !== 'required'
