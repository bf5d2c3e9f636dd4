// What keeps a demonstration apart from everything else: its identity providers sign in whoever reaches them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDemonstration } from '../../demo/site/open.ts'
import { demonstrationVariables } from '../../demo/site/settings.ts'
import { readState, writeState } from '../../demo/site/state.ts'
import { startLinks } from '../../src/admin/staff-links.ts'
import { isFromHere } from '../../src/demonstration.ts'
import { safeFetch } from '../../src/http/safe-fetch.ts'
import { builtMain } from '../fixtures/built-server.ts'
import { command } from '../fixtures/command.ts'
import { emptyDatabase } from '../fixtures/database.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let folder: string

beforeAll(async () => {
  running = await runningApp()
  folder = mkdtempSync(join(tmpdir(), 'doorward-no-demo-'))
})
afterAll(async () => {
  await running.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a server without the flag knows no demonstration', async () => {
  await makeSite(running)
  const page = await fetch(`${running.origin}/demo`, { headers: { accept: 'text/html' } })
  expect(page.status).toBe(404)
  expect(await page.text()).not.toContain('data-demonstration')
  for (const [method, path] of [
    ['GET', '/api/demo'],
    ['POST', '/api/demo/events'],
    ['POST', '/api/demo/resets'],
    ['GET', '/api/demo/resets/any'],
  ] as const) {
    const answer = await fetch(running.origin + path, {
      method,
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    expect([path, answer.status]).toEqual([path, 404])
  }
  const document = await (await fetch(`${running.origin}/api/openapi.json`)).text()
  expect(document).not.toContain('/api/demo')
})

test.each([
  [{ HOST: '0.0.0.0' }, 'HOST'],
  [{ HOST: '192.168.1.7' }, 'HOST'],
  [{ HOST: '::' }, 'HOST'],
  [{ PUBLIC_URL: 'https://help.example.com' }, 'PUBLIC_URL'],
  [{ PUBLIC_URL: 'http://localhost.example.com' }, 'PUBLIC_URL'],
  [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY'],
  [{ TLS_CERT: '/help.pem', TLS_KEY: '/help.key' }, 'TLS_CERT, TLS_KEY'],
])('a demonstration that others could reach does not start: %j', (env, variables) => {
  expect(() => demonstrationVariables(env)).toThrow(
    expect.objectContaining({ name: 'ConfigError', variables: variables.split(', ') }),
  )
})

test('of the environment it takes neither mail servers nor the way to anything but its own', () => {
  const env = {
    HOST: 'localhost',
    PUBLIC_URL: 'http://localhost:3000',
    SMTP_URL: 'smtp://mail.example.com',
    MAIL_FROM: 'help@example.com',
    OUTBOUND_ALLOW: '10.0.0.0/8',
    DNS_RESOLVERS: '1.1.1.1,8.8.8.8',
    PORT: '3100',
  }
  expect(demonstrationVariables(env)).toEqual({
    DATA_DIR: './data-demo',
    BACKUP_KEEP: '0',
    HOST: '127.0.0.1',
    PORT: '3100',
  })
})

test.each<[string, Record<string, string>, string, boolean]>([
  ['a browser here', { host: 'localhost:3000' }, '127.0.0.1', true],
  ['a name beneath localhost', { host: 'umbra-support.localhost:3000' }, '127.0.0.1', true],
  ['an address here', { host: '127.0.0.1:3000' }, '::ffff:127.0.0.1', true],
  ['IPv6', { host: '[::1]:3000' }, '::1', true],
  ['another machine', { host: 'localhost:3000' }, '192.168.1.9', false],
  ['a page whose name leads here', { host: 'evil.example:3000' }, '127.0.0.1', false],
  ['a name that only looks local', { host: 'localhost.evil.example' }, '127.0.0.1', false],
  ['a name that only ends so', { host: 'evil.examplelocalhost' }, '127.0.0.1', false],
  ['no name at all', {}, '127.0.0.1', false],
  ['a proxy', { host: 'localhost:3000', 'x-forwarded-for': '203.0.113.7' }, '127.0.0.1', false],
  ['a tunnel', { host: 'localhost:3000', forwarded: 'for=203.0.113.7' }, '127.0.0.1', false],
  ['a cache', { host: 'localhost:3000', via: '1.1 cache' }, '127.0.0.1', false],
  ['a name of somebody in front of it', { host: 'evil@localhost:3000' }, '127.0.0.1', false],
  ...[
    ...['x-forwarded-port', 'x-forwarded-server', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cdn-loop'],
    ...['cf-ray', 'fly-client-ip', 'ngrok-agent-ips', 'tailscale-user-login', 'x-amzn-trace-id'],
  ].map((header): [string, Record<string, string>, string, boolean] => [
    ...([header, { host: 'localhost:3000', [header]: 'somebody' }, '127.0.0.1', false] as const),
  ]),
])('a demonstration answers its own machine alone: %s', (_who, headers, remoteAddress, isAnswered) => {
  expect(isFromHere({ headers, socket: { remoteAddress } })).toBe(isAnswered)
})

test('a demonstration is nobody’s proxy, whatever Host says', () => {
  const asked = { headers: { host: 'localhost:3000' }, socket: { remoteAddress: '127.0.0.1' } }
  expect(isFromHere({ ...asked, url: '/demo' })).toBe(true)
  expect(isFromHere({ ...asked, url: 'http://evil.example/demo' })).toBe(false)
})

test('a database with a site of somebody else is refused before anything of it is touched', async () => {
  const site = await makeSite(running)
  const env = { DATABASE_URL: running.ownerUrl, DATA_DIR: folder, PORT: '0' }
  const opened = await openDemonstration({ env, say: () => {} })
  try {
    // Its own providers, and nobody else: not the Internet, whose names are not even looked up.
    const { outboundAllow: allow } = opened.running.config
    const call = { allow, signal: new AbortController().signal, timeoutMs: 5_000, bytesMax: 100_000 }
    const provider = opened.running.stage.companies[0]?.identityProvider
    expect((await safeFetch(provider && 'issuer' in provider ? provider.issuer : '', call)).status).toBe(200)
    const lookup = (() => expect.unreachable('a name was looked up')) as never
    for (const url of ['https://203.0.113.7/', 'https://idp.example.com/', 'https://[2606:2800::1]/'])
      await expect(safeFetch(url, { ...call, lookup })).rejects.toThrow('is not what this server may call')
    await expect(opened.running.requireOwn(running.ownerUrl)).rejects.toThrow(
      new RegExp(
        `^DATABASE_URL holds (?:a site|sites) \\(.*${site.slug}.*that the demonstration has not made`,
      ),
    )
  } finally {
    await opened.running.close()
  }
})

test('what a demonstration has left is served by a demonstration alone', async () => {
  writeFileSync(join(folder, 'demo.json'), '{}')
  const { code, stderr } = await command({ DATA_DIR: folder, PORT: '0' }, 'serve')
  expect(code).toBe(1)
  expect(stderr).toMatch(/holds a demonstration.*Start it with --demo, or name another DATA_DIR/)
})

test.each(['{}', '{"format":', 'null'])('a file that is no demonstration’s is said so: %s', async (text) => {
  writeFileSync(join(folder, 'demo.json'), text)
  const { code, stderr } = await command({ DATA_DIR: folder, PORT: '0' }, 'serve', '--demo')
  expect([code, stderr]).toEqual([1, expect.stringMatching(/demo\.json says nothing of a demonstration/)])
})

test('a demonstration that others could reach ends with a sentence for each variable', async () => {
  const { code, stdout } = await command({ DATA_DIR: folder, HOST: '0.0.0.0' }, 'serve', '--demo', '--json')
  expect([code, JSON.parse(stdout).error]).toMatchObject([1, { code: 'environment', field: 'HOST' }])
})

test('a database of a server that waits for its owner is refused as well: that one answers the network', async () => {
  const own = await runningApp()
  const context = { actor: { kind: 'system', name: 'start' }, now: new Date() } as const
  await startLinks(own.app.database, own.origin, context)
  const dataDir = mkdtempSync(join(tmpdir(), 'doorward-begun-'))
  const opened = await openDemonstration({
    ...{ env: { DATABASE_URL: own.ownerUrl, DATA_DIR: dataDir, PORT: '0' }, say: () => {} },
  })
  try {
    await expect(opened.running.requireOwn(own.ownerUrl)).rejects.toThrow(
      'DATABASE_URL belongs to a server that waits for its owner.',
    )
  } finally {
    await opened.running.close()
    await own.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('one whose new beginning broke off counts as unfinished: the next start makes it anew', async () => {
  const own = await runningApp()
  const site = await makeSite(own)
  const owner = await makeStaff(own, site, 'owner')
  const dataDir = mkdtempSync(join(tmpdir(), 'doorward-renewed-demo-'))
  const env = { DATABASE_URL: own.ownerUrl, DATA_DIR: dataDir, PORT: '0' }
  const kept = { format: 1, siteId: site.id, ownerId: owner.id, isWhole: true, mailPort: 25 } as const
  writeState(dataDir, { ...kept, companies: {}, proofs: {}, hired: {} })
  const said: string[] = []
  const opened = await openDemonstration({ env, say: (line) => said.push(line), size: 'small' })
  try {
    await opened.running.requireOwn(own.ownerUrl)
    // The disk is gone in the midst of it.
    const files = { removeSite: () => Promise.reject(new Error('no such disk')) }
    await opened.running.begin(Object.assign(Object.create(own.app), { attachmentFiles: files }))
    expect(readState(dataDir)?.isWhole).toBe(true)
    opened.running.renew()
    // Nothing happens to what is going, or to what is not there yet.
    await expect(opened.running.inTurn(async () => 'happened')).rejects.toThrow('just being made anew')
  } finally {
    await opened.running.close()
    await own.close()
  }
  expect(said).toEqual([expect.stringContaining('no such disk')])
  expect(readState(dataDir)).toMatchObject({ siteId: site.id, isWhole: false })
  rmSync(dataDir, { recursive: true, force: true })
})

/** Starts the demonstration as people do, and ends it as soon as it says something. */
async function startedUntil(said: RegExp, env: Record<string, string>) {
  const child = spawn(process.execPath, [builtMain(), 'serve', '--demo'], {
    env: { ...process.env, LOG_LEVEL: 'silent', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const listen = (chunk: Buffer) => {
    output += chunk
    // Once: a second signal is that of somebody who does not want to wait.
    if (said.test(output) && !child.killed) child.kill('SIGTERM')
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const [code] = await once(child, 'close')
  return { code, output }
}

test('a first start that is stopped ends at once, and the next one says so and begins anew', async () => {
  const database = await emptyDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'doorward-stopped-demo-'))
  const env = { DATABASE_URL: database.url, DATA_DIR: dataDir }
  try {
    const first = await startedUntil(/Globex: 60 people/, env)
    expect(first.output).toContain('Doorward stops (SIGTERM)')
    expect(first.output).not.toContain('Be its owner')
    expect(first.code).toBe(0)
    const second = await startedUntil(/Globex: 60 people/, env)
    expect(second.output).toMatch(
      /was not finished when it was made last: it is made anew\.\n.*the help desk and its owner/,
    )
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
    await database.drop()
  }
})
