import { expect, test } from 'vitest'
import { isWithinHour } from './pace.ts'

const now = new Date('2026-03-01T08:00:00Z')

test.each([
  ['2026-03-01T07:00:00.001Z', true],
  ['2026-03-01T07:00:00Z', false],
  [null, false],
])('what was done at %s was done within the hour: %s', (at, isWithin) => {
  expect(isWithinHour(at === null ? null : new Date(at), now)).toBe(isWithin)
})
