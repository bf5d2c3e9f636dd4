import { z } from 'zod'
import { type Contract, moment, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'

const request = z
  .strictObject({
    id: resourceId,
    summary: z.string(),
    requester: z.strictObject({
      id: resourceId,
      name: z.string(),
      address: z
        .string()
        .nullable()
        .meta({ description: 'The present one, or else the last that was known.' }),
    }),
    organization: z
      .strictObject({ id: resourceId, name: z.string() })
      .nullable()
      .meta({ description: 'With whom the requester shares it.' }),
    handedOverFrom: z
      .strictObject({ id: resourceId, name: z.string() })
      .nullable()
      .meta({ description: 'Who left, and whose it was before.' }),
    createdAt: moment,
  })
  .meta({ id: 'Request' })

/** What customers ask. */
export const requestRoutes = {
  listRequests: {
    method: 'GET',
    path: '/api/requests',
    tag: 'Requests',
    summary: 'List requests, the newest first',
    permission: 'requests.read',
    alsoNeeds: ['customers.read'],
    query: pageQuery.extend({
      seenBy: resourceId.optional().meta({
        description:
          'Only those that this customer may see: their own, and those of their organizations from joining on, or of before where the organization shows these.',
      }),
    }),
    answer: pageOf(request),
  },
  openRequest: {
    method: 'POST',
    path: '/api/requests',
    tag: 'Requests',
    summary: "Open a request in a customer's name, shared with an organization of theirs or with nobody",
    permission: 'requests.change',
    creates: true,
    body: z.strictObject({
      customerId: resourceId,
      summary: text.trim().min(1).max(255),
      organizationId: resourceId.nullable().default(null),
    }),
    answer: z.strictObject({ id: resourceId }),
  },
} as const satisfies Contract
