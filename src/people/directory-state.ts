import { conflict, DoorwardError } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import {
  changedSubscription,
  grants,
  isRestrictive,
  type Subscription,
  type SubscriptionChange,
} from '../model/subscription.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  countFromNow,
  countWaiting,
  type Directory,
  directoryById,
  holdDirectory,
  listDirectories,
  setDirectoryState,
  startGranting,
  stopGranting,
} from '../storage/identity/directories.ts'
import { forgetDisconnection } from '../storage/identity/disconnections.ts'
import { leaveTask } from '../storage/outbox.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import { type Site, setSeatsMax, siteById, siteForUpdate, updateSubscription } from '../storage/sites.ts'
import { type Progress, type Replayed, replay } from './replay.ts'

/** From now on nothing new is granted; what restricts people still applies at once, and no session ends. */
export async function pause(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { directory } = await hold(tx, directoryId)
    if (directory.state !== 'live') {
      throw conflict(
        `The directory ${directory.name} is ${directory.state}; only a live one can be paused.`,
        'directory',
      )
    }
    tx.write(setDirectoryState(siteId, directoryId, 'paused'))
    tx.write(stopGranting(siteId, directoryId, context.now))
    auditDirectory(tx, context, 'directory.paused', directory, 'paused')
  })
}

/**
 * Ends a pause, and grants what arrived meanwhile as from now. Running it again finishes an interrupted one.
 * @param maxMs how long the caller waits for that; what is left goes on in the background
 */
export async function resume(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
  maxMs?: number,
): Promise<Replayed> {
  const mayReplay = await database.inSite(siteId, async (tx) => {
    const { directory, site } = await hold(tx, directoryId)
    if (directory.state === 'rehearsal') {
      throw conflict(
        `The directory ${directory.name} is in rehearsal and was never live. Let it go live instead.`,
        'directory',
      )
    }
    if (directory.state === 'live') return grants(site)
    tx.write(setDirectoryState(siteId, directoryId, 'live'))
    // A directory that was disconnected is connected again.
    tx.write(forgetDisconnection(siteId, directoryId))
    if (grants(site)) grantAgain(tx, directory, context.now)
    auditDirectory(tx, context, 'directory.resumed', directory, 'live')
    return grants(site)
  })
  if (!mayReplay) return { users: 0, groups: 0, isFinished: true }
  return replay(database, siteId, directoryId, context, maxMs)
}

/** Ends a rehearsal: people and organizations appear. Running it again finishes an interrupted one. */
export async function goLive(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
  maxMs?: number,
  tell?: Progress,
): Promise<Replayed> {
  await database.inSite(siteId, async (tx) => {
    const { directory, site } = await hold(tx, directoryId)
    if (!grants(site))
      throw conflict(
        'No directory of this site can go live now: the site has no active plan. Choose or renew a plan first.',
      )
    if (directory.state === 'live') return
    if (directory.state === 'paused') {
      throw conflict(
        `The directory ${directory.name} is paused. End the pause instead: resume it.`,
        'directory',
      )
    }
    tx.write(setDirectoryState(siteId, directoryId, 'live'))
    tx.write(startGranting(siteId, directoryId, context.now))
    auditDirectory(tx, context, 'directory.went-live', directory, 'live')
  })
  return replay(database, siteId, directoryId, context, maxMs, tell)
}

/**
 * Changes what a site has bought. A lapse stops all granting at once; a renewal replays what arrived meanwhile, except
 * in directories that are paused or in rehearsal for reasons of their own.
 * @returns the site as it is now
 * @throws DoorwardError when the change cannot be (see `changedSubscription`)
 */
export async function changeSubscription(
  database: Database,
  siteId: number,
  change: SubscriptionChange,
  context: AuditContext,
  unchanged: Precondition<Site> = whateverItIs,
  maxMs?: number,
): Promise<Site> {
  const { site, live } = await database.inSite(siteId, async (tx) => {
    const [site] = await tx.read<Site>(siteForUpdate(siteId))
    if (!site) throw new DoorwardError('not-found', 'The site does not exist.')
    await unchanged(tx, site)
    const { seatsMax = site.seatsMax } = change
    const changed = { ...site, ...changedSubscription(site, change), seatsMax }
    if (seatsMax !== site.seatsMax) changeSeatsMax(tx, site, seatsMax, context)
    const directories = await tx.read<Directory>(listDirectories(siteId))
    const live = directories.filter(({ state }) => state === 'live')
    if (changed.plan === site.plan && changed.status === site.status) return { site: changed, live }
    directories.sort((a, b) => a.directoryId - b.directoryId)
    for (const { directoryId } of directories) await tx.read(holdDirectory(siteId, directoryId))
    for (const directory of directories) {
      if (!grants(changed)) tx.write(stopGranting(siteId, directory.directoryId, context.now))
    }
    if (grants(changed) && !grants(site)) for (const directory of live) grantAgain(tx, directory, context.now)
    tx.write(updateSubscription(siteId, changed.plan, changed.status, context.now))
    audit(tx, context, {
      action: 'site.plan-changed',
      subjectKind: 'site',
      subject: keyOf(siteId),
      details: {
        before: `${site.plan}, ${site.status}`,
        after: `${changed.plan}, ${changed.status}`,
      },
    })
    return { site: changed, live }
  })
  // Also when nothing changed: running it again finishes an interrupted replay.
  if (grants(site)) {
    for (const { directoryId } of live) await replay(database, siteId, directoryId, context, maxMs)
  }
  return site
}

/** Whoever waits for a seat may have one now. Whom directories gave one keeps it, however few there are. */
function changeSeatsMax(tx: Transaction, site: Site, seatsMax: number | null, context: AuditContext): void {
  tx.write(setSeatsMax(site.id, seatsMax))
  leaveTask(tx, context.now, 'follow-roles', { directoryId: null })
  audit(tx, context, {
    action: 'site.seats-changed',
    subjectKind: 'site',
    subject: keyOf(site.id),
    details: { before: site.seatsMax, after: seatsMax },
  })
}

export interface SubscriptionPreview {
  readonly before: Subscription
  readonly after: Subscription
  readonly isRestrictive: boolean
  /** How many live directories stop granting, or grant again. */
  readonly stops: number
  readonly starts: number
  /** What has waited in those that grant again, counted up to ten thousand of each. */
  readonly waiting: { readonly users: number; readonly groups: number }
}

/**
 * What a change of the subscription would do.
 * @throws DoorwardError when the change cannot be (see `changedSubscription`)
 */
export async function previewSubscription(
  database: Database,
  siteId: number,
  change: SubscriptionChange,
): Promise<SubscriptionPreview> {
  const [[before] = [], directories = [], [waiting] = []] = (await database.readInSite(siteId, [
    siteById(siteId),
    listDirectories(siteId),
    countWaiting(siteId),
  ])) as [Site[], Directory[], { users: number; groups: number }[]]
  if (!before || !waiting) throw new DoorwardError('not-found', 'The site does not exist.')
  const after = changedSubscription(before, change)
  const live = directories.filter(({ state }) => state === 'live').length
  const doesStart = grants(after) && !grants(before)
  return {
    before,
    after,
    isRestrictive: isRestrictive(before, after),
    stops: isRestrictive(before, after) ? live : 0,
    starts: doesStart ? live : 0,
    waiting: doesStart ? waiting : { users: 0, groups: 0 },
  }
}

function grantAgain(tx: Transaction, { directoryId }: Directory, now: Date): void {
  for (const write of countFromNow(tx.siteId, directoryId, now)) tx.write(write)
  tx.write(startGranting(tx.siteId, directoryId, now))
}

/** Waits for the running writes of the directory and reads it; the site's row first, so that all take one order. */
async function hold(tx: Transaction, directoryId: number): Promise<{ directory: Directory; site: Site }> {
  const [site] = await tx.read<Site>(siteForUpdate(tx.siteId))
  await tx.read(holdDirectory(tx.siteId, directoryId))
  const [directory] = await tx.read<Directory>(directoryById(tx.siteId, directoryId))
  if (!site || !directory) throw new DoorwardError('not-found', 'The directory does not exist.')
  return { directory, site }
}

function auditDirectory(
  tx: Transaction,
  context: AuditContext,
  action: 'directory.paused' | 'directory.resumed' | 'directory.went-live',
  { directoryId, state: before }: Directory,
  after: Directory['state'],
): void {
  audit(
    tx,
    { ...context, directoryId },
    {
      action,
      subjectKind: 'directory',
      subject: keyOf(directoryId),
      details: { state: { before, after } },
    },
  )
}
