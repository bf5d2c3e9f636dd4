/** The order of a sorted list (RFC 7644 3.4.2.3), as storage's indexes keep it and as it is judged in memory. */
import {
  type AttributeReference,
  compareText,
  foldCase,
  instantOf,
  isObject,
  type Json,
  type JsonObject,
} from './resource-filter.ts'

export interface Sort {
  /** Absent when no resource of the kind can have the attribute, as happens in a list of several kinds. */
  readonly attribute: AttributeReference | undefined
  readonly descending: boolean
}

/**
 * What a resource is sorted by: text folded unless it is case-exact, a moment in milliseconds since 1970; undefined when the
 * resource has none.
 */
export type SortKey = string | number | boolean | undefined

/** Where a resource stands in a list. The id decides between equal keys, so that every order is total. */
export interface Place {
  readonly key: SortKey
  readonly id: string
}

/** The key of a resource: of a list the primary element's, else the first one's. */
export function sortKeyOf({ attribute }: Sort, resource: JsonObject): SortKey {
  if (!attribute) return undefined
  const holder = attribute.extension === undefined ? resource : resource[attribute.extension]
  const found = chosen(isObject(holder) ? holder[attribute.name] : undefined)
  const { sub } = attribute
  const leaf = sub === undefined ? found : isObject(found) ? chosen(found[sub]) : undefined
  if (typeof leaf === 'string') {
    if (attribute.type === 'dateTime') return instantOf(leaf)
    return attribute.caseExact ? leaf : foldCase(leaf)
  }
  return typeof leaf === 'number' || typeof leaf === 'boolean' ? leaf : undefined
}

function chosen(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return value
  return value.find((element) => isObject(element) && element.primary === true) ?? value[0]
}

/**
 * Compares two places: negative, zero or positive. Descending is ascending read backwards, so what has no value comes last
 * ascending and first descending, as the RFC wants it.
 */
export function comparePlaces(a: Place, b: Place, { descending }: Sort): number {
  const order = compareKeys(a.key, b.key) || compareText(a.id, b.id)
  return descending ? -order : order
}

const ranks = ['boolean', 'number', 'string', 'undefined']

function compareKeys(a: SortKey, b: SortKey): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  const order = ranks.indexOf(typeof a) - ranks.indexOf(typeof b)
  return order === 0 && a !== b ? Number(a) - Number(b) : order
}
