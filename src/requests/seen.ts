import type { Person } from '../model/desk/request.ts'
import { searchTerms } from '../model/desk/search.ts'
import { notFound } from '../model/errors.ts'
import { highestId } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import { type RequestRow, requestByKey } from '../storage/desk/requests.ts'
import { searchSeen } from '../storage/desk/search.ts'
import { requestsSeenBy, requestsSeenByStaff, type SeenPage } from '../storage/desk/seen.ts'
import { type SightRow, sightOfCustomer } from '../storage/desk/sight.ts'
import { customersById } from '../storage/identity/customers.ts'

/** The requests that somebody who asks may see, newest first: whoever shows requests to askers asks here. */
export async function listSeen(
  database: Database,
  siteId: number,
  { kind, id }: Person,
  page: SeenPage,
): Promise<RequestRow[]> {
  const statement = kind === 'customer' ? requestsSeenBy : requestsSeenByStaff
  const [found = []] = await database.readInSite(siteId, [statement(siteId, id, page)])
  return found as RequestRow[]
}

/** How many finds of a search are looked at: beyond them the words say too little. */
const findsMax = 1_000

/** The ids of the newest requests in which the words stand and which somebody who asks may see. */
export async function findSeen(
  database: Database,
  siteId: number,
  { kind, id }: Person,
  text: string,
): Promise<readonly string[]> {
  const terms = searchTerms(text)
  const page = { before: highestId, limit: findsMax }
  const who = kind === 'customer' ? { customerId: id } : { staffId: id }
  const [keyed = [], sight = []] = (await database.readInSite(siteId, [
    requestByKey(siteId, terms.key ?? ''),
    ...(kind === 'customer' ? [sightOfCustomer(siteId, id)] : []),
  ])) as [{ id: string }[]?, SightRow[]?]
  const [found = []] = (await database.readInSite(siteId, [searchSeen(siteId, terms, who, sight, page)])) as [
    { id: string }[]?,
  ]
  // Whether the one of the key may be seen is asked when it is listed, as of every other.
  return [...found, ...keyed].map((one) => one.id)
}

/**
 * Everything that a customer may see, for agents and the command line.
 * @throws DoorwardError 'not-found', field `seen-by`
 */
export async function listSeenRequests(
  database: Database,
  siteId: number,
  customerId: string,
  { before, limit }: Pick<SeenPage, 'before' | 'limit'>,
): Promise<RequestRow[]> {
  const [customers = []] = await database.readInSite(siteId, [customersById(siteId, [customerId])])
  if (customers.length === 0) throw notFound(`The customer ${customerId}`, 'seen-by')
  const page: SeenPage = { scope: 'all', isOpen: null, organizationId: null, among: null, before, limit }
  return listSeen(database, siteId, { kind: 'customer', id: customerId }, page)
}
