/** Members of a group as they arrive in bodies and PATCH operations: many, so read without detours. */
import { foldCase, isObject, type JsonObject } from '../../model/identity/resource-filter.ts'
import { listFromSingle, objectFromText, type Repairs } from '../dialect.ts'
import { invalidValue } from '../errors.ts'
import { requireText } from './resource-value.ts'

export interface GroupMember {
  readonly value: string
  /** Absent when the sender did not say (Okta never does). */
  readonly type?: 'User' | 'Group'
}

/**
 * Reads the value of `members`: a list, one object, or a bare text (Microsoft's Postman collection adds `"string id 1"`). A
 * member that stands twice is read once; null and [] are no members. `$ref`, which Entra sends as null (P4), and `display`
 * (Okta, P13) are ours to say and not read.
 * @param repairs receives the names of the deviations
 * @throws ScimError 400 invalidValue
 */
export function readMembers(given: unknown, repairs: Repairs): GroupMember[] {
  if (given === null || given === undefined) return []
  const members = new Map<string, GroupMember>()
  if (!Array.isArray(given)) repairs.add(listFromSingle.name)
  for (const item of Array.isArray(given) ? given : [given]) {
    if (typeof item === 'string') repairs.add(objectFromText.name)
    const member = readMember(item)
    if (!members.has(member.value)) members.set(member.value, member)
  }
  return [...members.values()]
}

function readMember(given: unknown): GroupMember {
  if (!isObject(given)) return { value: readMemberId(given) }
  const value = readMemberId(field(given, 'value'))
  const type = readType(field(given, 'type'))
  return type ? { value, type } : { value }
}

function readMemberId(given: unknown): string {
  const value = typeof given === 'number' && Number.isSafeInteger(given) ? String(given) : given
  if (value === undefined || value === null || value === '')
    throw invalidValue('members.value', 'is required')
  if (typeof value !== 'string') throw invalidValue('members.value', 'must be a text')
  requireText(value, 'members.value')
  return value
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

/** The field of a name, whatever its case; the usual spelling is found at once. */
function field(given: JsonObject, name: string): unknown {
  if (Object.hasOwn(given, name)) return given[name]
  const key = Object.keys(given).find((other) => foldCase(other) === name)
  return key === undefined ? undefined : given[key]
}
