// What people may change of somebody of the staff whom a directory manages: what the directory says stays as it says it.
import { conflict } from '../model/errors.ts'
import { highestRole } from '../model/identity/role-rules.ts'
import { isBillable, type Role } from '../model/permissions.ts'
import { wakeLastOwners } from '../people/held-staff.ts'
import type { StaffRow } from '../storage/access/staff.ts'
import type { Transaction } from '../storage/database.ts'
import { leaveTask } from '../storage/outbox.ts'

/** @throws DoorwardError 'conflict' when a directory gives the name */
export function requireOwnName({ name, directoryId, directoryName }: StaffRow): void {
  if (directoryId === null) return
  throw conflict(
    `name: ${name} is managed by ${directoryName}, which gives the name. Change it there.`,
    'name',
  )
}

/**
 * The role by a person's word. It is never less than what the directory's rules give.
 * @throws DoorwardError 'conflict' when a rule gives more
 */
export function roleByHand(
  { name, role, directoryId, directoryName, handRole, ruleRole }: StaffRow,
  wanted: Role | undefined,
): Pick<StaffRow, 'role' | 'handRole'> {
  if (wanted === undefined || directoryId === null) return { role: wanted ?? role, handRole }
  if (wanted === role) return { role, handRole }
  if (highestRole(wanted, ruleRole) !== wanted) {
    throw conflict(
      `role: a group of ${directoryName} makes ${name} ${ruleRole}. Take them out of the group there, or change its rules.`,
      'role',
    )
  }
  return { role: wanted, handRole: wanted === ruleRole || wanted === 'member' ? null : wanted }
}

/**
 * Whether somebody may come in, by a person's word. Taking that away never waits.
 * @throws DoorwardError 'conflict' when the directory lets nobody in whom a person would
 */
export function doorByHand(
  { name, directoryId, directoryName, directoryDisabled }: StaffRow,
  disabled: boolean,
): Pick<StaffRow, 'disabled' | 'handDisabled'> {
  if (directoryId === null) return { disabled, handDisabled: false }
  if (!disabled && directoryDisabled) {
    throw conflict(`${name} was deactivated by ${directoryName}. Only that directory can let them in again.`)
  }
  return { disabled, handDisabled: disabled }
}

/** Who waits for a seat, or could not be let go, is looked at anew. */
export function followByHand(tx: Transaction, before: StaffRow, after: StaffRow, now: Date): void {
  const hadSeat = !before.disabled && isBillable(before.role)
  const hasSeat = !after.disabled && isBillable(after.role)
  if (hadSeat && !hasSeat) leaveTask(tx, now, 'follow-roles', { directoryId: null })
  if (after.role === 'owner' && !after.disabled) wakeLastOwners(tx, now)
}
