import { z } from 'zod'
import { type Contract, key, moment } from '../../model/contract.ts'

const count = z.number().int()

export const overviewRoutes = {
  getOverview: {
    method: 'GET',
    path: '/api/overview',
    tag: 'Overview',
    summary: 'Read what needs somebody, and how many calls came and did something over time',
    permission: 'directories.read',
    saysMoreFor: ['subscription.read'],
    query: z.strictObject({
      span: z
        .enum(['day', 'month'])
        .default('day')
        .meta({ description: 'The last 24 hours by the hour, or the last 30 days (UTC) by the day.' }),
    }),
    answer: z
      .strictObject({
        /** The most urgent first. */
        needs: z.array(
          z.strictObject({
            kind: z.enum([
              'lapsed',
              'failing',
              'no-token',
              'token-expires',
              'certificate-expires',
              'domain-missed',
              'proposal-waits',
              'staff-domain',
              'paused',
            ]),
            directory: z.strictObject({ id: key, name: z.string() }).nullable(),
            /** The token or certificate that ends, or the domain that it is about. */
            label: z.string().nullable(),
            at: moment.nullable(),
          }),
        ),
        calls: z.array(
          z.strictObject({ at: moment, exchanges: count, effects: count, refused: count, failed: count }),
        ),
      })
      .meta({ id: 'Overview' }),
  },
} as const satisfies Contract
