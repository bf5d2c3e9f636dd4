import { expect, test } from 'vitest'
import { type ByteRange, readRange } from './byte-range.ts'

const whole = undefined
test.each<[string | undefined, ByteRange | 'unsatisfiable' | undefined]>([
  [undefined, whole],
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-', { start: 0, end: 9 }],
  ['bytes=5-99', { start: 5, end: 9 }],
  ['bytes=-4', { start: 6, end: 9 }],
  ['bytes=-99', { start: 0, end: 9 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=5-4', whole],
  ['bytes=-', whole],
  ['bytes=a-b', whole],
  ['bytes=0-1,3-4', whole],
  ['lines=0-1', whole],
  [`bytes=0-${'9'.repeat(16)}`, whole],
])('of ten bytes %s', (header, range) => {
  expect(readRange(header, 10)).toEqual(range)
})
