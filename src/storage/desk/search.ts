// Looking for requests by words: through functions that hold themselves to the site (migration 0076).
import type { SearchTerms } from '../../model/desk/search.ts'
import type { Query } from '../statement.ts'
import type { SightRow } from './sight.ts'

interface Page {
  readonly before: string
  readonly limit: number
}

/** Every request of the site in which the words stand, the newest first; internal notes are looked at, too. */
export function searchRequests(siteId: number, { query, key }: SearchTerms, { before, limit }: Page): Query {
  return {
    name: 'search-requests',
    text: `select id from (
        select search_requests($1, $2, true, $3, $4) as id where $2 is not null
        union select request_id from requests where site_id = $1 and request_key = $5 and request_id < $3) x
      order by id desc limit $4`,
    values: [siteId, query ?? null, before, limit, key ?? null],
  }
}

/** The newest requests of each of these customers. */
export function requestsOfCustomers(siteId: number, customerIds: readonly string[], each: number): Query {
  return {
    name: 'requests-of-customers',
    text: `select r.request_id as id from unnest($2::uuid[]) c (id) cross join lateral (
        select request_id from requests where site_id = $1 and requester_id = c.id
        order by created_at desc, request_id desc limit $3) r`,
    values: [siteId, customerIds, each],
  }
}

/** The same of senders. */
export function requestsOfSenders(siteId: number, senderIds: readonly string[], each: number): Query {
  return {
    name: 'requests-of-senders',
    text: `select r.request_id as id from unnest($2::uuid[]) s (id) cross join lateral (
        select request_id from requests where site_id = $1 and requester_sender_id = s.id
        order by created_at desc, request_id desc limit $3) r`,
    values: [siteId, senderIds, each],
  }
}

/** The same among what somebody who asks may see. `sight` is what a customer's organizations show. */
export function searchSeen(
  siteId: number,
  { query }: SearchTerms,
  person: { readonly customerId: string } | { readonly staffId: string },
  sight: readonly SightRow[],
  { before, limit }: Page,
): Query {
  return {
    name: 'search-seen-requests',
    text: `select search_seen_requests($1, $2, $3, $4, $5, $6, $7, $8) as id where $2 is not null`,
    values: [
      siteId,
      query ?? null,
      'customerId' in person ? person.customerId : null,
      'staffId' in person ? person.staffId : null,
      sight.map(({ organizationId }) => organizationId),
      sight.map(({ seesSince }) => seesSince?.toISOString() ?? '-infinity'),
      before,
      limit,
    ],
  }
}
