import { requireMayChange, requireOwnerLeft } from '../model/access/staff.ts'
import { invalid, notFound } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'
import { type Role, roles } from '../model/permissions.ts'
import { requireName } from '../model/required-name.ts'
import { takeBackForStaff } from '../people/staff-addresses.ts'
import { endLinks } from '../storage/access/links.ts'
import { removePasskeys } from '../storage/access/passkeys.ts'
import { endPending, removeRecoveryCodes, removeTotp } from '../storage/access/second-factors.ts'
import { endSessions } from '../storage/access/sessions.ts'
import {
  holdOwners,
  type StaffRow,
  staffByAddress,
  staffById,
  staffForUpdate,
  updateStaff,
} from '../storage/access/staff.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import { tellOfSignInChange } from '../storage/sign-in-notices.ts'
import { doorByHand, followByHand, requireOwnName, roleByHand } from './managed-by-hand.ts'

/** Who changes staff: what is done, by whom, and with whose rights. */
export interface StaffContext extends AuditContext {
  /** The acting person's role; whoever has the server's command line acts as an owner. */
  readonly role: Role
}

/** @throws DoorwardError naming the option when the text is no role */
export function requireRole(text: string): Role {
  const role = roles.find((known) => known === text)
  if (!role) throw invalid('role', `must be one of ${roles.join(', ')}.`)
  return role
}

/** What people call the state of an account. */
export function stateOf({ disabled, invited }: StaffRow): 'invited' | 'active' | 'disabled' {
  if (disabled) return 'disabled'
  return invited ? 'invited' : 'active'
}

/** Finds a person of the staff by id or address. */
export async function findStaff(database: Database, siteId: number, idOrAddress: string): Promise<StaffRow> {
  const text = idOrAddress.trim()
  const query = isResourceId(text) ? staffById(siteId, text) : staffByAddress(siteId, text)
  const [rows = []] = await database.readInSite(siteId, [query])
  const [staff] = rows as StaffRow[]
  if (!staff) throw notFound(`The person ${text} of the staff`, 'person')
  return staff
}

/** Changes name or role. With another role every session is over: none goes on with rights of before. */
export async function changeStaff(
  database: Database,
  siteId: number,
  staffId: string,
  wanted: { readonly name?: string | undefined; readonly role?: Role | undefined },
  context: StaffContext,
  unchanged: Precondition<StaffRow> = whateverItIs,
): Promise<StaffRow> {
  const name = wanted.name === undefined ? undefined : requireName('name', wanted.name)
  return database.inSite(siteId, async (tx) => {
    const before = await holdForChange(tx, staffId, context, wanted.role)
    await unchanged(tx, before)
    if (name !== undefined && name !== before.name) requireOwnName(before)
    const after = { ...before, name: name ?? before.name, ...roleByHand(before, wanted.role) }
    const otherRole = after.role !== before.role
    if (!otherRole && after.name === before.name && after.handRole === before.handRole) return before
    tx.write(updateStaff(siteId, staffId, after, context.now))
    if (otherRole) tx.write(endSessions(siteId, staffId, null))
    followByHand(tx, before, after, context.now)
    audit(tx, context, {
      action: 'staff.changed',
      subjectKind: 'staff',
      subject: staffId,
      details: otherRole ? { role: { before: before.role, after: after.role } } : {},
      ...(after.name === before.name
        ? {}
        : { person: { id: staffId, values: { name: { before: before.name, after: after.name } } } }),
    })
    return { ...after, updatedAt: context.now }
  })
}

/** Refuses a person from now on, in every process at once; or lets them in again. Twice changes nothing. */
export async function setDisabled(
  database: Database,
  siteId: number,
  staffId: string,
  disabled: boolean,
  context: StaffContext,
): Promise<StaffRow> {
  return database.inSite(siteId, async (tx) => {
    const before = await holdForChange(tx, staffId, context, undefined, disabled)
    const after = { ...before, ...doorByHand(before, disabled) }
    if (before.disabled === after.disabled && before.handDisabled === after.handDisabled) return before
    tx.write(updateStaff(siteId, staffId, after, context.now))
    followByHand(tx, before, after, context.now)
    if (disabled) {
      tx.write(endSessions(siteId, staffId, null))
      tx.write(endLinks(siteId, staffId))
    } else if (before.isAddressReleased) await takeBackForStaff(tx, before.address, context)
    const action = disabled ? 'staff.disabled' : 'staff.enabled'
    audit(tx, context, {
      action,
      subjectKind: 'staff',
      subject: staffId,
      details: { state: { before: stateOf(before), after: stateOf(after) } },
    })
    return { ...after, updatedAt: context.now }
  })
}

/** For one who lost code generator, passkeys and recovery codes: the password alone lets them in again. */
export async function removeSecondFactor(
  database: Database,
  siteId: number,
  staffId: string,
  context: StaffContext,
): Promise<StaffRow> {
  return database.inSite(siteId, async (tx) => {
    const before = await holdForChange(tx, staffId, context, undefined)
    if (!before.secondFactor) return before
    tx.write(removeTotp(siteId, staffId))
    tx.write(removeRecoveryCodes(siteId, staffId))
    const passkeys = await tx.read<{ name: string }>(removePasskeys(siteId, staffId))
    tx.write(endPending(siteId, staffId))
    tx.write(endSessions(siteId, staffId, null))
    audit(tx, context, {
      action: 'staff.second-factor-removed',
      subjectKind: 'staff',
      subject: staffId,
      details: { passkeys: passkeys.map(({ name }) => name) },
    })
    await tellOfSignInChange(tx, staffId, 'second-factor-removed', {
      now: context.now,
      byAdministrator: true,
    })
    return { ...before, secondFactor: false }
  })
}

/** Locks a person, and sees to it that the one who acts may do this and that an owner is left. */
async function holdForChange(
  tx: Transaction,
  staffId: string,
  context: StaffContext,
  role: Role | undefined,
  disabled = false,
): Promise<StaffRow> {
  const [owners = [], found = []] = (await tx.readAll([
    holdOwners(tx.siteId),
    staffForUpdate(tx.siteId, staffId),
  ])) as [{ id: string }[], StaffRow[]]
  const [before] = found
  if (!before) throw notFound('This person of the staff')
  requireMayChange(context.role, before, role)
  if (disabled || (role !== undefined && role !== 'owner')) requireOwnerLeft(owners, staffId)
  return before
}
