import { foldCase } from '../../model/identity/resource-filter.ts'
import type { Query } from '../statement.ts'

/** A directory group as administrators see it. */
export interface GroupRow {
  readonly id: string
  readonly name: string
  readonly nameFolded: string
  readonly externalId: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Its organization waits until the directory grants again. */
  readonly pending: boolean
  /** Users in it, those of nested groups not counted. */
  readonly members: number
  readonly organizations: readonly { readonly id: string; readonly name: string }[]
}

/** Members are a kept total: counting a group of a million took a sixth of a second. `offset 0`: one group at a time. */
const columns = `g.group_id as id, g.display_name as name, g.display_name_folded as "nameFolded",
  g.external_id as "externalId", g.created_at as "createdAt", g.updated_at as "updatedAt", g.pending,
  (select coalesce(sum(n.delta), 0)::int from directory_counters n where n.site_id = $1 and n.directory_id = $2
    and n.what = 'members:' || g.group_id::text offset 0) as members,
  coalesce((select json_agg(json_build_object('id', o.organization_id, 'name', o.name) order by o.name_folded)
    from (select s.organization_id from organization_sources s where s.site_id = $1 and s.directory_id = $2
      and s.group_id = g.group_id and s.kind = 'group' offset 0) s
    join organizations o on o.site_id = $1 and o.organization_id = s.organization_id), '[]') as organizations`

/** Where a page begins: behind this name, and among equal ones behind this id. */
export interface GroupPlace {
  readonly nameFolded: string
  readonly id: string
}

/** A directory's groups by name, those whose name begins with a text. */
export function listGroups(
  siteId: number,
  directoryId: number,
  { beginning, after, limit }: { beginning: string; after: GroupPlace | undefined; limit: number },
): Query {
  const from = foldCase(beginning)
  return {
    name: '',
    text: `select ${columns} from (
        select * from directory_groups where site_id = $1 and directory_id = $2
          and display_name_folded >= $3 and display_name_folded < $4
          and (display_name_folded, group_id) > ($5, $6)
        order by display_name_folded, group_id limit $7) g
      order by g.display_name_folded, g.group_id`,
    values: [
      siteId,
      directoryId,
      from,
      `${from}\u{10ffff}`,
      after?.nameFolded ?? '',
      after?.id ?? '00000000-0000-0000-0000-000000000000',
      limit,
    ],
  }
}

export function groupDetail(siteId: number, directoryId: number, groupId: string): Query {
  return {
    name: 'group-detail',
    text: `select ${columns} from directory_groups g
      where g.site_id = $1 and g.directory_id = $2 and g.group_id = $3`,
    values: [siteId, directoryId, groupId],
  }
}

export interface NeighbourRow {
  readonly id: string
  readonly name: string
  /** Whether it is inside the group, and not around it. */
  readonly isInner: boolean
}

/** The groups directly inside a group and directly around it, a few of each. */
export function groupNeighbours(siteId: number, directoryId: number, groupId: string, limit: number): Query {
  const side = (own: string, other: string) => `select g.group_id as id, g.display_name as name,
      ${own === 'group_id'} as "isInner"
    from (select ${other} as id from directory_group_nesting
      where site_id = $1 and directory_id = $2 and ${own} = $3 order by ${other} limit $4) n
    cross join lateral (select * from directory_groups
      where site_id = $1 and directory_id = $2 and group_id = n.id offset 0) g`
  return {
    name: 'group-neighbours',
    text: `${side('group_id', 'inner_group_id')} union all ${side('inner_group_id', 'group_id')}`,
    values: [siteId, directoryId, groupId, limit],
  }
}

export interface GroupMemberRow {
  readonly id: string
  readonly userName: string
  readonly displayName: string | null
  readonly active: boolean
  readonly addedAt: Date
  readonly customerId: string | null
  readonly customer: string | null
}

/** The users of a group in order of their ids, with the customers they stand for. */
export function listGroupMembers(
  siteId: number,
  directoryId: number,
  groupId: string,
  { after, limit }: { after: string; limit: number },
): Query {
  return {
    name: 'list-group-members',
    text: `select u.user_id as id, u.resource::json ->> 'userName' as "userName",
        u.resource::json ->> 'displayName' as "displayName", u.active, m.added_at as "addedAt",
        u.customer_id as "customerId", c.display_name as customer
      from (select user_id, added_at from directory_group_members
        where site_id = $1 and directory_id = $2 and group_id = $3 and user_id > $4 order by user_id limit $5) m
      cross join lateral (select * from directory_users
        where site_id = $1 and directory_id = $2 and user_id = m.user_id offset 0) u
      left join lateral (select display_name from customers
        where site_id = $1 and customer_id = u.customer_id offset 0) c on true
      order by u.user_id`,
    values: [siteId, directoryId, groupId, after, limit],
  }
}
