// PingOne and PingFederate: filters as an administrator typed them (docs.pingidentity.com, p1_scim_filter_expressions); group
// PATCH since version 1.4 of PingFederate's provisioner.
import type { Dialect } from '../dialect.ts'
import { filterOf, firstOf, usersByPut } from './pieces.ts'
import { plainGroups } from './plain-groups.ts'

export const ping: Dialect = {
  headers: { 'user-agent': 'PingOne' },
  deletesUsers: true,
  async testConnection(scim) {
    await scim.get('/Users?startIndex=1&count=1')
  },
  ...usersByPut({
    find: (scim, { userName }) => firstOf(scim, `/Users?${filterOf('username', 'Eq', userName)}`),
  }),
  groups: plainGroups(),
}
