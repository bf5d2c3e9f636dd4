// How fast a customer writes and acts: read from what is kept of it anyway.
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

/** When a customer did the first of their last so many acts, and wrote the first of their last so many comments. */
export function paceOf(siteId: number, customerId: string, last: { acts: number; comments: number }): Query {
  return {
    name: 'pace-of',
    text: `select
        (select at from request_history where site_id = $1 and customer_id = $2
          order by entry_id desc offset $3 limit 1) as act,
        (select created_at from request_comments where site_id = $1 and customer_id = $2
          order by comment_id desc offset $4 limit 1) as comment`,
    values: [siteId, customerId, last.acts - 1, last.comments - 1],
  }
}
