import { expect, test } from 'vitest'
import { isAttemptTooMany, isCodeTooMany } from './attempts.ts'

const none = { pair: 1, network: 1, account: 1 }
test.each([
  ['the first', none, false, false],
  ['the tenth of an account from one network', { ...none, pair: 10 }, false, false],
  ['the eleventh', { ...none, pair: 11 }, false, true],
  ['the eleventh, in a known browser', { ...none, pair: 11 }, true, true],
  ['the fiftieth of a network', { ...none, network: 50 }, false, false],
  ['the fifty-first', { ...none, network: 51 }, true, true],
  ['the hundred and first of an account from anywhere', { ...none, account: 101 }, false, true],
  ['the same by its owner, in a known browser', { ...none, account: 101 }, true, false],
])('%s attempt, %j, known browser %s: too many %s', (_name, counts, isKnownDevice, expected) => {
  expect(isAttemptTooMany(counts, { isKnownDevice })).toBe(expected)
})

test.each([
  ['the twelfth of an address from one network', { ...none, pair: 12 }, false],
  ['the thirteenth', { ...none, pair: 13 }, true],
  ['the sixty-first of a network', { ...none, network: 61 }, true],
  ['the thirtieth of an address from anywhere', { ...none, account: 30 }, false],
  ['the thirty-first', { ...none, account: 31 }, true],
])('of codes %s, %j: too many %s', (_name, counts, expected) => {
  expect(isCodeTooMany(counts)).toBe(expected)
})
