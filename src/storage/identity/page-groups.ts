/**
 * The `groups` of a page of users. For each user by itself they cost many times what the page does; together the groups
 * of a page are few, and each is looked at once. Of one user they cost twice what `groupsText` does: that is not used here.
 */

import { userColumnNames } from './directory-users.ts'
import { groupsHeldMax, groupsLeftOut } from './user-groups.ts'

/** Wraps a page of users: its first row brings along who is in which group, and what is around each of these. */
export function withGroupsOfPage(page: string): string {
  const first = (text: string) => `case when row_number() over (order by p.place) = 1 then (${text}) end`
  return `with page as materialized (select x.*, row_number() over () as place from (${page}) x),
    member as materialized (
      select p.id as user_id, x.group_id from page p cross join lateral (
        select group_id from directory_group_members
        where site_id = $1 and directory_id = $2 and user_id = p.id limit ${groupsHeldMax + 1}) x)
    select ${userColumnNames.map((name) => `p.${name}`).join(', ')},
      ${first(`select string_agg(user_id::text || group_id::text, '') from member`)} as members,
      ${first(`select json_agg(json_build_array(d.group_id,
          to_json(k.group_id || case when k.group_id = d.group_id then 'd' else 'i' end || g.display_name)::text))
        from (select distinct group_id from member) d
        cross join lateral (select group_id from directory_group_closure
          where site_id = $1 and directory_id = $2 and inner_group_id = d.group_id offset 0) k
        cross join lateral (select group_id, display_name from directory_groups
          where site_id = $1 and directory_id = $2 and group_id = k.group_id offset 0) g`)} as around
    from page p order by p.place`
}

interface PageRow {
  readonly id: string
  readonly groups?: string | null
  readonly members?: string | null
  readonly around?: readonly (readonly [string, string])[] | null
}

const idLength = 36
/** Of an entry's JSON text: its quotation mark and the group's id … */
const keyLength = idLength + 1
/** … and `d` or `i`, by which it is sorted. */
const sortLength = keyLength + 1

/** Gives each row of such a page the text that `groupsText` gives a single user, and the same to the letter: tags are made of it. */
export function readGroupsOfPage(rows: readonly unknown[]): unknown[] {
  const [first] = rows as PageRow[]
  // The only one that a filter can find brings its groups along.
  if (first?.groups !== undefined) return [...rows]
  const entriesOf = new Map<string, string[]>()
  for (const [groupId, entry] of first?.around ?? []) add(entriesOf, groupId, entry)
  const groupsOf = new Map<string, string[]>()
  const direct = new Map<string, number>()
  const members = first?.members ?? ''
  for (let at = 0; at < members.length; at += 2 * idLength) {
    const userId = members.slice(at, at + idLength)
    const groupId = members.slice(at + idLength, at + 2 * idLength)
    direct.set(userId, (direct.get(userId) ?? 0) + 1)
    for (const entry of entriesOf.get(groupId) ?? []) add(groupsOf, userId, entry)
  }
  return (rows as PageRow[]).map(({ members: _members, around: _around, ...row }) => ({
    ...row,
    groups: (direct.get(row.id) ?? 0) > groupsHeldMax ? groupsLeftOut : textOf(groupsOf.get(row.id)),
  }))
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

function textOf(entries: string[] | undefined): string | null {
  if (!entries) return null
  const sorted = entries.toSorted((a, b) => (a.slice(0, sortLength) < b.slice(0, sortLength) ? -1 : 1))
  const once = sorted.filter((entry, n) => entry.slice(0, keyLength) !== sorted[n - 1]?.slice(0, keyLength))
  return `[${once.join(', ')}]`
}
