import { createHash } from 'node:crypto'
import type { Query } from '../statement.ts'
import { groupColumns } from './directory-groups.ts'
import { groupsColumn, userColumns } from './directory-users.ts'
import type { FilterPlan, ResourceKind } from './scim-filter.ts'

export interface Page {
  readonly offset: number
  readonly limit: number
  /** Only what comes behind this id: a cursor's page costs the same at any depth, an offset's does not. */
  readonly after?: string | undefined
}

const shapes = {
  users: { from: 'directory_users u', alias: 'u', key: 'user_id', columns: userColumns },
  groups: { from: 'directory_groups g', alias: 'g', key: 'group_id', columns: groupColumns },
} as const

/** A page of a directory's users or groups, oldest first: their ids grow with time, so the order is stable. */
export function resourcePage(
  siteId: number,
  directoryId: number,
  kind: ResourceKind,
  plan: FilterPlan | undefined,
  page: Page,
  withGroups: boolean,
): Query {
  const { from, alias, key, columns } = shapes[kind]
  const values = plan?.values ?? []
  const groups = kind === 'users' && withGroups ? `, ${groupsColumn}` : ''
  const keys = plan?.keys === undefined ? '' : `and ${alias}.${key} in (${plan.keys})`
  const behind = page.after === undefined ? '' : `and ${alias}.${key} > $${values.length + 5}::uuid`
  const text = `select ${columns}${groups} from ${from}
    where ${alias}.site_id = $1 and ${alias}.directory_id = $2 ${keys} ${behind}
    order by ${alias}.${key} limit $${values.length + 3} offset $${values.length + 4}`
  return {
    // One equality, or no filter, has few shapes. Everything else is planned for its values.
    name: plan === undefined || (plan.isPoint && plan.values.length === 1) ? nameFor(text) : '',
    text,
    values: [
      siteId,
      directoryId,
      ...values,
      page.limit,
      page.offset,
      ...(page.after === undefined ? [] : [page.after]),
    ],
  }
}

/** How many resources an exact plan selects. */
export function resourceCount(siteId: number, directoryId: number, plan: FilterPlan): Query {
  return {
    name: '',
    text: `select count(*)::int as total from (${plan.keys}) as keys`,
    values: [siteId, directoryId, ...plan.values],
  }
}

const names = new Map<string, string>()

function nameFor(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `l_${createHash('sha1').update(text).digest('base64url')}`
  names.set(text, name)
  return name
}
