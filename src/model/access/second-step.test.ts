import { expect, test } from 'vitest'
import { roles } from '../permissions.ts'
import { needsSecondStep, secondFactorsOf } from './second-step.ts'

test.each([
  ['everyone', ['owner', 'admin', 'agent', 'auditor', 'member']],
  ['admins', ['owner', 'admin']],
  ['owners', ['owner']],
] as const)('asked of %s: of %j, who have one', (of, asked) => {
  expect(roles.filter((role) => needsSecondStep({ role, secondFactor: true }, of)).sort()).toEqual(
    [...asked].sort(),
  )
})

test('nobody is asked for what they have not set up', () => {
  for (const of of secondFactorsOf)
    for (const role of roles) expect(needsSecondStep({ role, secondFactor: false }, of)).toBe(false)
})
