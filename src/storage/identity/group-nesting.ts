import type { Query, Write } from '../statement.ts'
import { arrival } from './directories.ts'
import { displaysOf, type NewMember } from './group-members.ts'
import { rememberingFeeds } from './losses.ts'

/** A new group reaches itself. */
export function closeOverItself(siteId: number, directoryId: number, groupId: string, now: Date): Write {
  return {
    name: 'close-over-itself',
    table: 'directory_group_closure',
    text: `insert into directory_group_closure (site_id, directory_id, group_id, inner_group_id, since)
      values ($1, $2, $3, $3, ${arrival('$4')})`,
    values: [siteId, directoryId, groupId, now],
  }
}

/**
 * One change of nesting at a time per directory: two would each flatten a tree the other is changing. Taken after the
 * group's own row and before any organization; a group is deleted only by who holds it.
 */
export function holdNesting(siteId: number, directoryId: number): Query {
  return {
    name: 'hold-nesting',
    text: 'select pg_advisory_xact_lock(($1::bigint << 32) | $2::bigint)',
    values: [siteId, directoryId],
  }
}

/** Which of these groups are still there. */
export function groupsPresent(siteId: number, directoryId: number, groupIds: readonly string[]): Query {
  return {
    name: 'groups-present',
    text: `select group_id as id from directory_groups
      where site_id = $1 and directory_id = $2 and group_id = any($3::uuid[])`,
    values: [siteId, directoryId, groupIds],
  }
}

export function nest(
  siteId: number,
  directoryId: number,
  groupId: string,
  innerGroups: readonly NewMember[],
  now: Date,
): Write {
  return {
    name: 'nest',
    table: 'directory_group_nesting',
    text: `insert into directory_group_nesting (site_id, directory_id, group_id, inner_group_id, added_at, display)
      select $1, $2, $3, inner_id, $5, display from unnest($4::uuid[], $6::text[]) as m (inner_id, display)
      on conflict do nothing`,
    values: [siteId, directoryId, groupId, innerGroups.map(({ id }) => id), now, displaysOf(innerGroups)],
  }
}

export function unnest(
  siteId: number,
  directoryId: number,
  groupId: string,
  innerGroupIds: readonly string[],
): Write {
  return {
    name: 'unnest',
    table: 'directory_group_nesting',
    text: `delete from directory_group_nesting
      where site_id = $1 and directory_id = $2 and group_id = $3 and inner_group_id = any($4::uuid[])`,
    values: [siteId, directoryId, groupId, innerGroupIds],
  }
}

/** The groups that reach this one, itself included: those whose closure a change of its nesting touches. */
export function groupsAbove(siteId: number, directoryId: number, groupId: string): Query {
  return {
    name: 'groups-above',
    text: `select group_id as id from directory_group_closure
      where site_id = $1 and directory_id = $2 and inner_group_id = $3`,
    values: [siteId, directoryId, groupId],
  }
}

/**
 * Brings the closure of these groups in line with the nesting: what is reached now and was not begins now, what is no
 * longer reached goes, and what is still reached by another path keeps its `since`. `union` ends at cycles; `offset 0`
 * keeps PostgreSQL from reading the whole directory's nesting in every step.
 */
export function flatten(
  siteId: number,
  directoryId: number,
  groupIds: readonly string[],
  now: Date,
): Write[] {
  const reached = `with recursive reached (group_id, inner_group_id) as (
      select g.group_id, g.group_id from directory_groups g
        where g.site_id = $1 and g.directory_id = $2 and g.group_id = any($3::uuid[])
      union
      select r.group_id, n.inner_group_id from reached r cross join lateral (
        select inner_group_id from directory_group_nesting
        where site_id = $1 and directory_id = $2 and group_id = r.inner_group_id offset 0) n)`
  return [
    {
      name: 'flatten-remove',
      table: 'directory_group_closure',
      alone: true,
      text: `${reached},
        gone as (
          delete from directory_group_closure k
          where k.site_id = $1 and k.directory_id = $2 and k.group_id = any($3::uuid[]) and not exists (
            select 1 from reached r where r.group_id = k.group_id and r.inner_group_id = k.inner_group_id)
          returning k.group_id, k.inner_group_id, k.since)
        ${rememberingFeeds}`,
      values: [siteId, directoryId, groupIds, now],
    },
    {
      name: 'flatten-add',
      table: 'directory_group_closure',
      alone: true,
      text: `${reached}
        insert into directory_group_closure (site_id, directory_id, group_id, inner_group_id, since)
        select $1, $2, group_id, inner_group_id, ${arrival('$4')} from reached on conflict do nothing`,
      values: [siteId, directoryId, groupIds, now],
    },
  ]
}
