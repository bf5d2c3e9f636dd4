import { attemptsKeptSince } from '../model/access/attempts.ts'
import { monthsBefore } from '../model/retention.ts'
import { forgetStaleGroups } from '../people/asserted-groups.ts'
import { forgetAttempts, forgetDevices, forgetKnownBrowsers } from '../storage/access/attempts.ts'
import { forgetCustomerSessions } from '../storage/access/customer-sessions.ts'
import { forgetInvitations } from '../storage/access/invitations.ts'
import { forgetLinks } from '../storage/access/links.ts'
import { forgetChallenges } from '../storage/access/passkey-challenges.ts'
import { forgetPending } from '../storage/access/second-factors.ts'
import { forgetSessions } from '../storage/access/sessions.ts'
import { forgetSetupLinks, forgetSetupSessions } from '../storage/access/setup-links.ts'
import { forgetProposedSecrets } from '../storage/access/setup-proposals.ts'
import { forgetCodes } from '../storage/access/sign-in-codes.ts'
import { forgetSignInsBefore } from '../storage/access/sign-ins.ts'
import { forgetTestReports } from '../storage/access/test-reports.ts'
import { forgetUsedMarks } from '../storage/access/used-marks.ts'
import type { Database } from '../storage/database.ts'
import { firstIdAt } from '../storage/first-id.ts'
import { forgetOrigins } from '../storage/identity/leavers.ts'
import type { Site } from '../storage/sites.ts'

const deviceKeptMs = 365 * 24 * 60 * 60 * 1000
/** What became of a link, or of an invitation, is shown for a while. */
const linkKeptMs = 90 * 24 * 60 * 60 * 1000
/** A decision can be taken back for seven days. */
const secretKeptMs = 8 * 24 * 60 * 60 * 1000

/**
 * Removes a site's sessions, codes, links, attempts and browsers whose time is over: none of them counts any more. Sign-ins, and
 * from where people signed in, go after the site's months.
 */
export async function forgetSignIns(
  database: Database,
  { id: siteId, signInMonths }: Pick<Site, 'id' | 'signInMonths'>,
  now: Date,
): Promise<void> {
  const kept = signInMonths === 0 ? undefined : monthsBefore(now, signInMonths)
  const devicesKept = Math.max(now.getTime() - deviceKeptMs, kept?.getTime() ?? 0)
  await database.inSite(siteId, async (tx) => {
    await tx.readAll([
      forgetSessions(siteId, now),
      forgetLinks(siteId, now),
      forgetPending(siteId, now),
      forgetChallenges(siteId, now),
      forgetAttempts(siteId, attemptsKeptSince(now)),
      forgetDevices(siteId, new Date(devicesKept)),
      forgetKnownBrowsers(siteId, new Date(devicesKept)),
      forgetCustomerSessions(siteId, now),
      forgetCodes(siteId, now),
      forgetSetupSessions(siteId, now),
      forgetSetupLinks(siteId, new Date(now.getTime() - linkKeptMs)),
      forgetInvitations(siteId, new Date(now.getTime() - linkKeptMs)),
      forgetProposedSecrets(siteId, new Date(now.getTime() - secretKeptMs)),
      forgetUsedMarks(siteId, now),
      forgetTestReports(siteId, now),
    ])
  })
  await forgetStaleGroups(database, siteId, now)
  for (const step of kept
    ? [forgetOrigins(siteId, firstIdAt(kept)), forgetSignInsBefore(siteId, kept)]
    : []) {
    for (let gone = 1; gone > 0; ) {
      gone = await database.inSite(
        siteId,
        async (tx) => (await tx.read<{ gone: number }>(step))[0]?.gone ?? 0,
      )
    }
  }
}
