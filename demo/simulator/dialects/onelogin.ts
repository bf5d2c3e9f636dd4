// OneLogin: the body is a template that an administrator edits (scim.dev/guide/applications/onelogin). How it changes the
// members of a group is documented nowhere: here as RFC 7644 has it.
import { displayNameOf, type SimulatedPerson } from '../company.ts'
import type { Dialect } from '../dialect.ts'
import { findByUserName } from './pieces.ts'
import { plainGroups } from './plain-groups.ts'

/** The template that is in circulation: the schema of SCIM 1 alone, no e-mail (P18). */
const usual = {
  schemas: ['urn:scim:schemas:core:1.0'],
  userName: '{$parameters.scimusername}',
  name: {
    givenName: '{$user.firstname}',
    familyName: '{$user.lastname}',
    formatted: '{$user.display_name}',
  },
}

/** What the words between braces stand for. */
const words: { readonly [word: string]: (person: SimulatedPerson) => string } = {
  '$parameters.scimusername': ({ userName }) => userName,
  '$user.firstname': ({ givenName }) => givenName,
  '$user.lastname': ({ familyName }) => familyName,
  '$user.display_name': displayNameOf,
  '$user.email': ({ address }) => address,
}

function filled(template: object, person: SimulatedPerson): object {
  return JSON.parse(JSON.stringify(template), (_name, value) =>
    typeof value !== 'string'
      ? value
      : value.replaceAll(/\{(\$[\w.]+)\}/g, (whole, word) => words[word]?.(person) ?? whole),
  )
}

/** @param template what stands in *SCIM JSON Template* */
export function oneloginFor(template: object = usual): Dialect {
  return {
    headers: { 'user-agent': 'OneLogin' },
    deletesUsers: true,
    async testConnection(scim) {
      await scim.get('/Users?startIndex=1&count=1')
    },
    async hire(scim, person) {
      const found = await findByUserName(scim, person)
      if (found === undefined) return scim.create('/Users', filled(template, person))
      await scim.send('PUT', `/Users/${found}`, { ...filled(template, person), active: person.active })
      return found
    },
    async change(scim, id, person) {
      await scim.send('PUT', `/Users/${id}`, { ...filled(template, person), active: person.active })
    },
    /** *Suspend*. */
    async setActive(scim, id, { active }) {
      await scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: active })
    },
    groups: plainGroups(),
  }
}
