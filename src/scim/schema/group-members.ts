/** Members of a group as they arrive in bodies and PATCH operations: many, so read without detours. */
import { foldCase, isObject, type JsonObject } from '../../model/identity/resource-filter.ts'
import { foldResourceId } from '../../model/ids.ts'
import type { Repairs } from '../dialect/repairs.ts'
import { displayFromDisplayName, listFromSingle, objectFromText } from '../dialect/values.ts'
import { invalidValue } from '../errors.ts'
import { requireText } from './resource-value.ts'

export interface GroupMember {
  readonly value: string
  /** Absent when the sender did not say (Okta never does). */
  readonly type?: 'User' | 'Group'
  readonly display?: string
}

/** A longer name is not kept. */
const displayMax = 1_024

/**
 * Reads the value of `members`: a list, one object, or a bare text (Microsoft's Postman collection adds `"string id 1"`). A
 * member that stands twice is read once; null and [] are no members. `$ref`, which Entra sends as null (P4), is ours to say
 * and not read; `display` (Okta, P13) is kept where it is a text.
 * @param repairs receives the names of the deviations
 * @throws ScimError 400 invalidValue
 */
export function readMembers(given: unknown, repairs: Repairs): GroupMember[] {
  if (given === null || given === undefined) return []
  const members: GroupMember[] = []
  const seen = new Set<string>()
  if (!Array.isArray(given)) repairs.add(listFromSingle.name)
  for (const item of Array.isArray(given) ? given : [given]) {
    if (typeof item === 'string') repairs.add(objectFromText.name)
    const member = readMember(item, repairs)
    if (seen.has(member.value)) continue
    seen.add(member.value)
    members.push(member)
  }
  return members
}

function readMember(given: unknown, repairs: Repairs): GroupMember {
  if (!isObject(given)) return { value: readMemberId(given) }
  if (isMember(given)) return given
  const fields = fieldsOf(given)
  const value = readMemberId(fields.value)
  const type = readType(fields.type)
  const display = readDisplay(fields.display)
  if (display !== undefined && fields.displayIsRepaired) repairs.add(displayFromDisplayName.name)
  return { value, ...(type && { type }), ...(display !== undefined && { display }) }
}

/** Whether it is a member as it stands, as in most bodies: of a million of them no copy is made. */
function isMember(given: JsonObject): given is JsonObject & GroupMember {
  for (const key in given) if (key !== 'value') return false
  return typeof given.value === 'string' && readMemberId(given.value) === given.value
}

interface Fields {
  value?: unknown
  type?: unknown
  display?: unknown
  displayIsRepaired?: boolean
}

/** The fields of a member, whatever the case of their names; the usual spellings are found at once. */
function fieldsOf(given: JsonObject): Fields {
  const fields: Fields = {}
  for (const key in given) {
    const name = key === 'value' || key === 'type' || key === 'display' ? key : foldCase(key)
    if (name === 'value' || name === 'type') fields[name] = given[key]
    else if (name === 'display') {
      fields.display = given[key]
      fields.displayIsRepaired = false
    } else if (name === 'displayname' && fields.display === undefined) {
      // Microsoft's Postman collection: `{"displayName":"new User","value":"…"}`.
      fields.display = given[key]
      fields.displayIsRepaired = true
    }
  }
  return fields
}

function readMemberId(given: unknown): string {
  const value = typeof given === 'number' && Number.isSafeInteger(given) ? String(given) : given
  if (value === undefined || value === null || value === '')
    throw invalidValue('members.value', 'is required')
  if (typeof value !== 'string') throw invalidValue('members.value', 'must be a text')
  requireText(value, 'members.value')
  return foldResourceId(value)
}

/** Other texts than the two are as good as none: canonical values are only suggested (RFC 7643 7). */
function readType(given: unknown): 'User' | 'Group' | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given !== 'string') throw invalidValue('members.type', 'must be a text')
  if (given === 'User' || given === 'Group') return given
  const folded = foldCase(given)
  if (folded === 'user') return 'User'
  return folded === 'group' ? 'Group' : undefined
}

/** A name that cannot be kept is no reason to refuse a member. */
function readDisplay(given: unknown): string | undefined {
  if (typeof given !== 'string' || given === '' || given.length > displayMax) return undefined
  return given.isWellFormed() && !given.includes('\0') ? given : undefined
}
