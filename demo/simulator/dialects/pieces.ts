// What several providers say alike.
import { displayNameOf, externalIdOf, type SimulatedPerson } from '../company.ts'
import type { Dialect, Member } from '../dialect.ts'
import type { ScimCalls } from '../scim-calls.ts'
import { core } from '../urns.ts'

/** The plain user of RFC 7643 4.1, in the order in which most write it. */
export function plainUser(person: SimulatedPerson): object {
  const { userName, givenName, familyName, address, active } = person
  return {
    schemas: [`${core}:User`],
    externalId: externalIdOf(person),
    userName,
    name: { givenName, familyName },
    displayName: displayNameOf(person),
    emails: [{ value: address, type: 'work', primary: true }],
    active,
  }
}

/** A filter as the query has it; the value is a JSON text (RFC 7644 3.4.2.2). */
export const filterOf = (attribute: string, operator: string, value: string): string =>
  `filter=${encodeURIComponent(`${attribute} ${operator} ${JSON.stringify(value)}`)}`

/** The id of the first resource that a query finds. */
export async function firstOf(scim: ScimCalls, path: string): Promise<string | undefined> {
  return (await scim.get(path)).json.Resources?.[0]?.id
}

export const valuesOf = (members: readonly Member[]): { value: string }[] =>
  members.map(({ id }) => ({ value: id }))

interface WholeUsers {
  readonly bodyOf?: (person: SimulatedPerson) => object
  readonly find: (scim: ScimCalls, person: SimulatedPerson) => Promise<string | undefined>
}

/** Users whole by PUT, whatever is otherwise of them: the habit of most providers. */
export function usersByPut({ bodyOf = plainUser, find }: WholeUsers) {
  const put = async (scim: ScimCalls, id: string, person: SimulatedPerson) => {
    await scim.send('PUT', `/Users/${id}`, { ...bodyOf(person), id })
  }
  return {
    async hire(scim, person) {
      const found = await find(scim, person)
      if (found === undefined) return scim.create('/Users', bodyOf(person))
      await put(scim, found, person)
      return found
    },
    change: put,
    setActive: put,
  } satisfies Partial<Dialect>
}

export const findByUserName = (scim: ScimCalls, { userName }: SimulatedPerson): Promise<string | undefined> =>
  firstOf(scim, `/Users?${filterOf('userName', 'eq', userName)}`)

/** Removals as RFC 7644 3.5.2.2 has them: a path for each. */
export const removalsByPath = (members: readonly Member[]): object[] =>
  members.map(({ id }) => ({ op: 'remove', path: `members[value eq "${id}"]` }))
