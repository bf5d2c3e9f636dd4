import { type JsonObject, matches } from '../model/identity/resource-filter.ts'
import { isResourceId } from '../model/ids.ts'
import type { Transaction } from '../storage/database.ts'
import {
  addMembers,
  type KnownMember,
  knownMembers,
  type MemberRow,
  membersOf,
  membersOutside,
  removeMembers,
} from '../storage/identity/group-members.ts'
import { flatten, groupsAbove, holdNesting, nest, unnest } from '../storage/identity/group-nesting.ts'
import type { ScimCall } from './call.ts'
import { invalidValue, tooMany } from './errors.ts'
import type { MemberChange, MemberReference } from './member-delta.ts'
import { GROUP, USER } from './schemas.ts'

export interface MembersChanged {
  readonly added: number
  readonly removed: number
}

/** So many members are read at most for a removal by a filter that names no ids. */
const matchedMax = 100_000

/** What becomes of each id that a call names: the last word counts. */
type Ends = Map<string, 'in' | 'out'>

/**
 * Turns the changes of a group's members into rows: who really comes and who really goes. Reads only the ids that the
 * call names, except for a replacement (which must know who else is in) and a removal by filter.
 * @throws ScimError 400 when a member to add is no resource of this directory; then nothing has changed
 */
export async function changeMembers(
  tx: Transaction,
  call: ScimCall,
  groupId: string,
  changes: readonly MemberChange[],
): Promise<MembersChanged> {
  if (changes.length === 0) return { added: 0, removed: 0 }
  const ends: Ends = new Map()
  let replacement: string[] | undefined
  for (const change of changes) {
    if (change.kind === 'removeMatching') await removeMatching(tx, call, groupId, change, ends, replacement)
    else if (change.kind === 'remove') for (const value of change.values) ends.set(value, 'out')
    else {
      if (change.kind === 'replace') replacement = change.members.map(({ value }) => value)
      for (const { value } of change.members) ends.set(value, 'in')
    }
  }
  const ids = [...ends.keys()].filter(isResourceId)
  const { siteId } = tx
  const { directoryId } = call
  const queries = [knownMembers(siteId, directoryId, groupId, ids)]
  if (replacement)
    queries.push(membersOutside(siteId, directoryId, groupId, replacement.filter(isResourceId)))
  const [known = [], outside = []] = await tx.readAll(queries)
  requireKnown(changes, known as KnownMember[])
  const members = known as KnownMember[]
  const coming = members.filter(({ id, isMember }) => !isMember && ends.get(id) === 'in')
  const going = members.filter(({ id, isMember }) => isMember && ends.get(id) === 'out')
  const leaving = new Map([...going, ...(outside as KnownMember[])].map((member) => [member.id, member]))
  return write(tx, call, groupId, coming, [...leaving.values()])
}

/** All that a call adds must be there: one that is not would otherwise be lost without a word. */
function requireKnown(changes: readonly MemberChange[], known: readonly KnownMember[]): void {
  const types = new Map(known.map(({ id, type }) => [id, type]))
  const named = changes.flatMap((change): readonly MemberReference[] =>
    change.kind === 'add' || change.kind === 'replace' ? change.members : [],
  )
  for (const { value, type } of named) {
    const found = types.get(value)
    if (found === undefined)
      throw invalidValue('members.value', 'must be the id of a user or group of this directory')
    if (type !== undefined && type !== found) {
      throw invalidValue('members.type', `must be ${found} for the member with this value`)
    }
  }
}

async function write(
  tx: Transaction,
  { directoryId, now }: ScimCall,
  groupId: string,
  coming: readonly { id: string; type: string }[],
  going: readonly { id: string; type: string }[],
): Promise<MembersChanged> {
  const { siteId } = tx
  const idsOf = (members: readonly { id: string; type: string }[], type: string) =>
    members.filter((member) => member.type === type).map(({ id }) => id)
  const [usersIn, usersOut] = [idsOf(coming, 'User'), idsOf(going, 'User')]
  const [groupsIn, groupsOut] = [idsOf(coming, 'Group'), idsOf(going, 'Group')]
  if (usersOut.length > 0) tx.write(removeMembers(siteId, directoryId, groupId, usersOut))
  if (usersIn.length > 0) tx.write(addMembers(siteId, directoryId, groupId, usersIn, now))
  if (groupsIn.length + groupsOut.length > 0) {
    const [, above = []] = await tx.readAll([
      holdNesting(siteId, directoryId),
      groupsAbove(siteId, directoryId, groupId),
    ])
    const outer = new Set([groupId, ...(above as { id: string }[]).map(({ id }) => id)])
    if (groupsOut.length > 0) tx.write(unnest(siteId, directoryId, groupId, groupsOut))
    if (groupsIn.length > 0) tx.write(nest(siteId, directoryId, groupId, groupsIn, now))
    for (const one of flatten(siteId, directoryId, [...outer], now)) tx.write(one)
  }
  return { added: coming.length, removed: going.length }
}

/** `members[type eq "Group"]` and the like: the members are read and judged, those who match go. */
async function removeMatching(
  tx: Transaction,
  { directoryId, baseUrl }: ScimCall,
  groupId: string,
  { filter }: MemberChange & { kind: 'removeMatching' },
  ends: Ends,
  replacement: readonly string[] | undefined,
): Promise<void> {
  const rows = replacement
    ? []
    : await tx.read<MemberRow>(membersOf(tx.siteId, directoryId, [groupId], matchedMax + 1))
  if (rows.length > matchedMax)
    throw tooMany('members: this filter would have to read too many. Remove by value.')
  const present = new Map<string, JsonObject>()
  for (const { id, type } of rows) {
    const { endpoint } = type === 'User' ? USER : GROUP
    present.set(id, { value: id, type, $ref: `${baseUrl}${endpoint}/${id}` })
  }
  for (const [id, end] of ends) {
    if (end === 'out') present.delete(id)
    else if (!present.has(id)) present.set(id, { value: id })
  }
  for (const [id, element] of present) if (matches(filter, element)) ends.set(id, 'out')
}
