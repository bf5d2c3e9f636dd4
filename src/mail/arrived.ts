import { isKeptWhole } from '../model/desk/arrived-mail.ts'
import { conflict, notFound } from '../model/errors.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import {
  type ArrivedMailRow,
  acceptArrivedMail,
  arrivedMailById,
  type HeldMail,
  holdArrivedMail,
  leaveToTake,
} from '../storage/desk/arrived-mails.ts'

/** @throws DoorwardError 'not-found' */
export async function findArrivedMail(
  database: Database,
  siteId: number,
  mailId: string,
): Promise<ArrivedMailRow> {
  const [[row] = []] = (await database.readInSite(siteId, [arrivedMailById(siteId, mailId)])) as [
    ArrivedMailRow[],
  ]
  if (!row) throw notFound('This mail', 'mail')
  return row
}

/**
 * Has a mail taken after all, whatever spoke against it. It is read and decided upon once more, soon after.
 * @throws DoorwardError 'not-found'; 'conflict' where that is decided, or the mail is not kept any more
 */
export async function acceptMail(
  database: Database,
  siteId: number,
  mailId: string,
  context: AuditContext,
): Promise<ArrivedMailRow> {
  await database.inSite(siteId, async (tx) => {
    const [held] = await tx.read<HeldMail>(holdArrivedMail(siteId, mailId))
    if (!held) throw notFound('This mail')
    const { result, isWhole, isAccepted } = held
    if (result === null || isAccepted) throw conflict('This mail is being decided upon just now.')
    if (!isKeptWhole(result)) throw conflict('This mail was taken already.')
    if (!isWhole) throw conflict('This mail is not kept any more: only that it came.')
    tx.write(acceptArrivedMail(siteId, mailId, context.actor.staffId ?? null, context.now))
    leaveToTake(tx, mailId, mailId, context.now)
    audit(tx, context, {
      action: 'arrived-mail.accepted',
      subjectKind: 'mail',
      subject: mailId,
      details: { before: result },
    })
  })
  return findArrivedMail(database, siteId, mailId)
}
