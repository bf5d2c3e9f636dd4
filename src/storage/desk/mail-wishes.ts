// Of which mails about requests people want none.
import type { AskerWishes } from '../../model/desk/notice.ts'
import type { Query, Write } from '../statement.ts'

export interface WishesRow extends AskerWishes {
  readonly personId: string
}

/** Of these people, as far as they chose. */
export function mailWishesOf(siteId: number, personIds: readonly string[]): Query {
  return {
    name: 'mail-wishes-of',
    text: `select person_id as "personId", opened, answers, resolved from mail_wishes
      where site_id = $1 and person_id = any($2::uuid[])`,
    values: [siteId, personIds],
  }
}

export function putMailWishes(siteId: number, personId: string, wishes: AskerWishes): Write {
  return {
    name: 'put-mail-wishes',
    table: 'mail_wishes',
    text: `insert into mail_wishes (site_id, person_id, opened, answers, resolved) values ($1, $2, $3, $4, $5)
      on conflict (site_id, person_id) do update set opened = excluded.opened, answers = excluded.answers,
        resolved = excluded.resolved`,
    values: [siteId, personId, wishes.opened, wishes.answers, wishes.resolved],
  }
}

/** Whoever somebody is by now: who was merged is who they were merged into. */
export function whoIsNow(siteId: number, personId: string): Query {
  return {
    name: 'who-is-now',
    text: `with recursive led as (
        select $2::uuid as id, 0 as n
        union all
        select c.merged_into, l.n + 1 from led l cross join lateral (
          select merged_into from customers
          where site_id = $1 and customer_id = l.id and merged_into is not null offset 0) c
        where l.n < 20)
      select id from led order by n desc limit 1`,
    values: [siteId, personId],
  }
}

/** Who gets no mails about a request. */
export function mutedIn(siteId: number, requestId: string): Query {
  return {
    name: 'muted-in',
    text: 'select person_id as "personId" from muted_requests where site_id = $1 and request_id = $2',
    values: [siteId, requestId],
  }
}

export function muteRequest(siteId: number, requestId: string, personId: string): Write {
  return {
    name: 'mute-request',
    table: 'muted_requests',
    alone: true,
    text: `insert into muted_requests (site_id, request_id, person_id)
      select site_id, request_id, $3 from requests where site_id = $1 and request_id = $2 on conflict do nothing`,
    values: [siteId, requestId, personId],
  }
}

export function unmuteRequest(siteId: number, requestId: string, personId: string): Write {
  return {
    name: 'unmute-request',
    table: 'muted_requests',
    alone: true,
    text: 'delete from muted_requests where site_id = $1 and request_id = $2 and person_id = $3',
    values: [siteId, requestId, personId],
  }
}
