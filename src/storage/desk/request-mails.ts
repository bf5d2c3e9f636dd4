// Mails that became requests and comments: by what answers find them, and who else was written to.
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

interface NamedRequestRow {
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
    readonly now: Date
  },
): Write {
  return {
    name: 'insert-request-mail',
    table: 'request_mails',
    // The request may be of this very transaction.
    alone: true,
    text: `insert into request_mails (site_id, mail_id, request_id, comment_id, message_id, at)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [siteId, mail.mailId, mail.requestId, mail.commentId, mail.messageId, mail.now],
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
