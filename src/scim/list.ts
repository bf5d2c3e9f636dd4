import { type Filter, type JsonObject, matches } from '../model/identity/resource-filter.ts'
import { lowestId } from '../model/ids.ts'
import { type Total, totalOf } from '../storage/counters.ts'
import { resourceCount, resourcePage } from '../storage/identity/resource-lists.ts'
import { type FilterPlan, planFilter, type ResourceKind } from '../storage/identity/scim-filter.ts'
import type { Query } from '../storage/statement.ts'
import type { ScimCall } from './call.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { invalidValue, tooMany } from './errors.ts'
import { parseFilter } from './filter/filter.ts'
import type { JsonText } from './render.ts'
import type { ResourceType } from './schema/schemas.ts'

export const pageDefault = 100
export const pageMax = 1_000
/** So many resources are judged in memory at most, when no index serves a filter. */
const judgedMax = 5_000

export interface ListRequest {
  readonly filter: Filter | undefined
  /** 1-based (RFC 7644 3.4.2.4). */
  readonly startIndex: number
  readonly count: number
  /** The id behind which the page begins, when the caller pages by cursor (RFC 9865). */
  readonly after: string | undefined
}

/**
 * Reads `filter`, `startIndex` and `count`; numbers below their range are clamped (RFC 7644 3.4.2.4).
 * @throws ScimError 400 for what is no number, and for a filter that does not parse
 */
export function readListRequest(call: ScimCall, type: ResourceType): ListRequest {
  const filter = call.query.get('filter')
  return {
    filter: filter === undefined || filter.trim() === '' ? undefined : parseFilter(filter, type),
    after: readAfter(call, type),
    startIndex: Math.max(1, readInteger(call, 'startIndex') ?? 1),
    count: Math.min(pageMax, Math.max(0, readInteger(call, 'count') ?? pageDefault)),
  }
}

/** An empty cursor asks for the first page (RFC 9865 2). */
function readAfter(call: ScimCall, type: ResourceType): string | undefined {
  const cursor = call.query.get('cursor')
  if (cursor === undefined) return undefined
  const kind = type.name === 'User' ? 'users' : 'groups'
  return cursor === '' ? lowestId : readCursor(cursor, kind, call.query.get('filter'))
}

function readInteger(call: ScimCall, name: string): number | undefined {
  const text = call.query.get(name.toLowerCase())
  if (text === undefined || text === '') return undefined
  if (!/^[+-]?\d{1,15}$/.test(text)) throw invalidValue(name, 'must be an integer')
  return Number(text)
}

export interface FoundPage<Row> {
  readonly rows: readonly Row[]
  readonly totalResults: number
  /** Continues behind this page; absent at the end, and for a caller who pages by index. */
  readonly nextCursor?: string | undefined
}

/** A page as it is answered. */
export interface RenderedPage {
  readonly request: ListRequest
  readonly resources: readonly JsonText[]
  readonly totalResults: number
  readonly nextCursor?: string | undefined
}

/** The place of a page in its list, in the manner in which the caller pages. */
export function placeOf({ request, nextCursor }: RenderedPage) {
  return request.after === undefined ? { startIndex: request.startIndex } : { nextCursor }
}

/** How a kind of resource is read and judged. */
export interface Listing<Row> {
  readonly kind: ResourceKind
  /** Reads what a filter needs beside the row, for many rows at once. */
  readonly withGroups: boolean
  /** The complete resource, for a filter that no index decides. */
  readonly complete: (rows: readonly Row[], filter: Filter) => Promise<JsonObject[]>
}

/**
 * Finds one page. What an index decides is counted and cut by the database; what is left is judged in memory, on a
 * bounded number of resources.
 * @throws ScimError 400 tooMany when more would have to be judged
 */
export async function findPage<Row extends { readonly id: string }>(
  call: ScimCall,
  request: ListRequest,
  listing: Listing<Row>,
): Promise<FoundPage<Row>> {
  if (request.after === undefined) return findRows(call, request, listing)
  // One more than asked for tells whether a next page exists.
  const more = { ...request, startIndex: 1, count: request.count + 1 }
  const { rows, totalResults } = await findRows(call, more, listing)
  const page = rows.slice(0, request.count)
  const last = rows.length > page.length ? page.at(-1) : undefined
  const nextCursor = last && writeCursor(last.id, listing.kind, call.query.get('filter'))
  return { rows: page, totalResults, nextCursor }
}

async function findRows<Row extends { readonly id: string }>(
  call: ScimCall,
  request: ListRequest,
  listing: Listing<Row>,
): Promise<FoundPage<Row>> {
  const { siteId, directoryId } = call
  const plan = request.filter && planFilter(request.filter, listing.kind)
  if (plan?.rest) return judgePage(call, request, listing, plan, plan.rest)
  const page = { offset: request.startIndex - 1, limit: request.count, after: request.after }
  const total: Query = plan
    ? resourceCount(siteId, directoryId, plan)
    : totalOf(siteId, directoryId, listing.kind)
  const pageQuery = resourcePage(siteId, directoryId, listing.kind, plan, page, listing.withGroups)
  if (plan?.isPoint && page.offset === 0 && page.limit > 0 && page.after === undefined) {
    // The page of an equality nearly always is the whole result; only a full one needs counting.
    const [rows = []] = await call.database.readInDirectory(siteId, directoryId, [pageQuery])
    if (rows.length < page.limit) return { rows: rows as Row[], totalResults: rows.length }
  }
  const [rows = [], totals = []] = await call.database.readInDirectory(siteId, directoryId, [
    pageQuery,
    total,
  ])
  return { rows: rows as Row[], totalResults: (totals[0] as Total).total }
}

async function judgePage<Row extends { readonly id: string }>(
  call: ScimCall,
  request: ListRequest,
  listing: Listing<Row>,
  plan: FilterPlan,
  rest: Filter,
): Promise<FoundPage<Row>> {
  const { siteId, directoryId } = call
  const candidates = { offset: 0, limit: judgedMax + 1 }
  const served = plan.keys === undefined ? undefined : plan
  const [rows = []] = await call.database.readInDirectory(siteId, directoryId, [
    resourcePage(
      siteId,
      directoryId,
      listing.kind,
      served,
      candidates,
      listing.withGroups || mentions(rest, 'groups'),
    ),
  ])
  if (rows.length > judgedMax) {
    throw tooMany(
      `This filter would have to look at more than ${judgedMax} resources one by one. Add a comparison with eq on userName, externalId, id, displayName or emails.value.`,
    )
  }
  const resources = await listing.complete(rows as Row[], rest)
  const found = (rows as Row[]).filter((_row, n) => matches(rest, resources[n] as JsonObject))
  const { after = lowestId } = request
  const from = request.startIndex - 1
  const behind = found.filter(({ id }) => id > after)
  return { rows: behind.slice(from, from + request.count), totalResults: found.length }
}

/** Whether a filter looks at a core attribute. */
export function mentions(filter: Filter, attribute: string): boolean {
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
