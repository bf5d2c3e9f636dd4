// Since when somebody belongs to an organization is derived from the ways in that there are now. Who loses one is remembered
// here before it is lost: a way in that is there already, or comes soon, continues.
import { rememberUntil } from '../../model/identity/joined.ts'
import type { Query, Write } from '../statement.ts'
import { membershipsText } from './memberships.ts'

/** What is remembered becomes longer where it goes on without a gap; else the person had left, and it begins anew. */
const goOn = `on conflict (site_id, organization_id, customer_id) do update
        set since = case when excluded.since <= j.until then least(j.since, excluded.since) else excluded.since end,
          until = excluded.until`

/** Remembers since when a customer belongs to each organization. It sees the ways in that there are before the same transaction's next writes. */
export function rememberJoined(siteId: number, customerId: string, now: Date): Write {
  return {
    name: 'remember-joined',
    table: 'organization_joined',
    alone: true,
    text: `insert into organization_joined as j (site_id, organization_id, customer_id, since, until)
      select $1, m."organizationId", $2, min(m.since), $3::timestamptz from (${membershipsText}) m
      group by 2 order by 2
      ${goOn}`,
    values: [siteId, customerId, rememberUntil(now)],
  }
}

/** The same for members who are about to leave a group, and for what that group feeds, or a group around it. */
export function rememberMembers(
  siteId: number,
  directoryId: number,
  groupId: string,
  userIds: readonly string[],
  now: Date,
): Write {
  return {
    name: 'remember-members',
    table: 'organization_joined',
    alone: true,
    text: `insert into organization_joined as j (site_id, organization_id, customer_id, since, until)
      select $1, s.organization_id, u.customer_id,
        min(greatest(m.added_at, k.since, u.linked_at, d.live_since, s.since)), $5::timestamptz
      from directories d
      cross join lateral (select group_id, since from directory_group_closure
        where site_id = $1 and directory_id = $2 and inner_group_id = $3 and since <= d.grants_until offset 0) k
      cross join lateral (select organization_id, since from organization_sources
        where site_id = $1 and kind = 'group' and directory_id = $2 and group_id = k.group_id offset 0) s
      cross join lateral (select user_id, added_at from directory_group_members
        where site_id = $1 and directory_id = $2 and group_id = $3 and user_id = any($4::uuid[])
          and added_at <= d.grants_until offset 0) m
      cross join lateral (select customer_id, linked_at from directory_users
        where site_id = $1 and directory_id = $2 and user_id = m.user_id and active and customer_id is not null
        offset 0) u
      where d.site_id = $1 and d.directory_id = $2 and d.live_since is not null
      group by 2, 3 order by 3, 2
      ${goOn}`,
    values: [siteId, directoryId, groupId, userIds, rememberUntil(now)],
  }
}

/**
 * The same for everybody of a group that is about to feed nothing any more, those of groups in it included, where they are not
 * more than `most`.
 */
export function rememberGroup(
  siteId: number,
  directoryId: number,
  groupId: string,
  most: number,
  now: Date,
): Write {
  return {
    name: 'remember-group',
    table: 'organization_joined',
    alone: true,
    text: `with m as materialized (
        select m.user_id, greatest(m.added_at, k.since, d.live_since) as since
        from directories d
        cross join lateral (select inner_group_id, since from directory_group_closure
          where site_id = $1 and directory_id = $2 and group_id = $3 and since <= d.grants_until offset 0) k
        cross join lateral (select user_id, added_at from directory_group_members
          where site_id = $1 and directory_id = $2 and group_id = k.inner_group_id and added_at <= d.grants_until
          offset 0) m
        where d.site_id = $1 and d.directory_id = $2 and d.live_since is not null limit $4 + 1)
      insert into organization_joined as j (site_id, organization_id, customer_id, since, until)
      select $1, s.organization_id, u.customer_id, min(greatest(m.since, u.linked_at, s.since)), $5::timestamptz
      from m
      cross join lateral (select customer_id, linked_at from directory_users
        where site_id = $1 and directory_id = $2 and user_id = m.user_id and active and customer_id is not null
        offset 0) u
      cross join lateral (select organization_id, since from organization_sources
        where site_id = $1 and kind = 'group' and directory_id = $2 and group_id = $3 offset 0) s
      where (select count(*) from m) <= $4
      group by 2, 3 order by 3, 2
      ${goOn}`,
    values: [siteId, directoryId, groupId, most, rememberUntil(now)],
  }
}

/** Removes one step of what is remembered of organizations that are gone; answers how many rows went. */
export function forgetJoinedOfGone(siteId: number): Query {
  return {
    name: '',
    text: `with gone as (
        delete from organization_joined where site_id = $1 and ctid = any(array(
          select j.ctid from organization_joined j where j.site_id = $1 and not exists (
            select 1 from organizations o where o.site_id = $1 and o.organization_id = j.organization_id offset 0)
          limit 5000)) returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId],
  }
}

export interface JoinedRow {
  readonly customerId: string
  readonly since: Date
  readonly until: Date
}

/** What is remembered of some members of an organization. */
export function joinedOf(siteId: number, organizationId: string, customerIds: readonly string[]): Query {
  return {
    name: 'joined-of',
    text: `select customer_id as "customerId", since, until from organization_joined
      where site_id = $1 and organization_id = $2 and customer_id = any($3::uuid[])`,
    values: [siteId, organizationId, customerIds],
  }
}
