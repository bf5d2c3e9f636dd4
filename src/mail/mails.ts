import { createHash } from 'node:crypto'
import { attemptsSince } from '../model/access/attempts.ts'
import { conflict, DoorwardError, invalid, notFound } from '../model/errors.ts'
import { isAddress, withPlainDomain } from '../model/identity/email-address.ts'
import type { Language } from '../model/site-settings.ts'
import { type AttemptsRow, countAttempts } from '../storage/access/attempts.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { mailById, mailForUpdate, queueMail, requeueMail, type WholeMailRow } from '../storage/mails.ts'

export async function findMail(database: Database, siteId: number, mailId: string): Promise<WholeMailRow> {
  const [[row] = []] = await database.readInSite(siteId, [mailById(siteId, mailId)])
  if (!row) throw notFound('This mail', 'mail')
  return row as WholeMailRow
}

/**
 * Tries a mail again at once, as if it had not been tried before. A mail with a link is not: that makes another link, which
 * needs more than the right to mails. It is issued anew, where it is asked who may.
 * @param hasServer whether there is a mail server that it can be given to
 */
export async function retryMail(
  database: Database,
  siteId: number,
  mailId: string,
  hasServer: boolean,
  context: AuditContext,
): Promise<WholeMailRow> {
  await database.inSite(siteId, async (tx) => {
    const [mail] = await tx.read<WholeMailRow>(mailForUpdate(siteId, mailId))
    if (!mail) throw notFound('This mail')
    if (mail.state === 'sent') throw conflict('This mail was sent already.')
    if (mail.kind === 'set-up-link') {
      throw conflict(
        "A mail with a link is not tried again by hand. Withdraw the link and make another, on the directory's page Provisioning.",
      )
    }
    if (mail.kind === 'customer-invitation') {
      throw conflict(
        'A mail with a link is not tried again by hand. Send the invitation again, under People.',
      )
    }
    if (mail.kind === 'prove-it') {
      throw conflict('A mail with a link is not tried again by hand. Ask again, at the request.')
    }
    if (mail.kind === 'staff-link') {
      throw conflict(
        'A mail with a link is not tried again by hand. Send this person a new link, under Staff.',
      )
    }
    if (!hasServer) {
      throw conflict(
        'There is no mail server to give it to. Set SMTP_HOST and MAIL_FROM, and start the server again.',
      )
    }
    requeueMail(tx, context.now, mailId)
    audit(tx, context, {
      action: 'mail.retried',
      subjectKind: 'mail',
      subject: mailId,
      details: { state: { before: mail.state, after: 'queued' } },
    })
  })
  return findMail(database, siteId, mailId)
}

/** Test mails of a site within a quarter of an hour: they go to any address, by the mail server that all sites share. */
const testsMax = 10
const testMails = createHash('sha256').update('test mails').digest()

/**
 * Sends a mail that only says who sent it: to see whether mails arrive.
 * @throws DoorwardError 'too-many-attempts'
 */
export async function sendTestMail(
  database: Database,
  siteId: number,
  {
    name,
    address: given,
    language,
    by,
  }: { name: string; address: string; language: Language | null; by: string },
  context: AuditContext,
): Promise<WholeMailRow> {
  const address = withPlainDomain(given.trim())
  if (!isAddress(address)) throw invalid('address', 'must be an e-mail address such as ann@globex.com.')
  const mailId = await database.inSite(siteId, async (tx: Transaction) => {
    const window = { since: attemptsSince(context.now), now: context.now }
    const [tests] = await tx.read<AttemptsRow>(countAttempts(siteId, [testMails], window))
    if (tests && tests.attempts > testsMax) {
      throw new DoorwardError(
        'too-many-attempts',
        `This site has sent ${testsMax} test mails. Wait a quarter of an hour before the next.`,
      )
    }
    const to = { personId: context.actor.staffId ?? null, name, address, language }
    const queued = queueMail(tx, context.now, to, 'test', { by })
    audit(tx, context, { action: 'mail.test-sent', subjectKind: 'mail', subject: queued })
    return queued
  })
  return findMail(database, siteId, mailId)
}
