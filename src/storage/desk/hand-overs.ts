// Requests that went from somebody who left to a colleague.
import type { Query, Write } from '../statement.ts'

/** `HandOverSide` of these customers. */
export function handOverSides(siteId: number, ids: readonly string[]): Query {
  return {
    name: 'hand-over-sides',
    text: `select customer_id as "customerId", display_name as name, active, merged_into as "mergedInto",
        erased_at is not null as "isErased"
      from customers where site_id = $1 and customer_id = any($2::uuid[])`,
    values: [siteId, ids],
  }
}

/**
 * To which organizations somebody belonged who belongs to none any more: those that their requests are shared with, where
 * they are by hand, and what the groups and the home of their directory feed, as far as it still has them.
 */
export function organizationsOfLeaver(siteId: number, customerId: string): Query {
  return {
    name: 'organizations-of-leaver',
    text: `with users as materialized (
        select directory_id, user_id from directory_users where site_id = $1 and customer_id = $2),
      groups as materialized (
        select k.directory_id, k.group_id from users u
        join directory_group_members m on m.site_id = $1 and m.directory_id = u.directory_id and m.user_id = u.user_id
        join directory_group_closure k on k.site_id = $1 and k.directory_id = m.directory_id
          and k.inner_group_id = m.group_id
        union
        select directory_id, group_id from asserted_members where site_id = $1 and customer_id = $2)
      select s.organization_id as id from requests r
        join shared_requests s on s.site_id = $1 and s.request_id = r.request_id
        where r.site_id = $1 and r.requester_id = $2
      union
      select organization_id from organization_people where site_id = $1 and customer_id = $2
      union
      select s.organization_id from groups g cross join lateral (
        select organization_id from organization_sources where site_id = $1 and kind = 'group'
          and directory_id = g.directory_id and group_id = g.group_id offset 0) s
      union
      select s.organization_id from (
          select directory_id from users union
          select directory_id from customers where site_id = $1 and customer_id = $2 and directory_id is not null) d
        cross join lateral (
          select organization_id from organization_sources
          where site_id = $1 and kind = 'home' and directory_id = d.directory_id offset 0) s
      union
      select s.organization_id from customer_addresses a cross join lateral (
        select organization_id from organization_sources
        where site_id = $1 and kind = 'domain' and domain = a.own_domain offset 0) s
        where a.site_id = $1 and a.customer_id = $2 and a.own_domain is not null`,
    values: [siteId, customerId],
  }
}

export interface HeldRequest {
  readonly id: string
  readonly organizationIds: readonly string[]
}

/** Locks a customer's requests, the newest first. */
export function holdRequestsOf(siteId: number, requesterId: string, limit: number): Query {
  return {
    name: 'hold-requests-of',
    text: `select request_id as id, array(select s.organization_id from shared_requests s
          where s.site_id = $1 and s.request_id = requests.request_id) as "organizationIds"
      from requests where site_id = $1 and requester_id = $2
      order by created_at desc, request_id desc limit $3 for no key update`,
    values: [siteId, requesterId, limit],
  }
}

export function giveRequests(siteId: number, requestIds: readonly string[], from: string, to: string): Write {
  return {
    name: 'give-requests',
    table: 'requests',
    text: `update requests set requester_id = $4, version = version + 1
      where site_id = $1 and request_id = any($2::uuid[]) and requester_id = $3`,
    values: [siteId, requestIds, from, to],
  }
}

export function insertHandOver(
  siteId: number,
  one: { handOverId: string; from: string; to: string; undoUntil: Date; now: Date },
): Write {
  return {
    name: 'insert-hand-over',
    table: 'hand_overs',
    text: `insert into hand_overs (site_id, hand_over_id, from_id, to_id, handed_at, undo_until)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [siteId, one.handOverId, one.from, one.to, one.now, one.undoUntil],
  }
}

export function insertHanded(
  siteId: number,
  handOverId: string,
  requests: readonly { readonly id: string; readonly wasPrivate: boolean }[],
): Write {
  return {
    name: 'insert-handed',
    table: 'hand_over_requests',
    // The hand-over that it refers to is written before.
    alone: true,
    text: `insert into hand_over_requests (site_id, hand_over_id, request_id, was_private)
      select $1::int, $2::uuid, w.* from unnest($3::uuid[], $4::boolean[]) w`,
    values: [siteId, handOverId, requests.map(({ id }) => id), requests.map(({ wasPrivate }) => wasPrivate)],
  }
}

export interface HandOverRow {
  readonly id: string
  readonly fromId: string
  readonly toId: string
  readonly colleague: string
  readonly requests: number
  readonly privateOnes: number
  readonly handedAt: Date
  readonly undoUntil: Date
  readonly undoneAt: Date | null
}

const columns = `h.hand_over_id as id, h.from_id as "fromId", h.to_id as "toId", h.handed_at as "handedAt",
  h.undo_until as "undoUntil", h.undone_at as "undoneAt",
  (select display_name from customers c where c.site_id = $1 and c.customer_id = h.to_id) as colleague,
  (select count(*)::int from hand_over_requests q where q.site_id = $1 and q.hand_over_id = h.hand_over_id) as requests,
  (select count(*)::int from hand_over_requests q
    where q.site_id = $1 and q.hand_over_id = h.hand_over_id and q.was_private) as "privateOnes"`

/** What somebody's requests were handed over, the newest first; the last hundred. */
export function handOversOf(siteId: number, fromId: string): Query {
  return {
    name: 'hand-overs-of',
    text: `select ${columns} from hand_overs h where h.site_id = $1 and h.from_id = $2
      order by h.hand_over_id desc limit 100`,
    values: [siteId, fromId],
  }
}

export function handOverForUndo(siteId: number, handOverId: string): Query {
  return {
    name: 'hand-over-for-undo',
    text: `select ${columns} from hand_overs h where h.site_id = $1 and h.hand_over_id = $2 for update`,
    values: [siteId, handOverId],
  }
}

/** Gives back what the colleague still has of it. */
export function takeBack(siteId: number, { id, fromId, toId }: HandOverRow): Query {
  return {
    name: 'take-back',
    text: `update requests r set requester_id = $3, version = r.version + 1 from hand_over_requests q
      where q.site_id = $1 and q.hand_over_id = $2 and r.site_id = $1 and r.request_id = q.request_id
        and r.requester_id = $4 returning r.request_id as id`,
    values: [siteId, id, fromId, toId],
  }
}

export function noteTakenBack(siteId: number, handOverId: string, now: Date): Write {
  return {
    name: 'note-taken-back',
    table: 'hand_overs',
    text: 'update hand_overs set undone_at = $3 where site_id = $1 and hand_over_id = $2',
    values: [siteId, handOverId, now],
  }
}

/** SQL of whose the request `r` was before it was handed over: `{id, name}`, or null. */
export const handedOverFrom = `(select json_build_object('id', f.customer_id, 'name', f.display_name)
  from hand_over_requests q
  join hand_overs h on h.site_id = q.site_id and h.hand_over_id = q.hand_over_id and h.undone_at is null
  join customers f on f.site_id = h.site_id and f.customer_id = h.from_id
  where q.site_id = r.site_id and q.request_id = r.request_id order by q.hand_over_id desc limit 1)`
