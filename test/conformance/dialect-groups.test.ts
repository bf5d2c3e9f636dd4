// What identity providers send for groups, as they send it, over HTTP. Each name says what would break without the repair.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { exchangeOf } from '../fixtures/exchanges.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'

const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'

let running: RunningApp
let site: Site
const directories = new Map<string, MadeDirectory>()
let made = 0

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  for (const preset of ['generic', 'entra', 'okta', 'authentik', 'keycloak'])
    directories.set(preset, await makeDirectory(running, site, preset, { preset }))
})
afterAll(() => running.close())

function at(preset: string): MadeDirectory {
  const directory = directories.get(preset)
  if (!directory) throw new Error(`no directory for ${preset}`)
  return directory
}

/** Some at a time: more of one directory at once would be told to come back. */
async function users(preset: string, n: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < n) {
    const some = Array.from({ length: Math.min(20, n - ids.length) }, () =>
      at(preset).scim.createUser(`u${++made}@globex.com`),
    )
    ids.push(...(await Promise.all(some)).map(({ json }) => json.id))
  }
  return ids
}
const groupOf = async (preset: string, members: string[], more: object = {}): Promise<string> =>
  (await at(preset).scim.createGroup(`Group ${++made}`, members, more)).json.id

async function membersOf(preset: string, id: string): Promise<string[]> {
  const { json } = await at(preset).scim.get(`/Groups/${id}`)
  return (json.members ?? []).map(({ value }: { value: string }) => value)
}

interface Row {
  name: string
  preset?: string
  /** The operations, given three users; a and b are members before. */
  operations: (a: string, b: string, c: string) => object[]
  /** Which of the three are members afterwards. */
  members: string
  repairs?: string[]
}

const rows: Row[] = [
  {
    name: 'P4 a removal with a list removes only those, and not everybody',
    operations: (a) => [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: a }] }],
    members: 'b',
    repairs: ['operatorInCapitals', 'removesOnlyGiven'],
  },
  {
    name: 'P4 an addition',
    operations: (_a, _b, c) => [{ op: 'Add', path: 'members', value: [{ $ref: null, value: c }] }],
    members: 'abc',
    repairs: ['operatorInCapitals'],
  },
  {
    name: 'P5 with the flag',
    operations: (a) => [{ op: 'remove', path: `members[value eq "${a}"]` }],
    members: 'b',
    repairs: [],
  },
  {
    name: 'a removal of null removes nobody, and says so',
    operations: () => [{ op: 'remove', path: 'members', value: null }],
    members: 'ab',
    repairs: ['nullRemovesNobody'],
  },
  {
    name: 'a removal of an empty list removes nobody',
    operations: () => [{ op: 'Remove', path: 'members', value: [] }],
    members: 'ab',
  },
  {
    name: 'a removal without a value removes everybody (RFC 7644 3.5.2.2)',
    operations: () => [{ op: 'remove', path: 'members' }],
    members: '',
    repairs: [],
  },
  {
    name: 'a removal that is repeated is success',
    operations: (a) => [
      { op: 'remove', path: `members[value eq "${a}"]` },
      { op: 'remove', path: `members[value eq "${a}"]` },
    ],
    members: 'b',
  },
  {
    name: 'P16 members without a path are replaced',
    preset: 'okta',
    operations: (_a, b, c) => [{ op: 'replace', value: { members: [{ value: b }, { value: c }] } }],
    members: 'bc',
  },
  {
    name: 'P17 removals and additions in one call, members without a type',
    preset: 'okta',
    operations: (a, _b, c) => [
      { op: 'remove', path: `members[value eq "${a}"]` },
      { op: 'add', path: 'members', value: [{ value: c, display: 'test.user@okta.local' }] },
    ],
    members: 'bc',
    repairs: [],
  },
  {
    name: 'P17 push now of an empty group',
    preset: 'okta',
    operations: () => [{ op: 'replace', path: 'members', value: [] }],
    members: '',
  },
  {
    name: 'P24 null empties in a replacement',
    operations: () => [{ op: 'replace', path: 'members', value: null }],
    members: '',
  },
  {
    name: 'P21 one operation for each member, and a removal by list',
    preset: 'authentik',
    operations: (a, b, c) => [
      { op: 'add', path: 'members', value: [{ value: b }] },
      { op: 'add', path: 'members', value: [{ value: c }] },
      { op: 'remove', path: 'members', value: [{ value: a }] },
    ],
    members: 'bc',
    repairs: ['removesOnlyGiven'],
  },
]

describe('members', () => {
  test.each(rows)('$name', async ({ preset = 'entra', operations, members, repairs }) => {
    const [a = '', b = '', c = ''] = (await users(preset, 3)).sort()
    const id = await groupOf(preset, [a, b])
    const answer = await at(preset).scim.patch(`/Groups/${id}`, ...operations(a, b, c))
    expect(answer).toMatchObject({ status: 204, text: '' })
    const names = new Map([
      [a, 'a'],
      [b, 'b'],
      [c, 'c'],
    ])
    expect((await membersOf(preset, id)).map((member) => names.get(member)).join('')).toBe(members)
    if (!repairs) return
    const exchange = await exchangeOf(running, site, at(preset), answer)
    expect(exchange.repairs.toSorted()).toEqual(repairs.toSorted())
  })

  test('have the name that the provider gave them, until it takes them out (P13, P17)', async () => {
    const { scim } = at('okta')
    const [a = '', b = ''] = (await users('okta', 2)).sort()
    const inner = await groupOf('okta', [])
    const members = [
      { value: a, display: 'Ada "L"\u2028' },
      { value: b },
      { value: inner, display: 'Inner', type: 'Group' },
    ]
    const created = await scim.send('POST', '/Groups', {
      schemas: [group],
      displayName: `G${++made}`,
      members,
    })
    const { id } = created.json
    const shown = (answer: { json: { members: { value: string }[] } }) =>
      answer.json.members.map(({ value, ...rest }) => ({
        value,
        display: (rest as { display?: string }).display,
      }))
    const expected = [
      { value: a, display: 'Ada "L"\u2028' },
      { value: b, display: undefined },
      { value: inner, display: 'Inner' },
    ]
    expect(shown(created)).toEqual(expected)
    expect(shown(await scim.get(`/Groups/${id}`))).toEqual(expected)
    // A member is added or removed, never altered: its display is immutable (RFC 7643 2.4, 4.2).
    const others = members.map(({ value, type }) => ({ value, type, display: 'Other' }))
    const { meta } = (await scim.get(`/Groups/${id}`)).json
    await scim.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: others })
    await scim.patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: others })
    const put = await scim.send('PUT', `/Groups/${id}`, { ...created.json, members: others })
    expect([put.status, put.json.meta]).toEqual([200, meta])
    expect(shown(put)).toEqual(expected)
    expect(shown(await scim.get(`/Groups/${id}`))).toEqual(expected)
    await scim.patch(
      `/Groups/${id}`,
      { op: 'remove', path: 'members[display eq "Inner"]' },
      { op: 'remove', path: `members[value eq "${b}"]` },
    )
    await scim.patch(`/Groups/${id}`, {
      op: 'add',
      path: 'members',
      value: [{ displayName: 'new User', value: b }],
    })
    expect(shown(await scim.get(`/Groups/${id}`))).toEqual([
      { value: a, display: 'Ada "L"\u2028' },
      { value: b, display: 'new User' },
    ])
    const found = await scim.filter('/Groups', 'members.display eq "new User"')
    expect(found.json.Resources.map((one: { id: string }) => one.id)).toEqual([id])
  })

  test('more than a hundred come back whole (fusionauth#2784)', async () => {
    const ids = await users('generic', 120)
    const id = await groupOf('generic', ids)
    expect((await membersOf('generic', id)).sort()).toEqual(ids.sort())
  })
})

describe('Entra', () => {
  test('P10 Microsoft’s URN beside the core schema, and alone, is never echoed', async () => {
    const microsoft = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'
    for (const schemas of [[group, microsoft], [microsoft]]) {
      const answer = await at('entra').scim.send('POST', '/Groups', {
        schemas,
        externalId: `8aa1a0c0-${++made}`,
        displayName: `displayName ${made}`,
        meta: { resourceType: 'Group' },
      })
      expect(answer.status).toBe(201)
      expect(answer.json.schemas).toEqual([group])
      expect(answer.text).not.toContain('microsoft')
    }
  })

  test('Entra 11 a group without its members, by id and by name', async () => {
    const { scim } = at('entra')
    const id = await groupOf('entra', await users('entra', 2))
    const one = await scim.get(`/Groups/${id}?excludedAttributes=members`)
    expect(one.json).not.toHaveProperty('members')
    const filter = encodeURIComponent(`displayName eq "${one.json.displayName}"`)
    const found = await scim.get(`/Groups?excludedAttributes=members&filter=${filter}`)
    expect(found.json).toMatchObject({ totalResults: 1, Resources: [{ id }] })
    expect(found.json.Resources[0]).not.toHaveProperty('members')
  })

  test('hundreds of members in one call (Entra 16)', async () => {
    const ids = await users('entra', 300)
    const id = await groupOf('entra', [])
    const value = ids.map((member) => ({ $ref: null, value: member }))
    expect(
      (await at('entra').scim.patch(`/Groups/${id}`, { op: 'Add', path: 'members', value })).status,
    ).toBe(204)
    expect(await membersOf('entra', id)).toHaveLength(300)
  })
})

describe('Okta', () => {
  test('P15 a rename repeats the id and touches no members', async () => {
    const ids = await users('okta', 2)
    const id = await groupOf('okta', ids)
    const rename = { op: 'replace', value: { id, displayName: `Test SCIMv2 ${++made}` } }
    expect((await at('okta').scim.patch(`/Groups/${id}`, rename)).status).toBe(204)
    expect((await membersOf('okta', id)).sort()).toEqual(ids.sort())
    const other = { op: 'replace', value: { id: 'abf4dd94', displayName: 'Other' } }
    expect((await at('okta').scim.patch(`/Groups/${id}`, other)).status).toBe(400)
  })

  test('P13 a PUT of a group with names of its members', async () => {
    const [a = '', b = ''] = await users('okta', 2)
    const id = await groupOf('okta', [a])
    const members = [{ value: b, display: 'test.user@okta.local' }]
    const answer = await at('okta').scim.send('PUT', `/Groups/${id}`, {
      schemas: [group],
      displayName: 'T',
      members,
    })
    expect(answer.status).toBe(200)
    expect(answer.json.members).toMatchObject([{ value: b, display: 'test.user@okta.local', type: 'User' }])
  })
})

describe('Authentik', () => {
  test('asks first what is possible, and is told of PATCH, filters and large steps', async () => {
    const { json } = await at('authentik').scim.get('/ServiceProviderConfig')
    expect(json).toMatchObject({ patch: { supported: true }, filter: { supported: true } })
    // It sends so many members in one PATCH as operations may stand in one bulk request.
    expect(json.bulk.maxOperations).toBeGreaterThanOrEqual(1_000)
  })

  test('P20 its update has no schemas of its own and repeats the group’s', async () => {
    const ids = await users('authentik', 1)
    const id = await groupOf('authentik', ids)
    const value = { schemas: [group], id, externalId: `pk-${++made}`, displayName: `Renamed ${made}` }
    const answer = await at('authentik').scim.send('PATCH', `/Groups/${id}`, {
      Operations: [{ op: 'replace', value }],
    })
    expect(answer.status).toBe(204)
    const { repairs } = await exchangeOf(running, site, at('authentik'), answer)
    expect(repairs.toSorted()).toEqual(['patchWithoutSchemas', 'readOnlyIgnored'])
    expect((await at('authentik').scim.get(`/Groups/${id}`)).json).toMatchObject({
      externalId: value.externalId,
      displayName: value.displayName,
      members: [{ value: ids[0] }],
    })
  })

  test('finds a group that is there already by the 409 and the name', async () => {
    const { scim } = at('authentik')
    const id = await groupOf('authentik', [])
    const { displayName } = (await scim.get(`/Groups/${id}`)).json
    const again = await scim.send('POST', '/Groups', { schemas: [group], displayName, externalId: 'pk' })
    expect(again.status).toBe(409)
    expect((await scim.filter('/Groups', `displayName eq "${displayName}"`)).json.Resources[0].id).toBe(id)
  })

  test('walks the groups by startIndex alone', async () => {
    const { scim } = at('authentik')
    const first = (await scim.get('/Groups')).json
    const next = (await scim.get(`/Groups?startIndex=${first.itemsPerPage + 1}`)).json
    expect(next).toMatchObject({ totalResults: first.totalResults, Resources: [] })
  })
})

describe('Keycloak', () => {
  test('P22 a PUT without members keeps them, and says so', async () => {
    const ids = await users('keycloak', 2)
    const id = await groupOf('keycloak', ids)
    const body = { schemas: [group], id: 'b086aaea', externalId: 'bbaffbe6', displayName: `foo2 ${++made}` }
    const answer = await at('keycloak').scim.send('PUT', `/Groups/${id}`, body)
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ id, externalId: 'bbaffbe6' })
    expect((await membersOf('keycloak', id)).sort()).toEqual(ids.sort())
    expect((await exchangeOf(running, site, at('keycloak'), answer)).repairs).toContain('putKeepsMembers')
  })
})
