import { isSessionLive, type SessionTimes } from '../model/access/session.ts'
import type { Role } from '../model/permissions.ts'
import { presentApiKeys } from '../storage/access/api-keys.ts'
import { presentSessions } from '../storage/access/sessions.ts'
import type { Database } from '../storage/database.ts'
import { type Site, siteById } from '../storage/sites.ts'
import type { StaffCaller } from './staff-caller.ts'

/** So often it is asked whether callers are still who they were: who is no more gets nothing after a second. */
const lookEveryMs = 500
/** A database that does not say so within this time leaves unknown who may go on. */
const lookMaxMs = 1_000

interface Watched {
  readonly siteId: number
  readonly caller: StaffCaller
  /** Ends what goes on. */
  readonly end: () => void
  /** Nobody else asks whether the caller is still there, so that what nobody knows of ends as well. */
  readonly endsUnknown: boolean
}

/**
 * Watches over the answers that go on after their calls: streams of events, downloads. Each ends when its caller is no longer
 * who he was, or his site no longer there. That is looked up, not told, so that a process that hears nothing any more ends
 * them in time as well.
 */
export class Presence {
  readonly #database: Database
  readonly #now: () => Date
  readonly #watched = new Set<Watched>()
  #timer: NodeJS.Timeout | undefined
  #isLooking = false

  constructor(database: Database, now: () => Date) {
    this.#database = database
    this.#now = now
  }

  /** Ends an answer as soon as its caller is gone. @returns what stops the watch, when it has ended by itself */
  watch(watched: Watched): () => void {
    this.#watched.add(watched)
    this.#timer ??= setInterval(() => void this.#look(), lookEveryMs).unref()
    return () => {
      this.#watched.delete(watched)
      if (this.#watched.size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  /** Whether a caller is still who he was. */
  async isPresent(siteId: number, caller: StaffCaller): Promise<boolean> {
    return (await presentCallers(this.#database, siteId, [caller], this.#now()))(caller)
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    const sites = Map.groupBy(this.#watched, ({ siteId }) => siteId)
    await Promise.all([...sites].map(([siteId, watched]) => this.#endOthers(siteId, watched)))
    this.#isLooking = false
  }

  /** Ends what goes on for callers who are no longer who they were. */
  async #endOthers(siteId: number, watched: readonly Watched[]): Promise<void> {
    const database = this.#database.until(AbortSignal.timeout(lookMaxMs))
    const callers = watched.map(({ caller }) => caller)
    const isPresent = await presentCallers(database, siteId, callers, this.#now()).catch(() => undefined)
    for (const { caller, end, endsUnknown } of watched) {
      if (isPresent ? !isPresent(caller) : endsUnknown) end()
    }
  }
}

/** Tells which of some callers are still who they were. At a site that is to be deleted nobody is. */
async function presentCallers(
  database: Database,
  siteId: number,
  callers: readonly StaffCaller[],
  now: Date,
): Promise<(caller: StaffCaller) => boolean> {
  const sessionIds = callers.flatMap(({ sessionId }) => sessionId ?? [])
  const apiKeyIds = callers.flatMap((caller) => (caller.sessionId === undefined ? caller.apiKeyId : []))
  const [[site], sessions, apiKeys] = (await database.readInSite(siteId, [
    siteById(siteId),
    presentSessions(siteId, [...new Set(sessionIds)]),
    presentApiKeys(siteId, [...new Set(apiKeyIds)], now),
  ])) as [Site[], (SessionTimes & { id: string; role: Role })[], { id: string; role: Role }[]]
  if (site?.deletionDue !== null) return () => false
  const live = sessions.filter((session) => isSessionLive(session, now))
  const roles = new Map([...live, ...apiKeys].map(({ id, role }) => [id, role]))
  return (caller) => roles.get(keyOfCaller(caller)) === caller.role
}

/** The session or API key of a caller. */
export function keyOfCaller(caller: StaffCaller): string {
  return caller.sessionId === undefined ? caller.apiKeyId : caller.sessionId
}
