import { foldAddress } from '../model/identity/email-address.ts'
import { highestId } from '../model/ids.ts'
import type { MailKind, MailState, MailValues } from '../model/mail.ts'
import type { Language } from '../model/site-settings.ts'
import type { StaffRow } from './access/staff.ts'
import type { Transaction } from './database.ts'
import { newId } from './new-id.ts'
import { announce } from './notices.ts'
import { leaveTask } from './outbox.ts'
import type { Query, Write } from './statement.ts'

/** Whom a mail is for. */
export interface Recipient {
  /** One of the staff, or a customer; null for an address alone. */
  readonly personId: string | null
  readonly name: string
  readonly address: string
  /** Null: the site's. */
  readonly language: Language | null
}

/** One of the staff, in the language in which they were last at the pages. */
export function staffRecipient({ id, name, address, language }: StaffRow): Recipient {
  return { personId: id, name, address, language }
}

/**
 * Has a mail sent, in the caller's transaction: if and only if that commits, at least once, soon after. Whoever wants a mail
 * calls this; the text of each kind stands in `mail/texts/`.
 * @returns the mail's id
 */
export function queueMail<Kind extends MailKind>(
  tx: Transaction,
  now: Date,
  to: Recipient,
  kind: Kind,
  values: MailValues[Kind],
): string {
  const mailId = newId(now)
  tx.write({
    name: 'queue-mail',
    table: 'mails',
    text: `insert into mails (site_id, mail_id, kind, state, person_id, to_name, to_address, to_folded, language, said,
        created_at)
      values ($1, $2, $3, 'queued', $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      tx.siteId,
      mailId,
      kind,
      to.personId,
      to.name,
      to.address,
      foldAddress(to.address),
      to.language,
      JSON.stringify(values),
      now,
    ],
  })
  leaveTask(tx, now, 'send-mail', { mailId })
  tx.write(announce([{ siteId: tx.siteId, kinds: ['mails'], directoryIds: null }]))
  return mailId
}

/** A mail in a list. */
export interface MailRow {
  readonly id: string
  readonly kind: string
  readonly state: MailState
  readonly personId: string | null
  readonly toName: string
  readonly toAddress: string
  readonly language: Language | null
  readonly createdAt: Date
  readonly subject: string | null
  readonly attempts: number
  readonly nextAttemptAt: Date | null
  /** When it was sent, given up or captured. */
  readonly endedAt: Date | null
  readonly lastError: string | null
}

/** A mail with all that is kept of it. */
export interface WholeMailRow extends MailRow {
  /** JSON. */
  readonly said: string
  readonly messageId: string | null
  readonly sender: string | null
  readonly plain: string | null
  readonly html: string | null
  readonly answer: string | null
}

const listColumns = `mail_id as id, kind, state, person_id as "personId", to_name as "toName", to_address as "toAddress",
  language, created_at as "createdAt", subject, attempts, next_attempt_at as "nextAttemptAt", ended_at as "endedAt",
  last_error as "lastError"`
const allColumns = `${listColumns}, said, message_id as "messageId", sender, plain, html, answer`

export interface MailFilter {
  readonly state?: MailState | undefined
  /** An address, or how it begins. */
  readonly to?: string | undefined
}

/** The newest mails of a site, or of those asked for, before a given one. */
export function listMails(
  siteId: number,
  { state, to }: MailFilter,
  { before, limit }: { before: string | undefined; limit: number },
): Query {
  const values: unknown[] = [siteId, before ?? highestId, limit]
  const conditions = ['site_id = $1', 'mail_id < $2']
  if (state !== undefined) conditions.push(`state = $${values.push(state)}`)
  if (to !== undefined) {
    const begins = foldAddress(to)
    conditions.push(
      `to_folded >= $${values.push(begins)} and to_folded < $${values.push(`${begins}\u{10ffff}`)}`,
    )
  }
  return {
    name: '',
    text: `select ${listColumns} from mails where ${conditions.join(' and ')} order by mail_id desc limit $3`,
    values,
  }
}

export function mailById(siteId: number, mailId: string): Query {
  return {
    name: 'mail-by-id',
    text: `select ${allColumns} from mails where site_id = $1 and mail_id = $2`,
    values: [siteId, mailId],
    isBrief: true,
  }
}

/** A mail with a link that a person is about to be sent: nobody has tried to send it yet. */
export function waitingLinkMail(siteId: number, personId: string): Query {
  return {
    name: 'waiting-link-mail',
    text: `select mail_id as id from mails
      where site_id = $1 and person_id = $2 and kind = 'staff-link' and state = 'queued' and attempts = 0 limit 1`,
    values: [siteId, personId],
  }
}

export function mailForUpdate(siteId: number, mailId: string): Query {
  return {
    name: 'mail-for-update',
    text: `select ${allColumns} from mails where site_id = $1 and mail_id = $2 for no key update`,
    values: [siteId, mailId],
  }
}

/** What an attempt is about to send, without secrets. */
export interface RenderedMail {
  readonly messageId: string
  readonly language: Language
  readonly sender: string
  readonly subject: string
  readonly plain: string
  readonly html: string
}

/** An attempt begins: it counts from here on, whatever becomes of the process. */
export function noteMailAttempt(siteId: number, mailId: string, mail: RenderedMail): Write {
  return {
    name: 'note-mail-attempt',
    table: 'mails',
    text: `update mails set attempts = attempts + 1, next_attempt_at = null, message_id = $3, sender = $4, subject = $5,
        plain = $6, html = $7, language = $8
      where site_id = $1 and mail_id = $2`,
    values: [siteId, mailId, mail.messageId, mail.sender, mail.subject, mail.plain, mail.html, mail.language],
  }
}

/** What became of an attempt, or of a mail that was not to be sent at all. */
export interface MailOutcome {
  readonly state: MailState
  readonly lastError: string | null
  readonly answer: string | null
  readonly nextAttemptAt: Date | null
}

export function noteMailOutcome(siteId: number, mailId: string, outcome: MailOutcome, now: Date): Write {
  const { state, lastError, answer, nextAttemptAt } = outcome
  return {
    name: 'note-mail-outcome',
    table: 'mails',
    tallies: [{ of: 'mail-out', outcome: state === 'queued' ? 'put-off' : state }],
    text: `update mails set state = $3, last_error = $4, answer = $5, next_attempt_at = $6,
        ended_at = case when $3 = 'queued' then null else $7::timestamptz end
      where site_id = $1 and mail_id = $2`,
    values: [siteId, mailId, state, lastError, answer, nextAttemptAt, now],
  }
}

/** Tries a mail again from the beginning, at once. */
export function requeueMail(tx: Transaction, now: Date, mailId: string): void {
  tx.write({
    name: 'requeue-mail',
    table: 'mails',
    text: `update mails set state = 'queued', attempts = 0, next_attempt_at = null, ended_at = null
      where site_id = $1 and mail_id = $2`,
    values: [tx.siteId, mailId],
  })
  leaveTask(tx, now, 'send-mail', { mailId })
}

/** Deletes one step of the mails that the retention no longer keeps; answers how many went. What is on its way stays. */
export function forgetMails(siteId: number, beforeId: string): Query {
  return {
    name: '',
    text: `with gone as (
        delete from mails where site_id = $1 and mail_id = any(array(
          select mail_id from mails where site_id = $1 and mail_id < $2 and state <> 'queued'
          order by mail_id limit 1000)) returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId, beforeId],
  }
}
