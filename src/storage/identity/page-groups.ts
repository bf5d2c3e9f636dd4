/**
 * The `groups` of many users. Looked up for each user by itself they cost many times what a page of users does; all memberships of
 * a page are found by one walk of their index, and each of its groups is looked at once. Of one user they cost twice what
 * `groupsText` does: that is not used here.
 */
import type { Query } from '../statement.ts'
import { type UserGroups, userColumnNames } from './directory-users.ts'
import { groupsLeftOut } from './user-groups.ts'

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

/** Each user's id and behind it those of its groups; a space between users. */
const membersText = (memberships: string) => `(select string_agg(user_id::text || groups, ' ')
  from (select user_id, string_agg(group_id::text, '') as groups from ${memberships} group by user_id) m)`

/**
 * What is around each of these groups: its id, that of a group that holds it, or its own, and that one's name as JSON. A line each:
 * JSON has no line breaks within a text. `offset 0` keeps each step a look-up by an index.
 * @param ids SQL of an array
 */
const aroundText = (
  ids: string,
) => `(select string_agg(k.inner_group_id::text || k.group_id::text || to_json(g.display_name)::text, e'\\n')
  from (select inner_group_id, group_id from directory_group_closure
    where site_id = $1 and directory_id = $2 and inner_group_id = any(${ids}) offset 0) k
  cross join lateral (select display_name from directory_groups
    where site_id = $1 and directory_id = $2 and group_id = k.group_id offset 0) g)`

/**
 * Wraps a page of users: behind its last row comes one with their groups. An Append runs its parts one after the other, and a CTE
 * keeps its order; to sort them anew, or to number them, costs more than the groups of a page.
 */
export function withGroupsOfPage(page: string): string {
  const nothing = userColumnNames.map(() => 'null')
  return `with page as materialized (${page}),
    member as materialized (${membershipsText('array(select id from page)', pageMembershipsMax)})
    select ${userColumnNames.join(', ')}, null as members, null as around from page
    union all select ${nothing.join(', ')}, ${membersText('member')},
      ${aroundText('array(select distinct group_id from member)')}`
}

/** Memberships of users whose did not come with their page, as far as they fit. */
export function membershipsOfUsers(siteId: number, directoryId: number, userIds: readonly string[]): Query {
  const memberships = `(${membershipsText('$3::uuid[]', membershipsAtOnceMax)}) x`
  return {
    name: 'memberships-of-users',
    text: `select ${membersText(memberships)} as members`,
    values: [siteId, directoryId, userIds],
  }
}

/** What is around these groups. */
export function aroundGroups(siteId: number, directoryId: number, groupIds: readonly string[]): Query {
  return {
    name: 'around-groups',
    text: `select ${aroundText('$3::uuid[]')} as around`,
    values: [siteId, directoryId, groupIds],
  }
}

interface GroupsRow {
  readonly id: null
  readonly members: string | null
  readonly around: string | null
}

/** The rows of a page that was asked for with groups, each with what `groupsText` lists of a single user, to the letter: tags are made of it. */
export function readGroupsOfPage(rows: readonly unknown[]): unknown[] {
  const last = rows.at(-1) as GroupsRow | { readonly id: string } | undefined
  // The only one that a filter can find brings its groups along.
  if (!last || last.id !== null) return [...rows]
  const memberships = readMemberships(last.members, pageMembershipsMax)
  const around: Around = new Map()
  readAround(last.around, around)
  return (rows.slice(0, -1) as { readonly id: string }[]).map((row) => ({
    ...row,
    groups: groupsOf(row.id, memberships, around),
  }))
}

const idLength = 36
/** Of an entry's JSON text: its quotation mark and the group's id. */
const keyLength = idLength + 1

/** In which groups users are directly. */
export interface Memberships {
  readonly groupIdsOf: ReadonlyMap<string, readonly string[]>
  /** Of whom they are cut, and of everybody behind, in the order of ids. */
  readonly cutAt: string | undefined
}

/**
 * @param members as the database writes them
 * @param max behind how many they were cut
 */
export function readMemberships(members: string | null, max: number): Memberships {
  const groupIdsOf = new Map<string, readonly string[]>()
  let count = 0
  let last = ''
  for (const user of members === null ? [] : members.split(' ')) {
    const userId = user.slice(0, idLength)
    const groupIds: string[] = []
    for (let at = idLength; at < user.length; at += idLength) groupIds.push(user.slice(at, at + idLength))
    groupIdsOf.set(userId, groupIds)
    count += groupIds.length
    if (userId > last) last = userId
  }
  return { groupIdsOf, cutAt: count > max ? last : undefined }
}

/** By group what a user has of it who is in it directly: entries as `groupsText` lists them. */
export type Around = Map<string, string[]>

/** @param around as the database writes it */
export function readAround(around: string | null, into: Around): void {
  for (const line of around === null ? [] : around.split('\n')) {
    const inner = line.slice(0, idLength)
    const id = line.slice(idLength, 2 * idLength)
    const entry = `"${id}${id === inner ? 'd' : 'i'}${line.slice(2 * idLength + 1)}`
    const list = into.get(inner)
    if (list) list.push(entry)
    else into.set(inner, [entry])
  }
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
  for (const id of groupIds) {
    const list = around.get(id) ?? []
    isNested ||= list.length > 1
    isSorted &&= before < id
    before = id
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
