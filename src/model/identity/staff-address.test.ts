import { expect, test } from 'vitest'
import { judgeStaffRelease, type StaffAddressFacts } from './staff-address.ts'

test.each<[string, StaffAddressFacts, string | undefined]>([
  ['of somebody who is gone', { staff: { disabled: true }, isReserved: false }, undefined],
  ['of somebody who can sign in', { staff: { disabled: false }, isReserved: false }, 'still-staff'],
  ['in a reserved domain', { staff: undefined, isReserved: true }, 'reserved'],
  [
    'of somebody who is gone, in a reserved domain',
    { staff: { disabled: true }, isReserved: true },
    'reserved',
  ],
  ['of nobody', { staff: undefined, isReserved: false }, 'of-nobody'],
])('an address %s', (_, facts, refusal) => {
  expect(judgeStaffRelease(facts)).toBe(refusal)
})
