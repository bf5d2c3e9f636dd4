// CyberArk Identity: discovery item by item, users by PUT, groups by PATCH (identity-developer.cyberark.com, requirements for a
// SCIM API).
import type { Dialect } from '../dialect.ts'
import { core, enterprise } from '../urns.ts'
import { findByUserName, usersByPut } from './pieces.ts'
import { plainGroups } from './plain-groups.ts'

const discovery = [
  '/ServiceProviderConfig',
  '/ResourceTypes/User',
  '/ResourceTypes/Group',
  `/Schemas/${core}:User`,
  `/Schemas/${core}:Group`,
  `/Schemas/${enterprise}`,
]

export const cyberark: Dialect = {
  headers: { 'user-agent': 'CyberArk Identity' },
  deletesUsers: true,
  async testConnection(scim) {
    for (const path of discovery) await scim.get(path)
    await scim.get('/Users?count=1')
  },
  ...usersByPut({ find: findByUserName }),
  groups: plainGroups(),
}
