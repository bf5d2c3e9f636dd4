import type { Query } from '../statement.ts'
import { keptWays } from './held-memberships.ts'
import { type Feeder, noDirectory, ofDomain } from './organization-walk.ts'

/**
 * Membership is derived, never copied. The statements walk from the narrow end, one step per CTE, with the site as a
 * parameter everywhere, and fence the sources with `offset 0`: in a flat join the planner read every source of the
 * site for one person (measured: 1.9–2.7 ms instead of 0.3).
 *
 * A member counts from the latest of: being added, the nesting, the source, the link to the customer, and the
 * directory's going live. What arrived after `grants_until` does not count yet; nor does a user whom the directory has
 * made active again meanwhile: the customer is not, so both are asked.
 *
 * Whom a sign-in made, and SCIM has not brought, has no directory user: the directory's home is theirs as well, and the groups that
 * their last sign-in said (asserted-groups.ts). Once SCIM brings them, it alone speaks.
 *
 * Beside directories an organization has people whom somebody put there by hand, and domains: of everybody without a
 * directory who holds an address there, counted from the later of source and address. And what a directory took away counts
 * on while the brake keeps it (held-memberships.ts).
 */

/** What makes somebody a member. */
export interface SourceFacts {
  /**
   * `sign-in`: a group that the person's last sign-in said. `kept`: a group led there, and the brake keeps what its directory took
   * away.
   */
  readonly kind: 'group' | 'home' | 'hand' | 'domain' | 'sign-in' | 'kept'
  /** Null by hand and by domain. */
  readonly directoryId: number | null
  readonly groupId: string | null
  readonly domain: string | null
}

export interface MembershipRow extends SourceFacts {
  readonly organizationId: string
  readonly organization: string
  readonly since: Date
}

/**
 * SQL of whom sign-ins made and SCIM has not brought, as `p`: since when, and until when their directory granted.
 * @param customers SQL of a condition on the column that it is given
 */
const madePeople = (customers: (column: string) => string) => `(
        select c.customer_id, c.directory_id, greatest(i.since, d.live_since) as since, d.grants_until
        from customers c
        join directories d on d.site_id = $1 and d.directory_id = c.directory_id and d.live_since is not null
        cross join lateral (select min(first_at) as since from sign_in_identities
          where site_id = $1 and customer_id = c.customer_id and directory_id = c.directory_id offset 0) i
        where c.site_id = $1 and ${customers('c.customer_id')} and c.active and i.since is not null
          and not exists (select 1 from directory_users u where u.site_id = $1 and u.customer_id = c.customer_id
            and u.directory_id = c.directory_id offset 0))`

/** SQL of the groups that one group `m`, as a sign-in said it, is: itself, and those of SCIM that it is nested in; as `k`. */
const saidGroups = (until: string) => `cross join lateral (
          select m.group_id, '-infinity'::timestamptz as since
          union all
          select group_id, since from directory_group_closure
          where site_id = $1 and directory_id = m.directory_id and inner_group_id = m.group_id
            and group_id <> m.group_id and since <= ${until}) k`

/** The memberships of the customer $2 of the site $1, as `MembershipRow`s: for statements that go on from there. */
export const membershipsText = `with u as materialized (
        select directory_id, user_id, linked_at from directory_users
        where site_id = $1 and customer_id = $2 and active
          and exists (select 1 from customers where site_id = $1 and customer_id = $2 and active)),
      d as materialized (
        select u.directory_id, u.user_id, greatest(u.linked_at, d.live_since) as since, d.grants_until
        from u join directories d on d.site_id = $1 and d.directory_id = u.directory_id
        where d.live_since is not null),
      g as materialized (
        select d.directory_id, k.group_id, greatest(m.added_at, k.since, d.since) as since
        from d
        join directory_group_members m
          on m.site_id = $1 and m.directory_id = d.directory_id and m.user_id = d.user_id
          and m.added_at <= d.grants_until
        join directory_group_closure k
          on k.site_id = $1 and k.directory_id = m.directory_id and k.inner_group_id = m.group_id
          and k.since <= d.grants_until),
      p as materialized ${madePeople((customer) => `${customer} = $2`)},
      a as materialized (
        select m.directory_id, k.group_id, greatest(m.since, k.since, p.since) as since
        from p
        join asserted_members m on m.site_id = $1 and m.customer_id = $2 and m.directory_id = p.directory_id
          and m.since <= p.grants_until
        ${saidGroups('p.grants_until')}),
      found as materialized (
        select s.organization_id, s.kind, g.directory_id, g.group_id, greatest(g.since, s.since) as since
        from g cross join lateral (
          select organization_id, kind, since from organization_sources s
          where s.site_id = $1 and s.kind = 'group' and s.directory_id = g.directory_id and s.group_id = g.group_id
          offset 0) s
        union all
        select s.organization_id, s.kind, d.directory_id, null, greatest(d.since, s.since)
        from d cross join lateral (
          select organization_id, kind, since from organization_sources s
          where s.site_id = $1 and s.kind = 'home' and s.directory_id = d.directory_id
            and s.since <= d.grants_until offset 0) s
        union all
        select s.organization_id, 'sign-in', a.directory_id, a.group_id, greatest(a.since, s.since)
        from a cross join lateral (
          select organization_id, since from organization_sources s
          where s.site_id = $1 and s.kind = 'group' and s.directory_id = a.directory_id and s.group_id = a.group_id
          offset 0) s
        union all
        select s.organization_id, 'home', p.directory_id, null, greatest(p.since, s.since)
        from p cross join lateral (
          select organization_id, since from organization_sources s
          where s.site_id = $1 and s.kind = 'home' and s.directory_id = p.directory_id
            and s.since <= p.grants_until offset 0) s),
      everything as (
        select organization_id, kind, directory_id, group_id, null as domain, since from found
        union all
        select p.organization_id, 'hand', null, null, null, p.since
        from organization_people p
        join customers c on c.site_id = $1 and c.customer_id = $2 and c.active
        where p.site_id = $1 and p.customer_id = $2
        union all
        select s.organization_id, 'domain', null, null, s.domain, greatest(s.since, a.since)
        from ${ofDomain}
        cross join lateral (
          select organization_id, domain, since from organization_sources s
          where s.site_id = $1 and s.kind = 'domain' and s.domain = a.own_domain offset 0) s
        where a.site_id = $1 and a.customer_id = $2 and a.own_domain is not null
        union all
        select organization_id, 'kept', directory_id, group_id, null, since
        from (${keptWays((customer) => `${customer} = $2`)}) kept)
      select f.organization_id as "organizationId", o.name as organization, f.kind,
        f.directory_id as "directoryId", f.group_id as "groupId", f.domain, min(f.since) as since
      from everything f join organizations o on o.site_id = $1 and o.organization_id = f.organization_id
      group by 1, 2, 3, 4, 5, 6 order by o.name, f.group_id, f.kind, f.domain`

/** The organizations of a customer, one row per source that makes the customer a member. */
export function membershipsOf(siteId: number, customerId: string): Query {
  return { name: 'memberships-of', text: membershipsText, values: [siteId, customerId] }
}

/** Who of many customers could belong to an organization at all: the others need not be asked about one by one. */
export function whoMayBelong(siteId: number, customerIds: readonly string[]): Query {
  const has = (table: string, more = '') =>
    `exists (select 1 from ${table} x where x.site_id = $1 and x.customer_id = w.id${more} offset 0)`
  return {
    name: 'who-may-belong',
    text: `select w.id from unnest($2::uuid[]) w (id)
      where ${has('directory_users')} or ${has('organization_people')} or ${has('removed_members')}
        or ${has('sign_in_identities')}
        or ${has('customer_addresses', ' and x.own_domain is not null')}`,
    values: [siteId, customerIds],
  }
}

/** One way in which one directory user, or nothing but the site's own word, makes a customer a member. */
export interface WayIn extends Feeder {
  readonly customerId: string
  readonly userId: string
  readonly kind: SourceFacts['kind']
  /** The group that is the source; the user may be in one nested inside it. */
  readonly groupId: string | null
  readonly since: Date
}

/** Every way in which these customers are members of an organization: `membershipsOf` for many people and one target. */
export function waysInto(siteId: number, organizationId: string, customerIds: readonly string[]): Query {
  return {
    name: 'ways-into',
    text: `with d as materialized (
        select u.customer_id, u.directory_id, u.user_id, greatest(u.linked_at, d.live_since) as since, d.grants_until
        from directory_users u
        join directories d on d.site_id = $1 and d.directory_id = u.directory_id and d.live_since is not null
        join customers c on c.site_id = $1 and c.customer_id = u.customer_id and c.active
          and c.customer_id = any($3::uuid[])
        where u.site_id = $1 and u.customer_id = any($3::uuid[]) and u.active),
      s as materialized (
        select kind, directory_id, group_id, source_id, domain, since
        from organization_sources where site_id = $1 and organization_id = $2),
      k as materialized (
        select s.directory_id, s.group_id, k.inner_group_id, k.since as nested_since,
          greatest(s.since, k.since) as since
        from s join directory_group_closure k
          on k.site_id = $1 and k.directory_id = s.directory_id and k.group_id = s.group_id
        where s.kind = 'group'),
      p as materialized ${madePeople((customer) => `${customer} = any($3::uuid[])`)}
      select d.customer_id as "customerId", d.directory_id as "directoryId", d.user_id as "userId",
        'group' as kind, k.group_id as "groupId", m.group_id as "innerGroupId", null as domain,
        false as "isRemoved", false as "isMade", greatest(m.added_at, k.since, d.since) as since
      from d
      cross join lateral (
        select group_id, added_at from directory_group_members
        where site_id = $1 and directory_id = d.directory_id and user_id = d.user_id
          and added_at <= d.grants_until offset 0) m
      join k on k.directory_id = d.directory_id and k.inner_group_id = m.group_id and k.nested_since <= d.grants_until
      union all
      select d.customer_id, d.directory_id, d.user_id, 'home', null, null, null, false, false, greatest(d.since, s.since)
      from d join s on s.kind = 'home' and s.directory_id = d.directory_id and s.since <= d.grants_until
      union all
      select p.customer_id, p.directory_id, p.customer_id, 'sign-in', s.group_id, m.group_id, null, false, true,
        greatest(m.since, k.since, p.since, s.since)
      from p
      cross join lateral (
        select directory_id, group_id, since from asserted_members
        where site_id = $1 and customer_id = p.customer_id and directory_id = p.directory_id
          and since <= p.grants_until offset 0) m
      ${saidGroups('p.grants_until')}
      join s on s.kind = 'group' and s.directory_id = p.directory_id and s.group_id = k.group_id
      union all
      select p.customer_id, p.directory_id, p.customer_id, 'home', null, null, null, false, true,
        greatest(p.since, s.since)
      from p join s on s.kind = 'home' and s.directory_id = p.directory_id and s.since <= p.grants_until
      union all
      select p.customer_id, ${noDirectory}, p.customer_id, 'hand', null, null, null, false, false, p.since
      from organization_people p
      join customers c on c.site_id = $1 and c.customer_id = p.customer_id and c.active
      where p.site_id = $1 and p.organization_id = $2 and p.customer_id = any($3::uuid[])
      union all
      select a.customer_id, ${noDirectory}, a.customer_id, 'domain', null, s.source_id, s.domain, false, false,
        greatest(s.since, a.since)
      from s join ${ofDomain} on a.own_domain = s.domain
      where s.kind = 'domain' and a.site_id = $1 and a.customer_id = any($3::uuid[])
      union all
      select customer_id, directory_id, coalesce(user_id, customer_id), 'kept', group_id, inner_group_id, null,
        user_id is null, false, since
      from (${keptWays((customer) => `${customer} = any($3::uuid[])`, ' and (organization_id is null or organization_id = $2)')}) kept
      where organization_id = $2`,
    values: [siteId, organizationId, customerIds],
  }
}

/** What the groups behind memberships are called. */
export function groupNames(
  siteId: number,
  groups: readonly { readonly directoryId: number; readonly groupId: string }[],
): Query {
  return {
    name: 'group-names',
    text: `select g.group_id as "groupId", g.display_name as name
      from unnest($2::int[], $3::uuid[]) as wanted (directory_id, group_id)
      join directory_groups g
        on g.site_id = $1 and g.directory_id = wanted.directory_id and g.group_id = wanted.group_id
      union all
      select g.group_id, g.name
      from unnest($2::int[], $3::uuid[]) as wanted (directory_id, group_id)
      join asserted_groups g
        on g.site_id = $1 and g.directory_id = wanted.directory_id and g.group_id = wanted.group_id`,
    values: [siteId, groups.map(({ directoryId }) => directoryId), groups.map(({ groupId }) => groupId)],
  }
}
