import { expect, test } from 'vitest'
import type { Role } from '../permissions.ts'
import { requireMayChange, requireOwnerLeft } from './staff.ts'

test.each<[Role, Role, Role | undefined, boolean]>([
  ['owner', 'owner', 'admin', true],
  ['owner', 'agent', 'owner', true],
  ['admin', 'agent', 'admin', true],
  ['admin', 'admin', undefined, true],
  ['admin', 'agent', 'owner', false],
  ['admin', 'owner', undefined, false],
  ['admin', 'owner', 'agent', false],
])('%s changes %s to %s: %s', (acting, subject, newRole, allowed) => {
  const change = () => requireMayChange(acting, { role: subject }, newRole)
  if (allowed) expect(change).not.toThrow()
  else expect(change).toThrow(/Only an owner/)
})

test.each([
  ['the only owner', ['a'], 'a', false],
  ['one of two', ['a', 'b'], 'a', true],
  ['nobody who owns', ['a'], 'b', true],
  ['somebody while there is no owner', [], 'a', true],
])('%s: of %j, %s may go: %s', (_name, owners, subject, allowed) => {
  const go = () =>
    requireOwnerLeft(
      owners.map((id) => ({ id })),
      subject,
    )
  if (allowed) expect(go).not.toThrow()
  else expect(go).toThrow(/only owner/)
})
