// When the database goes away, and what is written down of all of it.
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/http/log.ts'
import { addressKeyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { ScimClient, type ScimResponse } from '../fixtures/scim-client.ts'
import { expectTrueCounters } from '../fixtures/site-state.ts'

let running: RunningApp
let site: Site
let globex: MadeDirectory

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
})
afterAll(() => running.close())

function expectUnavailable({ status, headers, json }: ScimResponse): void {
  expect(status).toBe(503)
  expect(headers.get('retry-after')).toMatch(/^\d+$/)
  expect(headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
  expect(json).toMatchObject({ status: '503', detail: expect.any(String) })
}

describe('a database that goes away', () => {
  test('in the middle of calls: each succeeds or is told to come back, and afterwards all is well', async () => {
    const killer = new Client({ connectionString: running.ownerUrl })
    await killer.connect()
    const answers: ScimResponse[] = []
    let isOver = false
    const group = (await globex.scim.createGroup('Sales')).json.id
    const writer = async (lane: number) => {
      for (let n = 0; !isOver; n++) {
        const made = await globex.scim.createUser(`killed-${lane}-${n}@globex.com`)
        answers.push(made)
        if (made.status === 201) {
          const value = [{ value: made.json.id }]
          answers.push(await globex.scim.patch(`/Groups/${group}`, { op: 'add', path: 'members', value }))
        }
        answers.push(await globex.scim.filter('/Users', 'userName sw "killed"'))
      }
    }
    const lanes = Array.from({ length: 8 }, (_, lane) => writer(lane))
    for (let round = 0; round < 10; round++) {
      await pause(60)
      await killer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and usename = current_user`,
      )
    }
    isOver = true
    await Promise.all(lanes)
    await killer.end()
    for (const answer of answers) {
      if (answer.status === 503) expectUnavailable(answer)
      // Whoever was told to come back and does so may find that it had worked.
      else expect([200, 201, 204]).toContain(answer.status)
    }
    expect(answers.some(({ status }) => status < 300)).toBe(true)
    expect((await globex.scim.createUser('after@globex.com')).status).toBe(201)
    expect((await fetch(`${running.origin}/readyz`)).status).toBe(200)
    await expectTrueCounters(running, site.id, globex.directory.directoryId)
  })

  test('before the first call: 503 to whoever calls, and the process is alive but not ready', async () => {
    const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent' })
    const ownerUrl = 'postgres://doorward:x@127.0.0.1:9/doorward'
    const app = await build({ config, ownerUrl, logger: pino({ level: 'silent' }) })
    const origin = await app.server.listen({ host: '127.0.0.1', port: 0 })
    const scim = new ScimClient(
      `${origin}/scim/v2/${addressKeyOf(site.id, globex.directory.directoryId)}`,
      'x',
    )
    expectUnavailable(await scim.get('/Users'))
    expectUnavailable(await scim.createUser('ann@globex.com'))
    expectUnavailable(await scim.get('/Nothing'))
    expectUnavailable(await scim.delete('/Schemas'))
    expectUnavailable(await scim.send('POST', '/Users', '{', { 'content-type': ';' }))
    expect((await fetch(`${origin}/healthz`)).status).toBe(200)
    const ready = await fetch(`${origin}/readyz`)
    expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '5'])
    await app.close()
  })
})

describe('what is written down', () => {
  const secrets = {
    password: 'Tr0ub4dor',
    userName: 'zaphod',
    domain: 'heartofgold.example',
    name: 'Beeblebrox',
  }

  /** Calls of every kind, good and bad, that carry secrets and personal values. */
  async function exercise(scim: ScimClient): Promise<void> {
    const { password, userName, domain, name } = secrets
    const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
    const more = { password, displayName: name, emails: [{ value: `${userName}@${domain}` }] }
    const made = await scim.createUser(userName, more)
    const path = `/Users/${made.json?.id ?? 'x'}`
    await scim.createUser(userName, more)
    await scim.createUser(userName, { ...more, password: { value: password } })
    await scim.createUser('', more)
    await scim.send('POST', '/Users', `{"userName":"${userName}","password":"${password}"`)
    await scim.patch(path, { op: 'replace', path: 'password', value: password })
    await scim.patch(path, { op: 'replace', path: `${core}:password`, value: password })
    await scim.patch(path, { op: 'Add', value: { Password: password, displayName: name } })
    await scim.patch(path, { op: 'add', path: `password[value eq "${password}"]`, value: password })
    await scim.filter('/Users', `password eq "${password}"`)
    await scim.get(`/Users?filter=p%61ssword%20eq%20%22${password}%22`)
    await scim.get(`/Users?filter=password%20eq%20%22${password}%22%ff`)
    await scim.filter('/Users', `userName eq "${userName}"`)
    await scim.filter('/Users', `${userName} eq "${name}"`)
    await scim.get('/Users', { authorization: `Bearer ${scim.token}x` })
    await scim.get(`/Nothing/${userName}?token=${scim.token}`)
    await scim.send('PUT', path, { userName: `${userName}2`, password })
    await scim.createGroup(name, [made.json?.id ?? 'x'])
    await scim.delete(path)
  }

  test('exchanges hold no password and no token', async () => {
    await exercise(globex.scim)
    // What was recorded a moment ago is written a quarter of a second later.
    let rows: { text: string }[] = []
    for (
      let tries = 0;
      tries < 50 && !rows.some(({ text }) => text.includes(`${secrets.userName}2`));
      tries++
    ) {
      await pause(50)
      const query = {
        name: '',
        text: 'select e::text as text from exchanges e where site_id = $1',
        values: [site.id],
      }
      rows = (await running.app.database.readInSite(site.id, [query]))[0] as { text: string }[]
    }
    const text = rows.map((row) => row.text).join('\n')
    expect(text).toContain(`${secrets.userName}2`)
    expect(text).toContain('[removed]')
    expect(text).not.toContain(secrets.password)
    expect(text).not.toContain(globex.token)
  })

  test.each(['up', 'away'])(
    'the log at its most talkative holds no secret and no personal value: database %s',
    async (state) => {
      const lines: string[] = []
      const logger = createLogger('trace', { write: (line) => void lines.push(line) })
      const config = readConfig({ PORT: '0' })
      const ownerUrl = state === 'up' ? running.ownerUrl : 'postgres://doorward:x@127.0.0.1:9/doorward'
      const app = await build({ config, ownerUrl, logger })
      const origin = await app.server.listen({ host: '127.0.0.1', port: 0 })
      await exercise(new ScimClient(globex.baseUrl.replace(running.origin, origin), globex.token))
      await app.close()
      const log = lines.join('')
      expect(lines.length).toBeGreaterThan(10)
      expect(log).toContain('requestId')
      for (const secret of [globex.token, ...Object.values(secrets)]) expect(log).not.toContain(secret)
    },
  )
})
