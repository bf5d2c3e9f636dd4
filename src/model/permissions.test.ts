import { expect, test } from 'vitest'
import { isBillable, may, permissions, permissionsOf, type Role, roles } from './permissions.ts'

test.each<[Role, string[]]>([
  ['owner', []],
  [
    'admin',
    ['site.export', 'site.delete', 'subscription.change', 'server.read', 'server.change', 'owners.change'],
  ],
  [
    'auditor',
    [
      'site.change',
      'site.export',
      'site.delete',
      'subscription.change',
      'work.change',
      'server.read',
      'server.change',
      'directories.change',
      'customers.change',
      'organizations.change',
      'portals.change',
      'requests.change',
      'access.change',
      'cases.decide',
      'mail.change',
      'staff.change',
      'owners.change',
      'api-keys.change',
    ],
  ],
  [
    'agent',
    [
      'site.change',
      'site.export',
      'site.delete',
      'subscription.read',
      'subscription.change',
      'work.read',
      'work.change',
      'server.read',
      'server.change',
      'directories.change',
      'exchanges.read',
      'customers.change',
      'organizations.change',
      'portals.change',
      'access.change',
      'cases.read',
      'cases.decide',
      'audit.read',
      'mail.read',
      'mail.change',
      'staff.change',
      'owners.change',
      'api-keys.change',
    ],
  ],
  ['member', permissions.filter((one) => one !== 'requests.ask')],
])('%s may everything but %j', (role, lacking) => {
  expect(permissions.filter((permission) => !may(role, permission))).toEqual(lacking)
})

test('an auditor reads and changes nothing of others', () => {
  expect(permissionsOf('auditor').filter((one) => !one.endsWith('.read'))).toEqual([
    'requests.ask',
    'api-keys.use',
  ])
})

test('only members cost nothing', () => {
  expect(roles.filter((role) => !isBillable(role))).toEqual(['member'])
})
