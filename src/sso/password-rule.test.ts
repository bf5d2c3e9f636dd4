import { expect, test } from 'vitest'
import { requireGoodPassword } from './password-rule.ts'

const known = ['Ann Lee', 'ann.lee@globex.com', 'Acme Support']

test.each([
  ['too short', 'c0rrect-h0r', /at least 12/],
  ['too long', 'x'.repeat(257), /at most 256/],
  ['a known one', 'passwordpassword', /easily guessed/],
  ['a known one with ornaments', 'P@ssw0rd1234', /easily guessed/],
  ['a row of keys', 'qwertyuiop[]', /easily guessed/],
  ['a repetition', 'abcabcabcabcabc', /easily guessed/],
  ['a date', '24.12.1985-1985', /easily guessed/],
  [
    'good only behind 64 characters of repetition',
    `${'abcdefgh'.repeat(8)}lamp otter violin`,
    /easily guessed/,
  ],
  ['made of the name', 'AnnLeeGlobex1', /easily guessed/],
])('%s is refused: %s', async (_name, password, reason) => {
  await expect(requireGoodPassword(password, known)).rejects.toThrow(reason)
})

test.each([
  ['four words', 'lamp otter violin gravel'],
  ['a generated one', 'vX9!rTq2#LmP'],
  ['umlauts', 'ölige Zwiebel fährt'],
])('%s will do', async (_name, password) => {
  await expect(requireGoodPassword(password, known)).resolves.toBeUndefined()
})
