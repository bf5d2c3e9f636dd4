// Who hears by mail of what happens to requests.
import type { AssuranceLevel, Evidence } from '../../model/desk/assurance.ts'
import type { Writer } from '../../model/desk/request.ts'
import type { Role } from '../../model/permissions.ts'
import type { Language } from '../../model/site-settings.ts'
import type { Query, Write } from '../statement.ts'

/** Of what one of the staff wants to hear. */
export interface DeskNotices {
  readonly newRequests: boolean
  /** A request that is theirs now. */
  readonly assignments: boolean
  /** What is written in requests that are theirs. */
  readonly answers: boolean
}

const columns = (n: string) => `coalesce(${n}.new_requests, true) as "newRequests",
  coalesce(${n}.assignments, true) as assignments, coalesce(${n}.answers, true) as answers`

export function deskNoticesOf(siteId: number, staffId: string): Query {
  return {
    name: 'desk-notices-of',
    text: `select ${columns('n')} from (select $2::uuid as staff_id) s
      left join desk_notices n on n.site_id = $1 and n.staff_id = s.staff_id`,
    values: [siteId, staffId],
  }
}

export function putDeskNotices(siteId: number, staffId: string, wanted: DeskNotices): Write {
  return {
    name: 'put-desk-notices',
    table: 'desk_notices',
    text: `insert into desk_notices (site_id, staff_id, new_requests, assignments, answers) values ($1, $2, $3, $4, $5)
      on conflict (site_id, staff_id) do update set new_requests = excluded.new_requests,
        assignments = excluded.assignments, answers = excluded.answers`,
    values: [siteId, staffId, wanted.newRequests, wanted.assignments, wanted.answers],
  }
}

/** Somebody who can be written to. */
export interface Reachable {
  readonly id: string
  readonly name: string
  /** A customer's is one that they hold: a claimed one is no destination for what is asked. */
  readonly address: string
  readonly language: Language | null
}

/** One of the staff who answers requests, with what they want to hear. */
export interface ReachableAgent extends Reachable, DeskNotices {}

/** Active staff of these roles; the first so many. */
export function reachableAgents(siteId: number, roles: readonly Role[], limit: number): Query {
  return {
    name: 'reachable-agents',
    text: `select s.staff_id as id, s.name, s.address, s.language, ${columns('n')}
      from staff s left join desk_notices n on n.site_id = $1 and n.staff_id = s.staff_id
      where s.site_id = $1 and s.role = any($2::text[]) and not s.disabled and s.address_released_at is null
      order by s.staff_id limit $3`,
    values: [siteId, roles, limit],
  }
}

/** A customer or one of the staff, if they are active and can be written to; a sender, at the address that wrote. */
export function reachable(siteId: number, { kind, id }: Writer): Query {
  if (kind === 'sender') {
    return {
      name: 'reachable-sender',
      text: `select sender_id as id, name, address, null as language from senders
        where site_id = $1 and sender_id = $2 and address is not null`,
      values: [siteId, id],
    }
  }
  if (kind === 'staff') {
    return {
      name: 'reachable-staff',
      text: `select staff_id as id, name, address, language from staff
        where site_id = $1 and staff_id = $2 and not disabled and address_released_at is null`,
      values: [siteId, id],
    }
  }
  return {
    name: 'reachable-customer',
    text: `select c.customer_id as id, c.display_name as name, a.address, null as language
      from customers c join customer_addresses a on a.site_id = $1 and a.customer_id = $2
      where c.site_id = $1 and c.customer_id = $2 and c.active and a.standing = 'held' and a.until is null
      order by a.since desc, a.address_id desc limit 1`,
    values: [siteId, id],
  }
}

/** One comment, for whoever is told of it. */
export interface ToldComment {
  readonly body: string
  readonly isInternal: boolean
  readonly isAgent: boolean
  readonly author: string
  /** The current one, else the last that was known. */
  readonly address: string | null
  /** Null: of what agents write nobody doubts who did. */
  readonly assurance: AssuranceLevel | null
  readonly evidence: readonly Evidence[] | null
}

export function toldComment(siteId: number, requestId: string, commentId: string): Query {
  return {
    name: 'told-comment',
    text: `select m.body, m.is_internal as "isInternal", m.is_agent as "isAgent", coalesce(c.display_name, e.name, w.name) as author,
        coalesce(a.address, e.address, w.address) as address, m.assurance, m.evidence
      from request_comments m
      left join customers c on c.site_id = $1 and c.customer_id = m.customer_id
      left join staff e on e.site_id = $1 and e.staff_id = m.staff_id
      left join senders w on w.site_id = $1 and w.sender_id = m.sender_id
      left join lateral (select address from customer_addresses where site_id = $1 and customer_id = m.customer_id
        order by until desc nulls first, since desc limit 1) a on true
      where m.site_id = $1 and m.request_id = $2 and m.comment_id = $3`,
    values: [siteId, requestId, commentId],
  }
}
