import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtMain } from '../fixtures/built-server.ts'
import { certificate, itsKey } from '../fixtures/certificate.ts'
import { type FreshDatabase, freshDatabase } from '../fixtures/database.ts'
import { DatabaseRelay } from '../fixtures/database-relay.ts'
import { commandProcess as command, serve } from '../fixtures/served.ts'

let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

/** `serve` with its pipes at hand. */
function started(...args: string[]) {
  const env = { ...process.env, DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'trace' }
  return spawn(process.execPath, [builtMain(), 'serve', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

test('a server whose output nobody reads any more keeps serving, and stops when it is told to', async () => {
  const child = started()
  const ended = once(child, 'exit')
  try {
    // Both ends are closed after the first line, as by `npm start 2>&1 | head -1`.
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const origin = /^Doorward is ready at (http\S+)$/.exec(line)?.[1]
    child.stdout.destroy()
    child.stderr.destroy()
    for (let n = 0; n < 3; n++) expect((await fetch(`${origin}/healthz`)).status).toBe(200)
  } finally {
    child.kill('SIGTERM')
  }
  expect(await ended).toEqual([0, null])
})

test('with TLS_CERT and TLS_KEY the server serves HTTPS with them, and says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-https-'))
  const [TLS_CERT, TLS_KEY] = [join(folder, 'help.pem'), join(folder, 'help.key')]
  writeFileSync(TLS_CERT, certificate)
  writeFileSync(TLS_KEY, itsKey)
  const served = await serve({ DATABASE_URL: database.url, TLS_CERT, TLS_KEY })
  try {
    expect(served.origin).toMatch(/^https:/)
    // The name is the certificate's, and nothing but the certificate is trusted.
    const call = request(`${served.origin}/healthz`, { ca: certificate, servername: 'help.example.com' })
    const [response] = await once(call.end(), 'response')
    expect(response.resume().statusCode).toBe(200)
  } finally {
    await served.stop()
    rmSync(folder, { recursive: true })
  }
})

test('a path that is no percent-encoded text is answered by the built server in the words of SCIM', async () => {
  const server = await serve({ DATABASE_URL: database.url })
  try {
    const answer = await fetch(`${server.origin}/scim/v2/x/Users/%ff`)
    expect([
      answer.status,
      answer.headers.get('content-type'),
      ((await answer.json()) as { schemas: string[] }).schemas,
    ]).toEqual([
      401,
      expect.stringContaining('application/scim+json'),
      ['urn:ietf:params:scim:api:messages:2.0:Error'],
    ])
  } finally {
    await server.stop()
  }
})

test('serve --json prints one document when it is ready, and nothing else on standard output', async () => {
  const child = started('--json')
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = once(child, 'close')
  child.stdout.on('data', (chunk) => {
    stdout += chunk
    child.kill('SIGTERM')
  })
  expect(await ended).toEqual([0, null])
  const { url, pid, notes } = JSON.parse(stdout)
  expect({ url, pid, notes }).toEqual({
    url: expect.stringMatching(/^http:\/\/localhost:\d+$/),
    pid: child.pid,
    notes: [],
  })
  expect(stderr).toContain('Doorward stops (SIGTERM)')
})

test('an error that nobody foresaw is logged with its place in the sources, not in the build', async () => {
  const own = await freshDatabase()
  const served = await serve({ DATABASE_URL: own.url, LOG_LEVEL: 'error' })
  try {
    const client = new Client({ connectionString: own.url })
    await client.connect()
    await client.query('drop schema doorward cascade')
    await client.end()
    expect((await fetch(`${served.origin}/api/me`)).status).toBe(500)
    await expect.poll(() => served.errors()).toContain('a request failed')
    expect(served.errors()).toMatch(
      /at parseErrorMessage \(file:[^)]*\/node_modules\/pg-protocol\/[\w/]+\.js:\d+:\d+\)/,
    )
    expect(served.errors()).not.toMatch(/\/dist\/[0-9a-f]{16}\//)
  } finally {
    await served.stop()
    await own.drop()
  }
})

/** A port of this machine on which something listens that hangs up. */
async function hangingUp(): Promise<{ port: number; close(): void }> {
  const server = createServer((socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as { port: number }).port, close: () => server.close() }
}

test('a database that cannot be reached is named with host, port and reason, and never its password', async () => {
  const other = await hangingUp()
  const closed = await hangingUp()
  closed.close()
  const absent = new URL(database.url)
  absent.pathname = '/nowhere'
  const secret = 'postgres://owner:s3cret@127.0.0.1'
  const cases: [args: string[], url: string, sentence: RegExp][] = [
    [['serve'], `${secret}:${closed.port}/x`, new RegExp(`127\\.0\\.0\\.1:${closed.port}: nothing listens`)],
    [['site', 'list'], `${secret}:${closed.port}/x`, /nothing listens there \(ECONNREFUSED\)/],
    [['migrate'], `${secret}:${other.port}/x`, new RegExp(`:${other.port}: .*it may not be PostgreSQL`)],
    [['backup', '/tmp/no.backup'], 'postgres:///x?host=/no/such', /the socket \/no\/such.*no such socket/],
    [['site', 'list'], absent.href, /it has no database nowhere/],
  ]
  try {
    for (const [args, url, sentence] of cases) {
      const { code, stdout, stderr } = await command({ DATABASE_URL: url }, ...args, '--json')
      expect(stderr).toMatch(/^DATABASE_URL: no connection to /)
      expect(stderr).toMatch(sentence)
      expect(stdout + stderr).not.toContain('s3cret')
      const { error } = JSON.parse(stdout)
      expect({ code, error }).toMatchObject({
        code: 1,
        error: { code: 'unavailable', field: 'DATABASE_URL', message: stderr.trim() },
      })
    }
  } finally {
    other.close()
  }
})

test.each([[['serve']], [['site', 'list']]])(
  'behind a pooler that drops options %j ends, and says why',
  async (args) => {
    const relay = await DatabaseRelay.open(database.url)
    relay.dropsOptions = true
    const env = { DATABASE_URL: relay.url, PORT: '0' }
    const { code, stdout, stderr } = await command(env, ...args, '--json')
    const message = stderr.trim().split('\n').at(-1)
    expect(message).toMatch(/^DATABASE_URL: connections lose their start-up options .* keep the sites apart/)
    const error = { code: 'unavailable', field: 'DATABASE_URL', message }
    expect([code, JSON.parse(stdout)]).toEqual([1, { error }])
    await relay.close()
  },
)

test('a bad environment is one JSON document as well, for the server and for every command', async () => {
  const env = { PORT: '0x1F', TRUST_PROXY: 'bogus', TLS_CERT: '/no/such.pem', TLS_KEY: '/no/such.key' }
  const [server, list] = await Promise.all([
    command(env, 'serve', '--json'),
    command(env, 'site', 'list', '--json'),
  ])
  const documentOf = ({ code, stdout }: typeof server) => ({ code, ...JSON.parse(stdout) })
  expect(documentOf(server)).toMatchObject({
    code: 1,
    error: { code: 'environment', field: 'PORT, TRUST_PROXY, TLS_CERT, TLS_KEY' },
  })
  expect(documentOf(list)).toMatchObject({
    code: 1,
    error: { code: 'environment', field: 'PORT, TRUST_PROXY' },
  })
})
