import { highestId, isResourceId } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import {
  type ExchangeDetail,
  type ExchangeFilter,
  type ExchangeRow,
  type ExchangeSubjectRow,
  listExchanges,
  searchEnd,
  searchExchanges,
  userOfExchange,
} from '../storage/identity/exchanges.ts'
import { type GroupRow, groupDetail } from '../storage/identity/group-lists.ts'

interface Found {
  readonly rows: readonly ExchangeRow[]
  /** Where to go on; undefined at the end. With a filter a page may be short, or empty, and still go on. */
  readonly next: string | undefined
}

/** The newest exchanges of a directory before a place, those that pass the filter. */
export async function findExchanges(
  database: Database,
  siteId: number,
  directoryId: number,
  filter: ExchangeFilter,
  { before = highestId, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<Found> {
  const page = { before, limit: limit + 1 }
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const [found = [], end = []] = (await database.readInDirectory(
    siteId,
    directoryId,
    isFiltered
      ? [searchExchanges(siteId, directoryId, filter, page), searchEnd(siteId, directoryId, filter, before)]
      : [listExchanges(siteId, directoryId, page)],
  )) as [ExchangeRow[], { id: string }[]?]
  const rows = found.slice(0, limit)
  return { rows, next: found.length > limit ? rows.at(-1)?.id : end[0]?.id }
}

/** The directory user or group that a call was about. */
export interface ExchangeSubject {
  readonly kind: 'user' | 'group'
  readonly id: string
  /** Null when it is gone, or never was. */
  readonly name: string | null
  readonly customer: { readonly id: string; readonly name: string } | null
}

/** Finds it by the path, and what was created by the answer. */
export async function subjectOfExchange(
  database: Database,
  siteId: number,
  directoryId: number,
  exchange: ExchangeDetail,
): Promise<ExchangeSubject | null> {
  const { kind, id } = subjectNamed(exchange)
  if (kind === undefined || id === undefined) return null
  if (kind === 'group') {
    const [rows = []] = await database.readInDirectory(siteId, directoryId, [
      groupDetail(siteId, directoryId, id),
    ])
    const [group] = rows as GroupRow[]
    return { kind, id, name: group?.name ?? null, customer: null }
  }
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [
    userOfExchange(siteId, directoryId, id),
  ])
  const [user] = rows as ExchangeSubjectRow[]
  const { name = null, customerId = null, customer = null } = user ?? {}
  return { kind, id, name, customer: customerId === null ? null : { id: customerId, name: customer ?? '' } }
}

function subjectNamed({ path, status, responseBody }: ExchangeDetail): {
  kind?: ExchangeSubject['kind']
  id?: string
} {
  const [, collection, inPath] = /^\/(Users|Groups)(?:\/([^/?]*))?(?:\?|$)/i.exec(path) ?? []
  if (collection === undefined) return {}
  const kind = collection.toLowerCase() === 'users' ? 'user' : 'group'
  const id = inPath ?? (status === 201 ? idIn(responseBody) : undefined)
  return id !== undefined && isResourceId(id) ? { kind, id } : {}
}

/** The id of the resource that was answered; a body that was cut names it as well. */
function idIn(body: string | null): string | undefined {
  return body === null ? undefined : /"id":\s*"([0-9a-f-]{36})"/.exec(body)?.[1]
}
