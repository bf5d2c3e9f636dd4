import { z } from 'zod'
import type { Contract } from '../../model/contract.ts'
import { monthsMax } from '../../model/retention.ts'

export const months = z.number().int().min(0).max(monthsMax)

/** Who left so long ago that the site keeps nothing of them. */
export const leaverRoutes = {
  countLeavers: {
    method: 'GET',
    path: '/api/site/leavers',
    tag: 'Site',
    summary: 'Count whom the next night would erase because they left so long ago',
    permission: 'site.read',
    query: z.strictObject({
      months: z.coerce
        .number()
        .int()
        .min(0)
        .max(monthsMax)
        .optional()
        .meta({ description: 'Before it is saved; without it as the site is set.' }),
    }),
    answer: z
      .strictObject({
        months,
        people: z.number().int().meta({ description: 'Counted up to 10,000.' }),
        senders: z.number().int().meta({
          description:
            'Addresses that are no customer’s and from which nothing came for as long; up to 10,000.',
        }),
        inDirectory: z.number().int().meta({
          description:
            'Who left as long ago, and whom a directory still has: they stay until it deletes them.',
        }),
      })
      .meta({ id: 'Leavers' }),
  },
} as const satisfies Contract
