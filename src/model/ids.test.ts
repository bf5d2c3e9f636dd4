import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addressKeyOf,
  directoryAddressOf,
  foldResourceId,
  idFromRandom,
  idOf,
  isResourceId,
  keyOf,
  siteOfSecret,
  writeSecret,
  writeToken,
} from './ids.ts'

const id = fc.integer({ min: 1, max: 0x7fffffff })

test('a key and its number are each other', () => {
  fc.assert(
    fc.property(id, (n) => {
      expect(keyOf(n)).toMatch(/^[0-9a-z]{6}$/)
      expect(idOf(keyOf(n))).toBe(n)
    }),
  )
})

test('the address of a directory holds letters and digits only, because Okta refuses "_"', () => {
  fc.assert(
    fc.property(id, id, (siteId, directoryId) => {
      const key = addressKeyOf(siteId, directoryId)
      expect(key).toMatch(/^[0-9a-z]{12}$/)
      expect(directoryAddressOf(key)).toEqual({ siteId, directoryId })
      expect(directoryAddressOf(key.toUpperCase())).toEqual({ siteId, directoryId })
    }),
  )
})

test.each(['', 'abc', 'zzzzzz', '000000', 'abc-12', 'äbcdef', '0000001', 'zik0zk'])(
  '%j is no key, because no number has it',
  (text) => {
    expect(idOf(text)).toBeUndefined()
  },
)

test.each(['', '000001', '00000100000', '0000010000001', '00000100000!'])('%j is no address', (text) => {
  expect(directoryAddressOf(text)).toBeUndefined()
})

test('any 32 random bits make an id', () => {
  fc.assert(
    fc.property(fc.integer({ min: -0x80000000, max: 0x7fffffff }), (bits) => {
      expect(idOf(keyOf(idFromRandom(bits)))).toBe(idFromRandom(bits))
    }),
  )
  expect(idFromRandom(0)).toBe(1)
})

test('a token begins with a prefix for secret scanners and names site and directory', () => {
  expect(writeToken({ siteId: 1, directoryId: 2 }, 'secret')).toBe('dwd_000001000002_secret')
})

test.each([
  ['01a20e6a-ecbe-7718-a5dd-dae11e0e8588', true],
  ['01A20E6A-ECBE-7718-A5DD-DAE11E0E8588', false],
  ['01a20e6aecbe7718a5dddae11e0e8588', false],
  ['{01a20e6a-ecbe-7718-a5dd-dae11e0e8588}', false],
  ['', false],
  ['bulkId:1', false],
])('%j as a resource id: %s', (text, expected) => {
  expect(isResourceId(text)).toBe(expected)
})

test.each([
  ['01A20E6A-ECBE-7718-A5DD-DAE11E0E8588', '01a20e6a-ecbe-7718-a5dd-dae11e0e8588'],
  ['01a20e6a-ecbe-7718-a5dd-daE11e0e8588', '01a20e6a-ecbe-7718-a5dd-dae11e0e8588'],
  ['{01A20E6A-ECBE-7718-A5DD-DAE11E0E8588}', '{01A20E6A-ECBE-7718-A5DD-DAE11E0E8588}'],
  ['BULKID:1', 'BULKID:1'],
])('%j is the id %j', (text, expected) => {
  expect(foldResourceId(text)).toBe(expected)
})

const bits = 'A'.repeat(43)
test.each([
  [writeSecret('link', 7, bits), 7],
  [writeSecret('session', 7, bits), undefined],
  [`dwl_000007_${bits}A`, undefined],
  [`dwl_000007_${bits.slice(1)}`, undefined],
  [`dwl_zzzzzz_${bits}`, undefined],
  [`dwl_000000_${bits}`, undefined],
  [` dwl_000007_${bits}`, undefined],
  ['', undefined],
])('%j as a link is of site %j', (text, siteId) => {
  expect(siteOfSecret('link', text)).toBe(siteId)
})
