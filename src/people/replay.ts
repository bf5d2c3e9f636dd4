import { lowestId } from '../model/ids.ts'
import { ask } from '../storage/ask.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type MappingContext, mappingContext } from '../storage/identity/directories.ts'
import {
  groupForUpdate,
  type LockedGroup,
  pendingFeeders,
  pendingGroups,
  updateGroup,
} from '../storage/identity/directory-groups.ts'
import { pendingUsers } from '../storage/identity/directory-users.ts'
import { leaveTask } from '../storage/outbox.ts'
import { refreshEarly } from '../storage/statistics.ts'
import { advanceWork, beginWork, countPending, endWork, type LongWork } from '../storage/work-progress.ts'
import type { Call } from './apply-user.ts'
import { followAssertedGroups } from './asserted-groups.ts'
import { projectBatch } from './project-batch.ts'
import { askAboutOrganizations, auditGroup, followGroup, type GroupOutcome } from './project-group.ts'

/** Users, or groups, in one step. */
const batch = 250

/** Steps at a time: while this process computes for the one, the database does for the other. */
const lanes = 2

/** How long a person at a page waits for a replay; what takes longer goes on in the background and shows how far it is. */
export const replayPatienceMs = 5_000

interface Waiting {
  readonly id: string
}

export interface Replayed {
  /** How many were brought up to date. */
  readonly users: number
  readonly groups: number
  /** Whether nothing waits any more that could be granted. */
  readonly isFinished: boolean
}

/** Hears how many people and groups are brought up to date, of how many. */
export type Progress = (done: number, total: number) => void

/** What steps of a replay share. */
interface Replay {
  readonly database: Database
  readonly siteId: number
  readonly call: Call
  readonly work: LongWork
  /** Which groups are looked at. */
  readonly groups: typeof pendingGroups
  /** Whether whoever waits for it has waited long enough. */
  isLate(): boolean
  /** So many more are done. */
  step(n: number): void
}

/**
 * Grants what waited: projects every directory user and group that is marked as pending, in steps, and tells how far it is.
 * It may be stopped and begun again at any time, and running it twice changes nothing.
 * @param maxMs after this it stops behind a step, and the task that finishes replays goes on
 * @param tell hears how far it is: at the beginning, and behind each step
 */
export async function replay(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
  maxMs = Number.POSITIVE_INFINITY,
  tell: Progress = () => undefined,
): Promise<Replayed> {
  const end = Date.now() + maxMs
  let done = 0
  let total = 0
  const self: Replay = {
    database,
    siteId,
    call: { directoryId, now: context.now, audit: context },
    work: { directoryId, kind: 'replay', subject: '' },
    groups: pendingGroups,
    isLate: () => Date.now() >= end,
    step: (n) => {
      done += n
      tell(done, Math.max(done, total))
    },
  }
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [countPending(siteId, directoryId)])
  const { waiting } = rows[0] as { waiting: number }
  if (waiting === 0) {
    await database.inDirectory(siteId, directoryId, async (tx) => tx.write(endWork(siteId, self.work)))
    return { users: 0, groups: 0, isFinished: true }
  }
  total = waiting
  self.step(0)
  await database.inDirectory(siteId, directoryId, async (tx) =>
    tx.write(beginWork(siteId, self.work, waiting, new Date())),
  )
  const users = await replayUsers(self)
  const groups = (await replayGroups(self)) + (await replayAsserted(self))
  const isFinished = !self.isLate()
  await database.inDirectory(siteId, directoryId, async (tx) => {
    if (isFinished) tx.write(endWork(siteId, self.work))
    else leaveTask(tx, new Date(), 'run-task', { task: 'finish-replays' })
  })
  return { users, groups, isFinished }
}

/**
 * Looks at the groups of a directory that grants nothing: what they may no longer feed they leave at once. Those that feed
 * nothing, as all do in a rehearsal, have nothing to leave.
 * @param maxMs after this it stops behind a group
 * @returns undefined when the directory grants, so that a replay does it all
 */
export async function settleGroups(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<Replayed | undefined> {
  const end = Date.now() + maxMs
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [
    mappingContext(siteId, directoryId),
  ])
  const [found] = rows as MappingContext[]
  if (!found) return { users: 0, groups: 0, isFinished: true }
  if (found.mayGrant) return undefined
  const self: Replay = {
    database,
    siteId,
    call: { directoryId, now: context.now, audit: context },
    work: { directoryId, kind: 'replay', subject: '' },
    groups: pendingFeeders,
    isLate: () => Date.now() >= end,
    step: () => undefined,
  }
  const groups = await replayEachGroup(self, false)
  const said = await followAssertedGroups(database, siteId, self.call, self.isLate)
  return { users: 0, groups: groups.projected + said, isFinished: !self.isLate() }
}

/**
 * Looks at the users of a directory that grants nothing and for whom something waits: what they lose they lose at once.
 * @param maxMs after this it stops behind a step
 */
export async function settleUsers(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
  maxMs: number,
): Promise<void> {
  const end = Date.now() + maxMs
  await replayUsers({
    database,
    siteId,
    call: { directoryId, now: context.now, audit: context },
    work: { directoryId, kind: 'replay', subject: '' },
    groups: pendingGroups,
    isLate: () => Date.now() >= end,
    step: () => undefined,
  })
}

async function replayUsers({ database, siteId, call, work, isLate, step: tell }: Replay): Promise<number> {
  const { directoryId } = call
  let done = 0
  for (let after = lowestId; !isLate(); ) {
    const waiting = pendingUsers(siteId, directoryId, after, batch * lanes)
    const [found = []] = (await database.readInDirectory(siteId, directoryId, [waiting])) as [Waiting[]]
    const ids = found.map(({ id }) => id)
    const steps = Array.from({ length: Math.ceil(ids.length / batch) }, (_, n) =>
      ids.slice(n * batch, (n + 1) * batch),
    )
    // All are waited for, also when one fails: nothing may go on behind the caller's back.
    const ends = await Promise.allSettled(
      steps.map((step) =>
        database.inDirectory(siteId, directoryId, async (tx) => {
          await projectBatch(tx, call, step)
          tx.write(advanceWork(siteId, work, step.length, new Date()))
        }),
      ),
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    const last = ids.at(-1)
    if (last === undefined) break
    await refreshEarly(database, done, done + ids.length)
    done += ids.length
    tell(ids.length)
    after = last
  }
  return done
}

/**
 * A group that was renamed to a name which another one gave up in the same pause must not meet that one in an
 * organization, so whoever leaves a name goes first. Groups that wait for each other in a circle go when nobody else can.
 */
async function replayGroups(replay: Replay): Promise<number> {
  let done = 0
  for (let isPatient = true; ; ) {
    const { seen, projected } = await replayEachGroup(replay, isPatient)
    done += projected
    if (!isPatient || seen === projected || replay.isLate()) return done
    isPatient = projected > 0
  }
}

/** Groups that nobody but sign-ins named go last: what SCIM says of a name is known by then. */
async function replayAsserted({ database, siteId, call, work, isLate, step }: Replay): Promise<number> {
  const settled = await followAssertedGroups(database, siteId, call, isLate)
  if (settled === 0) return 0
  step(settled)
  await database.inDirectory(siteId, call.directoryId, async (tx) =>
    tx.write(advanceWork(siteId, work, settled, new Date())),
  )
  return settled
}

/** Each in a transaction of its own: names are held before organizations, which many in one could not keep to. */
async function replayEachGroup(
  { database, siteId, call, work, groups, isLate, step }: Replay,
  isPatient: boolean,
): Promise<{ seen: number; projected: number }> {
  const { directoryId } = call
  const passed = { seen: 0, projected: 0 }
  for (let after = lowestId; !isLate(); ) {
    const [ids = []] = (await database.readInDirectory(siteId, directoryId, [
      groups(siteId, directoryId, after, batch),
    ])) as [Waiting[]]
    for (const { id } of ids) {
      const isProjected = await database.inDirectory(siteId, directoryId, async (tx) => {
        const isProjected = await replayGroup(tx, call, id, isPatient)
        if (isProjected) tx.write(advanceWork(siteId, work, 1, new Date()))
        return isProjected
      })
      passed.seen++
      if (isProjected) {
        passed.projected++
        step(1)
      }
    }
    const last = ids.at(-1)
    if (!last) break
    after = last.id
  }
  return passed
}

/** Answers whether nothing of the group waits any more. */
async function replayGroup(
  tx: Transaction,
  call: Call,
  groupId: string,
  isPatient: boolean,
): Promise<boolean> {
  const { directoryId } = call
  const [locked] = await tx.read<LockedGroup>(groupForUpdate(tx.siteId, directoryId, groupId))
  if (!locked?.pending) return true
  const { displayName, externalId } = locked
  const group = { id: groupId, displayName, externalId, before: locked }
  const facts = await ask(tx, askAboutOrganizations(tx.siteId, directoryId, locked, group))
  const outcome = followGroup(tx, call, locked, group, facts, isPatient)
  if (outcome.pending) {
    if (outcome.organizationId !== locked.organizationId) tellGroup(tx, call, groupId, outcome)
    return false
  }
  const resource = JSON.parse(locked.resource)
  tx.write(
    updateGroup(tx.siteId, directoryId, {
      displayName: locked.displayName,
      externalId: typeof resource.externalId === 'string' ? resource.externalId : undefined,
      resource: locked.resource,
      groupId,
      now: call.now,
      pending: false,
      touched: false,
    }),
  )
  tellGroup(tx, call, groupId, outcome)
  return true
}

function tellGroup(tx: Transaction, call: Call, groupId: string, outcome: GroupOutcome): void {
  auditGroup(tx, call, 'directory-group.changed', groupId, { outcome, added: 0, removed: 0 })
}
