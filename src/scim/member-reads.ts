/** Members of groups on their way out. */
import { lowestId } from '../model/ids.ts'
import type { GroupRow } from '../storage/identity/directory-groups.ts'
import { type MemberRow, memberPage, membersOf } from '../storage/identity/group-members.ts'
import type { ScimCall } from './call.ts'
import { type ListedText, renderGroup, renderGroupInPieces } from './render.ts'
import { type Selection, wants } from './schema/selection.ts'

/** So many members are held for one answer; beyond that they are read page by page while the answer is sent. */
export const membersHeldMax = 10_000
const memberPageSize = 5_000

/** The members of an answer's groups, by group; or that they are too many. */
type Members = ReadonlyMap<string, readonly MemberRow[]> | 'many'

/** The members of these groups, when they are wanted. */
export async function readMembers(
  call: ScimCall,
  rows: readonly GroupRow[],
  selection: Selection,
): Promise<Members> {
  if (rows.length === 0 || !wants(selection, 'members')) return new Map()
  const ids = rows.map(({ id }) => id)
  const query = membersOf(call.siteId, call.directoryId, ids, membersHeldMax + 1)
  const [members = []] = await call.database.readInDirectory(call.siteId, call.directoryId, [query])
  return heldOrMany(members as MemberRow[])
}

export function heldOrMany(members: readonly MemberRow[]): Members {
  return members.length > membersHeldMax ? 'many' : Map.groupBy(members, ({ groupId }) => groupId)
}

/** A group with what is known of its members. */
export function renderWith(
  call: ScimCall,
  row: GroupRow,
  members: Members,
  selection: Selection,
): ListedText {
  const { baseUrl } = call
  if (members !== 'many') return renderGroup(row, members.get(row.id) ?? [], baseUrl, selection)
  return () => renderGroupInPieces(row, pagesOfMembers(call, row.id), baseUrl, selection)
}

/**
 * Whoever is a member from the first page to the last is shown once. Who joins or leaves meanwhile may be shown or not:
 * the version in the answer is that of before, so the next conditional GET brings the rest.
 */
async function* pagesOfMembers(
  { siteId, directoryId, database }: ScimCall,
  groupId: string,
): AsyncIterable<readonly MemberRow[]> {
  for (const type of ['User', 'Group'] as const) {
    for (let after = lowestId; ; ) {
      const page = { after, limit: memberPageSize }
      const query = memberPage(siteId, directoryId, groupId, type, page)
      const [rows] = (await database.readInDirectory(siteId, directoryId, [query])) as [MemberRow[]]
      yield rows
      const last = rows.at(-1)
      if (!last || rows.length < memberPageSize) break
      after = last.id
    }
  }
}

/** The order in which members are read: users first, each kind by id. */
export function inOrder(members: readonly MemberRow[]): MemberRow[] {
  const rank = ({ type, id }: MemberRow) => (type === 'User' ? 'a' : 'b') + id
  return members.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
}
