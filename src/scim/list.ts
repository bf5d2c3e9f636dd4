/** One page of a list: found by an index where one serves the filter and the order, in memory otherwise. */
import { type Filter, type JsonObject, matches } from '../model/identity/resource-filter.ts'
import { comparePlaces, type Place, type Sort, sortKeyOf } from '../model/identity/resource-sort.ts'
import { type Total, totalOf } from '../storage/counters.ts'
import type { UserRow } from '../storage/identity/directory-users.ts'
import { orderById, orderOf, pathOf, type ResourceKind } from '../storage/identity/indexed-attributes.ts'
import { readGroupsOfPage } from '../storage/identity/page-groups.ts'
import { readMembersOfPage } from '../storage/identity/page-members.ts'
import {
  isInOrder,
  keptTotal,
  type List,
  type Page,
  resourceCount,
  resourcePage,
  smallMax,
} from '../storage/identity/resource-lists.ts'
import { planFilter } from '../storage/identity/scim-filter.ts'
import type { Query } from '../storage/statement.ts'
import type { ScimCall } from './call.ts'
import { writeCursor } from './cursor.ts'
import { tooMany } from './errors.ts'
import type { ListRequest } from './list-request.ts'
import type { ListedResource } from './render.ts'
import { withAllGroups } from './user-groups.ts'

/** So many resources are judged or sorted in memory at most, when no index serves a filter or an order. */
export const judgedMax = 5_000

export interface FoundPage<Row> {
  readonly rows: readonly Row[]
  readonly totalResults: number
  /** Continues behind this page; absent at the end, and for a caller who pages by index. */
  readonly nextCursor?: string | undefined
}

/** A page as it is answered. */
export interface RenderedPage {
  readonly request: ListRequest
  readonly resources: readonly ListedResource[]
  readonly totalResults: number
  readonly nextCursor?: string | undefined
  /** Where each resource stands in the order. */
  readonly places: () => Promise<Place[]>
}

/** The place of a page in its list, in the manner in which the caller pages. */
export function placeOf({ request, nextCursor }: RenderedPage) {
  return request.byCursor ? { nextCursor } : { startIndex: request.startIndex }
}

/** Whether a core attribute is looked at. */
type LooksAt = (attribute: string) => boolean

/** How a kind of resource is read and judged. */
export interface Listing<Row> {
  readonly kind: ResourceKind
  /** Reads a user's groups or a group's members beside the row, for many rows at once, as far as they fit. */
  readonly withMemberships: boolean
  /** The complete resource, for a filter or an order that no index decides; expensive attributes only where looked at. */
  readonly complete: (rows: readonly Row[], looksAt: LooksAt) => Promise<JsonObject[]>
}

interface Row {
  readonly id: string
}

/**
 * Finds one page. What an index decides is counted and cut by the database; what is left is judged in memory, on a
 * bounded number of resources.
 * @throws ScimError 400 tooMany when more would have to be judged
 */
export async function findPage<R extends Row>(
  call: ScimCall,
  request: ListRequest,
  listing: Listing<R>,
): Promise<FoundPage<R>> {
  if (!request.byCursor) return findByIndex(call, request, listing)
  // One more than asked for tells whether a next page exists.
  const more = { ...request, startIndex: 1, count: request.count + 1 }
  const { rows, totalResults } = await findRows(call, more, listing)
  const page = rows.slice(0, request.count)
  if (rows.length === page.length || page.length === 0) return { rows: page, totalResults }
  const [last] = await placesOf(page.slice(-1), request.sort, listing)
  return { rows: page, totalResults, nextCursor: last && writeCursor(last, request.query, call.cursorKey()) }
}

/** Skips to the index, or goes on from where the page before it ended. */
async function findByIndex<R extends Row>(
  call: ScimCall,
  request: ListRequest,
  listing: Listing<R>,
): Promise<FoundPage<R>> {
  const { places, now } = call
  const after = places.before(call, request, now)
  const found = await findRows(call, after ? { ...request, startIndex: 1, after } : request, listing)
  const next = request.startIndex + found.rows.length
  if (places.isFar(next) && found.rows.length > 0) {
    const [last] = await placesOf(found.rows.slice(-1), request.sort, listing)
    if (last) places.note(call, request, next, last, now)
  }
  return found
}

/** Where rows stand in the order of a list. */
export async function placesOf<R extends Row>(
  rows: readonly R[],
  sort: Sort | undefined,
  { complete }: Listing<R>,
): Promise<Place[]> {
  if (!sort) return rows.map(({ id }) => ({ id, key: undefined }))
  const resources = await complete(rows, looksAtSort(sort))
  return rows.map(({ id }, n) => ({ id, key: sortKeyOf(sort, resources[n] as JsonObject) }))
}

async function findRows<R extends Row>(
  call: ScimCall,
  request: ListRequest,
  listing: Listing<R>,
): Promise<FoundPage<R>> {
  const { siteId, directoryId } = call
  const { kind, withMemberships } = listing
  const plan = request.filter && planFilter(request.filter, kind)
  const list: List = { siteId, directoryId, kind, plan }
  const order = request.sort ? orderOf(request.sort, kind) : orderById(kind)
  if (plan?.rest || !order) return judgePage(call, request, listing, list)
  const { startIndex, count, after } = request
  const page = { order, offset: startIndex - 1, limit: count, after, withMemberships }
  const found = await readPage(call, list, page)
  return { rows: found.rows as R[], totalResults: found.totalResults }
}

interface Read {
  readonly rows: readonly unknown[]
  readonly totalResults: number
}

/** Reads a page and its total. */
async function readPage(call: ScimCall, list: List, page: Page): Promise<Read> {
  const found = await readRows(call, list, page)
  if (!page.withMemberships || list.kind !== 'users') return found
  return { ...found, rows: await withAllGroups(call, found.rows as UserRow[]) }
}

const readMembershipsOf = { users: readGroupsOfPage, groups: readMembersOfPage } as const

/**
 * The rows of a page and, behind them, those of what else is asked. The memberships of a page come with it; members of a group that is
 * found by what no other has are read behind it, by `readMembers`.
 */
async function readBeside(
  { database, siteId, directoryId }: ScimCall,
  list: List,
  page: Page,
  queries: readonly Query[] = [],
): Promise<[readonly unknown[], ...unknown[][]]> {
  const [rows = [], ...others] = await database.readInDirectory(siteId, directoryId, [
    resourcePage(list, page),
    ...queries,
  ])
  return [page.withMemberships ? readMembershipsOf[list.kind](rows) : rows, ...others]
}

async function readRows(call: ScimCall, list: List, page: Page): Promise<Read> {
  const { siteId, directoryId, plan } = list
  if (plan?.isPoint && page.offset === 0 && page.limit > 0 && page.after === undefined) {
    // The page of an equality nearly always is the whole result; only a full one needs counting.
    const [rows] = await readBeside(call, list, page)
    if (rows.length < page.limit || plan.served?.uniqueType) return { rows, totalResults: rows.length }
  }
  const totals = totalsOf(list)
  if (plan && !isInOrder(plan, page.order)) {
    const [total] = await call.database.readInDirectory(siteId, directoryId, totals)
    const totalResults = sumOf([total])
    if (totalResults === 0 || page.limit === 0) return { rows: [], totalResults }
    const isSmall = totalResults <= smallMax
    const [rows] = await readBeside(call, list, { ...page, isSmall })
    return { rows, totalResults }
  }
  const [rows, ...sums] = await readBeside(call, list, page, totals)
  return { rows, totalResults: sumOf(sums) }
}

/** What is read for the total: one number, or two of which the second is taken off. */
function totalsOf(list: List): Query[] {
  const { siteId, directoryId, plan } = list
  const kept = keptTotal(list)
  if (!kept) return plan?.served ? [resourceCount(list, plan.served)] : []
  const kinds = kept.minus === undefined ? [kept.plus] : [kept.plus, kept.minus]
  return kinds.map((what) => totalOf(siteId, directoryId, what))
}

function sumOf(results: readonly (unknown[] | undefined)[]): number {
  const [plus = 0, minus = 0] = results.map((rows) => (rows?.[0] as Total | undefined)?.total)
  return plus - minus
}

/** Judges and sorts in memory what the served part of the filter finds. */
async function judgePage<R extends Row>(
  call: ScimCall,
  { sort, startIndex, count, after }: ListRequest,
  listing: Listing<R>,
  list: List,
): Promise<FoundPage<R>> {
  const { kind, plan } = list
  const rest = plan?.rest
  const looksAt: LooksAt = (name) =>
    (rest !== undefined && mentions(rest, name)) || (sort !== undefined && looksAtSort(sort)(name))
  const byId = orderById(kind)
  // Members of thousands of groups are read only of those that are shown.
  const withGroups = kind === 'users' && (listing.withMemberships || looksAt('groups'))
  const [read] = await readBeside(call, list, {
    order: byId,
    offset: 0,
    limit: judgedMax + 1,
    isSmall: plan !== undefined && !isInOrder(plan, byId),
    withMemberships: withGroups,
  })
  if (read.length > judgedMax) throw rest ? tooManyToJudge() : tooManyToSort(sort)
  const rows = withGroups ? await withAllGroups(call, read as UserRow[]) : read
  const resources = await listing.complete(rows as R[], looksAt)
  const order = sort ?? { attribute: undefined, descending: false }
  const found = (rows as R[]).flatMap((row, n) => {
    const resource = resources[n] as JsonObject
    if (rest && !matches(rest, resource)) return []
    return [{ row, place: { id: row.id, key: sortKeyOf(order, resource) } }]
  })
  const sorted = found.sort((a, b) => comparePlaces(a.place, b.place, order))
  const behind = after ? sorted.filter(({ place }) => comparePlaces(place, after, order) > 0) : sorted
  const page = behind.slice(startIndex - 1, startIndex - 1 + count)
  return { rows: page.map(({ row }) => row), totalResults: found.length }
}

function tooManyToJudge() {
  return tooMany(
    `filter: it would have to look at more than ${judgedMax} resources one by one. Add a comparison with eq on userName, externalId, id, displayName or emails.value.`,
  )
}

function tooManyToSort(sort: Sort | undefined) {
  const name = sort?.attribute ? pathOf(sort.attribute) : ''
  return tooMany(
    `sortBy: more than ${judgedMax} resources cannot be sorted by ${name}. Narrow the list by a filter, or sort by id, userName, displayName, externalId, meta.created or meta.lastModified.`,
  )
}

function looksAtSort({ attribute }: Sort): LooksAt {
  return (name) => attribute?.extension === undefined && attribute?.name === name
}

/** Whether a filter looks at a core attribute. */
function mentions(filter: Filter, attribute: string): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.all.some((one) => mentions(one, attribute))
    case 'or':
      return filter.any.some((one) => mentions(one, attribute))
    case 'not':
      return mentions(filter.inner, attribute)
    default:
      return filter.attribute.extension === undefined && filter.attribute.name === attribute
  }
}
