// What an organization's members would see of before, if it showed earlier requests.
import type { Query } from '../statement.ts'

/** When a member joined, and so from when on they see what is shared. */
export interface JoinedMember {
  readonly id: string
  readonly since: Date
}

/** Who of these members sees more then: there is somebody else's request of before they joined. */
export function whoWouldSee(siteId: number, organizationId: string, members: readonly JoinedMember[]): Query {
  return {
    name: 'who-would-see',
    text: `select m.id from unnest($3::uuid[], $4::timestamptz[]) m (id, since)
      where (select 1 from shared_requests s join requests r on r.site_id = $1 and r.request_id = s.request_id
        where s.site_id = $1 and s.organization_id = $2
          and s.shared_at < m.since and r.requester_id is distinct from m.id order by s.created_at limit 1) is not null`,
    values: [
      siteId,
      organizationId,
      members.map(({ id }) => id),
      members.map(({ since }) => since.toISOString()),
    ],
  }
}

export interface EarlierRequest {
  readonly id: string
  readonly summary: string
  readonly createdAt: Date
}

/**
 * The requests that somebody would see then who does not now, the newest first. Only the two members who joined last need to be
 * known: what one asked is news to the other.
 */
export function earlierRequests(
  siteId: number,
  organizationId: string,
  [last, other]: readonly JoinedMember[],
  limit: number,
): Query {
  return {
    name: 'earlier-requests',
    text: `select r.request_id as id, r.summary, r.created_at as "createdAt"
      from shared_requests s join requests r on r.site_id = $1 and r.request_id = s.request_id
      where s.site_id = $1 and s.organization_id = $2 and s.shared_at < $4::timestamptz
        and (r.requester_id is distinct from $3 or s.shared_at < $5::timestamptz)
      order by s.created_at desc, s.request_id desc limit $6`,
    values: [
      siteId,
      organizationId,
      last?.id ?? null,
      last?.since ?? '-infinity',
      other?.since ?? '-infinity',
      limit,
    ],
  }
}
