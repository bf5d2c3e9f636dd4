import type { Person } from '../model/desk/request.ts'
import { notFound } from '../model/errors.ts'
import type { Database } from '../storage/database.ts'
import type { RequestRow } from '../storage/desk/requests.ts'
import { requestsSeenBy, requestsSeenByStaff, type SeenPage } from '../storage/desk/seen.ts'
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
  const page: SeenPage = { scope: 'all', isOpen: null, organizationId: null, before, limit }
  return listSeen(database, siteId, { kind: 'customer', id: customerId }, page)
}
