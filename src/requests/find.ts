// An agent looks for requests: by words, by key, and by who asked.
import type { QueueFilter } from '../model/desk/queue.ts'
import { searchTerms } from '../model/desk/search.ts'
import { highestId, lowestId } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import { queueAmong } from '../storage/desk/queue.ts'
import type { RequestRow } from '../storage/desk/requests.ts'
import { requestsOfCustomers, requestsOfSenders, searchRequests } from '../storage/desk/search.ts'
import { searchSenders } from '../storage/desk/senders.ts'
import { searchCustomers } from '../storage/identity/customers.ts'

/** Beyond so many finds the words say too little: whoever looks adds another one. */
const findsMax = 200
/** People of the name or address, and so many requests of each. */
const peopleMax = 10
const eachMax = 20
/** Shorter ones are in every name. */
const nameMin = 3

/**
 * The newest requests that hold the words, have the key, or were asked by somebody of this name or present or former address, as far as
 * the filter wants them.
 */
export async function findRequests(
  database: Database,
  siteId: number,
  text: string,
  filter: QueueFilter,
): Promise<readonly RequestRow[]> {
  const [found = [], people = [], senders = []] = (await database.readInSite(siteId, [
    searchRequests(siteId, searchTerms(text), { before: highestId, limit: findsMax }),
    ...(text.length < nameMin
      ? []
      : [
          searchCustomers(siteId, text, { after: lowestId, limit: peopleMax }),
          searchSenders(siteId, text, peopleMax),
        ]),
  ])) as { id: string }[][]
  const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)
  const theirs = (await database.readInSite(siteId, [
    requestsOfCustomers(siteId, idsOf(people), eachMax),
    requestsOfSenders(siteId, idsOf(senders), eachMax),
  ])) as { id: string }[][]
  const ids = [...new Set(idsOf([...found, ...theirs.flat()]))]
  const [rows = []] = (await database.readInSite(siteId, [queueAmong(siteId, ids, filter)])) as [
    RequestRow[]?,
  ]
  return rows
}
