import type { PreviewClass } from '../../model/identity/preview.ts'
import { lowestId } from '../../model/ids.ts'
import type { Query, Write } from '../statement.ts'

/** What letting a directory grant again would come to, as far as it is counted. */
export interface PreviewRow {
  readonly beganAt: Date
  /** Null while it is being counted. */
  readonly countedAt: Date | null
  /** The last user that was looked at. */
  readonly through: string
  readonly total: number
  readonly done: number
  /** JSON: how many of each class. */
  readonly counts: string
}

const columns = `began_at as "beganAt", counted_at as "countedAt", through, total, done, counts`

export function previewOf(siteId: number, directoryId: number): Query {
  return {
    name: 'preview-of',
    text: `select ${columns} from previews where site_id = $1 and directory_id = $2`,
    values: [siteId, directoryId],
  }
}

/** One step at a time: whoever else counts waits, and goes on from where this one ends. */
export function previewForUpdate(siteId: number, directoryId: number): Query {
  return {
    name: 'preview-for-update',
    text: `select ${columns} from previews where site_id = $1 and directory_id = $2 for update`,
    values: [siteId, directoryId],
  }
}

/** Begins anew: what was counted before is forgotten. Of two who begin at once one does. */
export function beginPreview(siteId: number, directoryId: number, now: Date): Write[] {
  return [
    {
      name: 'forget-preview',
      table: 'previews',
      text: 'delete from previews where site_id = $1 and directory_id = $2',
      values: [siteId, directoryId],
    },
    {
      name: 'begin-preview',
      table: 'previews',
      text: `insert into previews (site_id, directory_id, began_at, through, total)
        select $1, $2, $3, $4::uuid, coalesce(sum(delta), 0) from directory_counters
        where site_id = $1 and directory_id = $2 and what = 'users'
        on conflict do nothing`,
      values: [siteId, directoryId, now, lowestId],
    },
  ]
}

export function advancePreview(
  siteId: number,
  directoryId: number,
  step: { through: string; looked: number; counts: string; countedAt: Date | null },
): Write {
  return {
    name: 'advance-preview',
    table: 'previews',
    text: `update previews set through = $3, done = done + $4, counts = $5, counted_at = $6
      where site_id = $1 and directory_id = $2`,
    values: [siteId, directoryId, step.through, step.looked, step.counts, step.countedAt],
  }
}

export function addPreviewPeople(
  siteId: number,
  directoryId: number,
  people: readonly { class: PreviewClass; userId: string }[],
): Write {
  return {
    name: 'add-preview-people',
    table: 'preview_people',
    text: `insert into preview_people (site_id, directory_id, class, user_id)
      select $1, $2, p.class, p.user_id from unnest($3::text[], $4::uuid[]) as p (class, user_id)`,
    values: [siteId, directoryId, people.map((one) => one.class), people.map(({ userId }) => userId)],
  }
}

export interface PreviewedUser {
  readonly id: string
  /** Whether the user gets a membership when the directory grants again. */
  readonly joins: boolean
  /** Whether the user is somebody here, and not active there. */
  readonly left: boolean
}

/** Whether user `u` of directory `d` gets a membership: through a group, or as everybody in the directory's home. */
const joins = `u.active and (
  exists (select 1 from directory_group_members m where m.site_id = $1 and m.directory_id = $2 and m.user_id = u.user_id
    and (u.customer_id is null or m.added_at > d.grants_until) offset 0)
  or u.customer_id is null and exists (select 1 from organization_sources s where s.site_id = $1
    and s.directory_id = $2 and s.kind = 'home' offset 0))`

/** Users in their order, behind a given one. */
export function usersToPreview(siteId: number, directoryId: number, after: string, limit: number): Query {
  return {
    name: 'users-to-preview',
    text: `select u.user_id as id, ${joins} as joins, not u.active and (u.customer_id is not null
          or exists (select 1 from staff s where s.site_id = $1 and s.directory_id = $2
            and s.directory_user_id = u.user_id offset 0)) as left
      from directories d cross join lateral (
        select user_id, active, customer_id from directory_users where site_id = $1 and directory_id = $2
          and user_id > $3 order by user_id limit $4) u
      where d.site_id = $1 and d.directory_id = $2 order by u.user_id`,
    values: [siteId, directoryId, after, limit],
  }
}

/** Whom the directory has deleted and manages still, and who is nobody there again: one of their users each. */
export function deletedToPreview(siteId: number, directoryId: number): Query {
  return {
    name: 'deleted-to-preview',
    text: `(select distinct on (x.customer_id) x.user_id as id from deleted_directory_users x
      cross join lateral (select 1 from customers where site_id = $1 and customer_id = x.customer_id
        and directory_id = $2 and not active and merged_into is null offset 0) c
      where x.site_id = $1 and x.directory_id = $2 and x.customer_id is not null
        and not exists (select 1 from directory_users u where u.site_id = $1 and u.directory_id = $2
          and u.customer_id = x.customer_id offset 0)
      order by x.customer_id, x.user_id)
      union
      select s.directory_user_id from staff s where s.site_id = $1 and s.directory_id = $2 and s.directory_disabled
        and not exists (select 1 from directory_users u where u.site_id = $1 and u.directory_id = $2
          and u.user_id = s.directory_user_id offset 0)`,
    values: [siteId, directoryId],
  }
}

/** Somebody who left. */
export interface LeftUser {
  readonly id: string
  readonly userName: string
  readonly name: string
}

/** Who left and is not back, behind a given one. */
export function previewLeft(
  siteId: number,
  directoryId: number,
  { after, limit }: { readonly after: string; readonly limit: number },
): Query {
  return {
    name: 'preview-left',
    // Whom a row is about is known before customers are looked up: under row-level security no index takes an expression.
    text: `with p as materialized (
        select p.user_id, coalesce(u.customer_id, x.customer_id) as customer_id,
          coalesce(u.resource::json ->> 'userName', x.user_name_folded) as user_name
        from (select user_id from preview_people where site_id = $1 and directory_id = $2 and class = 'left'
          and user_id > $3 order by user_id limit $4) p
        left join lateral (select customer_id, resource from directory_users
          where site_id = $1 and directory_id = $2 and user_id = p.user_id and not active offset 0) u on true
        left join lateral (select customer_id, user_name_folded from deleted_directory_users
          where site_id = $1 and directory_id = $2 and user_id = p.user_id offset 0) x on true)
      select p.user_id as id, p.user_name as "userName", n.name
      from p cross join lateral (
        select display_name as name from customers where site_id = $1 and customer_id = p.customer_id
        union all
        select name from staff where site_id = $1 and directory_id = $2 and directory_user_id = p.user_id
        limit 1 offset 0) n
      where p.user_name is not null order by p.user_id`,
    values: [siteId, directoryId, after, limit],
  }
}

/** Who is in a class and is there still, behind a given one. */
export function previewPeople(
  siteId: number,
  directoryId: number,
  { of, after, limit }: { of: PreviewClass; after: string; limit: number },
): Query {
  return {
    name: 'preview-people',
    text: `select u.user_id as id, ${joins} as joins, false as left, u.resource from directories d cross join lateral (
        select u.* from preview_people p cross join lateral (
          select user_id, active, customer_id, resource from directory_users
          where site_id = $1 and directory_id = $2 and user_id = p.user_id offset 0) u
        where p.site_id = $1 and p.directory_id = $2 and p.class = $3 and p.user_id > $4
        order by p.user_id limit $5) u
      where d.site_id = $1 and d.directory_id = $2 order by u.user_id`,
    values: [siteId, directoryId, of, after, limit],
  }
}

/** A user who waits as well, came before, and gives the same address. */
export interface Rival {
  readonly n: number
  readonly resource: string
  /** Is a customer already, and takes nobody over. */
  readonly isKnown: boolean
}

/** For each of the addresses, in their order from 1: who is given it first, if several are. */
export function rivalsFor(
  siteId: number,
  directoryId: number,
  wanted: readonly { address: string; userId: string }[],
): Query {
  return {
    name: 'rivals-for',
    text: `select w.n::int, r.resource, r.is_known as "isKnown" from unnest($3::text[], $4::uuid[]) with ordinality as w (address, user_id, n)
      cross join lateral (
        select u.resource, u.customer_id is not null as is_known from (
          select e.user_id from directory_user_emails e where e.site_id = $1 and e.directory_id = $2
            and e.value_folded = w.address and e.user_id < w.user_id
          union all
          select x.user_id from directory_users x where x.site_id = $1 and x.directory_id = $2
            and x.user_name_folded = w.address and x.user_id < w.user_id) c
        cross join lateral (select resource, customer_id from directory_users
          where site_id = $1 and directory_id = $2 and user_id = c.user_id and pending offset 0) u
        limit 10) r`,
    values: [siteId, directoryId, wanted.map(({ address }) => address), wanted.map(({ userId }) => userId)],
  }
}
