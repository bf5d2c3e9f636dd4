import { membershipsText } from '../identity/memberships.ts'
import type { Query, Write } from '../statement.ts'
import { handedOverFrom } from './hand-overs.ts'

export interface RequestRow {
  readonly id: string
  readonly requesterId: string
  readonly requester: string
  readonly address: string | null
  readonly organizationId: string | null
  readonly organization: string | null
  readonly summary: string
  readonly createdAt: Date
  /** Whose it was before it was handed over. */
  readonly handedOverFrom: { readonly id: string; readonly name: string } | null
}

export function insertRequest(
  siteId: number,
  request: {
    requestId: string
    requesterId: string
    organizationId: string | null
    summary: string
    now: Date
  },
): Write {
  return {
    name: 'insert-request',
    table: 'requests',
    text: `insert into requests (site_id, request_id, requester_id, organization_id, summary, created_at)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [
      siteId,
      request.requestId,
      request.requesterId,
      request.organizationId,
      request.summary,
      request.now,
    ],
  }
}

const columns = `r.request_id as id, r.requester_id as "requesterId", c.display_name as requester, a.address,
  r.organization_id as "organizationId", o.name as organization, r.summary, r.created_at as "createdAt",
  ${handedOverFrom} as "handedOverFrom"`
// An agent always sees the requester's address: the current one, else the last that was known.
const from = `requests r
  join customers c on c.site_id = r.site_id and c.customer_id = r.requester_id
  left join organizations o on o.site_id = r.site_id and o.organization_id = r.organization_id
  left join lateral (
    select address from customer_addresses where site_id = r.site_id and customer_id = r.requester_id
    order by until desc nulls first, since desc limit 1) a on true`

/** A site's requests, newest first, before a given one. */
export function listRequests(siteId: number, { before, limit }: { before: string; limit: number }): Query {
  return {
    name: 'list-requests',
    text: `select ${columns} from ${from}
      where r.site_id = $1 and r.request_id < $2 order by r.request_id desc limit $3`,
    values: [siteId, before, limit],
  }
}

/**
 * The requests that a customer may see, newest first, before a given one: their own, and those shared with an organization
 * they belong to now, from joining on or, where the organization says so, of before too. Whoever is not active sees none.
 * One statement, so that leaving ends sight with it; each branch reads its own index and no more than a page
 * (as one condition with OR, the statement read the whole site).
 */
export function requestsSeenBy(
  siteId: number,
  customerId: string,
  { before, limit }: { before: string; limit: number },
): Query {
  const older = `(created_at, request_id) < ((select at from place), $3::uuid)`
  const newest = 'order by created_at desc, request_id desc limit $4'
  return {
    name: 'requests-seen-by',
    text: `with place as materialized (
        select coalesce((select created_at from requests where site_id = $1 and request_id = $3), 'infinity') as at),
      mine as materialized (
        select m."organizationId" as organization_id,
          case when o.shows_earlier then '-infinity' when min(m.since) <= j.until then least(min(m.since), j.since)
            else min(m.since) end as since
        from (${membershipsText}) m
        join organizations o on o.site_id = $1 and o.organization_id = m."organizationId"
        left join lateral (select since, until from organization_joined where site_id = $1
          and organization_id = m."organizationId" and customer_id = $2 offset 0) j on true
        group by 1, o.shows_earlier, j.since, j.until),
      seen as materialized (
        (select request_id, created_at from requests
          where site_id = $1 and requester_id = $2 and ${older} ${newest})
        union
        select shared.request_id, shared.created_at
        from mine cross join lateral (
          select request_id, created_at from requests
          where site_id = $1 and organization_id = mine.organization_id and created_at >= mine.since
            and ${older} ${newest}) shared
        ${newest})
      select ${columns} from ${from}
      where r.site_id = $1 and r.request_id in (select request_id from seen)
        and exists (select 1 from customers where site_id = $1 and customer_id = $2 and active)
      order by r.created_at desc, r.request_id desc`,
    values: [siteId, customerId, before, limit],
  }
}

/** Locks the requests that are shared with an organization. */
export function requestsOfOrganization(siteId: number, organizationId: string): Query {
  return {
    name: 'requests-of-organization',
    text: `select request_id as id from requests where site_id = $1 and organization_id = $2
      order by request_id for update`,
    values: [siteId, organizationId],
  }
}

/** Those of these requests that are still shared with the one organization are shared with another one. */
export function moveOrganizationRequests(
  siteId: number,
  requestIds: readonly string[],
  from: string,
  to: string,
): Write {
  return {
    name: 'move-organization-requests',
    table: 'requests',
    alone: true,
    text: `update requests set organization_id = $4
      where site_id = $1 and request_id = any($2::uuid[]) and organization_id = $3`,
    values: [siteId, requestIds, from, to],
  }
}

/** A customer's newest requests. */
export function requestsOfCustomer(siteId: number, customerId: string, limit: number): Query {
  return {
    name: 'requests-of-customer',
    text: `select ${columns} from ${from}
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
