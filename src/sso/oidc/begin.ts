import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { buildAuthorizationUrl, calculatePKCECodeChallenge, randomPKCECodeVerifier } from 'openid-client'
import type { OidcConnection } from '../../model/access/connection.ts'
import { keepLogin, type LoginWish } from '../begun-login.ts'
import type { DoorServices } from '../door-services.ts'
import { refuse } from '../finish.ts'
import { keepFailedBeginning } from '../test-reports.ts'
import type { DirectoryVisit } from '../visit.ts'
import { openClient } from './client.ts'
import { FailedCheck } from './failed-check.ts'
import { providersOf } from './provider.ts'

/** Where a provider sends people back to: a place of this directory alone, and never what a request says. */
export const redirectUriOf = ({ origin, key }: Pick<DirectoryVisit, 'origin' | 'key'>) =>
  `${origin}/sso/${key}/callback`

/**
 * Sends a browser to the provider of a directory: with PKCE, state and nonce, all of them new, and sealed in this browser what is
 * needed when it comes back.
 */
export async function beginOidc(
  doors: DoorServices,
  visit: DirectoryVisit,
  { connection, loginKey }: { readonly connection: OidcConnection; readonly loginKey: Buffer },
  wish: LoginWish,
): Promise<FastifyReply> {
  const { reply, site, directoryId } = visit
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
  await keepLogin(visit, loginKey, 'oidc', state, { ...wish, nonce, codeVerifier })
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
