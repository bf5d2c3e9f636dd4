import { type JWTVerifyResult, jwtVerify } from 'jose'
import { hashOf } from '../../http/session-cookie.ts'
import type { OidcConnection } from '../../model/access/connection.ts'
import { clockToleranceSeconds, signingAlgorithms } from '../../model/access/id-token.ts'
import { readLogoutToken } from '../../model/access/logout-token.ts'
import { connectionOf, readConnection } from '../../storage/access/connections.ts'
import { endIssuerSession, endSessionsOfSubject } from '../../storage/access/ended-by-provider.ts'
import { markUsed } from '../../storage/access/used-marks.ts'
import type { DoorServices } from '../door-services.ts'
import { issuerSessionHashOf, subjectHashOf } from '../finish.ts'
import { countUnasked, type DirectoryVisit } from '../visit.ts'
import { providersOf } from './provider.ts'

/** Longer than any provider's. */
const tokenMax = 16_384

/**
 * The provider says, behind the browser's back, that somebody signed out there: their sessions through this directory end.
 * @returns whether the word counted; why not is in the server's log, because whoever calls may be anybody
 */
export async function backChannelLogout(
  doors: DoorServices,
  visit: DirectoryVisit,
  token: string | undefined,
): Promise<boolean> {
  const { directoryId, now } = visit
  const siteId = visit.site.id
  // Only so often: a stranger may send it all day.
  const refuse = async (why: string) => {
    if (!(await countUnasked(doors, visit))) {
      doors.logger.warn({ siteId, directoryId, why }, 'a logout token was refused')
    }
    return false
  }
  if (token === undefined || token.length > tokenMax) return refuse('There is no logout token.')
  const [rows = []] = await doors.database.readInSite(siteId, [connectionOf(siteId, directoryId)])
  const connection = readConnection(rows[0])
  if (connection?.protocol !== 'oidc') return refuse('The directory has no OIDC connection.')
  const verified = await verify(doors, siteId, connection, token, now)
  if (typeof verified === 'string') return refuse(verified)
  const { protectedHeader, payload } = verified
  const word = readLogoutToken({ header: { ...protectedHeader }, claims: payload }, connection, now)
  if (typeof word === 'string') return refuse(word)
  const { issuer } = connection
  const { subject, issuerSession, tokenId, until } = word
  const session = issuerSession === undefined ? null : issuerSessionHashOf(issuer, issuerSession)
  const isNew = await doors.database.inSite(siteId, async (tx) => {
    const hash = hashOf(JSON.stringify(['logout', issuer, tokenId]))
    const [mark] = await tx.read(markUsed(siteId, directoryId, [{ hash, until }]))
    if (!mark) return false
    if (subject !== undefined) {
      tx.write(endSessionsOfSubject(siteId, directoryId, subjectHashOf({ issuer, subject }), session))
    } else if (session !== null) tx.write(endIssuerSession(siteId, directoryId, session))
    return true
  })
  return isNew || refuse('The token was used before.')
}

async function verify(
  doors: DoorServices,
  siteId: number,
  connection: OidcConnection,
  token: string,
  now: Date,
): Promise<JWTVerifyResult | string> {
  try {
    const { keyOf } = await providersOf(doors).of(siteId, connection)
    return await jwtVerify(token, keyOf, {
      issuer: connection.issuer,
      audience: connection.clientId,
      algorithms: [...signingAlgorithms],
      clockTolerance: clockToleranceSeconds,
      currentDate: now,
      requiredClaims: ['iat', 'jti', 'events'],
    })
  } catch (error) {
    // The library's words name a claim and never its value.
    return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
  }
}
