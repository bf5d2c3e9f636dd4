// The queue of the agents: requests by what they are narrowed down by, in the order of an index.
import type { QueueFilter, QueueSort } from '../../model/desk/queue.ts'
import { priorityNumber } from '../../model/desk/request.ts'
import { highestId, lowestId } from '../../model/ids.ts'
import type { Query } from '../statement.ts'
import { requestColumns, requestJoins } from './requests.ts'

/**
 * So many requests of the index that a filter walks are looked at for one page. Over all statuses a rare combination would walk the
 * whole site: the walk ends here instead, and the next page goes on from there (decision 46).
 */
const windowSize = 3_000

/** Where a page begins: behind this request, in the queue's order. */
export interface QueuePlace {
  readonly at: Date
  readonly id: string
}

export interface QueuePart {
  readonly filter: QueueFilter
  readonly sort: QueueSort
  readonly after: QueuePlace | undefined
}

/** The index that a window walks. */
interface Walk {
  readonly name: string
  /** What holds for all that it walks; `?` stands for `value`. */
  readonly where: string
  readonly value?: unknown
  /** Undefined: by the id alone, which is as new as the request. */
  readonly at?: string
  readonly isShared?: true
}

/** The filter that leaves the fewest, as far as an index follows it in this order. */
function walkOf({ state, ...filter }: QueueFilter, sort: QueueSort): Walk {
  const { requesterId, senderId, organizationId, assigneeId, statusId, portalId, status } = filter
  if (sort === 'waiting') {
    const at = 'r.waiting_since'
    if (assigneeId === undefined) return { name: 'open', where: 'r.is_open', at }
    if (assigneeId === null) return { name: 'nobodys', where: 'r.is_open and r.assignee_id is null', at }
    return { name: 'assignee', where: 'r.is_open and r.assignee_id = ?', value: assigneeId, at }
  }
  if (requesterId !== undefined)
    return { name: 'requester', where: 'r.requester_id = ?', value: requesterId, at: 'r.created_at' }
  if (senderId !== undefined)
    return { name: 'sender', where: 'r.requester_sender_id = ?', value: senderId, at: 'r.created_at' }
  if (organizationId !== undefined) {
    const where = 's.site_id = r.site_id and s.organization_id = ?'
    return { name: 'organization', where, value: organizationId, at: 's.created_at', isShared: true }
  }
  if (typeof assigneeId === 'string')
    return { name: 'assignee', where: 'r.assignee_id = ?', value: assigneeId }
  if (state === 'open') return { name: 'open', where: 'r.is_open' }
  if (statusId !== undefined) return { name: 'own-status', where: 'r.status_id = ?', value: statusId }
  if (portalId !== undefined) return { name: 'portal', where: 'r.portal_id = ?', value: portalId }
  if (status !== undefined) return { name: 'status', where: 'r.status = ? collate "C"', value: status }
  return { name: 'all', where: 'true' }
}

/** Collects the values of a statement, and names their places; the first is the site. */
class Values {
  readonly all: unknown[]

  constructor(siteId: number) {
    this.all = [siteId]
  }

  add(value: unknown, type: string): string {
    this.all.push(value)
    return `$${this.all.length}::${type}`
  }
}

interface Window {
  readonly text: string
  /** In the same order, of the table `w` that it is. */
  readonly order: string
}

function windowOf(values: Values, walk: Walk, { sort, after }: Omit<QueuePart, 'filter'>): Window {
  const isWaiting = sort === 'waiting'
  const [sign, direction] = isWaiting ? ['>', ''] : ['<', ' desc']
  const id = walk.isShared ? 's.request_id' : 'r.request_id'
  const type = walk.name === 'status' ? 'text' : 'uuid'
  const where = walk.value === undefined ? walk.where : walk.where.replace('?', values.add(walk.value, type))
  const idPlace = values.add(after?.id ?? (isWaiting ? lowestId : highestId), 'uuid')
  const beginning = isWaiting ? '-infinity' : 'infinity'
  const behind =
    walk.at === undefined
      ? `${id} ${sign} ${idPlace}`
      : `(${walk.at}, ${id}) ${sign} (${values.add(after?.at ?? beginning, 'timestamptz')}, ${idPlace})`
  const order = [...(walk.at === undefined ? [] : [walk.at + direction]), id + direction].join(', ')
  const from = walk.isShared
    ? 'shared_requests s join requests r on r.site_id = s.site_id and r.request_id = s.request_id'
    : 'requests r'
  return {
    text: `select r.request_id, r.created_at, r.waiting_since, r.is_open, r.assignee_id, r.requester_id, r.requester_sender_id,
          r.status_id, r.portal_id, r.status, r.priority
        from ${from} where r.site_id = $1 and ${where} and ${behind} order by ${order} limit ${windowSize}`,
    order: order.replaceAll(/\b[rs]\./g, 'w.'),
  }
}

const turns = { support: ['open', 'waiting-for-support'], customer: ['waiting-for-customer'] } as const

/** What is wanted of a window's rows: every filter has its place, so that a walk has one statement whatever is asked. */
function wantedOf(values: Values, filter: QueueFilter): string {
  const { state, assigneeId, requesterId, senderId, organizationId, statusId } = filter
  const { portalId, status, priority, turn } = filter
  const equal = (column: string, value: unknown, type: string) => {
    const place = values.add(value ?? null, type)
    return `(${place} is null or w.${column} = ${place})`
  }
  const organization = values.add(organizationId ?? null, 'uuid')
  const statuses = values.add(turn === undefined ? null : turns[turn], 'text[]')
  return [
    equal('is_open', state === 'all' ? null : state === 'open', 'boolean'),
    equal('assignee_id', assigneeId, 'uuid'),
    `(not ${values.add(assigneeId === null, 'boolean')} or w.assignee_id is null)`,
    equal('requester_id', requesterId, 'uuid'),
    equal('requester_sender_id', senderId, 'uuid'),
    equal('status_id', statusId, 'uuid'),
    equal('portal_id', portalId, 'uuid'),
    equal('status', status, 'text'),
    equal('priority', priority === undefined ? null : priorityNumber(priority), 'smallint'),
    `(${statuses} is null or w.status = any(${statuses}))`,
    `(${organization} is null or exists (select from shared_requests h
          where h.site_id = $1 and h.organization_id = ${organization} and h.request_id = w.request_id offset 0))`,
  ].join(' and ')
}

/** A page of the queue, as far as one window shows it. */
export function queuePage(siteId: number, part: QueuePart, limit: number): Query {
  const values = new Values(siteId)
  const walk = walkOf(part.filter, part.sort)
  const { text, order } = windowOf(values, walk, part)
  return {
    name: `queue-page-${part.sort}-${walk.name}`,
    text: `with found as materialized (
        select w.request_id, row_number() over () as n from (
          select w.request_id from (${text}) w where ${wantedOf(values, part.filter)}
          order by ${order} limit ${values.add(limit, 'integer')}) w)
      select ${requestColumns} from found
      cross join lateral (
        select * from requests where site_id = $1 and request_id = found.request_id offset 0) r ${requestJoins}
      order by found.n`,
    values: values.all,
  }
}

/** Those of these requests that a filter wants, the newest first. */
export function queueAmong(siteId: number, ids: readonly string[], filter: QueueFilter): Query {
  const values = new Values(siteId)
  const among = values.add(ids, 'uuid[]')
  return {
    name: 'queue-among',
    text: `with found as materialized (
        select w.request_id from unnest(${among}) i (id) cross join lateral (
          select * from requests where site_id = $1 and request_id = i.id offset 0) w
        where ${wantedOf(values, filter)})
      select ${requestColumns} from found
      cross join lateral (
        select * from requests where site_id = $1 and request_id = found.request_id offset 0) r ${requestJoins}
      order by r.request_id desc`,
    values: values.all,
  }
}

/** The last request of the window of a part; none where there is nothing behind it. */
export function windowEnd(siteId: number, part: QueuePart): Query {
  const values = new Values(siteId)
  const walk = walkOf(part.filter, part.sort)
  const { text, order } = windowOf(values, walk, part)
  return {
    name: `queue-end-${part.sort}-${walk.name}`,
    text: `select w.request_id as id, w.waiting_since as "waitingSince", w.created_at as "createdAt" from (${text}) w
      order by ${order} offset ${windowSize - 1}`,
    values: values.all,
  }
}

/** How many there are, up to `max`, among those that a window shows. */
export function countQueue(siteId: number, filter: QueueFilter, max: number): Query {
  const values = new Values(siteId)
  const sort = filter.state === 'open' ? 'waiting' : 'newest'
  const walk = walkOf(filter, sort)
  const { text } = windowOf(values, walk, { sort, after: undefined })
  return {
    name: `queue-count-${sort}-${walk.name}`,
    text: `select count(*)::int as n from (
        select 1 from (${text}) w where ${wantedOf(values, filter)} limit ${values.add(max, 'integer')}) found`,
    values: values.all,
  }
}
