// Whatever is asked for under /scim is answered as SCIM answers, and no answer repeats the URL: it may hold anything.
import { METHODS } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { sendRaw } from '../fixtures/raw-request.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimResponse } from '../fixtures/scim-client.ts'

const personal = 'zaphod%40heartofgold.example'
const query = `?filter=userName%20eq%20%22${personal}%22&${personal}`
let running: RunningApp
let site: Site
let globex: MadeDirectory
let base: string
let userId: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
  base = new URL(globex.baseUrl).pathname
  userId = (await globex.scim.createUser('ann@globex.com')).json.id
})
afterAll(() => running.close())

function expectScimError(answer: ScimResponse, status: number, method = 'GET'): void {
  expect({ method, status: answer.status, text: answer.text }).toMatchObject({ method, status })
  expect(answer.headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
  expect(answer.text + JSON.stringify([...answer.headers])).not.toMatch(/zaphod|heartofgold/)
  if (method !== 'HEAD') {
    expect(answer.json).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      detail: expect.stringMatching(/^[A-Z].*[\w.]$/),
    })
  }
  if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /)
}

/** CONNECT asks for a tunnel and is none of HTTP's resources. */
const methods = METHODS.filter((method) => method !== 'CONNECT')

describe('a stranger is told 401', () => {
  test.each([
    '/scim',
    '/scim/',
    '/scim/v2',
    '/scim/v2/',
    '/SCIM/V2/Users',
    '/scim/v1/Users',
    `/scim/${personal}`,
    `/scim/v2/${personal}`,
    `/scim/v2/${personal}/Users/${personal}`,
    `/scim/v2/Users`,
    '/scim/v2//Users',
    '/scim/v2/%ff/Users',
  ])('at %s, whatever the method, with a token of elsewhere or none', async (path) => {
    for (const method of methods) {
      for (const headers of [{}, { authorization: `Bearer ${globex.token}` }]) {
        expectScimError(await sendRaw(running.origin, { method, path: path + query, headers }), 401, method)
      }
    }
  })
})

describe('a directory is told 404 or 405', () => {
  const send = (method: string, path: string) =>
    sendRaw(running.origin, {
      method,
      path: base + path + query,
      headers: { authorization: `Bearer ${globex.token}` },
    })

  test.each(methods)('for %s', async (method) => {
    const isRouted = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)
    expectScimError(await send(method, `/Nothing/${personal}`), 404, method)
    expectScimError(await send(method, `/Users/${userId}/${personal}`), 404, method)
    if (isRouted) return
    for (const path of [
      '',
      '/',
      '/Users',
      '/Users/',
      `/Users/${personal}`,
      '/users',
      '/Schemas',
      '/Users/.search',
    ]) {
      const answer = await send(method, path)
      expectScimError(answer, 405, method)
      expect(answer.headers.get('allow')).toMatch(/^(GET|POST)/)
    }
  })

  test('and which endpoints there are', async () => {
    const { json } = await send('GET', '/nothing')
    for (const path of ['/Users', '/Groups', '/.search', '/Schemas']) expect(json.detail).toContain(path)
  })

  test('and both stand in its exchanges, without what a path may hold of secrets', async () => {
    await send('DELETE', `/Schemas/${globex.token}`)
    const text = 'select status, path from exchanges where site_id = $1 and method = $2 and path like $3'
    const values = [site.id, 'DELETE', '/Schemas/%']
    for (;;) {
      const [rows = []] = await running.app.database.readInSite(site.id, [{ name: '', text, values }])
      if (rows.length === 0) continue
      expect(rows).toEqual([{ status: 405, path: `/Schemas/[removed]${query}` }])
      return
    }
  })
})

test.each(['application/json', 'application/scim+json', '*/*', 'text/html', 'image/png;q=0.1', 'nonsense'])(
  'whoever accepts %s gets SCIM: a 406 would break providers',
  async (accept) => {
    const answer = await globex.scim.get(`/Users/${userId}`, { accept })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
    expect(answer.json.id).toBe(userId)
  },
)

test.each(methods)('elsewhere %s is answered 404 in JSON, without the path', async (method) => {
  for (const path of ['/nothing', `/${personal}${query}`, `/scimx${query}`, `/%ff${query}`]) {
    const answer = await sendRaw(running.origin, { method, path })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    if (method !== 'HEAD') expect(answer.json).toEqual({ status: '404', detail: 'There is nothing here.' })
  }
})

test('a malformed content type elsewhere is answered in JSON without it', async () => {
  const headers = { 'content-type': `zaphod;${personal}`, 'content-length': '1' }
  const answer = await sendRaw(running.origin, { method: 'POST', path: '/healthz', headers, pieces: ['x'] })
  expect(answer.json).toEqual({ status: '415', detail: 'The request is malformed.' })
})
