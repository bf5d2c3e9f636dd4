import type { AssuranceLevel, Evidence } from '../../model/desk/assurance.ts'
import { columnsOf, type Status, type Writer } from '../../model/desk/request.ts'
import type { Query, Write } from '../statement.ts'
import { handedOverFrom } from './hand-overs.ts'

export interface RequestRow {
  readonly id: string
  readonly key: string
  readonly summary: string
  readonly portal: { readonly id: string; readonly key: string; readonly name: string }
  readonly typeId: string
  readonly type: string
  readonly requesterKind: Writer['kind']
  readonly requesterId: string
  readonly requester: string
  /** The present one, else the last that was known; null: there never was one. */
  readonly address: string | null
  readonly addressStanding: 'held' | 'claimed' | 'former' | null
  readonly isRequesterActive: boolean
  readonly status: Status
  readonly statusId: string | null
  readonly statusName: string | null
  /** 1 to 4. */
  readonly priority: number
  readonly assigneeId: string | null
  readonly assignee: string | null
  /** With whom it is shared. */
  readonly organizations: readonly { readonly id: string; readonly name: string }[]
  readonly waitingSince: Date
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly version: number
  readonly assurance: AssuranceLevel
  readonly evidence: readonly Evidence[]
  /** That somebody has to look at who wrote; null: nothing to look at, or somebody did. */
  readonly doubt: 'unknown' | 'suspect' | null
  readonly doubtedAt: Date | null
  readonly acknowledgedAt: Date | null
  readonly acknowledgedById: string | null
  readonly acknowledgedBy: string | null
  /** Whose it was before it was handed over. */
  readonly handedOverFrom: { readonly id: string; readonly name: string } | null
}

/** A request that begins. */
export interface OpenedRequest {
  readonly requestId: string
  readonly requester: Writer
  readonly portalId: string
  readonly requestTypeId: string
  readonly key: string
  readonly summary: string
  readonly fieldValues: { readonly [fieldId: string]: unknown }
  readonly openedById: string | null
  readonly assurance: AssuranceLevel
  readonly evidence: readonly Evidence[]
  /** What a search finds it by. */
  readonly words: string
  readonly now: Date
}

export function insertRequest(siteId: number, request: OpenedRequest): Write {
  const { customerId, staffId, senderId } = columnsOf(request.requester)
  return {
    name: 'insert-request',
    table: 'requests',
    text: `insert into requests (site_id, request_id, requester_id, requester_staff_id, requester_sender_id, portal_id,
        request_type_id, request_key, summary, field_values, opened_by_id, assurance, evidence, created_at, updated_at,
        waiting_since, words)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $14,
        strip(to_tsvector('simple', left($15, 60000))))`,
    values: [
      siteId,
      request.requestId,
      customerId,
      staffId,
      senderId,
      request.portalId,
      request.requestTypeId,
      request.key,
      request.summary,
      JSON.stringify(request.fieldValues),
      request.openedById,
      request.assurance,
      JSON.stringify(request.evidence),
      request.now,
      request.words,
    ],
  }
}

export const requestColumns = `r.request_id as id, r.request_key as key, r.summary,
  (select json_build_object('id', p.portal_id, 'key', p.key, 'name', p.name) from portals p
    where p.site_id = r.site_id and p.portal_id = r.portal_id) as portal,
  r.request_type_id as "typeId",
  (select t.name from request_types t where t.site_id = r.site_id and t.request_type_id = r.request_type_id) as type,
  case when r.requester_id is not null then 'customer' when r.requester_staff_id is not null then 'staff'
    else 'sender' end as "requesterKind",
  coalesce(r.requester_id, r.requester_staff_id, r.requester_sender_id) as "requesterId",
  coalesce(c.display_name, e.name, w.name) as requester,
  coalesce(a.address, e.address, w.address) as address,
  case when e.staff_id is not null then 'held' when a.until is not null then 'former' else a.standing end as "addressStanding",
  coalesce(c.active, not e.disabled, w.erased_at is null) as "isRequesterActive",
  r.status, r.status_id as "statusId",
  (select u.name from request_statuses u where u.site_id = r.site_id and u.status_id = r.status_id) as "statusName",
  r.priority, r.assignee_id as "assigneeId",
  (select x.name from staff x where x.site_id = r.site_id and x.staff_id = r.assignee_id) as assignee,
  coalesce((select json_agg(json_build_object('id', o.organization_id, 'name', o.name) order by o.name, o.organization_id)
    from shared_requests h join organizations o on o.site_id = h.site_id and o.organization_id = h.organization_id
    where h.site_id = r.site_id and h.request_id = r.request_id), '[]') as organizations,
  r.waiting_since as "waitingSince", r.created_at as "createdAt", r.updated_at as "updatedAt", r.version,
  r.assurance, r.evidence, r.doubt, r.doubted_at as "doubtedAt", r.acknowledged_at as "acknowledgedAt",
  r.acknowledged_by_id as "acknowledgedById",
  (select x.name from staff x where x.site_id = r.site_id and x.staff_id = r.acknowledged_by_id) as "acknowledgedBy",
  ${handedOverFrom} as "handedOverFrom"`
// An agent always sees the requester's address: the current one, else the last that was known.
export const requestJoins = `
  left join customers c on c.site_id = r.site_id and c.customer_id = r.requester_id
  left join staff e on e.site_id = r.site_id and e.staff_id = r.requester_staff_id
  left join senders w on w.site_id = r.site_id and w.sender_id = r.requester_sender_id
  left join lateral (
    select address, standing, until from customer_addresses where site_id = r.site_id and customer_id = r.requester_id
    order by until desc nulls first, since desc limit 1) a on true`
const from = `requests r ${requestJoins}`

/** A site's requests, newest first, before a given one. */
export function listRequests(siteId: number, { before, limit }: { before: string; limit: number }): Query {
  return {
    name: 'list-requests',
    text: `select ${requestColumns} from ${from}
      where r.site_id = $1 and r.request_id < $2 order by r.request_id desc limit $3`,
    values: [siteId, before, limit],
  }
}

/** The requests with these ids, in no order. */
export function requestsById(siteId: number, ids: readonly string[]): Query {
  return {
    name: 'requests-by-id',
    text: `select ${requestColumns} from ${from} where r.site_id = $1 and r.request_id = any($2::uuid[])`,
    values: [siteId, ids],
  }
}

/** What somebody else than an agent reads of it. */
export interface RequestDetail {
  readonly requestId: string
  readonly portalId: string
  readonly requestTypeId: string
  readonly fieldValues: { readonly [fieldId: string]: unknown }
  readonly openedById: string | null
  readonly openedBy: string | null
  readonly score: number | null
  readonly scoreComment: string | null
  readonly scoredAt: Date | null
}

export function requestDetail(siteId: number, requestId: string): Query {
  return {
    name: 'request-detail',
    text: `select request_id as "requestId", portal_id as "portalId", request_type_id as "requestTypeId",
        field_values as "fieldValues", opened_by_id as "openedById",
        (select x.name from staff x where x.site_id = $1 and x.staff_id = r.opened_by_id) as "openedBy",
        score, score_comment as "scoreComment", scored_at as "scoredAt"
      from requests r where r.site_id = $1 and r.request_id = $2`,
    values: [siteId, requestId],
  }
}

/** The request of a key, such as `SUP-123`. */
export function requestByKey(siteId: number, key: string): Query {
  return {
    name: 'request-by-key',
    text: 'select request_id as id from requests where site_id = $1 and request_key = $2',
    values: [siteId, key],
  }
}

/** What changing a request looks at, held until the change is done. */
export interface HeldRequestState {
  readonly id: string
  readonly key: string
  readonly summary: string
  readonly customerId: string | null
  readonly staffId: string | null
  readonly senderId: string | null
  readonly status: Status
  readonly statusId: string | null
  readonly priority: number
  readonly assigneeId: string | null
  readonly waitingSince: Date
  readonly createdAt: Date
  readonly version: number
  readonly score: number | null
}

const stateColumns = `request_id as id, request_key as key, summary, requester_id as "customerId", requester_staff_id as "staffId",
  requester_sender_id as "senderId", status, status_id as "statusId", priority, assignee_id as "assigneeId", waiting_since as "waitingSince",
  created_at as "createdAt", version, score`

/** The same, not held. */
export function requestState(siteId: number, requestId: string): Query {
  return {
    name: 'request-state',
    text: `select ${stateColumns} from requests where site_id = $1 and request_id = $2`,
    values: [siteId, requestId],
  }
}

/** Locks requests in the order of their ids. */
export function holdRequests(siteId: number, ids: readonly string[]): Query {
  return {
    name: 'hold-requests',
    text: `select ${stateColumns} from requests where site_id = $1 and request_id = any($2::uuid[])
      order by request_id for no key update`,
    values: [siteId, ids],
  }
}

/** What of a request an act changes; whoever read it before has read an older version. */
export interface RequestChange {
  readonly status: Status
  readonly statusId: string | null
  readonly priority: number
  readonly assigneeId: string | null
  readonly waitingSince: Date
}

export function changeRequest(siteId: number, requestId: string, change: RequestChange, now: Date): Write {
  return {
    name: 'change-request',
    table: 'requests',
    text: `update requests set status = $3, status_id = $4, priority = $5, assignee_id = $6, waiting_since = $7,
        updated_at = $8, version = version + 1
      where site_id = $1 and request_id = $2`,
    values: [
      siteId,
      requestId,
      change.status,
      change.statusId,
      change.priority,
      change.assigneeId,
      change.waitingSince,
      now,
    ],
  }
}

/** Something beside these changed: who takes part, with whom it is shared. */
export function touchRequest(siteId: number, requestId: string, now: Date): Write {
  return {
    name: 'touch-request',
    table: 'requests',
    text: 'update requests set updated_at = $3, version = version + 1 where site_id = $1 and request_id = $2',
    values: [siteId, requestId, now],
  }
}

/** Somebody has looked at the doubt of this moment; another one stays. */
export function acknowledgeDoubt(
  siteId: number,
  requestId: string,
  { since, by, now }: { readonly since: Date; readonly by: string; readonly now: Date },
): Query {
  return {
    name: 'acknowledge-doubt',
    text: `update requests r set doubt = null, acknowledged_by_id = $4, acknowledged_at = $5, updated_at = $5, version = version + 1
      from (select doubt as level from requests where site_id = $1 and request_id = $2) before
      where r.site_id = $1 and r.request_id = $2 and r.doubt is not null and r.doubted_at = $3 returning before.level`,
    values: [siteId, requestId, since, by, now],
  }
}

export function scoreRequest(
  siteId: number,
  requestId: string,
  { score, comment }: { readonly score: number; readonly comment: string | null },
  now: Date,
): Write {
  return {
    name: 'score-request',
    table: 'requests',
    text: `update requests set score = $3, score_comment = $4, scored_at = $5, updated_at = $5, version = version + 1
      where site_id = $1 and request_id = $2`,
    values: [siteId, requestId, score, comment, now],
  }
}

/** The ids of those between two ids: UUIDs of version 7 are in the order in which they were made. */
export function requestIdsBetween(siteId: number, lowest: string, highest: string): Query {
  return {
    name: 'request-ids-between',
    text: 'select request_id as id from requests where site_id = $1 and request_id between $2 and $3 limit 1000',
    values: [siteId, lowest, highest],
  }
}

/** A customer's newest requests. */
export function requestsOfCustomer(siteId: number, customerId: string, limit: number): Query {
  return {
    name: 'requests-of-customer',
    text: `select ${requestColumns} from ${from}
      where r.site_id = $1 and r.requester_id = $2 order by r.created_at desc, r.request_id desc limit $3`,
    values: [siteId, customerId, limit],
  }
}

export function countRequestsOfCustomer(siteId: number, customerId: string): Query {
  return {
    name: 'count-requests-of-customer',
    text: 'select count(*)::int as total from requests where site_id = $1 and requester_id = $2',
    values: [siteId, customerId],
  }
}

/** The next number of a portal; whoever opens a request there waits until this one is open. */
export function nextNumber(siteId: number, portalId: string): Query {
  return {
    name: 'next-request-number',
    text: `update portals set last_number = last_number + 1 where site_id = $1 and portal_id = $2
      returning key, last_number as number`,
    values: [siteId, portalId],
  }
}

/** What somebody asks for who names no form: the first kind of the first portal. */
export function firstRequestType(siteId: number): Query {
  return {
    name: 'first-request-type',
    text: `select t.request_type_id as id from portals p
      cross join lateral (
        select request_type_id from request_types
        where site_id = $1 and portal_id = p.portal_id and archived_at is null
        order by position, request_type_id limit 1) t
      where p.site_id = $1 and p.archived_at is null order by p.position, p.portal_id limit 1`,
    values: [siteId],
  }
}
