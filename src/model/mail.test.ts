import { expect, test } from 'vitest'
import { mailLanguageOf, nextAttempt } from './mail.ts'

test.each([
  ['de', 'de'],
  ['DE-AT', 'de'],
  ['en-GB', 'en'],
  ['den', 'en'],
  ['fr', 'en'],
  ['', 'en'],
  [null, 'en'],
])('who reads %s is written to in %s', (tag, expected) => {
  expect(mailLanguageOf(tag)).toBe(expected)
})

test('attempts are never closer together than the one before, and end within three days', () => {
  const start = new Date('2026-03-01T12:00:00Z')
  let now = start
  let waited = 0
  let attempts = 0
  for (
    let next = nextAttempt('staff-link', 1, now);
    next;
    next = nextAttempt('staff-link', attempts + 1, now)
  ) {
    const waitMs = next.getTime() - now.getTime()
    expect(waitMs).toBeGreaterThanOrEqual(waited)
    waited = waitMs
    now = next
    attempts++
  }
  expect(attempts).toBe(12)
  expect(now.getTime() - start.getTime()).toBeLessThan(3 * 24 * 60 * 60 * 1000)
  expect(nextAttempt('test', 1, now)).toBeUndefined()
})
