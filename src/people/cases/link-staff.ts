// A directory of staff brings somebody whose address one of the staff has: a person says whether that is the same person.
import { conflict, DoorwardError } from '../../model/errors.ts'
import { readUser } from '../../model/identity/directory-user.ts'
import { isDisabled } from '../../model/identity/staff-projection.ts'
import {
  type LinkableStaff,
  linkableStaff,
  linkedStaff,
  type MemberRow,
  releaseStaff,
  updateManaged,
} from '../../storage/access/managed-staff.ts'
import { awaitGrant } from '../../storage/access/staff-roles.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import { type CaseUserRow, userOfCase } from '../../storage/identity/case-evidence.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { leaveTask } from '../../storage/outbox.ts'
import { applyStaff } from '../apply-staff.ts'
import type { Decider } from './decisions.ts'

interface Linkable {
  readonly directoryId: number
  readonly userId: string
  readonly staff: LinkableStaff
}

/** @throws DoorwardError 'conflict' when nobody can be linked, and why */
async function linkableIn(tx: Transaction, { directoryId, userId }: CaseRow): Promise<Linkable> {
  if (directoryId === null || userId === null) throw conflict('The directory is gone.')
  const [row] = await tx.read<CaseUserRow>(userOfCase(tx.siteId, directoryId, userId))
  const address = row && readUser(row).address
  if (address === undefined) throw conflict('The directory gives no address any more.')
  const [staff] = await tx.read<LinkableStaff>(linkableStaff(tx.siteId, directoryId, userId, address))
  if (!staff) throw conflict('Nobody of the staff has this address now; the question closes by itself.')
  const { name, role, managerName } = staff
  if (staff.isTaken) throw conflict('The directory user is somebody else of the staff already.')
  if (role === 'owner') {
    throw conflict(
      `${name} is an owner. Declare or prove the domain of the address for this directory instead.`,
    )
  }
  if (managerName !== null && (staff.managerId !== directoryId || staff.isPresent)) {
    throw conflict(`${name} is managed by ${managerName}.`)
  }
  return { directoryId, userId, staff }
}

/** It is as good as changing the staff, which no API key can. */
function requireBrowser({ actor }: AuditContext): void {
  if (actor.kind !== 'api-key') return
  throw new DoorwardError(
    'forbidden',
    'Who of the staff is meant is decided at a browser, and not by an API key.',
  )
}

export const linkStaff: Decider = {
  async preview(tx, found) {
    const { staff } = await linkableIn(tx, found)
    return [{ code: 'links-staff', values: { name: staff.name } }]
  },

  async apply(tx, found, context) {
    requireBrowser(context)
    const { directoryId, userId, staff } = await linkableIn(tx, found)
    const { staffId, managerId, managerUserId } = staff
    // Whoever comes back begins as everybody does; whoever was known by hand keeps the role that people gave.
    const handRole = managerId === null ? staff.role : null
    tx.write(updateManaged(tx.siteId, directoryId, { ...staff, userId, handRole }, context.now))
    follow(tx, directoryId, userId, context)
    tell(tx, context, staffId, false)
    return { staffId, before: managerUserId ?? '' }
  },

  async undo(tx, found, { staffId, before }, context) {
    requireBrowser(context)
    const { directoryId, userId } = found
    if (directoryId === null || userId === null) throw conflict('The directory is gone.')
    const [staff] = await tx.read<MemberRow>(linkedStaff(tx.siteId, directoryId, userId))
    if (!staff || staff.staffId !== staffId) throw conflict('The two are no longer linked.')
    const wasKnown = before === ''
    if (!wasKnown && staff.role === 'owner') {
      throw conflict(`${staff.name} is an owner by now: to take this back would end their account.`)
    }
    // What the directory gave and took goes with the link.
    const after = { ...staff, role: staff.handRole ?? 'member', ruleRole: null, directoryDisabled: !wasKnown }
    const call = { directoryId, now: context.now, audit: context }
    const back = wasKnown ? userId : String(before)
    applyStaff(tx, call, { staffId: staff.staffId, userId: back, before: staff, isBound: wasKnown, after })
    if (wasKnown) {
      tx.write(releaseStaff(tx.siteId, staff.staffId, context.now))
      if (staff.isAddressReleased && !isDisabled(after)) {
        leaveTask(tx, context.now, 'take-back-address', { staffId: staff.staffId })
      }
    }
    follow(tx, directoryId, userId, context)
    tell(tx, context, staff.staffId, true)
  },
}

/** What the directory says of the person now is looked at anew, soon. */
function follow(tx: Transaction, directoryId: number, userId: string, { now }: AuditContext): void {
  tx.write(awaitGrant(tx.siteId, directoryId, [userId]))
  leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
}

function tell(tx: Transaction, context: AuditContext, staffId: string, wasLinked: boolean): void {
  audit(tx, context, {
    action: 'staff.changed',
    subjectKind: 'staff',
    subject: staffId,
    details: { linked: { before: wasLinked, after: !wasLinked } },
  })
}

/** It stays as it is, and the same question is not asked again. */
export const leaveStaff: Decider = {
  preview: async () => [{ code: 'stays-as-it-is', values: {} }],
  apply: async () => ({}),
  undo: async () => undefined,
}
