import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { insertUsers } from '../fixtures/many-users.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimClient, ScimResponse } from '../fixtures/scim-client.ts'
import { expectTrueCounters, siteState } from '../fixtures/site-state.ts'

const mediaType = 'application/scim+json; charset=utf-8'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

let running: RunningApp
let site: Site
let globex: MadeDirectory
let scim: ScimClient

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
  scim = globex.scim
})
afterAll(() => running.close())

let made = 0
async function user(more: object = {}): Promise<ScimResponse> {
  return scim.createUser(`user-${++made}@globex.com`, { displayName: `User ${made}`, ...more })
}
async function group(memberIds: string[] = []): Promise<ScimResponse> {
  return scim.createGroup(`Group ${++made}`, memberIds)
}

function expectResource(answer: ScimResponse, status: number): void {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe(mediaType)
  const { meta, id } = answer.json
  expect(meta.location).toMatch(new RegExp(`/scim/v2/[0-9a-z]{12}/${meta.resourceType}s/${id}$`))
  expect(answer.headers.get('location')).toBe(meta.location)
  expect(answer.headers.get('etag')).toBe(meta.version)
  expect(meta.version).toMatch(/^W\/"\d+"$/)
  expect(new Date(meta.lastModified).getTime()).toBeGreaterThanOrEqual(new Date(meta.created).getTime())
}

describe('answers with a resource carry its media type, location and version', () => {
  test('users', async () => {
    const created = await user()
    expectResource(created, 201)
    const path = `/Users/${created.json.id}`
    expectResource(await scim.get(path), 200)
    const put = await scim.send('PUT', path, { ...created.json, title: 'Dr.' })
    expectResource(put, 200)
    expect(put.json.meta.version).not.toBe(created.json.meta.version)
    const patched = await scim.patch(path, { op: 'add', path: 'title', value: 'Prof.' })
    expectResource(patched, 200)
    expect((await scim.get(path)).json).toEqual(patched.json)
  })

  test('groups', async () => {
    const created = await group([(await user()).json.id])
    expectResource(created, 201)
    const path = `/Groups/${created.json.id}`
    expectResource(await scim.get(path), 200)
    expectResource(await scim.send('PUT', path, { ...created.json, displayName: 'Put' }), 200)
    const body = {
      schemas: [patchOp],
      Operations: [{ op: 'replace', path: 'displayName', value: 'Patched' }],
    }
    const silent = await scim.send('PATCH', path, body)
    expect([silent.status, silent.text]).toEqual([204, ''])
    expect(silent.headers.get('etag')).toBe((await scim.get(path)).json.meta.version)
    expectResource(await scim.send('PATCH', `${path}?attributes=displayName,meta`, body), 200)
  })

  test('lists and discovery', async () => {
    for (const path of ['/Users', '/Groups', '/Schemas', '/ResourceTypes', '/ServiceProviderConfig']) {
      const answer = await scim.get(path)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, mediaType])
    }
  })
})

describe('versions', () => {
  test.each(['Users', 'Groups'])(
    '%s: If-None-Match answers 304 without a body, until something changed',
    async (kind) => {
      const { id, meta } = (kind === 'Users' ? await user() : await group()).json
      const path = `/${kind}/${id}`
      for (const tag of [meta.version, meta.version.slice(2), `"x", ${meta.version}`, '*']) {
        const answer = await scim.get(path, { 'if-none-match': tag })
        expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', meta.version])
      }
      expect((await scim.get(path, { 'if-none-match': 'W/"99"' })).status).toBe(200)
      await scim.patch(path, { op: 'replace', path: 'displayName', value: 'Changed' })
      expect((await scim.get(path, { 'if-none-match': meta.version })).status).toBe(200)
    },
  )

  test.each(['Users', 'Groups'])(
    '%s: the right If-Match lets PUT, PATCH and DELETE through',
    async (kind) => {
      const { id, meta, ...rest } = (kind === 'Users' ? await user() : await group()).json
      const path = `/${kind}/${id}`
      const put = await scim.send('PUT', path, { ...rest, displayName: 'Put' }, { 'if-match': meta.version })
      expect(put.status).toBe(200)
      const body = {
        schemas: [patchOp],
        Operations: [{ op: 'replace', path: 'displayName', value: 'Patched' }],
      }
      const etag = put.headers.get('etag') ?? ''
      const patched = await scim.send('PATCH', path, body, { 'if-match': etag })
      expect(patched.status).toBeLessThan(300)
      expect((await scim.send('DELETE', path, undefined, { 'if-match': etag })).status).toBe(412)
      expect((await scim.send('DELETE', path, undefined, { 'if-match': '*' })).status).toBe(204)
    },
  )

  test.each(['a user', 'a group'])(
    'a group that loses %s because it is deleted has another version, and a later lastModified',
    async (kind) => {
      const member = (kind === 'a user' ? await user() : await group()).json.id
      const kept = (await user()).json.id
      const before = (await scim.createGroup(`Loses ${kind}`, [member, kept])).json
      const path = `/Groups/${before.id}`
      await scim.delete(`/${kind === 'a user' ? 'Users' : 'Groups'}/${member}`)
      const after = await scim.get(path, { 'if-none-match': before.meta.version })
      expect(after.status).toBe(200)
      expect(after.json.members.map(({ value }: { value: string }) => value)).toEqual([kept])
      expect(Date.parse(after.json.meta.lastModified)).toBeGreaterThan(Date.parse(before.meta.lastModified))
      const stale = await scim.send('DELETE', path, undefined, { 'if-match': before.meta.version })
      expect(stale.status).toBe(412)
    },
  )

  test('a member of a deleted group can be deleted before that group is purged', async () => {
    const member = (await user()).json.id
    const { id } = (await scim.createGroup('Goes first', [member])).json
    await scim.delete(`/Groups/${id}`)
    expect((await scim.delete(`/Users/${member}`)).status).toBe(204)
  })

  test("a user's tag follows the groups that are shown with the user, and a write needs only the user's own part", async () => {
    const alone = (await user()).json
    const path = `/Users/${alone.id}`
    const { id: groupId } = (await scim.createGroup('Before', [alone.id])).json
    const inGroup = await scim.get(path, { 'if-none-match': alone.meta.version })
    expect([inGroup.status, inGroup.json.groups.length]).toEqual([200, 1])
    expect(inGroup.headers.get('etag')).toBe(inGroup.json.meta.version)
    expect((await scim.get(path, { 'if-none-match': inGroup.json.meta.version })).status).toBe(304)
    await scim.patch(`/Groups/${groupId}`, { op: 'replace', path: 'displayName', value: 'After' })
    const renamed = await scim.get(path, { 'if-none-match': inGroup.json.meta.version })
    expect([renamed.status, renamed.json.groups[0].display]).toEqual([200, 'After'])
    const { groups: _groups, ...body } = alone
    const put = { ...body, displayName: 'Written' }
    const written = await scim.send('PUT', path, put, { 'if-match': inGroup.json.meta.version })
    expect(written.status).toBe(200)
    const stale = await scim.send('PUT', path, body, { 'if-match': renamed.json.meta.version })
    expect(stale.status).toBe(412)
  })

  test('a PUT of what GET answered changes nothing, in whatever order the attributes come', async () => {
    const members = [(await user()).json.id, (await group()).json.id]
    const emails = [{ value: 'a@x.com', type: 'work', primary: true }, { value: 'b@x.com' }]
    const given = {
      emails,
      name: { givenName: 'A', familyName: 'B' },
      externalId: 'e',
      active: false,
      password: 'secret',
    }
    for (const made of [await user(given), await group(members)]) {
      const path = `/${made.json.meta.resourceType}s/${made.json.id}`
      const got = (await scim.get(path)).json
      const before = await siteState(running, site.id)
      const reversed = JSON.parse(JSON.stringify(got), (_key, value) =>
        value && typeof value === 'object' && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).reverse())
          : value,
      )
      for (const body of [got, reversed]) {
        const put = await scim.send('PUT', path, body)
        expect(put.status).toBe(200)
        expect(put.json).toEqual(got)
      }
      expect(await siteState(running, site.id)).toEqual(before)
    }
  })
})

test('whoever clears active, or leaves it out, neither revives nor deactivates anybody', async () => {
  for (const active of [true, false]) {
    const { id, userName } = (await user({ active })).json
    const path = `/Users/${id}`
    const answers = [
      await scim.send('PUT', path, { userName }),
      await scim.send('PUT', path, { userName, active: null }),
      await scim.patch(path, { op: 'remove', path: 'active' }),
      await scim.patch(path, { op: 'replace', path: 'active', value: '' }),
      await scim.patch(path, { op: 'replace', value: { active: null } }),
    ]
    for (const { status, json } of answers) expect([status, json.active]).toEqual([200, active])
  }
})

describe('a deleted resource', () => {
  test('is 404 everywhere, absent from lists and groups, and its userName is free', async () => {
    const ann = (await scim.createUser('ann@globex.com')).json
    const team = (await group([ann.id])).json
    expect((await scim.delete(`/Users/${ann.id}`)).status).toBe(204)
    const body = { userName: 'ann@globex.com' }
    const answers = [
      await scim.get(`/Users/${ann.id}`),
      await scim.send('PUT', `/Users/${ann.id}`, body),
      await scim.patch(`/Users/${ann.id}`, { op: 'add', path: 'title', value: 'x' }),
      await scim.delete(`/Users/${ann.id}`),
    ]
    for (const answer of answers) expect(answer.status).toBe(404)
    expect((await scim.filter('/Users', `id eq "${ann.id}"`)).json.totalResults).toBe(0)
    expect((await scim.get(`/Groups/${team.id}`)).json.members).toBeUndefined()
    const again = await scim.createUser('ANN@globex.com')
    expect(again.status).toBe(201)
    expect(again.json.id).not.toBe(ann.id)
  })

  test('a group takes its memberships along', async () => {
    const ann = (await user()).json
    const team = (await group([ann.id])).json
    const outer = (await group([team.id])).json
    expect((await scim.delete(`/Groups/${team.id}`)).status).toBe(204)
    expect((await scim.get(`/Groups/${team.id}`)).status).toBe(404)
    expect((await scim.get(`/Users/${ann.id}`)).json.groups).toBeUndefined()
    expect((await scim.get(`/Groups/${outer.id}`)).json.members).toBeUndefined()
    expect((await scim.filter('/Groups', `members.value eq "${team.id}"`)).json.totalResults).toBe(0)
    await expectTrueCounters(running, site.id, globex.directory.directoryId)
  })
})

describe('lists', () => {
  test('page by page every resource appears once, in one order, with the total of the filter', async () => {
    const { scim: own } = await makeDirectory(running, site, `Paged ${++made}`)
    const ids: string[] = []
    for (let n = 0; n < 25; n++) {
      ids.push(
        (await own.createUser(`${n % 2 ? 'odd' : 'even'}-${n}@x.com`, { title: n % 5 ? 'a' : 'b' })).json.id,
      )
    }
    const cases: [string, number][] = [
      ['', 25],
      ['userName sw "odd"', 12],
      ['userName sw "odd" or userName sw "even"', 25],
      ['title eq "b"', 5],
      ['userName sw "even" and title eq "b"', 3],
      ['userName eq "odd-1@x.com"', 1],
      ['userName co "-1"', 11],
      ['not (userName sw "odd")', 13],
      ['active eq true', 25],
      ['emails[type eq "work" and value sw "even"]', 13],
    ]
    for (const [filter, total] of cases) {
      const query = filter === '' ? '' : `&filter=${encodeURIComponent(filter)}`
      const seen: string[] = []
      for (let startIndex = 1; startIndex <= total + 4; startIndex += 4) {
        const { json } = await own.get(`/Users?startIndex=${startIndex}&count=4${query}`)
        expect(json).toMatchObject({ totalResults: total, startIndex, itemsPerPage: json.Resources.length })
        seen.push(...json.Resources.map(({ id }: { id: string }) => id))
      }
      expect(seen).toHaveLength(total)
      expect(seen).toEqual(ids.filter((id) => seen.includes(id)))
      expect((await own.get(`/Users?count=0${query}`)).json).toMatchObject({
        totalResults: total,
        Resources: [],
      })
    }
  })
})

describe('attributes and excludedAttributes', () => {
  const always = ['id', 'schemas']
  const keysOf = (json: object) => Object.keys(json).sort()

  test('of users, in every answer that returns one', async () => {
    const only = '?attributes=userName,name.givenName'
    const except = '?excludedAttributes=emails,meta,ID'
    const body = { name: { givenName: 'A', familyName: 'B' }, emails: [{ value: 'a@x.com' }] }
    const name = () => `select-${++made}@globex.com`
    for (const [query, check] of [
      [
        only,
        (json: { name: object }) => {
          expect(keysOf(json)).toEqual([...always, 'name', 'userName'].sort())
          expect(json.name).toEqual({ givenName: 'A' })
        },
      ],
      [
        except,
        (json: { name: object }) => {
          expect(keysOf(json)).toEqual(['active', 'id', 'name', 'schemas', 'userName'])
        },
      ],
    ] as const) {
      const created = await scim.send('POST', `/Users${query}`, { userName: name(), ...body })
      expect(created.status).toBe(201)
      expect(created.headers.get('location')).toContain(created.json.id)
      const path = `/Users/${created.json.id}${query}`
      const operations = [{ op: 'replace', path: 'active', value: true }]
      const list = await scim.get(`/Users${query}&filter=${encodeURIComponent(`id eq "${created.json.id}"`)}`)
      for (const json of [
        created.json,
        (await scim.get(path)).json,
        (await scim.send('PUT', path, { userName: name(), ...body })).json,
        (await scim.send('PATCH', path, { schemas: [patchOp], Operations: operations })).json,
        list.json.Resources[0],
      ]) {
        check(json)
      }
    }
  })

  test('of groups, in every answer that returns one', async () => {
    const ann = (await user()).json.id
    const body = { displayName: 'Selected', members: [{ value: ann }] }
    for (const [query, keys] of [
      ['?attributes=displayName', ['displayName', 'id', 'schemas']],
      ['?attributes=members', ['id', 'members', 'schemas']],
      ['?excludedAttributes=members', ['displayName', 'id', 'meta', 'schemas']],
    ] as const) {
      const created = await scim.send('POST', `/Groups${query}`, body)
      const path = `/Groups/${created.json.id}${query}`
      const patch = {
        schemas: [patchOp],
        Operations: [{ op: 'add', path: 'members', value: [{ value: ann }] }],
      }
      const list = await scim.get(
        `/Groups${query}&filter=${encodeURIComponent(`id eq "${created.json.id}"`)}`,
      )
      for (const json of [
        created.json,
        (await scim.get(path)).json,
        (await scim.send('PUT', path, body)).json,
        (await scim.send('PATCH', path, patch)).json,
        list.json.Resources[0],
      ]) {
        expect(keysOf(json)).toEqual(keys)
      }
    }
  })
})

describe('discovery', () => {
  test('every attribute has all its characteristics, and nothing is null', async () => {
    const { json } = await scim.get('/Schemas')
    expect(json).toMatchObject({ totalResults: 3, startIndex: 1, itemsPerPage: 3 })
    const characteristics = [
      'name',
      'type',
      'multiValued',
      'description',
      'required',
      'mutability',
      'returned',
    ]
    const visit = (attribute: Record<string, unknown>): void => {
      expect(Object.keys(attribute)).toEqual(expect.arrayContaining(characteristics))
      if (attribute.type === 'string') {
        expect(Object.keys(attribute)).toEqual(expect.arrayContaining(['caseExact', 'uniqueness']))
      }
      if (attribute.type === 'reference') expect(attribute.referenceTypes).toEqual(expect.any(Array))
      if (attribute.type === 'complex') expect(attribute.subAttributes).toEqual(expect.any(Array))
      for (const sub of (attribute.subAttributes as []) ?? []) visit(sub)
    }
    for (const schema of json.Resources) {
      expect(schema.meta).toMatchObject({
        resourceType: 'Schema',
        location: `${globex.baseUrl.replace('127.0.0.1', 'localhost')}/Schemas/${schema.id}`,
      })
      for (const attribute of schema.attributes) visit(attribute)
      expect((await scim.get(`/Schemas/${schema.id}`)).json).toEqual(schema)
    }
    const { json: types } = await scim.get('/ResourceTypes')
    for (const type of types.Resources)
      expect((await scim.get(`/ResourceTypes/${type.name}`)).json).toEqual(type)
    const config = await scim.get('/ServiceProviderConfig')
    for (const document of [json, types, config.json])
      expect(JSON.stringify(document)).not.toMatch(/:null|undefined/)
    expect(config.json).toMatchObject({
      patch: { supported: true },
      etag: { supported: true },
      filter: { supported: true },
    })
  })

  test('has nothing to filter: 403', async () => {
    for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig', '/ResourceTypes/User']) {
      expect((await scim.get(`${path}?filter=name%20eq%20%22User%22`)).status).toBe(403)
      expect((await scim.get(`${path}?count=1&sortBy=x`)).status).toBe(200)
    }
  })
})

describe('large but legal', () => {
  test('the longest values of every indexed attribute are kept and found', async () => {
    // Nothing in it repeats, so that no index can compress it.
    let seed = 1
    const letters = Array.from({ length: 16_384 }, () => {
      seed = (seed * 48_271) % 0x7fffffff
      return (seed % 36).toString(36)
    }).join('')
    const key = letters.slice(0, 1024)
    const emails = [{ value: letters.slice(5000, 6024), type: letters }]
    const name = { formatted: letters }
    const created = await scim.send('POST', '/Users', {
      userName: key,
      displayName: key,
      externalId: key,
      emails,
      name,
    })
    expect(created.status).toBe(201)
    for (const filter of [
      `userName eq "${key}"`,
      `externalId eq "${key}"`,
      `emails.value eq "${emails[0]?.value}"`,
    ]) {
      expect((await scim.filter('/Users', filter)).json.totalResults).toBe(1)
    }
    // 682 letters of three bytes, none like the one before.
    const wide = Array.from({ length: 682 }, (_, n) =>
      String.fromCharCode(0x4e00 + ((n * 7919) % 20_000)),
    ).join('')
    const team = await scim.createGroup(wide, [created.json.id], { externalId: wide })
    expect(team.status).toBe(201)
    expect((await scim.filter('/Groups', `displayName eq "${wide}"`)).json.totalResults).toBe(1)
    const namesake = await makeDirectory(running, site, `Namesake ${'x'.repeat(80)}`)
    expect((await namesake.scim.createGroup(wide)).status).toBe(201)
  })

  test('a user with lists of 1,000 elements', async () => {
    const emails = Array.from({ length: 1000 }, (_, n) => ({ value: `a${n}@x.com`, type: `t${n}` }))
    const created = await user({ emails })
    expect(created.status).toBe(201)
    expect((await scim.get(`/Users/${created.json.id}`)).json.emails).toHaveLength(1000)
  })

  test('a PUT of a group with 50,000 members works, and the process answers others meanwhile', async () => {
    const { scim: own, directory } = await makeDirectory(running, site, 'Vast')
    const ids = await insertUsers(running, site.id, directory.directoryId, 50_000)
    const team = (await own.createGroup('Everyone', ids.slice(0, 10))).json
    const members = ids.map((value) => ({ value, display: 'somebody of the company', type: 'User' }))
    const body = JSON.stringify({ displayName: 'Everyone', members })
    expect(body.length).toBeGreaterThan(4_000_000)
    let isDone = false
    let answered = 0
    const put = own.send('PUT', `/Groups/${team.id}?excludedAttributes=members`, body).finally(() => {
      isDone = true
    })
    while (!isDone) {
      expect((await fetch(`${running.origin}/healthz`)).status).toBe(200)
      answered++
    }
    expect((await put).status).toBe(200)
    expect(answered).toBeGreaterThan(5)
    const shown = await own.get(`/Groups/${team.id}`)
    expect(shown.json.members).toHaveLength(50_000)
    await expectTrueCounters(running, site.id, directory.directoryId)
    const judging = Array(30).fill('value ne "x"').join(' and ')
    const refused = await own.patch(`/Groups/${team.id}`, { op: 'remove', path: `members[${judging}]` })
    expect(refused.json).toMatchObject({ status: '400', scimType: 'tooMany' })
    const path = `/Groups/${team.id}?excludedAttributes=members`
    expect((await own.send('PUT', path, { displayName: 'Everyone', members: [] })).status).toBe(200)
    expect((await own.get(`/Groups/${team.id}`)).json.members).toBeUndefined()
    await expectTrueCounters(running, site.id, directory.directoryId)
  })
})
