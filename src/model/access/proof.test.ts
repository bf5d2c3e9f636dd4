import { expect, test } from 'vitest'
import { isProofEnough, isProofFresh, type Shown } from './proof.ts'

const none: Shown = { password: false, code: false, passkey: 'none' }

test.each<[string, Partial<Shown>, boolean, boolean]>([
  ['nothing', {}, false, false],
  ['the password of one who has nothing else', { password: true }, false, true],
  ['the password of one who has a second factor', { password: true }, true, false],
  ['password and code', { password: true, code: true }, true, true],
  ['password and a passkey without PIN', { password: true, passkey: 'present' }, true, true],
  ['a code alone', { code: true }, true, false],
  ['a passkey without PIN, alone', { passkey: 'present' }, true, false],
  ['a code and a passkey without PIN', { code: true, passkey: 'present' }, true, false],
  ['a passkey with PIN', { passkey: 'verified' }, true, true],
])('%s is enough: %j, second factor %s: %s', (_name, shown, hasSecondFactor, expected) => {
  expect(isProofEnough({ ...none, ...shown }, hasSecondFactor)).toBe(expected)
})

test('a proof counts for less than ten minutes', () => {
  const provedAt = new Date('2026-01-01T08:00:00Z')
  const after = (seconds: number) => isProofFresh(provedAt, new Date(provedAt.getTime() + seconds * 1000))
  expect([after(0), after(599), after(600)]).toEqual([true, true, false])
})
