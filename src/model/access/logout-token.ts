// What a logout token must say (OpenID Connect Back-Channel Logout 1.0, 2.6). Its signature is checked elsewhere.
import type { OidcConnection } from './connection.ts'
import {
  type Claims,
  clockToleranceSeconds,
  isSubject,
  quoted,
  type UnverifiedToken,
  wantedTenant,
} from './id-token.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'

/** So old it may be: its `jti` is remembered for as long. */
const ageMaxSeconds = 10 * 60

/** Whose sessions end. */
export interface LogoutWord {
  readonly subject: string | undefined
  readonly issuerSession: string | undefined
  readonly tokenId: string
  /** Until when the token could be used again. */
  readonly until: Date
}

/**
 * Reads a logout token whose signature, issuer, audience and times were found right.
 * @returns the sentence that says what is wrong, or whose sessions end
 */
export function readLogoutToken(
  { header, claims }: UnverifiedToken,
  connection: Pick<OidcConnection, 'issuer' | 'tenantId'>,
  now: Date,
): LogoutWord | string {
  const kinds: readonly unknown[] = [undefined, 'logout+jwt', 'application/logout+jwt', 'JWT', 'jwt']
  if (!kinds.includes(header.typ)) return `A token of the kind ${quoted(header.typ)} signs nobody out.`
  // An ID token has one: nobody shall make a logout token of it.
  if (claims.nonce !== undefined) return 'The token has a nonce, as ID tokens do.'
  if (!isEvent(claims.events)) return 'The token does not say that somebody signed out.'
  const { jti, iat } = claims
  if (!isSubject(jti)) return 'The token has no jti, by which it could be known again.'
  const at = typeof iat === 'number' ? iat * 1000 : Number.NaN
  const oldest = now.getTime() - (ageMaxSeconds + clockToleranceSeconds) * 1000
  const newest = now.getTime() + clockToleranceSeconds * 1000
  if (!(at >= oldest && at <= newest)) return 'The token was made too long ago, or is still to come.'
  const tenant = wantedTenant(connection)
  if (tenant !== undefined && claims.tid !== tenant) return 'The token comes from another tenant.'
  const subject = subjectIn(claims, tenant)
  const issuerSession = isSubject(claims.sid) ? claims.sid : undefined
  if (subject === undefined && issuerSession === undefined) return 'The token names neither sub nor sid.'
  const until = new Date(at + (ageMaxSeconds + 2 * clockToleranceSeconds) * 1000)
  return { subject, issuerSession, tokenId: jti, until }
}

function isEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || !Object.hasOwn(events, event)) return false
  const said = (events as Claims)[event]
  return typeof said === 'object' && said !== null && !Array.isArray(said)
}

/** As `oidcIdentity` writes it. */
function subjectIn({ sub, oid }: Claims, tenant: string | null | undefined): string | undefined {
  if (tenant) return isSubject(oid) ? `${tenant}/${oid}` : undefined
  return isSubject(sub) ? sub : undefined
}
