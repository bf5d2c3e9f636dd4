// Mails that arrived: who gave them, and what became of them. Their bytes are in `storage/attachment-files.ts`.
import { isKeptWhole, type MailSettlement, mailLine, notTaken } from '../../model/desk/arrived-mail.ts'
import type { MailAuthentication, MailResult } from '../../model/desk/arriving-mail.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import { highestId } from '../../model/ids.ts'
import type { Transaction } from '../database.ts'
import { newId } from '../new-id.ts'
import { leaveTask, wordsChannel } from '../outbox.ts'
import type { Query, Write } from '../statement.ts'

/** A mail as it was given to this server. */
export interface ArrivedMail {
  readonly id: string
  readonly mailboxId: string
  readonly digest: Buffer
  readonly via: 'smtp' | 'imap'
  readonly sizeBytes: number
  readonly envelopeFrom: string | null
  readonly recipients: readonly string[]
  readonly clientAddress: string | null
  readonly helo: string | null
}

/** No row when it is here already: then it was given twice. */
export function insertArrivedMail(siteId: number, mail: ArrivedMail, now: Date): Query {
  return {
    name: 'insert-arrived-mail',
    text: `insert into arrived_mails (site_id, arrived_id, mailbox_id, digest, via, arrived_at, last_at, size_bytes,
        envelope_from, recipients, client_address, helo)
      values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)
      on conflict on constraint arrived_mails_digest do nothing returning arrived_id as id`,
    values: [
      siteId,
      mail.id,
      mail.mailboxId,
      mail.digest,
      mail.via,
      now,
      mail.sizeBytes,
      mail.envelopeFrom,
      mail.recipients,
      mail.clientAddress,
      mail.helo,
    ],
  }
}

/**
 * Notes a mail that was left where it lies, because it is too large: that it came, and what its head says of it. No row when that
 * is known already.
 */
export function insertLeftMail(
  siteId: number,
  mail: ArrivedMail,
  { from, subject, messageId }: Omit<MailHead, 'authentication'>,
  now: Date,
): Query {
  return {
    name: 'insert-left-mail',
    text: `insert into arrived_mails (site_id, arrived_id, mailbox_id, digest, via, arrived_at, last_at, size_bytes,
        recipients, from_name, from_address, from_folded, subject, message_id, result, reason, settled_at, is_whole)
      values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12, $13, 'refused', 'too-large', $6, false)
      on conflict on constraint arrived_mails_digest do nothing returning arrived_id as id`,
    values: [
      siteId,
      mail.id,
      mail.mailboxId,
      mail.digest,
      mail.via,
      now,
      mail.sizeBytes,
      mail.recipients,
      from?.name ?? null,
      from?.address ?? null,
      // Whoever names nobody is one sender as well.
      from ? foldAddress(from.address) : '',
      subject,
      messageId ?? null,
    ],
  }
}

/** Has a mail read and decided upon, in the caller's transaction. @param writer whose mails stand in one line */
export function leaveToTake(tx: Transaction, mailId: string, writer: string, now: Date): void {
  leaveTask(tx, now, 'take-mail', { mailId, line: mailLine(writer, Number.parseInt(mailId.slice(-1), 16)) })
}

export interface ArrivedMailRow extends Omit<ArrivedMail, 'digest'> {
  readonly mailbox: string
  readonly arrivedAt: Date
  readonly fromName: string | null
  readonly fromAddress: string | null
  readonly subject: string | null
  readonly messageId: string | null
  readonly authentication: MailAuthentication | null
  readonly result: MailResult | null
  readonly reason: string | null
  readonly reasonValues: { readonly [name: string]: string }
  readonly settledAt: Date | null
  readonly requestId: string | null
  readonly requestKey: string | null
  readonly times: number
  readonly lastAt: Date
  /** Its bytes are still here. */
  readonly isWhole: boolean
  /** Of the staff, who had it taken after all; null: nobody. */
  readonly acceptedBy: string | null
  /** That is still to be done. */
  readonly isAccepted: boolean
}

const selected = `select a.arrived_id as id, a.mailbox_id as "mailboxId", m.address as mailbox, a.via,
    a.size_bytes::float8 as "sizeBytes", a.envelope_from as "envelopeFrom", a.recipients,
    a.client_address as "clientAddress", a.helo, a.arrived_at as "arrivedAt", a.from_name as "fromName",
    a.from_address as "fromAddress", a.subject, a.message_id as "messageId", a.authentication, a.result, a.reason,
    a.reason_values as "reasonValues", a.settled_at as "settledAt", a.request_id as "requestId",
    (select r.request_key from requests r where r.site_id = $1 and r.request_id = a.request_id) as "requestKey", a.times,
    a.last_at as "lastAt", a.is_whole as "isWhole", a.accepted_by as "acceptedBy",
    coalesce(a.accepted_at > a.settled_at, false) as "isAccepted"
  from arrived_mails a join mailboxes m on m.site_id = $1 and m.mailbox_id = a.mailbox_id
  where a.site_id = $1`

export function arrivedMailById(siteId: number, mailId: string): Query {
  return {
    name: 'arrived-mail-by-id',
    text: `${selected} and a.arrived_id = $2`,
    values: [siteId, mailId],
  }
}

export interface HeldMail {
  readonly id: string
  readonly result: MailResult | null
  readonly reason: string | null
  readonly isWhole: boolean
  /** Somebody has had it taken after all, which is still to be done. */
  readonly isAccepted: boolean
}

/**
 * Locks a mail upon which somebody decides, in the transaction that carries the decision out. Whoever finds a result there
 * does nothing: a task may run again although it was done.
 */
export function holdArrivedMail(siteId: number, mailId: string): Query {
  return {
    name: 'hold-arrived-mail',
    text: `select arrived_id as id, result, reason, is_whole as "isWhole",
        coalesce(accepted_at > settled_at, false) as "isAccepted" from arrived_mails
      where site_id = $1 and arrived_id = $2 for no key update`,
    values: [siteId, mailId],
  }
}

/** What a mail says of itself, and what its sender's domain says to that. */
export interface MailHead {
  readonly from: { readonly name: string; readonly address: string } | undefined
  readonly subject: string
  readonly messageId: string | undefined
  readonly authentication: MailAuthentication | null
}

export function noteMailHead(siteId: number, mailId: string, head: MailHead): Write {
  const { from, subject, messageId, authentication } = head
  return {
    name: 'note-mail-head',
    table: 'arrived_mails',
    text: `update arrived_mails set from_name = $3, from_address = $4, from_folded = $5, subject = $6, message_id = $7,
        authentication = $8 where site_id = $1 and arrived_id = $2`,
    values: [
      siteId,
      mailId,
      from?.name ?? null,
      from?.address ?? null,
      // Whoever names nobody is one sender as well.
      from ? foldAddress(from.address) : '',
      subject,
      messageId ?? null,
      authentication === null ? null : JSON.stringify(authentication),
    ],
  }
}

/**
 * Notes what became of a mail, in the transaction that made it so. Of one that nobody need decide upon any more the bytes go,
 * unless DNS still owes an answer about it.
 */
export function settleArrivedMail(
  tx: Transaction,
  mailId: string,
  { result, reason, values = {}, requestId, commentId }: MailSettlement,
  now: Date,
): void {
  const isWhole = isKeptWhole(result)
  tx.write({
    name: 'settle-arrived-mail',
    table: 'arrived_mails',
    tallies: [{ of: 'mail-in', outcome: result }],
    // What it says may have been noted in this very transaction.
    alone: true,
    text: `update arrived_mails set result = $3, reason = $4, reason_values = $5, settled_at = $6, request_id = $7,
        comment_id = $8, is_whole = $9 or coalesce(authentication->>'dmarc' = 'unknown', false)
      where site_id = $1 and arrived_id = $2`,
    values: [
      tx.siteId,
      mailId,
      result,
      reason,
      JSON.stringify(values),
      now,
      requestId ?? null,
      commentId ?? null,
      isWhole,
    ],
  })
  if (!isWhole) leaveTask(tx, now, 'remove-files', { attachmentIds: [mailId] })
}

/** Notes that somebody of the staff has a mail taken after all. What became of it before stands until that is done. */
export function acceptArrivedMail(siteId: number, mailId: string, staffId: string | null, now: Date): Write {
  return {
    name: 'accept-arrived-mail',
    table: 'arrived_mails',
    text: `update arrived_mails set accepted_at = $4, accepted_by = $3 where site_id = $1 and arrived_id = $2`,
    values: [siteId, mailId, staffId, now],
  }
}

export interface ArrivedFilter {
  /** `not-taken`: whatever became no request and no comment. */
  readonly result?: MailResult | 'not-taken' | undefined
  /** An address, or how it begins. */
  readonly from?: string | undefined
}

/** The newest mails before a given one. */
export function listArrivedMails(
  siteId: number,
  { result, from }: ArrivedFilter,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Query {
  const values: unknown[] = [siteId, before ?? highestId, limit]
  const conditions = ['a.arrived_id < $2']
  if (result === 'not-taken') {
    const newest = notTaken.map(
      (
        one,
      ) => `(select arrived_id from arrived_mails where site_id = $1 and result = '${one}' and arrived_id < $2
        order by arrived_id desc limit $3)`,
    )
    // Of each the newest, which stand in an index; where a sender narrows them down there are few.
    conditions.push(
      from === undefined
        ? `a.arrived_id = any(array(${newest.join(' union all ')} order by 1 desc limit $3))`
        : `a.result = any($${values.push(notTaken)})`,
    )
  } else if (result !== undefined) conditions.push(`a.result = $${values.push(result)}`)
  if (from !== undefined) {
    const begins = foldAddress(from)
    conditions.push(
      `a.from_folded >= $${values.push(begins)} and a.from_folded < $${values.push(`${begins}\u{10ffff}`)}`,
    )
  }
  return {
    name: '',
    text: `${selected} and ${conditions.join(' and ')} order by a.arrived_id desc limit $3`,
    values,
  }
}

/** Removes one step of the mails that the retention keeps no longer; the rows say which. What nobody decided upon yet stays. */
export function forgetArrivedMails(siteId: number, beforeId: string, limit: number): Query {
  return {
    name: '',
    text: `delete from arrived_mails where site_id = $1 and arrived_id = any(array(
        select arrived_id from arrived_mails where site_id = $1 and arrived_id < $2 and result is not null
        order by arrived_id limit $3)) returning arrived_id as id`,
    values: [siteId, beforeId, limit],
  }
}

/** So many mails of one sender stand by themselves; those that the same befalls within the time after that become one. */
const apartMax = 20
/** The same of those that wait for a person: of these nothing goes before it is a flood. */
const apartWaitingMax = 200

/**
 * Whoever counts mails of one sender together does it one after the other: else one would be counted with a line that another is just
 * counting away, and be lost.
 */
export function holdFold(siteId: number, mailId: string): Query {
  return {
    name: 'hold-fold',
    text: `select pg_advisory_xact_lock(hashtextextended('fold ' || coalesce(from_folded, ''), $1))
      from arrived_mails where site_id = $1 and arrived_id = $2`,
    values: [siteId, mailId],
  }
}

/**
 * Counts a mail that became nothing with the last one that the same sender brought the same way, and that the same befell: whoever
 * writes a thousand in a minute has a line of their own, and not a thousand. Its row goes, and its bytes by the task that is left.
 * The caller holds the sender's (`holdFold`).
 * @param since from which mail on
 */
export function foldArrivedMail(siteId: number, mailId: string, since: string, now: Date): Write {
  return {
    name: 'fold-arrived-mail',
    table: 'arrived_mails',
    alone: true,
    text: `with mine as (
        select * from arrived_mails where site_id = $1 and arrived_id = $2
          and result in ('held', 'refused', 'dropped')),
      most as (select case when result = 'held' and reason not in ('too-many', 'request-flooded') then ${apartWaitingMax} else ${apartMax} end as n from mine),
      alike as (
        select a.arrived_id from mine m join arrived_mails a on a.site_id = $1 and a.from_folded = m.from_folded
          and a.arrived_id <> m.arrived_id and a.arrived_id > $3
        where a.mailbox_id = m.mailbox_id and a.result = m.result and a.reason = m.reason
          and a.client_address is not distinct from m.client_address and a.accepted_at is null
          -- Whoever only says who they are takes nothing from who proves it.
          and a.authentication->>'dmarc' is not distinct from m.authentication->>'dmarc'
        order by a.arrived_id desc limit (select n from most)),
      counted as (
        update arrived_mails a set times = a.times + m.times, last_at = greatest(a.last_at, m.last_at) from mine m
        where a.site_id = $1 and (select count(*) from alike) = (select n from most)
          and a.arrived_id = (select arrived_id from alike order by arrived_id desc limit 1)
        returning a.arrived_id),
      gone as (
        delete from arrived_mails where site_id = $1 and arrived_id = $2 and exists (select from counted)
        returning arrived_id)
      insert into outbox (site_id, outbox_id, at, kind, payload, due_at)
      select $1, $4, $5, 'remove-files', jsonb_build_object('attachmentIds', jsonb_agg(arrived_id))::text, $5
      from gone having count(*) > 0 returning pg_notify('${wordsChannel}', site_id::text)`,
    values: [siteId, mailId, since, newId(now), now],
  }
}

/** The bytes of a mail are needed no more. */
export function dropArrivedBytes(tx: Transaction, mailId: string, now: Date): void {
  tx.write({
    name: 'drop-arrived-bytes',
    table: 'arrived_mails',
    text: 'update arrived_mails set is_whole = false where site_id = $1 and arrived_id = $2',
    values: [tx.siteId, mailId],
  })
  leaveTask(tx, now, 'remove-files', { attachmentIds: [mailId] })
}

const checkAgainMs = 10 * 60 * 1000

/** Has the sender of a mail checked once more, a while later: DNS did not answer. */
export function leaveToCheckAgain(tx: Transaction, mailId: string, now: Date): void {
  leaveTask(tx, now, 'check-mail', { mailId }, new Date(now.getTime() + checkAgainMs))
}
