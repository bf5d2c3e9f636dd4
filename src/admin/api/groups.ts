import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace, readPlace, writePlace } from '../../http/page.ts'
import type { Item } from '../../model/contract.ts'
import { lowestId } from '../../model/ids.ts'
import { type AssertedRow, listAsserted } from '../../storage/identity/asserted-groups.ts'
import type { GroupMemberRow, GroupPlace, GroupRow } from '../../storage/identity/group-lists.ts'
import type { adminApi } from '../contract.ts'
import { findGroup, groupsOf, membersOfGroup } from '../groups.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

function groupView(group: GroupRow): Item<Api['listGroups']> {
  const { id, name, externalId, members, organizations, pending, createdAt, updatedAt } = group
  return {
    id,
    name,
    externalId,
    members,
    organizations: organizations.map((one) => ({ id: one.id, name: one.name })),
    waits: pending,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

function memberView(member: GroupMemberRow): Item<Api['listGroupMembers']> {
  const { id, userName, displayName, active, addedAt, customerId, customer } = member
  return {
    id,
    userName,
    displayName,
    active,
    since: addedAt.toISOString(),
    customer: customerId === null ? null : { id: customerId, name: customer ?? '' },
  }
}

export const writeGroupPlace = ({ id, nameFolded }: GroupRow) => writePlace(`${id}${nameFolded}`)

export function readGroupPlace(after: string | undefined): GroupPlace | undefined {
  if (after === undefined) return undefined
  const text = readPlace(after, '')
  const id = readIdPlace(text.slice(0, lowestId.length), lowestId)
  return { id, nameFolded: text.slice(lowestId.length) }
}

export const groupHandlers = {
  async listGroups(call: Call<Api['listGroups']>) {
    const { database, site, query } = call
    const after = readGroupPlace(query.after)
    const { directoryId } = await directoryOf(call)
    const page = { beginning: query.query ?? '', after, limit: query.limit + 1 }
    const found = await groupsOf(database, site.id, directoryId, page)
    const { rows, next } = pageOfRows(found, query.limit, writeGroupPlace)
    return { items: rows.map(groupView), next }
  },

  async listAssertedGroups(call: Call<Api['listAssertedGroups']>) {
    const { database, site, query } = call
    const { directoryId } = await directoryOf(call)
    const page = { beginning: query.query ?? '', after: readPlace(query.after, ''), limit: query.limit + 1 }
    const [found = []] = await database.readInDirectory(site.id, directoryId, [
      listAsserted(site.id, directoryId, page),
    ])
    const { rows, next } = pageOfRows(found as AssertedRow[], query.limit, ({ nameFolded }) =>
      writePlace(nameFolded),
    )
    const items = rows.map(({ id, name, people, organizations, pending, createdAt }) => ({
      id,
      name,
      people,
      organizations: organizations.map((one) => ({ id: one.id, name: one.name })),
      waits: pending,
      createdAt: createdAt.toISOString(),
    }))
    return { items, next }
  },

  async getGroup(call: Call<Api['getGroup']>) {
    const { directoryId } = await directoryOf(call)
    const { inner, outer, ...group } = await findGroup(
      call.database,
      call.site.id,
      directoryId,
      call.params.groupId,
    )
    const named = ({ id, name }: { id: string; name: string }) => ({ id, name })
    return { ...groupView(group), inner: inner.map(named), outer: outer.map(named) }
  },

  async listGroupMembers(call: Call<Api['listGroupMembers']>) {
    const { database, site, params, query } = call
    const after = readIdPlace(query.after, lowestId)
    const { directoryId } = await directoryOf(call)
    const { id } = await findGroup(database, site.id, directoryId, params.groupId)
    const found = await membersOfGroup(database, site.id, directoryId, id, { after, limit: query.limit + 1 })
    const { rows, next } = pageOfRows(found, query.limit, (row) => row.id)
    return { items: rows.map(memberView), next }
  },
}
