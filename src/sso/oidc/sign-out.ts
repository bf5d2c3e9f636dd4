import { buildEndSessionUrl } from 'openid-client'
import { isSafeUrl } from '../../http/safe-fetch.ts'
import type { Sites } from '../../http/site.ts'
import { connectionOf, readConnection } from '../../storage/access/connections.ts'
import type { Database } from '../../storage/database.ts'
import type { Site } from '../../storage/sites.ts'
import type { DoorServices } from '../door-services.ts'
import { openClient } from './client.ts'
import { FailedCheck } from './failed-check.ts'
import { providersOf } from './provider.ts'
import { readUnverified } from './read-unverified.ts'

/** A longer one does not fit into a URL everywhere. */
const hintMax = 4096

interface Leaving {
  readonly database: Database
  readonly sites: Sites
  readonly site: Site
  readonly publicUrl: string
  readonly now: Date
  readonly outboundAllow: DoorServices['outboundAllow']
}

/**
 * Where the browser of an ended session goes on, so that its person is signed out at the provider as well (OpenID Connect
 * RP-Initiated Logout 1.0); undefined where the provider has no such place, or cannot be asked now. From there it comes back to
 * the site, which nobody chooses.
 */
export async function providerSignOut(
  { database, sites, site, publicUrl, now, outboundAllow }: Leaving,
  { directoryId, idToken }: { readonly directoryId: number | null; readonly idToken: string | null },
): Promise<string | undefined> {
  if (directoryId === null || idToken === null) return undefined
  const [rows = []] = await database.readInSite(site.id, [connectionOf(site.id, directoryId)])
  const connection = readConnection(rows[0])
  if (connection?.protocol !== 'oidc') return undefined
  // The company may have another provider by now, which the session is nothing to.
  if (readUnverified(idToken)?.claims.iss !== connection.issuer) return undefined
  try {
    const provider = await providersOf({ outboundAllow }).of(site.id, connection)
    const { end_session_endpoint: place } = provider.metadata
    if (place === undefined || !isSafeUrl(place, outboundAllow)) return undefined
    const { configuration } = await openClient(provider, connection)
    return buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: `${await sites.urlOf(site, publicUrl, now)}/`,
      ...(idToken.length <= hintMax ? { id_token_hint: idToken } : {}),
    }).href
  } catch (error) {
    if (error instanceof FailedCheck) return undefined
    throw error
  }
}
