import { attemptsSince } from '../model/access/attempts.ts'
import { forgetAttempts, forgetDevices } from '../storage/access/attempts.ts'
import { forgetLinks } from '../storage/access/links.ts'
import { forgetChallenges } from '../storage/access/passkey-challenges.ts'
import { forgetPending } from '../storage/access/second-factors.ts'
import { forgetSessions } from '../storage/access/sessions.ts'
import type { Database } from '../storage/database.ts'

const deviceKeptMs = 365 * 24 * 60 * 60 * 1000

/** Removes a site's sessions, links, attempts and browsers whose time is over: none of them counts any more. */
export async function forgetSignIns(database: Database, siteId: number, now: Date): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    await tx.readAll([
      forgetSessions(siteId, now),
      forgetLinks(siteId, now),
      forgetPending(siteId, now),
      forgetChallenges(siteId, now),
      forgetAttempts(siteId, attemptsSince(now)),
      forgetDevices(siteId, new Date(now.getTime() - deviceKeptMs)),
    ])
  })
}
