/** Filters over directory resources: the tree that SCIM parses and storage compiles, and its meaning in memory. */

/** What a JSON document can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export type JsonObject = { [key: string]: Json }

/** The data types of RFC 7643 2.3. */
export type ValueType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'binary'
  | 'reference'
  | 'complex'

/** An attribute with everything resolved that a comparison needs to know, so that storage needs no schema. */
export interface AttributeReference {
  /** The URN of the extension the attribute belongs to; absent for an attribute of the core schema. */
  readonly extension?: string
  /** The canonical spelling. */
  readonly name: string
  /** The canonical sub-attribute. A comparison on a complex attribute without one means its `value`. */
  readonly sub?: string
  /** The type of the leaf: of the sub-attribute when there is one. */
  readonly type: ValueType
  readonly caseExact: boolean
  /** Whether the attribute itself (not the sub-attribute) is a list. */
  readonly multiValued: boolean
}

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

export type Comparand = string | number | boolean | null

export type Filter =
  | { readonly kind: 'and'; readonly all: readonly Filter[] }
  | { readonly kind: 'or'; readonly any: readonly Filter[] }
  | { readonly kind: 'not'; readonly inner: Filter }
  | {
      readonly kind: 'compare'
      readonly attribute: AttributeReference
      readonly operator: CompareOperator
      readonly value: Comparand
    }
  | { readonly kind: 'present'; readonly attribute: AttributeReference }
  /** One element of `attribute` (a list) meets `inner`, whose references are relative: name = the sub-attribute. */
  | { readonly kind: 'element'; readonly attribute: AttributeReference; readonly inner: Filter }

/**
 * The one folding of text that is compared without regard to case, in memory and (on write) in storage: ASCII letters only.
 * Unicode folding would make two addresses equal that a mail server may hold for two people (product.md, e-mail
 * equality), depends on the Unicode version, and changes the length of some texts.
 */
export function foldCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
}

/**
 * Orders two texts by code point, as PostgreSQL's collation "C" orders their UTF-8 bytes. JavaScript's `<` compares UTF-16
 * units and would put an emoji before U+FF01. Negative, zero or positive.
 */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Surrogates, which stand for the code points above U+FFFF, come after every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}

const dateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([+-])(\d\d):(\d\d))?$/

/**
 * The instant of an xsd:dateTime (RFC 7643 2.3.5) in milliseconds since 1970; a fraction keeps more than milliseconds.
 * Without a zone it is taken as UTC, because a server's own zone says nothing about the sender. Undefined when it is none.
 */
export function instantOf(text: string): number | undefined {
  const parts = dateTime.exec(text)
  if (!parts) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  const fraction = Number(`0${parts[7] ?? ''}`)
  const offset = Number(`${parts[8] ?? '+'}1`) * (Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0))
  const endOfDay = hour === 24 && minute === 0 && second === 0 && fraction === 0
  if ((hour > 23 && !endOfDay) || minute > 59 || second > 59) return undefined
  if (Math.abs(offset) > 14 * 60 || Number(parts[10] ?? 0) > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day) // Date.UTC would take the years 0 to 99 for 1900 to 1999
  // A day the month does not have has moved the date on. PostgreSQL knows no year 0.
  if (year === 0 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.getTime() + ((hour * 60 + minute - offset) * 60 + second + fraction) * 1000
}

/**
 * Whether a resource (or, for a relative filter, one element) meets the filter: RFC 7644 3.4.2.2. A list meets a
 * comparison when one of its elements does; `ne` is also true when there is nothing to compare; `eq null` means absent.
 */
export function matches(filter: Filter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.all.every((part) => matches(part, resource))
    case 'or':
      return filter.any.some((part) => matches(part, resource))
    case 'not':
      return !matches(filter.inner, resource)
    case 'present':
      return valuesOf(filter.attribute, resource).some(isAssigned)
    case 'compare':
      return compare(filter.attribute, filter.operator, filter.value, resource)
    case 'element':
      return valuesOf(filter.attribute, resource).some((element) =>
        matches(filter.inner, isObject(element) ? element : { value: element }),
      )
  }
}

/** Whether a value counts as assigned: null, "", [] and objects or lists of only such values do not (RFC 7643 2.5, `pr`). */
function isAssigned(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  if (typeof value !== 'object') return true
  return Object.values(value).some(isAssigned)
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every value a reference finds: none, one, or one for each element. */
function valuesOf(reference: AttributeReference, resource: JsonObject): Json[] {
  const holder = reference.extension === undefined ? resource : resource[reference.extension]
  const { sub } = reference
  const found = asList(isObject(holder) ? holder[reference.name] : undefined)
  return sub === undefined
    ? found
    : found.flatMap((value) => asList(isObject(value) ? value[sub] : undefined))
}

function asList(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function compare(
  attribute: AttributeReference,
  operator: CompareOperator,
  comparand: Comparand,
  resource: JsonObject,
): boolean {
  const values = valuesOf(attribute, resource)
  if (comparand === null) return values.some(isAssigned) === (operator === 'ne')
  if (values.length === 0) return operator === 'ne'
  return values.some((value) => holds(attribute, operator, value, comparand))
}

/** One value against one comparand; values of different kinds are never equal and have no order. */
function holds(
  attribute: AttributeReference,
  operator: CompareOperator,
  value: Json,
  comparand: Exclude<Comparand, null>,
): boolean {
  if (typeof value === 'string' && typeof comparand === 'string') {
    return attribute.type === 'dateTime' && !isTextOperator(operator)
      ? ordered(operator, difference(instantOf(value), instantOf(comparand)))
      : holdsText(
          operator,
          attribute.caseExact ? value : foldCase(value),
          attribute.caseExact ? comparand : foldCase(comparand),
        )
  }
  if (typeof value === 'number' && typeof comparand === 'number') return ordered(operator, value - comparand)
  if (operator === 'eq') return value === comparand
  return operator === 'ne' && value !== comparand
}

function isTextOperator(operator: CompareOperator): boolean {
  return operator === 'co' || operator === 'sw' || operator === 'ew'
}

function difference(a: number | undefined, b: number | undefined): number {
  return a === undefined || b === undefined ? Number.NaN : a - b
}

function holdsText(operator: CompareOperator, value: string, comparand: string): boolean {
  switch (operator) {
    case 'co':
      return value.includes(comparand)
    case 'sw':
      return value.startsWith(comparand)
    case 'ew':
      return value.endsWith(comparand)
    default:
      return ordered(operator, compareText(value, comparand))
  }
}

/** Reads an order (negative, zero, positive, NaN for none) by the operator. */
function ordered(operator: CompareOperator, order: number): boolean {
  switch (operator) {
    case 'eq':
      return order === 0
    case 'ne':
      return order !== 0
    case 'gt':
      return order > 0
    case 'ge':
      return order >= 0
    case 'lt':
      return order < 0
    case 'le':
      return order <= 0
    default:
      return false // co, sw and ew have no meaning for numbers
  }
}
