// How a mail about a request stands among the others of it, and where an answer to it goes.
import type { Writer } from '../model/desk/request.ts'
import type { MailThread } from '../model/mail.ts'
import type { Transaction } from '../storage/database.ts'
import { lastMailOf, replyMailbox } from '../storage/desk/request-mails.ts'
import { mutingToken } from './mail-wishes.ts'
import { replyAddress, replyKey } from './reply-address.ts'
import type { Face } from './sight.ts'

/** @param requestKey such as `SUP-12` */
export async function mailThread(
  tx: Transaction,
  {
    requestId,
    requestKey,
    face,
    writer,
  }: { requestId: string; requestKey: string; face: Face; writer: Writer },
): Promise<MailThread> {
  const [mailboxes, mails] = (await tx.readAll([
    replyMailbox(tx.siteId, requestId),
    lastMailOf(tx.siteId, requestId, writer),
  ])) as [{ address: string }[], { messageId: string }[]]
  const [mailbox] = mailboxes
  const key = await replyKey(tx)
  const replyTo = mailbox
    ? (replyAddress(key, mailbox.address, requestKey, { requestId, face, writer }) ?? mailbox.address)
    : null
  const fewerPath =
    face === 'console' ? null : (`/fewer-mails/${mutingToken(key, requestId, writer.id)}` as const)
  return { requestId, replyTo, fewerPath, answers: mails[0]?.messageId ?? null }
}
