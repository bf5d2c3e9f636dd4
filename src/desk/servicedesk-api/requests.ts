import { z } from 'zod'
import { keyLacks } from '../../http/permission.ts'
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
import { readRequest } from '../../requests/thread.ts'
import type { QueuePlace } from '../../storage/desk/queue.ts'
import type { RequestRow } from '../../storage/desk/requests.ts'
import type { SeenPage } from '../../storage/desk/seen.ts'
import type { SeenForm } from '../../storage/desk/seen-portals.ts'
import { viewerOf } from './caller.ts'
import { expanded, expandedRow, expansionNames, needsWhole } from './expansions.ts'
import { inField } from './in-field.ts'
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
const byDefault: (typeof ownerships)[number][] = [
  'OWNED_REQUESTS',
  'PARTICIPATED_REQUESTS',
  'ALL_ORGANIZATIONS',
]
const states = ['OPEN_REQUESTS', 'CLOSED_REQUESTS', 'ALL_REQUESTS'] as const

const listQuery = z.object({
  ...paging,
  expand,
  searchTerm: text.optional(),
  // Several together, as clients of the original say them; without any, everything that somebody has to do with.
  requestOwnership: expand
    .pipe(z.array(z.enum(ownerships)))
    .transform((given) => (given.length > 0 ? given : byDefault)),
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
  if (requestOwnership.includes('ORGANIZATION') && organizationId === null)
    throw invalid('organizationId', 'is needed with requestOwnership ORGANIZATION.')
  const isOpen = requestStatus === 'ALL_REQUESTS' ? null : requestStatus === 'OPEN_REQUESTS'
  const isAsked = ({ portal, typeId }: RequestRow) =>
    isMeant(query.serviceDeskId ?? portal.id, portal.id) && isMeant(query.requestTypeId ?? typeId, typeId)
  const isSifted = query.serviceDeskId !== undefined || query.requestTypeId !== undefined
  // An agent's whole desk: the original has this for agents, too.
  if (requestOwnership.includes('ALL_REQUESTS') && face === 'console') {
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
  const listedIn = (scope: SeenPage['scope'], place: { start: number; limit: number }) =>
    walkTo<RequestRow, string>(
      place,
      async (before = highestId, limit) => {
        const page = { scope, isOpen, organizationId, among, before, limit }
        const rows = await listSeen(database, site.id, person, page)
        return { rows: rows.filter(isAsked), next: rows.length < limit ? undefined : rows.at(-1)?.id }
      },
      isSifted,
    )
  const wanted = scopesOf(requestOwnership)
  const [only] = wanted
  if (only === undefined) return []
  if (wanted.length === 1) return listedIn(only, query)
  // Each from its beginning: who stands in both is counted once.
  const end = query.start + query.limit
  const lists = await Promise.all(wanted.map((scope) => listedIn(scope, { start: 0, limit: end })))
  const byId = new Map(lists.flat().map((row) => [row.id, row]))
  return [...byId.values()].toSorted(newestFirst).slice(query.start, end + 1)
}

/** Which lists are meant, as few as say the same; nobody approves anything here. */
function scopesOf(ownership: readonly (typeof ownerships)[number][]): readonly SeenPage['scope'][] {
  const named = new Set(ownership.flatMap((one) => (one === 'APPROVER' ? [] : [scopes[one]])))
  return named.has('all') || named.size === everyScope ? ['all'] : [...named]
}
/** Own ones, those of others in which somebody takes part, and those of organizations. */
const everyScope = 3

const newestFirst = (a: RequestRow, b: RequestRow) =>
  b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1)

/** So many whole requests are read for a page: whoever wants more of them asks for the next. */
const wholeMax = 25

async function listPage(call: ServiceCall<{ query: typeof listQuery }>) {
  const wanted = call.query.expand
  const isWhole = needsWhole(wanted)
  const query = isWhole ? { ...call.query, limit: Math.min(call.query.limit, wholeMax) } : call.query
  const reader = readerOf(call)
  const rows = await listed({ ...call, query })
  const shown: object[] = []
  for (const row of rows.slice(0, query.limit)) {
    const { person, face } = viewerOf(call)
    const more = isWhole
      ? readRequest(call.database, call.site.id, row.id, person, face)
          .then((whole) => expanded(call, whole, wanted))
          // Gone between the two looks.
          .catch(whereThere)
      : expandedRow(call, row, wanted)
    shown.push({ ...requestOf(reader, row), _expands: expansionNames, ...(await more) })
  }
  return pageOf(call, query, [...shown, ...rows.slice(query.limit)])
}

function whereThere(error: unknown): object {
  if (!(error instanceof DoorwardError) || error.code !== 'not-found') throw error
  return {}
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
    if (!asker) throw keyLacks('requests.ask')
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
    throw invalid(field, 'must be the id of one that you may see.')
  }

async function shown(call: AnyCall, wanted: readonly string[]) {
  const whole = await requestIn(call)
  const base = requestOf(readerOf(call), whole.row)
  return {
    ...base,
    _expands: expansionNames,
    requestFieldValues: [...base.requestFieldValues, ...answersOf(whole)],
    ...(await expanded(call, whole, wanted)),
  }
}

export const requestOperations = [
  operation('GET', '/request', { needs: 'asker', query: listQuery }, listPage),
  operation('POST', '/request', { needs: 'asker', status: 201, body: newRequest }, ask),
  operation('GET', '/request/{issueIdOrKey}', { needs: 'asker', query: z.object({ expand }) }, async (call) =>
    shown(call, call.query.expand),
  ),
]
