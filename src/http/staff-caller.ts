import { isSessionLive, isTouchDue } from '../model/access/session.ts'
import type { Actor } from '../model/audit.ts'
import { siteOfSecret } from '../model/ids.ts'
import { may, type Permission, permissionsOf, type Role } from '../model/permissions.ts'
import { type FoundSession, sessionBySecret, touchSession } from '../storage/access/sessions.ts'
import type { Database } from '../storage/database.ts'
import { hashOf } from './session-cookie.ts'

/** One of the staff who calls. */
export interface StaffCaller {
  readonly staffId: string
  readonly name: string
  readonly address: string
  readonly role: Role
  readonly sessionId: string
  /** What this call may do. */
  readonly permissions: readonly Permission[]
}

export function actorOf({ staffId }: StaffCaller): Actor {
  return { kind: 'staff', staffId }
}

export function callerMay({ role }: StaffCaller, permission: Permission): boolean {
  return may(role, permission)
}

/**
 * Who calls by this session; undefined when it is over, was ended, or is another site's. Nothing is remembered between
 * calls: a session that ends ends at once, in every process.
 */
export async function callerBySession(
  database: Database,
  siteId: number,
  secret: string | undefined,
  now: Date,
): Promise<StaffCaller | undefined> {
  if (secret === undefined || siteOfSecret('session', secret) !== siteId) return undefined
  const [rows = []] = await database.readInSite(siteId, [sessionBySecret(siteId, hashOf(secret))])
  const [found] = rows as FoundSession[]
  if (!found || !isSessionLive(found, now)) return undefined
  if (isTouchDue(found, now)) {
    await database.inSite(siteId, async (tx) => tx.write(touchSession(siteId, found.id, now)))
  }
  const { id: sessionId, staffId, name, address, role } = found
  return { staffId, name, address, role, sessionId, permissions: permissionsOf(role) }
}
