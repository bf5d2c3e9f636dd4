/** Groups as they are written (RFC 7644 3.3, 3.5, 3.6). */
import { isDeepStrictEqual } from 'node:util'
import { groupSentences } from '../model/identity/group-sentences.ts'
import { foldCase, type JsonObject } from '../model/identity/resource-filter.ts'
import { isResourceId } from '../model/ids.ts'
import {
  askAboutOrganizations,
  auditGroup,
  dismissGroup,
  followGroup,
  type GroupOutcome,
} from '../people/project-group.ts'
import { rolesAfter } from '../people/staff-roles.ts'
import { refuseUnlessSubscribed } from '../people/subscribed.ts'
import { type Ask, ask, both } from '../storage/ask.ts'
import { count, forgetTotal } from '../storage/counters.ts'
import { type MappingContext, mappingContext } from '../storage/identity/directories.ts'
import {
  changeGroupsAround,
  deleteGroup,
  type GroupRow,
  groupForUpdate,
  groupsAround,
  type Held,
  holdGroupAndAround,
  insertGroup,
  type LockedGroup,
  requireHeld,
  updateGroup,
} from '../storage/identity/directory-groups.ts'
import { closeOverItself, flatten, groupsAbove, holdNesting } from '../storage/identity/group-nesting.ts'
import { type MemberRun, runsOf } from '../storage/identity/member-rows.ts'
import { newId } from '../storage/new-id.ts'
import {
  answersPatchWithBody,
  asWanted,
  changedAt,
  noteRepairs,
  requireVersion,
  type ScimAnswer,
  type ScimCall,
  selectionOf,
} from './call.ts'
import { putKeepsMembers } from './dialect/writes.ts'
import { notFound, uniqueness } from './errors.ts'
import { askAboutName } from './group-names.ts'
import { noSuchGroup } from './group-reads.ts'
import { heldOrMany, inOrder, membersToHold, renderWith } from './member-reads.ts'
import {
  askAboutMembers,
  askAboutNesting,
  followChanges,
  type MemberDifference,
  type MembersChanged,
  needsReading,
  type ReadChanges,
  readChanges,
  writeMembers,
} from './member-writes.ts'
import type { MemberChange } from './patch/member-delta.ts'
import { compileGroupPatch } from './patch/patch-group.ts'
import { readPatch } from './patch/patch-request.ts'
import { etagOf, locationOf, stored, unstored } from './render.ts'
import { GroupWriter } from './render-group.ts'
import { readGroup } from './schema/resource.ts'
import { GROUP } from './schema/schemas.ts'
import { wants } from './schema/selection.ts'

/** `POST /Groups`. */
export async function createGroup(call: ScimCall): Promise<ScimAnswer> {
  const { siteId, directoryId, now, database } = call
  const selection = selectionOf(call, GROUP)
  const { resource, members, repairs } = readGroup(call.takeBody())
  noteRepairs(call, repairs)
  const groupId = newId()
  const text = stored(resource, GROUP)
  const displayName = String(resource.displayName)
  const changes: MemberChange[] = members?.length ? [{ kind: 'add', members }] : []
  const { words, coming } = await database.inDirectory(siteId, directoryId, async (tx) => {
    const wanted = askAboutChange(call, groupId, displayName, followChanges(call, changes))
    const [context, { isTaken, difference }] = await ask(
      tx,
      both(directoryThatCreates(siteId, directoryId), wanted),
    )
    if (isTaken) throw nameIsTaken()
    const { externalId = null } = columnsOf(resource, text)
    const group = { id: groupId, displayName, externalId, before: undefined }
    const organizations = askAboutOrganizations(siteId, directoryId, context, group)
    const [outer, facts] = await ask(tx, both(askAboutNesting(call, groupId, difference), organizations))
    const outcome = followGroup(tx, call, context, group, facts)
    const { pending } = outcome
    tx.write(insertGroup(siteId, directoryId, { ...columnsOf(resource, text), groupId, now, pending }))
    tx.write(closeOverItself(siteId, directoryId, groupId, now))
    tx.write(count(siteId, directoryId, 'groups', 1))
    const changed = writeMembers(tx, call, groupId, difference, outer)
    auditGroup(tx, call, 'directory-group.created', groupId, { outcome, ...changed })
    const roles = await rolesAfter(tx, call, context.audience, difference)
    return { words: inWords([...sentencesOf(outcome), ...roles], changed), coming: difference.coming }
  })
  const row = {
    id: groupId,
    resource: text,
    version: '1',
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  }
  // Whoever just came is whoever is in: nothing needs to be read again.
  const shown = wants(selection, 'members') ? runsOf(inOrder(coming)) : []
  return {
    status: 201,
    body: new GroupWriter(call.baseUrl, selection).whole(row, shown),
    location: locationOf(call.baseUrl, GROUP, groupId),
    etag: etagOf(row),
    effect: words,
  }
}

function directoryThatCreates(siteId: number, directoryId: number): Ask<MappingContext> {
  return {
    queries: [mappingContext(siteId, directoryId)],
    read([rows = []]) {
      const [context] = rows as MappingContext[]
      if (!context) throw notFound('The directory does not exist.')
      refuseUnlessSubscribed(context, 'create')
      return context
    },
  }
}

const nameIsTaken = () => uniqueness('displayName: another group of this directory has this name.')

/** What a change of name and members meets. The name is held before the members, everywhere. */
function askAboutChange(
  call: ScimCall,
  groupId: string,
  displayName: string | undefined,
  changes: ReadChanges,
): Ask<{ isTaken: boolean; difference: MemberDifference }> {
  const { queries, read } = both(
    askAboutName(call, displayName, groupId),
    askAboutMembers(call, groupId, changes),
  )
  return {
    queries,
    read(answers) {
      const [isTaken, difference] = read(answers)
      return { isTaken, difference }
    },
  }
}

/** `PUT /Groups/{id}`. Absent members stay, unless the directory wants it otherwise. */
export async function replaceGroup(call: ScimCall, id: string): Promise<ScimAnswer> {
  const { resource, members, repairs } = readGroup(call.takeBody())
  noteRepairs(call, repairs)
  const keeps = members === undefined && putKeepsMembers(call.settings)
  if (keeps) noteRepairs(call, [putKeepsMembers.name])
  const changes: MemberChange[] = keeps ? [] : [{ kind: 'replace', members: members ?? [] }]
  return changeGroup(call, id, {
    displayName: String(resource.displayName),
    members: changes,
    compute: (current) => ({ resource, changed: !isDeepStrictEqual(resource, current) }),
    answersWithBody: true,
  })
}

/** `PATCH /Groups/{id}` (RFC 7644 3.5.2): all operations or none, whatever the group's size. */
export async function patchGroupById(call: ScimCall, id: string): Promise<ScimAnswer> {
  const { operations, repairs } = readPatch(call.takeBody())
  noteRepairs(call, repairs)
  const { displayName, members, applyTo } = compileGroupPatch(operations, call.settings, id)
  return changeGroup(call, id, {
    displayName,
    members,
    compute(current) {
      const patched = applyTo(current)
      noteRepairs(call, patched.repairs)
      return patched
    },
    answersWithBody: answersPatchWithBody(call, GROUP),
  })
}

interface GroupChange {
  /** The name that the call gives, as far as it can be told without the group. */
  readonly displayName: string | undefined
  readonly members: readonly MemberChange[]
  readonly compute: (current: JsonObject) => { readonly resource: JsonObject; readonly changed: boolean }
  readonly answersWithBody: boolean
}

const isSameName = (a: string, b: string | undefined) => b !== undefined && foldCase(a) === foldCase(b)

const nothing: Ask<undefined> = { queries: [], read: () => undefined }

/** Locks the group, computes the change, and applies it once. Its cost does not depend on the group's size. */
async function changeGroup(call: ScimCall, id: string, change: GroupChange): Promise<ScimAnswer> {
  const { siteId, directoryId, database } = call
  const selection = selectionOf(call, GROUP)
  if (!isResourceId(id)) throw noSuchGroup()
  const ahead = needsReading(change.members)
    ? undefined
    : askAboutChange(call, id, change.displayName, followChanges(call, change.members))
  let shown: readonly MemberRun[] = []
  const { row, effect } = await database.inDirectory(siteId, directoryId, async (tx) => {
    if (change.answersWithBody && wants(selection, 'members')) {
      tx.readLast<MemberRun>(membersToHold(call, id), (runs) => {
        shown = runs
      })
    }
    // What the call says by itself is asked together with the group.
    const [locked, told] = await ask(tx, both(groupThatChanges(call, id), ahead ?? nothing))
    const { resource, changed: changedAttributes } = change.compute(unstored(locked.resource))
    const displayName = String(resource.displayName)
    const newName = isSameName(displayName, locked.displayName) ? undefined : displayName
    const isTold = newName === undefined || isSameName(newName, change.displayName)
    const { isTaken, difference } =
      told && isTold
        ? told
        : await ask(tx, askAboutChange(call, id, newName, await readChanges(tx, call, id, change.members)))
    if (isTaken && newName !== undefined) throw nameIsTaken()
    if (!changedAttributes && difference.coming.length + difference.going.length === 0) {
      return { row: locked, effect: withoutEffect(difference) }
    }
    const text = stored(resource, GROUP)
    const { externalId = null } = columnsOf(resource, text)
    const group = { id, displayName, externalId, before: locked }
    const organizations = askAboutOrganizations(siteId, directoryId, locked, group)
    const [outer, facts] = await ask(tx, both(askAboutNesting(call, id, difference), organizations))
    const outcome = followGroup(tx, call, locked, group, facts)
    const now = changedAt(call, locked)
    const columns = { ...columnsOf(resource, text), groupId: id, now, pending: outcome.pending }
    tx.write(updateGroup(siteId, directoryId, { ...columns, touched: true }))
    const changed = writeMembers(tx, call, id, difference, outer)
    auditGroup(tx, call, 'directory-group.changed', id, { outcome, ...changed })
    const isOther = externalId !== locked.externalId
    const roles = await rolesAfter(tx, call, locked.audience, difference, isOther)
    const version = String(Number(locked.version) + 1)
    const row: GroupRow = { ...locked, resource: text, version, updatedAt: now.toISOString() }
    return { row, effect: inWords([...sentencesOf(outcome), ...roles], changed) }
  })
  const location = locationOf(call.baseUrl, GROUP, id)
  const etag = etagOf(row)
  if (!change.answersWithBody) return { status: 204, location, etag, effect }
  const body = renderWith(call, row, heldOrMany(shown), new GroupWriter(call.baseUrl, selection))
  return { status: 200, body, location, etag, effect }
}

function groupThatChanges(call: ScimCall, id: string): Ask<LockedGroup> {
  return {
    queries: [groupForUpdate(call.siteId, call.directoryId, id)],
    read([rows = []]) {
      const [locked] = rows as LockedGroup[]
      if (!locked) throw noSuchGroup()
      refuseUnlessSubscribed(locked, 'change')
      requireVersion(call, etagOf(locked))
      return locked
    },
  }
}

/** `DELETE /Groups/{id}`: one row goes, whatever the number of members; those rows are purged in the background. */
export async function removeGroup(call: ScimCall, id: string): Promise<ScimAnswer> {
  const { siteId, directoryId, now, database } = call
  if (!isResourceId(id)) throw noSuchGroup()
  const words = await database.inDirectory(siteId, directoryId, async (tx) => {
    const [held, [locked], , above, around] = (await tx.readAll([
      holdGroupAndAround(siteId, directoryId, id),
      groupForUpdate(siteId, directoryId, id),
      holdNesting(siteId, directoryId),
      groupsAbove(siteId, directoryId, id),
      groupsAround(siteId, directoryId, id),
    ])) as [Held[], LockedGroup[], unknown, { id: string }[], Held[]]
    requireHeld(held, around)
    if (!locked) throw noSuchGroup()
    refuseUnlessSubscribed(locked, 'remove')
    requireVersion(call, etagOf(locked))
    const outcome = await dismissGroup(tx, call, id)
    const outer = above.map((group) => group.id).filter((group) => group !== id)
    if (outer.length > 0) tx.write(changeGroupsAround(siteId, directoryId, id, now))
    for (const write of deleteGroup(siteId, directoryId, id, now)) tx.write(write)
    if (outer.length > 0) for (const write of flatten(siteId, directoryId, outer, now)) tx.write(write)
    tx.write(forgetTotal(siteId, directoryId, `members:${id}`))
    tx.write(count(siteId, directoryId, 'groups', -1))
    auditGroup(tx, call, 'directory-group.deleted', id, { outcome, added: 0, removed: 0 })
    return [...sentencesOf(outcome), ...(await rolesAfter(tx, call, locked.audience))]
  })
  return { status: 204, effect: inWords(words, { added: 0, removed: 0, skipped: 0 }) }
}

function columnsOf(resource: JsonObject, text: string) {
  return {
    displayName: String(resource.displayName),
    externalId: typeof resource.externalId === 'string' ? resource.externalId : undefined,
    resource: text,
  }
}

const sentencesOf = ({ effects }: GroupOutcome) => effects.map(({ words }) => words)

function inWords(words: readonly string[], { added, removed, skipped }: MembersChanged): string {
  const said = [...words]
  if (added > 0) said.push(groupSentences.joined(added))
  if (removed > 0) said.push(groupSentences.left(removed))
  if (skipped > 0) said.push(groupSentences.skipped(skipped))
  return said.length === 0 ? 'No effect on people.' : `${said.join('; ')}.`
}

function withoutEffect({ skipped }: MemberDifference): string {
  return skipped > 0 ? inWords([], { added: 0, removed: 0, skipped }) : asWanted
}
