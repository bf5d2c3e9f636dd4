/** Members of groups on their way out. */
import { lowestId } from '../model/ids.ts'
import type { GroupRow } from '../storage/identity/directory-groups.ts'
import {
  memberPage,
  membersBesideMax,
  membersOf,
  membersOfGroups,
} from '../storage/identity/group-members.ts'
import { countOf, type MemberRow, type MemberRun } from '../storage/identity/member-rows.ts'
import { PageGroup } from '../storage/identity/page-rows.ts'
import type { Query } from '../storage/statement.ts'
import type { ScimCall } from './call.ts'
import type { JsonWriter } from './json-writer.ts'
import type { Json, ListedResource } from './render.ts'
import type { GroupWriter } from './render-group.ts'
import { type Selection, wants } from './schema/selection.ts'

/** So many members are held for one answer; beyond that they are read page by page while the answer is sent. */
const membersHeldMax = 10_000
const memberPageSize = 5_000

/** The members of one group for an answer, or that they are too many. */
export type Members = readonly MemberRun[] | 'many'

/** Reads the members of one group for its answer, as far as they are held. */
export const membersToHold = ({ siteId, directoryId }: ScimCall, groupId: string): Query =>
  membersOf(siteId, directoryId, groupId, membersHeldMax + 1)

export const heldOrMany = (runs: readonly MemberRun[]): Members =>
  countOf(runs) > membersHeldMax ? 'many' : runs

/** The same, but only so many that others may travel along: most groups have no more. */
export const membersBeside = ({ siteId, directoryId }: ScimCall, groupId: string): Query =>
  membersOf(siteId, directoryId, groupId, membersBesideMax + 1)

/** Whether not all members of a group came with it. */
export const areCut = (beside: readonly MemberRun[]): boolean => countOf(beside) > membersBesideMax

/** The members of these groups, by group and when they are wanted; those that came with a page are not read again. */
export async function readMembers(
  call: ScimCall,
  rows: readonly GroupRow[],
  selection: Selection,
): Promise<ReadonlyMap<string, readonly MemberRun[]> | 'many'> {
  if (!wants(selection, 'members')) return new Map()
  const known = rows.flatMap((row) =>
    row instanceof PageGroup && row.members ? [[row.id, row.members] as const] : [],
  )
  if (known.length === rows.length) return new Map(known)
  const ids = rows.map(({ id }) => id)
  const query = membersOfGroups(call.siteId, call.directoryId, ids, membersHeldMax + 1)
  const [runs = []] = await call.database.readInDirectory(call.siteId, call.directoryId, [query])
  const held = heldOrMany(runs as MemberRun[])
  return held === 'many' ? held : byGroup(held)
}

export const byGroup = (runs: readonly MemberRun[]): ReadonlyMap<string, readonly MemberRun[]> =>
  Map.groupBy(runs, ({ groupId }) => groupId)

/** A group as the answer. */
export function renderWith(call: ScimCall, row: GroupRow, members: Members, writer: GroupWriter): Json {
  return members === 'many' ? inPieces(call, row, writer) : writer.whole(row, members)
}

/** A group as a part of the answer. */
export function listedWith(
  call: ScimCall,
  row: GroupRow,
  members: Members,
  writer: GroupWriter,
): ListedResource {
  if (members === 'many') return inPieces(call, row, writer)
  return {
    write: (into: JsonWriter) => writer.write(row, members, into),
    length: writer.lengthOf(row, members),
    isLong: false,
  }
}

const inPieces = (call: ScimCall, row: GroupRow, writer: GroupWriter) => () =>
  writer.pieces(row, pagesOfMembers(call, row.id))

/**
 * Whoever is a member from the first page to the last is shown once. Who joins or leaves meanwhile may be shown or not:
 * the version in the answer is that of before, so the next conditional GET brings the rest.
 */
async function* pagesOfMembers(
  { siteId, directoryId, database }: ScimCall,
  groupId: string,
): AsyncIterable<readonly MemberRun[]> {
  for (const type of ['User', 'Group'] as const) {
    for (let after = lowestId; ; ) {
      const page = { after, limit: memberPageSize }
      const query = memberPage(siteId, directoryId, groupId, type, page)
      const [runs] = (await database.readInDirectory(siteId, directoryId, [query])) as [MemberRun[]]
      yield runs
      const last = runs.at(-1)
      if (!last || countOf(runs) < memberPageSize) break
      after = last.lastId
    }
  }
}

/** The order in which members are read: users first, each kind by id. */
export function inOrder(members: readonly MemberRow[]): MemberRow[] {
  const rank = ({ type, id }: MemberRow) => (type === 'User' ? 'a' : 'b') + id
  return members.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
}
