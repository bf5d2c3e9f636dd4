import { expect, test } from 'vitest'
import { provisioningRefusal } from './subscription.ts'

test.each([
  ['standard', 'active', 'create', false],
  ['premium', 'active', 'remove', false],
  ['standard', 'lapsed', 'read', false],
  ['standard', 'lapsed', 'change', false],
  ['standard', 'lapsed', 'remove', false],
  ['standard', 'lapsed', 'create', true],
  ['none', 'active', 'read', true],
  ['none', 'active', 'create', true],
  ['none', 'lapsed', 'remove', true],
] as const)('plan %s, %s: to %s is refused: %s', (plan, status, act, refused) => {
  expect(provisioningRefusal({ plan, status }, act) !== undefined).toBe(refused)
})
