// How sure we are who wrote a mail.
import type { ArrivingMail } from '../model/desk/arriving-mail.ts'
import { type Assessment, assessMail, type MailFacts } from '../model/desk/assurance.ts'
import type { Transaction } from '../storage/database.ts'
import type { AddressOwner } from '../storage/identity/access-policies.ts'
import { findLookAlikes } from './look-alikes.ts'
import type { MailSender } from './mail-sender.ts'

/** Loads what the rules need of a sender, and asks them. */
export async function assess(
  tx: Transaction,
  { from, owner }: MailSender,
  mail: ArrivingMail,
): Promise<Assessment> {
  const { name, address } = from
  const lookAlikes = await findLookAlikes(tx, tx.siteId, { name, address, replyTo: mail.replyTo })
  return assessMail({ from, authentication: mail.authentication, owner: ownerOf(owner), lookAlikes })
}

function ownerOf(owner: AddressOwner): MailFacts['owner'] {
  const { staff, customerId, customer, isPresent, active, directory, former, claimant } = owner
  if (staff) return { kind: 'staff', name: staff.name }
  if (customerId !== null && isPresent)
    return {
      kind: 'customer',
      personId: customerId,
      name: customer ?? '',
      standing: 'held',
      active: active === true,
      directory,
      foreignDomain: false,
    }
  if (former) {
    const { personId, name, until, active: isActive } = former
    return { kind: 'former', personId, name, until: new Date(until).toISOString(), active: isActive }
  }
  return claimant ? { kind: 'customer', standing: 'claimed', ...claimant } : { kind: 'nobody' }
}
