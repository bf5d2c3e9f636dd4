import { v7 as uuidv7 } from 'uuid'
import { type Counted, fold, forgetTotal, totalsToFold, tryFoldLock } from '../storage/counters.ts'
import type { Database } from '../storage/database.ts'
import { type Directory, listDirectories } from '../storage/identity/directories.ts'
import { forgetDeletedGroup, groupsToPurge, purgeMembers } from '../storage/identity/directory-groups.ts'
import { forgetExchanges } from '../storage/identity/exchanges.ts'
import { forgetWords } from '../storage/outbox.ts'
import { listSites, type Site } from '../storage/sites.ts'

const dayMs = 24 * 60 * 60 * 1000
const exchangesKeptMs = 30 * dayMs
const wordsKeptMs = 7 * dayMs

/** Folds totals that have grown many parts. A site's folder works alone: two would count each other's rows. */
export async function foldTotals(database: Database): Promise<void> {
  for (const { id: siteId } of await database.readSites<Site>(listSites())) {
    await database.inSite(siteId, async (tx) => {
      const [lock] = await tx.read<{ held: boolean }>(tryFoldLock(siteId))
      if (!lock?.held) return
      const totals = await tx.read<{ directoryId: number; what: Counted }>(totalsToFold(siteId))
      for (const { directoryId, what } of totals) await tx.read(fold(siteId, directoryId, what))
    })
  }
}

/** Removes the members' rows of deleted groups, in steps that hold nobody up. */
export async function purgeDeletedGroups(database: Database): Promise<void> {
  for (const { id: siteId } of await database.readSites<Site>(listSites())) {
    const [groups = []] = await database.readInSite(siteId, [groupsToPurge(siteId)])
    for (const { directoryId, groupId } of groups as { directoryId: number; groupId: string }[]) {
      for (let gone = 1; gone > 0; ) {
        const step = purgeMembers(siteId, directoryId, groupId)
        gone = await database.inSite(
          siteId,
          async (tx) => (await tx.read<{ gone: number }>(step))[0]?.gone ?? 0,
        )
      }
      await database.inSite(siteId, async (tx) => {
        tx.write(forgetDeletedGroup(siteId, directoryId, groupId))
        // Users who were deleted meanwhile have counted themselves out of it.
        tx.write(forgetTotal(siteId, directoryId, `members:${groupId}`))
      })
    }
  }
}

/** Deletes exchanges and words of the outbox that are older than they are kept. */
export async function forgetOldRecords(database: Database, now: Date): Promise<void> {
  // Ids grow with time: everything below the first id of a moment is older.
  const firstKept = uuidv7({ msecs: now.getTime() - exchangesKeptMs, seq: 0, random: new Uint8Array(16) })
  for (const { id: siteId } of await database.readSites<Site>(listSites())) {
    await database.inSite(siteId, async (tx) => {
      await tx.read(forgetWords(siteId, new Date(now.getTime() - wordsKeptMs)))
    })
    const [directories = []] = await database.readInSite(siteId, [listDirectories(siteId)])
    for (const { directoryId } of directories as Directory[]) {
      for (let gone = 1; gone > 0; ) {
        const step = forgetExchanges(siteId, directoryId, firstKept)
        gone = await database.inSite(
          siteId,
          async (tx) => (await tx.read<{ gone: number }>(step))[0]?.gone ?? 0,
        )
      }
    }
  }
}
