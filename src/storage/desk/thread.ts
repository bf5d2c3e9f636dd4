// What was said and done in a request.
import type { AssuranceLevel, Evidence } from '../../model/desk/assurance.ts'
import type { HistoryKind } from '../../model/desk/history.ts'
import { columnsOf, type Writer, type WriterColumns } from '../../model/desk/request.ts'
import { newId } from '../new-id.ts'
import type { Query, Write } from '../statement.ts'

export interface CommentRow extends WriterColumns {
  readonly id: string
  readonly author: string
  readonly address: string | null
  readonly isAgent: boolean
  readonly isInternal: boolean
  /** Markdown. */
  readonly body: string
  /** What of a mail was quoted. */
  readonly quoted: string | null
  readonly createdAt: Date
  readonly assurance: AssuranceLevel | null
  readonly evidence: readonly Evidence[] | null
}

/** What somebody writes. */
export interface WrittenComment {
  readonly commentId: string
  readonly requestId: string
  readonly author: Writer
  readonly isAgent: boolean
  readonly isInternal: boolean
  readonly body: string
  /** What of a mail was quoted. */
  readonly quoted: string | null
  readonly assurance: AssuranceLevel | null
  readonly evidence: readonly Evidence[] | null
  readonly now: Date
}

export function insertComment(siteId: number, comment: WrittenComment): Write {
  const { customerId, staffId, senderId } = columnsOf(comment.author)
  return {
    name: 'insert-comment',
    table: 'request_comments',
    alone: true,
    text: `insert into request_comments (site_id, comment_id, request_id, customer_id, staff_id, sender_id, is_agent,
        is_internal, body, created_at, assurance, evidence, quoted)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      siteId,
      comment.commentId,
      comment.requestId,
      customerId,
      staffId,
      senderId,
      comment.isAgent,
      comment.isInternal,
      comment.body,
      comment.now,
      comment.assurance,
      comment.evidence === null ? null : JSON.stringify(comment.evidence),
      comment.quoted,
    ],
  }
}

/** A request's comments, the newest first, before a given one; internal ones only where they are asked for. */
export function commentsOf(
  siteId: number,
  requestId: string,
  { before, limit, withInternal }: { before: string; limit: number; withInternal: boolean },
): Query {
  return {
    name: 'comments-of',
    text: `select m.comment_id as id, m.customer_id as "customerId", m.staff_id as "staffId",
        m.sender_id as "senderId", coalesce(c.display_name, e.name, w.name) as author,
        coalesce(a.address, e.address, w.address) as address,
        m.is_agent as "isAgent", m.is_internal as "isInternal", m.body, m.quoted, m.created_at as "createdAt", m.assurance, m.evidence
      from (select * from request_comments where site_id = $1 and request_id = $2 and comment_id < $3
          and ($5 or not is_internal) order by comment_id desc limit $4) m
      left join customers c on c.site_id = $1 and c.customer_id = m.customer_id
      left join staff e on e.site_id = $1 and e.staff_id = m.staff_id
      left join senders w on w.site_id = $1 and w.sender_id = m.sender_id
      left join lateral (select address from customer_addresses where site_id = $1 and customer_id = m.customer_id
        order by until desc nulls first, since desc limit 1) a on true
      order by m.comment_id desc`,
    values: [siteId, requestId, before, limit, withInternal],
  }
}

/** One row where somebody else than this agent has written behind a comment. @param seen the lowest id: behind none */
export function writtenSince(siteId: number, requestId: string, seen: string, staffId: string): Query {
  return {
    name: 'written-since',
    text: `select comment_id as id from request_comments
      where site_id = $1 and request_id = $2 and comment_id > $3 and staff_id is distinct from $4::uuid
      order by comment_id limit 1`,
    values: [siteId, requestId, seen, staffId],
  }
}

export interface HistoryRow extends WriterColumns {
  readonly id: string
  readonly at: Date
  readonly kind: HistoryKind
  /** Of who did it; null: the server. */
  readonly actor: string | null
  readonly details: { readonly [name: string]: string | number | boolean | null }
}

export function insertHistory(
  siteId: number,
  entry: {
    readonly entryId: string
    readonly requestId: string
    readonly kind: HistoryKind
    readonly by: Writer | null
    readonly details: HistoryRow['details']
    readonly now: Date
  },
): Write {
  const { customerId, staffId, senderId } = columnsOf(entry.by)
  return {
    name: 'insert-history',
    table: 'request_history',
    alone: true,
    text: `insert into request_history (site_id, entry_id, request_id, at, kind, customer_id, staff_id, sender_id, details)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      siteId,
      entry.entryId,
      entry.requestId,
      entry.now,
      entry.kind,
      customerId,
      staffId,
      senderId,
      JSON.stringify(entry.details),
    ],
  }
}

/** The same was done to many requests at once, which the transaction holds. */
export function insertHistories(
  siteId: number,
  requestIds: readonly string[],
  { kind, by, now }: { readonly kind: HistoryKind; readonly by: Writer | null; readonly now: Date },
): Write {
  const { customerId, staffId, senderId } = columnsOf(by)
  return {
    name: 'insert-histories',
    table: 'request_history',
    alone: true,
    text: `insert into request_history (site_id, entry_id, request_id, at, kind, customer_id, staff_id, sender_id, details)
      select $1, w.entry_id, w.request_id, $4, $5, $6, $7, $8, '{}' from unnest($2::uuid[], $3::uuid[]) w (entry_id, request_id)`,
    values: [siteId, requestIds.map(() => newId()), requestIds, now, kind, customerId, staffId, senderId],
  }
}

/** What was done, the newest first, before a given entry: all of it, or of these kinds alone. */
export function historyOf(
  siteId: number,
  requestId: string,
  { before, limit, kinds }: { before: string; limit: number; kinds: readonly HistoryKind[] | null },
): Query {
  return {
    name: 'history-of',
    text: `select h.entry_id as id, h.at, h.kind, h.customer_id as "customerId", h.staff_id as "staffId", h.sender_id as "senderId",
        coalesce(c.display_name, e.name, w.name) as actor, h.details
      from (select * from request_history where site_id = $1 and request_id = $2 and entry_id < $3
        and ($5::text[] is null or kind = any($5)) order by entry_id desc limit $4) h
      left join customers c on c.site_id = $1 and c.customer_id = h.customer_id
      left join staff e on e.site_id = $1 and e.staff_id = h.staff_id
      left join senders w on w.site_id = $1 and w.sender_id = h.sender_id
      order by h.entry_id desc`,
    values: [siteId, requestId, before, limit, kinds],
  }
}
