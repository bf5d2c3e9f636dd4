// With whom requests are shared, and who takes part in them.
import type { Person } from '../../model/desk/request.ts'
import type { Query, Write } from '../statement.ts'

export interface ShareRow {
  readonly organizationId: string
  readonly organization: string
  readonly sharedAt: Date
}

export function sharesOf(siteId: number, requestId: string): Query {
  return {
    name: 'shares-of',
    text: `select s.organization_id as "organizationId", o.name as organization, s.shared_at as "sharedAt"
      from shared_requests s join organizations o on o.site_id = $1 and o.organization_id = s.organization_id
      where s.site_id = $1 and s.request_id = $2 order by o.name, s.organization_id`,
    values: [siteId, requestId],
  }
}

/** Whoever it is shared with already saw it since then, and does so on. */
export function shareRequest(
  siteId: number,
  request: { readonly requestId: string; readonly createdAt: Date },
  organizationId: string,
  now: Date,
): Write {
  return {
    name: 'share-request',
    table: 'shared_requests',
    // The request may be one that the same transaction opens.
    alone: true,
    text: `insert into shared_requests (site_id, organization_id, request_id, created_at, shared_at)
      values ($1, $2, $3, $4, $5) on conflict do nothing`,
    values: [siteId, organizationId, request.requestId, request.createdAt, now],
  }
}

export function unshareRequest(siteId: number, requestId: string, organizationId: string): Query {
  return {
    name: 'unshare-request',
    text: `delete from shared_requests where site_id = $1 and organization_id = $3 and request_id = $2
      returning organization_id as id`,
    values: [siteId, requestId, organizationId],
  }
}

/** Locks what is shared with an organization. */
export function requestsOfOrganization(siteId: number, organizationId: string): Query {
  return {
    name: 'requests-of-organization',
    text: `select request_id as id from shared_requests where site_id = $1 and organization_id = $2
      order by request_id for update`,
    values: [siteId, organizationId],
  }
}

/** Those of these requests that are still shared with the one organization are shared with another one instead. */
export function moveOrganizationRequests(
  siteId: number,
  requestIds: readonly string[],
  from: string,
  to: string,
): Write {
  return {
    name: 'move-organization-requests',
    table: 'shared_requests',
    alone: true,
    text: `with gone as (
        delete from shared_requests where site_id = $1 and request_id = any($2::uuid[]) and organization_id = $3
        returning request_id, created_at, shared_at)
      insert into shared_requests (site_id, organization_id, request_id, created_at, shared_at)
      select $1, $4, request_id, created_at, shared_at from gone order by request_id on conflict do nothing`,
    values: [siteId, requestIds, from, to],
  }
}

/** One participation. */
export interface PartKey {
  readonly requestId: string
  readonly personId: string
}

/** Whoever takes part as somebody of the one organization does so as somebody of another one. */
export function moveParticipations(siteId: number, from: string, to: string): Query {
  return {
    name: 'move-participations',
    text: `update request_participants set via_organization_id = $3 where site_id = $1 and via_organization_id = $2
      returning request_id as "requestId", person_id as "personId"`,
    values: [siteId, from, to],
  }
}

/** The same for these alone, as far as they still do. */
export function moveTheseParticipations(
  siteId: number,
  keys: readonly PartKey[],
  from: string,
  to: string,
): Query {
  return {
    name: 'move-these-participations',
    text: `update request_participants p set via_organization_id = $5
      from unnest($2::uuid[], $3::uuid[]) k (request_id, person_id)
      where p.site_id = $1 and p.request_id = k.request_id and p.person_id = k.person_id and p.via_organization_id = $4
      returning p.request_id as "requestId"`,
    values: [siteId, keys.map(({ requestId }) => requestId), keys.map(({ personId }) => personId), from, to],
  }
}

export interface ParticipantRow {
  readonly customerId: string | null
  readonly staffId: string | null
  readonly name: string
  readonly address: string | null
  readonly isActive: boolean
  readonly viaOrganizationId: string | null
  readonly viaOrganization: string | null
  readonly addedAt: Date
}

export function participantsOf(siteId: number, requestId: string): Query {
  return {
    name: 'participants-of',
    text: `select q.customer_id as "customerId", q.staff_id as "staffId", coalesce(c.display_name, e.name) as name,
        coalesce(a.address, e.address) as address, coalesce(c.active, not e.disabled) as "isActive",
        q.via_organization_id as "viaOrganizationId",
        (select o.name from organizations o where o.site_id = $1 and o.organization_id = q.via_organization_id)
          as "viaOrganization", q.added_at as "addedAt"
      from request_participants q
      left join customers c on c.site_id = $1 and c.customer_id = q.customer_id
      left join staff e on e.site_id = $1 and e.staff_id = q.staff_id
      left join lateral (select address from customer_addresses where site_id = $1 and customer_id = q.customer_id
        order by until desc nulls first, since desc limit 1) a on true
      where q.site_id = $1 and q.request_id = $2 order by q.added_at, q.person_id`,
    values: [siteId, requestId],
  }
}

export function addParticipant(
  siteId: number,
  requestId: string,
  { person, viaOrganizationId, now }: { person: Person; viaOrganizationId: string | null; now: Date },
): Write {
  return {
    name: 'add-participant',
    table: 'request_participants',
    alone: true,
    text: `insert into request_participants (site_id, request_id, customer_id, staff_id, via_organization_id, added_at)
      values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    values: [
      siteId,
      requestId,
      person.kind === 'customer' ? person.id : null,
      person.kind === 'staff' ? person.id : null,
      viaOrganizationId,
      now,
    ],
  }
}

export function removeParticipant(siteId: number, requestId: string, personId: string): Query {
  return {
    name: 'remove-participant',
    text: `delete from request_participants where site_id = $1 and request_id = $2 and person_id = $3
      returning person_id as id`,
    values: [siteId, requestId, personId],
  }
}
