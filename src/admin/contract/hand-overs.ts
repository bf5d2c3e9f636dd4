import { z } from 'zod'
import { type Contract, moment, resourceId } from '../../model/contract.ts'

const leaver = z.strictObject({ customerId: resourceId })
const person = z.strictObject({ id: resourceId, name: z.string() })

const handOver = z
  .strictObject({
    id: resourceId,
    colleague: person,
    requests: z.number().int(),
    private: z.number().int().meta({ description: 'How many of them no organization of the colleague saw.' }),
    handedAt: moment,
    undoUntil: moment,
    undoneAt: moment.nullable(),
  })
  .meta({ id: 'HandOver' })

/** The requests of somebody who left go to a colleague. */
export const handOverRoutes = {
  previewHandOver: {
    method: 'GET',
    path: '/api/customers/{customerId}/hand-overs/preview/{colleagueId}',
    tag: 'Requests',
    summary: 'Say which requests of somebody who left a colleague would get, and which of them are private',
    permission: 'requests.read',
    alsoNeeds: ['customers.read', 'organizations.read'],
    params: leaver.extend({ colleagueId: resourceId }),
    answer: z
      .strictObject({
        leaver: person,
        colleague: person,
        organizations: z.array(person).meta({
          description: 'Of both; with none, a site administrator confirms that they are colleagues.',
        }),
        total: z.number().int(),
        private: z.number().int(),
        hasMore: z.boolean().meta({ description: 'There are more than go in one act.' }),
        /** The newest hundred. */
        requests: z.array(
          z.strictObject({
            id: resourceId,
            summary: z.string(),
            organizations: z.array(person),
            private: z.boolean(),
            createdAt: moment,
          }),
        ),
      })
      .meta({ id: 'HandOverPreview' }),
  },
  handOver: {
    method: 'POST',
    path: '/api/customers/{customerId}/hand-overs',
    tag: 'Requests',
    summary:
      'Hand the requests of somebody who left to a colleague; private ones, and among strangers, only with customers.change',
    permission: 'requests.change',
    alsoNeeds: ['customers.read'],
    creates: true,
    params: leaver,
    body: z.strictObject({
      colleagueId: resourceId,
      private: z.boolean().default(false).meta({ description: 'The private ones too.' }),
      confirm: z.boolean().default(false).meta({
        description: 'They are colleagues, although they share no organization.',
      }),
    }),
    answer: handOver,
  },
  listHandOvers: {
    method: 'GET',
    path: '/api/customers/{customerId}/hand-overs',
    tag: 'Requests',
    summary: 'List to whom the requests of somebody who left were handed over; the last hundred',
    permission: 'requests.read',
    alsoNeeds: ['customers.read'],
    params: leaver,
    answer: z.strictObject({ items: z.array(handOver) }),
  },
  undoHandOver: {
    method: 'POST',
    path: '/api/customers/{customerId}/hand-overs/{handOverId}/undo',
    tag: 'Requests',
    summary: 'Take a hand-over back within seven days: what the colleague still has is the leaver’s again',
    permission: 'requests.change',
    alsoNeeds: ['customers.read'],
    params: leaver.extend({ handOverId: resourceId }),
    body: z.strictObject({}),
    answer: handOver,
  },
} as const satisfies Contract
