/**
 * References between the operations of a bulk request (RFC 7644 3.7.2): `bulkId:xyz` where the id of a resource belongs. Where
 * that is the schemas say: a complex attribute with a `$ref` to users or groups. A display name of that form is a display name.
 */
import { foldCase, isObject, type Json, type JsonObject } from '../../model/identity/resource-filter.ts'
import type { AttributePath } from '../filter/attribute-path.ts'
import { PATH_LENGTH_MAX, printPath, resolveAttribute } from '../filter/path.ts'
import { attributeOf, GROUP, type ResourceType, subAttributeOf, USER } from '../schema/schemas.ts'
import type { BulkOperation } from './bulk-request.ts'

const PREFIX = 'bulkId:'

/** The bulkId that a text refers to; undefined when it is an id like any other. */
export function bulkIdIn(text: string): string | undefined {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined
}

/** A path in its parts: `/Users/2819c223`. The id may be a reference. */
export function targetOf({ path }: BulkOperation): { readonly endpoint: string; readonly id?: string } {
  const slash = path.indexOf('/', 1)
  return slash < 0 ? { endpoint: path } : { endpoint: path.slice(0, slash), id: path.slice(slash + 1) }
}

/** All ids that an operation names in its data, references among them; not the one in its path. */
export function idsNamedIn(operation: BulkOperation): Set<string> {
  const named = new Set<string>()
  changeIds(operation, (id) => {
    named.add(id)
    return id
  })
  return named
}

/** The operation with every reference replaced for which there is an id; others stay. */
export function withIds(operation: BulkOperation, ids: ReadonlyMap<string, string>): BulkOperation {
  const idOf = (text: string) => {
    const bulkId = bulkIdIn(text)
    return bulkId === undefined ? text : (ids.get(bulkId) ?? text)
  }
  const { endpoint, id } = targetOf(operation)
  const path = id === undefined ? endpoint : `${endpoint}/${idOf(id)}`
  return { ...operation, path, ...(operation.data && { data: changeIds(operation, idOf) }) }
}

/** An attribute, or elements of a list, that waits until the resource it refers to is there. */
export interface Postponed {
  readonly path: string
  readonly value: Json
}

/**
 * Takes out of a resource what refers to these bulkIds: elements of a list, or the whole value of a single attribute.
 * @returns the rest, and what is to be added to the resource later
 */
export function withoutReferences(
  operation: BulkOperation,
  bulkIds: ReadonlySet<string>,
): { readonly operation: BulkOperation; readonly postponed: Postponed[] } {
  const refersToThem = (value: Json) => {
    let found = false
    changeIdsOfValue(value, (id) => {
      const bulkId = bulkIdIn(id)
      if (bulkId !== undefined && bulkIds.has(bulkId)) found = true
      return id
    })
    return found
  }
  const postponed: Postponed[] = []
  const type = typeOf(operation)
  if (!type || !operation.data) return { operation, postponed }
  const data = changeReferences(operation.data, type, (value, path) => {
    if (!refersToThem(value)) return value
    if (!Array.isArray(value)) {
      postponed.push({ path, value })
      return undefined
    }
    const waiting = new Set(value.filter(refersToThem))
    postponed.push({ path, value: [...waiting] })
    return value.filter((element) => !waiting.has(element))
  })
  return { operation: { ...operation, data }, postponed }
}

/** The value without the elements that refer to a bulkId which has no id; undefined when nothing is left. */
export function onlyWithIds(value: Json, ids: ReadonlyMap<string, string>): Json | undefined {
  const isKnown = (element: Json) => {
    let known = true
    changeIdsOfValue(element, (id) => {
      const bulkId = bulkIdIn(id)
      if (bulkId !== undefined && !ids.has(bulkId)) known = false
      return id
    })
    return known
  }
  const idOf = (text: string) => ids.get(bulkIdIn(text) ?? '') ?? text
  if (!Array.isArray(value)) return isKnown(value) ? changeIdsOfValue(value, idOf) : undefined
  const left = value.filter(isKnown)
  return left.length === 0 ? undefined : changeIdsOfValue(left, idOf)
}

function typeOf(operation: BulkOperation): ResourceType | undefined {
  const { endpoint } = targetOf(operation)
  return [USER, GROUP].find((type) => type.endpoint === endpoint)
}

type ChangeId = (id: string) => string

function changeIds(operation: BulkOperation, change: ChangeId): JsonObject {
  const { method, data = {} } = operation
  const type = typeOf(operation)
  if (!type) return data
  if (method === 'PATCH') return changeIdsOfPatch(data, type, change)
  return changeReferences(data, type, (value) => changeIdsOfValue(value, change))
}

function isReference({ attribute, sub }: AttributePath): boolean {
  if (!attribute || attribute.mutability === 'readOnly') return false
  if (sub && sub.name !== 'value') return false
  const types = subAttributeOf(attribute, '$ref')?.referenceTypes ?? []
  return types.includes('User') || types.includes('Group')
}

type ChangeValue = (value: Json, path: string) => Json | undefined

/** The resource, or part of one, with the values of its reference attributes changed; undefined removes one. */
function changeReferences(resource: JsonObject, type: ResourceType, change: ChangeValue): JsonObject {
  return changeEntries(resource, (key, value) => {
    const path = resolveAttribute(key, type)
    if (!path) return value
    if (isReference(path)) return change(value, printPath(path))
    if (path.attribute || !isObject(value)) return value
    const { schema, isExtension } = path
    return changeEntries(value, (name, inner) => {
      const attribute = attributeOf(schema, name)
      const found = { schema, isExtension, ...(attribute && { attribute }) }
      return attribute && isReference(found) ? change(inner, printPath(found)) : inner
    })
  })
}

function changeEntries(object: JsonObject, change: (key: string, value: Json) => Json | undefined) {
  const entries: [string, Json][] = []
  for (const key of Object.keys(object)) {
    const value = change(key, object[key] as Json)
    if (value !== undefined) entries.push([key, value])
  }
  // Not assigned one by one: a key may be `__proto__`.
  return Object.fromEntries(entries)
}

/** A text, an object with a `value`, or a list of those (`repairValue` reads all three). */
function changeIdsOfValue(value: Json, change: ChangeId): Json {
  return Array.isArray(value)
    ? value.map((element) => changeIdOfElement(element, change))
    : changeIdOfElement(value, change)
}

function changeIdOfElement(element: Json, change: ChangeId): Json {
  if (typeof element === 'string') return change(element)
  if (!isObject(element)) return element
  return changeEntries(element, (key, value) =>
    typeof value === 'string' && foldCase(key) === 'value' ? change(value) : value,
  )
}

function changeIdsOfPatch(data: JsonObject, type: ResourceType, change: ChangeId): JsonObject {
  return changeEntries(data, (key, operations) => {
    if (foldCase(key) !== 'operations' || !Array.isArray(operations)) return operations
    return operations.map((one) => (isObject(one) ? changeIdsOfPatchOperation(one, type, change) : one))
  })
}

function changeIdsOfPatchOperation(operation: JsonObject, type: ResourceType, change: ChangeId): JsonObject {
  const path = Object.entries(operation).find(([key]) => foldCase(key) === 'path')?.[1] ?? null
  const name = typeof path === 'string' ? (path.split('[', 1)[0] ?? '') : undefined
  const target = name === undefined ? undefined : resolveAttribute(name, type)
  return changeEntries(operation, (key, value) => {
    const folded = foldCase(key)
    if (folded === 'path' && typeof value === 'string' && target && isReference(target)) {
      return changeIdsOfFilter(value, change)
    }
    if (folded !== 'value') return value
    if (target && isReference(target)) return changeIdsOfValue(value, change)
    // Without a path, or with the bare URN of an extension, the value is part of a resource.
    const isPart = path === null || (target && !target.attribute)
    return isPart && isObject(value) ? changePart(value, type, target, change) : value
  })
}

function changePart(
  part: JsonObject,
  type: ResourceType,
  extension: AttributePath | undefined,
  change: ChangeId,
): JsonObject {
  if (!extension) return changeReferences(part, type, (value) => changeIdsOfValue(value, change))
  const { id } = extension.schema
  const whole = changeReferences({ [id]: part }, type, (value) => changeIdsOfValue(value, change))
  return whole[id] as JsonObject
}

/** The literals of `members[value eq "bulkId:xyz"]`. */
function changeIdsOfFilter(path: string, change: ChangeId): string {
  const open = path.indexOf('[')
  // A path of more is refused when it is parsed.
  if (open < 0 || path.length > PATH_LENGTH_MAX) return path
  // What never ends is matched as well: to look for the end from each quote again would take forever.
  const filter = path.slice(open).replace(/"(?:[^"\\]|\\.?)*(?:"|$)/gs, (literal) => {
    try {
      return JSON.stringify(change(JSON.parse(literal)))
    } catch {
      return literal // no JSON, which the parser of paths will say
    }
  })
  return path.slice(0, open) + filter
}
