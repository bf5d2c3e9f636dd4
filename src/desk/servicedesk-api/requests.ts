import { z } from 'zod'
import { text } from '../../model/contract.ts'
import type { Person } from '../../model/desk/request.ts'
import { DoorwardError, invalid } from '../../model/errors.ts'
import { highestId } from '../../model/ids.ts'
import { assessSignedIn } from '../../requests/assess.ts'
import { findRequests } from '../../requests/find.ts'
import { type Opener, openIn } from '../../requests/open.ts'
import { addIn } from '../../requests/participants.ts'
import { readQueue } from '../../requests/queue.ts'
import { findSeen, listSeen } from '../../requests/seen.ts'
import type { QueuePlace } from '../../storage/desk/queue.ts'
import type { RequestRow } from '../../storage/desk/requests.ts'
import type { SeenForm } from '../../storage/desk/seen-portals.ts'
import { viewerOf } from './caller.ts'
import { expanded, expansions } from './expansions.ts'
import { isMeant } from './numbers.ts'
import { readerOf, requestIn } from './on-request.ts'
import { type AnyCall, expand, operation, paging, type ServiceCall } from './operation.ts'
import { organizationOfId, requireCustomers } from './organizations.ts'
import { pageOf, walkTo } from './page.ts'
import { meantBy } from './participants.ts'
import { seenForm, seenPortal } from './service-desks.ts'
import { answersOf, requestOf } from './shapes.ts'

const ownerships = [
  'OWNED_REQUESTS',
  'PARTICIPATED_REQUESTS',
  'ORGANIZATION',
  'ALL_ORGANIZATIONS',
  'APPROVER',
  'ALL_REQUESTS',
] as const
const states = ['OPEN_REQUESTS', 'CLOSED_REQUESTS', 'ALL_REQUESTS'] as const

const listQuery = z.object({
  ...paging,
  searchTerm: text.optional(),
  requestOwnership: z.enum(ownerships).default('OWNED_REQUESTS'),
  requestStatus: z.enum(states).default('ALL_REQUESTS'),
  organizationId: z.string().optional(),
  serviceDeskId: z.string().optional(),
  requestTypeId: z.string().optional(),
})

const scopes = {
  OWNED_REQUESTS: 'own',
  PARTICIPATED_REQUESTS: 'participating',
  ORGANIZATION: 'organizations',
  ALL_ORGANIZATIONS: 'organizations',
  ALL_REQUESTS: 'all',
} as const

async function listed(call: ServiceCall<{ query: typeof listQuery }>): Promise<readonly RequestRow[]> {
  const { database, site, query } = call
  const { person, face } = viewerOf(call)
  const { requestOwnership, requestStatus, searchTerm } = query
  const organizationId =
    query.organizationId === undefined ? null : (await organizationOfId(call, query.organizationId)).id
  if (requestOwnership === 'APPROVER') return []
  if (requestOwnership === 'ORGANIZATION' && organizationId === null)
    throw invalid('organizationId', 'is needed with requestOwnership ORGANIZATION.')
  const isOpen = requestStatus === 'ALL_REQUESTS' ? null : requestStatus === 'OPEN_REQUESTS'
  const isAsked = ({ portal, typeId }: RequestRow) =>
    isMeant(query.serviceDeskId ?? portal.id, portal.id) && isMeant(query.requestTypeId ?? typeId, typeId)
  const isSifted = query.serviceDeskId !== undefined || query.requestTypeId !== undefined
  // An agent's whole desk: the original has this for agents, too.
  if (requestOwnership === 'ALL_REQUESTS' && face === 'console') {
    const state = isOpen === null ? 'all' : isOpen ? 'open' : 'over'
    if (searchTerm !== undefined) {
      const found = await findRequests(database, site.id, searchTerm, {
        state,
        ...(organizationId !== null && { organizationId }),
      })
      return found.filter(isAsked).slice(query.start, query.start + query.limit + 1)
    }
    const filter = { state, ...(organizationId !== null && { organizationId }) } as const
    return walkTo<RequestRow, QueuePlace>(
      query,
      async (after, limit) => {
        const { rows, next } = await readQueue(database, site.id, { filter, sort: 'newest', after }, limit)
        return { rows: rows.filter(isAsked), next }
      },
      isSifted,
    )
  }
  const among = searchTerm === undefined ? null : await findSeen(database, site.id, person, searchTerm)
  const scope = scopes[requestOwnership]
  return walkTo<RequestRow, string>(
    query,
    async (before = highestId, limit) => {
      const page = { scope, isOpen, organizationId, among, before, limit }
      const rows = await listSeen(database, site.id, person, page)
      return { rows: rows.filter(isAsked), next: rows.length < limit ? undefined : rows.at(-1)?.id }
    },
    isSifted,
  )
}

const newRequest = z.object({
  // Some clients send numbers as numbers.
  serviceDeskId: z.coerce.string(),
  requestTypeId: z.coerce.string(),
  requestFieldValues: z.record(z.string(), z.unknown()).default({}),
  raiseOnBehalfOf: z.string().optional(),
  requestParticipants: z.array(z.string()).max(50).optional(),
})

/**
 * Answers as scripts of the original give them: a choice may come as its label or as an object, and `description` is the
 * first paragraph that is asked for.
 */
function answersIn(
  { fields }: SeenForm,
  given: { readonly [fieldId: string]: unknown },
): { [fieldId: string]: unknown } {
  const { summary: _, description, ...rest } = given
  const paragraph = fields.find(({ kind }) => kind === 'paragraph')
  const values: { [fieldId: string]: unknown } = { ...rest }
  if (description !== undefined) values[paragraph?.id ?? 'description'] ??= description
  for (const { id, kind, options } of fields) {
    if (kind !== 'choice' && kind !== 'choices') continue
    const chosen = (one: unknown) => {
      const { id: byId, value } =
        typeof one === 'object' && one !== null ? (one as { id?: unknown; value?: unknown }) : { value: one }
      const wanted = byId ?? value
      return options.find((option) => option.id === wanted || option.label === wanted)?.id ?? wanted
    }
    const value = values[id]
    if (value !== undefined) values[id] = Array.isArray(value) ? value.map(chosen) : chosen(value)
  }
  return values
}

async function ask(call: ServiceCall<{ body: typeof newRequest }>) {
  const { database, site, body, audit } = call
  const portal = await seenPortal(call, body.serviceDeskId).catch(unknownIn('serviceDeskId'))
  const form = await seenForm(call, portal, body.requestTypeId).catch(unknownIn('requestTypeId'))
  const read = text.safeParse(body.requestFieldValues.summary)
  if (!read.success)
    throw invalid('requestFieldValues.summary', 'must be a text in one line, without control characters.')
  const summary = read.data
  const participants = await meantBy(call, body.requestParticipants ?? []).catch(
    inField('requestParticipants'),
  )
  const { requester, opener } = await whoAsks(call)
  const wish = {
    requester,
    requestTypeId: form.id,
    summary,
    fields: answersIn(form, body.requestFieldValues),
  }
  const viewer = viewerOf(call)
  // Whoever cannot take part is named before there is a request.
  const { id } = await database.inSite(site.id, async (tx) => {
    const opened = await openIn(tx, wish, opener, audit).catch(inField('requestFieldValues'))
    for (const customerId of participants)
      await addIn(tx, opened.id, viewer, { customerId }, audit).catch(inField('requestParticipants'))
    return opened
  })
  return shown({ ...call, params: { issueIdOrKey: id } }, [])
}

/** Whoever calls, or in whose name an agent does. @throws DoorwardError 'forbidden' */
async function whoAsks(
  call: ServiceCall<{ body: typeof newRequest }>,
): Promise<{ requester: Person; opener: Opener }> {
  const { database, site, body, asker, staff } = call
  const { raiseOnBehalfOf } = body
  if (raiseOnBehalfOf === undefined) {
    if (!asker)
      throw new DoorwardError('forbidden', 'This needs the permission requests.ask, which you do not have.')
    return {
      requester: asker.person,
      opener: { kind: 'asker', assessment: await assessSignedIn(database, site.id, asker) },
    }
  }
  if (viewerOf(call).face !== 'console' || !staff?.permissions.includes('requests.change'))
    throw new DoorwardError('forbidden', 'Only agents ask in the name of others.')
  const [customer] = await requireCustomers(call, [raiseOnBehalfOf]).catch(inField('raiseOnBehalfOf'))
  return {
    requester: { kind: 'customer', id: customer?.id ?? '' },
    opener: { kind: 'agent', staffId: staff.staffId, name: staff.name },
  }
}

/** The address is right, and what the body names is not. */
const unknownIn =
  (field: string) =>
  (error: unknown): never => {
    if (!(error instanceof DoorwardError) || error.code !== 'not-found') throw error
    throw invalid(field, 'names none that you may see.')
  }

/** What is wrong with a part of the body is said of that part. */
const inField =
  (field: string) =>
  (error: unknown): never => {
    if (!(error instanceof DoorwardError) || error.field === undefined) throw error
    throw new DoorwardError(
      error.code === 'not-found' ? 'invalid' : error.code,
      error.message.replace(`${error.field}:`, `${field}:`),
      field,
    )
  }

async function shown(call: AnyCall, wanted: readonly string[]) {
  const whole = await requestIn(call)
  const base = requestOf(readerOf(call), whole.row)
  return {
    ...base,
    _expands: Object.keys(expansions),
    requestFieldValues: [...base.requestFieldValues, ...answersOf(whole)],
    ...(await expanded(call, whole, wanted)),
  }
}

export const requestOperations = [
  operation('GET', '/request', { needs: 'asker', query: listQuery }, async (call) => {
    const reader = readerOf(call)
    const rows = await listed(call)
    return pageOf(
      call,
      call.query,
      rows.map((row) => requestOf(reader, row)),
    )
  }),
  operation('POST', '/request', { needs: 'asker', status: 201, body: newRequest }, ask),
  operation('GET', '/request/{issueIdOrKey}', { needs: 'asker', query: z.object({ expand }) }, async (call) =>
    shown(call, call.query.expand),
  ),
]
