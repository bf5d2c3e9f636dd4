// Somebody is here who has what an erased person had: they are let in, as somebody new, or stay out.
import { conflict } from '../../model/errors.ts'
import { awaitGrant } from '../../storage/access/staff-roles.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import { type CaseUserLink, linkOfCaseUser } from '../../storage/identity/case-evidence.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { updateCustomer } from '../../storage/identity/customers.ts'
import { admitTraces, unadmitTraces } from '../../storage/identity/erasure-traces.ts'
import { judgeHeldAnew } from '../../storage/identity/held-users.ts'
import { holdCustomer, type OwnCustomer, ownCustomer } from '../../storage/identity/unmanaged-customers.ts'
import { leaveTask, leaveWord } from '../../storage/outbox.ts'
import type { Decider } from './decisions.ts'

/** Of the erased person nothing comes back: who is let in begins anew. */
export const admitErased: Decider = {
  preview: async (_tx, found) => [{ code: isOfChange(found) ? 'lets-take' : 'admits-anew', values: {} }],

  async apply(tx, found, context) {
    const { directoryId, userId, customerId, otherCustomerId } = found
    if (otherCustomerId === null) throw conflict('What was kept of the erased person is gone.')
    tx.write(admitTraces(tx.siteId, otherCustomerId, context.now))
    if (customerId !== null && !isOfChange(found)) await setActive(tx, customerId, true, context)
    if (directoryId !== null && userId !== null) tx.write(awaitGrant(tx.siteId, directoryId, [userId]))
    // Several directories may have sent the person.
    tx.write(judgeHeldAnew(tx.siteId, null, 'erased'))
    leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
    return {}
  },

  /** Whoever a directory has brought in meanwhile stays: that is ended by the directory, or by an erasure. */
  async undo(tx, found, _record, context) {
    const { directoryId, userId, customerId, otherCustomerId } = found
    if (directoryId !== null && userId !== null) {
      const [user] = await tx.read<CaseUserLink>(linkOfCaseUser(tx.siteId, directoryId, userId))
      if (
        user &&
        user.customerId !== null &&
        (customerId === null || (await hasAddress(tx, user.customerId)))
      )
        throw conflict(
          'The person has come in since. Have the directory deactivate them, or erase them anew.',
        )
    }
    if (otherCustomerId !== null) tx.write(unadmitTraces(tx.siteId, otherCustomerId))
    if (customerId !== null && !isOfChange(found)) await setActive(tx, customerId, false, context)
  },
}

/** It asks about somebody who is here, and whose address would be another one: the person is never held back for that. */
const isOfChange = ({ userId, customerId, details }: CaseRow) =>
  customerId !== null && (userId !== null || JSON.parse(details).onChange === true)

/** Whoever was refused an address has none. */
async function hasAddress(tx: Transaction, customerId: string): Promise<boolean> {
  const [customer] = await tx.read<OwnCustomer>(ownCustomer(tx.siteId, customerId))
  return customer !== undefined && customer.address !== null
}

/** The person stays out, and the same question is not asked again. */
export const keepOut: Decider = {
  preview: async (_tx, found) => [{ code: isOfChange(found) ? 'stays-as-it-is' : 'keeps-out', values: {} }],
  apply: async () => ({}),
  undo: async () => undefined,
}

async function setActive(
  tx: Transaction,
  customerId: string,
  active: boolean,
  context: AuditContext,
): Promise<void> {
  const [, rows = []] = await tx.readAll([
    holdCustomer(tx.siteId, customerId),
    ownCustomer(tx.siteId, customerId),
  ])
  const [customer] = rows as OwnCustomer[]
  // A directory that took this person over decides from then on.
  if (!customer || customer.directoryId !== null || customer.isErased || customer.mergedInto !== null)
    throw conflict('The person is not the one any more about whom this was asked.')
  if (customer.active === active) return
  tx.write(updateCustomer(tx.siteId, customerId, { active }, context.now))
  const action = active ? 'customer.reactivated' : 'customer.deactivated'
  audit(tx, context, { action, subjectKind: 'customer', subject: customerId, details: {} })
  leaveWord(tx, context.now, 'customer.changed', {
    customerId,
    effects: [active ? 'reactivate' : 'deactivate'],
  })
}
