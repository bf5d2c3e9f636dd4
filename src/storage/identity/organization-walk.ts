// Who is in an organization, walked page by page from what feeds it; which way each of them came is said by memberships.ts.
import type { Query } from '../statement.ts'
import { isKeptMember, keptFeeders } from './held-memberships.ts'

/** Who belongs by the domain $2 of a held address, as `a`, `c`: active, and managed by no directory. */
export const ofDomain = `customer_addresses a
          join customers c on c.site_id = a.site_id and c.customer_id = a.customer_id and c.active
            and c.directory_id is null`

/** The place of a directory's number where there is none. */
export const noDirectory = 0

/**
 * Where a walk over an organization's members stands: a directory's home (no group), or one group that feeds it. Without a
 * directory: who is there by hand, or the source of a domain in the place of a group.
 */
export interface Feeder {
  readonly directoryId: number
  readonly innerGroupId: string | null
  /** Of a source that is one. */
  readonly domain?: string | null
  /** Those whom the group lost, and whom the brake keeps; walked by customer. */
  readonly isRemoved?: boolean
  /** Those whom sign-ins made: at home, or by the group as they said it; walked by customer. */
  readonly isMade?: boolean
}

/**
 * What feeds an organization, each only once, in the order in which members are walked. Nested groups count beside the
 * group they are nested in; a directory whose home this is needs no groups beside it, because everybody is at home.
 */
export function feedersOf(siteId: number, organizationId: string): Query {
  return {
    name: 'feeders-of',
    text: `select ${noDirectory} as "directoryId", null::uuid as "innerGroupId", null as domain, false as "isRemoved",
          false as "isMade"
        where exists (select 1 from organization_people where site_id = $1 and organization_id = $2)
      union all
      select ${noDirectory}, source_id, domain, false, false from organization_sources
        where site_id = $1 and organization_id = $2 and kind = 'domain'
      union all (
      with s as materialized (
        select s.kind, s.directory_id, s.group_id, d.grants_until,
          bool_or(s.kind = 'home') over (partition by s.directory_id) as at_home
        from organization_sources s
        join directories d on d.site_id = $1 and d.directory_id = s.directory_id and d.live_since is not null
        where s.site_id = $1 and s.organization_id = $2 and (s.kind <> 'home' or s.since <= d.grants_until))
      select s.directory_id, k.inner_group_id, null, false, false
      from s
      left join directory_group_closure k
        on s.kind = 'group' and k.site_id = $1 and k.directory_id = s.directory_id and k.group_id = s.group_id
        and k.since <= s.grants_until
      where s.kind = 'home' or (not s.at_home and k.inner_group_id is not null)
      union
      select s.directory_id, k.group_id, null, false, true
      from s
      cross join lateral (
        select s.group_id
        union
        select inner_group_id from directory_group_closure where site_id = $1 and directory_id = s.directory_id
          and group_id = s.group_id and since <= s.grants_until) k
      where s.kind = 'group' and not s.at_home and exists (
        select 1 from asserted_members m where m.site_id = $1 and m.directory_id = s.directory_id
          and m.group_id = k.group_id offset 0)
      union
      select s.directory_id, null, null, false, true
      from s
      where s.kind = 'home' and exists (
        select 1 from sign_in_identities i where i.site_id = $1 and i.directory_id = s.directory_id
          and i.customer_id is not null offset 0)
      union
      select directory_id, inner_group_id, null, is_removed, false from (${keptFeeders}) kept)
      order by 1, 2 nulls first, 4, 5`,
    values: [siteId, organizationId],
  }
}

export interface WalkedMember {
  /** The directory user's, or the customer's where no directory is between. */
  readonly userId: string
  readonly customerId: string
  readonly name: string
  readonly address: string | null
}

/** SQL of a `WalkedMember`. @param id SQL of what the walk goes by */
const memberColumns = (
  id: string,
) => `${id} as "userId", c.customer_id as "customerId", c.display_name as name,
        (select a.address from customer_addresses a where a.site_id = $1
          and a.customer_id = c.customer_id and a.until is null order by a.since desc, a.address_id desc limit 1) as address`

/** One page of the members that one group brings, by user id: its cost does not depend on how many there are. */
export function membersThroughGroup(
  siteId: number,
  feeder: { directoryId: number; innerGroupId: string },
  page: { after: string; limit: number },
): Query {
  return {
    name: 'members-through-group',
    text: `select ${memberColumns('m.user_id')}
      from directory_group_members m
      join directories d on d.site_id = m.site_id and d.directory_id = m.directory_id
        and d.live_since is not null and m.added_at <= d.grants_until
      cross join lateral (
        select customer_id from directory_users u where u.site_id = $1 and u.directory_id = $2
          and u.user_id = m.user_id and u.active and u.customer_id is not null offset 0) u
      join customers c on c.site_id = m.site_id and c.customer_id = u.customer_id and c.active
      where m.site_id = $1 and m.directory_id = $2 and m.group_id = $3 and m.user_id > $4
      order by m.user_id limit $5`,
    values: [siteId, feeder.directoryId, feeder.innerGroupId, page.after, page.limit],
  }
}

/** The same for whom the group lost, as far as the brake keeps them, by customer. */
export function membersRemoved(
  siteId: number,
  organizationId: string,
  feeder: { directoryId: number; innerGroupId: string },
  page: { after: string; limit: number },
): Query {
  return {
    name: 'members-removed',
    text: `select ${memberColumns('c.customer_id')}
      from removed_members r
      join customers c on c.site_id = r.site_id and c.customer_id = r.customer_id and c.active
      where r.site_id = $1 and r.directory_id = $2 and r.group_id = $3 and r.customer_id > $4
        and ${isKeptMember('r', '$6::uuid')}
      order by r.customer_id limit $5`,
    values: [siteId, feeder.directoryId, feeder.innerGroupId, page.after, page.limit, organizationId],
  }
}

/** The same for a directory whose users all belong to the organization. */
export function membersAtHome(
  siteId: number,
  directoryId: number,
  page: { after: string; limit: number },
): Query {
  return {
    name: 'members-at-home',
    text: `select ${memberColumns('u.user_id')}
      from directory_users u
      join directories d on d.site_id = u.site_id and d.directory_id = u.directory_id and d.live_since is not null
      join customers c on c.site_id = u.site_id and c.customer_id = u.customer_id and c.active
      where u.site_id = $1 and u.directory_id = $2 and u.active and u.customer_id is not null and u.user_id > $3
      order by u.user_id limit $4`,
    values: [siteId, directoryId, page.after, page.limit],
  }
}

/** The same for those whom sign-ins made, and whose last one said the group, by customer. */
export function membersSaid(
  siteId: number,
  feeder: { directoryId: number; innerGroupId: string },
  page: { after: string; limit: number },
): Query {
  return {
    name: 'members-said',
    text: `select ${memberColumns('c.customer_id')}
      from asserted_members m
      join directories d on d.site_id = m.site_id and d.directory_id = m.directory_id
        and d.live_since is not null and m.since <= d.grants_until
      join customers c on c.site_id = m.site_id and c.customer_id = m.customer_id and c.active
        and c.directory_id = m.directory_id
      where m.site_id = $1 and m.directory_id = $2 and m.group_id = $3 and m.customer_id > $4
        and not exists (select 1 from directory_users u where u.site_id = $1 and u.customer_id = m.customer_id
          and u.directory_id = $2 offset 0)
      order by m.customer_id limit $5`,
    values: [siteId, feeder.directoryId, feeder.innerGroupId, page.after, page.limit],
  }
}

/** The same for those whom sign-ins made, where all of the directory belong to the organization. */
export function membersMadeAtHome(
  siteId: number,
  directoryId: number,
  page: { after: string; limit: number },
): Query {
  return {
    name: 'members-made-at-home',
    text: `select distinct on (i.customer_id) ${memberColumns('c.customer_id')}
      from sign_in_identities i
      join directories d on d.site_id = i.site_id and d.directory_id = i.directory_id and d.live_since is not null
      join customers c on c.site_id = i.site_id and c.customer_id = i.customer_id and c.active
        and c.directory_id = i.directory_id
      where i.site_id = $1 and i.directory_id = $2 and i.customer_id > $3
        and not exists (select 1 from directory_users u where u.site_id = $1 and u.customer_id = i.customer_id
          and u.directory_id = $2 offset 0)
      order by i.customer_id limit $4`,
    values: [siteId, directoryId, page.after, page.limit],
  }
}

/** The same for those who are there by hand, by customer. */
export function membersByHand(
  siteId: number,
  organizationId: string,
  page: { after: string; limit: number },
): Query {
  return {
    name: 'members-by-hand',
    text: `select ${memberColumns('c.customer_id')}
      from organization_people p
      join customers c on c.site_id = p.site_id and c.customer_id = p.customer_id and c.active
      where p.site_id = $1 and p.organization_id = $2 and p.customer_id > $3
      order by p.customer_id limit $4`,
    values: [siteId, organizationId, page.after, page.limit],
  }
}

/** The same for those without a directory who hold an address in a domain. */
export function membersOfDomain(
  siteId: number,
  domain: string,
  page: { after: string; limit: number },
): Query {
  return {
    name: 'members-of-domain',
    text: `select distinct on (a.customer_id) ${memberColumns('c.customer_id')}
      from ${ofDomain}
      where a.site_id = $1 and a.own_domain = $2 and a.customer_id > $3
      order by a.customer_id limit $4`,
    values: [siteId, domain, page.after, page.limit],
  }
}
