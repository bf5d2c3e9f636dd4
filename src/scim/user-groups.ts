import type { UserGroups, UserRow } from '../storage/identity/directory-users.ts'
import {
  type Around,
  addAround,
  aroundGroups,
  groupsOf,
  type Memberships,
  membershipsAtOnceMax,
  membershipsOfUsers,
  readMemberships,
} from '../storage/identity/page-groups.ts'
import {
  type AroundRow,
  countOfKeys,
  type GroupKey,
  keyAt,
  type MembershipsRow,
} from '../storage/identity/page-rows.ts'
import { groupsLeftOut, groupsOfUser } from '../storage/identity/user-groups.ts'
import type { Query } from '../storage/statement.ts'
import type { ScimCall } from './call.ts'

type Caller = Pick<ScimCall, 'siteId' | 'directoryId' | 'database'>

/** So many users are asked about at once; their memberships have a limit of their own. */
const usersAtOnceMax = 1_000

/** Users who are in very many groups come without them, so that nobody who was read beside them waits: here they get theirs. */
export async function withAllGroups<Row extends Pick<UserRow, 'id' | 'groups'>>(
  call: Caller,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  let waiting = rows.flatMap(({ id, groups }) => (groups === groupsLeftOut ? [id] : []))
  if (waiting.length === 0) return rows
  const found = new Map<string, UserGroups | null>()
  const around: Around = new Map()
  // Whose groups are cut is known by the order of ids.
  waiting.sort()
  while (waiting.length > 0) {
    await readGroups(call, waiting.slice(0, usersAtOnceMax), around, found)
    waiting = waiting.filter((id) => !found.has(id))
  }
  for (const row of rows) if (row.groups === groupsLeftOut) row.groups = found.get(row.id) ?? null
  return rows
}

/** Finds the groups of as many of these users as fit, at least of the first. What is around a group is asked once. */
async function readGroups(
  call: Caller,
  userIds: readonly string[],
  around: Around,
  found: Map<string, UserGroups | null>,
): Promise<void> {
  const { siteId, directoryId } = call
  const [first] = userIds as [string]
  const read = async (query: Query) => (await call.database.readInDirectory(siteId, directoryId, [query]))[0]
  const alone = async () => {
    const [row] = (await read(groupsOfUser(siteId, directoryId, first))) as [{ groups: string | null }]
    found.set(first, row.groups)
  }
  if (userIds.length === 1) return alone()
  const memberships = readMemberships(
    (await read(membershipsOfUsers(siteId, directoryId, userIds))) as MembershipsRow[],
    membershipsAtOnceMax,
  )
  if (memberships.cutAt === first) return alone()
  const unknown = groupsWithout(memberships, around)
  if (unknown.length > 0) {
    addAround((await read(aroundGroups(siteId, directoryId, unknown))) as AroundRow[], around)
  }
  for (const id of userIds) {
    const groups = groupsOf(id, memberships, around)
    if (groups !== groupsLeftOut) found.set(id, groups)
  }
}

function groupsWithout({ groupIdsOf }: Memberships, around: Around): GroupKey[] {
  const unknown = new Set<GroupKey>()
  for (const ids of groupIdsOf.values()) {
    for (let n = 0; n < countOfKeys(ids); n++) {
      const key = keyAt(ids, n)
      if (!around.has(key)) unknown.add(key)
    }
  }
  return [...unknown]
}
