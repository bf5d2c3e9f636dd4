import { z } from 'zod'
import { type Contract, key, moment, pageOf, pageQuery, resourceId } from '../../model/contract.ts'

const method = z.enum(['saml', 'oidc'])
const until = moment.meta({ description: 'When it is forgotten.' })

/** What a provider sent, and every check of it. */
export const triedOut = {
  method,
  at: moment,
  until,
  raw: z
    .string()
    .meta({ description: 'As the browser brought it; empty: it did not come to the provider at all.' }),
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
}

/** A test in a list. */
export const listedTest = {
  id: resourceId,
  at: moment,
  until,
  method,
  passed: z.boolean().meta({ description: 'Whether every check passed.' }),
}

/** What came of trying a directory's sign-in out. */
export const signInTestRoutes = {
  listSignInTests: {
    method: 'GET',
    path: '/api/directories/{directoryId}/sign-in-tests',
    tag: 'Directories',
    summary: "List the newest sign-ins that you tried out, and those of the directory's own IT",
    permission: 'directories.change',
    params: z.strictObject({ directoryId: key }),
    query: pageQuery,
    answer: pageOf(
      z.strictObject({
        ...listedTest,
        comesIn: z.boolean().meta({ description: 'Whether the person would come in.' }),
        by: z
          .string()
          .nullable()
          .meta({ description: "Who of the customer's own IT, at the set-up page; null: you." }),
      }),
    ),
  },
  getSignInTest: {
    method: 'GET',
    path: '/api/directories/{directoryId}/sign-in-tests/{reportId}',
    tag: 'Directories',
    summary: "Read what came of a sign-in that you or the directory's own IT tried out, check by check",
    permission: 'directories.change',
    params: z.strictObject({ directoryId: key, reportId: resourceId }),
    answer: z.strictObject({
      ...triedOut,
      foreseen: z
        .strictObject({
          outcome: z.string(),
          why: z.string().nullable().meta({ description: 'Why not; null: they would be in.' }),
          customerId: resourceId.nullable().meta({ description: 'Whom they would be.' }),
          made: z.boolean().meta({ description: 'Whether a customer would be made.' }),
          organizations: z
            .array(
              z.strictObject({
                name: z.string(),
                appears: z.boolean().meta({ description: 'Whether it appears by that sign-in.' }),
              }),
            )
            .nullable()
            .meta({
              description:
                'Where the groups would lead; null where SCIM says them, or the connection names no claim for them.',
            }),
        })
        .nullable()
        .meta({ description: 'What a sign-in would have come to; null when a check failed.' }),
    }),
  },
} as const satisfies Contract
