// Who left so long ago that the site keeps nothing of them is erased by night (product.md, "Change, deletion, return").
import { monthsBefore } from '../model/retention.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { countSilentSenders } from '../storage/desk/senders.ts'
import {
  countLeavers,
  forgetDeletedOfNobody,
  type Leaver,
  type LeaverCounts,
  nextLeavers,
  stillDue,
} from '../storage/identity/leavers.ts'
import type { Site } from '../storage/sites.ts'
import { type Erased, emptyExchanges, eraseTogether, readErased } from './erase.ts'

/** People at a time: all recorded exchanges are read for them together. */
const batch = 25

const countedMax = 10_000

/** Whom the next night would erase if the site kept leavers for so many months. */
export async function leaversOf(
  database: Database,
  { id }: Pick<Site, 'id'>,
  months: number,
  now: Date,
): Promise<LeaverCounts & { readonly months: number; readonly senders: number }> {
  if (months === 0) return { months, people: 0, inDirectory: 0, senders: 0 }
  const before = monthsBefore(now, months)
  const [[leavers] = [], [senders] = []] = (await database.readInSite(id, [
    countLeavers(id, before, countedMax),
    countSilentSenders(id, before, countedMax),
  ])) as [LeaverCounts[], { total: number }[]]
  return { months, people: 0, inDirectory: 0, ...leavers, senders: senders?.total ?? 0 }
}

/**
 * Erases in steps whoever is due, and forgets users whom directories deleted as long ago and who were never anybody. It may be
 * stopped and begun again at any time.
 */
export async function eraseLeavers(
  database: Database,
  { id: siteId, leaverMonths }: Pick<Site, 'id' | 'leaverMonths'>,
  now: Date,
): Promise<void> {
  if (leaverMonths === 0) return
  const before = monthsBefore(now, leaverMonths)
  for (let after: Leaver | undefined; ; ) {
    const [rows = []] = await database.readInSite(siteId, [nextLeavers(siteId, before, after, batch)])
    const leavers = rows as Leaver[]
    if (leavers.length > 0) await eraseSome(database, siteId, leavers, before, now)
    if (leavers.length < batch) break
    after = leavers.at(-1)
  }
  const step = forgetDeletedOfNobody(siteId, before)
  for (let gone = 1; gone > 0; ) {
    gone = await database.inSite(siteId, async (tx) => (await tx.read<{ gone: number }>(step))[0]?.gone ?? 0)
  }
}

/** Whoever came back meanwhile is left alone. */
async function eraseSome(
  database: Database,
  siteId: number,
  leavers: readonly Leaver[],
  before: Date,
  now: Date,
): Promise<void> {
  // In the order in which whoever else locks several does.
  const ids = leavers.map(({ id }) => id).sort()
  const readDue = async (tx: Transaction, holds: boolean) => {
    const found: Erased[] = []
    for (const id of ids) found.push(await readErased(tx, id, holds))
    const rows = await tx.read<{ id: string }>(stillDue(siteId, before, ids))
    const due = new Set(rows.map(({ id }) => id))
    return found.filter(
      ({ customerId, mergedInto, erasedAt, directories }) =>
        due.has(customerId) && mergedInto === null && erasedAt === null && directories.length === 0,
    )
  }
  const people = await database.inSite(siteId, (tx) => readDue(tx, false))
  const since = await emptyExchanges(database, siteId, people, now)
  const actor = { kind: 'system', name: 'retention' } as const
  await database.inSite(siteId, async (tx) =>
    eraseTogether(
      tx,
      await readDue(tx, true),
      { requestTexts: false, since, by: 'retention' },
      { actor, now },
    ),
  )
}
