// How fast a customer writes and acts: read from what is kept of it anyway.
import { columnsOf, type Writer } from '../../model/desk/request.ts'
import type { Query } from '../statement.ts'

export interface PaceRow {
  /** When the last but so many acts were done; null: there are fewer. */
  readonly act: Date | null
  readonly comment: Date | null
}

/** The same of a sender. */
export function paceOfSender(siteId: number, senderId: string, last: number): Query {
  return {
    name: 'pace-of-sender',
    text: `select
        (select at from request_history where site_id = $1 and sender_id = $2
          order by entry_id desc offset $3 limit 1) as act,
        (select created_at from request_comments where site_id = $1 and sender_id = $2
          order by comment_id desc offset $3 limit 1) as comment`,
    values: [siteId, senderId, last - 1],
  }
}

/** Since when so many mails came in under a customer's name that nothing showed to be theirs. */
export function paceOfUnproven(siteId: number, customerId: string, last: number): Query {
  return {
    name: 'pace-of-unproven',
    text: `select at from request_mails where site_id = $1 and unproven_customer_id = $2
      order by at desc offset $3 limit 1`,
    values: [siteId, customerId, last - 1],
  }
}

// What such a mail did bears its moment. Read once, and not for each row; many more do not come in within an hour.
const isTheirs = (row: string, at: string) => `(${row}.request_id, ${row}.${at}) not in (
          select request_id, at from request_mails where site_id = $1 and unproven_customer_id = $2
          order by at desc limit 200)`

/**
 * When a customer did the first of their last so many acts, and wrote the first of their last so many comments; without what came by mails
 * that anybody may have written.
 */
export function paceOf(siteId: number, customerId: string, last: { acts: number; comments: number }): Query {
  return {
    name: 'pace-of',
    text: `select
        (select h.at from request_history h where h.site_id = $1 and h.customer_id = $2 and ${isTheirs('h', 'at')}
          order by h.entry_id desc offset $3 limit 1) as act,
        (select m.created_at from request_comments m where m.site_id = $1 and m.customer_id = $2
          and ${isTheirs('m', 'created_at')} order by m.comment_id desc offset $4 limit 1) as comment`,
    values: [siteId, customerId, last.acts - 1, last.comments - 1],
  }
}

/** How many of the last mails that went into a request came since then, and how many of those somebody wrote. */
export function paceOfRequest(
  siteId: number,
  requestId: string,
  writer: Writer,
  { since, last }: { readonly since: Date; readonly last: number },
): Query {
  const { customerId, senderId } = columnsOf(writer)
  return {
    name: 'pace-of-request',
    text: `with newest as materialized (
        select comment_id, at from request_mails where site_id = $1 and request_id = $2
        order by mail_id desc limit $4)
      select count(*)::int as "all",
        count(*) filter (where c.customer_id = $5 or c.sender_id = $6)::int as theirs
      from newest n left join lateral (
        select customer_id, sender_id from request_comments
        where site_id = $1 and comment_id = n.comment_id offset 0) c on true
      where n.at > $3`,
    values: [siteId, requestId, since, last, customerId, senderId],
  }
}
