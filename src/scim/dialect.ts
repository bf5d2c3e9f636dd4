/**
 * What identity providers send otherwise than the RFCs say. Each deviation is one named function that shows the payload and
 * its source; the name is what an exchange records as repaired. Where customers may need one behaviour or the other, a
 * setting of the directory decides (model/identity/dialect-settings.ts).
 */
import type { DialectSettings } from '../model/identity/dialect-settings.ts'
import { isTombstone } from '../model/identity/email-address.ts'
import {
  type Filter,
  foldCase,
  isObject,
  type Json,
  type JsonObject,
} from '../model/identity/resource-filter.ts'
import { TEXT_LENGTH_MAX } from './schema/resource-value.ts'
import { type Attribute, type ResourceType, schemaOf, subAttributeOf } from './schema/schemas.ts'

/** Receives the names of the functions below that changed something. */
export type Repairs = Set<string>

/**
 * Repairs a value of a body or of PATCH before it is read: an element, a single value or a whole list.
 * @param given kept as it is where nothing is to repair; what remains wrong is for `readValue` to refuse
 */
export function repairValue(attribute: Attribute, given: Json, repairs: Repairs): Json {
  const whole = apply([singleFromList, listFromSingle], attribute, given, repairs)
  if (attribute.multiValued && Array.isArray(whole)) {
    return whole.map((element) => repairElement(attribute, element, repairs))
  }
  return repairElement(attribute, whole, repairs)
}

type Repair = (attribute: Attribute, given: Json) => Json

const elementRepairs: readonly Repair[] = [
  booleanFromString,
  textFromNumber,
  numberFromText,
  objectFromText,
  roleFromJsonText,
  displayFromDisplayName,
]

/** The same for one element of a list, or a single value. */
export function repairElement(attribute: Attribute, given: Json, repairs: Repairs): Json {
  const element = apply(elementRepairs, attribute, given, repairs)
  if (!attribute.subAttributes || !isObject(element)) return element
  return Object.fromEntries(
    Object.entries(element).map(([name, value]) => {
      const sub = subAttributeOf(attribute, name)
      return [name, sub ? repairValue(sub, value, repairs) : value]
    }),
  )
}

function apply(functions: readonly Repair[], attribute: Attribute, given: Json, repairs: Repairs): Json {
  let value = given
  for (const repair of functions) {
    const repaired = repair(attribute, value)
    if (repaired !== value) repairs.add(repair.name)
    value = repaired
  }
  return value
}

/**
 * Entra without the flag aadOptscim062020: `{"op":"Replace","path":"active","value":"False"}` (P1, E2); Microsoft's validator:
 * `"active":"true"` and `"primary":"true"` (P23).
 */
function booleanFromString(attribute: Attribute, given: Json): Json {
  if (attribute.type !== 'boolean' || typeof given !== 'string') return given
  const word = foldCase(given)
  if (word === 'true') return true
  return word === 'false' ? false : given
}

/** Okta's sample users have numbers for texts: `"employeeNumber":1234`, `"postalCode":94105` (Okta 9, O5). */
function textFromNumber(attribute: Attribute, given: Json): Json {
  const holdsText = attribute.type === 'string' || attribute.type === 'reference'
  const isExact = typeof given === 'number' && Math.abs(given) <= Number.MAX_SAFE_INTEGER
  return holdsText && isExact ? String(given) : given
}

/** Numbers arrive as texts from providers that know only texts, as Entra's attribute mapping does by default [inf]. */
function numberFromText(attribute: Attribute, given: Json): Json {
  const holdsNumber = attribute.type === 'integer' || attribute.type === 'decimal'
  if (!holdsNumber || typeof given !== 'string' || given.length > 100) return given
  return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(given) ? Number(given) : given
}

/**
 * Entra and Microsoft's validator send a manager as a text: `{"op":"Add","path":"urn:…:enterprise:2.0:User:manager",
 * "value":"<uuid>"}` (P7, P23; pranems/SCIMServer), Microsoft's Postman collection a member.
 */
export function objectFromText(attribute: Attribute, given: Json): Json {
  const isBare = (typeof given === 'string' && given !== '') || typeof given === 'number'
  if (attribute.type !== 'complex' || !isBare) return given
  return subAttributeOf(attribute, 'value') ? { value: given } : given
}

/** Entra's documentation: `{"op":"Add","path":"manager","value":[{"$ref":"http://…/Users/00aa..","value":"00aa.."}]}` (P7, E1). */
function singleFromList(attribute: Attribute, given: Json): Json {
  const list = !attribute.multiValued && attribute.type === 'complex' && Array.isArray(given) ? given : []
  return list.length === 1 && list[0] !== undefined ? list[0] : given
}

/** One element where a list belongs, as Microsoft's Postman collection adds a member: `"path":"members","value":"string id 1"`. */
export function listFromSingle(attribute: Attribute, given: Json): Json {
  const alone = attribute.multiValued && !Array.isArray(given) && given !== null && given !== ''
  return alone ? [given] : given
}

/**
 * Entra packs an app role into a text: `{"op":"Add","path":"roles","value":[{"value":"{\"id\":\"06b0..\",\"value\":\"Admin\",
 * \"displayName\":\"Admin\"}"}]}` (P8, E3; entra-docs#215). The role is its `value`; the id is Entra's own.
 */
function roleFromJsonText(attribute: Attribute, given: Json): Json {
  if (attribute.name !== 'roles' || !isObject(given)) return given
  const text = given.value
  if (typeof text !== 'string' || !text.startsWith('{') || text.length > TEXT_LENGTH_MAX) return given
  try {
    const role: unknown = JSON.parse(text)
    if (!isObject(role) || typeof role.value !== 'string') return given
    const display = given.display ?? role.displayName
    return { ...given, value: role.value, ...(typeof display === 'string' && { display }) }
  } catch {
    return given // a role whose name merely begins with a brace
  }
}

/**
 * Entra names the display of a role otherwise: `{"type":"WindowsAzureActiveDirectoryRole","displayName":"Admin",…}` (P8, E3);
 * Microsoft's Postman collection that of a member: `{"displayName":"new User","value":"…"}`.
 */
export function displayFromDisplayName(attribute: Attribute, given: Json): Json {
  if (!attribute.multiValued || !isObject(given) || !Object.hasOwn(given, 'displayName')) return given
  if (subAttributeOf(attribute, 'displayName') || !subAttributeOf(attribute, 'display')) return given
  if (given.display !== undefined) return given
  const { displayName, ...rest } = given
  return displayName === undefined ? given : { ...rest, display: displayName }
}

/**
 * Entra clears by an empty text: `{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":""}` (P6, ory/polis),
 * `"path":"urn:…:User:manager","value":""` (P7), where RFC 7643 2.5 knows null and [].
 */
export function emptyTextClears(given: Json): boolean {
  return given === ''
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
 * Microsoft's Postman collection asks for `attributes=emails[type eq "work"]`, where RFC 7644 3.10 knows names only. The whole
 * attribute is answered: who wants some elements gets them among others.
 */
export function withoutValueFilters(names: string): string {
  if (!names.includes('[')) return names
  let rest = ''
  let place: 'name' | 'filter' | 'quoted' = 'name'
  for (let at = 0; at < names.length; at++) {
    const letter = names[at]
    if (place === 'name' && letter === '[') place = 'filter'
    else if (place === 'name') rest += letter
    else if (place === 'filter' && letter === ']') place = 'name'
    else if (letter === '"') place = place === 'quoted' ? 'filter' : 'quoted'
    else if (place === 'quoted' && letter === '\\') at++
  }
  return place === 'name' ? rest : names
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

/** Whether members that are not in the directory are left out of what is added: setting `unknownMembers`. */
export function unknownMembersSkipped({ unknownMembers }: DialectSettings): boolean {
  return unknownMembers === 'skip'
}

/** Whether a PATCH path that names an unknown attribute is left out, as it is in the body of a POST: setting `unknownPaths`. */
export function unknownPathSkipped({ unknownPaths }: DialectSettings): boolean {
  return unknownPaths === 'skip'
}

/** Keycloak's add-on: `PUT {"schemas":[…],"id":"b086..","externalId":"bbaf..","displayName":"foo2"}` (P22): setting `putWithoutMembers`. */
export function putKeepsMembers({ putWithoutMembers }: DialectSettings): boolean {
  return putWithoutMembers === 'keep'
}

/**
 * Okta leaves `active` out of the PUT of a whole user (Okta 4, O1), and some clear it: whoever says nothing of it revives and
 * deactivates nobody.
 */
export function activeStays(resource: JsonObject, current: JsonObject): JsonObject {
  return resource.active === undefined ? { ...resource, active: current.active ?? true } : resource
}

/**
 * Entra's soft delete renames `userName` to 32 hex digits in front of the old one, with `active=false` (P11, onyx#14074). The
 * mirror keeps what was sent, people keep their address, and the restoration renames it back.
 */
export function softDeletedUserName(resource: JsonObject, current: JsonObject): boolean {
  const [after, before] = [resource.userName, current.userName]
  return typeof after === 'string' && typeof before === 'string' && isTombstone(after, before)
}

/**
 * URNs that alone stand for the core schema of the endpoint: Google and OneLogin send SCIM 1's `urn:scim:schemas:core:1.0`
 * (P18, P19), Entra's older group provisioning sends Microsoft's (P10). They are never echoed.
 */
export function legacyCoreSchema(urn: string, type: ResourceType): boolean {
  return legacyCore[type.name].has(foldCase(urn))
}

const legacyCore: Record<ResourceType['name'], ReadonlySet<string>> = {
  User: new Set(['urn:scim:schemas:core:1.0']),
  Group: new Set([
    'urn:scim:schemas:core:1.0',
    foldCase('http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'),
  ]),
}

/** A URN that this endpoint does not know, such as Entra's misspelt `…:extension:enterprise:2.0User` (P9, E1): dropped. */
export function foreignSchema(urn: string, type: ResourceType): boolean {
  return schemaOf(type, urn) === undefined
}

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
