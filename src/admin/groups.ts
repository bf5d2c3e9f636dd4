import { notFound } from '../model/errors.ts'
import { isResourceId, lowestId } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import {
  type GroupMemberRow,
  type GroupPlace,
  type GroupRow,
  groupDetail,
  groupNeighbours,
  listGroupMembers,
  listGroups,
  type NeighbourRow,
} from '../storage/identity/group-lists.ts'

/** Further groups inside a group or around it are not shown. */
const neighboursMax = 200

/** A group with those directly inside it and around it. */
export interface ShownGroup extends GroupRow {
  readonly inner: readonly NeighbourRow[]
  readonly outer: readonly NeighbourRow[]
}

export async function groupsOf(
  database: Database,
  siteId: number,
  directoryId: number,
  page: { readonly beginning: string; readonly after: GroupPlace | undefined; readonly limit: number },
): Promise<GroupRow[]> {
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [
    listGroups(siteId, directoryId, page),
  ])
  return rows as GroupRow[]
}

/**
 * Finds a group by its id; with `byName` also by its name without regard to case, the first of several.
 * @throws DoorwardError 'not-found'
 */
export async function findGroup(
  database: Database,
  siteId: number,
  directoryId: number,
  idOrName: string,
  { byName = false } = {},
): Promise<ShownGroup> {
  let id = isResourceId(idOrName) ? idOrName : undefined
  if (id === undefined && byName) {
    const page = { beginning: idOrName.trim(), after: undefined, limit: 1 }
    const [first] = await groupsOf(database, siteId, directoryId, page)
    if (first?.name.toLowerCase() === idOrName.trim().toLowerCase()) id = first.id
  }
  const [groups = [], neighbours = []] = (await database.readInDirectory(siteId, directoryId, [
    groupDetail(siteId, directoryId, id ?? lowestId),
    groupNeighbours(siteId, directoryId, id ?? lowestId, neighboursMax),
  ])) as [GroupRow[], NeighbourRow[]]
  const [group] = groups
  if (!group) throw notFound(byName ? `The group ${idOrName}` : 'This group', byName ? 'group' : undefined)
  return {
    ...group,
    inner: neighbours.filter(({ isInner }) => isInner),
    outer: neighbours.filter(({ isInner }) => !isInner),
  }
}

export async function membersOfGroup(
  database: Database,
  siteId: number,
  directoryId: number,
  groupId: string,
  page: { readonly after: string; readonly limit: number },
): Promise<GroupMemberRow[]> {
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [
    listGroupMembers(siteId, directoryId, groupId, page),
  ])
  return rows as GroupMemberRow[]
}
