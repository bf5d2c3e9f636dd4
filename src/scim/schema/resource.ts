/** Resources as they arrive (POST and PUT bodies) and as they leave (the attributes a caller asked for). */
import { foldCase, isObject, type Json, type JsonObject } from '../../model/identity/resource-filter.ts'
import { foreignSchema, legacyCoreSchema, pathAsKey } from '../dialect/names.ts'
import type { Repairs } from '../dialect/repairs.ts'
import { repairValue } from '../dialect/values.ts'
import { invalidSyntax, invalidValue } from '../errors.ts'
import { resolveAttribute } from '../filter/path.ts'
import { type GroupMember, readMembers } from './group-members.ts'
import { givenTwice, noteIgnored, readValue, requireAttributes } from './resource-value.ts'
import { type Attribute, attributeOf, GROUP, type ResourceType, type Schema, schemaOf } from './schemas.ts'

export interface ReadResource {
  /** Canonical names, values as they were sent, extensions under their URN; without schemas, id, meta and password. */
  readonly resource: JsonObject
  /** Names of the deviations that were repaired, and `ignored:…` for each unknown attribute that was dropped. */
  readonly repairs: string[]
}

/** What reading a body notes on its way. */
interface Notes {
  readonly repairs: Repairs
  readonly ignored: string[]
}

export interface ReadGroup extends ReadResource {
  /** Absent when the body does not speak of members; null and [] say that there are none. */
  readonly members: GroupMember[] | undefined
}

/**
 * Validates the body of a POST or PUT and gives it its canonical form; reading the result again changes nothing. The depth
 * of a body needs no limit: only what a schema describes is visited, three levels at most.
 * @throws ScimError 400 invalidSyntax or invalidValue, naming the attribute and the rule
 */
export function readResource(body: unknown, type: ResourceType): ReadResource {
  const notes: Notes = { repairs: new Set(), ignored: [] }
  const { resource } = readBody(body, type, notes)
  return { resource, repairs: repairsOf(notes) }
}

/**
 * Reads the body of a group as `readResource` does, with its members apart, of which there may be a million.
 * @throws ScimError 400 invalidSyntax or invalidValue
 */
export function readGroup(body: unknown): ReadGroup {
  const notes: Notes = { repairs: new Set(), ignored: [] }
  const { resource, aside } = readBody(body, GROUP, notes, 'members')
  const members = aside === undefined ? undefined : readMembers(aside, notes.repairs)
  return { resource, members, repairs: repairsOf(notes) }
}

function repairsOf({ repairs, ignored }: Notes): string[] {
  return [...repairs, ...ignored.map((name) => `ignored:${name}`)]
}

/** `aside` is the canonical name of an attribute whose value is handed back as it came. */
function readBody(
  body: unknown,
  type: ResourceType,
  notes: Notes,
  asideName?: string,
): { resource: JsonObject; aside: unknown } {
  if (!isObject(body)) throw invalidSyntax('The body must be a JSON object')
  const resource: JsonObject = {}
  const displaced: Displaced[] = []
  let aside: unknown
  for (const key of Object.keys(body)) {
    const given = body[key] as Json
    const attribute = attributeOf(type.schema, key)
    const extension = attribute ? undefined : schemaOf(type, key)
    if (attribute?.name === 'schemas') requireSchemas(given, type, notes.repairs)
    else if (attribute && attribute.name === asideName) aside = given
    else if (attribute) assign(resource, attribute, given, notes)
    else if (extension && extension !== type.schema) {
      assignExtension(resource, extension, given, notes)
    } else displace(displaced, key, given, type, notes)
  }
  for (const entry of displaced) assignDisplaced(resource, entry, notes)
  requireAttributes(resource, type)
  return { resource, aside }
}

/** Sets an attribute to what was sent for it, unless that is nothing or not for the client to say (RFC 7644 3.3). */
function assign(target: JsonObject, attribute: Attribute, given: Json, notes: Notes): void {
  if (attribute.mutability === 'readOnly') return
  const repaired = repairValue(attribute, given, notes.repairs)
  const value = readValue(attribute, repaired, attribute.name, notes.ignored)
  if (value === undefined) return
  if (attribute.returned === 'never') return // the password Okta always sends (P12): checked, never kept
  if (Object.hasOwn(target, attribute.name)) throw givenTwice(attribute.name)
  target[attribute.name] = value
}

function assignExtension(resource: JsonObject, schema: Schema, given: Json, notes: Notes): void {
  if (given === null || (Array.isArray(given) && given.length === 0)) return
  if (!isObject(given)) throw invalidValue(schema.id, 'must be an object')
  if (resource[schema.id] !== undefined) throw givenTwice(schema.id)
  const part: JsonObject = {}
  for (const key of Object.keys(given)) {
    const attribute = attributeOf(schema, key)
    if (attribute) assign(part, attribute, given[key] ?? null, notes)
    else noteIgnored(notes.ignored, `${schema.id}:${key}`)
  }
  if (Object.keys(part).length > 0) resource[schema.id] = part
}

/** An attribute that stands somewhere else than in its place, and the schema whose place that is. */
interface Displaced {
  readonly schema: Schema
  readonly isExtension: boolean
  readonly attribute: Attribute
  readonly given: Json
  readonly repairs: Repairs
}

/**
 * Entra sends attributes of the enterprise extension at the top of a body (`"department":null,"manager":null`, P9), and names
 * them `urn:…:User:employeeNumber` where it can (P3). Both mean the attribute in its place.
 */
function displace(displaced: Displaced[], key: string, given: Json, type: ResourceType, notes: Notes): void {
  const repairs: Repairs = new Set()
  const path = resolveAttribute(key, type, repairs)
  if (!path?.attribute || path.sub) {
    noteIgnored(notes.ignored, key)
    return
  }
  if (pathAsKey(key, path)) repairs.add(pathAsKey.name)
  displaced.push({ ...path, attribute: path.attribute, given, repairs })
}

/** What stands in its place wins over what does not. */
function assignDisplaced(
  resource: JsonObject,
  { schema, isExtension, attribute, given, repairs }: Displaced,
  notes: Notes,
) {
  const part = isExtension ? (resource[schema.id] ?? {}) : resource
  if (!isObject(part) || Object.hasOwn(part, attribute.name)) return
  for (const repair of repairs) notes.repairs.add(repair)
  assign(part, attribute, given, notes)
  if (isExtension && Object.keys(part).length > 0) resource[schema.id] = part
}

/**
 * `schemas` may be missing, and may hold unknown URNs (Entra's misspelt `…:enterprise:2.0User`, P9), but a body that says it
 * is something else than what this endpoint serves is refused.
 */
function requireSchemas(given: Json, type: ResourceType, repairs: Repairs): void {
  if (given === null || given === '') return
  const urns = Array.isArray(given) ? given : [given]
  if (urns.length === 0) return
  const core = foldCase(type.schema.id)
  let isThisType = false
  for (const urn of urns) {
    if (typeof urn !== 'string') throw invalidSyntax('schemas must be a list of URNs')
    if (foldCase(urn) === core) isThisType = true
    else if (legacyCoreSchema(urn, type)) {
      isThisType = true
      repairs.add(legacyCoreSchema.name)
    } else if (foreignSchema(urn, type)) repairs.add(foreignSchema.name)
  }
  if (!isThisType) throw invalidSyntax(`schemas must contain ${type.schema.id}`)
}

/** The value of `schemas` for a resource: the core schema and each extension it has (RFC 7643 3.3). */
export function schemasOf(resource: JsonObject, type: ResourceType): string[] {
  const urns = [type.schema.id]
  for (const extension of type.extensions) if (resource[extension.id] !== undefined) urns.push(extension.id)
  return urns
}
