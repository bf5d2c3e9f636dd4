/**
 * The `groups` of many users. Looked up for each user by itself they cost many times what a page of users does; all memberships of
 * a page are found by one walk of their index, and each of its groups is looked at once. Of one user they cost twice what
 * `groupsText` does: that is not used here.
 */
import type { Query } from '../statement.ts'
import type { UserGroups } from './directory-users.ts'
import {
  type AroundRow,
  countOfKeys,
  type GroupKey,
  idOfKey,
  keyAt,
  type MembershipsRow,
  type PageRow,
  PageUser,
  pageColumnNames,
  readPageRow,
} from './page-rows.ts'
import { groupsLeftOut } from './user-groups.ts'

/** Of an entry's JSON text: its quotation mark and the group's id. */
const keyLength = 37

/** So many memberships come with a page at most: whoever waits beside it waits for them. */
const pageMembershipsMax = 2_000
/** So many are read at once for users whose memberships did not come with their page. */
export const membershipsAtOnceMax = 3_000

/**
 * Memberships of users, cut after so many and one: whose are cut is known by their order.
 * @param ids SQL of an array
 */
const membershipsText = (ids: string, max: number) => `select user_id, group_id from directory_group_members
  where site_id = $1 and directory_id = $2 and user_id = any(${ids}) order by user_id, group_id limit ${max + 1}`

/** Rows of memberships: a user, and the ids of its groups behind one another. */
const membersText = (memberships: string) => `select user_id as id, null::text as text,
  string_agg(uuid_send(group_id), '') as more from ${memberships} group by user_id`

/**
 * What is around each of these groups: its id, the name as JSON of a group that holds it, or its own, and that one's id. `offset 0`
 * keeps each step a look-up by an index.
 * @param ids SQL of an array
 */
const aroundText = (
  ids: string,
) => `select k.inner_group_id as id, to_json(g.display_name)::text as text, uuid_send(k.group_id) as more
  from (select inner_group_id, group_id from directory_group_closure
    where site_id = $1 and directory_id = $2 and inner_group_id = any(${ids}) offset 0) k
  cross join lateral (select display_name from directory_groups
    where site_id = $1 and directory_id = $2 and group_id = k.group_id offset 0) g`

/**
 * Wraps a page of users: behind its last row come those of their groups. An Append runs its parts one after the other, and a CTE
 * keeps its order; to sort them anew, or to number them, costs more than the groups of a page.
 */
export function withGroupsOfPage(page: string): string {
  const nothing = 'null::bigint, null::timestamptz, null::timestamptz'
  return `with page as materialized (${page}),
    member as materialized (${membershipsText('array(select id from page)', pageMembershipsMax)})
    select ${pageColumnNames} from page
    union all select *, ${nothing} from (${membersText('member')}) m
    union all select *, ${nothing} from (${aroundText('array(select distinct group_id from member)')}) a`
}

/** Memberships of users whose did not come with their page, as far as they fit. */
export function membershipsOfUsers(siteId: number, directoryId: number, userIds: readonly string[]): Query {
  return {
    name: 'memberships-of-users',
    text: membersText(`(${membershipsText('$3::uuid[]', membershipsAtOnceMax)}) x`),
    values: [siteId, directoryId, userIds],
    readRow: readPageRow,
  }
}

/** What is around these groups. */
export function aroundGroups(siteId: number, directoryId: number, groups: readonly GroupKey[]): Query {
  return {
    name: 'around-groups',
    text: aroundText('$3::uuid[]'),
    values: [siteId, directoryId, groups.map(idOfKey)],
    readRow: readPageRow,
  }
}

/** In which groups users are directly. */
export interface Memberships {
  readonly groupIdsOf: ReadonlyMap<string, Buffer>
  /** Of whom they are cut, and of everybody behind, in the order of ids. */
  readonly cutAt: string | undefined
}

/** @param max behind how many they were cut */
export function readMemberships(rows: readonly MembershipsRow[], max: number): Memberships {
  const groupIdsOf = new Map(rows.map(({ userId, groupIds }) => [userId, groupIds]))
  const count = rows.reduce((sum, { groupIds }) => sum + countOfKeys(groupIds), 0)
  if (count <= max) return { groupIdsOf, cutAt: undefined }
  return { groupIdsOf, cutAt: [...groupIdsOf.keys()].sort().at(-1) }
}

/** By group what a user has of it who is in it directly: entries as `groupsText` lists them. */
export type Around = Map<GroupKey, string[]>

export function addAround(rows: readonly AroundRow[], into: Around): void {
  for (const { inner, entry } of rows) {
    const list = into.get(inner)
    if (list) list.push(entry)
    else into.set(inner, [entry])
  }
}

/** The users of a page that was asked for with groups, each with what `groupsText` lists of a single user, to the letter: tags are made of it. */
export function readGroupsOfPage(rows: readonly unknown[]): readonly unknown[] {
  // The only one that a filter can find brings its groups along.
  if (!(rows[0] instanceof PageUser)) return rows
  const users: PageUser[] = []
  const members: MembershipsRow[] = []
  const arounds: AroundRow[] = []
  for (const row of rows as readonly PageRow[]) {
    if (row instanceof PageUser) users.push(row)
    else if (row.kind === 'around') arounds.push(row)
    else members.push(row)
  }
  if (members.length === 0) return users
  const around: Around = new Map()
  addAround(arounds, around)
  const memberships = readMemberships(members, pageMembershipsMax)
  for (const user of users) user.groups = groupsOf(user.id, memberships, around)
  return users
}

/** The groups of a user who was asked about; `groupsLeftOut` for whom they were cut. */
export function groupsOf(
  userId: string,
  { groupIdsOf, cutAt }: Memberships,
  around: Around,
): UserGroups | null {
  if (cutAt !== undefined && userId >= cutAt) return groupsLeftOut
  const groupIds = groupIdsOf.get(userId)
  if (!groupIds) return null
  const entries: string[] = []
  let isNested = false
  let isSorted = true
  let before = ''
  for (let n = 0; n < countOfKeys(groupIds); n++) {
    const key = keyAt(groupIds, n)
    const list = around.get(key) ?? []
    isNested ||= list.length > 1
    isSorted &&= before < key
    before = key
    entries.push(...list)
  }
  // A deleted group's memberships may stay for a while.
  if (entries.length === 0) return null
  // An index has them in order mostly, and to sort them all the same costs more than all else here.
  if (isSorted && !isNested) return entries
  // By id, and of two with one id the direct one first.
  entries.sort()
  return entries.filter((entry, n) => entry.slice(0, keyLength) !== entries[n - 1]?.slice(0, keyLength))
}
