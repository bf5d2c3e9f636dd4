import { expect, test } from 'vitest'
import { expiresSoon, isFailing, lastDaySince, recentSince } from './health.ts'

test.each<[string, boolean, Parameters<typeof isFailing>[0]]>([
  ['nothing was called', false, { exchanges: 0, effects: 0, refused: 0, failed: 0 }],
  [
    'a provider looks for people who are not there',
    false,
    { exchanges: 4, effects: 0, refused: 4, failed: 0 },
  ],
  ['half of the calls are refused', true, { exchanges: 10, effects: 5, refused: 5, failed: 0 }],
  ['fewer than half are', false, { exchanges: 11, effects: 6, refused: 5, failed: 0 }],
  ['refused and failed ones count together', true, { exchanges: 6, effects: 1, refused: 3, failed: 2 }],
])('a directory in which %s is failing: %s', (_name, expected, calls) => {
  expect(isFailing(calls)).toBe(expected)
})

test('hours are whole: this one and the one before are recent, and 24 with this one are a day', () => {
  const now = new Date('2026-05-03T14:59:59Z')
  expect(recentSince(now)).toEqual(new Date('2026-05-03T13:00:00Z'))
  expect(lastDaySince(now)).toEqual(new Date('2026-05-02T15:00:00Z'))
})

test('what ends within 30 days, or has ended, is soon', () => {
  const now = new Date('2026-05-01T00:00:00Z')
  expect(expiresSoon(new Date('2026-05-30T23:59:59Z'), now)).toBe(true)
  expect(expiresSoon(new Date('2026-04-01T00:00:00Z'), now)).toBe(true)
  expect(expiresSoon(new Date('2026-05-31T00:00:00Z'), now)).toBe(false)
})
