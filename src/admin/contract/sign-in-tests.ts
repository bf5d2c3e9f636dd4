import { z } from 'zod'
import { type Contract, key, moment, resourceId } from '../../model/contract.ts'

/** What came of trying a directory's sign-in out. */
export const signInTestRoutes = {
  getSignInTest: {
    method: 'GET',
    path: '/api/directories/{directoryId}/sign-in-tests/{reportId}',
    tag: 'Directories',
    summary: 'Read what came of a sign-in that you tried out: what the provider sent, and every check of it',
    permission: 'directories.change',
    params: z.strictObject({ directoryId: key, reportId: resourceId }),
    answer: z.strictObject({
      method: z.enum(['saml', 'oidc']),
      at: moment,
      until: moment.meta({ description: 'When it is forgotten.' }),
      raw: z.string().meta({ description: 'As the browser brought it.' }),
      decoded: z.string().nullable().meta({ description: 'The same, readable; null: it could not be read.' }),
      steps: z
        .array(
          z.strictObject({
            check: z.string(),
            ok: z.boolean(),
            says: z.string().meta({ description: 'What was found, and what to do when it is wrong.' }),
          }),
        )
        .meta({ description: 'The checks in their order, up to the first that failed.' }),
      identity: z
        .strictObject({
          subject: z.string(),
          isStable: z
            .boolean()
            .meta({ description: 'Whether the provider keeps the subject when a person is renamed.' }),
          matchValue: z.string().nullable(),
          address: z.string().nullable(),
          name: z.string().nullable(),
          groups: z.array(z.string()),
        })
        .nullable()
        .meta({ description: 'Whom it speaks of; null when a check failed.' }),
      foreseen: z
        .strictObject({
          outcome: z.string(),
          why: z.string().nullable().meta({ description: 'Why not; null: they would be in.' }),
          customerId: resourceId.nullable().meta({ description: 'Whom they would be.' }),
          made: z.boolean().meta({ description: 'Whether a customer would be made.' }),
        })
        .nullable()
        .meta({ description: 'What a sign-in would have come to; null when a check failed.' }),
    }),
  },
} as const satisfies Contract
