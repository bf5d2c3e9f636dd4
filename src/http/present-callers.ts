import { isSessionLive, type SessionTimes } from '../model/access/session.ts'
import type { Role } from '../model/permissions.ts'
import { presentApiKeys } from '../storage/access/api-keys.ts'
import { presentSessions } from '../storage/access/sessions.ts'
import type { Database } from '../storage/database.ts'
import type { StaffCaller } from './staff-caller.ts'

/** Tells which of some callers, whose answers go on after their calls, are still who they were. */
export async function presentCallers(
  database: Database,
  siteId: number,
  callers: readonly StaffCaller[],
  now: Date,
): Promise<(caller: StaffCaller) => boolean> {
  const sessionIds = callers.flatMap(({ sessionId }) => sessionId ?? [])
  const apiKeyIds = callers.flatMap((caller) => (caller.sessionId === undefined ? caller.apiKeyId : []))
  const [sessions, apiKeys] = (await database.readInSite(siteId, [
    presentSessions(siteId, [...new Set(sessionIds)]),
    presentApiKeys(siteId, [...new Set(apiKeyIds)], now),
  ])) as [(SessionTimes & { id: string; role: Role })[], { id: string; role: Role }[]]
  const live = sessions.filter((session) => isSessionLive(session, now))
  const roles = new Map([...live, ...apiKeys].map(({ id, role }) => [id, role]))
  return (caller) => roles.get(keyOfCaller(caller)) === caller.role
}

/** The session or API key of a caller. */
export function keyOfCaller(caller: StaffCaller): string {
  return caller.sessionId === undefined ? caller.apiKeyId : caller.sessionId
}
