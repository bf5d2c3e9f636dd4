import type { Query, Write } from '../statement.ts'

export interface RequestRow {
  readonly id: string
  readonly requesterId: string
  readonly requester: string
  readonly address: string | null
  readonly organizationId: string | null
  readonly organization: string | null
  readonly summary: string
  readonly createdAt: Date
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
  r.organization_id as "organizationId", o.name as organization, r.summary, r.created_at as "createdAt"`
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
