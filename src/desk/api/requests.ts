import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import { DoorwardError, FieldErrors } from '../../model/errors.ts'
import { highestId } from '../../model/ids.ts'
import { acknowledge } from '../../requests/acknowledge.ts'
import { changeAsAgent } from '../../requests/change.ts'
import { writeAsAgent } from '../../requests/comment.ts'
import { openRequest } from '../../requests/open.ts'
import { addToRequest, removeFromRequest } from '../../requests/participants.ts'
import { listSeenRequests } from '../../requests/seen.ts'
import { audienceOf, shareWith, stopSharing } from '../../requests/share.ts'
import { requestIdOf } from '../../requests/sight.ts'
import { readEarlierComments, readRequest } from '../../requests/thread.ts'
import { type HeldRequestState, listRequests, type RequestRow } from '../../storage/desk/requests.ts'
import type { deskApi } from '../contract.ts'
import { commentView, requestView, wholeView } from './views.ts'

type Api = typeof deskApi
type OnRequest = Pick<Call<Api['getRequest']>, 'database' | 'site' | 'params' | 'caller'>

const face = 'console' as const
const agentOf = ({ caller }: OnRequest) => ({ kind: 'staff', id: caller.staffId }) as const
const idOf = ({ database, site, params }: OnRequest) => requestIdOf(database, site.id, params.requestId)

/** The command line's options have other names; and who is named in a body and is not there breaks a rule of that field. */
function inFieldsOf(error: unknown): unknown {
  const fields: { readonly [option: string]: string } = {
    customer: 'customerId',
    'seen-by': 'seenBy',
    organization: 'organizationIds',
  }
  if (!(error instanceof DoorwardError) || error instanceof FieldErrors) return error
  const field = fields[error.field ?? '']
  if (field === undefined) return error
  return new FieldErrors([{ field, rule: error.code, detail: error.message.replace(`${error.field}: `, '') }])
}

async function read(call: OnRequest) {
  return readRequest(call.database, call.site.id, await idOf(call), agentOf(call), face)
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

  async openRequest({ database, site, body, caller, audit }: Call<Api['openRequest']>) {
    const { customerId: id, requestTypeId, summary, fields, organizationIds, attachmentIds } = body
    const wish = {
      requester: { kind: 'customer', id },
      requestTypeId,
      summary,
      fields,
      organizationIds,
      attachmentIds,
    } as const
    const opener = { kind: 'agent', staffId: caller.staffId, name: caller.name } as const
    return openRequest(database, site.id, wish, opener, audit).catch((error) => {
      throw inFieldsOf(error)
    })
  },

  async getRequest(call: Call<Api['getRequest']>) {
    return wholeView(await read(call))
  },

  async changeRequest(call: Call<Api['changeRequest']>) {
    const { database, site, body, audit } = call
    const whole = await read(call)
    const { id } = whole.row
    // Two states of a request are told apart by the version alone.
    const view = ({ version }: HeldRequestState) => ({ ...wholeView(whole), version })
    await changeAsAgent(database, site.id, id, agentOf(call), body, audit, call.unchanged(id, view))
    return wholeView(await read(call))
  },

  async acknowledgeRequest(call: Call<Api['acknowledgeRequest']>): Promise<undefined> {
    const { database, site, body, audit } = call
    await acknowledge(database, site.id, await idOf(call), agentOf(call), new Date(body.since), audit)
    return undefined
  },

  async listComments(call: Call<Api['listComments']>) {
    const { database, site, query } = call
    const page = { before: readIdPlace(query.after, highestId), limit: query.limit + 1 }
    const who = { person: agentOf(call), face }
    const found = await readEarlierComments(database, site.id, await idOf(call), who, page)
    const { rows, next } = pageOfRows(found.comments, Math.min(query.limit, found.fits), ({ id }) => id)
    return { items: rows.map((row) => commentView(row, found.attachments)), next }
  },

  async writeComment(call: Call<Api['writeComment']>) {
    const { database, site, body, audit } = call
    const { markdown, internal: isInternal, status, seen, attachmentIds } = body
    const answer = { body: markdown, isInternal, status, seen, attachmentIds }
    return { id: await writeAsAgent(database, site.id, await idOf(call), agentOf(call), answer, audit) }
  },

  async shareRequest(call: Call<Api['shareRequest']>): Promise<undefined> {
    const { database, site, body, audit } = call
    await shareWith(database, site.id, await idOf(call), { person: agentOf(call), face }, body, audit)
    return undefined
  },

  async stopSharingRequest(call: Call<Api['stopSharingRequest']>): Promise<undefined> {
    const { database, site, params, audit } = call
    const who = { person: agentOf(call), face }
    await stopSharing(database, site.id, await idOf(call), who, params.organizationId, audit)
    return undefined
  },

  async addParticipant(call: Call<Api['addParticipant']>): Promise<undefined> {
    const { database, site, body, audit } = call
    await addToRequest(database, site.id, await idOf(call), { person: agentOf(call), face }, body, audit)
    return undefined
  },

  async removeParticipant(call: Call<Api['removeParticipant']>): Promise<undefined> {
    const { database, site, params, audit } = call
    const who = { person: agentOf(call), face }
    await removeFromRequest(database, site.id, await idOf(call), who, params.personId, audit)
    return undefined
  },

  async getAudience({ database, site, params }: Call<Api['getAudience']>) {
    const { people, ...rest } = await audienceOf(database, site.id, params.organizationId)
    return { ...rest, people: people.map(({ id, name, address }) => ({ id, name, emailAddress: address })) }
  },
}
