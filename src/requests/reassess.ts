// What DNS has answered at last: how sure we are who wrote a mail is said anew.
import type { ArrivingMail } from '../model/desk/arriving-mail.ts'
import type { Transaction } from '../storage/database.ts'
import { reassessComment, reassessRequest } from '../storage/desk/request-mails.ts'
import { assessed } from './arrive.ts'
import { tellRequests } from './history.ts'
import { mailSender } from './mail-sender.ts'

/**
 * Assesses a mail once more that opened a request or is a comment. Nothing else changes: where it is suspect now, agents are
 * told as of any other; what went into a request stays there, and says what it is.
 */
export async function reassessMail(
  tx: Transaction,
  mail: ArrivingMail,
  { requestId, result }: { readonly requestId: string; readonly result: 'opened' | 'commented' },
  now: Date,
): Promise<void> {
  const sender = mail.from && (await mailSender(tx, mail.from, mail))
  if (!sender) return
  const assessment = await assessed(tx, sender, mail)
  tx.write(reassessComment(tx.siteId, mail.mailId, assessment))
  tx.write(reassessRequest(tx.siteId, requestId, assessment, result === 'opened', now))
  tellRequests(tx)
}
