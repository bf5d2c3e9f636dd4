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
      where (select 1 from requests r where r.site_id = $1 and r.organization_id = $2
        and r.created_at < m.since and r.requester_id <> m.id order by r.created_at limit 1) is not null`,
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
    text: `select request_id as id, summary, created_at as "createdAt" from requests
      where site_id = $1 and organization_id = $2 and created_at < $4::timestamptz
        and (requester_id <> $3 or created_at < $5::timestamptz)
      order by created_at desc, request_id desc limit $6`,
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
