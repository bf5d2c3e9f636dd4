import { foldCase } from '../../model/identity/resource-filter.ts'
import { LostRace } from '../database.ts'
import type { Query, Write } from '../statement.ts'
import { contextFrom, type MappingContext, mappingColumns } from './directories.ts'

/** A directory group as it is answered, without its members. */
export interface GroupRow {
  readonly id: string
  readonly resource: string
  readonly version: string
  /** As PostgreSQL writes moments: see `isoMoment`. */
  readonly createdAt: string
  readonly updatedAt: string
}

/** The moment of a change, after that of the change before it: a call may have begun earlier and be written later. */
export const later = (now: string) => `greatest(${now}::timestamptz, updated_at + interval '1 millisecond')`

export const groupColumns = `g.group_id as id, g.resource, g.version, g.created_at::text as "createdAt",
  g.updated_at::text as "updatedAt"`

export function groupById(siteId: number, directoryId: number, groupId: string): Query {
  return {
    name: 'group-by-id',
    text: `select ${groupColumns} from directory_groups g
      where g.site_id = $1 and g.directory_id = $2 and g.group_id = $3`,
    values: [siteId, directoryId, groupId],
    keys: ['uuid'],
    isBrief: true,
  }
}

/**
 * One group of a name at a time per directory: whoever finds none of that name may make one. Taken before members and
 * organizations.
 */
export function holdGroupName(siteId: number, directoryId: number, displayName: string): Query {
  return {
    name: 'hold-group-name',
    text: `select pg_advisory_xact_lock(hashtextextended('group ' || $3, ($1::bigint << 32) | $2::bigint))`,
    values: [siteId, directoryId, foldCase(displayName)],
  }
}

/** A group of this name other than `exceptId`, without regard to case. */
export function groupNamed(
  siteId: number,
  directoryId: number,
  displayName: string,
  exceptId: string,
): Query {
  return {
    name: 'group-named',
    text: `select group_id as id from directory_groups
      where site_id = $1 and directory_id = $2 and display_name_folded = $3 and group_id <> $4 limit 1`,
    values: [siteId, directoryId, foldCase(displayName), exceptId],
  }
}

/** The columns of a group that follow from its resource. */
export interface GroupColumns {
  readonly displayName: string
  readonly externalId: string | undefined
  readonly resource: string
}

export function insertGroup(
  siteId: number,
  directoryId: number,
  group: GroupColumns & { groupId: string; now: Date; pending: boolean },
): Write {
  return {
    name: 'insert-group',
    table: 'directory_groups',
    text: `insert into directory_groups (site_id, directory_id, group_id, display_name, display_name_folded,
        external_id, resource, created_at, updated_at, pending)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
    values: [
      siteId,
      directoryId,
      group.groupId,
      group.displayName,
      foldCase(group.displayName),
      group.externalId ?? null,
      group.resource,
      group.now,
      group.pending,
    ],
  }
}

/** A group about to change: locked, with the organization it feeds, and the directory's state. */
export interface LockedGroup extends GroupRow, MappingContext {
  readonly displayName: string
  readonly externalId: string | null
  readonly pending: boolean
  readonly organizationId: string | null
  /** Whether a rule led it there, and not its name; null where it feeds none. */
  readonly isByRule: boolean | null
}

/** Locks the group's row: fifty writers who each add a member follow each other, and none is told 409. */
export function groupForUpdate(siteId: number, directoryId: number, groupId: string): Query {
  return {
    name: 'group-for-update',
    text: `select ${groupColumns}, g.display_name as "displayName", g.external_id as "externalId", g.pending,
        ${mappingColumns}, f.organization_id as "organizationId", f.by_rule as "isByRule"
      from directory_groups g
      join ${contextFrom} on d.site_id = g.site_id and d.directory_id = g.directory_id
      left join lateral (select s.organization_id, s.by_rule from organization_sources s where s.site_id = g.site_id
        and s.directory_id = g.directory_id and s.group_id = g.group_id and s.kind = 'group' limit 1) f on true
      where g.site_id = $1 and g.directory_id = $2 and g.group_id = $3 for no key update of g`,
    values: [siteId, directoryId, groupId],
  }
}

/** The groups that a user is a member of directly; rows of a deleted group may still wait for their purge. */
export function groupsOf(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'groups-of',
    text: `select m.group_id as id from directory_group_members m
      where m.site_id = $1 and m.directory_id = $2 and m.user_id = $3 and exists (
        select 1 from directory_groups g
        where g.site_id = $1 and g.directory_id = $2 and g.group_id = m.group_id offset 0)`,
    values: [siteId, directoryId, userId],
  }
}

/** The groups that a group is nested in directly. */
export function groupsAround(siteId: number, directoryId: number, groupId: string): Query {
  return {
    name: 'groups-around',
    text: `select group_id as id from directory_group_nesting
      where site_id = $1 and directory_id = $2 and inner_group_id = $3`,
    values: [siteId, directoryId, groupId],
  }
}

/**
 * Locks the groups that a resource is a member of, in one order and before the resource itself, as whoever adds a member
 * does. A membership that arrives between the two locks would be missed: its reader looks again and starts anew.
 */
export function holdGroupsOf(siteId: number, directoryId: number, userId: string): Query {
  return holding('hold-groups-of', groupsOf(siteId, directoryId, userId))
}

/** The same for a group, which is itself locked in that order: two may be nested in each other. */
export function holdGroupAndAround(siteId: number, directoryId: number, groupId: string): Query {
  return holding(
    'hold-group-and-around',
    groupsAround(siteId, directoryId, groupId),
    ' union select $3::uuid',
  )
}

export interface Held {
  readonly id: string
}

/** @throws LostRace when the second look shows a group that the first did not lock */
export function requireHeld(held: readonly Held[], seen: readonly Held[]): void {
  const ids = new Set(held.map(({ id }) => id))
  if (!seen.every(({ id }) => ids.has(id))) throw new LostRace('a membership arrived between two locks')
}

function holding(name: string, { text, values }: Query, more = ''): Query {
  return {
    name,
    text: `select group_id as id from directory_groups
      where site_id = $1 and directory_id = $2 and group_id = any(array(${text}${more}))
      order by group_id for no key update`,
    values,
  }
}

/** The groups that this one is directly nested in lose a member with it: each has a new version. */
export function changeGroupsAround(siteId: number, directoryId: number, groupId: string, now: Date): Write {
  return {
    name: 'change-groups-around',
    table: 'directory_groups',
    text: `update directory_groups set version = version + 1, updated_at = ${later('$4')}
      where site_id = $1 and directory_id = $2 and group_id <> $3 and group_id = any(array(
        select group_id from directory_group_nesting
        where site_id = $1 and directory_id = $2 and inner_group_id = $3))`,
    values: [siteId, directoryId, groupId, now],
  }
}

export function updateGroup(
  siteId: number,
  directoryId: number,
  group: GroupColumns & { groupId: string; now: Date; pending: boolean; touched: boolean },
): Write {
  return {
    name: 'update-group',
    table: 'directory_groups',
    text: `update directory_groups set display_name = $4, display_name_folded = $5, external_id = $6, resource = $7,
        pending = $9, version = version + case when $10 then 1 else 0 end,
        updated_at = case when $10 then $8::timestamptz else updated_at end
      where site_id = $1 and directory_id = $2 and group_id = $3`,
    values: [
      siteId,
      directoryId,
      group.groupId,
      group.displayName,
      foldCase(group.displayName),
      group.externalId ?? null,
      group.resource,
      group.now,
      group.pending,
      group.touched,
    ],
  }
}

/** The group goes with one row; its members' rows, which nothing reaches any more, are purged later in steps. */
export function deleteGroup(siteId: number, directoryId: number, groupId: string, now: Date): Write[] {
  return [
    {
      name: 'delete-group',
      table: 'directory_groups',
      text: 'delete from directory_groups where site_id = $1 and directory_id = $2 and group_id = $3',
      values: [siteId, directoryId, groupId],
    },
    {
      name: 'remember-deleted-group',
      table: 'deleted_directory_groups',
      text: `insert into deleted_directory_groups (site_id, directory_id, group_id, deleted_at)
        values ($1, $2, $3, $4)`,
      values: [siteId, directoryId, groupId, now],
    },
  ]
}

export function pendingGroups(siteId: number, directoryId: number, after: string, limit: number): Query {
  return {
    name: 'pending-groups',
    text: `select group_id as id from directory_groups
      where site_id = $1 and directory_id = $2 and pending and group_id > $3 order by group_id limit $4`,
    values: [siteId, directoryId, after, limit],
  }
}

/** Those of them that feed an organization. */
export function pendingFeeders(siteId: number, directoryId: number, after: string, limit: number): Query {
  return {
    name: 'pending-feeders',
    text: `select g.group_id as id from directory_groups g
      where g.site_id = $1 and g.directory_id = $2 and g.pending and g.group_id > $3 and exists (
        select 1 from organization_sources s where s.site_id = $1 and s.directory_id = $2
          and s.group_id = g.group_id and s.kind = 'group' offset 0)
      order by g.group_id limit $4`,
    values: [siteId, directoryId, after, limit],
  }
}

const purgeStep = 5_000

/** Deleted groups whose members no brake may want any more. */
export function groupsToPurge(siteId: number): Query {
  return {
    name: '',
    text: `select directory_id as "directoryId", group_id as "groupId" from deleted_directory_groups g
      where site_id = $1 and not exists (
        select 1 from removed_feeds f where f.site_id = $1 and f.directory_id = g.directory_id
          and f.inner_group_id = g.group_id offset 0)
      order by deleted_at limit 100`,
    values: [siteId],
  }
}

/** Removes one step of a deleted group's members; answers how many rows went. */
export function purgeMembers(siteId: number, directoryId: number, groupId: string): Query {
  return {
    name: '',
    text: `with gone as (
        delete from directory_group_members where site_id = $1 and directory_id = $2 and group_id = $3
          and user_id = any(array(select user_id from directory_group_members
            where site_id = $1 and directory_id = $2 and group_id = $3 order by user_id limit ${purgeStep}))
        returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId, directoryId, groupId],
  }
}

export function forgetDeletedGroup(siteId: number, directoryId: number, groupId: string): Write {
  return {
    name: 'forget-deleted-group',
    table: 'deleted_directory_groups',
    text: 'delete from deleted_directory_groups where site_id = $1 and directory_id = $2 and group_id = $3',
    values: [siteId, directoryId, groupId],
  }
}
