/** PATCH requests that are written, or meant, otherwise than RFC 7644 3.5.2 says. */
import type { DialectSettings } from '../../model/identity/dialect-settings.ts'
import {
  type Filter,
  foldCase,
  isObject,
  type Json,
  type JsonObject,
} from '../../model/identity/resource-filter.ts'
import type { Attribute } from '../schema/schemas.ts'

/** Entra without its flag: `"op":"Replace"` (P1, P2, E2). Operators have no case (RFC 7643 2.1). */
export function operatorInCapitals(given: string): string {
  return foldCase(given)
}

/**
 * Authentik leaves `schemas` out of its update of a group: `{"Operations":[{"op":"replace","value":{…}}]}` (P20; clients/groups.py
 * dumps the request with exclude_unset, and its schemas are a default).
 */
export function patchWithoutSchemas(schemas: Json | undefined): boolean {
  return schemas === undefined || schemas === null
}

/**
 * A name of a message in another case: names have none (RFC 7643 2.1), and `operations` in small letters was met at Entra
 * (P25, ssoready#182).
 * @returns the key as it was sent
 */
export function fieldInOtherCase(given: JsonObject, name: string): string | undefined {
  const wanted = foldCase(name)
  for (const key in given) if (key.length === name.length && foldCase(key) === wanted) return key
  return undefined
}

/** Whether a PATCH path that names an unknown attribute is left out, as it is in the body of a POST: setting `unknownPaths`. */
export function unknownPathSkipped({ unknownPaths }: DialectSettings): boolean {
  return unknownPaths === 'skip'
}

/**
 * Okta and authentik repeat what only the server may write: `{"op":"replace","value":{"schemas":[…],"id":"abf4..",
 * "displayName":"…"}}` (P15, P20, O1). Another id than the resource's would be a change of it.
 * @param given what is sent for it
 * @param id the resource's id, where `given` stands for an id and the resource's is known
 */
export function readOnlyIgnored(given: Json, id: string | undefined): boolean {
  return id === undefined || given === null || String(given) === id
}

/**
 * Entra expects `{"op":"Replace","path":"emails[type eq \"work\"].value","value":"a@x"}` to create the e-mail it does not find
 * (P2, P6, E2; laravel-scim-server#119), where RFC 7644 3.5.2.3 says noTarget.
 * @returns the element that a conjunction of `eq` describes; undefined for any other filter, which describes none
 */
export function elementFromFilter(filter: Filter): JsonObject | undefined {
  const element: JsonObject = {}
  for (const part of filter.kind === 'and' ? filter.all : [filter]) {
    if (part.kind === 'and') {
      const inner = elementFromFilter(part)
      if (!inner || Object.keys(inner).some((name) => Object.hasOwn(element, name))) return undefined
      Object.assign(element, inner)
      continue
    }
    if (part.kind !== 'compare' || part.operator !== 'eq' || part.value === null) return undefined
    if (Object.hasOwn(element, part.attribute.name)) return undefined
    element[part.attribute.name] = part.value
  }
  return element
}

/**
 * Entra replaces a user's only role by `{"op":"Replace","path":"roles[primary eq \"True\"].value","value":"senior-engineer"}`
 * (P8, E3), also when it had added that role without `primary`: the only element is the primary one, and a second must not
 * appear beside it.
 */
export function onlyElementIsPrimary(
  attribute: Attribute,
  filter: Filter,
  elements: readonly Json[],
): boolean {
  if (elements.length !== 1 || filter.kind !== 'compare' || filter.operator !== 'eq') return false
  if (filter.attribute.name !== 'primary' || filter.value !== true) return false
  const [only] = elements
  // Entra itself posts roles with `"primary":false`; in other lists such an element is said not to be meant.
  return isObject(only) && (attribute.name === 'roles' || only.primary !== false)
}

/**
 * Entra, Authentik and JumpCloud remove by value: `{"op":"Remove","path":"members","value":[{"$ref":null,"value":"f648.."}]}`
 * (P4, P21; segment-docs#6726). RFC 7644 3.5.2.2 gives a removal no value, and to ignore it would empty the group.
 * @returns whether only the given elements are to go
 */
export function removesOnlyGiven(given: Json | undefined): given is Exclude<Json, null> {
  return given !== undefined && given !== null
}

/**
 * `{"op":"remove","path":"members","value":null}`: a list of those to remove that has come out as nothing is no order to
 * remove everybody. Whoever means that sends no value, or replaces by [].
 */
export function nullRemovesNobody({ op, value }: { op: string; value?: Json }): boolean {
  return op === 'remove' && value === null
}

/** Whether a path filter of remove that no element meets is success, because providers repeat removals. */
export function repeatedRemoval({ emptyRemoval }: DialectSettings): boolean {
  return emptyRemoval === 'success'
}
