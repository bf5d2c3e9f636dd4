import { expect, test } from 'vitest'
import { monthsBefore, readMonths } from './retention.ts'

test.each([
  ['2026-11-29T08:00:00.000Z', 24, '2024-11-29T08:00:00.000Z'],
  ['2026-03-31T08:00:00.000Z', 1, '2026-02-28T08:00:00.000Z'],
  ['2028-02-29T00:00:00.000Z', 12, '2027-02-28T00:00:00.000Z'],
  ['2026-01-15T00:00:00.000Z', 1, '2025-12-15T00:00:00.000Z'],
])('%s, %i months before', (now, months, expected) => {
  expect(monthsBefore(new Date(now), months).toISOString()).toBe(expected)
})

test.each(['0', '1', '120'])('%s months may be kept', (text) => {
  expect(readMonths('leaver-months', text)).toBe(Number(text))
})

test.each(['-1', '121', '1.5', '', 'x', '1e2'])('%s may not', (text) => {
  expect(() => readMonths('leaver-months', text)).toThrow(/leaver-months/)
})
