// Okta: looks up by userName, whole resources by PUT, activity and groups by PATCH without a path, never a deletion of users.
// Sources: O1 is okta-developer-docs docs/reference/scim/scim-20/index.md, O2 concepts/scim/faqs.
import { randomInt } from 'node:crypto'
import { displayNameOf, externalIdOf, type SimulatedPerson } from '../company.ts'
import type { Dialect, GroupDialect, Member, MemberChange } from '../dialect.ts'
import type { ScimCalls } from '../scim-calls.ts'
import { core, enterprise } from '../urns.ts'
import { filterOf, firstOf, removalsByPath, valuesOf } from './pieces.ts'

const page = 'startIndex=1&count=100'

/** A POST has a password that nobody set, also when passwords are not synchronised (P12). */
function userOf(person: SimulatedPerson): object {
  const { userName, givenName, familyName, address, department, active } = person
  return {
    schemas: [`${core}:User`, ...(department === undefined ? [] : [enterprise])],
    userName,
    name: { givenName, familyName },
    emails: [{ primary: true, value: address, type: 'work' }],
    displayName: displayNameOf(person),
    locale: 'en-US',
    externalId: externalIdOf(person),
    groups: [],
    password: Array.from({ length: 8 }, () => randomInt(36).toString(36)).join(''),
    active,
    ...(department !== undefined && { [enterprise]: { department } }),
  }
}

/** A PUT is what a GET showed, with what changed, and what is not Okta's to say (P13). */
async function putBack(scim: ScimCalls, id: string, person: SimulatedPerson): Promise<void> {
  const { json } = await scim.get(`/Users/${id}`)
  const { userName, givenName, familyName, address, department, active } = person
  const { schemas = [] } = json
  await scim.send('PUT', `/Users/${id}`, {
    ...json,
    schemas: department === undefined ? schemas : [...new Set([...schemas, enterprise])],
    userName,
    name: { ...json.name, givenName, familyName },
    ...(json.displayName !== undefined && { displayName: displayNameOf(person) }),
    emails: [{ primary: true, value: address, type: 'work', display: address }],
    active,
    groups: [],
    meta: { resourceType: 'User' },
    ...(department !== undefined && {
      [enterprise]: { ...(json[enterprise] as object | undefined), department },
    }),
  })
}

const shownMembers = (members: readonly Member[]): object[] =>
  members.map(({ id, userName }) => ({ value: id, display: userName }))

const findGroup = (scim: ScimCalls, name: string) =>
  firstOf(scim, `/Groups?${filterOf('displayName', 'eq', name)}&${page}`)

async function postGroup(scim: ScimCalls, displayName: string, members: readonly Member[]): Promise<string> {
  const body = { schemas: [`${core}:Group`], displayName, members: shownMembers(members) }
  return scim.create('/Groups', body)
}

/** Its name goes with its id, also at every change of members (P15). */
const named = (id: string, displayName: string): object => ({ op: 'replace', value: { id, displayName } })

const groups: GroupDialect = {
  async push(scim, { name }, members) {
    const found = await findGroup(scim, name)
    if (found === undefined) return postGroup(scim, name, members)
    await scim.patch(`/Groups/${found}`, everybody(members))
    return found
  },
  async pushAgain(scim, id, { name }, members) {
    await scim.patch(`/Groups/${id}`, named(id, name))
    await scim.patch(`/Groups/${id}`, everybody(members))
  },
  async change(scim, id, { name }, { join, leave }) {
    await scim.patch(`/Groups/${id}`, named(id, name))
    const added = join.length > 0 ? [{ op: 'add', path: 'members', value: shownMembers(join) }] : []
    await scim.patch(`/Groups/${id}`, ...removalsByPath(leave), ...added)
  },
  async rename(scim, id, { name }) {
    await scim.patch(`/Groups/${id}`, named(id, name))
  },
}

/** "Push now": without a path whom it has (P16), with one when it has nobody (P17). */
const everybody = (members: readonly Member[]): object =>
  members.length > 0
    ? { op: 'replace', value: { members: valuesOf(members) } }
    : { op: 'replace', path: 'members', value: [] }

/** Apps of its wizard know nothing but PUT, also for groups: what a GET showed, with who is in it now (P13, O2). */
async function putGroup(
  scim: ScimCalls,
  id: string,
  displayName: string,
  { join, leave }: MemberChange,
): Promise<void> {
  const { members: there = [] } = (await scim.get(`/Groups/${id}`)).json
  const gone = new Set([...join, ...leave].map((one) => one.id))
  const stay = there.filter(({ value }) => !gone.has(value)).map(({ value, display }) => ({ value, display }))
  const members = [...stay, ...shownMembers(join)]
  await scim.send('PUT', `/Groups/${id}`, { schemas: [`${core}:Group`], displayName, members })
}

const nobody: MemberChange = { join: [], leave: [] }

const groupsOfWizard: GroupDialect = {
  async push(scim, group, members) {
    const found = await findGroup(scim, group.name)
    if (found === undefined) return postGroup(scim, group.name, members)
    await putGroup(scim, found, group.name, { join: members, leave: [] })
    return found
  },
  async change(scim, id, { name }, change) {
    await putGroup(scim, id, name, change)
  },
  async rename(scim, id, { name }) {
    await putGroup(scim, id, name, nobody)
  },
}

/** Looks whether somebody is there by the attribute that the administrator chose, then creates or takes over. */
export const oktaHireBy =
  (field: string): Dialect['hire'] =>
  async (scim, person) => {
    const found = await firstOf(scim, `/Users?${filterOf(field, 'eq', person.userName)}&${page}`)
    if (found === undefined) return scim.create('/Users', userOf(person))
    await putBack(scim, found, person)
    return found
  }

/** An app of its catalogue, by the SCIM test app that anybody may take. */
export const okta: Dialect = {
  headers: {
    accept: 'application/scim+json',
    'accept-charset': 'utf-8',
    'content-type': 'application/scim+json; charset=utf-8',
    'user-agent': 'Okta SCIM Client 1.0.0',
  },
  deletesUsers: false,
  /** Reads two users (Okta 1). */
  async testConnection(scim) {
    await scim.get('/Users?startIndex=1&count=2')
  },
  hire: oktaHireBy('userName'),
  async change(scim, id, person) {
    await putBack(scim, id, person)
  },
  /** A value without a path (P14). */
  async setActive(scim, id, { active }) {
    await scim.patch(`/Users/${id}`, { op: 'replace', value: { active } })
  },
  groups,
}

/** An app that an administrator made by Okta's wizard (*Create App Integration*). */
export const oktaWizard: Dialect = {
  ...okta,
  async setActive(scim, id, person) {
    await putBack(scim, id, person)
  },
  groups: groupsOfWizard,
}
