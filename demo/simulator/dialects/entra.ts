// Microsoft Entra ID, with and without the flag `aadOptscim062020` in the tenant URL. Sources: E1 is MicrosoftDocs/entra-docs
// use-scim-to-provision-users-and-groups.md, E2 application-provisioning-config-problem-scim-compatibility.md.
import { createHash, randomUUID } from 'node:crypto'
import { displayNameOf, externalIdOf, type Said, type SimulatedPerson } from '../company.ts'
import type { Dialect, GroupDialect } from '../dialect.ts'
import type { ScimCalls } from '../scim-calls.ts'
import { core, enterprise } from '../urns.ts'
import { filterOf, findByUserName, firstOf, valuesOf } from './pieces.ts'

/** The mapping, in the order in which Entra writes operations (P2). */
const mapping: readonly (readonly [path: string, of: (said: Said) => string | undefined])[] = [
  ['displayName', displayNameOf],
  ['emails[type eq "work"].value', ({ address }) => address],
  ['name.givenName', ({ givenName }) => givenName],
  ['name.familyName', ({ familyName }) => familyName],
  ['externalId', ({ externalId }) => externalId],
  [`${enterprise}:employeeNumber`, ({ employeeNumber }) => employeeNumber],
  [`${enterprise}:department`, ({ department }) => department],
  ['userName', ({ userName }) => userName],
]

/** What is otherwise now; what is gone is an empty text (P6). */
function changed(person: Said, before: Said): (readonly [path: string, value: string])[] {
  return mapping
    .filter(([, of]) => of(person) !== of(before))
    .map(([path, of]): readonly [string, string] => [path, of(person) ?? ''])
}

/** How the two generations of its client write a PATCH. */
interface Hand {
  changes(changes: readonly (readonly [path: string, value: string])[]): object[]
  active(active: boolean): object
  join(values: readonly { value: string }[]): object[]
  leave(values: readonly { value: string }[]): object[]
  rename(name: string): object
}

/** Without the flag: operators in capitals, one for each attribute, texts for booleans, lists to remove (P1, P2, P4). */
const older: Hand = {
  changes: (changes) => changes.map(([path, value]) => ({ op: 'Replace', path, value })),
  active: (active) => ({ op: 'Replace', path: 'active', value: active ? 'True' : 'False' }),
  join: (values) => [
    { op: 'Add', path: 'members', value: values.map(({ value }) => ({ $ref: null, value })) },
  ],
  leave: (values) => [
    { op: 'Remove', path: 'members', value: values.map(({ value }) => ({ $ref: null, value })) },
  ],
  rename: (value) => ({ op: 'Replace', path: 'displayName', value }),
}

/** With it: small operators, booleans, paths as keys of one value, except those with a filter (P1, P3, P5). */
const newer: Hand = {
  changes(changes) {
    const filtered = changes.filter(([path]) => path.includes('['))
    const plain = changes.filter(([path]) => !path.includes('['))
    return [
      ...filtered.map(([path, value]) => ({ op: 'replace', path, value })),
      ...(plain.length > 0 ? [{ op: 'replace', value: Object.fromEntries(plain) }] : []),
    ]
  },
  active: (active) => ({ op: 'replace', path: 'active', value: active }),
  join: (values) => [{ op: 'add', path: 'members', value: values }],
  leave: (values) => values.map(({ value }) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
  rename: (value) => ({ op: 'replace', path: 'displayName', value }),
}

/** A POST has nulls for what is empty, its own `meta`, and a schema that is misspelt in its documentation (P9). */
function userOf(person: SimulatedPerson): object {
  const { userName, address, active, givenName, familyName, department, employeeNumber } = person
  const isExtended = department !== undefined || employeeNumber !== undefined
  return {
    schemas: [
      `${core}:User`,
      isExtended ? enterprise : 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User',
    ],
    externalId: externalIdOf(person),
    userName,
    active,
    addresses: null,
    displayName: displayNameOf(person),
    emails: [{ type: 'work', value: address, primary: true }],
    meta: { resourceType: 'User' },
    name: { familyName, givenName },
    phoneNumbers: null,
    preferredLanguage: null,
    title: null,
    department: null,
    manager: null,
    ...(isExtended && { [enterprise]: { employeeNumber, department } }),
  }
}

/** A user in the bin is renamed: 32 hex digits before the old name, which is free again then (P11). */
function binnedName({ key, userName }: SimulatedPerson): string {
  const digits = key.replaceAll('-', '')
  const hex = /^[0-9a-f]{32}$/.test(digits)
    ? digits
    : createHash('sha256').update(key).digest('hex').slice(0, 32)
  return hex + userName
}

function groupsBy(hand: Hand): GroupDialect {
  return {
    async push(scim, group, members) {
      const query = `excludedAttributes=members&${filterOf('displayName', 'eq', group.name)}`
      const found = await firstOf(scim, `/Groups?${query}`)
      const id = found ?? (await scim.create('/Groups', groupOf(group.name, group.key)))
      if (members.length > 0) await scim.patch(`/Groups/${id}`, ...hand.join(valuesOf(members)))
      return id
    },
    async change(scim, id, _group, { join, leave }) {
      if (join.length > 0) await scim.patch(`/Groups/${id}`, ...hand.join(valuesOf(join)))
      if (leave.length > 0) await scim.patch(`/Groups/${id}`, ...hand.leave(valuesOf(leave)))
    },
    async rename(scim, id, { name }) {
      await scim.patch(`/Groups/${id}`, hand.rename(name))
    },
  }
}

/** With Microsoft's older schema beside the right one (P10). Members come afterwards. */
const groupOf = (displayName: string, externalId: string): object => ({
  schemas: [`${core}:Group`, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
  externalId,
  displayName,
  meta: { resourceType: 'Group' },
})

/** @param baseUrl the tenant URL; its flag decides how it writes */
export function entraFor(baseUrl: string): Dialect {
  const hand = /[?&]aadOptscim062020\b/i.test(baseUrl) ? newer : older
  const patchUser = (scim: ScimCalls, id: string, ...operations: object[]) =>
    scim.patch(`/Users/${id}`, ...operations)
  return {
    headers: {},
    deletesUsers: true,
    /** Looks for somebody who cannot be there (Entra 1). */
    async testConnection(scim) {
      await scim.get(`/Users?${filterOf('userName', 'eq', randomUUID())}`)
    },
    async hire(scim, person) {
      const found = await findByUserName(scim, person)
      if (found === undefined) return scim.create('/Users', userOf(person))
      const all = mapping.flatMap(([path, of]) => {
        const value = path === 'externalId' ? externalIdOf(person) : of(person)
        return value === undefined ? [] : [[path, value] as const]
      })
      await patchUser(scim, found, ...hand.changes(all), hand.active(person.active))
      return found
    },
    async change(scim, id, person, before) {
      await patchUser(scim, id, ...hand.changes(changed(person, before)))
    },
    async setActive(scim, id, { active }) {
      await patchUser(scim, id, hand.active(active))
    },
    bin: {
      async put(scim, id, person) {
        const named = hand.changes([['userName', binnedName(person)]])
        await patchUser(scim, id, hand.active(false), ...named)
      },
      async takeOut(scim, id, { userName }) {
        await patchUser(scim, id, ...hand.changes([['userName', userName]]), hand.active(true))
      },
    },
    groups: groupsBy(hand),
  }
}
