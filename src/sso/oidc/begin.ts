import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { buildAuthorizationUrl, calculatePKCECodeChallenge, randomPKCECodeVerifier } from 'openid-client'
import { hashOf, readCookie, writeCookie } from '../../http/session-cookie.ts'
import type { OidcConnection } from '../../model/access/connection.ts'
import { siteOfSecret } from '../../model/ids.ts'
import { insertPendingLogin, type LoginWish } from '../../storage/access/pending-logins.ts'
import type { DoorServices } from '../door-services.ts'
import { refuse } from '../finish.ts'
import { freshSecret } from '../open-session.ts'
import { keepFailedBeginning } from '../test-reports.ts'
import type { DirectoryVisit } from '../visit.ts'
import { openClient } from './client.ts'
import { FailedCheck } from './failed-check.ts'
import { providersOf } from './provider.ts'

/** How long somebody may take at the provider. */
const loginMs = 10 * 60_000

/** How a login is found again: of `state` only this is kept. */
export const loginIdOf = (state: string) => hashOf(state).toString('base64url')

/** Where a provider sends people back to: a place of this directory alone, and never what a request says. */
export const redirectUriOf = ({ origin, key }: Pick<DirectoryVisit, 'origin' | 'key'>) =>
  `${origin}/sso/${key}/callback`

/**
 * Sends a browser to the provider of a directory: with PKCE, state and nonce, all of them new, and what it needs to come back
 * kept here and bound to this browser.
 */
export async function beginOidc(
  doors: DoorServices,
  visit: DirectoryVisit,
  connection: OidcConnection,
  wish: LoginWish,
): Promise<FastifyReply> {
  const { request, reply, site, directoryId, isSecure, now } = visit
  const state = randomBytes(32).toString('base64url')
  const nonce = randomBytes(32).toString('base64url')
  const codeVerifier = randomPKCECodeVerifier()
  let target: URL
  try {
    const provider = await providersOf(doors).of(site.id, connection)
    const { configuration } = await openClient(provider, connection)
    target = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUriOf(visit),
      scope: scopeOf(connection),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    })
  } catch (error) {
    if (!(error instanceof FailedCheck)) throw error
    const steps = [error.step]
    if (wish.purpose === 'test') return keepFailedBeginning(doors, visit, wish, 'oidc', steps)
    return refuse(doors, visit, { siteId: site.id, directoryId, method: 'oidc', purpose: 'sign-in', steps })
  }
  // A browser keeps its mark, so that two tabs do not take each other's logins away.
  const known = readCookie(request, 'oidc', isSecure)
  const browser =
    known !== undefined && siteOfSecret('oidc', known) === site.id ? known : freshSecret('oidc', site.id)
  const expiresAt = new Date(now.getTime() + loginMs)
  const login = { ...wish, nonce, codeVerifier, createdAt: now, expiresAt }
  await doors.database.inSite(site.id, async (tx) =>
    tx.write(
      insertPendingLogin(site.id, directoryId, {
        ...login,
        loginId: loginIdOf(state),
        browserHash: hashOf(browser),
      }),
    ),
  )
  // Lax is enough: a provider sends people back by a GET.
  writeCookie(reply, 'oidc', browser, { isSecure, expiresAt })
  return reply
    .code(303)
    .header('location', target.href)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .send()
}

/** `openid` makes it a sign-in; without it there is no ID token. */
function scopeOf({ scopes }: OidcConnection): string {
  return [...new Set(['openid', ...scopes])].join(' ')
}
