import { expect, test } from 'vitest'
import { languageIn, nextAttempt } from './mail.ts'

test.each([
  ['de', 'de'],
  ['DE-AT;q=0.9, en', 'de'],
  ['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7', 'en'],
  ['den', null],
  ['fr', null],
  [undefined, null],
])('of %s the server speaks %s', (header, expected) => {
  expect(languageIn(header)).toBe(expected)
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
