import { expect, test } from 'vitest'
import { ManyMoves, outcomeOf, outcomeOfStaff } from './address-preview.ts'
import type { AddressFacts } from './authority.ts'
import type { UserEffect } from './projection.ts'
import type { StaffEffect } from './staff-projection.ts'

const address = 'new@x.com'
const leave: UserEffect = { kind: 'leave-address', addressId: 'a', address: 'old@x.com' }

test.each<[string, UserEffect[], string | undefined]>([
  ['another one, held', [leave, { kind: 'take-address', address, standing: 'held' }], 'held'],
  ['another one, claimed', [leave, { kind: 'take-address', address, standing: 'claimed' }], 'claimed'],
  ['the same one, confirmed', [{ kind: 'confirm-address', addressId: 'a', address }], 'held'],
  ['none instead', [leave, { kind: 'refuse-address', address, reason: 'held-by-another' }], 'refused'],
  ['no longer confirmed', [{ kind: 'doubt-address', addressId: 'a', address: 'old@x.com' }], 'lost'],
  ['nobody', [{ kind: 'hold', reason: 'staff-address' }], 'waits'],
  ['nothing of the address', [{ kind: 'rename', before: 'A', after: 'B' }], undefined],
  ['nothing', [], undefined],
])('a person: %s', (_name, effects, outcome) => {
  expect(outcomeOf(effects)).toBe(outcome)
})

test.each<[StaffEffect[], string | undefined]>([
  [[{ kind: 'change-address', before: 'old@x.com', after: address }], 'held'],
  [[{ kind: 'refuse-address', address, reason: 'staff-known' }], 'refused'],
  [[{ kind: 'hold', reason: 'no-address' }], 'waits'],
  [[{ kind: 'rename', before: 'A', after: 'B' }], undefined],
])('one of the staff: %o', (effects, outcome) => {
  expect(outcomeOfStaff(effects)).toBe(outcome)
})

const facts = (customerId?: string): AddressFacts => ({
  authority: 'declared',
  guests: false,
  provenElsewhere: false,
  ofStaff: false,
  holder: customerId === undefined ? undefined : { customerId, isManaged: true },
})

test('whoever leaves an address leaves it free, and whoever takes it holds it', () => {
  const moves = new ManyMoves(
    new Map([
      ['ann', 'bob@x.com'],
      ['cyd', undefined],
      ['eve', 'eve@x.com'],
    ]),
  )
  const holderOf = (holder: string | undefined, wanted: string) =>
    moves.seen(facts(holder), wanted).holder?.customerId
  expect(holderOf('ann', 'ann@x.com')).toBeUndefined()
  expect(holderOf('cyd', 'cyd@x.com')).toBeUndefined()
  expect(holderOf('eve', 'eve@x.com')).toBe('eve')
  expect(holderOf('dan', 'dan@x.com')).toBe('dan')
  moves.take('ann@x.com')
  expect(holderOf('ann', 'ann@x.com')).toBe('somebody')
  expect(holderOf(undefined, 'free@x.com')).toBeUndefined()
})
