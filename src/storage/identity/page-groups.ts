/**
 * The `groups` of many users. Looked up for each user by itself they cost many times what a page of users does; all memberships of
 * a page are found by one walk of their index, and each of its groups is looked at once. Of one user they cost twice what
 * `groupsText` does: that is not used here.
 */
import type { Query } from '../statement.ts'
import { userColumnNames } from './directory-users.ts'
import { groupsLeftOut } from './user-groups.ts'

/** So many memberships come with a page at most: whoever waits beside it waits for them. */
const pageMembershipsMax = 2_000
/** So many are read at once for users whose memberships did not come with their page. */
export const membershipsAtOnceMax = 5_000

/**
 * Memberships of users, cut after so many and one: whose are cut is known by their order.
 * @param ids SQL of an array
 */
const membershipsText = (ids: string, max: number) => `select user_id, group_id from directory_group_members
  where site_id = $1 and directory_id = $2 and user_id = any(${ids}) order by user_id, group_id limit ${max + 1}`

/** Of `member`: each user's id and behind it those of its groups; a space between users. */
const membersText = `(select string_agg(user_id::text || groups, ' ')
  from (select user_id, string_agg(group_id::text, '') as groups from member group by user_id) m)`

/**
 * What is around each group of `member`: its id, that of a group that holds it, or its own, and that one's name as JSON. A line
 * each: JSON has no line breaks within a text. `offset 0` keeps each step a look-up by an index.
 */
const aroundText = `(select string_agg(k.inner_group_id::text || k.group_id::text || to_json(g.display_name)::text, e'\\n')
  from (select inner_group_id, group_id from directory_group_closure
    where site_id = $1 and directory_id = $2 and inner_group_id = any(array(select distinct group_id from member)) offset 0) k
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
    union all select ${nothing.join(', ')}, ${membersText}, ${aroundText}`
}

/** The groups of users whose memberships did not come with their page, as far as they fit; `groupsIn` reads them. */
export function groupsOfUsers(siteId: number, directoryId: number, userIds: readonly string[]): Query {
  return {
    name: 'groups-of-users',
    text: `with member as materialized (${membershipsText('$3::uuid[]', membershipsAtOnceMax)})
      select ${membersText} as members, ${aroundText} as around`,
    values: [siteId, directoryId, userIds],
  }
}

/** The groups of some users, as the database writes them. */
export interface GroupsFound {
  readonly members: string | null
  readonly around: string | null
}

interface PageRow extends Partial<GroupsFound> {
  readonly id: string | null
  readonly groups?: string | null
}

/** The rows of a page that was asked for with groups, each with what `groupsText` says of a single user, to the letter: tags are made of it. */
export function readGroupsOfPage(rows: readonly unknown[]): unknown[] {
  const last = rows.at(-1) as PageRow | undefined
  // The only one that a filter can find brings its groups along.
  if (!last || last.id !== null) return [...rows]
  const groupsOf = groupsIn(last as GroupsFound, pageMembershipsMax)
  return (rows.slice(0, -1) as { readonly id: string }[]).map((row) => ({ ...row, groups: groupsOf(row.id) }))
}

const idLength = 36
/** Of an entry's JSON text: its quotation mark and the group's id. */
const keyLength = idLength + 1

/**
 * @param max behind how many memberships they were cut
 * @returns the text for each user that was asked about; `groupsLeftOut` for whom they were cut
 */
export function groupsIn({ members, around }: GroupsFound, max: number): (userId: string) => string | null {
  const entriesOf = readAround(around)
  const texts = new Map<string, string>()
  let count = 0
  let last = ''
  for (const user of members === null ? [] : members.split(' ')) {
    const userId = user.slice(0, idLength)
    texts.set(userId, textOf(user, entriesOf))
    count += user.length / idLength - 1
    if (userId > last) last = userId
  }
  const isCut = count > max
  return (userId) => (isCut && userId >= last ? groupsLeftOut : (texts.get(userId) ?? null))
}

type EntriesOf = ReadonlyMap<string, readonly string[]>

function readAround(around: string | null): EntriesOf {
  const entriesOf = new Map<string, string[]>()
  for (const line of around === null ? [] : around.split('\n')) {
    const inner = line.slice(0, idLength)
    const id = line.slice(idLength, 2 * idLength)
    const entry = `"${id}${id === inner ? 'd' : 'i'}${line.slice(2 * idLength + 1)}`
    const list = entriesOf.get(inner)
    if (list) list.push(entry)
    else entriesOf.set(inner, [entry])
  }
  return entriesOf
}

/** @param user its id, and behind it those of its groups */
function textOf(user: string, entriesOf: EntriesOf): string {
  const entries: string[] = []
  let isNested = false
  for (let at = idLength; at < user.length; at += idLength) {
    const around = entriesOf.get(user.slice(at, at + idLength)) ?? []
    isNested ||= around.length > 1
    for (const entry of around) entries.push(entry)
  }
  // By id, and of two with one id the direct one first.
  entries.sort()
  const once = isNested
    ? entries.filter((entry, n) => entry.slice(0, keyLength) !== entries[n - 1]?.slice(0, keyLength))
    : entries
  return `[${once.join(', ')}]`
}
