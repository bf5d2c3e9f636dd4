/** The groups that one user is in; those of a page of users are read by `page-groups.ts`. */
import type { Query } from '../statement.ts'

/** So many direct groups of a user are read with the user at most: whoever travels along waits for them. */
export const groupsHeldMax = 1_000
/** Stands for the groups of a user who is in more of them: `groupsOfUser` reads them. */
export const groupsLeftOut = ''

/**
 * Direct and indirect groups of a user, for the readOnly attribute `groups` (RFC 7643 4.1.2): JSON text of a list of texts, in
 * order, each a group's id, `d` or `i`, and its name; a group reached both ways is a direct one. Each group is named once,
 * however many paths lead to it. `offset 0` keeps each step a look-up by an index; objects made here cost a third more.
 * @param groups SQL of the ids of the groups that the user is in directly
 */
const groupsText = (groups: string) => `
  (select json_agg(k.group_id || case when k.is_direct then 'd' else 'i' end || g.display_name order by k.group_id)::text
    from (select k.group_id, bool_or(k.group_id = m.group_id) as is_direct
      from (${groups}) m
      cross join lateral (select group_id from directory_group_closure
        where site_id = $1 and directory_id = $2 and inner_group_id = m.group_id offset 0) k
      group by k.group_id) k
    cross join lateral (select display_name from directory_groups
      where site_id = $1 and directory_id = $2 and group_id = k.group_id offset 0) g)`

const directGroups = (user: string) => `select group_id from directory_group_members
  where site_id = $1 and directory_id = $2 and user_id = ${user}`

/** The groups of one user. @param user SQL of the id */
export const groupsColumn = (user: string) => `(
  with direct as materialized (${directGroups(user)} limit ${groupsHeldMax + 1})
  select case when (select count(*) from direct) > ${groupsHeldMax} then '${groupsLeftOut}'
    else ${groupsText('select group_id from direct')} end) as groups`

/** The groups of a user who is in very many. */
export function groupsOfUser(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'groups-of-user',
    text: `select ${groupsText(directGroups('$3'))} as groups`,
    values: [siteId, directoryId, userId],
  }
}
