// What a directory's writes take away from people, remembered for as long as the brake may want it: see migration 0049.
import type { LossKind } from '../../model/identity/brake.ts'
import type { Transaction } from '../database.ts'
import { newId } from '../new-id.ts'
import { wordsChannel } from '../outbox.ts'
import type { Query, Write } from '../statement.ts'
import { isUnder } from './held-memberships.ts'
import { ofDomain } from './organization-walk.ts'

/** Losses are judged together, so many milliseconds of them. */
const judgedTogetherMs = 1_000

/** Of more losses than these nobody needs to know how many exactly. */
const lossesMax = 20_000

/**
 * Records a loss, and has it judged at the end of this second whether they are too many, with all others of that second.
 * @param customerId null for memberships, which have rows of their own
 */
export function noteLoss(
  tx: Transaction,
  directoryId: number,
  {
    kind,
    customerId,
    now,
  }: { readonly kind: LossKind; readonly customerId: string | null; readonly now: Date },
): void {
  // Before the loss, which it would take for one that word was left of.
  tx.write(judgeSoon(tx.siteId, directoryId, now))
  tx.write(insertLoss(tx.siteId, directoryId, kind, customerId, now))
}

function insertLoss(
  siteId: number,
  directoryId: number,
  kind: LossKind,
  customerId: string | null,
  now: Date,
): Write {
  return {
    name: 'insert-loss',
    table: 'directory_losses',
    isRow: true,
    text: 'insert into directory_losses (site_id, directory_id, at, kind, customer_id) values ($1, $2, $3, $4, $5)',
    values: [siteId, directoryId, now, kind, customerId],
  }
}

/** Leaves word for the end of this second, unless the directory lost something in it before: then word was left. */
export function judgeSoon(siteId: number, directoryId: number, now: Date): Write {
  const second = Math.floor(now.getTime() / judgedTogetherMs) * judgedTogetherMs
  return {
    name: 'judge-soon',
    table: 'outbox',
    once: `${siteId}/${directoryId}/${second}`,
    text: `insert into outbox (site_id, outbox_id, at, kind, payload, due_at)
      select $1, $4, $3, 'judge-losses', $5, $7 where coalesce((
        select max(at) from directory_losses where site_id = $1 and directory_id = $2), '-infinity') < $6
      returning pg_notify('${wordsChannel}', site_id::text)`,
    values: [
      siteId,
      directoryId,
      now,
      newId(now),
      // A server that was down judges what was within an hour then, and not now.
      JSON.stringify({ directoryId, at: now.toISOString() }),
      new Date(second),
      new Date(second + judgedTogetherMs),
    ],
  }
}

/** What came while the directory granted nothing never counted: when it goes again, nobody loses anything. */
const didCount = (since: string) => `join (
        select grants_until from directories where site_id = $1 and directory_id = $2 offset 0) d
        on ${since} <= d.grants_until`

/**
 * Remembers how a group led to organizations, before it does so no more: itself and what is nested in it where it is their
 * source, and, when the group goes as a whole, where it is nested in one.
 */
export function rememberFeeds(
  siteId: number,
  directoryId: number,
  groupId: string,
  { now, isDeleted }: { readonly now: Date; readonly isDeleted: boolean },
): Write {
  return {
    name: 'remember-feeds',
    table: 'removed_feeds',
    alone: true,
    text: `insert into removed_feeds (site_id, directory_id, group_id, inner_group_id, organization_id, since, removed_at)
      select $1, $2, k.group_id, k.inner_group_id, s.organization_id, greatest(k.since, s.since), $4
      from (
        select group_id, inner_group_id, since from directory_group_closure
          where site_id = $1 and directory_id = $2 and group_id = $3
        union
        select group_id, inner_group_id, since from directory_group_closure
          where site_id = $1 and directory_id = $2 and inner_group_id = $3 and $5) k
      ${didCount('k.since')}
      cross join lateral (
        select organization_id, since from organization_sources
        where site_id = $1 and directory_id = $2 and group_id = k.group_id and kind = 'group' offset 0) s
      on conflict (site_id, directory_id, group_id, inner_group_id, organization_id)
        do update set since = excluded.since, removed_at = excluded.removed_at`,
    values: [siteId, directoryId, groupId, now, isDeleted],
  }
}

/** Forgets how a group led to organizations, what is nested in it included. */
export function forgetFeeds(
  siteId: number,
  directoryId: number,
  groupId: string,
  organizationIds: readonly string[],
): Write {
  return {
    name: 'forget-feeds',
    table: 'removed_feeds',
    text: `delete from removed_feeds where site_id = $1 and directory_id = $2 and group_id = $3
      and organization_id = any($4::uuid[])`,
    values: [siteId, directoryId, groupId, organizationIds],
  }
}

/** The CTE that remembers the ways of a nesting that has ended: `gone` is what was deleted of the closure, $4 the moment. */
export const rememberingFeeds = `insert into removed_feeds
        (site_id, directory_id, group_id, inner_group_id, organization_id, since, removed_at)
      select $1, $2, gone.group_id, gone.inner_group_id, s.organization_id, greatest(gone.since, s.since), $4
      from gone ${didCount('gone.since')} cross join lateral (
        select organization_id, since from organization_sources
        where site_id = $1 and directory_id = $2 and group_id = gone.group_id and kind = 'group' offset 0) s
      on conflict (site_id, directory_id, group_id, inner_group_id, organization_id)
        do update set since = excluded.since, removed_at = excluded.removed_at`

/** The CTE that remembers memberships that have ended: `gone` is what was deleted (group, user, added_at), $now the moment. */
export const rememberingMembers = (now: string) => `insert into removed_members
        (site_id, directory_id, group_id, customer_id, since, removed_at)
      select $1, $2, gone.group_id, u.customer_id, min(greatest(gone.added_at, u.linked_at)), ${now}::timestamptz
      from gone ${didCount('gone.added_at')} cross join lateral (
        select customer_id, linked_at from directory_users where site_id = $1 and directory_id = $2
          and user_id = gone.user_id and customer_id is not null offset 0) u
      group by gone.group_id, u.customer_id
      on conflict (site_id, directory_id, group_id, customer_id)
        do update set since = excluded.since, removed_at = excluded.removed_at`

/** Directories with losses that came since a moment. */
export function directoriesWithLosses(siteId: number, since: Date): Query {
  return {
    name: 'directories-with-losses',
    text: `select d.directory_id as "directoryId" from directories d cross join lateral (
        select at from directory_losses where site_id = $1 and directory_id = d.directory_id
        order by at desc limit 1) l
      where d.site_id = $1 and l.at >= $2`,
    values: [siteId, since],
  }
}

/** The organizations to which the directory user `u` belongs by groups and home; fenced as in memberships.ts. */
const waysOfUser = `
            select s.organization_id
              from directory_group_members m
              cross join lateral (
                select group_id from directory_group_closure where site_id = $1 and directory_id = u.directory_id
                  and inner_group_id = m.group_id offset 0) k
              cross join lateral (
                select organization_id from organization_sources s where s.site_id = $1 and s.kind = 'group'
                  and s.directory_id = u.directory_id and s.group_id = k.group_id offset 0) s
              where m.site_id = $1 and m.directory_id = u.directory_id and m.user_id = u.user_id
            union all
            select s.organization_id from organization_sources s
              where s.site_id = $1 and s.kind = 'home' and s.directory_id = u.directory_id`

/** How many have lost, of an organization; of the directory where it is null. */
export interface Lost {
  readonly organizationId: string | null
  readonly lost: number
  /** Of them, those who are no longer active: they do not count among those who stayed. */
  readonly inactive: number
  /** Of them, those whose address it was, and nothing more. */
  readonly addresses: number
}

/**
 * Counts who lost something since a moment and has not got it back: activity, an address, or every way into an organization.
 * Whoever had left before loses nothing more, and whoever moved from one group of an organization to another has lost nothing.
 */
export function countLost(siteId: number, directoryId: number, from: Date): Query {
  return {
    name: '',
    text: `with singly as materialized (
        select l.customer_id, bool_or(l.kind = 'activity') as of_activity, bool_or(l.kind = 'address') as of_address
        from directory_losses l join customers c on c.site_id = $1 and c.customer_id = l.customer_id
        where l.site_id = $1 and l.directory_id = $2 and l.at >= $3 and (l.kind = 'address' or not c.active)
        group by 1 limit ${lossesMax}),
      removed as materialized (
        select group_id, customer_id, since, removed_at from removed_members
        where site_id = $1 and directory_id = $2 and removed_at >= $3 limit ${lossesMax}),
      feeds as materialized (
        select inner_group_id, organization_id, since, removed_at from removed_feeds f
        where f.site_id = $1 and f.directory_id = $2 and f.removed_at >= $3 and exists (
          select 1 from organizations o where o.site_id = $1 and o.organization_id = f.organization_id offset 0)),
      lost as materialized (
        select s.organization_id, r.customer_id
          from removed r
          join directory_group_closure k on k.site_id = $1 and k.directory_id = $2 and k.inner_group_id = r.group_id
            and k.since < r.removed_at
          join organization_sources s
            on s.site_id = $1 and s.kind = 'group' and s.directory_id = $2 and s.group_id = k.group_id
            and s.since < r.removed_at
        union
        select f.organization_id, r.customer_id from removed r join feeds f on f.inner_group_id = r.group_id
          and r.since < f.removed_at and f.since < r.removed_at
        union (
        select f.organization_id, u.customer_id
          from feeds f
          join directory_group_members m on m.site_id = $1 and m.directory_id = $2 and m.group_id = f.inner_group_id
            and m.added_at < f.removed_at
          join directory_users u on u.site_id = $1 and u.directory_id = $2 and u.user_id = m.user_id
            and u.customer_id is not null
          limit ${lossesMax})),
      losers as materialized (select distinct customer_id from lost),
      still as materialized (
        select u.customer_id, w.organization_id
          from losers l
          cross join lateral (
            select customer_id, directory_id, user_id from directory_users
            where site_id = $1 and customer_id = l.customer_id and active and exists (
              select 1 from customers c where c.site_id = $1 and c.customer_id = l.customer_id and c.active offset 0)
            offset 0) u
          cross join lateral (${waysOfUser}) w
        union
        select p.customer_id, p.organization_id
          from losers l
          cross join lateral (
            select customer_id, organization_id from organization_people
            where site_id = $1 and customer_id = l.customer_id offset 0) p),
      known as (
        select u.customer_id, w.organization_id
          from singly l
          cross join lateral (
            select customer_id, directory_id, user_id from directory_users
            where site_id = $1 and directory_id = $2 and customer_id = l.customer_id offset 0) u
          cross join lateral (${waysOfUser}) w),
      everything as (
        select organization_id, customer_id from lost l
          where not exists (
            select 1 from still s where s.customer_id = l.customer_id and s.organization_id = l.organization_id)
          and (exists (select 1 from singly s where s.customer_id = l.customer_id) or exists (
            select 1 from customers c where c.site_id = $1 and c.customer_id = l.customer_id and c.active))
        union select organization_id, customer_id from known
        union select null, customer_id from singly)
      select e.organization_id as "organizationId", count(distinct e.customer_id)::int as lost,
        (count(distinct e.customer_id) filter (where s.of_activity))::int as inactive,
        (count(distinct e.customer_id) filter (where s.of_address and not s.of_activity))::int as addresses
      from everything e left join singly s on s.customer_id = e.customer_id
      group by grouping sets ((e.organization_id), ())
      having grouping(e.organization_id) = 1 or e.organization_id is not null
      order by grouping(e.organization_id) desc, lost desc limit 200`,
    values: [siteId, directoryId, from],
  }
}

export interface Stayed {
  readonly stayed: number
}

/** How many belong to an organization now, up to a number; rather fewer where most of them belong in more than four ways. */
export function countMembersUpTo(siteId: number, organizationId: string, max: number): Query {
  return {
    name: '',
    text: `select count(*)::int as stayed from (select distinct customer_id from (
        select c.customer_id from organization_sources s
          join directories d on d.site_id = $1 and d.directory_id = s.directory_id and d.live_since is not null
          join directory_group_closure k
            on k.site_id = $1 and k.directory_id = s.directory_id and k.group_id = s.group_id
          join directory_group_members m on m.site_id = $1 and m.directory_id = s.directory_id
            and m.group_id = k.inner_group_id and m.added_at <= d.grants_until
          join directory_users u on u.site_id = $1 and u.directory_id = m.directory_id and u.user_id = m.user_id
            and u.active
          join customers c on c.site_id = $1 and c.customer_id = u.customer_id and c.active
          where s.site_id = $1 and s.organization_id = $2 and s.kind = 'group'
        union all
        select c.customer_id from organization_sources s
          join directory_users u on u.site_id = $1 and u.directory_id = s.directory_id and u.active
          join customers c on c.site_id = $1 and c.customer_id = u.customer_id and c.active
          where s.site_id = $1 and s.organization_id = $2 and s.kind = 'home'
        union all
        select c.customer_id from organization_people p
          join customers c on c.site_id = $1 and c.customer_id = p.customer_id and c.active
          where p.site_id = $1 and p.organization_id = $2
        union all
        select c.customer_id from organization_sources s join ${ofDomain} on a.own_domain = s.domain
          where s.site_id = $1 and a.site_id = $1 and s.organization_id = $2 and s.kind = 'domain'
        limit 4 * $3::int) ways
      limit $3) members`,
    values: [siteId, organizationId, max],
  }
}

const step = 5_000

/**
 * Forgets one step of what is older than a moment and under no brake that is on, kept, or could be taken back.
 * @returns as a query: how many rows went
 */
export function forgetLosses(
  siteId: number,
  before: Date,
  table: 'removed_members' | 'removed_feeds' | 'directory_losses',
): Query {
  const at = table === 'directory_losses' ? 'at' : 'removed_at'
  const isFree =
    table === 'directory_losses'
      ? ''
      : `and not exists (select 1 from brakes b where b.site_id = $1 and b.directory_id = d.directory_id
            and ${isUnder('x')} offset 0)`
  return {
    name: '',
    text: `with gone as (
        delete from ${table} where site_id = $1 and ctid = any(array(
          select x.ctid from directories d cross join lateral (
            select x.ctid from ${table} x
            where x.site_id = $1 and x.directory_id = d.directory_id and x.${at} < $2 ${isFree} limit ${step}) x
          where d.site_id = $1 limit ${step})) returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId, before],
  }
}
