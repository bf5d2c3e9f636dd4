// Carries out what the rules about staff decided; nothing is decided here.
import type { AuditAction, PersonalValues } from '../model/audit.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import type { Json } from '../model/identity/resource-filter.ts'
import { highestRole } from '../model/identity/role-rules.ts'
import { isDisabled, type StaffProjection, type StaffState } from '../model/identity/staff-projection.ts'
import { isBillable } from '../model/permissions.ts'
import { endLinks } from '../storage/access/links.ts'
import { insertManaged, removeApiKeysOf, type Seats, updateManaged } from '../storage/access/managed-staff.ts'
import { endSessions } from '../storage/access/sessions.ts'
import { closeSeatsCase } from '../storage/access/staff-roles.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { openCase } from '../storage/identity/cases.ts'
import { leaveTask } from '../storage/outbox.ts'
import type { Call } from './apply-user.ts'

/** Somebody of the staff, before and after a directory's write. */
export interface StaffChange {
  readonly staffId: string
  readonly userId: string
  /** Undefined for somebody new. */
  readonly before: StaffState | undefined
  /** The directory managed this person before. */
  readonly isBound: boolean
  readonly after: StaffState
}

/** Writes it. Another role ends every session, and whoever is refused has no way in any more, API keys included. */
export function applyStaff(tx: Transaction, { directoryId, now }: Call, change: StaffChange): void {
  const { siteId } = tx
  const { staffId, userId, before, after } = change
  if (!before) {
    tx.write(insertManaged(siteId, directoryId, { ...after, staffId, userId }, now))
    return
  }
  if (change.isBound && isSame(before, after)) return
  tx.write(updateManaged(siteId, directoryId, { ...after, staffId, userId }, now))
  const isRefused = isDisabled(after) && !isDisabled(before)
  if (isRefused || after.role !== before.role) tx.write(endSessions(siteId, staffId, null))
  // A link that was mailed to an address is for whoever reads mail there.
  const isElsewhere = foldAddress(after.address) !== foldAddress(before.address)
  if (isRefused || isElsewhere) tx.write(endLinks(siteId, staffId))
  if (isRefused) tx.write(removeApiKeysOf(siteId, staffId))
}

const fields = [
  'name',
  'address',
  'role',
  'handRole',
  'ruleRole',
  'handDisabled',
  'directoryDisabled',
] as const satisfies readonly (keyof StaffState)[]

const isSame = (before: StaffState, after: StaffState) => fields.every((name) => before[name] === after[name])

const hasSeat = (one: StaffState | undefined) => one !== undefined && !isDisabled(one) && isBillable(one.role)
const waitsForSeat = (one: StaffState | undefined) =>
  one !== undefined && !isDisabled(one) && one.role !== highestRole(one.handRole, one.ruleRole)

/** One case for all who wait for a seat; a seat that was given up is given to whoever waits, soon. */
export function tellOfSeats(
  tx: Transaction,
  { directoryId, now }: Call,
  changes: readonly StaffChange[],
  { seatsMax }: Seats,
): void {
  const waits = changes.some(({ after }) => waitsForSeat(after))
  const waited = changes.some(({ before }) => waitsForSeat(before))
  if (waits && seatsMax !== null) {
    tx.write(openCase(tx.siteId, { kind: 'staff-seats', key: String(directoryId), directoryId, now }))
  } else if (waited) tx.write(closeSeatsCase(tx.siteId, directoryId, now))
  if (seatsMax !== null && changes.some(({ before, after }) => hasSeat(before) && !hasSeat(after))) {
    leaveTask(tx, now, 'follow-roles', { directoryId: null })
  }
}

/** What became of a user of a directory of staff, for its audit event. */
export interface StaffOutcome {
  readonly staffId: string | null
  readonly projection: StaffProjection
  readonly before: StaffState | undefined
}

/** Writes the one audit event of a call about such a user, personal values apart. */
export function auditStaffUser(
  tx: Transaction,
  call: Call,
  action: Extract<AuditAction, `directory-user.${string}`>,
  userId: string,
  { staffId, projection, before }: StaffOutcome,
): void {
  const { effects, pending, after } = projection
  const details = {
    userId,
    effects: effects.map(({ kind }) => kind),
    ...(pending ? { pending: true } : {}),
    ...(after && after.role !== before?.role
      ? { role: { before: before?.role ?? null, after: after.role } }
      : {}),
  }
  if (staffId === null || !after) {
    audit(tx, call.audit, { action, subjectKind: 'user', subject: userId, details })
    return
  }
  const values = personalValues(before, after)
  const person = Object.keys(values).length > 0 ? { person: { id: staffId, values } } : {}
  audit(tx, call.audit, { action, subjectKind: 'staff', subject: staffId, details, ...person })
}

function personalValues(before: StaffState | undefined, after: StaffState): PersonalValues {
  const values: { [field: string]: { before?: Json; after?: Json } } = {}
  for (const field of ['name', 'address'] as const) {
    if (before?.[field] === after[field]) continue
    values[field] = before ? { before: before[field], after: after[field] } : { after: after[field] }
  }
  return values
}
