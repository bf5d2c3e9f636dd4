// Who has a request open at the console.
import type { Query, Write } from '../statement.ts'

/** A page of an agent that has a request open. */
export interface ViewingPage {
  readonly staffId: string
  readonly name: string
  readonly pageId: string
  readonly isWriting: boolean
}

/** More than a request is ever looked at by. */
const pagesMax = 500

/** The pages that said so since a moment, by the name of whose they are. */
export function viewersOf(siteId: number, requestId: string, since: Date): Query {
  return {
    name: 'viewers-of',
    text: `select v.staff_id as "staffId", s.name, v.page_id as "pageId", v.is_writing as "isWriting"
      from request_viewers v
      join staff s on s.site_id = v.site_id and s.staff_id = v.staff_id
      where v.site_id = $1 and v.request_id = $2 and v.seen_at > $3
      order by s.name, v.staff_id, v.page_id limit ${pagesMax}`,
    values: [siteId, requestId, since],
  }
}

export function seeViewer(
  siteId: number,
  requestId: string,
  {
    staffId,
    pageId,
    isWriting,
    now,
  }: Pick<ViewingPage, 'staffId' | 'pageId' | 'isWriting'> & { readonly now: Date },
): Write {
  return {
    name: 'see-viewer',
    table: 'request_viewers',
    text: `insert into request_viewers (site_id, request_id, staff_id, page_id, is_writing, seen_at)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (site_id, request_id, staff_id, page_id)
      do update set is_writing = excluded.is_writing, seen_at = excluded.seen_at`,
    values: [siteId, requestId, staffId, pageId, isWriting, now],
  }
}

export function forgetViewer(siteId: number, requestId: string, staffId: string, pageId: string): Write {
  return {
    name: 'forget-viewer',
    table: 'request_viewers',
    text: `delete from request_viewers
      where site_id = $1 and request_id = $2 and staff_id = $3 and page_id = $4`,
    values: [siteId, requestId, staffId, pageId],
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
