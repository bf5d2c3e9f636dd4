// The roles of staff follow the groups of their directory: what is taken away at once, in the write that takes it.

import type { Audience } from '../model/identity/audience.ts'
import { judgeRole } from '../model/identity/role-rules.ts'
import { isDisabled } from '../model/identity/staff-projection.ts'
import { roleChangeSentences } from '../model/identity/staff-sentences.ts'
import { lowestId } from '../model/ids.ts'
import { isBillable } from '../model/permissions.ts'
import { holdSeats } from '../storage/access/managed-staff.ts'
import {
  awaitGrant,
  type JudgedMember,
  type RoleContext,
  roleContext,
  staffOfRules,
  staffToJudge,
} from '../storage/access/staff-roles.ts'
import { audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type Directory, listDirectories } from '../storage/identity/directories.ts'
import { leaveTask } from '../storage/outbox.ts'
import { applyStaff, type StaffChange, tellOfSeats } from './apply-staff.ts'
import type { Call } from './apply-user.ts'

/** So many are looked at in the write of a group; whoever is beyond follows in a moment. */
const inWriteMax = 200
/** Those who lose a role by the write are among them, however many join the group. */
const holdersMax = 2_000
const step = 200

interface Member {
  readonly id: string
  readonly type: 'User' | 'Group'
}

/**
 * What a group's write means for the roles of a directory of staff, behind that write: who loses a role loses it here.
 * @param difference who came and who went
 * @param isOther the group has another id of the identity provider's, and may be one that a rule names
 * @returns what came of it, in words
 */
export async function rolesAfter(
  tx: Transaction,
  call: Call,
  audience: Audience,
  { coming, going }: { readonly coming: readonly Member[]; readonly going: readonly Member[] } = nobody,
  isOther = false,
): Promise<string[]> {
  return audience === 'staff' ? judgeAfterGroup(tx, call, [...coming, ...going], isOther) : []
}

const nobody = { coming: [], going: [] }

async function judgeAfterGroup(
  tx: Transaction,
  call: Call,
  members: readonly Member[],
  isOther: boolean,
): Promise<string[]> {
  const { siteId } = tx
  const { directoryId } = call
  const isMany = isOther || members.length > inWriteMax || members.some(({ type }) => type === 'Group')
  const ids = isMany ? [] : members.map(({ id }) => id)
  const [, [context] = [], rows = []] = (await tx.readAll([
    holdSeats(siteId),
    roleContext(siteId, directoryId),
    staffOfRules(siteId, directoryId, ids, holdersMax),
  ])) as [unknown, RoleContext[], JudgedMember[]]
  if (!context) return []
  const { changed, waiting } = judge(tx, call, context, rows)
  const isLater = isMany || rows.length === holdersMax
  if (isLater) leaveTask(tx, call.now, 'follow-roles', { directoryId })
  return [
    ...(changed > 0 ? [roleChangeSentences.changed(changed)] : []),
    ...(waiting > 0 ? [roleChangeSentences.noSeat(waiting)] : []),
    ...(isLater ? [roleChangeSentences.later()] : []),
  ]
}

/** Writes what the rules say of some people, in their order; who loses a seat leaves it to who gets one. */
function judge(
  tx: Transaction,
  call: Call,
  context: RoleContext,
  rows: readonly JudgedMember[],
): { readonly changed: number; readonly waiting: number } {
  const { mayGrant, seatsMax } = context
  let free = seatsMax === null ? Number.POSITIVE_INFINITY : seatsMax - context.seatsTaken
  const changes: StaffChange[] = []
  const awaiting: string[] = []
  let waiting = 0
  const losing = (one: JudgedMember) => one.ruleRole !== null && one.ruleNow === null
  for (const row of [...rows.filter(losing), ...rows.filter((one) => !losing(one))]) {
    const { staffId, userId, ruleNow, ...before } = row
    const isActive = !isDisabled(before)
    const hasSeat = isActive && isBillable(before.role)
    const asked = { ...before, ruleRole: ruleNow, hasSeat, isActive, mayGrant, isSeatFree: free > 0 }
    const { role, waits } = judgeRole(asked)
    if (isActive) free += Number(hasSeat) - Number(isBillable(role))
    if (waits === 'grant') awaiting.push(userId)
    if (waits === 'seat') waiting++
    changes.push({ staffId, userId, before, isBound: true, after: { ...before, role, ruleRole: ruleNow } })
  }
  const changed = changes.filter(({ before, after }) => before?.role !== after.role)
  for (const change of changes) applyStaff(tx, call, change)
  for (const { staffId, before, after } of changed) {
    audit(tx, call.audit, {
      action: 'staff.changed',
      subjectKind: 'staff',
      subject: staffId,
      details: { role: { before: before?.role ?? null, after: after.role } },
    })
  }
  if (awaiting.length > 0) tx.write(awaitGrant(tx.siteId, call.directoryId, awaiting))
  tellOfSeats(tx, call, changes, context)
  return { changed: changed.length, waiting }
}

/**
 * Brings the roles of everybody of a directory in line with its rules and with the seats that are free, in steps. It may be
 * stopped and begun again at any time, and running it twice changes nothing.
 * @param directoryId null: of every directory of staff
 */
export async function followRoles(
  database: Database,
  siteId: number,
  directoryId: number | null,
  now: Date,
): Promise<number> {
  const [found = []] = (await database.readInSite(siteId, [listDirectories(siteId)])) as [Directory[]]
  const ofStaff = found.filter(
    (one) => one.audience === 'staff' && (directoryId === null || one.directoryId === directoryId),
  )
  let changed = 0
  for (const one of ofStaff) {
    const context = { actor: { kind: 'system', name: 'roles' } as const, now, directoryId: one.directoryId }
    changed += await followIn(database, siteId, { directoryId: one.directoryId, now, audit: context })
  }
  return changed
}

async function followIn(database: Database, siteId: number, call: Call): Promise<number> {
  const { directoryId } = call
  let changed = 0
  for (let after: string | undefined = lowestId; after !== undefined; ) {
    const from: string = after
    const done = await database.inDirectory(siteId, directoryId, async (tx) => {
      const [, [context] = [], rows = []] = (await tx.readAll([
        holdSeats(siteId),
        roleContext(siteId, directoryId),
        staffToJudge(siteId, directoryId, from, step),
      ])) as [unknown, RoleContext[], JudgedMember[]]
      const judged = context ? judge(tx, call, context, rows) : { changed: 0 }
      return { changed: judged.changed, last: rows.length < step ? undefined : rows.at(-1)?.staffId }
    })
    changed += done.changed
    after = done.last
  }
  return changed
}
