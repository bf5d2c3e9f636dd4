// A call has its time and no more, whatever it waits for; and what it was told is what happened.
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLogger } from '../../src/http/log.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Query } from '../../src/storage/statement.ts'
import { DatabaseRelay } from '../fixtures/database-relay.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimResponse } from '../fixtures/scim-client.ts'

let relay: DatabaseRelay
let running: RunningApp
let site: Site
let globex: MadeDirectory
let userId: string
/** Whoever holds locks that calls want. */
let other: Client
const lines: string[] = []

beforeAll(async () => {
  const limits = {
    callMaxMs: 1_500,
    database: { connectionsMax: 2, connectTimeoutMs: 1_000, silenceMaxMs: 4_000, commitGraceMs: 1_000 },
  }
  running = await runningApp({
    limits,
    logger: createLogger('debug', { write: (line) => void lines.push(line) }),
    through: async (ownerUrl) => {
      relay = await DatabaseRelay.open(ownerUrl)
      return relay.url
    },
  })
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
  // The first calls prepare what later ones find, and may take longer than a call has here.
  await eventually(async () => (await globex.scim.get('/Users')).status === 200)
  let made = await globex.scim.createUser('ann@globex.com')
  for (let n = 0; made.status !== 201 && n < 20; n++)
    made = await globex.scim.createUser(`ann${n}@globex.com`)
  expect(made.status).toBe(201)
  userId = made.json.id
  other = new Client({
    connectionString: running.ownerUrl,
    options: '-c role=doorward_app -c search_path=doorward,public',
  })
  await other.connect()
  await other.query(`set doorward.site_id = '${site.id}'`)
})
beforeEach(() => {
  lines.length = 0
})
afterAll(async () => {
  await other.end()
  const closed = running.close()
  // A line that a test left silent has no end that anybody would hear of: it is cut, should the server wait for it.
  await Promise.race([closed, pause(5_000)])
  await relay.close()
  await closed
})

function expectGivenUp({ status, headers, json }: ScimResponse): void {
  expect({ status, json }).toMatchObject({ status: 503, json: { status: '503', detail: expect.any(String) } })
  expect(headers.get('retry-after')).toMatch(/^\d+$/)
  expect(headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
}

/** The exchanges of a path, oldest first; once there are as many as expected and nothing else waits. */
async function exchangesOf(path: string): Promise<{ status: number; effect: string; method: string }[]> {
  const { rows } = await other.query(
    'select status, effect, method from exchanges where site_id = $1 and path = $2 order by exchange_id',
    [site.id, path],
  )
  return rows
}

/** Waits for what the database does without being watched. */
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}

/** Until no connection of the server is within a transaction any more. */
const settled = () =>
  eventually(async () => {
    const { rows } = await other.query(
      `select 1 from pg_stat_activity where datname = current_database() and application_name = 'doorward'
        and state <> 'idle'`,
    )
    return rows.length === 0
  })

const inSite = (text: string): Query => ({ name: '', text, values: [] })
const userNames = async (): Promise<string[]> => {
  const [rows] = await running.app.database.readInSite(site.id, [
    inSite('select user_name_folded as name from directory_users order by 1'),
  ])
  return (rows as { name: string }[]).map(({ name }) => name)
}

async function holdingLock<T>(statement: string, work: () => Promise<T>): Promise<T> {
  await other.query(`begin; ${statement}`)
  try {
    return await work()
  } finally {
    await other.query('rollback')
  }
}

/** Stands in the packet that brings the writes of a new user and their commit. */
const commitOfCreate = 'directory-user.created'

describe('a write whose time is up', () => {
  test('before it could read: it is rolled back, recorded once as what was answered, and nobody complains', async () => {
    const path = `/Users/${userId}`
    const change = { op: 'replace', path: 'displayName', value: 'Ann' }
    const lock = `select 1 from directory_users where user_id = '${userId}' for update`
    expectGivenUp(await holdingLock(lock, () => globex.scim.patch(path, change)))
    await settled()
    expect((await globex.scim.get(path)).json.displayName).toBeUndefined()
    await eventually(async () => (await exchangesOf(path)).length === 2)
    expect(await exchangesOf(path)).toMatchObject([
      { status: 503, method: 'PATCH', effect: expect.stringMatching(/^Refused: /) },
      { status: 200, method: 'GET' },
    ])
    expect(lines.join('')).not.toMatch(/FST_ERR|"level":[456]0/)
  })

  test('while the commit waits behind a lock: it is asked to stop, and is not made', async () => {
    const stopped = relay.cancelled()
    const answer = await holdingLock('lock table directory_users in share mode', () =>
      globex.scim.createUser('late@globex.com'),
    )
    expectGivenUp(answer)
    expect(answer.json.detail).toMatch(/given up/)
    await stopped
    await settled()
    expect(await userNames()).not.toContain('late@globex.com')
    expect((await globex.scim.createUser('late@globex.com')).status).toBe(201)
  })

  test('while the answer to its commit is on the way: the answer waits for that', async () => {
    const stopped = relay.cancelled()
    const hold = relay.hold(commitOfCreate)
    const created = globex.scim.createUser('slow@globex.com')
    await hold.began
    await stopped
    hold.pass()
    expect((await created).status).toBe(201)
    expect(await userNames()).toContain('slow@globex.com')
  })

  test('and the answer to its commit never comes: 503, and the exchange says that nobody knows', async () => {
    const hold = relay.hold(commitOfCreate)
    const created = globex.scim.createUser('unknown@globex.com')
    await hold.began
    const answer = await created
    hold.pass()
    expectGivenUp(answer)
    await settled()
    expect(await userNames()).toContain('unknown@globex.com')
    const unknown = async () =>
      (await exchangesOf('/Users')).filter(({ effect }) => effect.startsWith('Unknown: '))
    await eventually(async () => (await unknown()).length > 0)
    expect(await unknown()).toMatchObject([{ status: 503, method: 'POST' }])
  })
})

test('a body that does not come is not waited for', async () => {
  const { status, headers } = await new Promise<{ status: number | undefined; headers: object }>(
    (resolve) => {
      const call = request(`${globex.baseUrl}/Users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${globex.token}`, 'content-length': 100 },
      })
      call.on('response', (response) => {
        resolve({ status: response.statusCode, headers: response.headers })
        call.destroy()
      })
      call.on('error', () => {})
      call.write('{')
    },
  )
  expect({ status, headers }).toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.stringMatching(/^\d+$/), connection: 'close' },
  })
  expect(lines.join('')).not.toMatch(/FST_ERR|"level":[456]0/)
})

test('a database that vanishes without a word: 503 to all who call, and when it is back all is well', async () => {
  expect((await globex.scim.get('/Users')).status).toBe(200)
  relay.vanish()
  const calls = [
    () => globex.scim.get('/Users'),
    () => globex.scim.createUser('lost@globex.com'),
    () => globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'title', value: 'x' }),
    () => globex.scim.get('/Groups'),
  ]
  for (const answer of await Promise.all(calls.map((call) => call()))) expectGivenUp(answer)
  expectGivenUp(await globex.scim.get('/Users'))
  expect((await fetch(`${running.origin}/healthz`)).status).toBe(200)
  relay.comeBack()
  // Whoever calls in the very moment may still get one of the dead connections.
  await eventually(async () => (await globex.scim.get('/Users')).status === 200)
  expect((await globex.scim.createUser('back@globex.com')).status).toBe(201)
  expect((await fetch(`${running.origin}/readyz`)).status).toBe(200)
  expect(await userNames()).not.toContain('lost@globex.com')
})
