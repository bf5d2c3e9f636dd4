import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { comeBack, makeOidcDoor, type OidcDoor, toProvider, visitor } from '../fixtures/oidc-door.ts'
import {
  type Liar,
  type LyingProvider,
  liarSecret,
  openLiar,
  publicPem,
  signed,
  strangeKey,
} from '../fixtures/oidc-liar.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'

let liar: Liar
let running: RunningApp
let site: Site
let provider: LyingProvider
let door: OidcDoor
let other: LyingProvider
let otherDoor: OidcDoor
let tokens = 0

beforeAll(async () => {
  liar = await openLiar()
  running = await runningApp({ env: { OUTBOUND_ALLOW: `127.0.0.1:${liar.port}` } })
  site = await makeSite(running)
  provider = liar.provider('globex')
  door = await makeOidcDoor(running, site, 'Globex', { issuer: provider.issuer, domains: ['globex.com'] })
  other = liar.provider('initech')
  otherDoor = await makeOidcDoor(running, site, 'Initech', { issuer: other.issuer })
  for (const name of ['ann', 'bob']) await door.scim.createUser(`${name}@globex.com`, { externalId: name })
})
afterAll(async () => {
  await running.close()
  await liar.close()
})

/** Comes in as somebody; `sid` is what the provider calls the session. */
async function signIn(sub: string, sid?: string): Promise<Browser> {
  const browser = visitor(running.origin)
  const claims = { sub, name: sub, email: `${sub}@globex.com`, ...(sid === undefined ? {} : { sid }) }
  const { location } = await comeBack(browser, provider.authorize(await toProvider(browser, door), claims))
  expect(location).toBe('/')
  expect(await isIn(browser)).toBe(true)
  return browser
}

const isIn = async (browser: Browser) => (await browser.fetch('GET', '/api/portal/me')).status === 200

const event = 'http://schemas.openid.net/event/backchannel-logout'
const seconds = () => Math.floor(Date.now() / 1000)

/** As the provider would say it of Ann. */
function word(changed: Record<string, unknown> = {}): Record<string, unknown> {
  tokens++
  return {
    iss: provider.issuer,
    aud: 'doorward',
    iat: seconds(),
    exp: seconds() + 120,
    jti: `token-${tokens}`,
    sub: 'ann',
    events: { [event]: {} },
    ...changed,
  }
}

async function say(token: string, at = door) {
  const answer = await fetch(`${running.origin}${at.path}/logout`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  })
  return { status: answer.status, body: await answer.text(), cache: answer.headers.get('cache-control') }
}

const ended = { status: 200, body: '', cache: 'no-store' }
const refused = { status: 400, body: '{"error":"invalid_request"}', cache: 'no-store' }
const typ = { typ: 'logout+jwt' }

describe('who signs out here', () => {
  test('is out here first, and may go on to the provider’s own page, from where nobody chooses the way back', async () => {
    const browser = await signIn('ann', 's0')
    const asOwn = new Browser(running.origin)
    for (const [name, value] of browser.cookies) asOwn.cookies.set(name, value)
    const { goOn } = await asOwn.call('leavePortal', {
      query: { post_logout_redirect_uri: 'https://evil.example' },
    } as never)
    expect(await isIn(browser)).toBe(false)
    const url = new URL(goOn ?? '')
    expect(url.origin + url.pathname).toBe(`${provider.issuer}/end`)
    expect(url.searchParams.getAll('post_logout_redirect_uri')).toEqual([`${running.app.publicUrl()}/`])
    expect(url.searchParams.get('id_token_hint')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(url.searchParams.get('client_id')).toBe('doorward')
  })

  test('by a page of somebody else does not (forged sign-out)', async () => {
    const browser = await signIn('ann', 's0')
    expect((await browser.fetch('POST', '/api/portal/sign-out')).status).toBe(403)
    expect(await isIn(browser)).toBe(true)
  })
})

describe('the provider’s word that somebody signed out', () => {
  test('ends all their sessions through this directory, and nobody else’s', async () => {
    const [here, there, bob] = [await signIn('ann', 's1'), await signIn('ann'), await signIn('bob', 's2')]
    expect(await say(provider.sign(word(), { header: typ }))).toEqual(ended)
    expect([await isIn(here), await isIn(there), await isIn(bob)]).toEqual([false, false, true])
  })

  test('of one session ends that one', async () => {
    const [one, two] = [await signIn('ann', 's3'), await signIn('ann', 's4')]
    expect(await say(provider.sign(word({ sid: 's3' }), { header: typ }))).toEqual(ended)
    expect([await isIn(one), await isIn(two)]).toEqual([false, true])
    expect(await say(provider.sign(word({ sub: undefined, sid: 's4' })))).toEqual(ended)
    expect(await isIn(two)).toBe(false)
  })

  test('of a session whose name we never heard ends those that might be it', async () => {
    const [unnamed, named] = [await signIn('ann'), await signIn('ann', 's5')]
    expect(await say(provider.sign(word({ sid: 's6' })))).toEqual(ended)
    expect([await isIn(unnamed), await isIn(named)]).toEqual([false, true])
  })

  test('of somebody who has no session is answered the same', async () => {
    expect(await say(provider.sign(word({ sub: 'nobody' })))).toEqual(ended)
  })
})

describe('a word that nobody may believe', () => {
  let ann: Browser
  beforeAll(async () => {
    ann = await signIn('ann', 's7')
  })

  const rows: [string, () => string][] = [
    ['is unsigned', () => signed({ alg: 'none', ...typ }, word(), '')],
    ['is signed by the client’s secret', () => signed({ alg: 'HS256', ...typ }, word(), liarSecret)],
    [
      'is signed by the public key as a secret',
      () => signed({ alg: 'HS256', kid: 'one' }, word(), publicPem),
    ],
    ['is signed by a strange key', () => provider.sign(word(), { header: typ, signingKey: strangeKey })],
    [
      'brings its own key',
      () =>
        provider.sign(word(), {
          header: { jku: 'http://127.0.0.1:9/', jwk: provider.publicJwk },
          signingKey: strangeKey,
        }),
    ],
    ['names a key that nobody publishes', () => provider.sign(word(), { header: { kid: '../../dev/null' } })],
    ['has a header that must be understood', () => provider.sign(word(), { header: { crit: ['x'], x: 1 } })],
    ['comes from another issuer', () => provider.sign(word({ iss: 'https://evil.example' }))],
    ['is meant for another', () => provider.sign(word({ aud: 'another' }))],
    ['is over', () => provider.sign(word({ exp: seconds() - 100 }))],
    ['is too old', () => provider.sign(word({ iat: seconds() - 3600 }))],
    ['is still to come', () => provider.sign(word({ iat: seconds() + 3600 }))],
    ['has no time', () => provider.sign(word({ iat: undefined }))],
    ['has no jti', () => provider.sign(word({ jti: undefined }))],
    ['is an ID token', () => provider.sign(word({ nonce: 'n' }))],
    ['is an ID token without a nonce', () => provider.sign(word({ events: undefined }))],
    ['is another event', () => provider.sign(word({ events: { other: {} } }))],
    ['is an access token', () => provider.sign(word(), { header: { typ: 'at+jwt' } })],
    ['names nobody', () => provider.sign(word({ sub: undefined }))],
    ['is no token', () => 'x.y.z'],
    ['is empty', () => ''],
    ['is huge', () => provider.sign(word({ more: 'x'.repeat(20_000) }))],
  ]
  test.each(rows)('because it %s ends nothing', async (_, token) => {
    expect(await say(token())).toEqual(refused)
    expect(await isIn(ann)).toBe(true)
  })

  test('because it was used before ends nothing, however many say it at once', async () => {
    const token = provider.sign(word({ sub: 'nobody' }))
    const answers = await Promise.all(Array.from({ length: 20 }, () => say(token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const later = provider.sign(word({ sub: 'bob', jti: 'again' }))
    const bob = await signIn('bob')
    expect(await say(later)).toEqual(ended)
    expect(await isIn(bob)).toBe(false)
    const back = await signIn('bob')
    expect(await say(later)).toEqual(refused)
    expect(await isIn(back)).toBe(true)
  })

  test('because it is another directory’s ends nothing of this one', async () => {
    expect(await say(other.sign(word({ iss: other.issuer })))).toEqual(refused)
    expect(await say(other.sign(word({ iss: other.issuer })), otherDoor)).toEqual(ended)
    expect(await isIn(ann)).toBe(true)
  })

  test('is not looked for in an address, in JSON, or twice', async () => {
    const at = `${running.origin}${door.path}/logout`
    const token = provider.sign(word())
    expect((await fetch(`${at}?logout_token=${token}`)).status).toBe(404)
    expect((await fetch(`${at}?logout_token=${token}`, { method: 'POST' })).status).toBe(400)
    const json = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ logout_token: token }),
    }
    expect((await fetch(at, json)).status).toBe(400)
    const twice = new URLSearchParams([
      ['logout_token', token],
      ['logout_token', token],
    ])
    expect((await fetch(at, { method: 'POST', body: twice })).status).toBe(400)
    expect(await isIn(ann)).toBe(true)
  })

  test('has us fetch keys no more than once, whatever keys it names', async () => {
    const before = provider.asked.filter(({ path }) => path === '/jwks').length
    for (let n = 0; n < 10; n++) await say(provider.sign(word(), { header: { kid: `k${n}` } }))
    expect(provider.asked.filter(({ path }) => path === '/jwks').length - before).toBeLessThanOrEqual(1)
  })
})
