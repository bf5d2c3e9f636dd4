import { z } from 'zod'
import { type Contract, moment, name, resourceId, text } from '../../model/contract.ts'
import { deletionRefusals } from '../../model/identity/organization-by-hand.ts'
import { organization } from './people.ts'

const params = z.strictObject({ organizationId: resourceId })
const showsEarlier = z.boolean().meta({
  description: 'Whether who joins sees requests of before. Otherwise everybody sees those from joining on.',
})
const domain = text.trim().min(1).max(253)

/** Organizations by hand, and who belongs to them by the site's own word. */
export const organizationRoutes = {
  addOrganization: {
    method: 'POST',
    path: '/api/organizations',
    tag: 'Organizations',
    summary: 'Make an organization that no directory feeds yet',
    permission: 'organizations.change',
    alsoNeeds: ['organizations.read'],
    creates: true,
    body: z.strictObject({ name, showsEarlier: showsEarlier.default(false) }),
    answer: organization,
  },
  changeOrganization: {
    method: 'PATCH',
    path: '/api/organizations/{organizationId}',
    tag: 'Organizations',
    summary: 'Rename an organization, or change what its joiners see; what is not given stays',
    permission: 'organizations.change',
    alsoNeeds: ['organizations.read'],
    params,
    body: z.strictObject({
      name: name.optional(),
      showsEarlier: showsEarlier.optional(),
      confirmEarlier: z.boolean().default(false).meta({
        description:
          'Needed to show earlier requests where members see more by it: previewEarlierRequests says who and what.',
      }),
    }),
    answer: organization,
  },
  previewEarlierRequests: {
    method: 'GET',
    path: '/api/organizations/{organizationId}/earlier-requests',
    tag: 'Organizations',
    summary:
      'Say what members would see that they do not see now, if the organization showed earlier requests',
    permission: 'organizations.read',
    alsoNeeds: ['requests.read'],
    params,
    answer: z.strictObject({
      members: z.number().int().meta({ description: 'How many see more than now, of the first thousand.' }),
      hasMoreMembers: z.boolean(),
      requests: z.number().int().meta({ description: 'How many become visible, counted up to a thousand.' }),
      hasMoreRequests: z.boolean(),
      /** The newest of them. */
      first: z.array(z.strictObject({ id: resourceId, summary: z.string(), createdAt: moment })),
    }),
  },
  previewOrganizationDeletion: {
    method: 'GET',
    path: '/api/organizations/{organizationId}/deletion',
    tag: 'Organizations',
    summary: 'Say what deleting an organization would end, or why it cannot be deleted',
    permission: 'organizations.read',
    params,
    answer: z.strictObject({
      /** Who was put there by hand. */
      people: z.number().int(),
      domains: z.array(z.string()),
      /** Portals that name it, and would no more. */
      portals: z.array(z.string()),
      /** Why it cannot be deleted now; null when it can. */
      refusal: z.enum(deletionRefusals).nullable(),
      /** Which directories feed it. */
      directories: z.array(z.string()),
    }),
  },
  deleteOrganization: {
    method: 'DELETE',
    path: '/api/organizations/{organizationId}',
    tag: 'Organizations',
    summary: 'Delete an organization that no directory feeds and no request is shared with',
    permission: 'organizations.change',
    params,
  },
  addOrganizationPerson: {
    method: 'POST',
    path: '/api/organizations/{organizationId}/people',
    tag: 'Organizations',
    summary: 'Put a customer into an organization by hand; whoever is there already stays',
    permission: 'organizations.change',
    alsoNeeds: ['organizations.read'],
    params,
    body: z.strictObject({ customerId: resourceId }),
    answer: organization,
  },
  removeOrganizationPerson: {
    method: 'DELETE',
    path: '/api/organizations/{organizationId}/people/{customerId}',
    tag: 'Organizations',
    summary: 'End a membership by hand; what other sources say stays',
    permission: 'organizations.change',
    params: params.extend({ customerId: resourceId }),
  },
  previewOrganizationDomain: {
    method: 'GET',
    path: '/api/organizations/{organizationId}/domains/{domain}',
    tag: 'Organizations',
    summary: 'Say who would belong to an organization by a domain, and what they could read of before',
    permission: 'organizations.read',
    alsoNeeds: ['customers.read'],
    params: params.extend({ domain }),
    answer: z.strictObject({
      /** The first of them. */
      people: z.array(z.strictObject({ id: resourceId, name: z.string(), address: z.string() })),
      hasMore: z.boolean(),
      /** Requests of before that who joins sees, counted up to a thousand. */
      readable: z.number().int(),
    }),
  },
  addOrganizationDomain: {
    method: 'POST',
    path: '/api/organizations/{organizationId}/domains',
    tag: 'Organizations',
    summary: 'Have everybody without a directory who holds an address in a domain belong to an organization',
    permission: 'organizations.change',
    alsoNeeds: ['organizations.read'],
    params,
    body: z.strictObject({ domain }),
    answer: organization,
  },
  removeOrganizationDomain: {
    method: 'DELETE',
    path: '/api/organizations/{organizationId}/domains/{domain}',
    tag: 'Organizations',
    summary: 'Have a domain feed an organization no longer; what other sources say stays',
    permission: 'organizations.change',
    params: params.extend({ domain }),
  },
} as const satisfies Contract
