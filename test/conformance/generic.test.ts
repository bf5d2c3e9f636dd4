// Any identity provider: what several of them send, and what went wrong elsewhere.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { core, enterprise } from '../fixtures/urns.ts'

let running: RunningApp
let any: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  any = await makeProvider(running, 'generic')
})
afterAll(() => running.close())

const createUser = async (name: string, more: object = {}): Promise<string> =>
  (await any.scim.createUser(`${name}@globex.com`, more)).json.id

describe('a page', () => {
  test.each<[string, number, object]>([
    ['startIndex=0', 200, { startIndex: 1, itemsPerPage: 3, totalResults: 3 }],
    ['startIndex=-5', 200, { startIndex: 1, itemsPerPage: 3, totalResults: 3 }],
    ['startIndex=3', 200, { startIndex: 3, itemsPerPage: 1, totalResults: 3 }],
    ['startIndex=9', 200, { itemsPerPage: 0, totalResults: 3, Resources: [] }],
    ['count=0', 200, { itemsPerPage: 0, totalResults: 3, Resources: [] }],
    ['count=-5', 200, { itemsPerPage: 0, totalResults: 3, Resources: [] }],
    ['count=abc', 400, { status: '400' }],
    ['startIndex=1.5', 400, { status: '400' }],
  ])('%s is answered %s, never 500 (open-webui#21577)', async (query, status, expected) => {
    for (const name of ['ann', 'bob', 'cid']) await createUser(name)
    const answer = await any.scim.get(`/Users?${query}`)
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject(expected)
  })
})

describe('a retry', () => {
  test('of a creation whose answer was lost is 409, and wipes nothing (itsaplan#250)', async () => {
    const id = await createUser('ann', { title: 'Ms' })
    const sales = (await any.scim.createGroup('Sales', [id])).json.id
    const before = await any.read(`/Users/${id}`)
    const again = await any.scim.createUser('ann@globex.com')
    expect([again.status, again.json.scimType]).toEqual([409, 'uniqueness'])
    expect(await any.read(`/Users/${id}`)).toEqual(before)
    expect(await any.membersOf(sales)).toEqual([id])
    expect(await any.customers()).toHaveLength(1)
  })

  test('of a PATCH changes nothing a second time: neither version nor time', async () => {
    const id = await createUser('ann')
    const change = { op: 'add', value: { title: 'Ms', emails: [{ value: 'two@globex.com', type: 'home' }] } }
    const first = await any.scim.patch(`/Users/${id}`, change)
    const second = await any.scim.patch(`/Users/${id}`, change)
    expect(second.status).toBe(200)
    expect(second.json).toEqual(first.json)
    expect(second.json.meta.version).toBe('W/"2"')
  })

  test('of a deletion is 404, and the next creation succeeds', async () => {
    const id = await createUser('ann')
    expect((await any.scim.delete(`/Users/${id}`)).status).toBe(204)
    expect((await any.scim.delete(`/Users/${id}`)).status).toBe(404)
    expect((await any.scim.createUser('ann@globex.com')).status).toBe(201)
  })
})

describe('members', () => {
  test('more than a hundred are all there (fusionauth#2784)', async () => {
    const ids: string[] = []
    for (let n = 0; n < 120; n++) ids.push(await createUser(`u${n}`))
    const { id } = (await any.scim.createGroup('Sales', ids)).json
    expect(await any.membersOf(id)).toEqual(ids.toSorted())
    const listed = (await any.scim.filter('/Groups', 'displayName eq "Sales"')).json.Resources[0].members
    expect(listed).toHaveLength(120)
  })

  test('several removals of one call each remove the one they name (fusionauth#2834)', async () => {
    const [a, b, c, d] = [
      await createUser('a'),
      await createUser('b'),
      await createUser('c'),
      await createUser('d'),
    ]
    const { id } = (await any.scim.createGroup('Sales', [a, b, c, d])).json
    const removals = [a, c].map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` }))
    expect((await any.scim.patch(`/Groups/${id}`, ...removals)).status).toBe(204)
    expect(await any.membersOf(id)).toEqual([b, d].toSorted())
  })

  test('two people who swap their names are told of the conflict, and neither loses anything', async () => {
    const [ann, bob] = [await createUser('ann'), await createUser('bob')]
    const rename = (id: string, value: string) =>
      any.scim.patch(`/Users/${id}`, { op: 'replace', path: 'userName', value })
    expect((await rename(ann, 'bob@globex.com')).status).toBe(409)
    expect((await rename(bob, 'ann@globex.com')).status).toBe(409)
    expect(await any.read(`/Users/${ann}`)).toMatchObject({ userName: 'ann@globex.com' })
    expect(await any.read(`/Users/${bob}`)).toMatchObject({ userName: 'bob@globex.com' })
    expect((await rename(ann, 'third@globex.com')).status).toBe(200)
    expect((await rename(bob, 'ann@globex.com')).status).toBe(200)
  })
})

describe('null says that there is nothing (P24)', () => {
  test.each<[string, object, object, string?]>([
    [
      'a part of a name merges',
      { op: 'replace', path: 'name', value: { familyName: 'New' } },
      { name: { givenName: 'Ann', familyName: 'New' } },
    ],
    ['the manager', { op: 'replace', path: `${enterprise}:manager`, value: null }, {}, enterprise],
    ['a title', { op: 'replace', path: 'title', value: null }, {}, 'title'],
    ['a list', { op: 'replace', path: 'phoneNumbers', value: null }, {}, 'phoneNumbers'],
  ])('%s', async (_name, operation, expected, gone) => {
    const id = await createUser('ann', {
      name: { givenName: 'Ann', familyName: 'Lee' },
      title: 'Ms',
      phoneNumbers: [{ type: 'work', value: '1' }],
      [enterprise]: { manager: { value: 'boss' } },
    })
    expect((await any.scim.patch(`/Users/${id}`, operation)).status).toBe(200)
    const shown = await any.read(`/Users/${id}`)
    expect(shown).toMatchObject(expected)
    if (gone) expect(shown).not.toHaveProperty([gone])
  })

  test('of members, in a replacement', async () => {
    const { id } = (await any.scim.createGroup('Sales', [await createUser('ann')])).json
    await any.scim.patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: null })
    expect(await any.membersOf(id)).toEqual([])
  })
})

test('"operations" in small letters is read as what it means (P25)', async () => {
  const id = await createUser('ann')
  const answer = await any.scim.send('PATCH', `/Users/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    operations: [{ op: 'replace', path: 'active', value: false }],
  })
  expect([answer.status, answer.json.active]).toEqual([200, false])
  expect(await any.customers()).toMatchObject([{ active: false }])
})

test('rauthy: looks up by externalId, then by name; replaces users, patches groups (P26)', async () => {
  const { scim } = any
  const id = await createUser('ann')
  expect((await scim.filter('/Users', 'externalId eq "ra-1"')).json.totalResults).toBe(0)
  expect((await scim.filter('/Users', 'userName eq "ann@globex.com"')).json.Resources).toMatchObject([{ id }])
  const body = { schemas: [`${core}:User`], externalId: 'ra-1', userName: 'ann@globex.com', active: true }
  expect((await scim.send('PUT', `/Users/${id}`, body)).status).toBe(200)
  expect((await scim.filter('/Users', 'externalId eq "ra-1"')).json.Resources).toMatchObject([{ id }])
  const group = (await scim.createGroup('Sales')).json.id
  await scim.patch(`/Groups/${group}`, { op: 'add', path: 'members', value: [{ value: id }] })
  expect(await any.membersOf(group)).toEqual([id])
  expect(await any.customers()).toMatchObject([{ active: true }])
})
