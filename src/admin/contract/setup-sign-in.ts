// Trying the sign-in out at the set-up page, and its log: everything of the provider's own, and of the outcome only whether somebody
// is ready or waits for the site.
import { z } from 'zod'
import { type Contract, moment, pageOf, pageQuery, resourceId } from '../../model/contract.ts'
import { listedTest, triedOut } from './sign-in-tests.ts'

const outcome = z
  .enum(['ready', 'waiting'])
  .nullable()
  .meta({ description: 'Ready, or waiting for the site; null when a check failed.' })

export const setupSignInRoutes = {
  listSetupTests: {
    method: 'GET',
    path: '/api/setup/sign-in-tests',
    tag: 'Set-up page',
    summary: 'List the newest sign-ins that were tried out at this set-up page',
    permission: 'set-up',
    query: pageQuery,
    answer: pageOf(z.strictObject({ ...listedTest, outcome })),
  },
  getSetupTest: {
    method: 'GET',
    path: '/api/setup/sign-in-tests/{reportId}',
    tag: 'Set-up page',
    summary: 'Read what came of a sign-in that was tried out here: what the provider sent, check by check',
    permission: 'set-up',
    params: z.strictObject({ reportId: resourceId }),
    answer: z.strictObject({ ...triedOut, outcome }),
  },
  listSetupSignIns: {
    method: 'GET',
    path: '/api/setup/sign-ins',
    tag: 'Set-up page',
    summary: "List sign-ins through the directory's connection, in its provider's words, the newest first",
    permission: 'set-up',
    query: pageQuery,
    answer: pageOf(
      z.strictObject({
        id: resourceId,
        at: moment,
        purpose: z.enum(['sign-in', 'test']),
        outcome: z.enum(['in', 'ready', 'refused', 'waiting']).meta({
          description: 'Came in; would come in; a check of the answer failed; waits for the site.',
        }),
        why: z
          .string()
          .nullable()
          .meta({ description: 'The first check that failed, in words, and what to do.' }),
        said: z.string().nullable().meta({ description: 'As the provider named the person.' }),
      }),
    ),
  },
} as const satisfies Contract
