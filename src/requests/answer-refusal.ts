// Whoever was refused is told so where it is certain that it was they who wrote, and seldom.
import type { MailSettlement } from '../model/desk/arrived-mail.ts'
import type { ArrivingMail } from '../model/desk/arriving-mail.ts'
import { mayTellRefused } from '../model/desk/mail-outcome.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import type { Transaction } from '../storage/database.ts'
import { type MailboxRow, mailboxById } from '../storage/desk/mailboxes.ts'
import { holdRefused, toldRefused } from '../storage/desk/request-mails.ts'
import { queueMail } from '../storage/mails.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Answers a refusal, once a day for each address: a program of the sender's answers us in its turn. */
export async function answerRefusal(
  tx: Transaction,
  mail: ArrivingMail,
  outcome: MailSettlement,
  now: Date,
): Promise<void> {
  const { from, mailboxId } = mail
  if (!from || !mayTellRefused(outcome, mail)) return
  const { siteId } = tx
  const address = foldAddress(from.address)
  // Two refused at one moment are answered by one.
  const [, told = [], mailboxes = []] = await tx.readAll([
    holdRefused(siteId, address),
    toldRefused(siteId, address, new Date(now.getTime() - dayMs)),
    mailboxById(siteId, mailboxId),
  ])
  const [mailbox] = mailboxes as MailboxRow[]
  if (told.length > 0 || !mailbox) return
  const to = { personId: null, name: from.name.trim().slice(0, 200), address: from.address, language: null }
  queueMail(tx, now, to, 'mail-refused', { mailbox: mailbox.address, at: mail.arrivedAt.toISOString() })
}
