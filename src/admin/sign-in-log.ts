import { highestId } from '../model/ids.ts'
import {
  type SignInFilter,
  type SignInRow,
  searchSignIns,
  signInSearchEnd,
} from '../storage/access/sign-in-log.ts'
import type { Database } from '../storage/database.ts'

interface Found {
  readonly rows: readonly SignInRow[]
  /** Where to go on; undefined at the end. With a filter a page may be short, or empty, and still go on. */
  readonly next: string | undefined
}

/** The newest sign-ins of a directory before a place, those that pass the filter. */
export async function findSignIns(
  database: Database,
  siteId: number,
  directoryId: number,
  filter: SignInFilter,
  { before = highestId, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<Found> {
  const page = { before, limit: limit + 1 }
  const [found = [], end = []] = (await database.readInSite(siteId, [
    searchSignIns(siteId, directoryId, filter, page),
    signInSearchEnd(siteId, directoryId, before),
  ])) as [SignInRow[], { id: string }[]?]
  const rows = found.slice(0, limit)
  return { rows, next: found.length > limit ? rows.at(-1)?.id : end[0]?.id }
}
