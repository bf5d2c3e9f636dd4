import { z } from 'zod'
import { type Contract, key, moment, pageOf, pageQuery, resourceId } from '../../model/contract.ts'
import { heldDecisions, holdReasons } from '../../model/identity/matching.ts'
import { staffHoldReasons } from '../../model/identity/staff-projection.ts'

const held = z
  .strictObject({
    userId: resourceId,
    userName: z.string(),
    name: z.string(),
    address: z.string().nullable(),
    reason: z.enum([...holdReasons, ...staffHoldReasons]),
    since: moment.meta({ description: 'Since when the directory has the user.' }),
    decided: z
      .enum(['let-in', 'kept-out'])
      .nullable()
      .meta({ description: 'Null while nobody has decided about this user by a case about many.' }),
    caseId: resourceId.nullable().meta({ description: 'The open case that asks.' }),
  })
  .meta({ id: 'HeldPerson' })

/** Whom a directory sends and who is no customer yet. */
export const heldPeopleRoutes = {
  listHeldPeople: {
    method: 'GET',
    path: '/api/directories/{directoryId}/held',
    tag: 'Directories',
    summary: 'List who is held back: a person decides, each with the reason and the case',
    permission: 'directories.read',
    alsoNeeds: ['customers.read'],
    params: z.strictObject({ directoryId: key }),
    query: pageQuery,
    answer: pageOf(held),
  },
  decideHeldPerson: {
    method: 'POST',
    path: '/api/directories/{directoryId}/held/{userId}/decision',
    tag: 'Directories',
    summary: 'Let in one person whom the access policy holds back, keep one out, or have it asked again',
    permission: 'cases.decide',
    freshSignIn: 'at-a-browser',
    params: z.strictObject({ directoryId: key, userId: resourceId }),
    body: z.strictObject({ decision: z.enum(heldDecisions) }),
    answer: z.strictObject({ userId: resourceId, decision: z.enum(heldDecisions) }),
  },
} as const satisfies Contract
