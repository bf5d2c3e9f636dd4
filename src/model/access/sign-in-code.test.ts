import { expect, test } from 'vitest'
import { codeEnd, codeOf, judgeCode, readCode } from './sign-in-code.ts'

const asked = new Date('2026-01-01T08:00:00Z')
const facts = { tries: 0, expiresAt: codeEnd(asked), isRight: true }
const after = (minutes: number) => new Date(asked.getTime() + minutes * 60_000)

test.each([
  ['at once', facts, 0, { is: 'right' }],
  ['a moment before ten minutes', facts, 9.99, { is: 'right' }],
  ['after ten minutes', facts, 10, { is: 'over' }],
  ['in a browser that asked for none', undefined, 0, { is: 'over' }],
  ['at the fifth try', { ...facts, tries: 4 }, 0, { is: 'right' }],
  ['at the sixth', { ...facts, tries: 5 }, 0, { is: 'over' }],
  ['that is wrong', { ...facts, isRight: false }, 0, { is: 'wrong', left: 4 }],
  ['that is wrong, at the last try', { ...facts, tries: 4, isRight: false }, 0, { is: 'wrong', left: 0 }],
])('a code %s', (_name, given, minutes, expected) => {
  expect(judgeCode(given, after(minutes))).toEqual(expected)
})

test.each([
  ['123456', '123456'],
  [' 123 456\n', '123456'],
  ['123-456', '123456'],
  ['12345', undefined],
  ['1234567', undefined],
  ['12345a', undefined],
  ['１２３４５６', undefined],
])('%j is read as %s', (text, expected) => {
  expect(readCode(text)).toBe(expected)
})

test('a code has six digits, whatever the dice say', () => {
  expect([codeOf(0), codeOf(7), codeOf(0xffffffff), codeOf(-1)]).toEqual([
    '000000',
    '000007',
    '967295',
    '967295',
  ])
})
