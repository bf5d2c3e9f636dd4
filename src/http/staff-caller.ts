import { isProofFresh } from '../model/access/proof.ts'
import { isSessionLive, isTouchDue } from '../model/access/session.ts'
import type { Actor } from '../model/audit.ts'
import { siteOfSecret } from '../model/ids.ts'
import { type Permission, permissionsOf, type Role } from '../model/permissions.ts'
import { apiKeyBySecret, type FoundApiKey, touchApiKey } from '../storage/access/api-keys.ts'
import { type FoundSession, sessionBySecret, touchSession } from '../storage/access/sessions.ts'
import type { Database } from '../storage/database.ts'
import { hashOf } from './session-cookie.ts'

interface Caller {
  readonly staffId: string
  readonly name: string
  readonly address: string
  readonly role: Role
  /** What this call may do. */
  readonly permissions: readonly Permission[]
}

/** One of the staff at a browser. */
export interface SessionCaller extends Caller {
  readonly sessionId: string
  readonly signedInAt: Date
  /** The person has signed in or shown who he is just now, in this browser. */
  readonly isFresh: boolean
}

/** A program that acts for one of the staff. */
interface ApiKeyCaller extends Caller {
  readonly sessionId: undefined
  readonly apiKeyId: string
  /** Its label. */
  readonly apiKey: string
}

export type StaffCaller = SessionCaller | ApiKeyCaller

export function actorOf(caller: StaffCaller): Extract<Actor, { staffId: string }> {
  const { staffId } = caller
  if (caller.sessionId !== undefined) return { kind: 'staff', staffId }
  return { kind: 'api-key', name: caller.apiKey, staffId }
}

/**
 * Who calls by this session; undefined when it is over, was ended, or is another site's. Nothing is remembered between
 * calls: a session that ends ends at once, in every process.
 * @param proof the secret that came along with the person's last proof
 */
export async function callerBySession(
  database: Database,
  siteId: number,
  secret: string | undefined,
  now: Date,
  proof?: string,
): Promise<StaffCaller | undefined> {
  if (secret === undefined || siteOfSecret('session', secret) !== siteId) return undefined
  const [rows = []] = await database.readInSite(siteId, [sessionBySecret(siteId, hashOf(secret))])
  const [found] = rows as FoundSession[]
  if (!found || !isSessionLive(found, now)) return undefined
  if (isTouchDue(found, now)) {
    await database.inSite(siteId, async (tx) => tx.write(touchSession(siteId, found.id, now)))
  }
  const { id: sessionId, staffId, name, address, role, createdAt: signedInAt } = found
  const isFresh = isProvedBy(found, proof, now)
  return { staffId, name, address, role, sessionId, signedInAt, isFresh, permissions: permissionsOf(role) }
}

/** Only the browser that gave the proof has its secret: a session that somebody stole earlier stays as old as it is. */
function isProvedBy({ proofHash, provedAt }: FoundSession, proof: string | undefined, now: Date): boolean {
  if (proof === undefined || proofHash === null || provedAt === null) return false
  return hashOf(proof).equals(proofHash) && isProofFresh(provedAt, now)
}

/** Who calls by this API key: it may do what is in its scope, as long as its owner may. */
export async function callerByApiKey(
  database: Database,
  siteId: number,
  secret: string,
  now: Date,
): Promise<StaffCaller | undefined> {
  if (siteOfSecret('api-key', secret) !== siteId) return undefined
  const [rows = []] = await database.readInSite(siteId, [apiKeyBySecret(siteId, hashOf(secret), now)])
  const [found] = rows as FoundApiKey[]
  if (!found) return undefined
  if (isTouchDue({ lastSeenAt: found.lastUsedAt ?? new Date(0) }, now)) {
    await database.inSite(siteId, async (tx) => tx.write(touchApiKey(siteId, found.id, now)))
  }
  const { id: apiKeyId, staffId, staffName: name, address, role, label: apiKey, scope } = found
  const allowed = permissionsOf(role).filter((permission) => scope.includes(permission))
  return { staffId, name, address, role, sessionId: undefined, apiKeyId, apiKey, permissions: allowed }
}
