// JumpCloud: its activation makes a user and a group and deletes them (jumpcloud.com/support, custom SCIM); no extension
// schemas; who leaves a group is named in a list.
import type { SimulatedPerson } from '../company.ts'
import type { Dialect } from '../dialect.ts'
import { core } from '../urns.ts'
import { findByUserName, plainUser, usersByPut } from './pieces.ts'
import { plainGroups, removalByList } from './plain-groups.ts'

/** Who comes and goes at each activation. */
const testUser: SimulatedPerson = {
  key: 'jctestuser',
  givenName: 'Test',
  familyName: 'User',
  userName: 'jctestuser@jumpcloud.invalid',
  address: 'jctestuser@jumpcloud.invalid',
  active: true,
}

export const jumpcloud: Dialect = {
  headers: { 'user-agent': 'JumpCloud' },
  deletesUsers: true,
  async testConnection(scim) {
    const user = await scim.create('/Users', plainUser(testUser))
    const body = { schemas: [`${core}:Group`], displayName: 'JumpCloud Test', members: [{ value: user }] }
    const group = await scim.create('/Groups', body)
    await scim.send('DELETE', `/Groups/${group}`)
    await scim.send('DELETE', `/Users/${user}`)
  },
  ...usersByPut({ find: findByUserName }),
  groups: plainGroups({ leave: removalByList }),
}
