import { expect, test } from 'vitest'
import { nextRun, schedules } from './work.ts'

test.each([
  ['* * * * *', '2026-11-28T10:00:00Z', '2026-11-28T10:01:00Z'],
  ['* * * * *', '2026-11-28T10:00:59Z', '2026-11-28T10:01:00Z'],
  ['*/5 * * * *', '2026-11-28T10:01:00Z', '2026-11-28T10:05:00Z'],
  ['0 3 * * *', '2026-11-28T02:59:59Z', '2026-11-28T03:00:00Z'],
  ['0 3 * * *', '2026-11-28T03:00:00Z', '2026-11-29T03:00:00Z'],
  ['40 * * * *', '2026-12-31T23:50:00Z', '2027-01-01T00:40:00Z'],
])('%s runs after %s at %s', (cron, after, expected) => {
  expect(nextRun(cron, new Date(after))).toEqual(new Date(expected))
})

test('every schedule is a pattern of minute and hour, and runs within a day', () => {
  const now = new Date('2026-11-28T12:34:56Z')
  for (const { cron } of Object.values(schedules)) {
    expect(cron).toMatch(/^[\d*/,]+ [\d*/,]+ \* \* \*$/)
    expect(nextRun(cron, now).getTime() - now.getTime()).toBeLessThanOrEqual(24 * 3_600_000)
  }
})
