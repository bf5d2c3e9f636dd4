import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { CompactEncrypt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OidcConnection } from '../../src/model/access/connection.ts'
import type { Site } from '../../src/storage/sites.ts'
import {
  comeBack,
  makeOidcDoor,
  peopleAndSessions,
  signInsOf,
  toProvider,
  visitor,
} from '../fixtures/oidc-door.ts'
import {
  type Liar,
  liarSecret,
  type OidcLies,
  openLiar,
  publicPem,
  signed,
  strangeKey,
} from '../fixtures/oidc-liar.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'

let liar: Liar
let running: RunningApp
let site: Site
let made = 0

beforeAll(async () => {
  liar = await openLiar()
  running = await runningApp({ env: { OUTBOUND_ALLOW: `127.0.0.1:${liar.port}` } })
  site = await makeSite(running)
})
afterAll(async () => {
  await running.close()
  await liar.close()
})

const tenant = '11111111-2222-4333-8444-555555555555'
const somebody = { sub: 'mallory', name: 'Mallory', email: 'mallory@evil.example' }

/** Signs in at a door of its own, whose provider lies. */
async function attempt(
  lies: OidcLies,
  { claims = somebody, ...given }: Partial<OidcConnection> & { claims?: Record<string, unknown> } = {},
) {
  made++
  const provider = liar.provider(`p${made}`, lies)
  const door = await makeOidcDoor(running, site, `Directory ${made}`, { issuer: provider.issuer, ...given })
  const browser = visitor(running.origin)
  const before = await peopleAndSessions(running, site)
  const { location } = await comeBack(browser, provider.authorize(await toProvider(browser, door), claims))
  const [line] = await signInsOf(running, site, door)
  const after = await peopleAndSessions(running, site)
  const isIn = browser.cookies.has('doorward-customer')
  if (!isIn) expect(after).toEqual(before)
  return { isIn, location: location.replace(/door=\w+/, 'door=…'), why: line?.why ?? '', provider }
}

async function expectRefused(lies: OidcLies, why: string, given: Parameters<typeof attempt>[1] = {}) {
  const found = await attempt(lies, given)
  expect(found).toMatchObject({ isIn: false, why: expect.stringContaining(why) })
  expect(found.location).toBe((await uniform).location)
  return found
}

/** How every refused browser is answered. */
let uniform: ReturnType<typeof attempt>
beforeAll(async () => {
  uniform = attempt({ tokenAnswer: () => ({ status: 400, body: { error: 'invalid_client' } }) })
  expect(await uniform).toMatchObject({ isIn: false, why: expect.stringContaining('client id') })
})

const claim = (changed: Record<string, unknown>): OidcLies => ({
  claims: (claims) => ({ ...claims, ...changed }),
})
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

test('an honest provider lets people in, so that what follows is refused for its lie alone', async () => {
  expect(await attempt({})).toMatchObject({ isIn: true })
  expect(await attempt({}, { authentication: 'client_secret_post' })).toMatchObject({ isIn: true })
  expect(await attempt(claim({ tid: tenant, oid: 'o' }), { tenantId: tenant })).toMatchObject({ isIn: true })
})

describe('the signature', () => {
  const nonsense = { alg: 'none', kid: 'one' }
  test.each<[string, OidcLies, string]>([
    ['none', { token: (token) => signed(nonsense, claimsOf(token), '') }, 'signed by "none"'],
    ['none in other letters', { header: { alg: 'nOnE' } }, 'signed by "nOnE"'],
    [
      'one by the client’s secret',
      { token: (token) => signed({ alg: 'HS256' }, claimsOf(token), liarSecret) },
      'signed by "HS256"',
    ],
    [
      'one by the provider’s public key as a secret',
      { token: (token) => signed({ alg: 'HS256', kid: 'one' }, claimsOf(token), publicPem) },
      'signed by "HS256"',
    ],
    ['one by a strange key', { signingKey: strangeKey }, 'The signature of the token is wrong'],
    [
      'one that was cut off',
      { token: (token) => token.replace(/\.[^.]*$/, '.') },
      'The signature of the token is wrong',
    ],
    [
      'the signature of another token',
      {
        token: (token) => {
          const [header, , signature] = token.split('.')
          const claims = { ...claimsOf(token), sub: 'boss' }
          return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
        },
      },
      'The signature of the token is wrong',
    ],
    ['a header that must be understood', { header: { crit: ['b64'], b64: false } }, 'could not be checked'],
    ['an algorithm of SHA-1', { header: { alg: 'RS1' } }, 'signed by "RS1"'],
    [
      'an algorithm that this provider does not announce',
      { header: { alg: 'PS256' } },
      'could not be checked',
    ],
  ])('may not be %s', async (_, lies, why) => {
    await expectRefused(lies, why)
  })

  test('is looked at although the token comes from the token endpoint', async () => {
    const { provider } = await expectRefused(
      { signingKey: strangeKey, header: { kid: undefined } },
      'signature',
    )
    expect(provider.asked.map(({ path }) => path)).toContain('/jwks')
  })

  const strangeJwk = createPublicKey(strangeKey).export({ format: 'jwk' })
  test.each<[string, Record<string, unknown>]>([
    ['jwk', { jwk: strangeJwk }],
    ['jku', { jku: `http://127.0.0.1:9/keys` }],
    ['x5u', { x5u: `http://127.0.0.1:9/certificate` }],
    ['x5c', { x5c: ['MIIB'] }],
  ])('is never checked by a key that the token itself brings or names: %s', async (_, header) => {
    const { provider } = await expectRefused(
      { signingKey: strangeKey, header },
      'The signature of the token is wrong',
    )
    expect(provider.asked.map(({ path }) => path)).toEqual([
      '/.well-known/openid-configuration',
      '/token',
      '/jwks',
    ])
  })

  test.each([
    '../../../../dev/null',
    "' or '1'='1",
    'one\u0000',
    '__proto__',
    'http://127.0.0.1:9/key',
    'x'.repeat(8000),
  ])('is checked by no key that a kid only seems to name: %j', async (kid) => {
    await expectRefused({ header: { kid } }, 'None of the keys')
  })

  test('by a key that is published for something else, or is too small, does not count', async () => {
    await expectRefused({ keys: (keys) => keys.map((key) => ({ ...key, use: 'enc' })) }, 'None of the keys')
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const jwk = { ...small.publicKey.export({ format: 'jwk' }), kid: 'one' }
    await expectRefused({ signingKey: small.privateKey, keys: () => [jwk] }, 'could not be checked')
    await expectRefused({ keys: () => [{ kty: 'oct', k: 'AAAA', kid: 'one' }] }, 'None of the keys')
    await expectRefused({ keys: () => 'none' }, 'could not be checked')
  })
})

describe('what a token says', () => {
  const now = Math.floor(Date.now() / 1000)
  test.each<[string, Record<string, unknown>, string]>([
    ['the wrong issuer', { iss: 'https://evil.example' }, 'comes from "https://evil.example"'],
    ['no issuer', { iss: undefined }, 'comes from nobody'],
    ['another audience', { aud: 'another' }, 'meant for "another"'],
    ['an audience beside ours', { aud: ['doorward', 'another'] }, 'does not say for whom it was made'],
    ['another authorized party', { aud: ['doorward', 'another'], azp: 'another' }, 'made for "another"'],
    ['another authorized party of one audience', { azp: 'another' }, 'made for "another"'],
    ['that it is over', { exp: now - 100 }, 'is over'],
    ['no end', { exp: undefined }, 'until when'],
    ['a beginning to come', { iat: now + 3600 }, 'still to come'],
    ['a time before which it does not count', { nbf: now + 3600 }, 'still to come'],
    ['another nonce', { nonce: 'another' }, 'nonce'],
    ['no nonce', { nonce: undefined }, 'nonce'],
    ['no subject', { sub: undefined }, 'sub is missing'],
    ['a subject that is no text', { sub: { $ne: '' } }, 'sub is missing'],
  ])('may not be %s', async (_, changed, why) => {
    await expectRefused(claim(changed), why)
  })

  test.each<[string, OidcLies, string]>([
    ['there is none', { tokenAnswer: ({ id_token, ...body }) => ({ status: 200, body }) }, 'no ID token'],
    ['it is no token', { token: () => 'x' }, 'none that can be read'],
    [
      'it is no text',
      { tokenAnswer: (body) => ({ status: 200, body: { ...body, id_token: {} } }) },
      'no ID token',
    ],
    [
      'the answer is no JSON',
      { tokenAnswer: () => ({ status: 200, body: 'x', headers: { 'content-type': 'text/html' } }) },
      'no ID token',
    ],
    [
      'the provider knows another secret',
      { tokenAnswer: () => ({ status: 401, body: {}, headers: { 'www-authenticate': 'Basic realm="x"' } }) },
      'client id',
    ],
    ['the provider is broken', { tokenAnswer: () => ({ status: 500, body: {} }) }, 'The provider'],
  ])('cannot be known when %s', async (_, lies, why) => {
    await expectRefused(lies, why)
  })

  test('may not be more than anybody needs', async () => {
    await expectRefused(claim({ groups: ['x'.repeat(70_000)] }), 'longer than 65536')
  })

  test('cannot be known when it is encrypted to us', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const sealed = await new CompactEncrypt(new TextEncoder().encode('{}'))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
      .encrypt(publicKey)
    await expectRefused({ token: () => sealed }, 'none that can be read')
  })
})

describe('a tenant of Entra', () => {
  test('is the only one whose tokens count, although all tenants have the same keys', async () => {
    const other = tenant.replace('1', '9')
    await expectRefused(claim({ tid: other, oid: 'o' }), `from the tenant "${other}"`, { tenantId: tenant })
    await expectRefused(claim({ oid: 'o' }), 'from the tenant nobody', { tenantId: tenant })
    await expectRefused(claim({ tid: [tenant], oid: 'o' }), 'from the tenant', { tenantId: tenant })
    await expectRefused(claim({ tid: tenant }), 'has no oid', { tenantId: tenant })
  })
})

describe('userinfo', () => {
  const little = { sub: 'mallory' }
  test('about somebody else ends the sign-in', async () => {
    await expectRefused({ userInfo: { sub: 'boss', email: 'boss@globex.example' } }, 'about somebody else', {
      claims: little,
    })
  })

  test('that is broken keeps nobody out', async () => {
    expect(await attempt({ userInfo: { email: 'boss@globex.example' } }, { claims: little })).toMatchObject({
      isIn: true,
    })
  })
})
