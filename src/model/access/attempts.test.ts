import { expect, test } from 'vitest'
import { attemptsKeptSince, type Limit, limits, waitInWords, waitsOf } from './attempts.ts'

test.each([
  [300, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]],
  [60, [1, 2, 4, 8, 16, 32, 60]],
  [16, [1, 2, 4, 8, 16]],
  [1, [1]],
])('waits of at most %i seconds grow so: %j', (waitMaxSeconds, waits) => {
  expect(waitsOf({ waitMaxSeconds })).toEqual(waits)
})

test.each(Object.entries<Limit>(limits))(
  '%s: a wait is some minutes at most, and no count outlives what is kept',
  (_, limit) => {
    expect(limit.waitMaxSeconds).toBeLessThanOrEqual(600)
    const now = new Date()
    const forgottenMs = (limit.free + waitsOf(limit).length) * limit.forgetSeconds * 1_000
    expect(forgottenMs).toBeLessThan(now.getTime() - attemptsKeptSince(now).getTime())
  },
)

test.each([
  [1, '1 second'],
  [0.2, '1 second'],
  [89, '89 seconds'],
  [90, '2 minutes'],
  [300, '5 minutes'],
])('%d seconds are said as %s', (seconds, words) => {
  const now = new Date()
  expect(waitInWords(new Date(now.getTime() + seconds * 1_000), now)).toBe(words)
})
