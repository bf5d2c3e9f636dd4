// The queue of the agents, page by page.
import { type QueueFilter, type QueueView, queueViews, viewFilter } from '../model/desk/queue.ts'
import { FieldErrors } from '../model/errors.ts'
import type { Database } from '../storage/database.ts'
import { countQueue, type QueuePart, type QueuePlace, queuePage, windowEnd } from '../storage/desk/queue.ts'
import type { RequestRow } from '../storage/desk/requests.ts'

/** A page that finds little looks on for so long; then whoever asks decides whether to. */
const windowsMax = 3
/** More are "100+". */
export const countedMax = 100

export interface FoundQueue {
  readonly rows: readonly RequestRow[]
  /** Where it goes on; undefined: there are no more. */
  readonly next: QueuePlace | undefined
}

/** @throws FieldErrors for an order that no index has */
export async function readQueue(
  database: Database,
  siteId: number,
  wanted: QueuePart,
  limit: number,
): Promise<FoundQueue> {
  const { filter, sort } = wanted
  if (sort === 'waiting' && filter.state !== 'open')
    throw new FieldErrors([
      {
        field: 'sort',
        rule: 'open-only',
        detail: 'only what is open waits: ask for state=open, or for the newest.',
      },
    ])
  const rows: RequestRow[] = []
  let part = wanted
  for (let window = 0; window < windowsMax; window++) {
    const missing = limit + 1 - rows.length
    const [found = []] = (await database.readInSite(siteId, [queuePage(siteId, part, missing)])) as [
      RequestRow[]?,
    ]
    rows.push(...found)
    if (rows.length > limit) return { rows: rows.slice(0, limit), next: placeOf(rows[limit - 1], sort) }
    const [ends = []] = (await database.readInSite(siteId, [windowEnd(siteId, part)])) as [Standing[]?]
    const next = placeOf(ends[0], sort)
    if (!next) return { rows, next: undefined }
    part = { ...part, after: next }
  }
  return { rows, next: part.after }
}

type Standing = Pick<RequestRow, 'id' | 'waitingSince' | 'createdAt'>

function placeOf(row: Standing | undefined, sort: QueuePart['sort']): QueuePlace | undefined {
  return row && { id: row.id, at: sort === 'waiting' ? row.waitingSince : row.createdAt }
}

/** How many there are of each, up to `countedMax`. */
export async function countViews(
  database: Database,
  siteId: number,
  staffId: string,
  filters: readonly QueueFilter[],
): Promise<{ readonly views: { readonly [view in QueueView]: number }; readonly counts: readonly number[] }> {
  const all = [...queueViews.map((view) => viewFilter(view, staffId)), ...filters]
  const found = (await database.readInSite(
    siteId,
    all.map((filter) => countQueue(siteId, filter, countedMax)),
  )) as { n: number }[][]
  const counts = found.map(([row]) => row?.n ?? 0)
  const views = Object.fromEntries(queueViews.map((view, n) => [view, counts[n] ?? 0]))
  return {
    views: views as { readonly [view in QueueView]: number },
    counts: counts.slice(queueViews.length),
  }
}
