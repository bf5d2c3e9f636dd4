// The page form: 0-based, with the addresses of the pages beside it.
import { invalid } from '../../model/errors.ts'
import type { ServiceCall } from './operation.ts'
import { servicedeskRoot } from './root.ts'

/** Where a page stands. */
export interface Here {
  readonly request: { readonly url: string }
  readonly siteUrl: string
}

/** Where a page stands that comes along with something else. */
export const elsewhere = ({ siteUrl }: Pick<ServiceCall, 'siteUrl'>, path: string): Here => ({
  request: { url: `${servicedeskRoot}${path}` },
  siteUrl,
})

interface Place {
  readonly start: number
  readonly limit: number
}

/** @param found the page's values, and one more where there are more */
export function pageOf<Value>({ request, siteUrl }: Here, { start, limit }: Place, found: readonly Value[]) {
  const values = found.slice(0, limit)
  const isLastPage = found.length <= limit
  const at = (from: number) => {
    const url = new URL(request.url, siteUrl)
    url.searchParams.set('start', String(from))
    url.searchParams.set('limit', String(limit))
    return url.href
  }
  return {
    _expands: [],
    size: values.length,
    start,
    limit,
    isLastPage,
    _links: {
      self: new URL(request.url, siteUrl).href,
      base: siteUrl,
      context: '',
      ...(isLastPage ? {} : { next: at(start + limit) }),
      ...(start === 0 ? {} : { prev: at(Math.max(0, start - limit)) }),
    },
    values,
  }
}

/** One of nothing, such as the goals that this desk does not measure yet. */
export const emptyPage = (here: Here, place: Place) => pageOf(here, place, [])

/** So many rows are read at once on the way to where a page begins, and so often. */
const stepMax = 500
const stepsMax = 60

/**
 * The rows of a page, and one more where there are more, of a list that is read page by page from its beginning.
 * @param read some rows, and from where to go on; undefined: that was all
 * @param isSifted it leaves rows out, so many are looked at for a few
 * @throws DoorwardError 'invalid' when too much would have to be looked through
 */
export async function walkTo<Row, After>(
  { start, limit }: Place,
  read: (
    after: After | undefined,
    limit: number,
  ) => Promise<{ readonly rows: readonly Row[]; readonly next: After | undefined }>,
  isSifted = false,
): Promise<readonly Row[]> {
  const wanted = start + limit + 1
  const found: Row[] = []
  let after: After | undefined
  let steps = 0
  do {
    if (++steps > stepsMax)
      throw invalid('start', 'is too far behind the first. Begin nearer to it, or narrow the list down.')
    const { rows, next } = await read(after, isSifted ? stepMax : Math.min(stepMax, wanted))
    found.push(...rows)
    after = next
  } while (after !== undefined && found.length < wanted)
  return found.slice(start, wanted)
}
