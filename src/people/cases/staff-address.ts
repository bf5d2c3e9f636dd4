// A directory gives an address of staff: it stays out, or the staff member is gone and the address is released.
import { conflict } from '../../model/errors.ts'
import { readUser } from '../../model/identity/directory-user.ts'
import { domainOf } from '../../model/identity/email-address.ts'
import { judgeStaffRelease } from '../../model/identity/staff-address.ts'
import { releaseStaffAddress, type StaffRow, staffByAddress, staffById } from '../../storage/access/staff.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import { type CaseUserRow, userOfCase } from '../../storage/identity/case-evidence.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { judgeClaimantsAnew } from '../../storage/identity/unmanaged-customers.ts'
import { leaveTask } from '../../storage/outbox.ts'
import { type Site, siteById } from '../../storage/sites.ts'
import { takeBackForStaff } from '../staff-addresses.ts'
import type { Decider } from './decisions.ts'

/** Whoever has no customer yet stays out; a customer stays without the address. */
export const keepForStaff: Decider = {
  preview: async (_tx, { customerId }) => [
    { code: customerId === null ? 'keeps-out' : 'stays-as-it-is', values: {} },
  ],
  apply: async () => ({}),
  undo: async () => undefined,
}

/** @throws DoorwardError 'conflict' while the address is of staff for good reason, or the user is gone */
async function goneOf(
  tx: Transaction,
  { directoryId, userId }: CaseRow,
): Promise<{ staff: StaffRow; address: string }> {
  const [row] =
    directoryId === null || userId === null
      ? []
      : await tx.read<CaseUserRow>(userOfCase(tx.siteId, directoryId, userId))
  const address = row && readUser(row).address
  if (address === undefined) throw conflict('The directory gives this address no longer.')
  const [[staff] = [], [site] = []] = (await tx.readAll([
    staffByAddress(tx.siteId, address),
    siteById(tx.siteId),
  ])) as [StaffRow[], Site[]]
  const isReserved = site?.staffDomains.includes(domainOf(address)) ?? false
  const refusal = judgeStaffRelease({ staff, isReserved })
  if (refusal === 'reserved') {
    throw conflict(
      `${domainOf(address)} is reserved for your staff. Take that back in the site's settings first.`,
    )
  }
  if (refusal === 'still-staff') {
    throw conflict(
      `${staff?.name} is of your staff still. Disable that account first, if this person is gone.`,
    )
  }
  if (!staff) throw conflict('The address is of staff no longer; the question closes by itself.')
  return { staff, address }
}

export const releaseAddress: Decider = {
  async preview(tx, found) {
    const { staff } = await goneOf(tx, found)
    return [{ code: 'releases-staff-address', values: { name: staff.name } }]
  },

  async apply(tx, found, context) {
    const { staff, address } = await goneOf(tx, found)
    change(tx, staff.id, address, true, context)
    return { staffId: staff.id }
  },

  /** Whom a directory brought with the address meanwhile stays, without it. */
  async undo(tx, _found, { staffId }, context) {
    const [staff] = await tx.read<StaffRow>(staffById(tx.siteId, String(staffId)))
    if (!staff) return
    change(tx, staff.id, staff.address, false, context)
    await takeBackForStaff(tx, staff.address, context)
  },
}

function change(
  tx: Transaction,
  staffId: string,
  address: string,
  released: boolean,
  context: AuditContext,
): void {
  tx.write(releaseStaffAddress(tx.siteId, staffId, released ? context.now : null))
  tx.write(judgeClaimantsAnew(tx.siteId, address))
  leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
  audit(tx, context, {
    action: 'staff.changed',
    subjectKind: 'staff',
    subject: staffId,
    details: { addressReleased: { before: !released, after: released } },
  })
}
