/** The members of a page's groups, which come behind its rows as a user's groups do behind those of a page of users. */
import { membersBesideMax } from './group-members.ts'
import { countOf, MemberRun } from './member-rows.ts'
import { PageGroup, pageColumnNames } from './page-rows.ts'

/** Wraps a page of groups: behind its last row come their members, cut after so many and one. */
export function withMembersOfPage(page: string): string {
  const members = (table: string, id: string, nested: string) => `
    select * from (select group_id, display, uuid_send(${id}), ${nested}::bigint, null::timestamptz, null::timestamptz
      from ${table} where site_id = $1 and directory_id = $2 and group_id = any(array(select id from page))
      order by group_id, ${id} limit ${membersBesideMax + 1}) m`
  return `with page as materialized (${page})
    select ${pageColumnNames} from page
    union all ${members('directory_group_members', 'user_id', 'null')}
    union all ${members('directory_group_nesting', 'inner_group_id', '0')}`
}

/** The groups of a page that was asked for with members, each with all of its own; without any where they were cut. */
export function readMembersOfPage(rows: readonly unknown[]): readonly unknown[] {
  const groups = rows.filter((row) => row instanceof PageGroup)
  const runs = rows.filter((row) => row instanceof MemberRun)
  // One that was found by its id is none of a page.
  if (groups.length === 0) return rows
  if (countOf(runs) > membersBesideMax) return groups
  const byGroup = Map.groupBy(runs, ({ groupId }) => groupId)
  for (const group of groups) group.members = byGroup.get(group.id) ?? []
  return groups
}
