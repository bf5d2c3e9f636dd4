import { z } from 'zod'
import { DoorwardError, invalid } from '../../model/errors.ts'
import { isResourceId } from '../../model/ids.ts'
import { addToRequest, removeFromRequest } from '../../requests/participants.ts'
import { viewerOf } from './caller.ts'
import { inField } from './in-field.ts'
import { readerOf, requestIn } from './on-request.ts'
import { type AnyCall, operation, pageOnly } from './operation.ts'
import { requireCustomers } from './organizations.ts'
import { emptyPage, pageOf } from './page.ts'
import { participantsOf } from './shapes.ts'

const body = z.object({ accountIds: z.array(z.string()).min(1).max(50) })
const path = '/request/{issueIdOrKey}/participant'

async function listed(call: AnyCall, query: z.output<typeof pageOnly>) {
  const all = participantsOf(readerOf(call), await requestIn(call))
  return pageOf(call, query, all.slice(query.start, query.start + query.limit + 1))
}

/** To who asks it is said alike whether nobody has an id, or somebody who is no colleague: whoever adds them says it. */
export async function meantBy(call: AnyCall, accountIds: readonly string[]): Promise<readonly string[]> {
  if (viewerOf(call).face === 'console') return (await requireCustomers(call, accountIds)).map(({ id }) => id)
  if (!accountIds.every(isResourceId))
    throw invalid(
      'accountIds',
      'must be ids of people in small letters, such as 01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17.',
    )
  return [...new Set(accountIds)]
}

const first = { start: 0, limit: 50 }

export const participantOperations = [
  operation('GET', path, { needs: 'asker', query: pageOnly }, (call) => listed(call, call.query)),
  operation('POST', path, { needs: 'asker', body }, async (call) => {
    const { database, site, audit } = call
    const { row } = await requestIn(call)
    const { person, face } = viewerOf(call)
    for (const customerId of await meantBy(call, call.body.accountIds))
      await addToRequest(database, site.id, row.id, { person, face }, { customerId }, audit).catch(
        inField('accountIds'),
      )
    return listed(call, first)
  }),
  operation('DELETE', path, { needs: 'asker', body }, async (call) => {
    const { database, site, audit } = call
    const { row } = await requestIn(call)
    const { person, face } = viewerOf(call)
    for (const id of call.body.accountIds)
      await removeFromRequest(database, site.id, row.id, { person, face }, id, audit)
    // Who has left it sees it no more, and has done what was asked.
    return listed(call, first).catch((error: unknown) => {
      if (!(error instanceof DoorwardError) || error.code !== 'not-found') throw error
      return emptyPage(call, first)
    })
  }),
]
