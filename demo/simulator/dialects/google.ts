// Google Workspace: plain JSON, users only, whole resources by PUT; a suspension and a deletion are two events, weeks apart
// (scimitar#142, snipe-it#12642).
import { displayNameOf, type SimulatedPerson } from '../company.ts'
import type { Dialect } from '../dialect.ts'
import { core } from '../urns.ts'
import { usersByPut } from './pieces.ts'

/** With the schema of SCIM 1 beside the right one (P19). */
const userOf = (person: SimulatedPerson): object => ({
  schemas: ['urn:scim:schemas:core:1.0', `${core}:User`],
  userName: person.userName,
  emails: [{ primary: true, value: person.address, type: 'work' }],
  displayName: displayNameOf(person),
  name: { givenName: person.givenName, familyName: person.familyName },
  active: person.active,
})

export const google: Dialect = {
  headers: { 'user-agent': 'Google-Auto-Provisioning', 'content-type': 'application/json' },
  deletesUsers: true,
  async testConnection(scim) {
    await scim.get('/Users?count=1')
  },
  ...usersByPut({
    bodyOf: userOf,
    async find(scim, { userName }) {
      const { Resources = [] } = (await scim.get('/Users')).json
      return Resources.find((user) => user.userName === userName)?.id
    },
  }),
}
