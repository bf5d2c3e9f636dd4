// The requests that somebody who asks may see: `model/desk/visibility.ts` in SQL, for lists.
import type { Query } from '../statement.ts'
import { requestColumns, requestJoins } from './requests.ts'
import { sightText } from './sight.ts'

/** Which of them: their own, those that an organization shows, those in which they take part by name, or all. */
type SeenScope = 'own' | 'organizations' | 'participating' | 'all'

export interface SeenPage {
  readonly scope: SeenScope
  /** Open ones, or those that are over; null: both. */
  readonly isOpen: boolean | null
  /** Only those of this organization; null: of all. */
  readonly organizationId: string | null
  /** Only those among these; null: all. */
  readonly among: readonly string[] | null
  readonly before: string
  readonly limit: number
}

const place = `place as materialized (
        select coalesce((select created_at from requests where site_id = $1 and request_id = $3), 'infinity') as at)`
const older = (r: string) => `(${r}.created_at, ${r}.request_id) < ((select at from place), $3::uuid)
            and ($5::boolean is null or ${r}.is_open = $5)
            and ($8::uuid[] is null or ${r}.request_id = any($8))`
const newest = (r: string) => `order by ${r}.created_at desc, ${r}.request_id desc limit $4`

/**
 * The requests that a customer may see, newest first, before a given one. Whoever is not active sees none. One statement, so that
 * leaving ends sight with it; each branch reads its own index and no more than a page (as one condition with OR, the statement
 * read the whole site).
 */
export function requestsSeenBy(siteId: number, customerId: string, page: SeenPage): Query {
  const { scope, isOpen, organizationId, among, before, limit } = page
  return {
    name: 'requests-seen-by',
    text: `with ${place},
      mine as materialized (${sightText}),
      seen as materialized (
        (select r.request_id, r.created_at from requests r
          where r.site_id = $1 and r.requester_id = $2 and $6 in ('own', 'all') and $7::uuid is null and ${older('r')} ${newest('r')})
        union
        select shared.request_id, shared.created_at
        from mine cross join lateral (
          select s.request_id, s.created_at from shared_requests s
          join requests r on r.site_id = $1 and r.request_id = s.request_id
          where s.site_id = $1 and s.organization_id = mine.organization_id and s.shared_at >= mine.since
            and (s.created_at, s.request_id) < ((select at from place), $3::uuid)
            and ($5::boolean is null or r.is_open = $5)
            and ($8::uuid[] is null or s.request_id = any($8))
          order by s.created_at desc, s.request_id desc limit $4) shared
        where $6 in ('organizations', 'all') and ($7::uuid is null or mine.organization_id = $7)
        union
        (select r.request_id, r.created_at from request_participants q
          join requests r on r.site_id = $1 and r.request_id = q.request_id
          where q.site_id = $1 and q.customer_id = $2 and $6 in ('participating', 'all') and $7::uuid is null
            and (q.via_organization_id is null or q.via_organization_id in (select organization_id from mine))
            and ${older('r')} ${newest('r')})
        order by created_at desc, request_id desc limit $4)
      select ${requestColumns} from seen
      cross join lateral (
        select * from requests where site_id = $1 and request_id = seen.request_id offset 0) r ${requestJoins}
      where exists (select 1 from customers where site_id = $1 and customer_id = $2 and active)
      order by r.created_at desc, r.request_id desc`,
    values: [siteId, customerId, before, limit, isOpen, scope, organizationId, among],
  }
}

/** The same for one of the staff who asks: their own, and those in which they take part. Organizations are of customers. */
export function requestsSeenByStaff(siteId: number, staffId: string, page: SeenPage): Query {
  const { scope, isOpen, among, before, limit } = page
  return {
    name: 'requests-seen-by-staff',
    text: `with ${place},
      seen as materialized (
        (select r.request_id, r.created_at from requests r
          where r.site_id = $1 and r.requester_staff_id = $2 and $6 in ('own', 'all') and $7::uuid is null and ${older('r')} ${newest('r')})
        union
        (select r.request_id, r.created_at from request_participants q
          join requests r on r.site_id = $1 and r.request_id = q.request_id
          where q.site_id = $1 and q.staff_id = $2 and $6 in ('participating', 'all') and ${older('r')} ${newest('r')})
        order by created_at desc, request_id desc limit $4)
      select ${requestColumns} from seen
      cross join lateral (
        select * from requests where site_id = $1 and request_id = seen.request_id offset 0) r ${requestJoins}
      where exists (select 1 from staff where site_id = $1 and staff_id = $2 and not disabled)
      order by r.created_at desc, r.request_id desc`,
    values: [siteId, staffId, before, limit, isOpen, scope, null, among],
  }
}
