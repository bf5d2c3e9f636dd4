import type { Call } from '../../http/contract-call.ts'
import { type PageQuery, pageOfRows, readIdPlace, readPlace, writePlace } from '../../http/page.ts'
import type { Answer, Item } from '../../model/contract.ts'
import { FieldErrors, notFound } from '../../model/errors.ts'
import type { DetailField, Details } from '../../model/identity/detail-field.ts'
import { withPlainDomain } from '../../model/identity/email-address.ts'
import { foldName } from '../../model/identity/organization.ts'
import { keyOf, lowestId } from '../../model/ids.ts'
import { type OrganizationMember, readMembers } from '../../people/organization-members.ts'
import { countRequestsOfCustomer } from '../../storage/desk/requests.ts'
import {
  type CustomerRow,
  customersByAddress,
  customersById,
  type LinkedUser,
  listCustomers,
  listCustomersOfDirectory,
  searchCustomers,
  usersOfCustomer,
} from '../../storage/identity/customers.ts'
import { listDetailFields } from '../../storage/identity/detail-fields.ts'
import { type MembershipRow, membershipsOf, type SourceFacts } from '../../storage/identity/memberships.ts'
import {
  listOrganizations,
  type OrganizationRow,
  organizationById,
} from '../../storage/identity/organizations.ts'
import type { Site } from '../../storage/sites.ts'
import type { Query } from '../../storage/statement.ts'
import type { adminApi } from '../contract.ts'
import { saidOf } from '../customers.ts'
import { findDirectory } from '../directories.ts'
import { type Names, readNames } from '../names.ts'

type Api = typeof adminApi

export function customerView(customer: CustomerRow, names: Names): Item<Api['listCustomers']> {
  const { id, name, active, directoryId } = customer
  const dated = customer.addresses.map(({ address, standing, since, until }) => ({
    address,
    standing,
    since: new Date(since).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
  }))
  const addresses = dated.filter(({ until }) => until === null).map(({ until: _, ...rest }) => rest)
  return {
    id,
    name,
    active,
    directory: directoryId === null ? null : directoryView(directoryId, names),
    mergedInto: customer.mergedInto,
    erasedAt: customer.erasedAt?.toISOString() ?? null,
    address: addresses[0]?.address ?? null,
    addresses,
    formerAddresses: dated.flatMap(({ until, ...rest }) => (until === null ? [] : [{ ...rest, until }])),
    createdAt: customer.createdAt.toISOString(),
    updatedAt: customer.updatedAt.toISOString(),
  }
}

const directoryView = (directoryId: number, names: Names) => ({
  id: keyOf(directoryId),
  name: names.directory(directoryId),
})

function sourceView(
  { kind, directoryId, groupId, domain, since }: SourceFacts & { readonly since: Date },
  names: Names,
) {
  return {
    kind,
    directory: directoryId === null ? null : directoryView(directoryId, names),
    group: groupId === null ? null : { id: groupId, name: names.group(groupId) },
    domain,
    since: since.toISOString(),
  }
}

export function organizationView({
  id,
  name,
  createdAt,
  createdByDirectoryId,
  showsEarlier,
  sources,
}: OrganizationRow): Answer<Api['getOrganization']> {
  return {
    id,
    name,
    byHand: createdByDirectoryId === null,
    showsEarlier,
    createdAt: createdAt.toISOString(),
    sources: sources.map(({ kind, directory, directoryId, group, groupId, domain, since }) => ({
      kind,
      directory: directoryId === null ? null : { id: keyOf(directoryId), name: directory ?? '' },
      group: groupId === null ? null : { id: groupId, name: group },
      domain,
      since: new Date(since).toISOString(),
    })),
  }
}

function memberView(member: OrganizationMember, names: Names): Item<Api['listMembers']> {
  const { id, name, address, since, sources } = member
  return {
    id,
    name,
    address,
    since: since.toISOString(),
    sources: sources.map((source) => sourceView(source, names)),
  }
}

/** Each way of finding people has an index of its own; two at once would have none. */
async function customersWanted({ database, site, query }: Call<Api['listCustomers']>): Promise<Query> {
  const { query: text, address, directoryId } = query
  const page = { after: readIdPlace(query.after, lowestId), limit: query.limit + 1 }
  const given = Object.entries({ query: text, address, directoryId }).filter(
    ([, value]) => value !== undefined,
  )
  const [, second] = given
  if (second) {
    const detail = 'cannot be combined with another search: give one of query, address and directoryId.'
    throw new FieldErrors([{ field: second[0], rule: 'combination', detail }])
  }
  if (text !== undefined) return searchCustomers(site.id, requireSearchable(text), page)
  if (address !== undefined) return customersByAddress(site.id, withPlainDomain(address.trim()), page)
  if (directoryId === undefined) return listCustomers(site.id, page)
  const directory = await findDirectory(database, site, directoryId)
  return listCustomersOfDirectory(site.id, directory.directoryId, page)
}

function requireSearchable(text: string): string {
  if (text.isWellFormed() && !/\p{Cc}/u.test(text)) return text
  const detail = 'must not hold control characters.'
  throw new FieldErrors([{ field: 'query', rule: 'format', detail }])
}

export const peopleHandlers = {
  async listCustomers(call: Call<Api['listCustomers']>) {
    const { database, site, query } = call
    const [found = []] = await database.readInSite(site.id, [await customersWanted(call)])
    const { rows, next } = pageOfRows(found as CustomerRow[], query.limit, ({ id }) => id)
    const names = await readNames(database, site)
    return { items: rows.map((one) => customerView(one, names)), next }
  },

  async getCustomer({
    database,
    site,
    params,
  }: Call<Api['getCustomer']>): Promise<Answer<Api['getCustomer']>> {
    const { customerId } = params
    const [customers, memberships, users, counts, fields] = (await database.readInSite(site.id, [
      customersById(site.id, [customerId]),
      membershipsOf(site.id, customerId),
      usersOfCustomer(site.id, customerId),
      countRequestsOfCustomer(site.id, customerId),
      listDetailFields(site.id),
    ])) as [CustomerRow[], MembershipRow[], LinkedUser[], { total: number }[], DetailField[]]
    const [customer] = customers
    if (!customer) throw notFound('This customer')
    const names = await readNames(database, site, memberships)
    const values: Details = JSON.parse(customer.details)
    return {
      ...customerView(customer, names),
      deactivatedHere: !customer.active && customer.deactivatedHereAt !== null,
      details: fields.map(({ key, label }) => ({ key, label, value: values[key] ?? null })),
      memberships: memberships.map((one) => ({
        organization: { id: one.organizationId, name: one.organization },
        source: sourceView(one, names),
      })),
      users: users.map(({ id, directoryId, resource, active, linkedAt }) => ({
        id,
        ...saidOf(resource, customer),
        active,
        directory: directoryView(directoryId, names),
        linkedAt: linkedAt === null ? null : linkedAt.toISOString(),
      })),
      requestCount: counts[0]?.total ?? 0,
    }
  },

  async listOrganizations({ database, site, query }: Call<Api['listOrganizations']>) {
    const page = { after: readPlace(query.after, ''), limit: query.limit + 1, begins: query.name }
    const [found = []] = await database.readInSite(site.id, [listOrganizations(site.id, page)])
    const { rows, next } = pageOfRows(found as OrganizationRow[], query.limit, ({ name }) =>
      writePlace(foldName(name)),
    )
    return { items: rows.map(organizationView), next }
  },

  async getOrganization(call: Call<Api['getOrganization']>) {
    return organizationView(await organizationOf(call))
  },

  async listMembers(call: Call<Api['listMembers']>) {
    const { database, site, query } = call
    const { id } = await organizationOf(call)
    return membersPage(database, site, id, query)
  },
}

async function organizationOf({
  database,
  site,
  params,
}: Pick<Call<Api['getOrganization']>, 'database' | 'site' | 'params'>): Promise<OrganizationRow> {
  const [rows = []] = await database.readInSite(site.id, [organizationById(site.id, params.organizationId)])
  const [found] = rows as OrganizationRow[]
  if (!found) throw notFound('This organization')
  return found
}

async function membersPage(
  database: Call<Api['listMembers']>['database'],
  site: Site,
  organizationId: string,
  { limit, after }: PageQuery,
): Promise<Answer<Api['listMembers']>> {
  const { members, next } = await readMembers(database, site.id, organizationId, { after, limit })
  const names = await readNames(
    database,
    site,
    members.flatMap(({ sources }) => sources),
  )
  return { items: members.map((member) => memberView(member, names)), next: next ?? null }
}
