// What every operation on a request begins with.
import { requestIdOf } from '../../requests/sight.ts'
import { readRequest, type WholeRequest } from '../../requests/thread.ts'
import { requestIdsBetween } from '../../storage/desk/requests.ts'
import { viewerOf } from './caller.ts'
import { idMeant } from './numbers.ts'
import type { ServiceCall } from './operation.ts'
import type { Reader } from './shapes.ts'

/** Who reads, as the shapes need it. */
export function readerOf(call: Pick<ServiceCall, 'siteUrl' | 'staff' | 'asker'>): Reader {
  const { person, face } = viewerOf(call)
  return { siteUrl: call.siteUrl, isAgent: face === 'console', person }
}

/** The request that the address names, as the caller sees it. @throws DoorwardError 'not-found' */
export async function requestIn(
  call: Pick<ServiceCall, 'database' | 'site' | 'staff' | 'asker' | 'params'>,
): Promise<WholeRequest> {
  const { database, site, params } = call
  const { person, face } = viewerOf(call)
  const given = params.issueIdOrKey ?? ''
  const meant = await idMeant(given, async (lowest, highest) => {
    const [ids = []] = (await database.readInSite(site.id, [
      requestIdsBetween(site.id, lowest, highest),
    ])) as [{ id: string }[]?]
    return ids.map((one) => one.id)
  })
  const id = meant ?? (await requestIdOf(database, site.id, given))
  return readRequest(database, site.id, id, person, face)
}
