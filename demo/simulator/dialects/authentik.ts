// authentik, as its source has it (authentik providers/scim/clients/base.py, users.py, groups.py): asks first what is supported,
// creates without a look, finds by a 409, and compares members with what a GET shows.
import { displayNameOf, externalIdOf, type SimulatedGroup, type SimulatedPerson } from '../company.ts'
import type { Dialect, Member } from '../dialect.ts'
import type { ScimCalls } from '../scim-calls.ts'
import { core } from '../urns.ts'
import { filterOf, firstOf, valuesOf } from './pieces.ts'

const userOf = (person: SimulatedPerson): object => {
  const { userName, givenName, familyName, address, active } = person
  const displayName = displayNameOf(person)
  return {
    schemas: [`${core}:User`],
    externalId: externalIdOf(person),
    userName,
    name: { formatted: displayName, givenName, familyName },
    displayName,
    active,
    emails: [{ value: address, type: 'other', primary: true }],
  }
}

const groupOf = ({ key, name }: SimulatedGroup, id?: string): object => ({
  schemas: [`${core}:Group`],
  ...(id !== undefined && { id }),
  externalId: key,
  displayName: name,
})

/** Its PATCH says nothing of its own schema (P20). */
const patch = (scim: ScimCalls, path: string, operations: readonly object[]) =>
  scim.send('PATCH', path, { Operations: operations })

/** Creates; what is there already is looked for by its name, and the answer is its id. */
async function postOrFind(scim: ScimCalls, path: string, body: object, filter: string) {
  const { status, json } = await scim.send('POST', path, body, [409])
  if (status !== 409) return { id: json.id as string, isNew: true }
  const found = await firstOf(scim, `${path}?${filter}`)
  if (found === undefined) throw new Error(`${path}: a conflict with something that is not found`)
  return { id: found, isNew: false }
}

/** Of whom the group has not, or has, one operation each (P21). */
async function sendMembers(scim: ScimCalls, id: string, join: readonly Member[], leave: readonly Member[]) {
  const { json } = await scim.get(`/Groups/${id}`)
  const there = new Set((json.members ?? []).map(({ value }) => value))
  const come = valuesOf(join.filter((one) => !there.has(one.id)))
  const go = valuesOf(leave.filter((one) => there.has(one.id)))
  const operations = [
    ...come.map((value) => ({ op: 'add', path: 'members', value: [value] })),
    ...go.map((value) => ({ op: 'remove', path: 'members', value: [value] })),
  ]
  if (operations.length > 0) await patch(scim, `/Groups/${id}`, operations)
}

export function authentik(): Dialect {
  let isAsked = false
  const ask = async (scim: ScimCalls) => {
    if (!isAsked) await scim.get('/ServiceProviderConfig')
    isAsked = true
  }
  const put = (scim: ScimCalls, id: string, person: SimulatedPerson) =>
    scim.send('PUT', `/Users/${id}`, { ...userOf(person), id })
  return {
    headers: { 'user-agent': 'authentik@2026.2.0' },
    deletesUsers: true,
    async testConnection(scim) {
      await scim.get('/ServiceProviderConfig')
    },
    async hire(scim, person) {
      await ask(scim)
      const filter = filterOf('userName', 'eq', person.userName)
      const { id, isNew } = await postOrFind(scim, '/Users', userOf(person), filter)
      if (!isNew) await put(scim, id, person)
      return id
    },
    async change(scim, id, person) {
      await put(scim, id, person)
    },
    async setActive(scim, id, person) {
      await put(scim, id, person)
    },
    groups: {
      async push(scim, group, members) {
        await ask(scim)
        const filter = filterOf('displayName', 'eq', group.name)
        const { id } = await postOrFind(scim, '/Groups', groupOf(group), filter)
        if (members.length > 0) await sendMembers(scim, id, members, [])
        return id
      },
      async change(scim, id, _group, { join, leave }) {
        await sendMembers(scim, id, join, leave)
      },
      /** Its schemas and its id once more, without a path (P20). */
      async rename(scim, id, group) {
        await patch(scim, `/Groups/${id}`, [{ op: 'replace', value: groupOf(group, id) }])
      },
    },
  }
}
