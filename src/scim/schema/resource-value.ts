/**
 * One value against its attribute: what is accepted, how it is spelled afterwards. Bodies and PATCH values share it. What
 * providers send otherwise than their attribute's type has been repaired before (dialect/values.ts).
 */
import { instantOf, isObject, type Json, type JsonObject } from '../../model/identity/resource-filter.ts'
import { invalidSyntax, invalidValue, type ScimError } from '../errors.ts'
import {
  type Attribute,
  type AttributeType,
  type ResourceType,
  requiredOf,
  subAttributeOf,
} from './schemas.ts'

/** Longest text of any attribute. */
export const TEXT_LENGTH_MAX = 16_384
/** Longest text of an attribute that is looked up by an index … */
const KEY_LENGTH_MAX = 1024
/** … whose entries PostgreSQL bounds in bytes (2,704 with all columns of the key). */
const KEY_BYTES_MAX = 2048
/** Most elements of a list, except `members` of a group. */
export const LIST_LENGTH_MAX = 1000
/** Most names of dropped attributes that are reported. */
const IGNORED_MAX = 100
const IGNORED_LENGTH_MAX = 200

/** Attributes that identity providers look resources up by. */
const keys: ReadonlySet<string> = new Set([
  'userName',
  'displayName',
  'externalId',
  'emails.value',
  'members.value',
  'manager.value',
])

/**
 * The whole value of an attribute, a list when it is multi-valued. Values are kept verbatim (Entra 17: no reformatting);
 * names of sub-attributes become canonical; read-only sub-attributes are dropped.
 * @param where the name of the attribute in errors
 * @param ignored receives the names of unknown sub-attributes
 * @returns undefined when the attribute is unassigned: null, [], {} (RFC 7643 2.5)
 * @throws ScimError 400 invalidValue
 */
export function readValue(
  attribute: Attribute,
  given: unknown,
  where: string,
  ignored: string[],
): Json | undefined {
  return attribute.multiValued
    ? readList(attribute, given, where, ignored)
    : readElement(attribute, given, where, ignored)
}

/**
 * One element of a multi-valued attribute, or the value of a single-valued one.
 * @returns undefined when it is unassigned
 * @throws ScimError 400 invalidValue
 */
export function readElement(
  attribute: Attribute,
  given: unknown,
  where: string,
  ignored: string[],
): Json | undefined {
  if (given === null || given === undefined) return undefined
  if (Array.isArray(given) && given.length === 0) return undefined
  if (attribute.type !== 'complex') return readSimple[attribute.type](given, where)
  if (isObject(given)) return readComplex(attribute, given, where, ignored)
  // An empty text is how Entra clears a manager (P7).
  if (given === '' && subAttributeOf(attribute, 'value')) return undefined
  throw invalidValue(where, attribute.multiValued ? 'must be a list of objects' : 'must be an object')
}

function readList(attribute: Attribute, given: unknown, where: string, ignored: string[]): Json | undefined {
  if (given === null || given === undefined || given === '') return undefined
  if (!Array.isArray(given)) throw invalidValue(where, 'must be a list')
  if (given.length > LIST_LENGTH_MAX && where !== 'members') {
    throw invalidValue(where, `must not have more than ${LIST_LENGTH_MAX} elements`)
  }
  const read: Json[] = []
  for (const element of given) {
    const value = readElement(attribute, element, where, ignored)
    if (value !== undefined && value !== '') read.push(value)
  }
  requireOnePrimary(attribute, read)
  return read.length === 0 ? undefined : read
}

function readComplex(
  attribute: Attribute,
  given: JsonObject,
  where: string,
  ignored: string[],
): Json | undefined {
  const read: JsonObject = {}
  let assigned = false
  for (const name of Object.keys(given)) {
    const sub = subAttributeOf(attribute, name)
    if (!sub) {
      noteIgnored(ignored, `${where}.${name}`)
      continue
    }
    if (sub.mutability === 'readOnly') continue
    const value = readValue(sub, given[name], `${where}.${sub.name}`, ignored)
    if (value === undefined) continue
    if (Object.hasOwn(read, sub.name)) throw givenTwice(`${where}.${sub.name}`)
    read[sub.name] = value
    assigned = true
  }
  return assigned ? read : undefined
}

type SimpleType = Exclude<AttributeType, 'complex'>

/** Readers by type. An empty text unassigns whatever is not a text, because it can hold no such value. */
const readSimple: Record<SimpleType, (given: unknown, where: string) => Json | undefined> = {
  string: readText,
  reference: readText,
  boolean: readBoolean,
  integer: (given, where) => readNumber(given, where, Number.isSafeInteger, 'an integer'),
  decimal: (given, where) => readNumber(given, where, Number.isFinite, 'a number'),
  dateTime(given, where) {
    if (given === '') return undefined
    if (typeof given === 'string' && instantOf(given) !== undefined) return given
    throw invalidValue(where, 'must be a date and time such as 2026-01-31T12:00:00Z')
  },
  binary(given, where) {
    if (given === '') return undefined
    const text = readText(given, where)
    if (isBase64(text)) return text
    throw invalidValue(where, 'must be base64')
  },
}

function readText(given: unknown, where: string): string {
  // JSON.parse has already rounded it: what would be stored is not what was sent.
  if (typeof given === 'number') throw invalidValue(where, 'is a number too large to keep; send it as a text')
  if (typeof given !== 'string') throw invalidValue(where, 'must be a text')
  requireText(given, where)
  return given
}

/**
 * Throws for a text that cannot be kept: too long, or with a NUL or half of a surrogate pair, which PostgreSQL refuses.
 * @throws ScimError 400 invalidValue
 */
export function requireText(text: string, where: string): void {
  if (text.includes('\0')) throw invalidValue(where, 'must not contain a NUL character')
  if (!text.isWellFormed()) throw invalidValue(where, 'must not contain half of a surrogate pair')
  if (!keys.has(where)) {
    if (text.length > TEXT_LENGTH_MAX) {
      throw invalidValue(where, `must not be longer than ${TEXT_LENGTH_MAX} characters`)
    }
  } else if (
    text.length > KEY_LENGTH_MAX ||
    (text.length * 3 > KEY_BYTES_MAX && Buffer.byteLength(text) > KEY_BYTES_MAX)
  ) {
    throw invalidValue(where, `must not be longer than ${KEY_LENGTH_MAX} characters (${KEY_BYTES_MAX} bytes)`)
  }
}

function readBoolean(given: unknown, where: string): boolean | undefined {
  if (given === '') return undefined
  if (typeof given === 'boolean') return given
  throw invalidValue(where, 'must be true or false')
}

function readNumber(
  given: unknown,
  where: string,
  fits: (number: number) => boolean,
  kind: string,
): number | undefined {
  if (given === '') return undefined
  if (typeof given === 'number' && fits(given)) return given + 0 // -0 is 0
  throw invalidValue(where, `must be ${kind}`)
}

/** Base64 in either alphabet, with or without padding (RFC 7643 2.3.6 admits RFC 4648 sections 4 and 5). */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1
}

/**
 * At most one element of a list is primary (RFC 7643 2.4).
 * @throws ScimError 400 invalidValue
 */
export function requireOnePrimary(attribute: Attribute, elements: readonly Json[]): void {
  let primaries = 0
  for (const element of elements) if (isObject(element) && element.primary === true) primaries++
  if (primaries > 1) throw invalidValue(attribute.name, 'must not have more than one primary element')
}

/**
 * Throws when a finished resource lacks a required attribute, or has only blanks in it. An extension requires nothing of a
 * resource that does not use it.
 * @throws ScimError 400 invalidValue
 */
export function requireAttributes(resource: JsonObject, type: ResourceType): void {
  requireIn(resource, requiredOf(type.schema))
  for (const extension of type.extensions) {
    const part = resource[extension.id]
    if (isObject(part)) requireIn(part, requiredOf(extension))
  }
}

function requireIn(part: JsonObject, required: readonly Attribute[]): void {
  for (const { name } of required) {
    const value = part[name]
    if (value === undefined || value === null) throw invalidValue(name, 'is required')
    if (typeof value === 'string' && value.trim() === '') throw invalidValue(name, 'must not be empty')
  }
}

/** A name that stands twice in one object, spelled differently: which of the two is meant nobody can say. */
export function givenTwice(where: string): ScimError {
  return invalidSyntax(`${where} is given twice`)
}

/** Notes that an unknown attribute was dropped. The names come from outside, so their number and length are bounded. */
export function noteIgnored(ignored: string[], name: string): void {
  const text = name.slice(0, IGNORED_LENGTH_MAX).toWellFormed().replaceAll('\0', '\uFFFD')
  if (ignored.length < IGNORED_MAX && !ignored.includes(text)) ignored.push(text)
}
