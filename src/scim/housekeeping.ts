import {
  type Counted,
  fold,
  forgetTotal,
  type Total,
  totalOf,
  totalsToFold,
  tryFoldLock,
} from '../storage/counters.ts'
import type { Database } from '../storage/database.ts'
import { firstIdAt } from '../storage/first-id.ts'
import { type Directory, listDirectories } from '../storage/identity/directories.ts'
import { forgetExchangeHours } from '../storage/identity/directory-figures.ts'
import { forgetDeletedGroup, groupsToPurge, purgeMembers } from '../storage/identity/directory-groups.ts'
import { forgetExchanges } from '../storage/identity/exchanges.ts'
import { forgetJoinedOfGone } from '../storage/identity/joined.ts'
import { forgetWords } from '../storage/outbox.ts'
import type { Site } from '../storage/sites.ts'
import { advanceWork, beginWork, endWork, type LongWork } from '../storage/work-progress.ts'

const dayMs = 24 * 60 * 60 * 1000
const wordsKeptMs = 7 * dayMs
/** Numbers without a name; a year and a month of them are a few thousand rows for each directory. */
const hoursKeptMs = 400 * dayMs

/** Folds the totals of a site that have grown many parts. Its folder works alone: two would count each other's rows. */
export async function foldTotals(database: Database, siteId: number): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [lock] = await tx.read<{ held: boolean }>(tryFoldLock(siteId))
    if (!lock?.held) return
    const totals = await tx.read<{ directoryId: number; what: Counted }>(totalsToFold(siteId))
    for (const { directoryId, what } of totals) await tx.read(fold(siteId, directoryId, what))
  })
}

/** A full sync makes this many parts in a second; a sum of them costs an eighth of a page of users. */
const foldEveryWrites = 500

/** Folds a site's totals while it is written to: waiting for the minute let a list of a busy site cost ten times as much. */
export class TotalsFolder {
  readonly #database: Database
  readonly #onError: (error: unknown) => void
  readonly #writes = new Map<number, number>()

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database
    this.#onError = onError
  }

  /** Notes one write to a site; now and then it folds, and no call waits for that. */
  noteWrite(siteId: number): void {
    const writes = (this.#writes.get(siteId) ?? 0) + 1
    if (writes < foldEveryWrites) {
      this.#writes.set(siteId, writes)
      return
    }
    this.#writes.delete(siteId)
    foldTotals(this.#database, siteId).catch(this.#onError)
  }
}

/** Removes the members' rows of deleted groups, in steps that hold nobody up. */
export async function purgeDeletedGroups(database: Database, siteId: number): Promise<void> {
  const [groups = []] = await database.readInSite(siteId, [groupsToPurge(siteId)])
  for (const { directoryId, groupId } of groups as { directoryId: number; groupId: string }[]) {
    await purgeGroup(database, siteId, directoryId, groupId)
  }
}

/** What is gone before anybody could look needs no progress. */
const shownFrom = 10_000

async function purgeGroup(
  database: Database,
  siteId: number,
  directoryId: number,
  groupId: string,
): Promise<void> {
  const work: LongWork = { directoryId, kind: 'purge', subject: groupId }
  const [[total] = []] = (await database.readInSite(siteId, [
    totalOf(siteId, directoryId, `members:${groupId}`),
  ])) as [Total[]]
  if (total && total.total >= shownFrom) {
    await database.inSite(siteId, async (tx) => tx.write(beginWork(siteId, work, total.total, new Date())))
  }
  for (let gone = 1; gone > 0; ) {
    const step = purgeMembers(siteId, directoryId, groupId)
    gone = await database.inSite(siteId, async (tx) => {
      const [row] = await tx.read<{ gone: number }>(step)
      tx.write(advanceWork(siteId, work, row?.gone ?? 0, new Date()))
      return row?.gone ?? 0
    })
  }
  await database.inSite(siteId, async (tx) => {
    tx.write(forgetDeletedGroup(siteId, directoryId, groupId))
    // Users who were deleted meanwhile have counted themselves out of it.
    tx.write(forgetTotal(siteId, directoryId, `members:${groupId}`))
    tx.write(endWork(siteId, work))
  })
}

/** Deletes exchanges that are older than their site keeps them, and old words of the outbox. */
export async function forgetOldRecords(database: Database, site: Site, now: Date): Promise<void> {
  const { id: siteId, exchangeDays } = site
  const firstKept = firstIdAt(new Date(now.getTime() - exchangeDays * dayMs))
  await database.inSite(siteId, async (tx) => {
    await tx.read(forgetWords(siteId, new Date(now.getTime() - wordsKeptMs)))
    await tx.read(forgetJoinedOfGone(siteId))
    await tx.read(forgetExchangeHours(siteId, new Date(now.getTime() - hoursKeptMs)))
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
