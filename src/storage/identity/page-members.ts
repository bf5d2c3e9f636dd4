/** The members of a page's groups, which come behind its rows as a user's groups do behind those of a page of users. */
import { membersBesideMax } from './group-members.ts'
import { countOf, MemberRun } from './member-rows.ts'
import { PageGroup, pageColumnNames } from './page-rows.ts'

/**
 * Wraps a page of groups: behind its last row come their members, cut after so many and one. Each group is looked up by itself: before
 * version 17 PostgreSQL knows no order of `group_id = any (…)`, and walks all groups of the directory instead.
 */
export function withMembersOfPage(page: string): string {
  const limit = `limit ${membersBesideMax + 1}`
  const members = (table: string, id: string, nested: string) => `
    select * from (select g.id, m.display, uuid_send(m.${id}), ${nested}::bigint, null::timestamptz, null::timestamptz
      from page g cross join lateral (select display, ${id} from ${table}
        where site_id = $1 and directory_id = $2 and group_id = g.id order by ${id} ${limit}) m
      ${limit}) m`
  return `with page as materialized (${page})
    select ${pageColumnNames} from page
    union all (${members('directory_group_members', 'user_id', 'null')}
      union all ${members('directory_group_nesting', 'inner_group_id', '0')} ${limit})`
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
