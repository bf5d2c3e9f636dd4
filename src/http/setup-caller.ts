import { siteOfSecret } from '../model/ids.ts'
import { type FoundSetupSession, setupSessionBySecret } from '../storage/access/setup-links.ts'
import type { Database } from '../storage/database.ts'
import { hashOf } from './session-cookie.ts'

/** Somebody of a customer's own IT at the set-up page: whatever they do is done to this directory, and to no other. */
export interface SetupCaller {
  readonly directoryId: number
  readonly directory: string
  readonly linkId: string
  readonly sessionId: string
  readonly name: string
  readonly expiresAt: Date
}

/** Who calls by this session; undefined when it is over, its link was withdrawn, or its directory is disconnected. */
export async function callerBySetupSession(
  database: Database,
  siteId: number,
  secret: string | undefined,
  now: Date,
): Promise<SetupCaller | undefined> {
  if (secret === undefined || siteOfSecret('set-up', secret) !== siteId) return undefined
  const [rows = []] = await database.readInSite(siteId, [setupSessionBySecret(siteId, hashOf(secret), now)])
  const [found] = rows as FoundSetupSession[]
  if (!found) return undefined
  const { id: sessionId, ...rest } = found
  return { sessionId, ...rest }
}
