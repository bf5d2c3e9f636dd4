import { z } from 'zod'
import { type Contract, key, moment, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'

/** The managing directory. */
const directory = z.strictObject({ id: key, name: z.string() })

const address = z.strictObject({
  address: z.string(),
  standing: z.enum(['held', 'claimed']),
  since: moment,
})

const customerFields = {
  id: resourceId,
  name: z.string(),
  active: z.boolean(),
  /** Null for an unmanaged customer. */
  directory: directory.nullable(),
  /** The customer who survived, when this one was merged. */
  mergedInto: resourceId.nullable(),
  /** When the person was erased: what stays is a row for the requests. */
  erasedAt: moment.nullable(),
  /** The present address; null when there is none. */
  address: z.string().nullable(),
  addresses: z.array(address),
  formerAddresses: z.array(address.extend({ until: moment })),
  createdAt: moment,
  updatedAt: moment,
}
export const customer = z.strictObject(customerFields).meta({ id: 'Customer' })

/**
 * What makes somebody a member: a directory's group, the directory itself as a home, somebody's word, or a domain; or a brake, which
 * keeps what a directory's group did; or what the person's last sign-in said of groups, where SCIM does not say them.
 */
const source = z.strictObject({
  kind: z.enum(['group', 'home', 'hand', 'domain', 'sign-in', 'kept']),
  /** Null by hand and by domain. */
  directory: directory.nullable(),
  group: z.strictObject({ id: resourceId, name: z.string().nullable() }).nullable(),
  /** Of everybody without a directory who holds an address there. */
  domain: z.string().nullable(),
  since: moment,
})

export const customerDetail = z
  .strictObject({
    ...customerFields,
    deactivatedHere: z.boolean().meta({
      description:
        'An administrator has deactivated the person, whom a sign-in through a directory made: reactivating takes that back.',
    }),
    details: z.array(
      z.strictObject({
        key: z.string(),
        label: z.string(),
        value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
      }),
    ),
    memberships: z.array(
      z.strictObject({ organization: z.strictObject({ id: resourceId, name: z.string() }), source }),
    ),
    users: z.array(
      z.strictObject({
        id: resourceId,
        userName: z.string().nullable(),
        otherEmails: z.array(z.string()).meta({
          description:
            'What the directory says beside the one address of the person; it neither matches nor proves.',
        }),
        active: z.boolean(),
        directory,
        linkedAt: moment.nullable(),
      }),
    ),
    requestCount: z.number().int(),
  })
  .meta({ id: 'CustomerDetail' })

export const organization = z
  .strictObject({
    id: resourceId,
    name: z.string(),
    /** Somebody of the site made it, and no directory. */
    byHand: z.boolean(),
    /** Whether who joins sees requests of before; otherwise those from joining on. */
    showsEarlier: z.boolean(),
    createdAt: moment,
    sources: z.array(source),
  })
  .meta({ id: 'Organization' })

const member = z
  .strictObject({
    id: resourceId,
    name: z.string(),
    address: z.string().nullable(),
    since: moment,
    sources: z.array(source),
  })
  .meta({ id: 'OrganizationMember' })

export const peopleRoutes = {
  listCustomers: {
    method: 'GET',
    path: '/api/customers',
    tag: 'People',
    summary:
      'List customers, or those of one search, one address or one directory; give one of these at most',
    permission: 'customers.read',
    query: pageQuery.extend({
      query: text
        .trim()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'Whose name contains, or whose present or former address begins with this.' }),
      address: text.max(320).optional().meta({ description: 'Who has this address now.' }),
      directoryId: key.optional().meta({ description: 'Whom this directory manages.' }),
    }),
    answer: pageOf(customer),
  },
  getCustomer: {
    method: 'GET',
    path: '/api/customers/{customerId}',
    tag: 'People',
    summary: 'Read a customer: addresses, memberships with their sources, directory users',
    permission: 'customers.read',
    params: z.strictObject({ customerId: resourceId }),
    // The rest is what directories and requests do: it makes nobody's change by hand stale.
    tagged: ['id', 'name', 'active', 'directory', 'addresses'],
    answer: customerDetail,
  },
  listOrganizations: {
    method: 'GET',
    path: '/api/organizations',
    tag: 'Organizations',
    summary: 'List organizations by name, with what feeds them',
    permission: 'organizations.read',
    query: pageQuery.extend({
      name: text.trim().min(1).max(200).optional().meta({ description: 'A name, or how it begins.' }),
    }),
    answer: pageOf(organization),
  },
  getOrganization: {
    method: 'GET',
    path: '/api/organizations/{organizationId}',
    tag: 'Organizations',
    summary: 'Read an organization and its sources',
    permission: 'organizations.read',
    params: z.strictObject({ organizationId: resourceId }),
    // What feeds it is what directories do: it makes nobody's change by hand stale.
    tagged: ['id', 'name', 'showsEarlier'],
    answer: organization,
  },
  listMembers: {
    method: 'GET',
    path: '/api/organizations/{organizationId}/members',
    tag: 'Organizations',
    summary: 'List who belongs to an organization, with every source that makes them members',
    permission: 'organizations.read',
    alsoNeeds: ['customers.read'],
    params: z.strictObject({ organizationId: resourceId }),
    query: pageQuery,
    answer: pageOf(member),
  },
} as const satisfies Contract
