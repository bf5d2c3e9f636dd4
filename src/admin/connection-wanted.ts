// What somebody wants of a connection, held to the rules.

import type { OutboundAllow } from '../http/outbound-allow.ts'
import { isSafeUrl } from '../http/safe-fetch.ts'
import type {
  Connection,
  ConnectionMode,
  MatchAttribute,
  OidcConnection,
  OidcSettings,
  Protocol,
  SamlConnection,
  SamlSettings,
} from '../model/access/connection.ts'
import {
  judgeEntityId,
  judgeOidcIssuer,
  judgeProviderUrl,
  judgeScopes,
  tenantOf,
} from '../model/access/connection-rules.ts'
import type { SecondFactorOf } from '../model/access/second-step.ts'
import { invalid } from '../model/errors.ts'

/** Every setting that can be given; what is not given stays as it is, or gets what most take. */
export type ConnectionChange = Partial<
  {
    readonly mode: ConnectionMode
    readonly matchBy: MatchAttribute
    readonly matchClaim: string | null
    readonly addressClaim: string | null
    readonly nameClaim: string | null
    readonly groupsClaim: string | null
    readonly justInTime: boolean
    readonly secondFactor: SecondFactorOf
    readonly issuer: string
    /** OIDC; null takes it away. */
    readonly clientSecret: string | null
  } & SamlSettings &
    OidcSettings
>

const samlOnly = ['ssoUrl', 'signed', 'signsRequests', 'encrypted', 'idpInitiated'] as const
const oidcOnly = ['clientId', 'clientSecret', 'authentication', 'tenantId', 'scopes'] as const

function requireOfProtocol(protocol: Protocol, change: ConnectionChange): void {
  const others = protocol === 'saml' ? oidcOnly : samlOnly
  const wrong = others.find((name) => change[name] !== undefined)
  if (wrong) throw invalid(wrong, `is of ${protocol === 'saml' ? 'OIDC' : 'SAML'} alone: leave it out here.`)
}

const need = (field: string, value: string | undefined): string => {
  if (value === undefined || value.trim() === '') throw invalid(field, 'is needed.')
  return value.trim()
}

/** A connection as most begin it: off, and nobody is made by signing in. */
export function newConnection(directoryId: number, protocol: Protocol, wanted: ConnectionChange): Connection {
  const issuer = need('issuer', wanted.issuer)
  const common = {
    directoryId,
    mode: 'off',
    matchClaim: null,
    addressClaim: null,
    nameClaim: null,
    groupsClaim: null,
    justInTime: false,
    secondFactor: 'everyone',
    issuer,
    ownKey: null,
  } as const
  if (protocol === 'saml') {
    need('ssoUrl', wanted.ssoUrl)
    const saml = { signed: 'assertion', signsRequests: false, encrypted: false, idpInitiated: false } as const
    return { ...common, ...saml, protocol, matchBy: 'user-name', ssoUrl: '', certificates: [] }
  }
  need('clientId', wanted.clientId)
  // Entra's object id is what its provisioning is told to send as externalId; elsewhere that is `sub`.
  const matchClaim = tenantOf(issuer) === null ? null : 'oid'
  return {
    ...common,
    protocol,
    matchBy: 'external-id',
    matchClaim,
    clientId: '',
    authentication: 'client_secret_basic',
    tenantId: null,
    scopes: ['openid', 'profile', 'email'],
    clientSecret: null,
  }
}

const given = <Value>(value: Value | undefined, before: Value): Value =>
  value === undefined ? before : value
const trimmed = (value: string | undefined, before: string) => given(value?.trim(), before)
/** An empty name of a claim is none. */
const claim = (value: string | null | undefined, before: string | null) =>
  given(typeof value === 'string' ? value.trim() || null : value, before)

/**
 * A connection after a change.
 * @throws DoorwardError 'invalid', naming the field
 */
export function changed(before: Connection, change: ConnectionChange, allow: OutboundAllow): Connection {
  requireOfProtocol(before.protocol, change)
  const common = {
    mode: given(change.mode, before.mode),
    matchBy: given(change.matchBy, before.matchBy),
    matchClaim: claim(change.matchClaim, before.matchClaim),
    addressClaim: claim(change.addressClaim, before.addressClaim),
    nameClaim: claim(change.nameClaim, before.nameClaim),
    groupsClaim: claim(change.groupsClaim, before.groupsClaim),
    justInTime: given(change.justInTime, before.justInTime),
    secondFactor: given(change.secondFactor, before.secondFactor),
    issuer: trimmed(change.issuer, before.issuer),
  }
  const isPlainNamed = (url: string) => isSafeUrl(url, allow)
  return before.protocol === 'saml'
    ? changedSaml({ ...before, ...common }, change, isPlainNamed)
    : changedOidc(before, { ...before, ...common }, change, isPlainNamed)
}

function hold(field: string, verdict: string | undefined): void {
  if (verdict !== undefined) throw invalid(field, verdict)
}

function changedSaml(
  before: SamlConnection,
  change: ConnectionChange,
  isPlainNamed: (url: string) => boolean,
): SamlConnection {
  const after: SamlConnection = {
    ...before,
    ssoUrl: trimmed(change.ssoUrl, before.ssoUrl),
    signed: given(change.signed, before.signed),
    signsRequests: given(change.signsRequests, before.signsRequests),
    encrypted: given(change.encrypted, before.encrypted),
    idpInitiated: given(change.idpInitiated, before.idpInitiated),
  }
  hold('issuer', judgeEntityId(after.issuer))
  hold('ssoUrl', judgeProviderUrl(after.ssoUrl, isPlainNamed))
  return after
}

/** What one provider was given as our secret another must not be told. */
function secretAfter(
  { issuer, clientSecret }: OidcConnection,
  after: Pick<OidcConnection, 'issuer' | 'authentication'>,
  wanted: string | null | undefined,
): string | null {
  if (wanted !== undefined) return wanted === '' ? null : wanted
  if (clientSecret === null || after.issuer === issuer) return clientSecret
  if (after.authentication === 'private_key_jwt') return null
  throw invalid('clientSecret', 'is that of the provider before: give the one that this provider has for us.')
}

function changedOidc(
  present: OidcConnection,
  before: OidcConnection,
  change: ConnectionChange,
  isPlainNamed: (url: string) => boolean,
): OidcConnection {
  const { issuer } = before
  hold('issuer', judgeOidcIssuer(issuer, isPlainNamed))
  const tenant = tenantOf(issuer)
  const wanted = change.tenantId?.trim().toLowerCase() || null
  if (tenant !== null && wanted !== null && wanted !== tenant) {
    throw invalid('tenantId', `must be the one that the issuer names: ${tenant}.`)
  }
  if (tenant === null && wanted !== null) throw invalid('tenantId', 'is of Entra alone: leave it out.')
  const authentication = given(change.authentication, before.authentication)
  const after: OidcConnection = {
    ...before,
    clientId: trimmed(change.clientId, before.clientId),
    clientSecret: secretAfter(present, { issuer, authentication }, change.clientSecret),
    authentication,
    tenantId: tenant,
    scopes: given(change.scopes, before.scopes),
  }
  if (after.clientId === '') throw invalid('clientId', 'is needed.')
  hold('scopes', judgeScopes(after.scopes))
  return after
}
