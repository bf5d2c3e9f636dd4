import type { Database } from '../storage/database.ts'
import { firstIdAt } from '../storage/first-id.ts'
import { forgetMails } from '../storage/mails.ts'
import type { Site } from '../storage/sites.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Deletes mails that are older than their site keeps what it records. */
export async function forgetOldMails(database: Database, site: Site, now: Date): Promise<void> {
  const { id: siteId, exchangeDays } = site
  const firstKept = firstIdAt(new Date(now.getTime() - exchangeDays * dayMs))
  for (let gone = 1; gone > 0; ) {
    const step = forgetMails(siteId, firstKept)
    gone = await database.inSite(siteId, async (tx) => (await tx.read<{ gone: number }>(step))[0]?.gone ?? 0)
  }
}
