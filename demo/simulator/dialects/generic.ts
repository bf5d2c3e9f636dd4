// Any provider, or a script: what RFC 7644 has, and nothing besides.
import { displayNameOf, type Said } from '../company.ts'
import type { Dialect } from '../dialect.ts'
import { findByUserName, plainUser } from './pieces.ts'
import { plainGroups } from './plain-groups.ts'

const operations = (person: Said): object[] => [
  { op: 'replace', path: 'userName', value: person.userName },
  { op: 'replace', path: 'displayName', value: displayNameOf(person) },
  { op: 'replace', path: 'name', value: { givenName: person.givenName, familyName: person.familyName } },
  { op: 'replace', path: 'emails', value: [{ value: person.address, type: 'work', primary: true }] },
]

export const generic: Dialect = {
  headers: {},
  deletesUsers: true,
  async testConnection(scim) {
    await scim.get('/ServiceProviderConfig')
  },
  async hire(scim, person) {
    const found = await findByUserName(scim, person)
    if (found === undefined) return scim.create('/Users', plainUser(person))
    const active = { op: 'replace', path: 'active', value: person.active }
    await scim.patch(`/Users/${found}`, ...operations(person), active)
    return found
  },
  async change(scim, id, person, before) {
    const said = new Set(operations(before).map((operation) => JSON.stringify(operation)))
    const news = operations(person).filter((operation) => !said.has(JSON.stringify(operation)))
    if (news.length > 0) await scim.patch(`/Users/${id}`, ...news)
  },
  async setActive(scim, id, { active }) {
    await scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: active })
  },
  groups: plainGroups(),
}
