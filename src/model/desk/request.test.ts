import { expect, test } from 'vitest'
import { afterAskerAct, afterAskerComment, type Status, statuses, waitingSince } from './request.ts'

const comments: { readonly [status in Status]: Status | undefined } = {
  open: 'open',
  'waiting-for-customer': 'waiting-for-support',
  'waiting-for-support': 'waiting-for-support',
  resolved: 'waiting-for-support',
  closed: undefined,
}

test.each(statuses)('who asks writes in a request that is %s', (status) => {
  expect(afterAskerComment(status)).toBe(comments[status])
})

test.each<[Status, 'solve' | 'reopen', Status | undefined]>([
  ['open', 'solve', 'resolved'],
  ['waiting-for-customer', 'solve', 'resolved'],
  ['waiting-for-support', 'solve', 'resolved'],
  ['resolved', 'solve', undefined],
  ['closed', 'solve', undefined],
  ['resolved', 'reopen', 'waiting-for-support'],
  ['closed', 'reopen', undefined],
  ['open', 'reopen', undefined],
])('of a request that is %s who asks says %s: %s', (status, act, expected) => {
  expect(afterAskerAct(status, act)).toBe(expected)
})

const before = new Date('2026-01-01T00:00:00Z')
const now = new Date('2026-01-02T00:00:00Z')

test.each<[Status, Status, Date]>([
  ['open', 'waiting-for-support', before],
  ['open', 'waiting-for-customer', now],
  ['waiting-for-customer', 'waiting-for-customer', before],
  ['waiting-for-customer', 'waiting-for-support', now],
  ['waiting-for-support', 'resolved', now],
  ['resolved', 'closed', before],
])('it waits since the turn passed: from %s to %s', (from, to, expected) => {
  expect(waitingSince({ status: from, since: before }, to, now)).toBe(expected)
})
