import { notFound } from '../model/errors.ts'
import type { Database } from '../storage/database.ts'
import { type RequestRow, requestsSeenBy } from '../storage/desk/requests.ts'
import { customersById } from '../storage/identity/customers.ts'

/**
 * What a customer may see of a site's requests, newest first: whoever shows requests to customers asks here.
 * @throws DoorwardError 'not-found', field `seen-by`
 */
export async function listSeenRequests(
  database: Database,
  siteId: number,
  customerId: string,
  page: { readonly before: string; readonly limit: number },
): Promise<RequestRow[]> {
  const [customers = [], seen = []] = await database.readInSite(siteId, [
    customersById(siteId, [customerId]),
    requestsSeenBy(siteId, customerId, page),
  ])
  if (customers.length === 0) throw notFound(`The customer ${customerId}`, 'seen-by')
  return seen as RequestRow[]
}
