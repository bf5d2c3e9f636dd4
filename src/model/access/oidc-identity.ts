// Whom an ID token is about: which of its claims are believed for what.
import { type AssertedGroups, assertedGroups } from './asserted-groups.ts'
import type { OidcConnection } from './connection.ts'
import { type Claims, wantedTenant } from './id-token.ts'
import type { Identity } from './identity.ts'

/** Longer values are no names, addresses or keys. */
const valueMax = 1000
const groupsMax = 1000

/**
 * The person of a token that passed every check. Who somebody is comes from the signed token alone; name, address and groups may
 * come from the provider's userinfo, which many providers fill better.
 *
 * The address is an attribute and never a key: with many providers people write it themselves, and with Entra an administrator
 * of any tenant can write anybody's (nOAuth). Of Entra the object id in its tenant is the person; `sub` there is another one
 * for each application.
 */
export function oidcIdentity(
  connection: OidcConnection,
  { claims, userInfo = {}, idToken }: { claims: Claims; userInfo?: Claims; idToken: string },
): Identity {
  const tenant = wantedTenant(connection)
  const subject = tenant ? `${tenant}/${String(claims.oid)}` : String(claims.sub)
  const own = tenant ? String(claims.oid) : String(claims.sub)
  const { matchClaim, groupsClaim } = connection
  return {
    method: 'oidc',
    issuer: connection.issuer,
    subject,
    isStable: true,
    matchValue: matchClaim === null ? own : textOf(claims[matchClaim]),
    address: addressOf(connection, [claims, userInfo]),
    name: nameOf(connection, [claims, userInfo]),
    groups: groupsOf(claims[groupsClaim ?? 'groups'] ?? userInfo[groupsClaim ?? 'groups']),
    asserted: groupsClaim === null ? undefined : assertedBy(groupsClaim, [claims, userInfo]),
    issuerSession: textOf(claims.sid),
    idToken,
  }
}

/** Whether the token leaves open what userinfo may say. */
export function needsUserInfo(connection: OidcConnection, claims: Claims): boolean {
  return (
    addressOf(connection, [claims]) === undefined ||
    nameOf(connection, [claims]) === undefined ||
    (connection.groupsClaim !== null && claims[connection.groupsClaim] === undefined)
  )
}

/**
 * The address. With many providers people write it themselves, so it counts only where the provider says that it is the person's
 * own, in the same place; what says nothing says no. `xms_edov` is Entra's word that the owner of the domain vouches for it. A
 * claim that an administrator has named is one that the provider's administrators write: unless the provider itself says no.
 */
function addressOf({ addressClaim }: OidcConnection, places: readonly Claims[]): string | undefined {
  const claim = addressClaim ?? 'email'
  for (const place of places) {
    const address = textOf(place[claim])
    if (address === undefined) continue
    const isOwn = isTrue(place.email_verified) || isTrue(place.xms_edov)
    const isDenied = claim === 'email' && place.email_verified !== undefined && !isTrue(place.email_verified)
    if (addressClaim === null ? isOwn : !isDenied) return address
  }
  return undefined
}

function nameOf({ nameClaim }: OidcConnection, places: readonly Claims[]): string | undefined {
  for (const place of places) {
    const name = nameClaim === null ? usualName(place) : textOf(place[nameClaim])
    if (name !== undefined) return name
  }
  return undefined
}

function usualName({ name, given_name, family_name }: Claims): string | undefined {
  const parts = [textOf(given_name), textOf(family_name)].filter((part) => part !== undefined)
  return textOf(name) ?? (parts.length > 0 ? parts.join(' ') : undefined)
}

function groupsOf(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return [...new Set(values.map(textOf).filter((group) => group !== undefined))].slice(0, groupsMax)
}

/** Where they stand: in the token, else in userinfo. */
function assertedBy(groupsClaim: string, [claims = {}, userInfo = {}]: readonly Claims[]): AssertedGroups {
  const value = claims[groupsClaim] ?? userInfo[groupsClaim]
  const values: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value]
  const texts = values.map((one) =>
    typeof one === 'string' ? one : typeof one === 'number' ? String(one) : undefined,
  )
  return assertedGroups(texts, isElsewhere(groupsClaim, claims))
}

/**
 * Entra sends no groups where there are more than 200, but says where to ask for them (OpenID Connect Core 5.6.2, distributed
 * claims), or, where the address would be too long, only that there are some:
 * `{"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://…/getMemberObjects"}}}`, `{"hasgroups": true}`.
 */
function isElsewhere(groupsClaim: string, { _claim_names: names, hasgroups }: Claims): boolean {
  const isNamed = typeof names === 'object' && names !== null && Object.hasOwn(names, groupsClaim)
  return isNamed || isTrue(hasgroups)
}

/** Some providers write numbers as numbers. */
function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') return undefined
  const trimmed = text.trim()
  return trimmed === '' || trimmed.length > valueMax ? undefined : trimmed
}

/** Cognito writes it as text, Entra as a number. */
const isTrue = (value: unknown) => value === true || value === 'true' || value === 1 || value === '1'
