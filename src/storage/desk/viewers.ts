// Who has a request open at the console.
import type { Query, Write } from '../statement.ts'

export interface ViewerRow {
  readonly staffId: string
  readonly name: string
  readonly isWriting: boolean
}

/** Those whose pages said so since a moment, by name. */
export function viewersOf(siteId: number, requestId: string, since: Date): Query {
  return {
    name: 'viewers-of',
    text: `select v.staff_id as "staffId", s.name, v.is_writing as "isWriting" from request_viewers v
      join staff s on s.site_id = v.site_id and s.staff_id = v.staff_id
      where v.site_id = $1 and v.request_id = $2 and v.seen_at > $3 order by s.name, v.staff_id`,
    values: [siteId, requestId, since],
  }
}

export function seeViewer(
  siteId: number,
  requestId: string,
  { staffId, isWriting, now }: { readonly staffId: string; readonly isWriting: boolean; readonly now: Date },
): Write {
  return {
    name: 'see-viewer',
    table: 'request_viewers',
    text: `insert into request_viewers (site_id, request_id, staff_id, is_writing, seen_at) values ($1, $2, $3, $4, $5)
      on conflict (site_id, request_id, staff_id) do update set is_writing = excluded.is_writing, seen_at = excluded.seen_at`,
    values: [siteId, requestId, staffId, isWriting, now],
  }
}

export function forgetViewer(siteId: number, requestId: string, staffId: string): Write {
  return {
    name: 'forget-viewer',
    table: 'request_viewers',
    text: 'delete from request_viewers where site_id = $1 and request_id = $2 and staff_id = $3',
    values: [siteId, requestId, staffId],
  }
}

/** What this agent's pages of before have left; each agent clears up behind themselves. */
export function forgetStaleViews(siteId: number, staffId: string, before: Date): Write {
  return {
    name: 'forget-stale-views',
    table: 'request_viewers',
    text: 'delete from request_viewers where site_id = $1 and staff_id = $2 and seen_at < $3',
    values: [siteId, staffId, before],
  }
}
