import { expect, test } from 'vitest'
import { maskedAddress, setupLinkEnd, setupLinkState, setupSessionEnd } from './setup.ts'

const now = new Date('2026-01-01T00:00:00Z')
const before = new Date('2025-12-31T00:00:00Z')
const after = new Date('2026-01-02T00:00:00Z')

test.each([
  ['sent', null, null, after],
  ['expired', null, null, now],
  ['open', before, null, after],
  // Once opened it lasts until somebody withdraws it.
  ['open', before, null, before],
  ['withdrawn', before, before, after],
  ['withdrawn', null, before, before],
])('%s', (state, openedAt, withdrawnAt, expiresAt) => {
  expect(setupLinkState({ openedAt, withdrawnAt, expiresAt }, now)).toBe(state)
})

test('a link waits for two weeks, a visit lasts for a working day', () => {
  expect(setupLinkEnd(now)).toEqual(new Date('2026-01-15T00:00:00Z'))
  expect(setupSessionEnd(now)).toEqual(new Date('2026-01-01T08:00:00Z'))
})

test.each([
  ['kim@globex.com', 'k•••@globex.com'],
  ['a@b.c', 'a•••@b.c'],
  ['"odd@one"@globex.com', '"•••@globex.com'],
])('%s is shown as %s', (address, shown) => {
  expect(maskedAddress(address)).toBe(shown)
})
