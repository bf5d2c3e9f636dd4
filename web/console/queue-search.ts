/** What the queue's address says: the same names as the API has, and which kept filter it came from. */
import type { AnswerOf } from '../api-client.ts'

type Filter = AnswerOf<'GET /api/request-filters'>['items'][number]['filter']
/** Without what is undefined. */
export type QueueSearch = { readonly [name in keyof Filter]?: NonNullable<Filter[name]> } & {
  /** Words that are looked for; they are not kept. */
  readonly query?: string
}

export const statuses = ['open', 'waiting-for-customer', 'waiting-for-support', 'resolved', 'closed'] as const
export const priorities = ['urgent', 'high', 'normal', 'low'] as const
const states = ['open', 'over', 'all'] as const
const turns = ['support', 'customer'] as const
const sorts = ['waiting', 'newest'] as const

const oneOf = <One extends string>(all: readonly One[], value: unknown) => all.find((one) => one === value)
const idIn = (value: unknown) =>
  typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? value : undefined

/** A number in the address is a text as well. */
const textIn = (value: unknown) =>
  value === undefined || String(value).trim() === '' ? undefined : String(value).trim().slice(0, 200)

/** Reads what it knows, and leaves the rest out. */
export function queueSearch(search: Readonly<Record<string, unknown>>): QueueSearch {
  const state = oneOf(states, search.state)
  const isOpen = state === undefined || state === 'open'
  const sort = oneOf(sorts, search.sort)
  const found = {
    state: isOpen ? undefined : state,
    turn: oneOf(turns, search.turn),
    status: oneOf(statuses, search.status),
    statusId: idIn(search.statusId),
    assignee: oneOf(['me', 'nobody'], search.assignee) ?? idIn(search.assignee),
    portalId: idIn(search.portalId),
    priority: oneOf(priorities, search.priority),
    organizationId: idIn(search.organizationId),
    requesterId: idIn(search.requesterId),
    senderId: idIn(search.senderId),
    query: textIn(search.query),
    // What is over does not wait.
    sort: isOpen && sort === 'newest' ? sort : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as QueueSearch
}

/** With something otherwise; undefined takes it away. */
export function withChange(
  search: QueueSearch,
  change: { readonly [name in keyof QueueSearch]?: QueueSearch[name] | undefined },
): QueueSearch {
  return queueSearch({ ...search, ...change })
}

export const isSameSearch = (a: QueueSearch, b: QueueSearch) => {
  const told = (one: QueueSearch) => JSON.stringify(Object.entries(queueSearch(one)).sort())
  return told(a) === told(b)
}

/** The filters that every console begins with, in their order. */
export const views = {
  support: { turn: 'support' },
  own: { assignee: 'me' },
  nobodys: { assignee: 'nobody' },
  customer: { turn: 'customer' },
  open: {},
} as const satisfies { readonly [view: string]: QueueSearch }
