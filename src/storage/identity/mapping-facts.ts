// What a preview of a mapping needs to know of organizations and people.
import type { PlannedOrganization, PlannedSource } from '../../model/identity/mapping-plan.ts'
import { foldName } from '../../model/identity/organization.ts'
import type { Query } from '../statement.ts'
import { isUntouched } from './organizations.ts'

export interface OrganizationFacts extends PlannedOrganization {
  readonly showsEarlier: boolean
}

/**
 * Organizations by their ids, by their names, and those that a directory made for names; each once.
 * `isNamed` is about people by hand, and about rules and homes of other directories: those of this one are what changes.
 */
export function organizationFacts(
  siteId: number,
  directoryId: number,
  {
    organizationIds,
    names,
    plainNames,
  }: {
    readonly organizationIds: readonly string[]
    readonly names: readonly string[]
    readonly plainNames: readonly string[]
  },
): Query {
  const named = (table: string) => `exists (select 1 from ${table} x where x.site_id = $1
      and x.organization_id = o.organization_id and x.directory_id <> $2 offset 0)`
  return {
    name: '',
    text: `with wanted as materialized (
        select unnest($3::uuid[]) as id
        union select organization_id from organizations where site_id = $1 and name_folded = any($4::text[])
        union select organization_id from organizations
          where site_id = $1 and created_by_directory_id = $2 and plain_name_folded = any($5::text[]))
      select o.organization_id as "organizationId", o.name, o.plain_name_folded as "plainNameFolded",
        o.created_by_directory_id as "createdByDirectoryId", o.created_by_group_id is not null as "madeByGroup",
        ${isUntouched('o')} as "isUntouched",
        o.shows_earlier as "showsEarlier", ${named('mapping_rules')} or ${named('waiting_homes')}
          or exists (select 1 from organization_people x where x.site_id = $1
            and x.organization_id = o.organization_id offset 0) as "isNamed",
        exists (select 1 from shared_requests r where r.site_id = $1
          and r.organization_id = o.organization_id offset 0) as "hasRequest",
        coalesce((select json_agg(json_build_object('kind', s.kind, 'directoryId', s.directory_id,
            'groupId', s.group_id)) from organization_sources s
          where s.site_id = $1 and s.organization_id = o.organization_id), '[]') as sources
      from wanted w cross join lateral (
        select * from organizations where site_id = $1 and organization_id = w.id offset 0) o`,
    values: [siteId, directoryId, organizationIds, names.map(foldName), plainNames.map(foldName)],
  }
}

/** Bits: whoever is on one side only joins or leaves. */
const sides = { before: 1, after: 2, both: 3 } as const

/** A source before and after a change, or at one of the two only. */
export interface ComparedSource extends PlannedSource {
  readonly organizationId: string
  readonly side: keyof typeof sides
}

export interface Movement {
  readonly organizationId: string
  readonly joins: number
  readonly leaves: number
  /** A few of each: customers, or directory users who are none yet. */
  readonly firstJoining: readonly string[] | null
  readonly firstLeaving: readonly string[] | null
}

/** With so many sources people are read at once and not one by one. */
const manySources = 20

/**
 * Who joins and who leaves each organization when its sources change. Counted are all active users of the directories, and whom
 * sign-ins made, also those for whom something still waits: it says what comes of it once they are granted.
 */
export function movements(siteId: number, sources: readonly ComparedSource[], firstMax: number): Query {
  const few = (side: number) => `(array_agg(person) filter (where side = ${side}))[1:${firstMax}]`
  const organizations = [...new Set(sources.map(({ organizationId }) => organizationId))]
  const numbers = new Map(organizations.map((id, n) => [id, n + 1]))
  // Measured with 800,000 memberships: looking each customer up took two thirds of the time.
  const people =
    sources.length > manySources
      ? `(select u.directory_id, u.user_id, coalesce(u.customer_id, u.user_id) as person
          from directory_users u left join inactive i on i.customer_id = u.customer_id
          where u.site_id = $1 and u.directory_id = any($5::int[]) and u.active and i.customer_id is null)`
      : `(select u.directory_id, u.user_id, coalesce(u.customer_id, u.user_id) as person
          from directory_users u left join customers c on c.site_id = $1 and c.customer_id = u.customer_id
          where u.site_id = $1 and u.active and c.active is not false)`
  return {
    name: '',
    text: `with inactive as materialized (select customer_id from customers where site_id = $1 and not active),
      s as materialized (
        select * from unnest($2::int[], $3::int[], $4::text[], $5::int[], $6::uuid[])
          as s (organization, side, kind, directory_id, group_id)),
      k as materialized (
        select s.organization, s.directory_id, k.inner_group_id, bit_or(s.side) as side from s
        cross join lateral (select inner_group_id from directory_group_closure k
          where k.site_id = $1 and k.directory_id = s.directory_id and k.group_id = s.group_id offset 0) k
        where s.kind = 'group' group by 1, 2, 3),
      m as (
        select k.organization, k.side, k.directory_id, m.user_id from k
        join directory_group_members m on m.site_id = $1 and m.directory_id = k.directory_id
          and m.group_id = k.inner_group_id
        union all
        select s.organization, s.side, s.directory_id, u.user_id from s
        join directory_users u on u.site_id = $1 and u.directory_id = s.directory_id
        where s.kind = 'home'),
      said as (
        select s.organization, s.side, s.directory_id, a.customer_id from s
        cross join lateral (
          select s.group_id
          union
          select inner_group_id from directory_group_closure
          where site_id = $1 and directory_id = s.directory_id and group_id = s.group_id) k
        join asserted_members a on a.site_id = $1 and a.directory_id = s.directory_id and a.group_id = k.group_id
        where s.kind = 'group'
        union all
        select s.organization, s.side, s.directory_id, i.customer_id from s
        join sign_in_identities i on i.site_id = $1 and i.directory_id = s.directory_id and i.customer_id is not null
        where s.kind = 'home'),
      p as (
        select organization, person, bit_or(side) as side from (
          select m.organization, u.person, m.side
          from m join ${people} u on u.directory_id = m.directory_id and u.user_id = m.user_id
          union all
          select said.organization, c.customer_id, said.side
          from said join customers c on c.site_id = $1 and c.customer_id = said.customer_id and c.active
            and c.directory_id = said.directory_id
          where not exists (select 1 from directory_users u where u.site_id = $1 and u.customer_id = c.customer_id
            and u.directory_id = c.directory_id offset 0)) x
        group by 1, 2)
      select ($7::uuid[])[organization] as "organizationId", count(*) filter (where side = ${sides.after})::int as joins,
        count(*) filter (where side = ${sides.before})::int as leaves,
        ${few(sides.after)} as "firstJoining", ${few(sides.before)} as "firstLeaving"
      from p where side <> ${sides.both} group by organization`,
    values: [
      siteId,
      sources.map(({ organizationId }) => numbers.get(organizationId)),
      sources.map(({ side }) => sides[side]),
      sources.map(({ kind }) => kind),
      sources.map(({ directoryId }) => directoryId),
      sources.map(({ groupId }) => groupId),
      organizations,
    ],
  }
}

/**
 * Room to count hundreds of thousands of memberships without writing them down meanwhile, and leave to read tables from
 * end to end: what follows looks at most of them, and is planned for its values. For one transaction.
 */
export function haveRoom(): Query {
  return {
    name: '',
    text: `select set_config('work_mem', '96MB', true), set_config('enable_seqscan', 'on', true)`,
    values: [],
  }
}

/** What people are called who are customers, or directory users who are none yet. */
export function namesOfPeople(siteId: number, ids: readonly string[], directoryId: number): Query {
  return {
    name: '',
    text: `select customer_id as id, display_name as name from customers
        where site_id = $1 and customer_id = any($2::uuid[])
      union all
      select user_id, coalesce(resource::json ->> 'displayName', resource::json ->> 'userName')
        from directory_users where site_id = $1 and directory_id = $3 and user_id = any($2::uuid[])
          and customer_id is null`,
    values: [siteId, ids, directoryId],
  }
}

export interface SharedRequests {
  readonly organizationId: string
  readonly requests: number
  readonly first:
    | readonly { readonly id: string; readonly summary: string; readonly createdAt: string }[]
    | null
}

/** How many requests are shared with organizations, up to a thousand of each, with the newest of them. */
export function requestsOfOrganizations(siteId: number, organizationIds: readonly string[]): Query {
  return {
    name: '',
    text: `select o.id as "organizationId",
        (select count(*)::int from (select 1 from shared_requests where site_id = $1 and organization_id = o.id
          limit 1000) x) as requests,
        (select json_agg(json_build_object('id', r.request_id, 'summary', r.summary, 'createdAt', r.created_at))
          from (select request_id, created_at from shared_requests where site_id = $1 and organization_id = o.id
            order by created_at desc, request_id desc limit 3) s
          join requests r on r.site_id = $1 and r.request_id = s.request_id) as first
      from unnest($2::uuid[]) as o (id)`,
    values: [siteId, organizationIds],
  }
}
