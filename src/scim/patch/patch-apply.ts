/** Applies one change to a draft of a resource. Drafts are copied where they are written: what came in stays as it was. */
import { isDeepStrictEqual } from 'node:util'
import { isObject, type Json, type JsonObject } from '../../model/identity/resource-filter.ts'
import { repairValue } from '../dialect/values.ts'
import { invalidPath, invalidValue, mutability } from '../errors.ts'
import { readValue } from '../schema/resource-value.ts'
import type { Schema } from '../schema/schemas.ts'
import { type Change, nameOf, type PatchContext, type Target } from './patch-change.ts'
import { isClearing, mergeInto, setOrDelete } from './patch-complex.ts'
import { changeList } from './patch-list.ts'

/**
 * Applies a change.
 * @param draft a copy of the resource's first level, which is written to
 * @throws ScimError 400 noTarget, invalidPath, invalidValue or mutability
 */
export function applyChange(draft: JsonObject, change: Change, context: PatchContext): void {
  const { attribute } = change.target
  const old = valueAt(draft, change.target)
  const next = attribute.multiValued
    ? changeList(Array.isArray(old) ? old : [], change, context)
    : changeSingle(old, change, context)
  if (attribute.mutability === 'immutable' && old !== undefined && !isDeepStrictEqual(old, next)) {
    throw mutability(`${attribute.name} cannot be changed once it has a value`)
  }
  setValueAt(draft, change.target, next)
}

/** The value of an attribute of the core schema, or of an extension, whose attributes stand in an object of its own. */
export function valueAt(resource: JsonObject, { schema, isExtension, attribute }: Target): Json | undefined {
  const holder = isExtension ? resource[schema.id] : resource
  return isObject(holder) ? holder[attribute.name] : undefined
}

function setValueAt(
  draft: JsonObject,
  { schema, isExtension, attribute }: Target,
  value: Json | undefined,
): void {
  if (!isExtension) {
    setOrDelete(draft, attribute.name, value)
    return
  }
  const part = { ...partOf(draft, schema) }
  setOrDelete(part, attribute.name, value)
  setOrDelete(draft, schema.id, Object.keys(part).length > 0 ? part : undefined)
}

function partOf(resource: JsonObject, schema: Schema): JsonObject {
  const part = resource[schema.id]
  return isObject(part) ? part : {}
}

function changeSingle(old: Json | undefined, change: Change, context: PatchContext): Json | undefined {
  const { attribute, sub, filter } = change.target
  if (filter) throw invalidPath(`The path has a filter after ${attribute.name}, which is not a list`)
  const holder = isObject(old) ? old : {}
  if (sub) {
    const value = change.op === 'remove' ? null : change.value
    return assignedOrNone(mergeInto(attribute, holder, { [sub.name]: value }, context))
  }
  if (change.op === 'remove' || isClearing(change.value, context)) return undefined
  const value = repairValue(attribute, change.value, context.repairs)
  if (attribute.type !== 'complex') return readValue(attribute, value, attribute.name, context.ignored)
  if (!isObject(value)) throw invalidValue(nameOf(change.target), 'must be an object')
  // Sub-attributes that are not given stay as they are, also in a replacement (RFC 7644 3.5.2.3; `{familyName:"New"}`, P24).
  return assignedOrNone(mergeInto(attribute, holder, value, context))
}

function assignedOrNone(value: JsonObject): JsonObject | undefined {
  return Object.keys(value).length > 0 ? value : undefined
}
