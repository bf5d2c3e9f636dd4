// A provider that hangs, drips, or leads by names into our network; and one that changes its keys, which is no attack.
import { generateKeyPairSync } from 'node:crypto'
import dns from 'node:dns'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { comeBack, makeOidcDoor, signInsOf, toProvider, visitor } from '../fixtures/oidc-door.ts'
import { type Liar, type OidcLies, openLiar } from '../fixtures/oidc-liar.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'

/** What names stand for; every other name is looked up as always. */
const names = new Map<string, string[]>()
const asked: string[] = []
const actual = dns.lookup as (...all: unknown[]) => void

function lookup(name: string, options: object, done: (...found: unknown[]) => void): void {
  asked.push(name)
  const addresses = names.get(name)
  if (!addresses) actual(name, options, done)
  else done(null, addresses.map(asFound))
}

const asFound = (address: string) => ({ address, family: address.includes(':') ? 6 : 4 })

let liar: Liar
let running: RunningApp
let site: Site
let inside: Server
let insidePort = 0
let reached = 0
let made = 0

beforeAll(async () => {
  inside = createServer((_request, response) => void response.end('{}'))
  inside.on('connection', () => {
    reached++
  })
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
  insidePort = (inside.address() as AddressInfo).port
  liar = await openLiar()
  running = await runningApp({
    env: { OUTBOUND_ALLOW: `127.0.0.1:${liar.port}` },
    now: () => new Date(Date.now()),
  })
  site = await makeSite(running)
})
afterAll(async () => {
  await running.close()
  await liar.close()
  inside.close()
})
beforeEach(() => {
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const somebody = { sub: 'ann', name: 'Ann' }

async function doorOf(lies: OidcLies) {
  made++
  const provider = liar.provider(`p${made}`, lies)
  const door = await makeOidcDoor(running, site, `Directory ${made}`, { issuer: provider.issuer })
  /** Goes there and back; where the browser ends. */
  const signIn = async () => {
    const browser = visitor(running.origin)
    const there = await toProvider(browser, door)
    if (!there.startsWith(provider.issuer)) return there
    return (await comeBack(browser, provider.authorize(there, somebody))).location
  }
  const why = async () => (await signInsOf(running, site, door))[0]?.why
  const fetched = (path: string) => provider.asked.filter((one) => one.path === path).length
  return { provider, signIn, why, fetched }
}
const failed = expect.stringContaining('/sign-in/failed?why=check')

describe('a provider that never comes to an end', () => {
  /** Time passes twenty times as quickly for what waits; how long it would have waited. */
  function hurry(): number[] {
    const waits: number[] = []
    const timeout = AbortSignal.timeout.bind(AbortSignal)
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      waits.push(ms)
      return timeout(ms / 20)
    })
    return waits
  }

  test.each(
    ['/.well-known/openid-configuration', '/token', '/jwks'].flatMap((at) =>
      (['silent', 'dripping'] as const).map((how) => ({ at, how })),
    ),
  )('is left after seven seconds, and nobody else waits for it: $how at $at', async (stalls) => {
    const waits = hurry()
    const slow = await doorOf({ stalls })
    const other = await doorOf({})
    const waiting = slow.signIn()
    expect(await other.signIn()).toBe('/')
    expect(await waiting).toEqual(failed)
    expect(await slow.why()).toBeTruthy()
    expect(slow.fetched(stalls.at)).toBe(1)
    expect(waits).toContain(7_000)
  })

  test('keeps nobody out by what only tells more of the person', async () => {
    hurry()
    const { signIn } = await doorOf({ stalls: { at: '/userinfo', how: 'dripping' } })
    expect(await signIn()).toBe('/')
  })
})

describe('a name that stands for an address of our own network', () => {
  test.each(
    ['token_endpoint', 'jwks_uri', 'userinfo_endpoint'].flatMap((place) => [
      { place, what: 'this machine', addresses: ['127.0.0.1'] },
      { place, what: 'a public address and this machine', addresses: ['93.184.215.14', '127.0.0.1'] },
      { place, what: 'this machine, as IPv6 writes it', addresses: ['::ffff:127.0.0.1'] },
      { place, what: 'what a cloud keeps for itself', addresses: ['169.254.169.254'] },
    ]),
  )('is looked up once, and not called: $place, $what', async ({ place, addresses }) => {
    names.set('rebind.example', addresses)
    asked.length = 0
    const { signIn } = await doorOf({
      discovery: (one) => ({ ...one, [place]: `https://rebind.example:${insidePort}/x` }),
    })
    const location = await signIn()
    if (place !== 'userinfo_endpoint') expect(location).toEqual(failed)
    expect(reached).toBe(0)
    // What was looked at is what would have been called: between the two nobody is asked again.
    expect(asked).toEqual(['rebind.example'])
  })
})

describe('a provider that changes its keys', () => {
  test('is followed within a minute, and fetched no more often than that, whatever keys are named', async () => {
    let later = 0
    const [date, time] = [Date.now.bind(Date), performance.now.bind(performance)]
    vi.spyOn(Date, 'now').mockImplementation(() => date() + later)
    vi.spyOn(performance, 'now').mockImplementation(() => time() + later)
    const { provider, signIn, why, fetched } = await doorOf({})
    expect(await signIn()).toBe('/')
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = { ...next.publicKey.export({ format: 'jwk' }), kid: 'two', use: 'sig', alg: 'RS256' }
    const rolled: OidcLies = { keys: () => [jwk], signingKey: next.privateKey, header: { kid: 'two' } }
    provider.lies = rolled
    expect([await signIn(), fetched('/jwks')]).toEqual([failed, 1])
    later = 61_000
    expect([await signIn(), fetched('/jwks')]).toEqual(['/', 2])
    // The key of before opens nothing more.
    provider.lies = { keys: () => [jwk] }
    expect(await signIn()).toEqual(failed)
    expect(await why()).toMatch(/None of the keys/)
    later = 122_000
    provider.lies = { ...rolled, header: { kid: 'three' } }
    await Promise.all(Array.from({ length: 20 }, signIn))
    expect(fetched('/jwks')).toBe(3)
    provider.lies = rolled
    expect(await signIn()).toBe('/')
  })
})
