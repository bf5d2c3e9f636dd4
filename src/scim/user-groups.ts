import type { UserGroups, UserRow } from '../storage/identity/directory-users.ts'
import {
  type Around,
  aroundGroups,
  groupsOf,
  type Memberships,
  membershipsAtOnceMax,
  membershipsOfUsers,
  readAround,
  readMemberships,
} from '../storage/identity/page-groups.ts'
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
  return rows.map((row) => ({ ...row, groups: found.get(row.id) ?? row.groups ?? null }))
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
  const alone = async () => {
    const query = groupsOfUser(siteId, directoryId, first)
    found.set(first, (await readOne<{ groups: string | null }>(call, query)).groups)
  }
  if (userIds.length === 1) return alone()
  const { members } = await readOne<{ members: string | null }>(
    call,
    membershipsOfUsers(siteId, directoryId, userIds),
  )
  const memberships = readMemberships(members, membershipsAtOnceMax)
  if (memberships.cutAt === first) return alone()
  const unknown = groupsWithout(memberships, around)
  if (unknown.length > 0) {
    const answer = await readOne<{ around: string | null }>(call, aroundGroups(siteId, directoryId, unknown))
    readAround(answer.around, around)
  }
  for (const id of userIds) {
    const groups = groupsOf(id, memberships, around)
    if (groups !== groupsLeftOut) found.set(id, groups)
  }
}

function groupsWithout({ groupIdsOf }: Memberships, around: Around): string[] {
  const unknown = new Set<string>()
  for (const ids of groupIdsOf.values()) for (const id of ids) if (!around.has(id)) unknown.add(id)
  return [...unknown]
}

async function readOne<Row>({ siteId, directoryId, database }: Caller, query: Query): Promise<Row> {
  const [rows] = await database.readInDirectory(siteId, directoryId, [query])
  return (rows as [Row])[0]
}
