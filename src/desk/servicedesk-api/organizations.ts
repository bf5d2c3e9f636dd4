import { z } from 'zod'
import { name } from '../../model/contract.ts'
import { DoorwardError, invalid, notFound } from '../../model/errors.ts'
import { foldName } from '../../model/identity/organization.ts'
import { isResourceId } from '../../model/ids.ts'
import { readMembers } from '../../people/organization-members.ts'
import {
  addPerson,
  changeOrganization,
  deleteOrganization,
  makeOrganization,
  removePerson,
} from '../../people/organizations.ts'
import { type CustomerRow, customersById } from '../../storage/identity/customers.ts'
import { type MembershipRow, membershipsOf } from '../../storage/identity/memberships.ts'
import {
  listOrganizations,
  type OrganizationRow,
  organizationById,
  organizationByName,
  organizationIdsBetween,
} from '../../storage/identity/organizations.ts'
import { customerById } from './customers.ts'
import { idMeant } from './numbers.ts'
import { operation, pageOnly, paging, type ServiceCall } from './operation.ts'
import { pageOf, walkTo } from './page.ts'
import { customerOf, organizationOf } from './shapes.ts'

type InSite = Pick<ServiceCall, 'database' | 'site'>

const organizationIdOf = ({ params }: Pick<ServiceCall, 'params'>) => params.organizationId ?? ''

export async function organizationOfId({ database, site }: InSite, id: string): Promise<OrganizationRow> {
  const meant = await idMeant(id, async (lowest, highest) => {
    const [ids = []] = (await database.readInSite(site.id, [
      organizationIdsBetween(site.id, lowest, highest),
    ])) as [{ id: string }[]?]
    return ids.map((one) => one.id)
  })
  const [[found] = []] =
    meant === undefined
      ? []
      : ((await database.readInSite(site.id, [organizationById(site.id, meant)])) as [OrganizationRow[]?])
  if (!found) throw notFound('This organization')
  return found
}

const people = z.object({ accountIds: z.array(z.string()).min(1).max(100) })

/** Everybody who is named must be there before anything is done. @throws DoorwardError 'invalid' naming who is not */
export async function requireCustomers(
  { database, site }: InSite,
  accountIds: readonly string[],
): Promise<readonly CustomerRow[]> {
  const ids = [...new Set(accountIds)]
  const known = ids.filter(isResourceId)
  const [rows = []] = (await database.readInSite(site.id, [customersById(site.id, known)])) as [
    CustomerRow[]?,
  ]
  const here = rows.filter(({ erasedAt, mergedInto }) => erasedAt === null && mergedInto === null)
  const missing = ids.filter((id) => !here.some((one) => one.id === id))
  if (missing.length > 0) throw invalid('accountIds', `no customer has the id ${missing.join(', ')}.`)
  return here
}

const list = z.object({ ...paging, accountId: z.string().optional() })

/** Of one customer, those that the customer belongs to; else every one, by name. */
async function listed(
  { database, site }: InSite,
  query: z.output<typeof list>,
): Promise<readonly OrganizationRow[]> {
  const { accountId } = query
  if (accountId === undefined) {
    return walkTo<OrganizationRow, string>(query, async (after = '', limit) => {
      const [rows = []] = (await database.readInSite(site.id, [
        listOrganizations(site.id, { after, limit }),
      ])) as [OrganizationRow[]?]
      return { rows, next: rows.length < limit ? undefined : foldName(rows.at(-1)?.name ?? '') }
    })
  }
  const { id } = await customerById({ database, site }, accountId)
  const [memberships = []] = (await database.readInSite(site.id, [membershipsOf(site.id, id)])) as [
    MembershipRow[]?,
  ]
  const ids = [...new Set(memberships.map(({ organizationId }) => organizationId))]
  const wanted = ids.slice(query.start, query.start + query.limit + 1)
  return (
    await database.readInSite(
      site.id,
      wanted.map((one) => organizationById(site.id, one)),
    )
  ).flat() as OrganizationRow[]
}

export const organizationOperations = [
  operation('GET', '/organization', { needs: 'organizations.read', query: list }, async (call) => {
    const rows = await listed(call, call.query)
    return pageOf(
      call,
      call.query,
      rows.map((row) => organizationOf(call.siteUrl, row)),
    )
  }),

  // One that has the name already is answered as if it had just been made.
  operation(
    'POST',
    '/organization',
    { needs: 'organizations.change', status: 201, body: z.object({ name }) },
    async (call) => {
      const { database, site, body, audit, siteUrl } = call
      const id = await makeOrganization(
        database,
        site.id,
        { name: body.name, showsEarlier: false },
        audit,
      ).catch(async (error: unknown) => {
        if (!(error instanceof DoorwardError) || error.code !== 'conflict') throw error
        const [[taken] = []] = (await database.readInSite(site.id, [
          organizationByName(site.id, body.name),
        ])) as [OrganizationRow[]?]
        if (!taken) throw error
        return taken.id
      })
      return organizationOf(siteUrl, await organizationOfId(call, id))
    },
  ),
  operation('GET', '/organization/{organizationId}', { needs: 'organizations.read' }, async (call) =>
    organizationOf(call.siteUrl, await organizationOfId(call, organizationIdOf(call))),
  ),

  // The original has no way to rename one.
  operation(
    'PUT',
    '/organization/{organizationId}',
    { needs: 'organizations.change', body: z.object({ name }) },
    async (call) => {
      const { database, site, body, audit, siteUrl } = call
      const { id } = await organizationOfId(call, organizationIdOf(call))
      await changeOrganization(database, site.id, id, { name: body.name }, audit)
      return organizationOf(siteUrl, await organizationOfId(call, id))
    },
  ),
  operation('DELETE', '/organization/{organizationId}', { needs: 'organizations.change' }, async (call) => {
    const { database, site, audit } = call
    const { id } = await organizationOfId(call, organizationIdOf(call))
    await deleteOrganization(database, site.id, id, audit)
    return undefined
  }),

  operation(
    'GET',
    '/organization/{organizationId}/user',
    { needs: 'customers.read', query: pageOnly },
    async (call) => {
      const { database, site, query, siteUrl } = call
      const { id } = await organizationOfId(call, organizationIdOf(call))
      const members = await walkTo<{ readonly id: string }, string>(query, async (after, limit) => {
        const page = await readMembers(database, site.id, id, { after, limit })
        return { rows: page.members, next: page.next }
      })
      const ids = members.map((one) => one.id)
      const [rows = []] = (await database.readInSite(site.id, [customersById(site.id, ids)])) as [
        CustomerRow[]?,
      ]
      return pageOf(
        call,
        query,
        rows.map((row) => customerOf(siteUrl, row)),
      )
    },
  ),
  operation(
    'POST',
    '/organization/{organizationId}/user',
    { needs: 'organizations.change', body: people },
    async (call) => {
      const { database, site, body, audit } = call
      const { id } = await organizationOfId(call, organizationIdOf(call))
      const customers = await requireCustomers(call, body.accountIds)
      for (const customer of customers) await addPerson(database, site.id, id, customer.id, audit)
      return undefined
    },
  ),
  operation(
    'DELETE',
    '/organization/{organizationId}/user',
    { needs: 'organizations.change', body: people },
    async (call) => {
      const { database, site, body, audit } = call
      const { id } = await organizationOfId(call, organizationIdOf(call))
      const customers = await requireCustomers(call, body.accountIds)
      for (const customer of customers) {
        // Who is no member by hand is none afterwards either.
        await removePerson(database, site.id, id, customer.id, audit).catch((error: unknown) => {
          if (!(error instanceof DoorwardError) || error.code !== 'not-found') throw error
        })
      }
      return undefined
    },
  ),
]
