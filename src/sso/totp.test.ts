import { expect, test } from 'vitest'
import { totpSetUp, totpStep } from './totp.ts'

/** RFC 6238, appendix B; its eight digits end with these six. */
const secret = Buffer.from('12345678901234567890')
const at = (seconds: number) => new Date(seconds * 1000)

test.each([
  [59, '287082', 1],
  [1_111_111_109, '081804', 37_037_036],
  [1_111_111_111, '050471', 37_037_037],
  [20_000_000_000, '353130', 666_666_666],
])('at %i the code %s is of step %i', (seconds, code, step) => {
  expect(totpStep(secret, code, 0, at(seconds))).toBe(step)
})

test.each([
  ['of the step before', 59 + 30, 0, 1],
  ['of the step after', 59 - 30, 0, 1],
  ['of two steps before', 59 + 60, 0, undefined],
  ['that was used', 59, 1, undefined],
])('a code %s', (_name, seconds, lastStep, step) => {
  expect(totpStep(secret, '287082', lastStep, at(seconds))).toBe(step)
})

test.each(['', '28708', '2870820', 'abcdef', '٢٨٧٠٨٢', '-87082'])('%j is no code', (code) => {
  expect(totpStep(secret, code, 0, at(59))).toBeUndefined()
})

test('an app learns whose code it is', () => {
  expect(totpSetUp(secret, 'Acme: Support', 'ann@acme.test')).toEqual({
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    uri: expect.stringMatching(
      /^otpauth:\/\/totp\/Acme%20%20Support:ann%40acme\.test\?issuer=.*&secret=GEZD/,
    ),
  })
})
