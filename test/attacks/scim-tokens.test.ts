// Whoever has no valid token of a directory learns nothing of it and changes nothing in it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createToken, revoke } from '../../src/admin/tokens.ts'
import { addressKeyOf, keyOf } from '../../src/model/ids.ts'
import { type ScimRoute, scimRoutes } from '../../src/scim/routes.ts'
import type { Site } from '../../src/storage/sites.ts'
import { sendRaw } from '../fixtures/raw-request.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { ScimClient, type ScimResponse } from '../fixtures/scim-client.ts'
import { siteState } from '../fixtures/site-state.ts'

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'

let running: RunningApp
let site: Site
let globex: MadeDirectory
/** Another customer of the same site, and one of another site. */
let evil: MadeDirectory
let elsewhere: MadeDirectory
let userId: string
let groupId: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
  evil = await makeDirectory(running, site, 'Evil')
  elsewhere = await makeDirectory(running, await makeSite(running), 'Elsewhere')
  userId = (await globex.scim.createUser('ann@globex.com', { externalId: 'x-ann' })).json.id
  groupId = (await globex.scim.createGroup('Sales', [userId], { externalId: 'x-sales' })).json.id
})
afterAll(() => running.close())

function expectUnauthorized(answer: ScimResponse): void {
  expect(answer.status).toBe(401)
  expect(answer.headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="/)
  expect(answer.json).toEqual({ schemas: [errorSchema], detail: expect.any(String), status: '401' })
}

/** A request that would succeed on this route for the directory's own token. */
function requestFor(route: ScimRoute): { path: string; body: object | undefined } {
  const names: Record<string, string> = {
    '/Users/:id': userId,
    '/Groups/:id': groupId,
    '/Schemas/:id': 'urn:ietf:params:scim:schemas:core:2.0:User',
    '/ResourceTypes/:id': 'User',
  }
  const path = route.path.replace(':id', names[route.path] ?? '')
  const operation = { op: 'replace', path: 'displayName', value: 'Taken over' }
  const bodies: Partial<Record<ScimRoute['method'], object>> = {
    POST: { userName: 'mallory@evil.com', displayName: 'Mallory' },
    PUT: { userName: 'mallory@evil.com', displayName: 'Taken over' },
    PATCH: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] },
  }
  return { path, body: bodies[route.method] }
}

const routes = scimRoutes.map((route) => ({ name: `${route.method} ${route.path}`, route }))

describe('every route answers 401 without a valid token of its directory, and always in the same words', () => {
  test.each(routes)('$name', async ({ route }) => {
    const before = await siteState(running, site.id)
    const { path, body } = requestFor(route)
    const secret = globex.token
    const headers: Record<string, Record<string, string>> = {
      none: { authorization: '' },
      wrong: { authorization: `Bearer ${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}` },
      'without its scheme': { authorization: secret },
      'of another scheme': { authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}` },
      'empty bearer': { authorization: 'Bearer ' },
      'two tokens': { authorization: `Bearer ${secret} ${secret}` },
      'endless token': { authorization: `Bearer ${'a'.repeat(5_000)}` },
      'of another directory of the site': { authorization: `Bearer ${evil.token}` },
      'of another site': { authorization: `Bearer ${elsewhere.token}` },
    }
    const answers = await Promise.all(
      Object.values(headers).map((given) => globex.scim.send(route.method, path, body, given)),
    )
    answers.push(
      await globex.scim.send(route.method, `${path}?access_token=${secret}&token=${secret}`, body, {
        authorization: '',
      }),
    )
    for (const answer of answers) {
      expectUnauthorized(answer)
      expect(answer.text).toBe(answers[0]?.text)
    }
    expect(await siteState(running, site.id)).toEqual(before)
  })
})

describe('a directory that is not there answers like one whose token is wrong', () => {
  const own = () => addressKeyOf(site.id, globex.directory.directoryId)
  test.each<[string, () => string]>([
    ['an unknown directory of the site', () => keyOf(site.id) + keyOf(12345)],
    ['an unknown site', () => keyOf(54321) + keyOf(globex.directory.directoryId)],
    ['nonsense', () => 'nonsense'],
    ['too long a key', () => `${own()}0`],
    ['a key of zeros', () => '000000000000'],
    ['a key beyond the largest', () => 'zzzzzzzzzzzz'],
    ['SQL', () => encodeURIComponent("1' or '1'='1")],
    ['a NUL', () => '%00'],
    ['a path', () => '..%2f..%2fetc'],
    ['the site alone', () => keyOf(site.id)],
    ['600 letters', () => 'a'.repeat(600)],
    ['letters beyond ASCII', () => encodeURIComponent('ключ')],
  ])('%s', async (_name, key) => {
    const answer = await sendRaw(running.origin, {
      path: `/scim/v2/${key()}/Users`,
      headers: { authorization: `Bearer ${globex.token}` },
    })
    expectUnauthorized(answer)
    const wrong = await globex.scim.get('/Users', { authorization: 'Bearer wrong' })
    expect(answer.text).toBe(wrong.text)
  })

  test('a key in capitals is the same key, because people retype URLs', async () => {
    const answer = await sendRaw(running.origin, {
      path: `/scim/v2/${own().toUpperCase()}/Users`,
      headers: { authorization: `Bearer ${globex.token}` },
    })
    expect(answer.status).toBe(200)
  })
})

describe('a token ends', () => {
  test('when it expires', async () => {
    const past = new Date(Date.now() - 60_000)
    const { token } = await createToken(
      running.app.database,
      site.id,
      globex.directory.directoryId,
      { label: 'short', expiresAt: new Date(Date.now() - 1_000) },
      byTest(past),
    )
    expectUnauthorized(await new ScimClient(globex.baseUrl, token).get('/Users'))
  })

  test('within a second of its revocation, while the others of its directory go on', async () => {
    const { token, tokenId } = await createToken(
      running.app.database,
      site.id,
      globex.directory.directoryId,
      { label: 'second', expiresAt: null },
      byTest(),
    )
    const client = new ScimClient(globex.baseUrl, token)
    expect((await client.get('/Users')).status).toBe(200)
    await revoke(running.app.database, site.id, globex.directory.directoryId, tokenId, byTest())
    const end = Date.now() + 1_000
    while ((await client.get('/Users')).status !== 401 && Date.now() < end);
    expectUnauthorized(await client.get('/Users'))
    expect((await globex.scim.get('/Users')).status).toBe(200)
  })
})

describe('paths and methods that do not exist', () => {
  const unknown: [string, string][] = [
    ['GET', '/Nothing'],
    ['POST', '/Nothing/here'],
    ['GET', '/user'],
    ['GET', '/Users/a/b'],
    ['DELETE', '/Users/'],
    ['GET', '/Bulk'],
    ['OPTIONS', '/Nothing'],
    ['HEAD', '/Nothing'],
  ]
  test.each(unknown)('%s %s is 401 without a token and 404 or 405 with one', async (method, path) => {
    const address = `/scim/v2/${addressKeyOf(site.id, globex.directory.directoryId)}${path}`
    const stranger = await sendRaw(running.origin, { method, path: address })
    expect(stranger.status).toBe(401)
    expect(stranger.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(stranger.headers.get('allow')).toBeNull()
    const known = await sendRaw(running.origin, {
      method,
      path: address,
      headers: { authorization: `Bearer ${globex.token}` },
    })
    expect([404, 405]).toContain(known.status)
    expect(known.headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
    if (method !== 'HEAD')
      expect(known.json).toMatchObject({ schemas: [errorSchema], status: String(known.status) })
  })

  const paths = [...new Set(scimRoutes.map(({ path }) => path))]
  test.each(paths)('%s answers 405 with Allow to the methods it does not know', async (path) => {
    const allowed: string[] = scimRoutes.filter((route) => route.path === path).map(({ method }) => method)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
      if (allowed.includes(method)) continue
      const raw = {
        method,
        path: `/scim/v2/${addressKeyOf(site.id, globex.directory.directoryId)}${path.replace(':id', userId)}`,
      }
      expect((await sendRaw(running.origin, raw)).status).toBe(401)
      const answer = await sendRaw(running.origin, {
        ...raw,
        headers: { authorization: `Bearer ${globex.token}` },
      })
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe(allowed.join(', '))
      expect(answer.json).toMatchObject({ schemas: [errorSchema], status: '405' })
    }
  })
})

describe('the owner of one directory, through that directory, does not reach another', () => {
  test.each(['Users', 'Groups'])('by the ids of its %s: 404, nothing read, nothing changed', async (kind) => {
    const id = kind === 'Users' ? userId : groupId
    const before = await siteState(running, site.id)
    for (const { scim } of [evil, elsewhere]) {
      const answers = [
        await scim.get(`/${kind}/${id}`),
        await scim.get(`/${kind}/${id}?attributes=id,members,groups`),
        await scim.send('PUT', `/${kind}/${id}`, { userName: 'x', displayName: 'x' }),
        await scim.patch(`/${kind}/${id}`, { op: 'replace', path: 'displayName', value: 'x' }),
        await scim.delete(`/${kind}/${id}`),
      ]
      for (const answer of answers) {
        expect(answer.status).toBe(404)
        expect(answer.text).not.toMatch(/ann|sales|globex/i)
      }
    }
    expect(await siteState(running, site.id)).toEqual(before)
  })

  test('by filters', async () => {
    const users = [
      `id eq "${userId}"`,
      'userName eq "ann@globex.com"',
      'userName sw "ann"',
      'externalId eq "x-ann"',
      'emails.value eq "ann@globex.com"',
      'emails[type eq "work" and value co "globex"]',
      `groups.value eq "${groupId}"`,
      'userName pr',
      'meta.created gt "2000-01-01T00:00:00Z"',
    ]
    const groups = [
      `id eq "${groupId}"`,
      'displayName eq "Sales"',
      'externalId eq "x-sales"',
      `members.value eq "${userId}"`,
      `members[value eq "${userId}"]`,
      'displayName pr',
    ]
    for (const { scim } of [evil, elsewhere]) {
      for (const filter of users) expect((await scim.filter('/Users', filter)).json.totalResults).toBe(0)
      for (const filter of groups) expect((await scim.filter('/Groups', filter)).json.totalResults).toBe(0)
      expect((await scim.get('/Users')).json.totalResults).toBe(0)
      expect((await scim.get('/Groups')).json.totalResults).toBe(0)
    }
  })

  test('by taking its users and groups for members', async () => {
    const own = (await evil.scim.createUser('eve@evil.com')).json.id
    const group = (await evil.scim.createGroup('Spies', [own])).json.id
    const before = await siteState(running, site.id)
    for (const id of [userId, groupId]) {
      const answers = [
        await evil.scim.createGroup('More spies', [own, id]),
        await evil.scim.patch(`/Groups/${group}`, { op: 'add', path: 'members', value: [{ value: id }] }),
        await evil.scim.send('PUT', `/Groups/${group}`, { displayName: 'Spies', members: [{ value: id }] }),
      ]
      for (const answer of answers) {
        expect(answer.status).toBe(400)
        expect(answer.json).toMatchObject({
          scimType: 'invalidValue',
          detail: expect.stringMatching(/members/),
        })
      }
    }
    expect(await siteState(running, site.id)).toEqual(before)
    expect((await evil.scim.get(`/Groups/${group}`)).json.members).toHaveLength(1)
  })
})
