import { expect, test } from 'vitest'
import {
  changedSubscription,
  grants,
  type Plan,
  type ProvisioningAct,
  provisioningRefusal,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionStatus,
} from './subscription.ts'

const acts: readonly ProvisioningAct[] = ['read', 'create', 'change', 'remove']

test.each<[Plan, SubscriptionStatus, readonly ProvisioningAct[], boolean, string]>([
  ['standard', 'active', [], true, 'has a plan'],
  ['premium', 'active', [], true, 'has a plan'],
  ['standard', 'lapsed', ['create'], false, 'did not pay'],
  ['premium', 'lapsed', ['create'], false, 'did not pay'],
  ['none', 'lapsed', ['create'], false, 'gave its plan up: a leaver still leaves'],
  ['none', 'active', acts, false, 'never had a plan'],
])('plan %s, %s refuses %j and grants: %s (%s)', (plan, status, refused, granting) => {
  const subscription = { plan, status }
  expect(acts.filter((act) => provisioningRefusal(subscription, act) !== undefined)).toEqual(refused)
  expect(grants(subscription)).toBe(granting)
})

test.each([
  ['standard, lapsed', { plan: 'standard', status: 'lapsed' }],
  ['none, lapsed', { plan: 'none', status: 'lapsed' }],
  ['none, active', { plan: 'none', status: 'active' }],
] as const)(
  "%s: the refusal tells the customer's IT who can do what, and shows no command of ours",
  (_, subscription) => {
    const refusal = provisioningRefusal(subscription, 'create')
    expect(refusal).toMatch(/The owner of this help desk must (choose|renew)/)
    expect(refusal).not.toMatch(/site plan|--/)
  },
)

const never = { plan: 'none', status: 'active' } as const
const active = { plan: 'standard', status: 'active' } as const
const lapsed = { plan: 'standard', status: 'lapsed' } as const
const gaveUp = { plan: 'none', status: 'lapsed' } as const

test.each<[string, Subscription, SubscriptionChange, string]>([
  ['nothing', lapsed, {}, 'standard, lapsed'],
  ['a first plan', never, { plan: 'standard' }, 'standard, active'],
  ['still none', never, { plan: 'none' }, 'none, active'],
  ['still none, said in full', never, { plan: 'none', status: 'active' }, 'none, active'],
  ['another plan', active, { plan: 'premium' }, 'premium, active'],
  ['a lapse', active, { status: 'lapsed' }, 'standard, lapsed'],
  ['a lapse of another plan', active, { plan: 'premium', status: 'lapsed' }, 'premium, lapsed'],
  ['giving up an active plan', active, { plan: 'none' }, 'none, lapsed'],
  ['giving it up, said in full', active, { plan: 'none', status: 'lapsed' }, 'none, lapsed'],
  ['giving up a lapsed plan', lapsed, { plan: 'none' }, 'none, lapsed'],
  ['a renewal', lapsed, { status: 'active' }, 'standard, active'],
  ['a renewal with another plan', lapsed, { plan: 'premium' }, 'premium, active'],
  ['still given up', gaveUp, { plan: 'none' }, 'none, lapsed'],
  ['still lapsed', gaveUp, { status: 'lapsed' }, 'none, lapsed'],
  ['a new plan after one was given up', gaveUp, { plan: 'standard' }, 'standard, active'],
])('%s: from %j by %j it becomes %s', (_, current, change, expected) => {
  const { plan, status } = changedSubscription(current, change)
  expect(`${plan}, ${status}`).toBe(expected)
})

test.each<[string, Subscription, SubscriptionChange, RegExp]>([
  ['a lapse of nothing', never, { plan: 'none', status: 'lapsed' }, /never had a plan/],
  ['a lapse without a plan', never, { status: 'lapsed' }, /no plan yet\. Choose one/],
  ['a renewal without a plan', never, { status: 'active' }, /no plan yet\. Choose one/],
  ['as if it never had one', active, { plan: 'none', status: 'active' }, /had a plan/],
  ['as if it never had one, lapsed', lapsed, { plan: 'none', status: 'active' }, /had a plan/],
  ['as if it never had one, given up', gaveUp, { plan: 'none', status: 'active' }, /had a plan/],
  ['a renewal of a plan that was given up', gaveUp, { status: 'active' }, /could be renewed\. Choose one/],
])('%s is refused: from %j by %j', (_, current, change, expected) => {
  expect(() => changedSubscription(current, change)).toThrow(expected)
})
