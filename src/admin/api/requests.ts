import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import { FieldErrors } from '../../http/problem.ts'
import type { Item } from '../../model/contract.ts'
import { DoorwardError } from '../../model/errors.ts'
import { highestId } from '../../model/ids.ts'
import { openRequest } from '../../requests/open.ts'
import { listSeenRequests } from '../../requests/seen.ts'
import { listRequests, type RequestRow } from '../../storage/desk/requests.ts'
import type { adminApi } from '../contract.ts'

type Api = typeof adminApi

function requestView(request: RequestRow): Item<Api['listRequests']> {
  const { id, summary, requesterId, requester, address, organizationId, organization, createdAt } = request
  const { handedOverFrom: from } = request
  return {
    id,
    summary,
    requester: { id: requesterId, name: requester, address },
    organization: organizationId === null ? null : { id: organizationId, name: organization ?? '' },
    handedOverFrom: from && { id: from.id, name: from.name },
    createdAt: createdAt.toISOString(),
  }
}

/** The command line's options have other names; and who is named in a body and is not there breaks a rule of that field. */
function inFieldsOf(error: unknown): unknown {
  const fields: { readonly [option: string]: string } = {
    customer: 'customerId',
    'seen-by': 'seenBy',
    organization: 'organizationId',
  }
  if (!(error instanceof DoorwardError)) return error
  const field = fields[error.field ?? '']
  if (field === undefined) return error
  return new FieldErrors([{ field, rule: error.code, detail: error.message.replace(`${error.field}: `, '') }])
}

export const requestHandlers = {
  async listRequests({ database, site, query }: Call<Api['listRequests']>) {
    const before = readIdPlace(query.after, highestId)
    const page = { before, limit: query.limit + 1 }
    const { seenBy } = query
    const found =
      seenBy === undefined
        ? (await database.readInSite(site.id, [listRequests(site.id, page)]))[0]
        : await listSeenRequests(database, site.id, seenBy, page).catch((error) => {
            throw inFieldsOf(error)
          })
    const { rows, next } = pageOfRows(found as RequestRow[], query.limit, ({ id }) => id)
    return { items: rows.map(requestView), next }
  },

  async openRequest({ database, site, body, audit }: Call<Api['openRequest']>) {
    const { customerId: requesterId, organizationId, summary } = body
    const wanted = { requesterId, organizationId, summary }
    const id = await openRequest(database, site.id, wanted, audit).catch((error) => {
      throw inFieldsOf(error)
    })
    return { id }
  },
}
