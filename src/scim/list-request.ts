/** What a list is asked for: `filter`, `sortBy`, `sortOrder`, `startIndex`, `count` and `cursor`. */
import { type AttributeReference, type Filter, foldCase } from '../model/identity/resource-filter.ts'
import type { Place, Sort, SortKey } from '../model/identity/resource-sort.ts'
import { pathOf } from '../storage/identity/indexed-attributes.ts'
import { noteRepairs, type ScimCall } from './call.ts'
import { readCursor } from './cursor.ts'
import type { Repairs } from './dialect/repairs.ts'
import { invalidPath, invalidValue, quoted, ScimError } from './errors.ts'
import { parseFilterAmong } from './filter/filter.ts'
import { referenceTo, resolveAttribute } from './filter/path.ts'
import type { ResourceType } from './schema/schemas.ts'

export const pageDefault = 100
export const pageMax = 1_000

export interface ListRequest {
  readonly filter: Filter | undefined
  /** Whether the filter asks for what no resource of this type has. */
  readonly findsNothing: boolean
  readonly sort: Sort | undefined
  /** 1-based (RFC 7644 3.4.2.4). */
  readonly startIndex: number
  readonly count: number
  /** Whether the caller pages by cursor (RFC 9865). */
  readonly byCursor: boolean
  /** The place behind which the page begins; absent on the first page by cursor. */
  readonly after: Place | undefined
  /** The same text for the same list, whatever the page. */
  readonly query: string
}

/**
 * Reads the parameters; numbers beyond their range are clamped (RFC 7644 3.4.2.4).
 * @param among the types of a list across several: an attribute that another of them has may be named in filters and sorted by
 * @throws ScimError 400, naming the parameter and the rule
 */
export function readListRequest(
  call: ScimCall,
  type: ResourceType,
  among: readonly ResourceType[] = [type],
): ListRequest {
  const text = call.query.get('filter') ?? ''
  const repairs: Repairs = new Set()
  const filter = text.trim() === '' || parseFilterAmong(text, type, among, repairs)
  const sort = readSort(call, type, among, repairs)
  noteRepairs(call, repairs)
  const cursor = call.query.get('cursor')
  const by = sort && `${sort.attribute && pathOf(sort.attribute)} ${sort.descending}`
  const query = JSON.stringify([type.name, text, by])
  const count = readInteger(call, 'count', cursor === undefined ? 'invalidValue' : 'invalidCount')
  return {
    filter: typeof filter === 'boolean' ? undefined : filter,
    findsNothing: filter === false,
    sort,
    startIndex: Math.max(1, readInteger(call, 'startIndex', 'invalidValue') ?? 1),
    count: Math.min(pageMax, Math.max(0, count ?? pageDefault)),
    byCursor: cursor !== undefined,
    // An empty cursor asks for the first page (RFC 9865 2).
    after: cursor
      ? readCursor(cursor, query, call.cursorKey(), (key) => isKeyOf(sort?.attribute, key))
      : undefined,
    query,
  }
}

/** Beyond every list, and exact. */
const integerMax = 1e15

function readInteger(
  call: ScimCall,
  name: 'startIndex' | 'count',
  scimType: 'invalidValue' | 'invalidCount',
): number | undefined {
  const text = call.query.get(name.toLowerCase())
  if (text === undefined || text === '') return undefined
  if (!/^[+-]?\d+$/.test(text)) throw new ScimError(400, `${name}: it must be an integer.`, scimType)
  return Math.max(-integerMax, Math.min(integerMax, Number(text)))
}

const orders: ReadonlyMap<string, boolean> = new Map([
  ['ascending', false],
  ['descending', true],
])

/** Reads `sortBy` and `sortOrder`, which is ascending unless it says otherwise (RFC 7644 3.4.2.3). */
function readSort(
  call: ScimCall,
  type: ResourceType,
  among: readonly ResourceType[],
  repairs: Repairs,
): Sort | undefined {
  const order = call.query.get('sortorder')?.trim() || 'ascending'
  const descending = orders.get(foldCase(order))
  if (descending === undefined) throw invalidValue('sortOrder:', 'it must be ascending or descending.')
  const name = call.query.get('sortby')?.trim()
  if (!name) return undefined
  const attribute = sortable(name, type, repairs)
  if (!attribute && !among.some((other) => sortable(name, other, repairs))) {
    throw invalidPath(`sortBy: there is no attribute ${quoted(name)}.`)
  }
  return { attribute, descending }
}

/** Of a list of complex values their `value` is compared, as in a filter. */
function sortable(name: string, type: ResourceType, repairs: Repairs): AttributeReference | undefined {
  const path = resolveAttribute(name, type, repairs)
  const attribute = path && referenceTo(path)
  if (!attribute) return undefined
  if (path.attribute?.returned === 'never') {
    throw invalidPath(`sortBy: ${attribute.name} is never returned, and an order would tell of it.`)
  }
  if (attribute.type === 'complex') {
    throw invalidPath(`sortBy: ${attribute.name} has sub-attributes; sort by one of them.`)
  }
  return attribute
}

function isKeyOf(attribute: AttributeReference | undefined, key: SortKey): boolean {
  if (key === undefined) return true
  switch (attribute?.type) {
    case undefined:
      return false
    case 'boolean':
      return typeof key === 'boolean'
    case 'integer':
    case 'decimal':
    case 'dateTime':
      return typeof key === 'number'
    default:
      return typeof key === 'string'
  }
}
