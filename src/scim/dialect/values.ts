/** Values that are sent otherwise than their attribute's type says. */
import { foldCase, isObject, type Json } from '../../model/identity/resource-filter.ts'
import { TEXT_LENGTH_MAX } from '../schema/resource-value.ts'
import { type Attribute, subAttributeOf } from '../schema/schemas.ts'
import type { Repairs } from './repairs.ts'

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
