import { createHash } from 'node:crypto'
import type { Place } from '../../model/identity/resource-sort.ts'
import { lowestId } from '../../model/ids.ts'
import type { Query } from '../statement.ts'
import { groupColumns } from './directory-groups.ts'
import { userColumns } from './directory-users.ts'
import { membersWeight } from './group-members.ts'
import {
  type KeptTotal,
  keyOf,
  momentAt,
  type Order,
  type ResourceKind,
  type Served,
  tableOf,
} from './indexed-attributes.ts'
import { withGroupsOfPage } from './page-groups.ts'
import { withMembersOfPage } from './page-members.ts'
import { pageGroupColumns, pageUserColumns, readGroupPageRow, readPageRow } from './page-rows.ts'
import { conditionOf, type FilterPlan, keysOf, totalOfServed } from './scim-filter.ts'
import { groupsColumn } from './user-groups.ts'

/** Which list: everything of one kind in one directory, or what a filter's served part finds of it. */
export interface List {
  readonly siteId: number
  readonly directoryId: number
  readonly kind: ResourceKind
  readonly plan: FilterPlan | undefined
}

export interface Page {
  readonly order: Order
  readonly offset: number
  readonly limit: number
  /** Only what comes behind this place: such a page costs the same at any depth, an offset's does not. */
  readonly after?: Place | undefined
  /** So few are found that their keys are gathered first. Otherwise the planner chooses, from what it believes of them. */
  readonly isSmall?: boolean
  /** Of users: their `groups` as well, read by `readGroupsOfPage`; of groups: their `members`, read by `readMembersOfPage`. */
  readonly withMemberships?: boolean
}

const aliasOf = { users: 'u', groups: 'g' } as const
const columnsOf = { users: pageUserColumns, groups: pageGroupColumns } as const
const readerOf = { users: readPageRow, groups: readGroupPageRow } as const
const withMembershipsOf = { users: withGroupsOfPage, groups: withMembersOfPage } as const

/** Beyond so many keys it is cheaper to walk an index in the order of the list. */
export const smallMax = 10_000

/** Whether a page's cost is bounded by its size without knowing how many resources the plan finds. */
export function isInOrder({ isPoint, served }: FilterPlan, order: Order): boolean {
  return isPoint || served?.isInOrder === true || (served?.firstKeys !== undefined && isUsual(order))
}

/** A page with at most so many rows is brief: of everything by an index, or of an equality, even where all have the same value. */
const briefMax = 200
/** And skips at most so many. */
const briefOffsetMax = 1_000
/** A page takes half a millisecond and brings sixty kilobytes: several together, not as many as single resources. */
const pageWeight = 4
const weightOf = ({ withMemberships }: Page, kind: ResourceKind) =>
  withMemberships && kind === 'groups' ? membersWeight : pageWeight

/** A page of a list. */
export function resourcePage(list: List, page: Page): Query {
  const { siteId, directoryId, kind, plan } = list
  const served = plan?.served
  if (served?.uniqueType && isWhole(page)) return oneResource(list, served, page)
  if (served?.firstKeys && isUsual(page.order)) return firstKeysPage(list, served.firstKeys, page)
  const condition = !served
    ? { text: '', values: [] }
    : page.isSmall
      ? keysOf(served, kind)
      : conditionOf(served, kind)
  const values: unknown[] = [siteId, directoryId, ...condition.values, page.limit]
  const add = (value: unknown) => `$${values.push(value)}`
  const parts: Parts = {
    kind,
    page,
    limit: `$${values.length}`,
    offset: page.after === undefined ? `offset ${add(page.offset)}` : '',
    behind: page.after && behindPlace(page.after, page.order, kind, add),
  }
  const rows = page.isSmall && served ? smallText(parts, condition.text) : walkText(parts, condition.text)
  const text = page.withMemberships ? withMembershipsOf[kind](rows) : rows
  // One equality, or no filter, in the usual order has few shapes. Everything else is planned for its values.
  const isOneEquality = plan?.isPoint === true && condition.values.length === 1
  const isFrequent = isUsual(page.order) && (!served || isOneEquality)
  // An address or a member is looked for in another table, and a page that is judged in memory may have thousands of rows.
  const isShort = page.limit <= briefMax && page.offset <= briefOffsetMax
  const isBrief = isFrequent && isShort && (!served || served.isOwn === true)
  return {
    name: isFrequent ? nameFor(text) : '',
    text,
    values,
    isBrief,
    weight: weightOf(page, kind),
    readRow: readerOf[kind],
  }
}

const isWhole = ({ offset, limit, after }: Page) => offset === 0 && limit > 0 && after === undefined

/** The one that has a unique value: neither sorted nor cut. A user's groups are its own. */
function oneResource({ siteId, directoryId, kind }: List, served: Served, { withMemberships }: Page): Query {
  const [alias, condition] = [aliasOf[kind], conditionOf(served, kind)]
  const groups = withMemberships && kind === 'users' ? `, ${groupsColumn(`${alias}.${keyOf[kind]}`)}` : ''
  const columns = { users: userColumns, groups: groupColumns }[kind]
  const text = `select ${columns}${groups} from ${tableOf[kind]} ${alias}
    where ${alias}.site_id = $1 and ${alias}.directory_id = $2 and ${condition.text}`
  const values = [siteId, directoryId, ...condition.values]
  return {
    name: nameFor(text),
    text,
    values,
    ...(served.uniqueType && { keys: [served.uniqueType] }),
    isBrief: true,
  }
}

/** Of a set too large to gather the keys of one page alone, and of those before it when an index skips them. */
function firstKeysPage(
  { siteId, directoryId, kind }: List,
  firstKeys: NonNullable<Served['firstKeys']>,
  page: Page,
): Query {
  const key = keyOf[kind]
  const values: unknown[] = [siteId, directoryId]
  const add = (value: unknown) => `$${values.push(value)}`
  const keys = firstKeys(add, `${add(page.after?.id ?? lowestId)}::uuid`, add(page.offset + page.limit))
  const cut = `limit ${add(page.limit)} offset ${add(page.offset)}`
  const rows = `select ${columnsOf[kind]}
    from (select distinct k.${key} from (${keys}) k order by k.${key} ${cut}) k
    ${rowsOf(kind)} order by ${orderBy(page.order, kind)}`
  const text = page.withMemberships ? withMembershipsOf[kind](rows) : rows
  return { name: '', text, values, readRow: readerOf[kind] }
}

const isUsual = ({ type, descending }: Order) => type === 'uuid' && !descending

interface Parts {
  readonly kind: ResourceKind
  readonly page: Page
  readonly limit: string
  readonly offset: string
  readonly behind: Behind | undefined
}

/** Walks an index in the order of the list, and judges each row by the condition. */
function walkText({ kind, page, limit, offset, behind }: Parts, condition: string): string {
  const [table, alias, key] = [tableOf[kind], aliasOf[kind], keyOf[kind]]
  const columns = columnsOf[kind]
  const order = orderBy(page.order, kind)
  const from = `from ${table} ${alias}
    where ${alias}.site_id = $1 and ${alias}.directory_id = $2${condition && ` and (${condition})`}`
  const [first, second] = behind?.(alias) ?? []
  if (page.offset > 0 && !behind) {
    // What is skipped is skipped in the index alone; the `groups` of a million users that nobody sees took half a minute.
    return `select ${columns} from (select ${alias}.${key} ${from} order by ${order} limit ${limit} ${offset}) k
      ${rowsOf(kind)} order by ${order}`
  }
  if (second === undefined) {
    return `select ${columns} ${from}${first === undefined ? '' : ` and ${first}`}
      order by ${order} limit ${limit} ${offset}`
  }
  // What has a value and what has none are two ranges of the index; one condition for both would read it from its start.
  const range = (segment?: string) =>
    `(select ${alias}.${key} ${from} and ${segment} order by ${order} limit ${limit})`
  return `select ${columns} from (${range(first)} union all ${range(second)}) k ${rowsOf(kind)}
    order by ${order} limit ${limit}`
}

/** The rows of the keys `k`, each by itself: `offset 0` keeps the planner from reading the whole table instead. */
function rowsOf(kind: ResourceKind): string {
  return `cross join lateral (select * from ${tableOf[kind]} r
    where r.site_id = $1 and r.directory_id = $2 and r.${keyOf[kind]} = k.${keyOf[kind]} offset 0) ${aliasOf[kind]}`
}

/**
 * Gathers the keys first and sorts them. `offset 0` keeps the planner from walking a whole directory in the order of the
 * list because it believes that a page will soon be full: it knows how often a value occurs in all sites, not in one.
 */
function smallText({ kind, page, limit, offset, behind }: Parts, keys: string): string {
  const key = keyOf[kind]
  const order = orderBy(page.order, kind)
  const where = (name: string) => (behind ? `where ${behind(name).join(' or ')}` : '')
  const cut = `limit ${limit} ${offset}`
  if (page.order.type === 'uuid') {
    const direction = page.order.descending ? ' desc' : ''
    return `select ${columnsOf[kind]}
      from (select k.${key} from (${keys} offset 0) k ${where('k')} order by k.${key}${direction} ${cut}) k
      ${rowsOf(kind)} order by ${order}`
  }
  return `select ${columnsOf[kind]} from (${keys} offset 0) k ${rowsOf(kind)}
    ${where(aliasOf[kind])} order by ${order} ${cut}`
}

/** PostgreSQL puts nulls last ascending and first descending, as RFC 7644 3.4.2.3 wants what has no value. */
function orderBy({ column, isUnique, descending }: Order, kind: ResourceKind): string {
  const direction = descending ? ' desc' : ''
  const columns = isUnique ? [column] : [column, keyOf[kind]]
  return columns.map((name) => `${aliasOf[kind]}.${name}${direction}`).join(', ')
}

/** Conditions on an alias that together hold for what comes behind a place, each a range of the order's index. */
type Behind = (alias: string) => string[]

function behindPlace(
  { key, id }: Place,
  { column, type, isUnique, mayBeNull, descending }: Order,
  kind: ResourceKind,
  add: (value: unknown) => string,
): Behind {
  const sign = descending ? '<' : '>'
  const keyColumn = keyOf[kind]
  if (type === 'uuid') {
    const place = `${add(id)}::uuid`
    return (alias) => [`${alias}.${column} ${sign} ${place}`]
  }
  if (key === undefined) {
    const place = `${add(id)}::uuid`
    return (alias) => {
      const others = `${alias}.${column} is null and ${alias}.${keyColumn} ${sign} ${place}`
      return descending ? [others, `${alias}.${column} is not null`] : [others]
    }
  }
  const value = `${add(type === 'timestamptz' ? momentAt(Number(key)) : key)}::${type}`
  const place = isUnique ? '' : `${add(id)}::uuid`
  return (alias) => {
    const greater = isUnique
      ? `${alias}.${column} ${sign} ${value}`
      : `(${alias}.${column}, ${alias}.${keyColumn}) ${sign} (${value}, ${place})`
    return mayBeNull && !descending ? [greater, `${alias}.${column} is null`] : [greater]
  }
}

/** How many resources a filter's served part finds. */
export function resourceCount({ siteId, directoryId, kind }: List, served: Served): Query {
  const { text, values } = totalOfServed(served, kind)
  return { name: '', text, values: [siteId, directoryId, ...values] }
}

/** The totals to add and to take off, when they are kept for exactly this list. */
export function keptTotal({ kind, plan }: List): KeptTotal | undefined {
  return plan?.served ? plan.served.total : { plus: kind }
}

const names = new Map<string, string>()

function nameFor(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `l_${createHash('sha1').update(text).digest('base64url')}`
  names.set(text, name)
  return name
}
