import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OidcConnection } from '../../src/model/access/connection.ts'
import type { Site } from '../../src/storage/sites.ts'
import { comeBack, makeOidcDoor, signInsOf, visitor } from '../fixtures/oidc-door.ts'
import { type Liar, type OidcLies, openLiar } from '../fixtures/oidc-liar.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'

let liar: Liar
let running: RunningApp
let site: Site
let made = 0
/** A service of our own network, which nobody has named. */
let inside: Server
let insideUrl = ''
const insideAsked: string[] = []

beforeAll(async () => {
  inside = createServer((request, response) => {
    insideAsked.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  inside.on('connection', () => insideAsked.push('somebody connected'))
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
  insideUrl = `http://127.0.0.1:${(inside.address() as AddressInfo).port}`
  liar = await openLiar()
  running = await runningApp({ env: { OUTBOUND_ALLOW: `127.0.0.1:${liar.port}` } })
  site = await makeSite(running)
})
afterAll(async () => {
  await running.close()
  await liar.close()
  inside.close()
})

const somebody = { sub: 'mallory' }

async function doorOf(lies: OidcLies, given: Partial<OidcConnection> = {}) {
  made++
  const provider = liar.provider(`p${made}`, lies)
  const door = await makeOidcDoor(running, site, `Directory ${made}`, { issuer: provider.issuer, ...given })
  const browser = visitor(running.origin)
  const begin = async () =>
    (await browser.fetch('GET', `${door.path}?own-host=1`)).headers.get('location') ?? ''
  const why = async () => (await signInsOf(running, site, door))[0]?.why
  return { provider, door, browser, begin, why }
}

const failed = expect.stringContaining('/sign-in/failed')

describe('an issuer that is not on the public Internet', () => {
  test.each([
    ['by its address', () => insideUrl],
    ['by a name', () => insideUrl.replace('127.0.0.1', 'localhost')],
    ['over https', () => insideUrl.replace('http:', 'https:')],
    ['in another spelling', () => insideUrl.replace('http://127.0.0.1', 'https://2130706433')],
    ['as IPv6', () => insideUrl.replace('http://127.0.0.1', 'https://[::ffff:127.0.0.1]')],
    ['of a cloud’s own', () => 'http://169.254.169.254/latest'],
    ['over another protocol', () => 'file:///etc/passwd'],
    ['that is none', () => 'nothing'],
    [
      'with a full address of a document',
      () => `http://127.0.0.1:${liar.port}/x/.well-known/openid-configuration`,
    ],
  ])('is not asked: %s', async (_, issuer) => {
    const { begin, why } = await doorOf({}, { issuer: issuer() })
    expect(await begin()).toEqual(failed)
    expect(await why()).toMatch(/not be reached|not on the public Internet|is no issuer/)
    expect(insideAsked).toEqual([])
  })
})

describe('a provider’s document', () => {
  test.each<[string, OidcLies, RegExp]>([
    [
      'leads elsewhere',
      { discoveryAnswer: { status: 302, headers: { location: '/' } } },
      /Redirections are not followed/,
    ],
    ['is missing', { discoveryAnswer: { status: 404 } }, /did not answer 200/],
    ['is another’s', { discovery: (one) => ({ ...one, issuer: 'https://evil.example' }) }, /another issuer/],
    ['names no issuer', { discovery: ({ issuer: _, ...one }) => one }, /./],
    ['is a list', { discovery: () => [] as never }, /./],
    [
      'is huge',
      { discovery: (one) => ({ ...one, more: 'x'.repeat(600_000) }) },
      /could not be reached, or answered/,
    ],
    [
      'asks for signatures that we do not take',
      { discovery: (one) => ({ ...one, id_token_signing_alg_values_supported: ['HS256', 'none'] }) },
      /signs by/,
    ],
    [
      'sends people to a script',
      { discovery: (one) => ({ ...one, authorization_endpoint: 'javascript:alert(1)' }) },
      /authorization_endpoint/,
    ],
    [
      'sends people over plain http',
      { discovery: (one) => ({ ...one, authorization_endpoint: 'http://evil.example/' }) },
      /authorization_endpoint/,
    ],
    ['has keys at no address', { discovery: (one) => ({ ...one, jwks_uri: '/etc/passwd' }) }, /jwks_uri/],
    ['has no place for codes', { discovery: ({ token_endpoint: _, ...one }) => one }, /token_endpoint/],
  ])('that %s opens no door', async (_, lies, reason) => {
    const { begin, why } = await doorOf(lies)
    expect(await begin()).toEqual(failed)
    expect(await why()).toMatch(reason)
  })

  test('cannot send people to a place of ours by what it writes into addresses', async () => {
    const { begin, door } = await doorOf({
      discovery: (one) => ({ ...one, authorization_endpoint: `${one.issuer}/a?redirect_uri=x&state=y` }),
    })
    const asked = new URL(await begin()).searchParams
    // Ours come last, and a provider that reads the first one has only itself to blame.
    expect(asked.getAll('redirect_uri').at(-1)).toBe(`${running.app.publicUrl()}${door.path}/callback`)
  })

  test.each(['token_endpoint', 'jwks_uri', 'userinfo_endpoint'])(
    'cannot have us call our own network: %s',
    async (place) => {
      const https = insideUrl.replace('http:', 'https:')
      for (const url of [
        `${insideUrl}/${place}`,
        `${https}/${place}`,
        `https://[::1]/${place}`,
        'http://169.254.169.254/x',
      ]) {
        const { provider, browser, begin } = await doorOf({ discovery: (one) => ({ ...one, [place]: url }) })
        const there = await begin()
        if (there.startsWith(provider.issuer)) await comeBack(browser, provider.authorize(there, somebody))
      }
      expect(insideAsked).toEqual([])
    },
  )
})

describe('what the token endpoint answers', () => {
  test('is not followed elsewhere', async () => {
    const { provider, browser, begin, why } = await doorOf({
      tokenAnswer: () => ({ status: 307, body: {}, headers: { location: insideUrl } }),
    })
    expect(await comeBack(browser, provider.authorize(await begin(), somebody))).toMatchObject({
      location: failed,
    })
    expect(await why()).toMatch(/did not answer 200/)
    expect(insideAsked).toEqual([])
  })

  test('is not read to its end when it is huge', async () => {
    const { provider, browser, begin, why } = await doorOf({
      tokenAnswer: (body) => ({ status: 200, body: { ...body, more: 'x'.repeat(600_000) } }),
    })
    expect(await comeBack(browser, provider.authorize(await begin(), somebody))).toMatchObject({
      location: failed,
    })
    expect(await why()).toMatch(/could not be reached, or answered/)
  })

  test('never comes with our secret in an address, and the secret goes nowhere else', async () => {
    const { provider, browser, begin } = await doorOf({})
    const there = await begin()
    await comeBack(browser, provider.authorize(there, somebody))
    expect(there).not.toContain('secret')
    const sent = provider.asked.filter(({ headers, body }) =>
      `${headers.authorization?.startsWith('Basic')} ${body}`.match(/true|client_secret/),
    )
    expect(sent.map(({ path }) => path)).toEqual(['/token'])
  })
})

describe('documents and keys', () => {
  test('are fetched once for many who come at the same time', async () => {
    const { provider, door } = await doorOf({})
    const browsers = Array.from({ length: 10 }, () => visitor(running.origin))
    await Promise.all(
      browsers.map(async (browser) => {
        const there = (await browser.fetch('GET', `${door.path}?own-host=1`)).headers.get('location') ?? ''
        await comeBack(browser, provider.authorize(there, somebody))
      }),
    )
    const paths = provider.asked.map(({ path }) => path)
    expect(paths.filter((path) => path.includes('well-known'))).toHaveLength(1)
    expect(paths.filter((path) => path === '/jwks')).toHaveLength(1)
    expect(paths.filter((path) => path === '/token')).toHaveLength(10)
  })

  test('are not fetched again and again for keys that nobody publishes', async () => {
    const { provider, browser, begin } = await doorOf({})
    for (let n = 0; n < 5; n++) {
      provider.lies = { header: { kid: `k${n}` } }
      await comeBack(browser, provider.authorize(await begin(), somebody))
    }
    expect(provider.asked.filter(({ path }) => path === '/jwks')).toHaveLength(1)
  })

  test('that cannot be read are not asked for at every visit of a stranger', async () => {
    const { provider, begin } = await doorOf({ discoveryAnswer: { status: 500 } })
    for (let n = 0; n < 5; n++) expect(await begin()).toEqual(failed)
    expect(provider.asked).toHaveLength(1)
  })
})
