/** Groups as they are read (RFC 7644 3.4). */
import type { JsonObject } from '../model/identity/resource-filter.ts'
import { isResourceId } from '../model/ids.ts'
import { type GroupRow, groupById } from '../storage/identity/directory-groups.ts'
import { membersOfGroups } from '../storage/identity/group-members.ts'
import { countOf, type MemberRun } from '../storage/identity/member-rows.ts'
import type { Query } from '../storage/statement.ts'
import { hasVersion, nothingChanged, type ScimAnswer, type ScimCall, selectionOf } from './call.ts'
import { notFound, tooMany } from './errors.ts'
import { findPage, type Listing, placeOf, placesOf, type RenderedPage } from './list.ts'
import { readListRequest } from './list-request.ts'
import {
  areCut,
  byGroup,
  heldOrMany,
  listedWith,
  membersBeside,
  membersToHold,
  readMembers,
  renderWith,
} from './member-reads.ts'
import { etagOf, locationOf, renderList } from './render.ts'
import { GroupWriter } from './render-group.ts'
import { GROUP } from './schema/schemas.ts'
import { wants } from './schema/selection.ts'

export const noSuchGroup = () => notFound('This directory has no group with this id.')

/** `GET /Groups/{id}`. Members are not touched when they are not wanted: Entra excludes them (Entra 11). */
export async function getGroup(call: ScimCall, id: string): Promise<ScimAnswer> {
  const { siteId, directoryId } = call
  const selection = selectionOf(call, GROUP)
  if (!isResourceId(id)) throw noSuchGroup()
  const readWith = async (members: readonly Query[]) => {
    const queries = [groupById(siteId, directoryId, id), ...members]
    const [rows, runs = []] = await call.database.readInDirectory(siteId, directoryId, queries)
    const [row] = rows as GroupRow[]
    if (!row) throw noSuchGroup()
    return { row, runs: runs as MemberRun[] }
  }
  let found = await readWith(wants(selection, 'members') ? [membersBeside(call, id)] : [])
  if (hasVersion(call, etagOf(found.row))) {
    return { status: 304, etag: etagOf(found.row), effect: nothingChanged }
  }
  // The group as well: it may be another one by now, or gone, and is answered with the members that it has then.
  if (areCut(found.runs)) found = await readWith([membersToHold(call, id)])
  const { row, runs } = found
  const body = renderWith(call, row, heldOrMany(runs), new GroupWriter(call.baseUrl, selection))
  const location = locationOf(call.baseUrl, GROUP, id)
  return { status: 200, body, location, etag: etagOf(row), effect: nothingChanged }
}

/** `GET /Groups`. */
export async function listGroups(call: ScimCall): Promise<ScimAnswer> {
  const page = await findGroups(call)
  const body = renderList(page.resources, page.totalResults, placeOf(page))
  return { status: 200, body, effect: nothingChanged }
}

/** The page of groups that a call asks for. */
export async function findGroups(
  call: ScimCall,
  request = readListRequest(call, GROUP),
): Promise<RenderedPage> {
  const selection = selectionOf(call, GROUP)
  const listing: Listing<GroupRow> = {
    kind: 'groups',
    withMemberships: wants(selection, 'members'),
    complete: (rows, looksAt) => completeGroups(call, rows, looksAt('members')),
  }
  const { rows, ...rest } = await findPage(call, request, listing)
  const members = await readMembers(call, rows, selection)
  const writer = new GroupWriter(call.baseUrl, selection)
  const resources = rows.map((row) =>
    listedWith(call, row, members === 'many' ? members : (members.get(row.id) ?? []), writer),
  )
  return { request, resources, ...rest, places: () => placesOf(rows, request.sort, listing) }
}

/** So many members are read at most to judge a filter or an order that no index serves. */
const judgedMembersMax = 100_000

async function completeGroups(
  call: ScimCall,
  rows: readonly GroupRow[],
  withMembers: boolean,
): Promise<JsonObject[]> {
  const ids = withMembers ? rows.map(({ id }) => id) : []
  const query = membersOfGroups(call.siteId, call.directoryId, ids, judgedMembersMax + 1)
  const [found = []] =
    ids.length === 0 ? [] : await call.database.readInDirectory(call.siteId, call.directoryId, [query])
  const runs = found as MemberRun[]
  if (countOf(runs) > judgedMembersMax) {
    throw tooMany(
      `filter, sortBy: more than ${judgedMembersMax} members would have to be read. Compare members with members.value eq.`,
    )
  }
  const members = byGroup(runs)
  const writer = new GroupWriter(call.baseUrl, { kind: 'default' })
  return rows.map((row) => JSON.parse(writer.whole(row, members.get(row.id) ?? []).toString()))
}
