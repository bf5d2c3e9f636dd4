import { expect, test } from 'vitest'
import { countedFrom, isTooMany, stayedEnough } from './brake.ts'

test.each([
  [4, 0, false],
  [5, 0, true],
  [5, 44, true],
  [5, 45, false],
  [6, 45, true],
  [100, 899, true],
  [100, 900, false],
  [101, 900, true],
])('%i lost of whom %i stayed: %s', (lost, stayed, expected) => {
  expect(isTooMany(lost, stayed)).toBe(expected)
})

test.each([5, 7, 100, 12_345])(
  '%i losses are none too many where enough stayed, and too many one below',
  (lost) => {
    expect(isTooMany(lost, stayedEnough(lost))).toBe(false)
    expect(isTooMany(lost, stayedEnough(lost) - 1)).toBe(true)
  },
)

test('losses count for an hour, and from the last decision on', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  expect(countedFrom(now, null)).toEqual(new Date('2026-03-01T11:00:00Z'))
  expect(countedFrom(now, new Date('2026-03-01T11:30:00Z'))).toEqual(new Date('2026-03-01T11:30:00Z'))
  expect(countedFrom(now, new Date('2026-02-01T11:30:00Z'))).toEqual(new Date('2026-03-01T11:00:00Z'))
})
