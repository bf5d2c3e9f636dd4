// How many customers see a portal, and would see it for another audience: asked when somebody thinks about one.
import type { PortalAudience } from '../../model/desk/portal.ts'
import { keptWays } from '../identity/held-memberships.ts'
import { ofDomain } from '../identity/organization-walk.ts'
import type { Query } from '../statement.ts'

/** Active customers. */
export interface SightCounts {
  readonly before: number
  readonly after: number
  readonly gain: number
  readonly lose: number
}

interface Sight {
  readonly audience: PortalAudience
  readonly organizationIds: readonly string[]
  readonly directoryIds: readonly number[]
}

/**
 * SQL of whoever belongs to one of several organizations, or is a directory's, as `customer_id`: the same ways as memberships.ts
 * walks for one person, from the other end.
 * @param organizations SQL of a parameter with their ids
 */
const whomTheyName = (organizations: string, directories: string) => `
        select x.customer_id from (
          with s as materialized (
            select s.kind, s.directory_id, s.group_id, s.domain, s.since from organization_sources s
            where s.site_id = $1 and s.organization_id = any(${organizations})),
          d as materialized (
            select directory_id, grants_until from directories where site_id = $1 and live_since is not null),
          groups as materialized (
            select distinct d.directory_id, k.inner_group_id as group_id, d.grants_until
            from s join d on d.directory_id = s.directory_id
            join directory_group_closure k on k.site_id = $1 and k.directory_id = s.directory_id
              and k.group_id = s.group_id and k.since <= d.grants_until
            where s.kind = 'group'),
          -- A group that a sign-in says has no row in the closure unless SCIM has it, too.
          said as materialized (
            select directory_id, group_id, grants_until from groups
            union
            select d.directory_id, s.group_id, d.grants_until from s join d on d.directory_id = s.directory_id
            where s.kind = 'group'),
          homes as materialized (
            select d.directory_id from s join d on d.directory_id = s.directory_id
            where s.kind = 'home' and s.since <= d.grants_until
            union
            select d.directory_id from d where d.directory_id = any(${directories})),
          made as materialized (
            select distinct i.customer_id, i.directory_id from sign_in_identities i
            join customers c on c.site_id = $1 and c.customer_id = i.customer_id and c.directory_id = i.directory_id
            where i.site_id = $1 and i.customer_id is not null
              and not exists (select 1 from directory_users u where u.site_id = $1 and u.customer_id = i.customer_id
                and u.directory_id = i.directory_id)),
          -- Of whom a brake may keep anything there: looked at only while one is on.
          lost as materialized (
            select r.customer_id from removed_members r where r.site_id = $1
            union
            select u.customer_id from removed_feeds f
            join directory_group_members m on m.site_id = $1 and m.directory_id = f.directory_id
              and m.group_id = f.inner_group_id
            join directory_users u on u.site_id = $1 and u.directory_id = m.directory_id and u.user_id = m.user_id
            where f.site_id = $1 and f.organization_id = any(${organizations}))
          select u.customer_id from groups g
            join directory_group_members m on m.site_id = $1 and m.directory_id = g.directory_id
              and m.group_id = g.group_id and m.added_at <= g.grants_until
            join directory_users u on u.site_id = $1 and u.directory_id = m.directory_id and u.user_id = m.user_id and u.active
          union
          select u.customer_id from homes h
            join directory_users u on u.site_id = $1 and u.directory_id = h.directory_id and u.active
          union
          select p.customer_id from homes h join made p on p.directory_id = h.directory_id
          union
          select m.customer_id from said g
            join asserted_members m on m.site_id = $1 and m.directory_id = g.directory_id
              and m.group_id = g.group_id and m.since <= g.grants_until
            join made p on p.customer_id = m.customer_id and p.directory_id = m.directory_id
          union
          select customer_id from organization_people where site_id = $1 and organization_id = any(${organizations})
          union
          select a.customer_id from s join ${ofDomain} on a.site_id = $1 and a.own_domain = s.domain where s.kind = 'domain'
          union
          select customer_id from (${keptWays((customer) => `${customer} in (select customer_id from lost)`)}) kept where organization_id = any(${organizations})) x
        join customers c on c.site_id = $1 and c.customer_id = x.customer_id and c.active`

const isEverybody = ({ audience }: Sight) => audience !== 'named'
/** Whom a portal for everybody names counts for nothing. */
const namesOf = (sight: Sight) =>
  isEverybody(sight) ? [[], []] : [sight.organizationIds, sight.directoryIds]

/** How many active customers see a portal by one audience and by another, and who differs. */
export function countSight(siteId: number, before: Sight, after: Sight): Query {
  return {
    name: '',
    text: `with everybody as materialized (
        select count(*)::int as n from customers where site_id = $1 and active),
      old as materialized (${whomTheyName('$2::uuid[]', '$3::int[]')}),
      new as materialized (${whomTheyName('$4::uuid[]', '$5::int[]')}),
      counted as (
        select (select n from everybody) as total, (select count(*)::int from old) as old,
          (select count(*)::int from new) as new,
          (select count(*)::int from (select customer_id from new except select customer_id from old) x) as "onlyNew",
          (select count(*)::int from (select customer_id from old except select customer_id from new) x) as "onlyOld")
      select case when $6 then total else old end as before, case when $7 then total else new end as after,
        case when $6 then 0 when $7 then total - old else "onlyNew" end as gain,
        case when $7 then 0 when $6 then total - new else "onlyOld" end as lose
      from counted`,
    values: [siteId, ...namesOf(before), ...namesOf(after), isEverybody(before), isEverybody(after)],
  }
}
