// A service desk of the original is a portal.
import { z } from 'zod'
import { text } from '../../model/contract.ts'
import { notFound } from '../../model/errors.ts'
import {
  formSeenBy,
  type PortalAsker,
  portalsSeenBy,
  type SeenForm,
  type SeenPortal,
} from '../../storage/desk/seen-portals.ts'
import { portalAsker } from '../portal-asker.ts'
import { viewerOf } from './caller.ts'
import { isMeant } from './numbers.ts'
import { expand, operation, pageOnly, paging, type ServiceCall } from './operation.ts'
import { emptyPage, pageOf } from './page.ts'
import { formOf, requestTypeOf, serviceDeskOf } from './shapes.ts'

type Known = Pick<ServiceCall, 'database' | 'site' | 'staff' | 'asker'>

/** An agent, by whatever key, sees every portal; who asks those that are for them. */
function seenAs(call: Known): PortalAsker {
  return viewerOf(call).face === 'console' ? { kind: 'staff', seesEvery: true } : portalAsker(call.asker)
}

async function seenPortals(call: Known): Promise<SeenPortal[]> {
  const { database, site } = call
  const [rows = []] = (await database.readInSite(site.id, [portalsSeenBy(site.id, seenAs(call))])) as [
    SeenPortal[]?,
  ]
  return rows
}

/** By id or by key, as the original takes both. @throws DoorwardError 'not-found' */
export async function seenPortal(call: Known, which: string): Promise<SeenPortal> {
  const found = (await seenPortals(call)).find(({ id, key }) => isMeant(which, id, key))
  if (!found) throw notFound('This service desk')
  return found
}

/** @throws DoorwardError 'not-found', also for a kind of request of another service desk */
export async function seenForm(call: Known, portal: SeenPortal, which: string): Promise<SeenForm> {
  const { database, site } = call
  const wanted = portal.requestTypes.find(({ id }) => isMeant(which, id))
  const [[form] = []] = wanted
    ? ((await database.readInSite(site.id, [formSeenBy(site.id, seenAs(call), wanted.id)])) as [SeenForm[]?])
    : []
  if (!form) throw notFound('This request type')
  return form
}

const cut = <Row>(rows: readonly Row[], { start, limit }: { start: number; limit: number }) =>
  rows.slice(start, start + limit + 1)

const typesQuery = z.object({ ...paging, expand, searchQuery: text.optional() })

export const serviceDeskOperations = [
  operation('GET', '/servicedesk', { needs: 'asker', query: pageOnly }, async (call) => {
    const { query, siteUrl } = call
    const rows = cut(await seenPortals(call), query)
    return pageOf(
      call,
      query,
      rows.map((row) => serviceDeskOf(siteUrl, row)),
    )
  }),
  operation('GET', '/servicedesk/{serviceDeskId}', { needs: 'asker' }, async (call) =>
    serviceDeskOf(call.siteUrl, await seenPortal(call, call.params.serviceDeskId ?? '')),
  ),
  operation(
    'GET',
    '/servicedesk/{serviceDeskId}/requesttype',
    { needs: 'asker', query: typesQuery },
    async (call) => {
      const { query, siteUrl, params } = call
      const portal = await seenPortal(call, params.serviceDeskId ?? '')
      const words = query.searchQuery?.toLowerCase() ?? ''
      const types = portal.requestTypes.filter((one) =>
        `${one.name}\n${one.description}`.toLowerCase().includes(words),
      )
      const page: object[] = []
      for (const one of cut(types, query)) {
        const fields = query.expand.includes('field')
          ? { fields: formOf(await seenForm(call, portal, one.id), mayIn(call)) }
          : {}
        page.push({ ...requestTypeOf(siteUrl, portal.id, one), ...fields })
      }
      return pageOf(call, query, page)
    },
  ),
  operation(
    'GET',
    '/servicedesk/{serviceDeskId}/requesttype/{requestTypeId}',
    { needs: 'asker', query: z.object({ expand }) },
    async (call) => {
      const { siteUrl, params, query } = call
      const portal = await seenPortal(call, params.serviceDeskId ?? '')
      const form = await seenForm(call, portal, params.requestTypeId ?? '')
      const fields = query.expand.includes('field') ? { fields: formOf(form, mayIn(call)) } : {}
      return { ...requestTypeOf(siteUrl, portal.id, form), ...fields }
    },
  ),
  operation(
    'GET',
    '/servicedesk/{serviceDeskId}/requesttype/{requestTypeId}/field',
    { needs: 'asker' },
    async (call) => {
      const portal = await seenPortal(call, call.params.serviceDeskId ?? '')
      return formOf(await seenForm(call, portal, call.params.requestTypeId ?? ''), mayIn(call))
    },
  ),
  // Kinds of requests stand in no groups here.
  operation(
    'GET',
    '/servicedesk/{serviceDeskId}/requesttypegroup',
    { needs: 'asker', query: pageOnly },
    async (call) => {
      await seenPortal(call, call.params.serviceDeskId ?? '')
      return emptyPage(call, call.query)
    },
  ),
]

const mayIn = ({ staff }: Known) => ({
  onBehalf: staff?.permissions.includes('requests.change') ?? false,
  participants: true,
})
