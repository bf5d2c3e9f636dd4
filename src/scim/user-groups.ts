import type { UserRow } from '../storage/identity/directory-users.ts'
import {
  type GroupsFound,
  groupsIn,
  groupsOfUsers,
  membershipsAtOnceMax,
} from '../storage/identity/page-groups.ts'
import { groupsLeftOut, groupsOfUser } from '../storage/identity/user-groups.ts'
import type { ScimCall } from './call.ts'

type Caller = Pick<ScimCall, 'siteId' | 'directoryId' | 'database'>

/** So many users are asked about at once. */
const usersAtOnceMax = 100

/** Users who are in very many groups come without them, so that nobody who was read beside them waits: here they get theirs. */
export async function withAllGroups<Row extends Pick<UserRow, 'id' | 'groups'>>(
  call: Caller,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  let waiting = rows.flatMap(({ id, groups }) => (groups === groupsLeftOut ? [id] : []))
  if (waiting.length === 0) return rows
  const found = new Map<string, string | null>()
  // Which of them are cut is known by the order of their ids.
  waiting.sort()
  while (waiting.length > 0) {
    for (const [id, groups] of await readGroups(call, waiting.slice(0, usersAtOnceMax))) found.set(id, groups)
    waiting = waiting.filter((id) => !found.has(id))
  }
  return rows.map((row) => ({ ...row, groups: found.get(row.id) ?? row.groups ?? null }))
}

/** The groups of as many of these users as fit, at least of the first. */
async function readGroups(
  { siteId, directoryId, database }: Caller,
  userIds: readonly string[],
): Promise<(readonly [string, string | null])[]> {
  const [rows] = await database.readInDirectory(siteId, directoryId, [
    groupsOfUsers(siteId, directoryId, userIds),
  ])
  const groupsOf = groupsIn((rows as [GroupsFound])[0], membershipsAtOnceMax)
  const known = userIds
    .map((id) => [id, groupsOf(id)] as const)
    .filter(([, groups]) => groups !== groupsLeftOut)
  if (known.length > 0) return known
  const [id] = userIds as [string]
  const [single] = await database.readInDirectory(siteId, directoryId, [
    groupsOfUser(siteId, directoryId, id),
  ])
  return [[id, (single as [Pick<UserRow, 'groups'>])[0].groups ?? null]]
}
