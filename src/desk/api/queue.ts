import type { Call } from '../../http/contract-call.ts'
import { type Columns, download } from '../../http/list-file.ts'
import { readPlace, writePlace, wrongCursor } from '../../http/page.ts'
import type { StaffCaller } from '../../http/staff-caller.ts'
import type { Item } from '../../model/contract.ts'
import type { QueueFilter, QueueSort } from '../../model/desk/queue.ts'
import { isResourceId } from '../../model/ids.ts'
import { may } from '../../model/permissions.ts'
import {
  addCannedAnswer,
  changeCannedAnswer,
  readCannedAnswer,
  readCannedAnswers,
  removeCannedAnswer,
} from '../../requests/canned-answers.ts'
import { changeMany } from '../../requests/change-many.ts'
import { addFilter, changeFilter, readFilter, readFilters, removeFilter } from '../../requests/filters.ts'
import { findRequests } from '../../requests/find.ts'
import { countedMax, countViews, readQueue } from '../../requests/queue.ts'
import { requestIdOf } from '../../requests/sight.ts'
import { forgetView, noteViewer, readViewers, type Viewer } from '../../requests/viewers.ts'
import { listAnswering } from '../../storage/access/staff.ts'
import type { CannedAnswerRow } from '../../storage/desk/canned-answers.ts'
import type { FilterRow } from '../../storage/desk/filters.ts'
import type { QueuePlace } from '../../storage/desk/queue.ts'
import type { QueueWish } from '../contract/queue.ts'
import type { deskApi } from '../contract.ts'
import { requestView } from './views.ts'

type Api = typeof deskApi
type OnRequest = Pick<Call<Api['listViewers']>, 'database' | 'site' | 'params'>

/** @param staffId who "me" is */
function filterOf({ state = 'open', assignee, sort: _, ...rest }: QueueWish, staffId: string): QueueFilter {
  const assigneeId = assignee === 'me' ? staffId : assignee === 'nobody' ? null : assignee
  return { ...rest, state, assigneeId }
}

const sortOf = ({ state = 'open', sort }: QueueWish): QueueSort =>
  sort ?? (state === 'open' ? 'waiting' : 'newest')

function placeOf(after: string | undefined): QueuePlace | undefined {
  if (after === undefined) return undefined
  const [at = '', id = '', ...more] = readPlace(after, '').split(' ')
  const moment = new Date(at)
  const isOurs = Number.isFinite(moment.getTime()) && moment.toISOString() === at
  if (!isOurs || !isResourceId(id) || more.length > 0) throw wrongCursor()
  return { at: moment, id }
}

type Listing = Pick<Call<Api['listQueue']>, 'database' | 'site' | 'query' | 'caller'>

async function listQueue({ database, site, query, caller }: Listing) {
  const { limit, after, query: words = '', ...wish } = query
  if (words !== '') {
    const rows = await findRequests(database, site.id, words, filterOf(wish, caller.staffId))
    return { items: rows.map(requestView), next: null }
  }
  const part = { filter: filterOf(wish, caller.staffId), sort: sortOf(wish), after: placeOf(after) }
  const { rows, next } = await readQueue(database, site.id, part, limit)
  return {
    items: rows.map(requestView),
    next: next ? writePlace(`${next.at.toISOString()} ${next.id}`) : null,
  }
}

/** More seats than anybody pays for. */
const agentsMax = 2_000

const columns: Columns<Item<Api['listQueue']>> = [
  ['key', ({ key }) => key],
  ['summary', ({ summary }) => summary],
  ['portal', ({ portal }) => portal.name],
  ['type', ({ type }) => type.name],
  ['requester', ({ requester }) => requester.name],
  ['emailAddress', ({ requester }) => requester.emailAddress],
  ['addressStanding', ({ requester }) => requester.addressStanding],
  ['requesterActive', ({ requester }) => requester.active],
  ['assurance', ({ assurance }) => assurance.level],
  ['assuranceReasons', ({ assurance }) => assurance.evidence.map(({ code }) => code).join('; ')],
  ['doubt', ({ doubt }) => doubt?.level ?? null],
  ['acknowledgedBy', ({ acknowledged }) => acknowledged?.by.name ?? null],
  ['status', ({ status }) => status],
  ['ownStatus', ({ ownStatus }) => ownStatus?.name ?? null],
  ['priority', ({ priority }) => priority],
  ['assignee', ({ assignee }) => assignee?.name ?? null],
  ['organizations', ({ organizations }) => organizations.map(({ name }) => name).join('; ')],
  ['waitingSince', ({ waitingSince }) => waitingSince],
  ['createdAt', ({ createdAt }) => createdAt],
  ['updatedAt', ({ updatedAt }) => updatedAt],
  ['id', ({ id }) => id],
]

const filterView = ({ id, name, staffId, owner, isShared, wanted }: FilterRow) => ({
  id,
  name,
  owner: { id: staffId, name: owner },
  shared: isShared,
  filter: wanted as QueueWish,
})

const keeperOf = ({ staffId: id, name, role }: StaffCaller) => ({
  id,
  name,
  steersSite: may(role, 'site.change'),
})

/** A filter as it is kept: what was not given is not kept. */
const keptOf = (wish: QueueWish) =>
  Object.fromEntries(
    Object.entries(wish).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )

const answerView = ({ id, title, body }: CannedAnswerRow) => ({ id, title, markdown: body })

const idOf = ({ database, site, params }: OnRequest) => requestIdOf(database, site.id, params.requestId)
const viewersView = (rows: readonly Viewer[]) => ({
  items: rows.map(({ staffId: id, name, isWriting: writing }) => ({ id, name, writing })),
})

export const queueHandlers = {
  listQueue: (call: Call<Api['listQueue']>) => listQueue(call),

  async countQueue({ database, site, caller }: Call<Api['countQueue']>) {
    const { staffId } = caller
    const rows = await readFilters(database, site.id, staffId)
    const wanted = rows.map((row) => filterOf(row.wanted as QueueWish, staffId))
    const { views, counts } = await countViews(database, site.id, staffId, wanted)
    return { views, filters: rows.map(({ id }, n) => ({ id, count: counts[n] ?? 0 })), countedMax }
  },

  async changeRequests({ database, site, body, caller, audit }: Call<Api['changeRequests']>) {
    const { requestIds, ...wish } = body
    const agent = { kind: 'staff', id: caller.staffId } as const
    return { items: await changeMany(database, site.id, requestIds, agent, wish, audit) }
  },

  exportQueue: (call: Call<Api['exportQueue']>) =>
    download(call, 'requests', columns, (page) => listQueue({ ...call, query: { ...call.query, ...page } })),

  async listFilters({ database, site, caller }: Call<Api['listFilters']>) {
    return { items: (await readFilters(database, site.id, caller.staffId)).map(filterView) }
  },

  async addFilter({ database, site, body, caller, audit }: Call<Api['addFilter']>) {
    const wish = { name: body.name, isShared: body.shared, wanted: keptOf(body.filter) }
    return filterView(await addFilter(database, site.id, keeperOf(caller), wish, audit))
  },

  async getFilter({ database, site, params, caller }: Call<Api['getFilter']>) {
    return filterView(await readFilter(database, site.id, caller.staffId, params.filterId))
  },

  async changeFilter(call: Call<Api['changeFilter']>) {
    const { database, site, params, body, caller, audit, unchanged } = call
    const { filterId } = params
    const wish = { name: body.name, isShared: body.shared, wanted: body.filter && keptOf(body.filter) }
    const same = unchanged(filterId, filterView)
    return filterView(await changeFilter(database, site.id, keeperOf(caller), filterId, wish, audit, same))
  },

  async removeFilter({
    database,
    site,
    params,
    caller,
    audit,
  }: Call<Api['removeFilter']>): Promise<undefined> {
    await removeFilter(database, site.id, keeperOf(caller), params.filterId, audit)
    return undefined
  },

  async listCannedAnswers({ database, site }: Call<Api['listCannedAnswers']>) {
    return { items: (await readCannedAnswers(database, site.id)).map(answerView) }
  },

  async addCannedAnswer({ database, site, body, audit }: Call<Api['addCannedAnswer']>) {
    const { title, markdown } = body
    return answerView(await addCannedAnswer(database, site.id, { title, body: markdown }, audit))
  },

  async getCannedAnswer({ database, site, params }: Call<Api['getCannedAnswer']>) {
    return answerView(await readCannedAnswer(database, site.id, params.answerId))
  },

  async changeCannedAnswer(call: Call<Api['changeCannedAnswer']>) {
    const { database, site, params, body, audit, unchanged } = call
    const { answerId } = params
    const wish = { title: body.title, body: body.markdown }
    const same = unchanged(answerId, answerView)
    return answerView(await changeCannedAnswer(database, site.id, answerId, wish, audit, same))
  },

  async removeCannedAnswer(call: Call<Api['removeCannedAnswer']>): Promise<undefined> {
    const { database, site, params, audit } = call
    await removeCannedAnswer(database, site.id, params.answerId, audit)
    return undefined
  },

  async listAgents({ database, site }: Call<Api['listAgents']>) {
    const [rows = []] = (await database.readInSite(site.id, [listAnswering(site.id, agentsMax)])) as [
      { id: string; name: string }[]?,
    ]
    return { items: rows }
  },

  async listViewers(call: Call<Api['listViewers']>) {
    const { database, site, now } = call
    return viewersView(await readViewers(database, site.id, await idOf(call), now))
  },

  async viewRequest(call: Call<Api['viewRequest']>) {
    const { database, site, caller, body, now } = call
    const viewer = { staffId: caller.staffId, pageId: body.page, isWriting: body.writing, now }
    return viewersView(await noteViewer(database, site.id, await idOf(call), viewer))
  },

  async leaveRequest(call: Call<Api['leaveRequest']>): Promise<undefined> {
    const { database, site, caller, query, now } = call
    const page = { staffId: caller.staffId, pageId: query.page, now }
    await forgetView(database, site.id, await idOf(call), page)
    return undefined
  },
}
