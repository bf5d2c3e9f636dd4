import { z } from 'zod'
import { type Contract, key, moment, resourceId } from '../../model/contract.ts'

const params = z.strictObject({ directoryId: key })
const done = {
  done: z.number().int(),
  skipped: z
    .number()
    .int()
    .meta({ description: 'Whose case changed meanwhile, or was decided by somebody else.' }),
  isFinished: z.boolean().meta({ description: 'When not, call again: it goes on.' }),
}

/** Taking over whom a directory brought as somebody new before it spoke for their domain. */
export const knownPeopleRoutes = {
  previewKnownPeople: {
    method: 'GET',
    path: '/api/directories/{directoryId}/known-people',
    tag: 'Directories',
    summary:
      'Count who would become one with the customer known before, now that the directory speaks for the address',
    permission: 'directories.read',
    saysMoreFor: ['customers.read'],
    params,
    answer: z.strictObject({
      people: z.number().int(),
      hasMore: z.boolean().meta({ description: 'There are more than were counted.' }),
      first: z
        .array(z.strictObject({ id: resourceId, name: z.string(), address: z.string() }))
        .meta({ description: 'Some of them; none for whoever may not read customers.' }),
    }),
  },
  linkKnownPeople: {
    method: 'POST',
    path: '/api/directories/{directoryId}/known-people/link',
    tag: 'Directories',
    summary: 'Take them over, each as a decided case; it can be taken back for seven days',
    permission: 'cases.decide',
    freshSignIn: 'at-a-browser',
    params,
    answer: z.strictObject({ ...done, since: moment.meta({ description: 'For taking it back.' }) }),
  },
  unlinkKnownPeople: {
    method: 'POST',
    path: '/api/directories/{directoryId}/known-people/undo',
    tag: 'Directories',
    summary:
      'Take back whom the directory took over since a moment; what arrived since stays with those known before',
    permission: 'cases.decide',
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({ since: moment }),
    answer: z.strictObject(done),
  },
} as const satisfies Contract
