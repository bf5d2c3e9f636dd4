// Whom a service desk is for. Here a portal is for everybody who signs in, or for the organizations and directories that it names.
import { z } from 'zod'
import { text } from '../../model/contract.ts'
import { conflict, FieldErrors } from '../../model/errors.ts'
import { lowestId } from '../../model/ids.ts'
import { changePortal, findPortal } from '../../requests/portals.ts'
import type { PortalRow } from '../../storage/desk/portals.ts'
import { type CustomerRow, listCustomers, searchCustomers } from '../../storage/identity/customers.ts'
import { type OrganizationRow, organizationById } from '../../storage/identity/organizations.ts'
import { type AnyCall, operation, pageOnly, paging } from './operation.ts'
import { organizationOfId, requireCustomers } from './organizations.ts'
import { pageOf, walkTo } from './page.ts'
import { seenPortal } from './service-desks.ts'
import { customerOf, organizationOf } from './shapes.ts'

const organizations = '/servicedesk/{serviceDeskId}/organization'
const customers = '/servicedesk/{serviceDeskId}/customer'
const organization = z.object({ organizationId: z.coerce.string() })
const customersQuery = z.object({ ...paging, query: text.optional() })
const people = z.object({ accountIds: z.array(z.string()).min(1).max(100) })

async function portalIn(call: AnyCall): Promise<PortalRow> {
  const { id } = await seenPortal(call, call.params.serviceDeskId ?? '')
  return findPortal(call.database, call.site.id, id)
}

/** Names an organization, or names it no more; doing it twice changes nothing. */
async function name(call: AnyCall, which: string, isNamed: boolean): Promise<undefined> {
  const { database, site, audit } = call
  const portal = await portalIn(call)
  const { id } = await organizationOfId(call, which)
  const before = portal.organizations.map((one) => one.id)
  if (before.includes(id) === isNamed) return undefined
  const organizationIds = isNamed ? [...before, id] : before.filter((one) => one !== id)
  await changePortal(database, site.id, portal.id, { organizationIds }, audit, async (_tx, row) => {
    if (row.organizations.map((one) => one.id).join() !== before.join())
      throw conflict('Somebody else has just named others for this service desk. Repeat it.')
  })
  return undefined
}

/** A portal that names organizations knows people by them alone. @throws FieldErrors */
function requireOpen(portal: PortalRow): void {
  if (portal.audience !== 'named') return
  const detail = `${portal.name} is for the organizations and directories that it names: add people to one of these.`
  throw new FieldErrors([{ field: 'serviceDeskId', rule: 'named', detail }])
}

export const audienceOperations = [
  operation('GET', organizations, { needs: 'organizations.read', query: pageOnly }, async (call) => {
    const { database, site, query, siteUrl } = call
    const portal = await portalIn(call)
    const page = portal.organizations.slice(query.start, query.start + query.limit + 1)
    const rows = (
      await database.readInSite(
        site.id,
        page.map(({ id }) => organizationById(site.id, id)),
      )
    ).flat() as OrganizationRow[]
    return pageOf(
      call,
      query,
      rows.map((row) => organizationOf(siteUrl, row)),
    )
  }),
  operation('POST', organizations, { needs: 'portals.change', body: organization }, (call) =>
    name(call, call.body.organizationId, true),
  ),
  operation('DELETE', organizations, { needs: 'portals.change', body: organization }, (call) =>
    name(call, call.body.organizationId, false),
  ),

  // Whoever has an account here is at every portal that is for everybody.
  operation('GET', customers, { needs: 'customers.read', query: customersQuery }, async (call) => {
    const { database, site, query, siteUrl } = call
    requireOpen(await portalIn(call))
    const rows = await walkTo<CustomerRow, string>(query, async (after = lowestId, limit) => {
      const [page = []] = (await database.readInSite(site.id, [
        query.query === undefined
          ? listCustomers(site.id, { after, limit })
          : searchCustomers(site.id, query.query, { after, limit }),
      ])) as [CustomerRow[]?]
      return { rows: page, next: page.length < limit ? undefined : page.at(-1)?.id }
    })
    return pageOf(
      call,
      query,
      rows.map((row) => customerOf(siteUrl, row)),
    )
  }),
  ...[customers, `${customers}/skip-permission-check`].map((path) =>
    operation('POST', path, { needs: 'customers.change', body: people }, async (call) => {
      requireOpen(await portalIn(call))
      await requireCustomers(call, call.body.accountIds)
      return undefined
    }),
  ),
  operation('DELETE', customers, { needs: 'customers.change', body: people }, async (call) => {
    const portal = await portalIn(call)
    requireOpen(portal)
    const detail = `${portal.name} is for everybody who signs in. Take the person's access away, or make the portal name organizations.`
    throw new FieldErrors([{ field: 'accountIds', rule: 'for-everybody', detail }])
  }),
]
