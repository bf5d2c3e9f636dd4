import { expect, test } from 'vitest'
import { hashRecoveryCode, isRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'

test('ten codes, all different, of letters and digits that are not mistaken for each other', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-?){4}$/)
})

test.each(['k7f2-0000-1111-abcd', 'K7F20000 1111ABCD', 'k7f2-oooO-lIi1-abcd'])(
  '%s is the same code',
  (typed) => {
    expect(isRecoveryCode(typed)).toBe(true)
    expect(hashRecoveryCode(typed)).toEqual(hashRecoveryCode('k7f200001111abcd'))
  },
)

test('the code of a generator is none', () => {
  expect(isRecoveryCode('287082')).toBe(false)
})
