// Mails that became requests and comments: by what answers find them, and who else was written to.
import type { MailAttachment } from '../../model/desk/arriving-mail.ts'
import type { Assessment } from '../../model/desk/assurance.ts'
import { columnsOf, type Status, type Writer } from '../../model/desk/request.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import type { Query, Write } from '../statement.ts'

/** The site's key for reply addresses, once it was made. */
export function replyKeyOf(siteId: number): Query {
  return {
    name: 'reply-key-of',
    text: 'select secret from reply_keys where site_id = $1',
    values: [siteId],
    isBrief: true,
  }
}

/** Keeps a key where there is none; which one is kept is read afterwards. */
export function makeReplyKey(siteId: number, secret: Uint8Array): Write {
  return {
    name: 'make-reply-key',
    table: 'reply_keys',
    alone: true,
    text: 'insert into reply_keys (site_id, secret) values ($1, $2) on conflict do nothing',
    values: [siteId, secret],
  }
}

export interface NamedRequestRow {
  readonly id: string
  readonly key: string
  readonly status: Status
}

/** The requests of these keys. */
export function requestsByKeys(siteId: number, keys: readonly string[]): Query {
  return {
    name: 'requests-by-keys',
    text: `select request_id as id, request_key as key, status from requests
      where site_id = $1 and request_key = any($2::text[])`,
    values: [siteId, keys],
  }
}

/** The requests of these ids, and those that mails of these Message-IDs opened or went into. */
export function requestsOfMessages(
  siteId: number,
  { ids, messageIds }: { readonly ids: readonly string[]; readonly messageIds: readonly string[] },
  limit: number,
): Query {
  return {
    name: 'requests-of-messages',
    text: `with named as materialized (
        select request_id from request_mails where site_id = $1 and message_id = any($3::text[])
        order by mail_id desc limit $4)
      select r.request_id as id, r.request_key as key, r.status
      from (select request_id from named union select unnest($2::uuid[])) n
      cross join lateral (
        select * from requests where site_id = $1 and request_id = n.request_id offset 0) r
      order by r.request_id desc limit $4`,
    values: [siteId, ids, messageIds, limit],
  }
}

/** Whether this very mail, or one of the same Message-ID and writer, has come in already. */
export function takenBefore(siteId: number, messageId: string, writer: Writer): Query {
  const { customerId, staffId, senderId } = columnsOf(writer)
  return {
    name: 'mail-taken-before',
    text: `select m.request_id as "requestId" from request_mails m
      left join request_comments c on c.site_id = $1 and c.comment_id = m.comment_id
      left join requests r on r.site_id = $1 and r.request_id = m.request_id and m.comment_id is null
      where m.site_id = $1 and m.message_id = $2
        and (coalesce(c.customer_id, r.requester_id) = $3 or coalesce(c.staff_id, r.requester_staff_id) = $4
          or coalesce(c.sender_id, r.requester_sender_id) = $5)
      limit 1`,
    values: [siteId, messageId, customerId, staffId, senderId],
  }
}

export function insertRequestMail(
  siteId: number,
  mail: {
    readonly mailId: string
    readonly requestId: string
    readonly commentId: string | null
    readonly messageId: string | null
    /** Under whose name it came, where nothing shows that it is theirs. */
    readonly unprovenCustomerId: string | null
    readonly now: Date
  },
): Write {
  return {
    name: 'insert-request-mail',
    table: 'request_mails',
    // The request may be of this very transaction.
    alone: true,
    text: `insert into request_mails (site_id, mail_id, request_id, comment_id, message_id, at,
        unproven_customer_id)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      siteId,
      mail.mailId,
      mail.requestId,
      mail.commentId,
      mail.messageId,
      mail.now,
      mail.unprovenCustomerId,
    ],
  }
}

export interface AddresseeRow {
  readonly name: string
  readonly address: string
}

export function insertAddressees(siteId: number, requestId: string, people: readonly AddresseeRow[]): Write {
  return {
    name: 'insert-addressees',
    table: 'request_addressees',
    alone: true,
    text: `insert into request_addressees (site_id, request_id, address_folded, address, name)
      select $1, $2, w.* from unnest($3::text[], $4::text[], $5::text[]) w on conflict do nothing`,
    values: [
      siteId,
      requestId,
      people.map(({ address }) => foldAddress(address)),
      people.map(({ address }) => address),
      people.map(({ name }) => name),
    ],
  }
}

export function addresseesOf(siteId: number, requestId: string): Query {
  return {
    name: 'addressees-of',
    text: `select name, address from request_addressees where site_id = $1 and request_id = $2
      order by address_folded limit 50`,
    values: [siteId, requestId],
  }
}

/** The mailbox to which answers in a request go: one of its portal, else any of the site. */
export function replyMailbox(siteId: number, requestId: string): Query {
  return {
    name: 'reply-mailbox',
    text: `select m.address from mailboxes m
      cross join lateral (
        select portal_id from request_types where site_id = $1 and request_type_id = m.request_type_id offset 0) t
      where m.site_id = $1 and m.is_active
      order by t.portal_id = (select portal_id from requests where site_id = $1 and request_id = $2) desc, m.mailbox_id
      limit 1`,
    values: [siteId, requestId],
  }
}

/** The last mail that somebody wrote in a request. */
export function lastMailOf(siteId: number, requestId: string, writer: Writer): Query {
  const { customerId, staffId, senderId } = columnsOf(writer)
  return {
    name: 'last-mail-of',
    text: `select m.message_id as "messageId" from request_mails m
      join request_comments c on c.site_id = $1 and c.comment_id = m.comment_id
      where m.site_id = $1 and m.request_id = $2 and m.message_id is not null
        and (c.customer_id = $3 or c.staff_id = $4 or c.sender_id = $5)
      order by m.mail_id desc limit 1`,
    values: [siteId, requestId, customerId, staffId, senderId],
  }
}

/** The files of a mail, which lie where attachments lie already, belong to a message. */
export function insertMailFiles(
  siteId: number,
  files: readonly MailAttachment[],
  message: {
    readonly requestId: string
    readonly commentId: string | null
    readonly by: Writer
    readonly now: Date
  },
): Write {
  const { customerId, staffId, senderId } = columnsOf(message.by)
  return {
    name: 'insert-mail-files',
    table: 'attachments',
    alone: true,
    text: `insert into attachments (site_id, attachment_id, request_id, comment_id, customer_id, staff_id, sender_id, name,
        size_bytes, received_bytes, media_type, sha256, created_at, heard_at, completed_at)
      select $1, w.id, $2, $3, $4, $5, $6, w.name, w.size, w.size, w.type, w.sha256, $7, $7, $7
      from unnest($8::uuid[], $9::text[], $10::bigint[], $11::text[], $12::bytea[]) w (id, name, size, type, sha256)`,
    values: [
      siteId,
      message.requestId,
      message.commentId,
      customerId,
      staffId,
      senderId,
      message.now,
      files.map(({ id }) => id),
      files.map(({ fileName }) => fileName),
      files.map(({ size }) => size),
      files.map(({ mediaType }) => mediaType),
      files.map(({ sha256 }) => sha256),
    ],
  }
}

/** Whoever answers refusals of one address does it one after the other. */
export function holdRefused(siteId: number, addressFolded: string): Query {
  return {
    name: 'hold-refused',
    text: `select pg_advisory_xact_lock(hashtextextended('refused ' || $2, $1))`,
    values: [siteId, addressFolded],
  }
}

/** Whether an address was told since then that its mail was not taken. */
export function toldRefused(siteId: number, addressFolded: string, since: Date): Query {
  return {
    name: 'told-refused',
    text: `select from mails where site_id = $1 and to_folded = $2 and kind = 'mail-refused' and created_at > $3 limit 1`,
    values: [siteId, addressFolded, since],
  }
}

/** How sure we are of the comment that a mail became. */
export function reassessComment(siteId: number, mailId: string, { level, evidence }: Assessment): Write {
  return {
    name: 'reassess-comment',
    table: 'request_comments',
    text: `update request_comments set assurance = $3, evidence = $4 where site_id = $1
      and comment_id = (select comment_id from request_mails where site_id = $1 and mail_id = $2)`,
    values: [siteId, mailId, level, JSON.stringify(evidence)],
  }
}

/** The same of a request: of one that the mail opened, how sure we are; of any, that somebody has to look where it is suspect. */
export function reassessRequest(
  siteId: number,
  requestId: string,
  { level, evidence }: Assessment,
  isOpening: boolean,
  now: Date,
): Write {
  return {
    name: 'reassess-request',
    table: 'requests',
    text: `update requests set assurance = case when $5 then $3 else assurance end,
        evidence = case when $5 then $4::jsonb else evidence end,
        doubt = case when $3 = 'suspect' then 'suspect' else doubt end,
        doubted_at = case when $3 = 'suspect' then $6 else doubted_at end
      where site_id = $1 and request_id = $2`,
    values: [siteId, requestId, level, JSON.stringify(evidence), isOpening, now],
  }
}
