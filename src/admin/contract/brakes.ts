import { z } from 'zod'
import { type Contract, key, moment, resourceId } from '../../model/contract.ts'

const params = z.strictObject({ directoryId: key })

const under = z.strictObject({
  members: z.number().int().meta({ description: 'People whom groups lost, counted up to 10,000.' }),
  groups: z.number().int().meta({ description: 'Groups that led to an organization and do so no more.' }),
  addresses: z.number().int().meta({ description: 'People whose addresses wait.' }),
})

const brake = z
  .strictObject({
    isOn: z.boolean(),
    caseId: resourceId.nullable().meta({ description: 'Where to decide about it.' }),
    brakes: z.array(
      z.strictObject({
        organization: z
          .strictObject({ id: resourceId, name: z.string() })
          .nullable()
          .meta({ description: 'Null: of the whole directory.' }),
        state: z.enum(['on', 'kept']),
        engagedAt: moment,
        lost: z.number().int().meta({ description: 'How many had lost something when it went on.' }),
        before: z.number().int().meta({ description: 'Of how many.' }),
      }),
    ),
    waiting: under.meta({ description: 'What waits for the decision.' }),
    first: z
      .array(
        z.strictObject({
          id: resourceId,
          name: z.string(),
          address: z.string().nullable(),
          isActive: z.boolean(),
          membership: z.boolean().meta({ description: 'A group lost this person.' }),
          addressLost: z.boolean(),
        }),
      )
      .meta({ description: 'Some of those who lost something; none for whoever may not read customers.' }),
    kept: under.meta({ description: 'What earlier decisions keep against the word of the directory.' }),
  })
  .meta({ id: 'Brake' })

/** A directory took away from many more people than on an ordinary day. */
export const brakeRoutes = {
  getBrake: {
    method: 'GET',
    path: '/api/directories/{directoryId}/brake',
    tag: 'Directories',
    summary: "Read whether a directory's brake is on, what waits for a decision, and what earlier ones keep",
    permission: 'directories.read',
    saysMoreFor: ['customers.read'],
    params,
    answer: brake,
  },
  letGoOfKept: {
    method: 'POST',
    path: '/api/directories/{directoryId}/brake/let-go',
    tag: 'Directories',
    summary: 'End the memberships that earlier decisions keep although the directory took them away',
    permission: 'directories.change',
    saysMoreFor: ['customers.read'],
    params,
    answer: brake,
  },
} as const satisfies Contract
