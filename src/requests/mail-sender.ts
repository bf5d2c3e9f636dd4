// Whose a mail is: who has the address now, had it, or only claims it.
import type { ArrivingMail, MailAddress } from '../model/desk/arriving-mail.ts'
import { isAuthentic } from '../model/desk/mail-outcome.ts'
import type { Writer } from '../model/desk/request.ts'
import { type AccessDecision, decideAccess } from '../model/identity/access-policy.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import { whoOwns } from '../people/access.ts'
import type { Transaction } from '../storage/database.ts'
import { putSender, senderByAddress } from '../storage/desk/senders.ts'
import {
  type AddressOwner,
  accessPolicyOf,
  ownerOfAddress,
  readPolicy,
} from '../storage/identity/access-policies.ts'
import { leaveTask } from '../storage/outbox.ts'

export interface MailSender {
  readonly from: MailAddress
  readonly owner: AddressOwner
  readonly access: AccessDecision
  /** Undefined: an address that never came in before. */
  readonly writer: Writer | undefined
  /** The sender of this address, also where a customer has it by now: signed addresses were made for it. */
  readonly senderId: string | undefined
}

/** @param from its only sender */
export async function mailSender(
  tx: Transaction,
  from: MailAddress,
  mail: ArrivingMail,
): Promise<MailSender> {
  const { siteId } = tx
  const isProven = isAuthentic(mail.authentication)
  const [policies, owners, senders] = (await tx.readAll([
    accessPolicyOf(siteId),
    ownerOfAddress(siteId, from.address),
    senderByAddress(siteId, foldAddress(from.address)),
  ])) as [unknown[], [AddressOwner], { id: string }[]]
  const [owner] = owners
  const access = decideAccess(
    {
      channel: 'email',
      address: from.address,
      person: whoOwns(owner, isProven),
      requiredBy: owner.requiredBy ?? undefined,
    },
    readPolicy(policies),
  )
  const senderId = senders[0]?.id
  return { from, owner, access, writer: writerOf(owner, isProven, senderId), senderId }
}

/** A person only at the address that is theirs now; whatever was theirs, or is claimed, is an address alone. */
function writerOf(owner: AddressOwner, isProven: boolean, senderId: string | undefined): Writer | undefined {
  const { staff, customerId, isPresent } = owner
  if (staff && !staff.disabled && isProven) return { kind: 'staff', id: staff.id }
  if (!staff && customerId !== null && isPresent) return { kind: 'customer', id: customerId }
  return senderId === undefined ? undefined : { kind: 'sender', id: senderId }
}

/** A transaction lasts no longer: whoever came to hold the address meanwhile is found afterwards. */
const meanwhileMs = 60_000

/** The writer of a mail that comes in; a sender is made, or called as the mail calls them. */
export async function comingWriter(
  tx: Transaction,
  { from, writer }: MailSender,
  mail: ArrivingMail,
  now: Date,
): Promise<Writer> {
  if (writer && writer.kind !== 'sender') return writer
  const { address } = from
  const name = from.name.trim() === '' ? address : from.name.trim().slice(0, 200)
  const mayName = isAuthentic(mail.authentication)
  const [put] = await tx.read<{ id: string; isNew: boolean }>(
    putSender(tx.siteId, { address, name, mayName, now }),
  )
  if (!put) throw new Error('a sender was not kept')
  if (put.isNew)
    leaveTask(tx, now, 'adopt-sender', { senderId: put.id }, new Date(now.getTime() + meanwhileMs))
  return { kind: 'sender', id: put.id }
}

/** The customer as whom a mail comes in, where nothing shows that it is theirs. */
export function unprovenCustomer(writer: Writer, { authentication }: ArrivingMail): string | null {
  return writer.kind === 'customer' && !isAuthentic(authentication) ? writer.id : null
}
