import { z } from 'zod'
import { type Contract, moment, resourceId, text } from '../../model/contract.ts'
import { named, requestParams } from './parts.ts'

const came = z.strictObject({
  count: z.number().int().nullable().meta({
    description: 'Null: they are more than are told apart, and only that it is others is known.',
  }),
  names: z.array(z.string()).meta({
    description: 'Ten at most; of an organization to which whoever asks does not belong, none.',
  }),
})

const audiences = z.strictObject({
  items: z.array(
    z
      .strictObject({
        organization: named,
        people: z.array(
          z.strictObject({ id: resourceId, name: z.string(), emailAddress: z.string().nullable() }),
        ),
        total: z.number().int().meta({ description: 'Counted up to a thousand.' }),
        hasMore: z.boolean(),
        showsEarlier: z.boolean().meta({ description: 'Whoever joins later sees it, too.' }),
        fingerprint: z.string().meta({ description: 'Stands for exactly these people.' }),
        lookedAt: moment.nullable().meta({
          description: 'When the caller said last that they had seen who sees it; null: never.',
        }),
        change: z
          .strictObject({ gained: came, lost: came })
          .nullable()
          .meta({ description: 'Who sees it since then, and who no longer does.' }),
      })
      .meta({ id: 'RequestAudience' }),
  ),
})
const body = z.strictObject({ organizationId: resourceId, fingerprint: text.min(1).max(100) })
const summary =
  'Say who sees a request by each organization that it is shared with, and who came or went since one looked last'
const noted = 'Say that one has seen who sees it: these people'

/** Who sees a request, and what changed of that since its requester, or an agent, looked last. */
export const audienceRoutes = {
  getOwnAudiences: {
    method: 'GET',
    path: '/api/help/requests/{requestId}/audiences',
    tag: 'Help centre',
    permission: 'asker',
    params: requestParams,
    summary,
    answer: audiences,
  },
  noteOwnAudience: {
    method: 'POST',
    path: '/api/help/requests/{requestId}/audiences',
    tag: 'Help centre',
    permission: 'asker',
    params: requestParams,
    summary: noted,
    body,
  },
  getAudiences: {
    method: 'GET',
    path: '/api/requests/{requestId}/audiences',
    tag: 'Requests',
    permission: 'requests.read',
    alsoNeeds: ['customers.read'],
    params: requestParams,
    summary,
    answer: audiences,
  },
  noteAudience: {
    method: 'POST',
    path: '/api/requests/{requestId}/audiences',
    tag: 'Requests',
    permission: 'requests.read',
    alsoNeeds: ['customers.read'],
    params: requestParams,
    summary: noted,
    body,
  },
} as const satisfies Contract
