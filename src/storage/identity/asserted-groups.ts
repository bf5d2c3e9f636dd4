// The groups that sign-ins name of people whom SCIM has not brought; see migration 0064.

import { foldName } from '../../model/identity/organization.ts'
import { foldCase } from '../../model/identity/resource-filter.ts'
import { isResourceId } from '../../model/ids.ts'
import type { Query, Write } from '../statement.ts'
import { arrival, contextFrom, type MappingContext, mappingColumns } from './directories.ts'

/**
 * The groups of SCIM (`MirroredGroup`) that may be meant by these names or ids: looked up apart, as an `or` is planned badly. Of each
 * two, which say as much as the thousands that a directory may have of one name.
 */
export function mirroredGroups(siteId: number, directoryId: number, names: readonly string[]): Query {
  const found = (
    column: string,
    list: string,
  ) => `select g.group_id as "groupId", g.display_name as "displayName",
        g.external_id as "externalId"
      from (select distinct one from unnest(${list}) n (one)) n
      cross join lateral (select group_id, display_name, external_id from directory_groups
        where site_id = $1 and directory_id = $2 and ${column} = n.one order by group_id limit 2) g`
  return {
    name: 'mirrored-groups',
    text: `${found('group_id', '$3::uuid[]')} union ${found('external_id', '$4::text[]')}
      union ${found('display_name_folded', '$5::text[]')} order by 1`,
    values: [
      siteId,
      directoryId,
      names.map((name) => name.toLowerCase()).filter(isResourceId),
      names,
      names.map(foldCase),
    ],
  }
}

/** Those that sign-ins have named before (`KnownGroup`); whoever removes one waits. */
export function knownGroups(siteId: number, directoryId: number, names: readonly string[]): Query {
  return {
    name: 'known-groups',
    text: `select group_id as "groupId", name_folded as "nameFolded" from asserted_groups
      where site_id = $1 and directory_id = $2 and name_folded = any($3::text[]) order by group_id for key share`,
    values: [siteId, directoryId, names.map(foldName)],
  }
}

/** What a person's last sign-in said, and how many groups sign-ins have named altogether. */
export interface AssertedBefore {
  readonly total: number
  readonly groupIds: readonly string[]
}

export function assertedBefore(siteId: number, directoryId: number, customerId: string): Query {
  return {
    name: 'asserted-before',
    text: `select (select count(*)::int from asserted_groups where site_id = $1 and directory_id = $2) as total,
        array(select group_id::text from asserted_members
          where site_id = $1 and customer_id = $3 and directory_id = $2 order by group_id) as "groupIds"`,
    values: [siteId, directoryId, customerId],
  }
}

/** Where each belongs is looked at soon. Of two who name one at once one makes it. */
export function insertAssertedGroups(
  siteId: number,
  directoryId: number,
  groups: readonly { readonly groupId: string; readonly name: string }[],
  now: Date,
): Write {
  return {
    name: 'insert-asserted-groups',
    table: 'asserted_groups',
    text: `insert into asserted_groups (site_id, directory_id, group_id, name, name_folded, pending, created_at)
      select $1, $2, g.group_id, g.name, g.name_folded, true, $6
      from unnest($3::uuid[], $4::text[], $5::text[]) g (group_id, name, name_folded) order by g.name_folded
      on conflict (site_id, directory_id, name_folded) do nothing`,
    values: [
      siteId,
      directoryId,
      groups.map(({ groupId }) => groupId),
      groups.map(({ name }) => name),
      groups.map(({ name }) => foldName(name)),
      now,
    ],
  }
}

/** From now on somebody is in these groups, by their ids or by their names. */
export function insertAssertedMembers(
  siteId: number,
  directoryId: number,
  customerId: string,
  { groupIds, names }: { readonly groupIds: readonly string[]; readonly names: readonly string[] },
  now: Date,
): Write {
  return {
    name: 'insert-asserted-members',
    table: 'asserted_members',
    // It sees what the same transaction has made before.
    alone: true,
    text: `insert into asserted_members (site_id, directory_id, group_id, customer_id, since)
      select $1, $2, g.group_id, $3, ${arrival('$6')} from (
        select unnest($4::uuid[]) as group_id
        union
        select group_id from asserted_groups
        where site_id = $1 and directory_id = $2 and name_folded = any($5::text[])) g
      on conflict do nothing`,
    values: [siteId, directoryId, customerId, groupIds, names.map(foldName), now],
  }
}

export function removeAssertedMembers(
  siteId: number,
  directoryId: number,
  customerId: string,
  groupIds: readonly string[],
): Write {
  return {
    name: 'remove-asserted-members',
    table: 'asserted_members',
    alone: true,
    text: `delete from asserted_members
      where site_id = $1 and directory_id = $2 and customer_id = $3 and group_id = any($4::uuid[])`,
    values: [siteId, directoryId, customerId, groupIds],
  }
}

/** SCIM speaks for the person from now on. */
export function forgetAssertedOf(siteId: number, directoryId: number, customerId: string): Write {
  return {
    name: 'forget-asserted-of',
    table: 'asserted_members',
    text: 'delete from asserted_members where site_id = $1 and customer_id = $3 and directory_id = $2',
    values: [siteId, directoryId, customerId],
  }
}

/** What sign-ins said counts no more. */
export function forgetAsserted(siteId: number, directoryId: number): Write {
  return {
    name: 'forget-asserted',
    table: 'asserted_members',
    text: 'delete from asserted_members where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId],
  }
}

/** These are looked at anew. */
export function markAsserted(siteId: number, directoryId: number, groupIds: readonly string[]): Write {
  return {
    name: 'mark-asserted',
    table: 'asserted_groups',
    text: `update asserted_groups set pending = true
      where site_id = $1 and directory_id = $2 and group_id = any($3::uuid[]) and not pending`,
    values: [siteId, directoryId, groupIds],
  }
}

export function settleAsserted(siteId: number, directoryId: number, groupId: string): Write {
  return {
    name: 'settle-asserted',
    table: 'asserted_groups',
    text: `update asserted_groups set pending = false where site_id = $1 and directory_id = $2 and group_id = $3`,
    values: [siteId, directoryId, groupId],
  }
}

/** A group that only sign-ins name, as administrators see it. */
export interface AssertedRow {
  readonly id: string
  readonly name: string
  readonly nameFolded: string
  readonly pending: boolean
  /** Whom the last sign-in said to be in it; no more than `countedMax`. */
  readonly people: number
  readonly organizations: readonly { readonly id: string; readonly name: string }[]
  readonly createdAt: Date
}

/** So many people of a group are counted. */
const assertedCountedMax = 1_000

/** A directory's groups of sign-ins by name, those whose name begins with a text. */
export function listAsserted(
  siteId: number,
  directoryId: number,
  { beginning, after, limit }: { beginning: string; after: string; limit: number },
): Query {
  const from = foldCase(beginning)
  return {
    name: '',
    text: `select g.group_id as id, g.name, g.name_folded as "nameFolded", g.pending, g.created_at as "createdAt",
        (select count(*)::int from (select 1 from asserted_members m where m.site_id = $1 and m.directory_id = $2
          and m.group_id = g.group_id limit $7) x) as people,
        coalesce((select json_agg(json_build_object('id', o.organization_id, 'name', o.name) order by o.name_folded)
          from (select s.organization_id from organization_sources s where s.site_id = $1 and s.directory_id = $2
            and s.group_id = g.group_id and s.kind = 'group' offset 0) s
          join organizations o on o.site_id = $1 and o.organization_id = s.organization_id), '[]') as organizations
      from (select * from asserted_groups where site_id = $1 and directory_id = $2
          and name_folded >= $3 and name_folded < $4 and name_folded > $5
        order by name_folded limit $6) g
      order by g.name_folded`,
    values: [siteId, directoryId, from, `${from}\u{10ffff}`, after, limit, assertedCountedMax],
  }
}

/** The next that are to be looked at, by id. */
export function pendingAsserted(siteId: number, directoryId: number, after: string, limit: number): Query {
  return {
    name: 'pending-asserted',
    text: `select group_id as id from asserted_groups
      where site_id = $1 and directory_id = $2 and pending and group_id > $3 order by group_id limit $4`,
    values: [siteId, directoryId, after, limit],
  }
}

/** One that is looked at: locked, with the organization that it feeds, and its directory's rules. */
export interface LockedAsserted extends MappingContext {
  readonly displayName: string
  /** The same: it may be an id. */
  readonly externalId: string
  readonly pending: boolean
  readonly organizationId: string | null
  readonly isByRule: boolean | null
}

export function assertedForUpdate(siteId: number, directoryId: number, groupId: string): Query {
  return {
    name: 'asserted-for-update',
    text: `select g.name as "displayName", g.name as "externalId", g.pending, ${mappingColumns},
        f.organization_id as "organizationId", f.by_rule as "isByRule"
      from asserted_groups g
      join ${contextFrom} on d.site_id = g.site_id and d.directory_id = g.directory_id
      left join lateral (select s.organization_id, s.by_rule from organization_sources s where s.site_id = g.site_id
        and s.directory_id = g.directory_id and s.group_id = g.group_id and s.kind = 'group' limit 1) f on true
      where g.site_id = $1 and g.directory_id = $2 and g.group_id = $3 for update of g`,
    values: [siteId, directoryId, groupId],
  }
}

/** The organizations that these groups lead to now. */
export function organizationsOfGroups(
  siteId: number,
  directoryId: number,
  groupIds: readonly string[],
): Query {
  return {
    name: 'organizations-of-groups',
    text: `select o.organization_id as id, o.name
      from (select distinct s.organization_id
        from unnest($3::uuid[]) m (group_id)
        cross join lateral (
          select m.group_id
          union
          select group_id from directory_group_closure
          where site_id = $1 and directory_id = $2 and inner_group_id = m.group_id) k
        cross join lateral (
          select organization_id from organization_sources where site_id = $1 and kind = 'group'
            and directory_id = $2 and group_id = k.group_id offset 0) s) f
      join organizations o on o.site_id = $1 and o.organization_id = f.organization_id
      order by o.name_folded`,
    values: [siteId, directoryId, groupIds],
  }
}

/** What organizations are called. */
export function organizationNames(siteId: number, ids: readonly string[]): Query {
  return {
    name: 'organization-names',
    text: 'select organization_id as id, name from organizations where site_id = $1 and organization_id = any($2::uuid[])',
    values: [siteId, ids],
  }
}

export interface IdleGroup {
  readonly directoryId: number
  readonly groupId: string
}

/** Groups that nobody's last sign-in has said, by night. */
export function idleAsserted(siteId: number, limit: number): Query {
  return {
    name: '',
    text: `select g.directory_id as "directoryId", g.group_id as "groupId" from asserted_groups g
      where g.site_id = $1 and not exists (select 1 from asserted_members m where m.site_id = $1
        and m.directory_id = g.directory_id and m.group_id = g.group_id offset 0)
      limit $2`,
    values: [siteId, limit],
  }
}

/** Removes one of them unless somebody has said it meanwhile; it is locked already. @returns a row if it went */
export function removeIdleAsserted(siteId: number, directoryId: number, groupId: string): Query {
  return {
    name: 'remove-idle-asserted',
    text: `delete from asserted_groups where site_id = $1 and directory_id = $2 and group_id = $3
        and not exists (select 1 from asserted_members m where m.site_id = $1 and m.directory_id = $2
          and m.group_id = $3 offset 0) returning group_id as id`,
    values: [siteId, directoryId, groupId],
  }
}

/** Removes one step of what counts no more: SCIM brought the person, or they are the directory's no more, or the group is gone. */
export function forgetStaleAsserted(siteId: number): Query {
  return {
    name: '',
    text: `with gone as (
        delete from asserted_members where site_id = $1 and ctid = any(array(
          select m.ctid from asserted_members m
          where m.site_id = $1 and (
            exists (select 1 from directory_users u where u.site_id = $1 and u.customer_id = m.customer_id
              and u.directory_id = m.directory_id offset 0)
            or not exists (select 1 from customers c where c.site_id = $1 and c.customer_id = m.customer_id
              and c.directory_id = m.directory_id offset 0)
            or not exists (
              select 1 from asserted_groups g where g.site_id = $1 and g.directory_id = m.directory_id
                and g.group_id = m.group_id offset 0)
            and not exists (
              select 1 from directory_groups g where g.site_id = $1 and g.directory_id = m.directory_id
                and g.group_id = m.group_id offset 0))
          limit 5000)) returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId],
  }
}
