// Mailboxes elsewhere, as administrators set them up.
import { type FetchSettings, needsSecretAgain } from '../model/desk/mail-fetching.ts'
import { FieldErrors, notFound } from '../model/errors.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { endFetching, keptPassword, setFetching } from '../storage/desk/mail-fetching.ts'
import { holdMailbox, type MailboxRow, mailboxById } from '../storage/desk/mailboxes.ts'
import { leaveTask } from '../storage/outbox.ts'

const about = (mailboxId: string) => ({ subjectKind: 'mailbox', subject: mailboxId }) as const

async function mailboxToChange(tx: Transaction, mailboxId: string): Promise<MailboxRow> {
  const [, [row] = []] = (await tx.readAll([
    holdMailbox(tx.siteId, mailboxId),
    mailboxById(tx.siteId, mailboxId),
  ])) as [unknown, MailboxRow[]]
  if (!row) throw notFound('This mailbox')
  return row
}

/**
 * Has mails fetched from a mailbox elsewhere, from now on: what lies there already stays there.
 * @throws FieldErrors where the password must be given, because there is none yet or it would be told to another server
 */
export async function setMailFetching(
  database: Database,
  siteId: number,
  mailboxId: string,
  { password: given, ...settings }: FetchSettings & { readonly password?: string | undefined },
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { address, fetching } = await mailboxToChange(tx, mailboxId)
    const isElsewhere = needsSecretAgain(fetching ?? undefined, settings)
    const [kept] = await tx.read<{ password: string | null }>(keptPassword(siteId, mailboxId))
    const password = given ?? (isElsewhere ? undefined : (kept?.password ?? undefined))
    if (password === undefined) {
      const detail = 'must be given: nobody tells it to another server than the one for which it was given.'
      throw new FieldErrors([{ field: 'password', rule: 'required', detail }])
    }
    tx.write(setFetching(siteId, mailboxId, { ...settings, password, isElsewhere }, context.now))
    leaveTask(tx, context.now, 'fetch-mail', { mailboxId })
    const { host, port, tls, user, moveTo, authserv } = settings
    const after = { host, port, tls, user, moveTo, authserv, newPassword: given !== undefined }
    audit(tx, context, { action: 'mailbox.fetching-set', ...about(mailboxId), details: { address, after } })
  })
}

/** Fetches mails from nowhere any more. Doing it twice changes nothing. @throws DoorwardError 'not-found' */
export async function endMailFetching(
  database: Database,
  siteId: number,
  mailboxId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { address, fetching } = await mailboxToChange(tx, mailboxId)
    if (fetching === null) return
    tx.write(endFetching(siteId, mailboxId))
    const details = { address, before: { host: fetching.host, user: fetching.user } }
    audit(tx, context, { action: 'mailbox.fetching-ended', ...about(mailboxId), details })
  })
}
