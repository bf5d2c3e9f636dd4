// The brake: judges what a directory takes away, soon after it did, and keeps what may be kept until somebody decides.
import { brakeWindowMs, countedFrom, isTooMany, stayedEnough } from '../model/identity/brake.ts'
import { undoDays } from '../model/identity/case.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { type Administrator, listAdministrators } from '../storage/access/staff.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import { type Total, totalOf } from '../storage/counters.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  type BrakeRow,
  brakesOf,
  decideBrakes,
  forgetBrakes,
  insertBrake,
  type LastDecision,
  lastBrakeDecision,
  letGo,
} from '../storage/identity/brakes.ts'
import { closeCase, openCase, openCasesOf } from '../storage/identity/cases.ts'
import {
  type Directory,
  directoryById,
  holdDirectory,
  setAddressesWait,
} from '../storage/identity/directories.ts'
import { disconnectionOf } from '../storage/identity/disconnections.ts'
import {
  countLost,
  countMembersUpTo,
  directoriesWithLosses,
  forgetLosses,
  type Lost,
  type Stayed,
} from '../storage/identity/losses.ts'
import { type OrganizationRow, organizationById, removeLeftOver } from '../storage/identity/organizations.ts'
import { queueMail } from '../storage/mails.ts'
import { leaveWord, oldestDue } from '../storage/outbox.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Judged again by the minute, in case a process ended before it judged. */
const sweptMs = 3 * 60 * 1000

/** Of one kind and key at most one case is open: a directory has one about its brake. */
const brakeKey = (directoryId: number) => `brake ${directoryId}`

/** What is too many, and of what. */
interface TooMany {
  readonly organizationId: string | null
  readonly lost: number
  readonly before: number
  readonly holdsAddresses: boolean
}

/**
 * Puts a directory's brake on when too many have lost something within an hour: of its people, or of one organization's members.
 * Doing it twice changes nothing.
 * @param at when the last of them was: the hour ends there, however late it is judged
 */
export async function judgeLosses(
  database: Database,
  siteId: number,
  directoryId: number,
  now: Date,
  at = now,
): Promise<void> {
  const [[decision] = [], brakes = []] = (await database.readInSite(siteId, [
    lastBrakeDecision(siteId, directoryId),
    brakesOf(siteId, directoryId),
  ])) as [LastDecision[], BrakeRow[]]
  const from = countedFrom(at, decision?.decidedAt ?? null)
  const found = isWholeDirectoryOn(brakes) ? [] : await findTooMany(database, siteId, directoryId, from)
  await database.inSite(siteId, async (tx) => {
    await tx.read(holdDirectory(siteId, directoryId))
    const [[decisionNow] = [], [parted] = []] = (await tx.readAll([
      lastBrakeDecision(siteId, directoryId),
      disconnectionOf(siteId, directoryId),
    ])) as [LastDecision[], unknown[]]
    // What somebody decided meanwhile stands; later losses are judged by the minute. A directory that is gone asks nothing.
    const isStale = decisionNow?.decidedAt?.getTime() !== decision?.decidedAt?.getTime()
    if (!isStale && !parted) await putOn(tx, directoryId, found, { from, now })
    // What no brake keeps, and nothing else, goes now: it had waited for this judgement.
    const gone = await tx.read<{ id: string }>(removeLeftOver(siteId, directoryId, from))
    for (const { id } of gone) leaveWord(tx, now, 'organization.changed', { organizationId: id })
  })
}

const isWholeDirectoryOn = (brakes: readonly BrakeRow[]) =>
  brakes.some(({ state, organizationId }) => state === 'on' && organizationId === null)

async function findTooMany(
  database: Database,
  siteId: number,
  directoryId: number,
  from: Date,
): Promise<readonly TooMany[]> {
  const [lost = [], [active] = []] = (await database.readInSite(siteId, [
    countLost(siteId, directoryId, from),
    totalOf(siteId, directoryId, 'active-users'),
  ])) as [Lost[], Total[]]
  const [all, ...organizations] = lost
  if (!all) return []
  const judge = (one: Lost, stayed: number): TooMany[] => {
    const { organizationId, lost, addresses } = one
    if (!isTooMany(lost, stayed)) return []
    return [
      {
        organizationId,
        lost,
        before: lost + stayed,
        holdsAddresses: organizationId === null || addresses > 0,
      },
    ]
  }
  const found = judge(all, Math.max(0, (active?.total ?? 0) - (all.lost - all.inactive)))
  for (const one of organizations) {
    if (one.organizationId === null || !isTooMany(one.lost, 0)) continue
    const max = stayedEnough(one.lost) + one.addresses
    const [[members] = []] = (await database.readInSite(siteId, [
      countMembersUpTo(siteId, one.organizationId, max),
    ])) as [Stayed[]]
    found.push(...judge(one, Math.max(0, (members?.stayed ?? 0) - one.addresses)))
  }
  return found
}

/** Behind the directory's lock: what is on stays as it is. */
async function putOn(
  tx: Transaction,
  directoryId: number,
  found: readonly TooMany[],
  { from, now }: { readonly from: Date; readonly now: Date },
): Promise<void> {
  if (found.length === 0) return
  const { siteId } = tx
  const brakes = await tx.read<BrakeRow>(brakesOf(siteId, directoryId))
  const on = brakes.filter(({ state }) => state === 'on')
  if (isWholeDirectoryOn(on)) return
  const news = found.filter((one) => !on.some(({ organizationId }) => organizationId === one.organizationId))
  const [first] = news
  if (!first) return
  for (const one of news) tx.write(insertBrake(siteId, { ...one, directoryId, since: from, now }))
  if (news.some(({ holdsAddresses }) => holdsAddresses)) tx.write(setAddressesWait(siteId, directoryId, true))
  const all = [...news, ...on]
  const widest = all.find(({ organizationId }) => organizationId === null) ?? first
  tx.write(
    openCase(siteId, {
      kind: 'brake',
      key: brakeKey(directoryId),
      directoryId,
      organizationId: widest.organizationId ?? undefined,
      details: {
        lost: widest.lost,
        before: widest.before,
        organizations: all.filter(({ organizationId }) => organizationId !== null).length,
        ofDirectory: widest.organizationId === null,
      },
      now,
    }),
  )
  // One case, one mail: a directory that goes on organization by organization sends no flood.
  if (on.length === 0 || widest.organizationId === null)
    await tellAdministrators(tx, directoryId, widest, now)
  const context: AuditContext = { actor: { kind: 'system', name: 'brake' }, now, directoryId }
  audit(tx, context, {
    action: 'directory.braked',
    subjectKind: 'directory',
    subject: keyOf(directoryId),
    details: { lost: widest.lost, before: widest.before, organizationId: widest.organizationId },
  })
  for (const { organizationId } of news) {
    if (organizationId !== null) leaveWord(tx, now, 'organization.changed', { organizationId })
  }
}

/** A mail to each, with the case; the transaction has opened it. */
async function tellAdministrators(
  tx: Transaction,
  directoryId: number,
  { organizationId, lost, before }: Pick<TooMany, 'organizationId' | 'lost' | 'before'>,
  now: Date,
): Promise<void> {
  const { siteId } = tx
  const [[directory] = [], [organization] = [], administrators = [], [open] = []] = (await tx.readAll([
    directoryById(siteId, directoryId),
    organizationById(siteId, organizationId ?? lowestId),
    listAdministrators(siteId),
    openCasesOf(siteId, { kind: 'brake', directoryId }, lowestId, 1),
  ])) as [Directory[], OrganizationRow[], Administrator[], { caseId: string }[]]
  for (const { id: personId, name, address, language } of administrators) {
    queueMail(tx, now, { personId, name, address, language }, 'brake-on', {
      directory: directory?.name ?? '',
      organization: organization?.name ?? '',
      lost,
      before,
      at: now.toISOString(),
      path: open ? `/admin/cases/${open.caseId}` : '/admin/cases',
    })
  }
}

/** Ends every brake of a directory that is gone, in the caller's transaction: nothing waits and nothing is kept any more. */
export function endBrakes(tx: Transaction, directoryId: number, now: Date): void {
  const { siteId } = tx
  tx.write(decideBrakes(siteId, directoryId, 'released', now))
  tx.write(letGo(siteId, directoryId))
  tx.write(setAddressesWait(siteId, directoryId, false))
  tx.write(closeCase(siteId, { kind: 'brake', key: brakeKey(directoryId), outcome: 'gone', now }))
}

/** Judges what a process that ended could not. */
export async function judgeBrakes(database: Database, siteId: number, now: Date): Promise<void> {
  const [directories = []] = (await database.readInSite(siteId, [
    directoriesWithLosses(siteId, new Date(now.getTime() - sweptMs)),
  ])) as [{ directoryId: number }[]]
  for (const { directoryId } of directories) await judgeLosses(database, siteId, directoryId, now)
}

/** Forgets what directories took away, where no brake needs it any more, and no judgement that is still to come. */
export async function forgetOldLosses(database: Database, siteId: number, now: Date): Promise<void> {
  const [[unjudged] = []] = (await database.readInSite(siteId, [oldestDue(siteId, 'judge-losses')])) as [
    { dueAt: Date }[],
  ]
  const judgedUntil = Math.min(now.getTime(), unjudged?.dueAt.getTime() ?? Number.POSITIVE_INFINITY)
  // A judgement looks an hour back from the second before it is due.
  const before = new Date(judgedUntil - brakeWindowMs - (unjudged ? 2_000 : 0))
  await database.inSite(siteId, async (tx) => {
    tx.write(forgetBrakes(siteId, new Date(now.getTime() - undoDays * dayMs)))
  })
  for (const table of ['removed_members', 'removed_feeds', 'directory_losses'] as const) {
    for (let gone = 1; gone > 0; ) {
      const [row] = await database.inSite(siteId, (tx) =>
        tx.read<{ gone: number }>(forgetLosses(siteId, before, table)),
      )
      gone = row?.gone ?? 0
    }
  }
}
