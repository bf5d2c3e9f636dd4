import { expect, test } from 'vitest'
import { isRequestFull, isWithinHour } from './pace.ts'

const now = new Date('2026-03-01T08:00:00Z')

test.each([
  ['2026-03-01T07:00:00.001Z', true],
  ['2026-03-01T07:00:00Z', false],
  [null, false],
])('what was done at %s was done within the hour: %s', (at, isWithin) => {
  expect(isWithinHour(at === null ? null : new Date(at), now)).toBe(isWithin)
})

test.each([
  [59, 0, false],
  [60, 0, true],
  [40, 29, false],
  [40, 30, true],
])(
  'a request into which %i mails went, %i of them of one writer, takes no more of theirs: %s',
  (all, theirs, isFull) => {
    expect(isRequestFull({ all, theirs })).toBe(isFull)
  },
)
