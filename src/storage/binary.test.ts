import { describe, expect, test } from 'vitest'
import { bigintAt, idAt, momentAt } from './binary.ts'
import { isoMoment } from './moment.ts'

const firstMicros = 946_684_800_000_000n

function momentOf(iso: string, micros: number): Buffer {
  const bytes = Buffer.alloc(9)
  bytes.writeBigInt64BE(BigInt(Date.parse(iso)) * 1_000n - firstMicros + BigInt(micros), 1)
  return bytes
}

describe('what comes in binary reads as it does as text:', () => {
  test.each([
    ['2026-11-28T21:52:11Z', 676_999, '2026-11-28 21:52:11.676999+00'],
    ['2026-11-28T21:52:11Z', 0, '2026-11-28 21:52:11+00'],
    ['2026-11-28T21:52:12Z', 70_000, '2026-11-28 21:52:12.07+00'],
    ['1999-12-31T23:59:59Z', 999_999, '1999-12-31 23:59:59.999999+00'],
    ['1969-12-31T23:59:59Z', 1_000, '1969-12-31 23:59:59.001+00'],
  ])('%s and %i µs', (iso, micros, text) => {
    expect(momentAt(momentOf(iso, micros), 1)).toBe(isoMoment(text))
  })

  test('an id', () => {
    const id = '0192f0c4-0a1b-7c2d-8e3f-00ff10a09b5e'
    expect(idAt(Buffer.from(`00${id.replaceAll('-', '')}`, 'hex'), 1)).toBe(id)
  })

  test.each([0, 1, -1, 4_294_967_295, 4_294_967_296, -4_294_967_297])('the number %i', (number) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64BE(BigInt(number))
    expect(bigintAt(bytes, 0)).toBe(number)
  })
})
