import type { UserRow } from '../storage/identity/directory-users.ts'
import { groupsLeftOut, groupsOfUser } from '../storage/identity/user-groups.ts'
import type { ScimCall } from './call.ts'

/** Users who are in very many groups come without them, so that nobody who was read beside them waits: here they get theirs. */
export async function withAllGroups<Row extends Pick<UserRow, 'id' | 'groups'>>(
  { siteId, directoryId, database }: Pick<ScimCall, 'siteId' | 'directoryId' | 'database'>,
  rows: readonly Row[],
): Promise<Row[]> {
  const complete: Row[] = []
  for (const row of rows) {
    if (row.groups !== groupsLeftOut) complete.push(row)
    else {
      const [found] = await database.readInDirectory(siteId, directoryId, [
        groupsOfUser(siteId, directoryId, row.id),
      ])
      const [{ groups }] = found as [Pick<UserRow, 'groups'>]
      complete.push({ ...row, groups: groups ?? null })
    }
  }
  return complete
}
