import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../storage/database.ts'
import { forgetMails } from '../storage/mails.ts'
import { listSites, type Site } from '../storage/sites.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Deletes mails that are older than their site keeps what it records. */
export async function forgetOldMails(database: Database, now: Date): Promise<void> {
  for (const { id: siteId, exchangeDays } of await database.readSites<Site>(listSites())) {
    // Ids grow with time: everything below the first id of a moment is older.
    const keptSinceMs = now.getTime() - exchangeDays * dayMs
    const firstKept = uuidv7({ msecs: keptSinceMs, seq: 0, random: new Uint8Array(16) })
    for (let gone = 1; gone > 0; ) {
      const step = forgetMails(siteId, firstKept)
      gone = await database.inSite(
        siteId,
        async (tx) => (await tx.read<{ gone: number }>(step))[0]?.gone ?? 0,
      )
    }
  }
}
