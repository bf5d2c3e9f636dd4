// Who is billable and who is not, by day: what the bill and the usage report count.
import { addDays, type Day, dayOf, daysBetween, isDay, startOfDay } from '../model/day.ts'
import { invalid } from '../model/errors.ts'
import { highestId, lowestId } from '../model/ids.ts'
import type { Role } from '../model/permissions.ts'
import { type UsageDay, usageDaysMax } from '../model/usage.ts'
import { tryFoldLock } from '../storage/counters.ts'
import type { Database } from '../storage/database.ts'
import { firstIdAt } from '../storage/first-id.ts'
import type { Site } from '../storage/sites.ts'
import {
  type CustomerTotal,
  countCustomers,
  countMembers,
  countMergedCustomers,
  countSeats,
  customerTotal,
  insertUsageDay,
  keepCustomerTotal,
  lastUsageDay,
  listSeats,
  type Seat,
  type Span,
  usageDays,
} from '../storage/usage.ts'

/** Which day it is at a site. */
export function todayAt(site: Site, now: Date): Day {
  return dayOf(now, site.timeZone)
}

function spanOf(site: Site, day: Day): Span {
  const { timeZone } = site
  return { from: startOfDay(day, timeZone), until: startOfDay(addDays(day, 1), timeZone) }
}

/** Counts one day: as it is until now where it is under way, else as it was at its end. */
export async function countUsage(database: Database, site: Site, day: Day, now: Date): Promise<UsageDay> {
  const span = spanOf(site, day)
  const [[total = neverCounted] = [], seats, members] = (await database.readInSite(site.id, [
    customerTotal(site.id),
    countSeats(site.id, span),
    countMembers(site.id, span),
  ])) as [CustomerTotal[], { role: Role; people: number }[], { members: number }[]]
  const of = (role: Role) => seats.find((one) => one.role === role)?.people ?? 0
  return {
    day,
    owners: of('owner'),
    admins: of('admin'),
    agents: of('agent'),
    auditors: of('auditor'),
    members: members[0]?.members ?? 0,
    customers: await customersBelow(
      database,
      site.id,
      total,
      span.until > now ? highestId : firstIdAt(span.until),
    ),
  }
}

const neverCounted: CustomerTotal = { customers: 0, countedBelow: lowestId }

/**
 * How many customers have an id below this one: the total, and those between the two, who are few. Rows are never deleted; who
 * was merged into another keeps a row, and is taken off here, because that changes and is undone at any time.
 */
async function customersBelow(
  database: Database,
  siteId: number,
  { customers, countedBelow }: CustomerTotal,
  below: string,
): Promise<number> {
  const isLater = below >= countedBelow
  const [from, to] = isLater ? [countedBelow, below] : [below, countedBelow]
  const [[found] = [], [gone] = []] = (await database.readInSite(siteId, [
    countCustomers(siteId, from, to),
    countMergedCustomers(siteId, below),
  ])) as [{ customers: number }[], { merged: number }[]]
  const between = found?.customers ?? 0
  return (isLater ? customers + between : customers - between) - (gone?.merged ?? 0)
}

/** How many customers a site has just now: its total, and those who came since. */
export async function countAllCustomers(database: Database, siteId: number): Promise<number> {
  const [[total = neverCounted] = []] = (await database.readInSite(siteId, [customerTotal(siteId)])) as [
    CustomerTotal[],
  ]
  return customersBelow(database, siteId, total, highestId)
}

const daysByDefault = 30

/**
 * The range of days that is asked for.
 * @throws DoorwardError naming the bound that is no day, comes before the other, or is too far from it
 */
export function readRange(
  site: Site,
  wanted: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
): { from: Day; to: Day } {
  for (const bound of ['from', 'to'] as const) {
    const text = wanted[bound]
    if (text !== undefined && !isDay(text)) throw invalid(bound, 'must be a day such as 2026-11-28.')
  }
  const to = wanted.to ?? todayAt(site, now)
  const from = wanted.from ?? addDays(to, 1 - daysByDefault)
  const days = daysBetween(from, to) + 1
  if (days < 1) throw invalid('from', 'must not come after the last day.')
  if (days > usageDaysMax) throw invalid('from', `must be at most ${usageDaysMax} days before the last day.`)
  return { from, to }
}

/**
 * The usage of a range of days, both ends included, in their order: as it was written for days that are over, counted now for
 * today. A day before the site was there, or while no server ran for long, is missing.
 */
export async function usageBetween(
  database: Database,
  site: Site,
  { from, to }: { readonly from: Day; readonly to: Day },
  now: Date,
): Promise<UsageDay[]> {
  const [rows = []] = await database.readInSite(site.id, [usageDays(site.id, from, to)])
  const days = rows as UsageDay[]
  const today = todayAt(site, now)
  const yesterday = addDays(today, -1)
  const isMissing = (day: Day) => day >= from && day <= to && !days.some((one) => one.day === day)
  // Soon after midnight nobody has written yesterday yet.
  const made = todayAt(site, site.createdAt)
  const counted = [yesterday, today].filter((day) => isMissing(day) && day >= made)
  return [...days, ...(await Promise.all(counted.map((day) => countUsage(database, site, day, now))))]
}

/** Who had a seat today, page by page. */
export async function seatsToday(
  database: Database,
  site: Site,
  page: { readonly after: string; readonly limit: number },
  now: Date,
): Promise<Seat[]> {
  const [rows = []] = await database.readInSite(site.id, [
    listSeats(site.id, spanOf(site, todayAt(site, now)), page),
  ])
  return rows as Seat[]
}

/** No call, and no clock of another process, is further behind than this: ids below it are all there. */
const settledMs = 2 * 60 * 1000
const settledBefore = (now: Date) => firstIdAt(new Date(now.getTime() - settledMs))

/**
 * Counts new customers of a site into its total, so that whoever asks for it counts few. It holds the site's fold lock, because two would each count the other's.
 * @param isAnew counts all, so that a total that was ever wrong does not stay wrong
 */
export async function countNewCustomers(
  database: Database,
  siteId: number,
  now: Date,
  isAnew = false,
): Promise<void> {
  const below = settledBefore(now)
  await database.inSite(siteId, async (tx) => {
    const [[lock] = [], [found] = []] = (await tx.readAll([tryFoldLock(siteId), customerTotal(siteId)])) as [
      { held: boolean }[],
      CustomerTotal[],
    ]
    const total = isAnew ? neverCounted : (found ?? neverCounted)
    if (!lock?.held || total.countedBelow >= below) return
    const [{ customers } = { customers: 0 }] = await tx.read<{ customers: number }>(
      countCustomers(siteId, total.countedBelow, below),
    )
    // Where nobody came the total stays as it is, and nothing is written every minute.
    if (customers === 0 && !isAnew) return
    tx.write(keepCustomerTotal(siteId, { customers: total.customers + customers, countedBelow: below }))
  })
}

/** How many days are made up for after no server ran. Longer ago nobody knows any more who had a seat. */
const daysMadeUpFor = 31

/** Writes the days of a site that are over and were not written yet. Twice writes nothing twice. */
export async function writeUsage(database: Database, site: Site, now: Date): Promise<void> {
  const today = todayAt(site, now)
  const [rows = []] = await database.readInSite(site.id, [lastUsageDay(site.id)])
  const last = (rows as { day: Day }[])[0]?.day ?? addDays(today, -2)
  const made = todayAt(site, site.createdAt)
  const missing = Math.min(daysBetween(last, today) - 1, daysMadeUpFor)
  if (missing < 1) return
  await countNewCustomers(database, site.id, now, true)
  for (let ago = missing; ago >= 1; ago--) {
    const day = addDays(today, -ago)
    if (day < made) continue
    const usage = await countUsage(database, site, day, now)
    await database.inSite(site.id, async (tx) => tx.write(insertUsageDay(site.id, usage)))
  }
}
