/** One change of a group's `members`: what it adds and removes, told from the request alone. */
import { type Filter, isObject, type Json } from '../../model/identity/resource-filter.ts'
import { foldResourceId } from '../../model/ids.ts'
import { nullRemovesNobody, removesOnlyGiven } from '../dialect/patches.ts'
import { mutability, noTarget } from '../errors.ts'
import { readMembers } from '../schema/group-members.ts'
import type { MemberDelta } from './member-delta.ts'
import { type Change, nameOf, type PatchContext } from './patch-change.ts'
import { isClearing } from './patch-complex.ts'

/**
 * Adds a change of `members` to the delta.
 * @throws ScimError 400 invalidValue, noTarget, or mutability: a member is added or removed, never altered (RFC 7643 4.2)
 */
export function addMemberChange(delta: MemberDelta, change: Change, context: PatchContext): void {
  const { op, target, value } = change
  if (target.sub) throw mutability(`${nameOf(target)} cannot be changed: add or remove the member`)
  if (target.filter) {
    if (op === 'remove' || (op === 'replace' && isClearing(value, context)))
      removeChosen(delta, target.filter)
    else writeChosen(delta, change, target.filter, context)
    return
  }
  if (op === 'remove') removeFromAll(delta, change, context)
  else if (isClearing(value, context)) {
    if (op === 'replace') delta.replace([]) // Okta's "push now" of an empty group (P17); null (P24)
  } else delta[op](readMembers(value, context.repairs))
}

/** Authentik's and Entra's removal by value (P4, P21) removes those; without a value everyone goes (RFC 7644 3.5.2.2). */
function removeFromAll(delta: MemberDelta, { value, removesNobody }: Change, context: PatchContext): void {
  if (removesNobody) {
    context.repairs.add(nullRemovesNobody.name)
    return
  }
  if (!removesOnlyGiven(value)) {
    delta.replace([])
    return
  }
  context.repairs.add(removesOnlyGiven.name)
  if (!isClearing(value, context))
    delta.remove(readMembers(value, context.repairs).map((member) => member.value))
}

function removeChosen(delta: MemberDelta, filter: Filter): void {
  const ids = idsOf(filter)
  if (ids) delta.remove(ids)
  else delta.removeMatching(filter)
}

/**
 * `members[value eq "x"]` with a value. It names the member itself, so adding it needs no look at the group; a replacement by
 * another id exchanges the two.
 */
function writeChosen(delta: MemberDelta, change: Change, filter: Filter, context: PatchContext): void {
  const ids = idsOf(filter)
  const [id, ...others] = ids ?? []
  if (id === undefined || others.length > 0) {
    throw noTarget('members can be written by a path only as members[value eq "…"]')
  }
  const named = withId(change.value, id)
  const given = readMembers(Array.isArray(named) ? named : [named], context.repairs)
  if (given.every((member) => member.value === id)) {
    delta.add(given)
    return
  }
  if (change.op === 'add') throw mutability('members.value cannot be changed: add or remove the member')
  delta.remove([id])
  delta.add(given)
}

/** A value that does not repeat the id of its path, such as `{"display":"Babs"}`, means the member of the path. */
function withId(given: Json, id: string): Json {
  if (given === null || (Array.isArray(given) && given.length === 0)) return { value: id }
  return isObject(given) && given.value === undefined ? { ...given, value: id } : given
}

/** The ids a filter lists, and nothing else: `value eq "a"`, `value eq "a" or value eq "b"`; undefined for any other. */
function idsOf(filter: Filter): string[] | undefined {
  const ids: string[] = []
  for (const part of filter.kind === 'or' ? filter.any : [filter]) {
    if (part.kind === 'or') {
      const inner = idsOf(part)
      if (!inner) return undefined
      ids.push(...inner)
    } else if (part.kind === 'compare' && part.operator === 'eq' && typeof part.value === 'string') {
      if (part.attribute.name !== 'value') return undefined
      ids.push(foldResourceId(part.value))
    } else return undefined
  }
  return ids
}
