/** Changes of a multi-valued attribute: which elements a change means, and what becomes of the list (RFC 7644 3.5.2). */
import { isDeepStrictEqual } from 'node:util'
import {
  type Filter,
  foldCase,
  isObject,
  type Json,
  type JsonObject,
  matches,
} from '../../model/identity/resource-filter.ts'
import {
  elementFromFilter,
  onlyElementIsPrimary,
  removesOnlyGiven,
  repeatedRemoval,
} from '../dialect/patches.ts'
import { repairElement, repairValue } from '../dialect/values.ts'
import { invalidValue, noTarget } from '../errors.ts'
import { LIST_LENGTH_MAX, readElement, readValue } from '../schema/resource-value.ts'
import { type Attribute, subAttributeOf } from '../schema/schemas.ts'
import type { Change, PatchContext } from './patch-change.ts'
import { isClearing, mergeInto } from './patch-complex.ts'

/**
 * The list after a change; undefined when nothing is left.
 * @throws ScimError 400 noTarget, invalidValue or mutability
 */
export function changeList(old: readonly Json[], change: Change, context: PatchContext): Json[] | undefined {
  const { attribute, filter, sub } = change.target
  const list = filter || sub ? changeChosen(old, change, context) : changeWhole(old, change, context)
  if (list.length > LIST_LENGTH_MAX) {
    throw invalidValue(attribute.name, `must not have more than ${LIST_LENGTH_MAX} elements`)
  }
  return list.length > 0 ? [...list] : undefined
}

/** `emails`: without a filter the whole list is meant. */
function changeWhole(old: readonly Json[], change: Change, context: PatchContext): readonly Json[] {
  const { op, target, value } = change
  const { attribute } = target
  if (op === 'remove') {
    if (!removesOnlyGiven(value)) return []
    context.repairs.add(removesOnlyGiven.name)
    const given = readList(attribute, value, context)
    return old.filter((element) => !given.some((item) => isMeantBy(attribute, element, item)))
  }
  if (isClearing(value, context)) return op === 'add' ? old : []
  const given = readList(attribute, value, context)
  return op === 'replace' ? settle(attribute, given, given) : settle(attribute, [...old, ...given], given)
}

function readList(attribute: Attribute, given: Json, context: PatchContext): Json[] {
  const value = repairValue(attribute, given, context.repairs)
  const list = readValue(attribute, value === '' ? null : value, attribute.name, context.ignored)
  return Array.isArray(list) ? list : []
}

/** Whether a removal by value means this element: the same value, and the same type if one is given; else all that is given. */
function isMeantBy(attribute: Attribute, element: Json, given: Json): boolean {
  if (!isObject(element) || !isObject(given)) return sameValue(attribute, element, given)
  const names = given.value === undefined ? Object.keys(given) : ['value', 'type']
  return names.every((name) => {
    const wanted = given[name]
    const sub = subAttributeOf(attribute, name)
    return wanted === undefined || !sub || sameValue(sub, element[name], wanted)
  })
}

function sameValue(attribute: Attribute, a: Json | undefined, b: Json): boolean {
  if (typeof a !== 'string' || typeof b !== 'string' || attribute.caseExact) return isDeepStrictEqual(a, b)
  return foldCase(a) === foldCase(b)
}

/** `emails[f]`, `emails[f].value`, `emails.value`: the elements that meet the filter are meant, without one all. */
function changeChosen(old: readonly Json[], change: Change, context: PatchContext): readonly Json[] {
  const { op, target, value } = change
  const { attribute, filter, sub } = target
  const clears = op === 'remove' || isClearing(value, context)
  const chosen = new Set(filter ? choose(attribute, filter, old, clears, context) : old)
  if (chosen.size === 0) {
    if (!clears) return addMissing(old, change, context)
    if (op === 'remove' && filter) {
      if (!repeatedRemoval(context.settings)) throw noMatch(attribute)
      context.repairs.add(repeatedRemoval.name)
    }
    return old
  }
  if (clears && op === 'add' && !sub) return old // null adds nothing
  if (clears && !sub) return old.filter((element) => !chosen.has(element))
  const written: Json[] = []
  const list: Json[] = []
  for (const element of old) {
    const next = chosen.has(element) ? changeElement(element, change, clears, context) : element
    if (next === undefined || (isObject(next) && Object.keys(next).length === 0)) continue // nothing is left of it
    list.push(next)
    if (chosen.has(element)) written.push(next)
  }
  return settle(attribute, list, written)
}

function choose(
  attribute: Attribute,
  filter: Filter,
  elements: readonly Json[],
  clears: boolean,
  context: PatchContext,
): Json[] {
  const found = elements.filter((element) => meets(filter, element))
  // A removal that is repeated must not take, after the primary element, the one that is left.
  if (found.length > 0 || clears || !onlyElementIsPrimary(attribute, filter, elements)) return found
  context.repairs.add(onlyElementIsPrimary.name)
  return [...elements]
}

function meets(filter: Filter, element: Json): boolean {
  return matches(filter, isObject(element) ? element : { value: element })
}

/** One chosen element after the change; undefined when nothing worth keeping is left of it. */
function changeElement(
  element: Json,
  change: Change,
  clears: boolean,
  context: PatchContext,
): Json | undefined {
  const { op, target, value } = change
  const { attribute, filter, sub } = target
  const holder = isObject(element) ? element : {}
  if (clears && sub) {
    const rest = mergeInto(attribute, holder, { [sub.name]: null }, context)
    return isWorthKeeping(attribute, sub, rest) ? rest : undefined
  }
  if (attribute.type !== 'complex') {
    const repaired = repairElement(attribute, value, context.repairs)
    return readElement(attribute, repaired, attribute.name, context.ignored)
  }
  const implied = filter && !meets(filter, element) ? (elementFromFilter(filter) ?? {}) : {}
  if (sub) return mergeInto(attribute, { ...holder, ...implied }, { [sub.name]: value }, context)
  const given = readGivenElement(attribute, value, context)
  if (op === 'add') return mergeInto(attribute, { ...holder, ...implied }, given, context)
  // A replacement replaces the whole element (RFC 7644 3.5.2.3), which stays the one its path says: `emails[type eq "work"]`.
  return mergeInto(attribute, (filter && elementFromFilter(filter)) ?? {}, given, context)
}

/** What only says how an element is to be used is no reason to keep it once its content is gone. */
function isWorthKeeping(attribute: Attribute, cleared: Attribute, rest: JsonObject): boolean {
  const hasValue = subAttributeOf(attribute, 'value') !== undefined
  if (hasValue && cleared.name !== 'value') return Object.keys(rest).length > 0
  return Object.keys(rest).some(
    (name) => name !== 'type' && name !== 'primary' && !(hasValue && name === 'display'),
  )
}

/** The element a filter describes, where none meets it; a sub-attribute without a filter describes one as well. */
function addMissing(old: readonly Json[], change: Change, context: PatchContext): Json[] {
  const { attribute, filter, sub } = change.target
  const described = filter ? elementFromFilter(filter) : {}
  const creates = !filter || context.settings.missingElement === 'create'
  if (!described || !creates || attribute.type !== 'complex') throw noMatch(attribute)
  if (filter) context.repairs.add(elementFromFilter.name)
  const given = sub ? { [sub.name]: change.value } : readGivenElement(attribute, change.value, context)
  const element = mergeInto(attribute, described, given, context)
  // `emails[type eq "work"].type` = "home" would add a home address where a work address was to be changed.
  if (filter && !meets(filter, element)) throw noMatch(attribute)
  return settle(attribute, [...old, element], [element])
}

/** The value for one element: an object, a text that stands for one, or a list of one. */
function readGivenElement(attribute: Attribute, given: Json, context: PatchContext): JsonObject {
  const [element = null, ...others] = Array.isArray(given) ? given : [given]
  const repaired = repairElement(attribute, element, context.repairs)
  if (!isObject(repaired) || others.length > 0) throw invalidValue(attribute.name, 'must be one object')
  return repaired
}

function noMatch(attribute: Attribute): Error {
  return noTarget(`No element of ${attribute.name} meets the filter of the path`)
}

/**
 * Brings a list in order after some of its elements were written. An element that has become another's equal (the same value
 * and type; RFC 7643 2.4 wants no such pair) is merged into the first, so that adding twice is adding once. A written
 * primary element takes the mark from the others (RFC 7644 3.5.2).
 */
function settle(attribute: Attribute, list: readonly Json[], written: readonly Json[]): Json[] {
  const fresh = new Set(written)
  const positions = new Map<string, number>()
  const settled: Json[] = []
  for (const element of list) {
    const key = keyOf(attribute, element)
    const at = positions.get(key)
    const earlier = at === undefined ? undefined : settled[at]
    if (at === undefined || earlier === undefined || !(fresh.has(element) || fresh.has(earlier))) {
      positions.set(key, settled.length)
      settled.push(element)
      continue
    }
    const merged = isObject(earlier) && isObject(element) ? { ...earlier, ...element } : element
    settled[at] = merged
    fresh.add(merged)
  }
  const takesMark = settled.some((element) => fresh.has(element) && isPrimary(element))
  if (!takesMark) return settled
  return settled.map((element) =>
    isObject(element) && isPrimary(element) && !fresh.has(element) ? { ...element, primary: false } : element,
  )
}

function isPrimary(element: Json): boolean {
  return isObject(element) && element.primary === true
}

/** Equal for elements that are the same value: by value and type, or by everything where there is no value. */
function keyOf(attribute: Attribute, element: Json): string {
  const text = (name: string, value: Json | undefined): string => {
    const sub = name === '' ? attribute : subAttributeOf(attribute, name)
    const exact = sub?.caseExact || typeof value !== 'string'
    return exact ? JSON.stringify(value ?? null) : JSON.stringify(foldCase(value))
  }
  if (!isObject(element)) return text('', element)
  const names = element.value === undefined ? Object.keys(element).sort() : ['value', 'type']
  return names.map((name) => `${name}=${text(name, element[name])}`).join('&')
}
