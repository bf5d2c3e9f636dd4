import { z } from 'zod'
import { type Contract, moment, pageOf, pageQuery, resourceId } from '../../model/contract.ts'
import { roles } from '../../model/permissions.ts'
import { plans, subscriptionStatuses } from '../../model/subscription.ts'

const bought = { plan: z.enum(plans), status: z.enum(subscriptionStatuses) }
const state = {
  ...bought,
  grants: z.boolean().meta({ description: 'Whether what a directory sends may grant anything now.' }),
}
const seatsMax = z.number().int().min(1).max(1_000_000).nullable().meta({
  description:
    'How many people may have a seat for directories of staff to give another one; null: they give as many as they like.',
})
const subscription = z.strictObject({ ...state, seatsMax }).meta({ id: 'Subscription' })
const subscriptionState = z.strictObject(state).meta({ id: 'SubscriptionState' })

const change = { plan: z.enum(plans).optional(), status: z.enum(subscriptionStatuses).optional() }

const preview = z
  .strictObject({
    before: subscriptionState,
    after: subscriptionState,
    /** It takes something away: nobody new gets in any more. */
    isRestrictive: z.boolean(),
    /** Live directories that stop granting, or grant again. */
    stops: z.number().int(),
    starts: z.number().int(),
    /** What directories sent meanwhile and is granted then; at most 10,000 of each are counted. */
    waiting: z.strictObject({ users: z.number().int(), groups: z.number().int() }),
  })
  .meta({ id: 'SubscriptionPreview' })

const day = z.iso
  .date('must be a day such as 2026-11-28')
  .meta({ description: "A day, in the site's time zone." })
const count = z.number().int()

const usage = z
  .strictObject({
    day,
    /** Whoever had a seat on this day, if only for a moment. */
    billable: z.strictObject({
      total: count,
      owners: count,
      admins: count,
      agents: count,
      auditors: count,
    }),
    /** Never billed, however many. */
    notBillable: z.strictObject({ total: count, members: count, customers: count }),
  })
  .meta({ id: 'Usage' })

const range = z.strictObject({
  from: day.optional().meta({ description: 'The first day; 30 days with the last one, unless it is given.' }),
  to: day.optional().meta({ description: 'The last day; today, unless it is given.' }),
})

export const subscriptionRoutes = {
  getSubscription: {
    method: 'GET',
    path: '/api/subscription',
    tag: 'Subscription',
    summary: 'Read the plan and its status',
    permission: 'subscription.read',
    answer: subscription,
  },
  changeSubscription: {
    method: 'PATCH',
    path: '/api/subscription',
    tag: 'Subscription',
    summary:
      'Change the plan or the number of seats, let it lapse or renew it; a plan that is chosen is active',
    permission: 'subscription.change',
    body: z.strictObject({ ...change, seatsMax: seatsMax.optional() }),
    answer: subscription,
  },
  previewSubscription: {
    method: 'GET',
    path: '/api/subscription/preview',
    tag: 'Subscription',
    summary: 'Say what a change of the plan would do, without doing it',
    permission: 'subscription.read',
    query: z.strictObject(change),
    answer: preview,
  },
  getUsage: {
    method: 'GET',
    path: '/api/usage',
    tag: 'Subscription',
    summary: 'Count who is billable today until now, and who is not',
    permission: 'subscription.read',
    answer: usage,
  },
  listUsageDays: {
    method: 'GET',
    path: '/api/usage/days',
    tag: 'Subscription',
    summary: 'List who was billable and who was not, day by day; at most 400 days',
    permission: 'subscription.read',
    query: range,
    answer: z.strictObject({
      from: day,
      to: day,
      /** A day that nobody counted is missing. */
      items: z.array(usage),
    }),
  },
  exportUsage: {
    method: 'GET',
    path: '/api/usage/days.csv',
    tag: 'Subscription',
    summary: 'The same as comma-separated values',
    permission: 'subscription.read',
    query: range,
    answer: z.string(),
    media: 'text/csv',
  },
  listSeats: {
    method: 'GET',
    path: '/api/usage/seats',
    tag: 'Subscription',
    summary: 'List who is billable today: whoever has a seat, or had one earlier today',
    permission: 'subscription.read',
    alsoNeeds: ['staff.read'],
    query: pageQuery,
    answer: pageOf(
      z
        .strictObject({
          staffId: resourceId,
          name: z.string(),
          role: z.enum(roles),
          since: moment,
          until: moment.nullable(),
        })
        .meta({ id: 'Seat' }),
    ),
  },
} as const satisfies Contract
