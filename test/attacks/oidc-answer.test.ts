import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeBudgetOf } from '../../src/sso/oidc/code-budget.ts'
import { updateConnection } from '../../src/storage/access/connections.ts'
import type { Site } from '../../src/storage/sites.ts'
import {
  comeBack,
  makeOidcDoor,
  type OidcDoor,
  peopleAndSessions,
  signInsOf,
  toProvider,
  visitor,
} from '../fixtures/oidc-door.ts'
import { type Liar, type LyingProvider, openLiar } from '../fixtures/oidc-liar.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'

let liar: Liar
let running: RunningApp
let site: Site
let provider: LyingProvider
let door: OidcDoor
let other: LyingProvider
let otherDoor: OidcDoor
let lateMs = 0

beforeAll(async () => {
  liar = await openLiar()
  running = await runningApp({
    now: () => new Date(Date.now() + lateMs),
    env: { OUTBOUND_ALLOW: `127.0.0.1:${liar.port}`, TRUST_PROXY: 'true' },
  })
  site = await makeSite(running)
  provider = liar.provider('globex')
  door = await makeOidcDoor(running, site, 'Globex', provider)
  other = liar.provider('initech')
  otherDoor = await makeOidcDoor(running, site, 'Initech', { ...other, clientId: 'other' })
})
afterAll(async () => {
  await running.close()
  await liar.close()
})

const somebody = { sub: 'mallory', name: 'Mallory', email: 'mallory@evil.example', email_verified: true }
/** What a browser keeps the login of a state by. */
const cookieOf = (state: string) =>
  `doorward-login-${createHash('sha256').update(state).digest('base64url').slice(0, 22)}`
const failed = (at: OidcDoor) => comeBack(visitor(running.origin), `${running.origin}${at.path}/callback`)

/** Nobody came in: the browser learns nothing, the log why. */
async function expectRefused(
  to: string,
  {
    at = door,
    browser = visitor(running.origin),
    why,
  }: { at?: OidcDoor; browser?: ReturnType<typeof visitor>; why: string },
) {
  const uniform = await failed(at)
  const before = await peopleAndSessions(running, site)
  const asked = provider.asked.length + other.asked.length
  expect(await comeBack(browser, to)).toEqual(uniform)
  expect(browser.cookies.has('doorward-customer')).toBe(false)
  expect(await peopleAndSessions(running, site)).toEqual(before)
  const [line] = await signInsOf(running, site, at)
  expect(line).toMatchObject({ outcome: 'failed-check', why: expect.stringContaining(why) })
  return { asked: provider.asked.length + other.asked.length - asked }
}

describe('an answer that this browser did not ask for', () => {
  test('without state, or with several, is not looked at', async () => {
    const browser = visitor(running.origin)
    const there = await toProvider(browser, door)
    const back = (change: (answer: URLSearchParams) => void) => provider.authorize(there, somebody, change)
    const none = back((answer) => answer.delete('state'))
    expect(await expectRefused(none, { browser, why: 'no state, or several' })).toEqual({ asked: 0 })
    const two = back((answer) => answer.append('state', 'x'))
    await expectRefused(two, { browser, why: 'no state, or several' })
    const wrong = back((answer) => answer.set('state', `${answer.get('state')}x`))
    expect(await expectRefused(wrong, { browser, why: 'that this browser began here' })).toEqual({ asked: 0 })
  })

  test('in a browser that began nothing, or something else, signs nobody in (login CSRF)', async () => {
    const attacker = visitor(running.origin)
    const mine = provider.authorize(await toProvider(attacker, door), somebody)
    expect(await expectRefused(mine, { why: 'that this browser began here' })).toEqual({ asked: 0 })
    const victim = visitor(running.origin)
    await toProvider(victim, door)
    expect(await expectRefused(mine, { browser: victim, why: 'that this browser began here' })).toEqual({
      asked: 0,
    })
    // What somebody else tried does not use it up.
    expect(await comeBack(attacker, mine)).toEqual({ status: 303, location: '/' })
  })

  test('after ten minutes is too late', async () => {
    const slow = liar.provider('slow')
    const slowDoor = await makeOidcDoor(running, site, 'Slow', slow)
    const browser = visitor(running.origin)
    const there = await toProvider(browser, slowDoor)
    lateMs = 10 * 60_000
    const back = slow.authorize(there, somebody)
    await expectRefused(back, { at: slowDoor, browser, why: 'more than ten minutes' })
    lateMs = 0
  })

  test('is not used up by who only looks', async () => {
    const browser = visitor(running.origin)
    const back = provider.authorize(await toProvider(browser, door), somebody)
    const { pathname, search } = new URL(back)
    expect((await browser.fetch('HEAD', pathname + search)).status).toBe(404)
    expect((await browser.fetch('POST', pathname + search)).status).toBe(404)
    expect(await comeBack(browser, back)).toEqual({ status: 303, location: '/' })
  })
})

describe('the answer of another provider (mix-up)', () => {
  test('brought to the door at which the person began names the wrong issuer', async () => {
    const browser = visitor(running.origin)
    // The person begins at the attacker’s door, whose provider sends them on to the honest one.
    const there = await toProvider(browser, otherDoor)
    const back = provider.authorize(there, somebody)
    expect(
      await expectRefused(back, { at: otherDoor, browser, why: `comes from "${provider.issuer}"` }),
    ).toEqual({
      asked: 0,
    })
  })

  test('without its issuer is refused where the provider always names itself', async () => {
    const browser = visitor(running.origin)
    const back = provider.authorize(await toProvider(browser, door), somebody, (answer) =>
      answer.delete('iss'),
    )
    expect(await expectRefused(back, { browser, why: 'does not name its issuer' })).toEqual({ asked: 0 })
    const there = await toProvider(browser, door)
    const twice = provider.authorize(there, somebody, (answer) => answer.append('iss', 'x'))
    await expectRefused(twice, { browser, why: 'several issuers' })
  })

  test('at the door of the other directory belongs to no sign-in that waits there', async () => {
    const browser = visitor(running.origin)
    await toProvider(browser, otherDoor)
    const back = provider
      .authorize(await toProvider(browser, door), somebody)
      .replace(door.path, otherDoor.path)
    expect(
      await expectRefused(back, { at: otherDoor, browser, why: 'that this browser began here' }),
    ).toEqual({ asked: 0 })
  })

  test('comes to an address of this directory alone, and never to one that a request names', async () => {
    const browser = visitor(running.origin)
    browser.headers['x-forwarded-host'] = 'evil.example'
    const asked = new URL(await toProvider(browser, door)).searchParams
    expect(asked.get('redirect_uri')).toBe(`${running.app.publicUrl()}${door.path}/callback`)
  })
})

describe('a code', () => {
  test('is asked for with PKCE, state and nonce, new each time', async () => {
    const browser = visitor(running.origin)
    const [one, two] = [await toProvider(browser, door), await toProvider(browser, door)].map(
      (url) => new URL(url).searchParams,
    )
    expect(one?.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one?.get(name)).toMatch(/^[\w-]{43}$/)
      expect(one?.get(name)).not.toBe(two?.get(name))
    }
    // The provider learns no secret of ours, and the browser no verifier.
    expect([...browser.cookies.keys()]).toEqual(
      [one, two].map((asked) => cookieOf(asked?.get('state') ?? '')),
    )
  })

  test('of another sign-in, injected into one’s own, fits no verifier (PKCE)', async () => {
    const victim = visitor(running.origin)
    const stolen = new URL(provider.authorize(await toProvider(victim, door), { ...somebody, sub: 'victim' }))
    const attacker = visitor(running.origin)
    const there = await toProvider(attacker, door)
    const injected = provider.authorize(there, somebody, (answer) =>
      answer.set('code', stolen.searchParams.get('code') ?? ''),
    )
    await expectRefused(injected, { browser: attacker, why: 'did not take the code' })
  })

  test('whose provider looks at no PKCE still brings a token with another nonce', async () => {
    provider.lies = { careless: true }
    const victim = visitor(running.origin)
    const stolen = new URL(provider.authorize(await toProvider(victim, door), { ...somebody, sub: 'victim' }))
    const attacker = visitor(running.origin)
    const there = await toProvider(attacker, door)
    const injected = provider.authorize(there, somebody, (answer) =>
      answer.set('code', stolen.searchParams.get('code') ?? ''),
    )
    await expectRefused(injected, { browser: attacker, why: 'its nonce is missing or another' })
    provider.lies = {}
  })

  test('signs in once, however often and however quickly it is shown', async () => {
    provider.lies = { careless: true }
    const browser = visitor(running.origin)
    const back = provider.authorize(await toProvider(browser, door), { ...somebody, sub: 'once' })
    const before = provider.asked.filter(({ path }) => path === '/token').length
    const uniform = await failed(door)
    const copy = () => {
      const made = visitor(running.origin)
      for (const [name, value] of browser.cookies) made.cookies.set(name, value)
      return made
    }
    const late = copy()
    const answers = await Promise.all(Array.from({ length: 20 }, () => comeBack(copy(), back)))
    expect(answers.filter(({ location }) => location === '/')).toHaveLength(1)
    expect(answers.filter(({ location }) => location === uniform.location)).toHaveLength(19)
    expect(provider.asked.filter(({ path }) => path === '/token')).toHaveLength(before + 1)
    expect(await expectRefused(back, { browser: late, why: 'finished before' })).toEqual({ asked: 0 })
    provider.lies = {}
  })

  test.each([
    ['no code', (answer: URLSearchParams) => answer.delete('code'), 'no code, or more'],
    ['two codes', (answer: URLSearchParams) => answer.append('code', 'x'), 'no code, or more'],
    ['a token beside it', (answer: URLSearchParams) => answer.set('id_token', 'x'), 'no code, or more'],
    [
      'an answer that is a token',
      (answer: URLSearchParams) => answer.set('response', 'x'),
      'no code, or more',
    ],
    ['an error', (answer: URLSearchParams) => answer.set('error', 'access_denied'), '"access_denied"'],
  ])('is not asked about where the answer has %s', async (_, change, why) => {
    const browser = visitor(running.origin)
    const back = provider.authorize(await toProvider(browser, door), somebody, change)
    expect(await expectRefused(back, { browser, why })).toEqual({ asked: 0 })
  })
})

describe('a door that was shut while somebody was at the provider', () => {
  test.each(['off', 'test'] as const)('lets nobody in: %s', async (mode) => {
    const late = liar.provider(`late-${mode}`)
    const lateDoor = await makeOidcDoor(running, site, `Late ${mode}`, late)
    const browser = visitor(running.origin)
    const back = late.authorize(await toProvider(browser, lateDoor), somebody)
    await running.app.database.inSite(site.id, async (tx) =>
      tx.write(updateConnection(site.id, { ...lateDoor.connection, mode }, new Date())),
    )
    expect(await expectRefused(back, { at: lateDoor, browser, why: 'switched off meanwhile' })).toEqual({
      asked: 0,
    })
  })
})

test('a session that somebody planted in the browser is not the one that opens (session fixation)', async () => {
  const first = visitor(running.origin)
  await comeBack(
    first,
    provider.authorize(await toProvider(first, door), { sub: 'planter', name: 'Planter' }),
  )
  const planted = first.cookies.get('doorward-customer') ?? ''
  const victim = visitor(running.origin)
  victim.cookies.set('doorward-customer', planted)
  await comeBack(
    victim,
    provider.authorize(await toProvider(victim, door), { sub: 'victim', name: 'Victim' }),
  )
  const whoIs = async (browser: ReturnType<typeof visitor>) =>
    ((await browser.fetch('GET', '/api/portal/me')).body as { name: string }).name
  expect(victim.cookies.get('doorward-customer')).not.toBe(planted)
  expect([await whoIs(victim), await whoIs(first)]).toEqual(['Victim', 'Planter'])
})

test('invented codes from one network have the provider asked only so often; who waits for that loses no login', async () => {
  const flooded = '203.0.113.8'
  const from = (ip: string) => {
    const browser = visitor(running.origin)
    browser.headers['x-forwarded-for'] = ip
    return browser
  }
  const key = otherDoor.path.split('/').at(-1)
  const budget = codeBudgetOf(running.app)
  // A clock behind: what was taken does not grow back meanwhile.
  while (budget.take(`${key} ${flooded}`, Date.now() + 60_000));
  const victim = from(flooded)
  const back = other.authorize(await toProvider(victim, otherDoor), somebody)
  const asked = other.asked.length
  const { pathname, search } = new URL(back)
  const waits = await victim.fetch('GET', pathname + search)
  expect([waits.status, waits.headers.get('refresh'), other.asked.length]).toEqual([429, '1', asked])
  const elsewhere = from('203.0.113.9')
  const theirs = other.authorize(await toProvider(elsewhere, otherDoor), somebody)
  expect(await comeBack(elsewhere, theirs)).toEqual({ status: 303, location: '/' })
  budget.giveBack(`${key} ${flooded}`)
  expect(await comeBack(victim, back)).toEqual({ status: 303, location: '/' })
  // It was right, so it cost nothing.
  expect(budget.take(`${key} ${flooded}`, Date.now())).toBe(true)
})

test('whoever sends answers all day that nobody asked for fills no log', async () => {
  const stranger = visitor(running.origin)
  stranger.headers['x-forwarded-for'] = '203.0.113.7'
  const line = async () => (await signInsOf(running, site, otherDoor)).length
  const before = await line()
  const at = `${running.origin}${otherDoor.path}/callback?state=x`
  for (let n = 0; n < 61; n++) await comeBack(stranger, at)
  expect(await line()).toBe(before + 61)
  expect(await comeBack(stranger, at)).toMatchObject({ status: 429 })
  expect(await line()).toBe(before + 61)
  // Whoever comes from the same network by the right way still comes in.
  const colleague = visitor(running.origin)
  colleague.headers['x-forwarded-for'] = '203.0.113.7'
  const back = other.authorize(await toProvider(colleague, otherDoor), somebody)
  expect(await comeBack(colleague, back)).toEqual({ status: 303, location: '/' })
})
