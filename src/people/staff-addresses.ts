// An address of staff is nobody else's: whoever was given it meanwhile, because the staff member was gone, has it no longer.
import { type StaffRow, staffById } from '../storage/access/staff.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { endAddress, updateCustomer } from '../storage/identity/customers.ts'
import {
  judgeClaimantsAnew,
  type PresentAddress,
  presentAddresses,
} from '../storage/identity/unmanaged-customers.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'

/** Takes an address back for staff. The customers stay, and what directories say of them is judged anew, soon. */
export async function takeBackForStaff(
  tx: Transaction,
  address: string,
  context: AuditContext,
): Promise<void> {
  const { siteId } = tx
  const { now } = context
  for (const { customerId, addressId, address: before } of await tx.read<PresentAddress>(
    presentAddresses(siteId, address),
  )) {
    tx.write(endAddress(siteId, customerId, addressId, now))
    tx.write(updateCustomer(siteId, customerId, {}, now))
    audit(tx, context, {
      action: 'customer.changed',
      subjectKind: 'customer',
      subject: customerId,
      details: {},
      person: { id: customerId, values: { address: { before, after: null } } },
    })
    leaveWord(tx, now, 'customer.changed', { customerId, effects: ['change'] })
  }
  tx.write(judgeClaimantsAnew(siteId, address))
  leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
}

/** The same for somebody whom a directory of staff let in again. */
export async function takeBackAddressOf(
  database: Database,
  siteId: number,
  staffId: string,
  now: Date,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [staff] = await tx.read<StaffRow>(staffById(siteId, staffId))
    if (!staff || staff.disabled) return
    await takeBackForStaff(tx, staff.address, { actor: { kind: 'system', name: 'staff' }, now })
  })
}
