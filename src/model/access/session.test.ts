import { expect, test } from 'vitest'
import { isSessionLive, isTouchDue, sessionEnd } from './session.ts'

const opened = new Date('2026-01-01T08:00:00Z')
const after = (hours: number) => new Date(opened.getTime() + hours * 3_600_000)
const day = 24

test.each([
  ['at once', 0, 0, true],
  ['after half a day without use', 0, 11.99, true],
  ['after more', 0, 12, false],
  ['after six days, in use', 6 * day, 6 * day + 1, true],
  ['after a week, in use', 7 * day - 1, 7 * day, false],
])('a session %s: live %s', (_name, seen, now, expected) => {
  expect(isSessionLive({ lastSeenAt: after(seen), expiresAt: sessionEnd(opened) }, after(now))).toBe(expected)
})

test('its use is noted once a minute', () => {
  expect([0.5, 1].map((minutes) => isTouchDue({ lastSeenAt: opened }, after(minutes / 60)))).toEqual([
    false,
    true,
  ])
})
