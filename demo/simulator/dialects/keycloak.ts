// Keycloak by an add-on: users and groups whole by PUT, a group without its members (mitodl/keycloak-scim#134). How members
// come and go is not in that source: here by PATCH.
import { externalIdOf } from '../company.ts'
import type { Dialect } from '../dialect.ts'
import { core } from '../urns.ts'
import { filterOf, firstOf, usersByPut } from './pieces.ts'
import { plainGroups } from './plain-groups.ts'

export const keycloak: Dialect = {
  headers: { 'user-agent': 'Keycloak' },
  deletesUsers: true,
  async testConnection(scim) {
    await scim.get('/ServiceProviderConfig')
  },
  ...usersByPut({
    find: (scim, person) => firstOf(scim, `/Users?${filterOf('externalId', 'eq', externalIdOf(person))}`),
  }),
  groups: {
    ...plainGroups({
      bodyOf: ({ key, name }) => ({ schemas: [`${core}:Group`], externalId: key, displayName: name }),
    }),
    /** Not a word of members: whoever took that for nobody would empty the group (P22). */
    async rename(scim, id, { key, name }) {
      const body = { schemas: [`${core}:Group`], id, externalId: key, displayName: name }
      await scim.send('PUT', `/Groups/${id}`, body)
    },
  },
}
