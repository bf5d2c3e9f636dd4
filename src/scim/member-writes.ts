import { rememberedMax } from '../model/identity/joined.ts'
import { type JsonObject, matches } from '../model/identity/resource-filter.ts'
import { isResourceId } from '../model/ids.ts'
import type { Ask } from '../storage/ask.ts'
import type { Transaction } from '../storage/database.ts'
import {
  addMembers,
  type KnownMember,
  knownMembers,
  membersOf,
  membersOutside,
  removeMembers,
} from '../storage/identity/group-members.ts'
import {
  flatten,
  groupsAbove,
  groupsPresent,
  holdNesting,
  nest,
  unnest,
} from '../storage/identity/group-nesting.ts'
import { rememberMembers } from '../storage/identity/joined.ts'
import { noteLoss } from '../storage/identity/losses.ts'
import { countOf, type MemberRow, type MemberRun } from '../storage/identity/member-rows.ts'
import { noteRepairs, type ScimCall } from './call.ts'
import { unknownMembersSkipped } from './dialect/writes.ts'
import { invalidValue, tooMany } from './errors.ts'
import type { MemberChange } from './patch/member-delta.ts'
import { comparisonsOf } from './patch/patch-resource.ts'
import { GROUP, USER } from './schema/schemas.ts'

export interface MembersChanged {
  readonly added: number
  readonly removed: number
  /** Members that the call names and the directory does not have. */
  readonly skipped: number
}

interface Member {
  readonly id: string
  readonly type: 'User' | 'Group'
}

interface ComingMember extends Member {
  readonly display: string | null
}

/** Who really comes and who really goes. */
export interface MemberDifference {
  readonly coming: readonly ComingMember[]
  readonly going: readonly Member[]
  readonly skipped: number
}

const nobody: MemberDifference = { coming: [], going: [], skipped: 0 }

/** So many members are read at most for removals by filters that name no ids … */
const matchedMax = 100_000
/** … and so many comparisons of a member with a filter are made for one call. */
const judgedMax = 1_000_000

/** What becomes of each id that a call names: the last word counts. */
type Ends = Map<string, 'in' | 'out'>

/** Changes of a group's members, told from the call alone or with the members that its filters match. */
export interface ReadChanges {
  readonly changes: readonly MemberChange[]
  readonly ends: Ends
  readonly replacement: readonly string[] | undefined
}

/** Follows the changes in their order; what the filters of removals judge is read once. */
export async function readChanges(
  tx: Transaction,
  call: ScimCall,
  groupId: string,
  changes: readonly MemberChange[],
): Promise<ReadChanges> {
  return followChanges(
    call,
    changes,
    needsReading(changes) ? await readJudged(tx, call, groupId, changes) : [],
  )
}

/** Whether changes can be told only with what the directory knows of members: those that the group has, or that come. */
export function needsReading(changes: readonly MemberChange[]): boolean {
  return changes.some(({ kind }) => kind === 'removeMatching')
}

/**
 * Finds out what changes of a group's members come to. Reads only the ids that the call names, except for a replacement,
 * which must know who else is in. Locks whoever may come, after the group's own row.
 * @throws ScimError 400 when a member to add is no resource of this directory, unless its settings skip those; always for a
 *   replacement, which would remove what it does not know
 */
export function askAboutMembers(
  call: ScimCall,
  groupId: string,
  { changes, ends, replacement }: ReadChanges,
): Ask<MemberDifference> {
  if (changes.length === 0) return { queries: [], read: () => nobody }
  const { siteId, directoryId } = call
  const ids = [...ends.keys()].filter(isResourceId)
  const queries = [knownMembers(siteId, directoryId, groupId, ids)]
  if (replacement)
    queries.push(membersOutside(siteId, directoryId, groupId, replacement.filter(isResourceId)))
  return {
    queries,
    read(answers) {
      const [known = [], outside = []] = answers as [KnownMember[], Member[]]
      const skipped = unknownMembers(call, changes, known)
      if (skipped > 0) noteRepairs(call, [unknownMembersSkipped.name])
      const displays = displaysIn(changes)
      const coming = known
        .filter(({ id, isMember }) => !isMember && ends.get(id) === 'in')
        .map(({ id, type }) => ({ id, type, display: displays.get(id) ?? null }))
      const leaving = known.filter(({ id, isMember }) => isMember && ends.get(id) === 'out')
      const going = [...new Map([...leaving, ...outside].map((member) => [member.id, member])).values()]
      return { coming, going, skipped }
    },
  }
}

/**
 * What the members to come are called; the last word counts. `display` is immutable (RFC 7643 2.4): a member who is in keeps
 * the name of before, or none. To refuse another one (RFC 7644 3.5.1) would end Okta's PUT of a group (P13) at the first
 * person who marries.
 */
function displaysIn(changes: readonly MemberChange[]): Map<string, string> {
  const displays = new Map<string, string>()
  for (const change of changes) {
    if (change.kind !== 'add' && change.kind !== 'replace') continue
    for (const { value, display } of change.members) if (display !== undefined) displays.set(value, display)
  }
  return displays
}

/**
 * The groups whose closure a difference touches: none unless groups come or go. Waits for other changes of the
 * directory's nesting, after the group's own row and its members, before any organization.
 * @throws ScimError 400 when a group that comes was deleted meanwhile
 */
export function askAboutNesting(
  { siteId, directoryId }: ScimCall,
  groupId: string,
  { coming, going }: MemberDifference,
): Ask<readonly string[]> {
  const inner = idsOf(coming, 'Group')
  if (inner.length + idsOf(going, 'Group').length === 0) return { queries: [], read: () => [] }
  return {
    queries: [
      holdNesting(siteId, directoryId),
      groupsAbove(siteId, directoryId, groupId),
      groupsPresent(siteId, directoryId, inner),
    ],
    read(answers) {
      const [, above = [], present = []] = answers as [unknown, Member[], Member[]]
      if (present.length < inner.length) throw unknownMember()
      return [...new Set([groupId, ...above.map(({ id }) => id)])]
    },
  }
}

const idsOf = (members: readonly Member[], type: Member['type']) =>
  members.filter((member) => member.type === type).map(({ id }) => id)

const unknownMember = () =>
  invalidValue('members.value', 'must be the id of a user or group of this directory')

/** How many members a call names that are not there, where that is no error. */
function unknownMembers(
  { settings }: ScimCall,
  changes: readonly MemberChange[],
  known: readonly KnownMember[],
): number {
  const types = new Map(known.map(({ id, type }) => [id, type]))
  const unknown = new Set<string>()
  for (const change of changes) {
    if (change.kind === 'removeMatching') continue
    if (change.kind === 'remove') {
      for (const value of change.values) if (!types.has(value)) unknown.add(value)
      continue
    }
    const skips = change.kind === 'add' && unknownMembersSkipped(settings)
    for (const { value, type } of change.members) {
      const found = types.get(value)
      if (found === undefined && !skips) throw unknownMember()
      if (found === undefined) unknown.add(value)
      else if (type !== undefined && type !== found) {
        throw invalidValue('members.type', `must be ${found} for the member with this value`)
      }
    }
  }
  return unknown.size
}

/** Writes the difference, in the same transaction. */
export function writeMembers(
  tx: Transaction,
  { directoryId, now }: ScimCall,
  groupId: string,
  { coming, going, skipped }: MemberDifference,
  outer: readonly string[],
): MembersChanged {
  const { siteId } = tx
  const { User: usersIn = [], Group: groupsIn = [] } = Object.groupBy(coming, ({ type }) => type)
  const [usersOut, groupsOut] = [idsOf(going, 'User'), idsOf(going, 'Group')]
  if (usersOut.length > 0 && usersOut.length <= rememberedMax) {
    tx.write(rememberMembers(siteId, directoryId, groupId, usersOut, now))
  }
  if (usersOut.length > 0) tx.write(removeMembers(siteId, directoryId, groupId, usersOut, now))
  if (usersIn.length > 0) tx.write(addMembers(siteId, directoryId, groupId, usersIn, now))
  if (groupsOut.length > 0) tx.write(unnest(siteId, directoryId, groupId, groupsOut))
  if (groupsIn.length > 0) tx.write(nest(siteId, directoryId, groupId, groupsIn, now))
  if (outer.length > 0) for (const one of flatten(siteId, directoryId, outer, now)) tx.write(one)
  if (going.length > 0) noteLoss(tx, directoryId, { kind: 'membership', customerId: null, now })
  return { added: coming.length, removed: going.length, skipped }
}

/** The same without a read, for changes that have no filters. */
export function followChanges(
  call: ScimCall,
  changes: readonly MemberChange[],
  judgeable: readonly Judgeable[] = [],
): ReadChanges {
  const ends: Ends = new Map()
  const present = new Map(judgeable.map((one) => [one.id, one]))
  let replacement: string[] | undefined
  let judged = 0
  for (const change of changes) {
    if (change.kind === 'removeMatching') {
      judged += present.size * comparisonsOf(change.filter)
      if (judged > judgedMax) throw tooManyToJudge()
      for (const one of present.values()) {
        if (!one.isIn || !matches(change.filter, elementOf(call, one))) continue
        one.isIn = false
        ends.set(one.id, 'out')
      }
    } else if (change.kind === 'remove') {
      for (const value of change.values) {
        ends.set(value, 'out')
        const one = present.get(value)
        if (one) one.isIn = false
      }
    } else {
      if (change.kind === 'replace') replacement = change.members.map(({ value }) => value)
      for (const { value, display } of change.members) {
        ends.set(value, 'in')
        const one = present.get(value)
        if (!one) continue
        one.isIn = true
        if (!one.isStored && display !== undefined) one.display = display
      }
    }
  }
  return { changes, ends, replacement }
}

const tooManyToJudge = () => tooMany('members: these filters would have to read too many. Remove by value.')

/** Whoever is a member, or becomes one in the same call, as a filter sees them. */
interface Judgeable extends Member {
  /** Whether the group has this member already: then its name stays. */
  readonly isStored: boolean
  isIn: boolean
  display: string | null
}

/** Whom the filters of a call may be about: the members that the group has, and whom the call itself adds. */
async function readJudged(
  tx: Transaction,
  call: ScimCall,
  groupId: string,
  changes: readonly MemberChange[],
): Promise<Judgeable[]> {
  const named = changes.flatMap((change) => ('members' in change ? change.members : []))
  const ids = [...new Set(named.map(({ value }) => value).filter(isResourceId))]
  const coming =
    ids.length > 0
      ? await tx.read<KnownMember>(knownMembers(call.siteId, call.directoryId, groupId, ids))
      : []
  // A replacement comes first and leaves nobody but whom it names; what those are called the group knows.
  const isReplaced = changes[0]?.kind === 'replace'
  const needsStored = !isReplaced || coming.some(({ isMember }) => isMember)
  const stored = needsStored ? await readStored(tx, call, groupId) : []
  const members = new Set(stored.map(({ id }) => id))
  return [
    ...stored.map((member) => ({ ...member, isStored: true, isIn: !isReplaced })),
    ...coming
      .filter(({ id }) => !members.has(id))
      .map(({ id, type }) => ({ id, type, isStored: false, isIn: false, display: null })),
  ]
}

async function readStored(tx: Transaction, { directoryId }: ScimCall, groupId: string): Promise<MemberRow[]> {
  const runs = await tx.read<MemberRun>(membersOf(tx.siteId, directoryId, groupId, matchedMax + 1))
  if (countOf(runs) > matchedMax) throw tooManyToJudge()
  return runs.flatMap((run) => run.rows())
}

/** A member as it would be answered (RFC 7643 4.2), which is what `members[type eq "Group"]` and the like compare. */
function elementOf({ baseUrl }: ScimCall, { id, type, display }: Judgeable): JsonObject {
  const { endpoint } = type === 'User' ? USER : GROUP
  return { value: id, type, $ref: `${baseUrl}${endpoint}/${id}`, ...(display !== null && { display }) }
}
