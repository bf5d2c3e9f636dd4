// Members of groups as RFC 7643 4.2 and RFC 7644 3.5.2 have them: each operation sees what the one before has left, and an id is the
// same in whatever case it is repeated (`members.value` and `groups.value` are not case-exact, RFC 7643 8.7.1).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'

let running: RunningApp
let directory: MadeDirectory
let [u, v, w, inner]: string[] = []

beforeAll(async () => {
  running = await runningApp()
  directory = await makeDirectory(running, await makeSite(running), 'Globex')
  const { scim } = directory
  for (const name of ['u', 'v', 'w']) {
    const { id } = (await scim.createUser(`${name}@globex.com`)).json
    if (name === 'u') u = id
    else if (name === 'v') v = id
    else w = id
  }
  inner = (await scim.createGroup('Inner')).json.id
})
afterAll(() => running.close())

let made = 0
/** A group of u, who is called U there. */
async function group(): Promise<string> {
  const members = [{ value: u, display: 'U' }]
  const { json } = await directory.scim.send('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: `Group ${++made}`,
    members,
  })
  return json.id
}

async function membersOf(id: string): Promise<string[]> {
  const { members = [] } = (await directory.scim.get(`/Groups/${id}`)).json
  return members.map(({ value }: { value: string }) => value).sort()
}

const add = (...members: object[]) => ({ op: 'add', path: 'members', value: members })
const replace = (...members: object[]) => ({ op: 'replace', path: 'members', value: members })
const remove = (filter: string) => ({ op: 'remove', path: `members[${filter}]` })

describe('operations of one request leave what the same in two requests leave', () => {
  const befores: [string, () => object[]][] = [
    ['one is added', () => [add({ value: w, display: 'D' })]],
    ['a group is added', () => [add({ value: inner })]],
    ['one who is in is added again by another name', () => [add({ value: u, display: 'D' })]],
    ['one goes and comes back', () => [remove(`value eq "${u}"`), add({ value: u, display: 'U' })]],
    ['all are replaced', () => [replace({ value: w, display: 'D' })]],
    ['all are replaced, one by itself', () => [replace({ value: u, display: 'D' }, { value: w })]],
    ['one is added twice', () => [add({ value: w, display: 'D' }), add({ value: w })]],
  ]
  const filters: [string, () => string][] = [
    ['by type', () => 'type eq "User"'],
    ['by having a type', () => 'type pr'],
    ['of no type', () => 'not (type pr)'],
    ['of groups', () => 'type eq "Group"'],
    ['by its address', () => `$ref ew "${w}"`],
    ['by its name', () => 'display eq "D"'],
    ['by the name of before', () => 'display eq "U"'],
    ['of no name', () => 'not (display pr)'],
    ['by a part of its id', () => `value sw "${w}"`],
  ]
  const cases = befores.flatMap(([before, operations]) =>
    filters.map(([name, filter]) => [before, name, operations, filter] as const),
  )

  test.each(cases)('%s, and whoever is found %s goes', async (_before, _name, operations, filter) => {
    const [once, twice] = [await group(), await group()]
    const all = [...operations(), remove(filter())]
    expect((await directory.scim.patch(`/Groups/${once}`, ...all)).status).toBe(204)
    for (const operation of all)
      expect((await directory.scim.patch(`/Groups/${twice}`, operation)).status).toBe(204)
    expect(await membersOf(once)).toEqual(await membersOf(twice))
  })
})

describe('an id in capitals is the same id', () => {
  let id: string
  let other: string
  const upper = () => String(u).toUpperCase()
  beforeEach(async () => {
    id = await group()
    other = (await directory.scim.createGroup(`Group ${++made}`)).json.id
  })

  test.each<[string, () => object, () => (string | undefined)[]]>([
    ['a removal by filter', () => remove(`value eq "${upper()}"`), () => []],
    ['a removal by value', () => ({ op: 'remove', path: 'members', value: [{ value: upper() }] }), () => []],
    [
      'an exchange',
      () => ({ op: 'replace', path: `members[value eq "${upper()}"]`, value: { value: v } }),
      () => [v],
    ],
    ['an addition', () => add({ value: upper() }, { value: String(v).toUpperCase() }), () => [u, v].sort()],
    ['a replacement', () => replace({ value: upper() }), () => [u]],
  ])('in %s', async (_name, operation, expected) => {
    expect((await directory.scim.patch(`/Groups/${id}`, operation())).status).toBe(204)
    expect(await membersOf(id)).toEqual(expected())
  })

  test('in a new group', async () => {
    const { status, json } = await directory.scim.createGroup(`Group ${++made}`, [upper()])
    expect([status, json.members[0].value]).toEqual([201, u])
  })

  test.each([
    ['members.value eq', () => `members.value eq "${upper()}"`, true],
    ['members[value eq]', () => `members[value eq "${upper()}"]`, true],
    ['members.value sw', () => `members.value sw "${upper()}"`, true],
    ['not members.value eq', () => `not (members.value eq "${upper()}")`, false],
    ['not members.value ne', () => `not (members.value ne "${upper()}")`, true],
  ])('in a filter of groups: %s', async (_name, filter, isFound) => {
    const { json } = await directory.scim.get(`/Groups?count=1000&filter=${encodeURIComponent(filter())}`)
    const found = json.Resources.map((one: { id: string }) => one.id)
    expect([found.includes(id), found.includes(other)]).toEqual([isFound, !isFound])
  })

  test('in a filter of users', async () => {
    for (const filter of [
      `groups.value eq "${id.toUpperCase()}"`,
      `id eq "${u}" and groups.value eq "${id.toUpperCase()}"`,
    ]) {
      const { json } = await directory.scim.get(`/Users?filter=${encodeURIComponent(filter)}`)
      expect(json.Resources.map((one: { id: string }) => one.id)).toEqual([u])
    }
  })
})
