// What becomes of the staff of a directory that is disconnected.
import type { DisconnectWay } from '../model/identity/disconnection.ts'
import { isDisabled } from '../model/identity/staff-projection.ts'
import { type MemberRow, managedStaff, releaseStaff } from '../storage/access/managed-staff.ts'
import { holdOwners } from '../storage/access/staff.ts'
import { awaitGrant } from '../storage/access/staff-roles.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { applyStaff } from './apply-staff.ts'

/**
 * Deactivates some of the staff, or has nobody manage them from now on, in their order. The last owner who can sign in stays.
 * @returns whom
 */
export async function disconnectStaff(
  tx: Transaction,
  directoryId: number,
  people: DisconnectWay,
  page: { readonly after: string; readonly limit: number },
  context: AuditContext,
): Promise<string[]> {
  const { siteId } = tx
  const { now } = context
  const [owners = [], staff = []] = (await tx.readAll([
    holdOwners(siteId),
    managedStaff(siteId, directoryId, page),
  ])) as [{ id: string }[], (MemberRow & { readonly userId: string })[]]
  const left = new Set(owners.map(({ id }) => id))
  for (const { staffId, userId, ...before } of staff) {
    if (people === 'release') {
      tx.write(releaseStaff(siteId, staffId, now))
      tell(tx, context, staffId, 'release')
      continue
    }
    if (left.has(staffId) && left.size === 1) continue
    left.delete(staffId)
    const role = before.handRole ?? 'member'
    const after = { ...before, role, ruleRole: null, directoryDisabled: true }
    const call = { directoryId, now, audit: context }
    applyStaff(tx, call, { staffId, userId, before, isBound: true, after })
    if (!isDisabled(before)) tell(tx, context, staffId, 'disable')
  }
  const users = staff.map(({ userId }) => userId)
  // When it is connected again, whoever is there is looked at anew.
  if (users.length > 0) tx.write(awaitGrant(siteId, directoryId, users))
  return staff.map(({ staffId }) => staffId)
}

function tell(tx: Transaction, context: AuditContext, staffId: string, effect: string): void {
  audit(tx, context, {
    action: 'staff.disconnected',
    subjectKind: 'staff',
    subject: staffId,
    details: { effects: [effect] },
  })
}
