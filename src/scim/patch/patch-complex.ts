/** Changes inside one complex value: a single one such as `name`, or an element of a list. */
import { isDeepStrictEqual } from 'node:util'
import type { Json, JsonObject } from '../../model/identity/resource-filter.ts'
import { emptyTextClears, repairValue } from '../dialect/values.ts'
import { mutability } from '../errors.ts'
import { givenTwice, noteIgnored, readValue } from '../schema/resource-value.ts'
import { type Attribute, subAttributeOf } from '../schema/schemas.ts'
import type { PatchContext } from './patch-change.ts'

/** Whether a value unassigns: null and [] (RFC 7643 2.5), or the empty text of Entra. */
export function isClearing(value: Json, context: PatchContext): boolean {
  if (emptyTextClears(value)) {
    context.repairs.add(emptyTextClears.name)
    return true
  }
  return value === null || (Array.isArray(value) && value.length === 0)
}

/**
 * A copy of a complex value with the given sub-attributes set, and those that are given as null removed.
 * @throws ScimError 400 invalidValue; mutability for another value of an immutable sub-attribute
 */
export function mergeInto(
  attribute: Attribute,
  holder: JsonObject,
  given: JsonObject,
  context: PatchContext,
): JsonObject {
  const merged = { ...holder }
  const seen = new Set<Attribute>()
  for (const key of Object.keys(given)) {
    const sub = subAttributeOf(attribute, key)
    if (!sub) {
      noteIgnored(context.ignored, `${attribute.name}.${key}`)
      continue
    }
    if (sub.mutability === 'readOnly') continue // such as manager.displayName, which the server fills in
    if (seen.has(sub)) throw givenTwice(`${attribute.name}.${sub.name}`)
    seen.add(sub)
    setOrDelete(merged, sub.name, readSub(attribute, sub, given[key] ?? null, context))
    refuseImmutable(attribute, sub, holder, merged)
  }
  dropStaleReference(holder, merged)
  return merged
}

function readSub(attribute: Attribute, sub: Attribute, given: Json, context: PatchContext): Json | undefined {
  if (isClearing(given, context)) return undefined
  const value = repairValue(sub, given, context.repairs)
  return readValue(sub, value, `${attribute.name}.${sub.name}`, context.ignored)
}

function refuseImmutable(attribute: Attribute, sub: Attribute, before: JsonObject, after: JsonObject): void {
  if (sub.mutability !== 'immutable' || before[sub.name] === undefined) return
  if (isDeepStrictEqual(before[sub.name], after[sub.name])) return
  throw mutability(`${attribute.name}.${sub.name} cannot be changed once it has a value`)
}

/** A `$ref` is the URL of what `value` names (RFC 7643 2.4): with another value alone, the old one would point elsewhere. */
function dropStaleReference(before: JsonObject, after: JsonObject): void {
  if (after.$ref !== undefined && after.$ref === before.$ref && after.value !== before.value)
    delete after.$ref
}

/** Sets a field; undefined removes it. */
export function setOrDelete(holder: JsonObject, name: string, value: Json | undefined): void {
  if (value === undefined) delete holder[name]
  else holder[name] = value
}
