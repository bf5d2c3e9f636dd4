import type { Query, Write } from '../statement.ts'
import { arrival } from './directories.ts'
import { later } from './directory-groups.ts'
import { rememberingMembers } from './losses.ts'
import { groupMember, type MemberRow, readMember, userMember } from './member-rows.ts'

/** A member to add. */
export interface NewMember {
  readonly id: string
  readonly display: string | null
}

/** So many members of a group come with it at most when others travel along: whoever waits beside it waits for them. */
export const membersBesideMax = 2_000
/**
 * So many take a millisecond or two and bring a hundred kilobytes, or six megabytes where each has a long `display`: four such readings
 * travel together. With two a fifth fewer groups of fifty were read in a second, with one half as many.
 */
export const membersWeight = 4

const ofGroup = 'where site_id = $1 and directory_id = $2 and group_id = $3'

/** Runs of a group's members in order of their ids, users first, then groups; so many at most. */
export function membersOf(siteId: number, directoryId: number, groupId: string, limit: number): Query {
  return {
    name: 'members-of',
    text: `(select ${userMember('null::uuid')} from directory_group_members ${ofGroup} order by user_id limit $4)
      union all
      (select ${groupMember('null')} from directory_group_nesting ${ofGroup} order by inner_group_id limit $4)
      limit $4`,
    values: [siteId, directoryId, groupId, limit],
    readRow: readMember,
    isBrief: limit <= membersBesideMax + 1,
    weight: membersWeight,
  }
}

/**
 * The same for some groups, group by group: first users, then groups; so many at most of all of them. Each group is looked up by
 * itself: before version 17 PostgreSQL knows no order of `group_id = any (…)`, and walks all groups of the directory instead.
 */
export function membersOfGroups(
  siteId: number,
  directoryId: number,
  groupIds: readonly string[],
  limit: number,
): Query {
  const ofEach = (columns: string, table: string, id: string) =>
    `(select m.* from unnest($3::uuid[]) g (id)
        cross join lateral (select ${columns} from ${table}
          where site_id = $1 and directory_id = $2 and group_id = g.id order by ${id} limit $4) m
        limit $4)`
  return {
    name: 'members-of-groups',
    text: `${ofEach(userMember('group_id'), 'directory_group_members', 'user_id')}
      union all
      ${ofEach(groupMember('group_id'), 'directory_group_nesting', 'inner_group_id')}
      limit $4`,
    values: [siteId, directoryId, groupIds, limit],
    readRow: readMember,
  }
}

/** One page of a group's members of one type, behind an id: a group of a million is never read at once. */
export function memberPage(
  siteId: number,
  directoryId: number,
  groupId: string,
  type: MemberRow['type'],
  page: { after: string; limit: number },
): Query {
  const [name, columns, table, id] =
    type === 'User'
      ? ['user-member-page', userMember('null::uuid'), 'directory_group_members', 'user_id']
      : ['group-member-page', groupMember('null::uuid'), 'directory_group_nesting', 'inner_group_id']
  return {
    name,
    text: `select ${columns} from ${table} ${ofGroup} and ${id} > $4 order by ${id} limit $5`,
    values: [siteId, directoryId, groupId, page.after, page.limit],
    readRow: readMember,
  }
}

/** Which of these ids are users and which are groups of this directory; `isMember` says who is in the group now. */
export interface KnownMember {
  readonly id: string
  readonly type: 'User' | 'Group'
  readonly isMember: boolean
}

/**
 * Locks the users it finds against deletion, so that a member who is added is still there when the write is done.
 * Without `offset 0` PostgreSQL answers `exists` by reading all members of the group, be it for one id.
 */
export function knownMembers(
  siteId: number,
  directoryId: number,
  groupId: string,
  ids: readonly string[],
): Query {
  return {
    name: 'known-members',
    text: `with wanted as materialized (select distinct unnest($4::uuid[]) as id),
      users as materialized (
        select u.user_id from wanted w cross join lateral (
          select user_id from directory_users where site_id = $1 and directory_id = $2 and user_id = w.id
          for key share) u)
      select u.user_id as id, 'User' as type, exists (
          select 1 from directory_group_members m where m.site_id = $1 and m.directory_id = $2 and m.group_id = $3
            and m.user_id = u.user_id offset 0) as "isMember"
        from users u
      union all
      select g.group_id, 'Group', exists (
          select 1 from directory_group_nesting n where n.site_id = $1 and n.directory_id = $2 and n.group_id = $3
            and n.inner_group_id = g.group_id offset 0)
        from wanted w cross join lateral (
          select group_id from directory_groups where site_id = $1 and directory_id = $2 and group_id = w.id
          offset 0) g`,
    values: [siteId, directoryId, groupId, ids],
  }
}

/** Adds users who are not members yet, and counts those who really came. */
export function addMembers(
  siteId: number,
  directoryId: number,
  groupId: string,
  users: readonly NewMember[],
  now: Date,
): Write {
  return {
    name: 'add-members',
    table: 'directory_group_members',
    alone: true,
    text: `with added as (
        insert into directory_group_members (site_id, directory_id, group_id, user_id, added_at, display)
        select $1, $2, $3, user_id, ${arrival('$5')}, display from unnest($4::uuid[], $6::text[]) as m (user_id, display)
        on conflict do nothing returning 1)
      insert into directory_counters (site_id, directory_id, what, delta)
      select $1, $2, 'members:' || $3::uuid, count(*) from added having count(*) > 0`,
    values: [siteId, directoryId, groupId, users.map(({ id }) => id), now, displaysOf(users)],
  }
}

/** The displays of new members in their order; null when nobody has one, which is usual. */
export function displaysOf(members: readonly NewMember[]): (string | null)[] | null {
  return members.some(({ display }) => display !== null) ? members.map(({ display }) => display) : null
}

/** Removes users who are members, counts those who really went, and remembers them for the brake. */
export function removeMembers(
  siteId: number,
  directoryId: number,
  groupId: string,
  userIds: readonly string[],
  now: Date,
): Write {
  return {
    name: 'remove-members',
    table: 'directory_group_members',
    alone: true,
    text: `with gone as (
        delete from directory_group_members
        where site_id = $1 and directory_id = $2 and group_id = $3 and user_id = any($4::uuid[])
        returning group_id, user_id, added_at),
      remembered as (${rememberingMembers('$5')})
      insert into directory_counters (site_id, directory_id, what, delta)
      select $1, $2, 'members:' || $3::uuid, -count(*) from gone having count(*) > 0`,
    values: [siteId, directoryId, groupId, userIds, now],
  }
}

/**
 * Ends every membership of a user who is about to be deleted, counts them, and remembers them for the brake. Each group loses a member, so each has
 * a new version.
 */
export function removeFromAllGroups(siteId: number, directoryId: number, userId: string, now: Date): Write {
  return {
    name: 'remove-from-all-groups',
    table: 'directory_group_members',
    alone: true,
    text: `with gone as (
        delete from directory_group_members
        where site_id = $1 and directory_id = $2 and user_id = $3 returning group_id, user_id, added_at),
      remembered as (${rememberingMembers('$4')}),
      changed as (
        update directory_groups set version = version + 1, updated_at = ${later('$4')}
        where site_id = $1 and directory_id = $2 and group_id = any(array(select group_id from gone)))
      insert into directory_counters (site_id, directory_id, what, delta)
      select $1, $2, 'members:' || group_id, -1 from gone`,
    values: [siteId, directoryId, userId, now],
  }
}

/** Which members a replacement would remove: those not in the list. */
export function membersOutside(
  siteId: number,
  directoryId: number,
  groupId: string,
  ids: readonly string[],
): Query {
  return {
    name: 'members-outside',
    text: `with kept as materialized (select distinct unnest($4::uuid[]) as id)
      select user_id as id, 'User' as type from directory_group_members m
        where m.site_id = $1 and m.directory_id = $2 and m.group_id = $3
          and not exists (select 1 from kept where kept.id = m.user_id)
      union all
      select inner_group_id, 'Group' from directory_group_nesting n
        where n.site_id = $1 and n.directory_id = $2 and n.group_id = $3
          and not exists (select 1 from kept where kept.id = n.inner_group_id)`,
    values: [siteId, directoryId, groupId, ids],
  }
}
