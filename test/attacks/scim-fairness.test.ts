// Many customers share one server: what one of them does, or a stranger, must not keep another from its own.
import { type ClientRequest, request } from 'node:http'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimResponse } from '../fixtures/scim-client.ts'

const mebi = 1024 * 1024
let running: RunningApp
let site: Site
let globex: MadeDirectory
let initech: MadeDirectory
/** Holds locks, and so the calls that want them. */
let other: Client
let now = new Date('2024-01-01T00:00:00Z')

beforeAll(async () => {
  running = await runningApp({ now: () => now, rateMax: 200, limits: { workingMax: 1 } })
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
  initech = await makeDirectory(running, site, 'Initech')
  other = new Client({
    connectionString: running.ownerUrl,
    options: '-c role=doorward_app -c search_path=doorward,public',
  })
  await other.connect()
})
beforeEach(async () => {
  now = new Date(now.getTime() + 60_000)
  // From here on the server knows whose tokens these are.
  for (const { scim } of [globex, initech]) expect((await scim.get('/Users')).status).toBe(200)
})
afterAll(async () => {
  await other.end()
  await running.close()
})

async function holding<T>(table: string, work: (letGo: () => Promise<unknown>) => Promise<T>): Promise<T> {
  await other.query(`begin; lock table ${table}`)
  try {
    return await work(() => other.query('rollback'))
  } finally {
    await other.query('rollback')
  }
}

interface Sent {
  readonly call: ClientRequest
  readonly status: Promise<number>
}

/** Sends a request and waits until the server has begun with it. */
async function begin(
  { baseUrl, token }: Pick<MadeDirectory, 'baseUrl' | 'token'>,
  method: string,
  path: string,
  headers: Record<string, string | number> = {},
): Promise<Sent> {
  const call = request(baseUrl + path, {
    method,
    agent: false,
    headers: { authorization: `Bearer ${token}`, expect: '100-continue', ...headers },
  })
  const status = new Promise<number>((resolve, reject) => {
    call.on('response', (response) => resolve(response.resume().statusCode ?? 0))
    call.on('error', reject)
  })
  status.catch(() => {})
  call.flushHeaders()
  await new Promise((resolve) => call.on('continue', resolve))
  return { call, status }
}

test('a directory that floods the server delays another by one turn, and gets all turns when nobody else wants one', async () => {
  const order: string[] = []
  const sent: Promise<unknown>[] = []
  const get = async (name: string, directory: MadeDirectory) => {
    const { call, status } = await begin(directory, 'GET', '/Users')
    call.end()
    sent.push(status.then(() => order.push(name)))
  }
  await holding('directory_users', async () => {
    for (const name of ['g1', 'g2', 'g3', 'g4', 'g5']) await get(name, globex)
    for (const name of ['i1', 'i2']) await get(name, initech)
  })
  await Promise.all(sent)
  expect(order).toEqual(['g1', 'g2', 'i1', 'g3', 'i2', 'g4', 'g5'])
})

test('a directory has 256 calls under way; another is let in, and so is this one when they are done', async () => {
  await holding('directory_users', async () => {
    // Calls count where they wait as well: here for bodies that do not come.
    const sent: Sent[] = []
    for (let n = 0; n < 256; n++) {
      if (n % 150 === 0) now = new Date(now.getTime() + 1_000)
      sent.push(await begin(globex, 'POST', '/Users', { 'content-length': 2 }))
    }
    const refused = await globex.scim.get('/Schemas')
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(refused.json).toMatchObject({ status: '503', detail: expect.stringMatching(/too many calls/) })
    expect((await initech.scim.get('/Schemas')).status).toBe(200)
    for (const { call } of sent) call.destroy()
  })
  for (;;) if ((await globex.scim.get('/Schemas')).status === 200) break
})

describe('bodies in memory', () => {
  const group = JSON.stringify({ displayName: 'Large', externalId: 'x'.repeat(900), padding: '' })
  const large = group.slice(0, -2) + 'x'.repeat(10 * mebi) + group.slice(-2)

  async function post(directory: MadeDirectory): Promise<Sent> {
    const sent = await begin(directory, 'POST', '/Groups', { 'content-length': large.length })
    sent.call.end(large)
    return sent
  }

  test('of one directory are so many bytes; a small one and those of others are read meanwhile', async () => {
    const announced = await begin(globex, 'POST', '/Groups', { 'content-length': 60 * mebi })
    announced.call.write('{')
    let isOver = false
    const waiting = await post(globex)
    const done = waiting.status.then((status) => {
      isOver = true
      return status
    })
    expect(await (await post(initech)).status).toBe(201)
    expect((await globex.scim.createGroup('Small')).status).toBe(201)
    expect(isOver).toBe(false)
    announced.call.destroy()
    expect(await done).toBe(201)
  })
})

describe('strangers', () => {
  const stranger = (n: number) => ({ baseUrl: globex.baseUrl, token: `dwd_stranger_${n}` })

  test('wait in a line of their own, which has an end', async () => {
    const sent: Sent[] = []
    await holding('directory_tokens', async () => {
      for (let n = 0; n < 100; n++) sent.push(await begin(stranger(n), 'GET', '/Users'))
      for (const { call } of sent) call.end()
      const late = await fetch(`${globex.baseUrl}/Users`, { headers: { authorization: 'Bearer late' } })
      expect([late.status, late.headers.get('retry-after')]).toEqual([503, '5'])
      // Whoever is known is served, although no token can be looked up.
      expect((await globex.scim.get('/Users')).status).toBe(200)
      expect((await initech.scim.createUser(`while-${sent.length}@initech.com`)).status).toBe(201)
    })
    const statuses = await Promise.all(sent.map(({ status }) => status))
    expect(statuses.filter((status) => status === 401)).toHaveLength(66)
    expect(statuses.filter((status) => status === 503)).toHaveLength(34)
  })
})

describe('the ceiling of calls per second', () => {
  function expectTooMany({ status, headers, json }: ScimResponse): void {
    expect(status).toBe(429)
    expect(headers.get('retry-after')).toBe('1')
    expect(headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
    expect(json).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '429',
      detail: expect.any(String),
    })
  }

  test('is each directory’s own, and over after a second; one refusal a second is written down', async () => {
    await running.app.server.inject('/healthz')
    now = new Date(now.getTime() + 1_000)
    const stranger = { authorization: 'Bearer nobody' }
    for (let n = 0; n < 5; n++) expect((await globex.scim.get('/Users', stranger)).status).toBe(401)
    for (let n = 0; n < 200; n++) expect((await globex.scim.get('/Schemas/x')).status).toBe(404)
    for (const path of ['/Schemas', '/Nothing', '/Users?filter=']) expectTooMany(await globex.scim.get(path))
    expectTooMany(await globex.scim.createUser('ann@globex.com'))
    expect((await initech.scim.get('/Users')).status).toBe(200)
    now = new Date(now.getTime() + 1_000)
    for (let n = 0; n < 200; n++) expect((await globex.scim.get('/Schemas/x')).status).toBe(404)
    expectTooMany(await globex.scim.get('/Schemas'))
    const values = [site.id, globex.directory.directoryId]
    const text =
      'select effect from exchanges where site_id = $1 and directory_id = $2 and status = 429 order by exchange_id'
    for (;;) {
      const [rows = []] = await running.app.database.readInSite(site.id, [{ name: '', text, values }])
      const effects = (rows as { effect: string }[]).map(({ effect }) => effect)
      if (effects.length < 2) continue
      expect(effects).toEqual([
        expect.stringMatching(/^Refused: .* Repeat the call\.$/),
        expect.stringMatching(/^Refused: .* 3 more before it were refused as well\.$/),
      ])
      return
    }
  })
})
