import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeStaff, setDisabled } from '../../src/admin/staff.ts'
import { createStaff, resetStaff } from '../../src/admin/staff-invitations.ts'
import { build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let now: Date
let people = 0

beforeAll(async () => {
  now = new Date()
  running = await runningApp({ now: () => now, env: { TRUST_PROXY: 'true' } })
  site = await makeSite(running)
})
afterAll(() => running.close())
beforeEach(() => {
  now = new Date()
})

const minute = 60_000
const asOwner = () => ({ ...byTest(now), role: 'owner' as const })
const wrongPassword = 'another otter violin gravel'

function person(role: 'owner' | 'agent' = 'agent'): Promise<Person> {
  people++
  return makeStaff(running, site, role, { address: `person-${people}@acme.test`, now })
}

/** A browser on a network of its own. */
let networks = 0
function elsewhere(): Browser {
  networks++
  return new Browser(running.origin, { 'x-forwarded-for': `198.51.${networks >> 8}.${networks & 255}` })
}

test('a domain of other letters than ASCII is the same as DNS has it, whoever types it', async () => {
  await makeStaff(running, site, 'agent', { address: 'kim@b\u00fccher.test', now })
  for (const address of ['Kim@B\u00fccher.test', 'kim@xn--bcher-kva.test']) {
    await elsewhere().call('signIn', { body: { address, password: goodPassword } })
  }
})

describe('who may not come in learns nothing', () => {
  test('an unknown address, a wrong password, a disabled and an invited account are answered alike', async () => {
    const [known, disabled] = [await person(), await person()]
    await setDisabled(running.app.database, site.id, disabled.id, true, asOwner())
    const invited = { name: 'I', address: 'invited@acme.test', role: 'agent' as const }
    await createStaff(running.app.database, site.id, invited, asOwner())
    const answers = await Promise.all(
      [
        { address: 'nobody@acme.test', password: goodPassword },
        { address: known.address, password: wrongPassword },
        { address: disabled.address, password: goodPassword },
        { address: invited.address, password: goodPassword },
      ].map(async (body) => {
        const { requestId: _, ...problem } = await elsewhere().refused('signIn', { body })
        return problem
      }),
    )
    expect(answers[0]).toMatchObject({ status: 401, code: 'not-signed-in' })
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
  })

  test.each([
    ['no link', 'x'],
    ['a link of another kind', `dws_000001_${'A'.repeat(43)}`],
    ['a link that was never made', `dwl_000001_${'A'.repeat(43)}`],
  ])('%s is answered like any that does not work', async (_name, link) => {
    const browser = elsewhere()
    const body = { siteName: 'S', name: 'N', address: 'a@b.test', password: goodPassword }
    expect(await browser.refused('getStart', { params: { link } })).toMatchObject({ code: 'not-found' })
    expect(await browser.refused('completeStart', { params: { link }, body })).toMatchObject({
      code: 'not-found',
    })
    expect(await browser.refused('getLink', { params: { link } })).toMatchObject({ code: 'not-found' })
  })

  test.each<[string, unknown, string[]]>([
    ['nothing', undefined, ['address', 'password']],
    ['lists', { address: ['a@b.test'], password: ['x'] }, ['address', 'password']],
    ['more than is asked for', { address: 'a@b.test', password: 'x', role: 'owner' }, ['role']],
    ['a novel', { address: 'a@b.test', password: 'x'.repeat(1025) }, ['password']],
  ])('a body of %s is refused by name', async (_name, body, fields) => {
    const { status, body: problem } = await elsewhere().send('signIn', { body })
    expect(status).toBe(400)
    expect((problem as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual(fields)
  })

  test.each([
    ['half a body', '{"address":'],
    ['a list', '[]'],
    ['a text without end', `"${'x'.repeat(300_000)}"`],
  ])('%s is no reason to fail', async (_name, text) => {
    expect((await elsewhere().fetch('POST', '/api/sign-in', text)).status).toBe(400)
  })
})

describe('guessing', () => {
  test('of a burst from one network six guesses are judged, the right one behind them is not', async () => {
    const { address } = await person()
    const { headers } = elsewhere()
    const guesses = await Promise.all(
      Array.from({ length: 20 }, () =>
        new Browser(running.origin, headers).send('signIn', { body: { address, password: wrongPassword } }),
      ),
    )
    expect(guesses.filter(({ status }) => status !== 429)).toHaveLength(6)
    const body = { address, password: goodPassword }
    const late = await new Browser(running.origin, headers).refused('signIn', { body })
    expect(late).toMatchObject({ status: 429, code: 'too-many-attempts' })
    // Whoever is elsewhere is not held up.
    await elsewhere().call('signIn', { body })
    now = new Date(now.getTime() + 1_000)
    await new Browser(running.origin, headers).call('signIn', { body })
  })

  test('each next guess waits twice as long; coming too early makes it no longer, and all processes count together', async () => {
    const { address } = await person()
    const { headers } = elsewhere()
    const other = await build({
      config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', TRUST_PROXY: 'true' }),
      ownerUrl: running.ownerUrl,
      logger: pino({ level: 'silent' }),
      now: () => now,
    })
    try {
      const origins = [running.origin, await other.server.listen({ host: '127.0.0.1', port: 0 })]
      let calls = 0
      const guess = (password = wrongPassword) => {
        calls++
        const origin = origins[calls % 2] ?? ''
        return new Browser(origin, { ...headers, origin }).send('signIn', { body: { address, password } })
      }
      for (let n = 0; n < 6; n++) expect((await guess()).status).toBe(401)
      for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128]) {
        for (const earlier of [0, seconds * 1_000 - 1]) {
          now = new Date(now.getTime() + earlier)
          const { status, headers: said, body } = await guess(goodPassword)
          const wait = earlier === 0 ? seconds : 1
          expect([status, said.get('retry-after')]).toEqual([429, String(wait)])
          if (wait === 1) expect((body as { detail: string }).detail).toContain('Try again in 1 second.')
        }
        now = new Date(now.getTime() + 1)
        expect((await guess()).status).toBe(401)
      }
      // The longest is five minutes; then the person is in, and everything of before is forgiven.
      now = new Date(now.getTime() + 256_000)
      expect((await guess(goodPassword)).status).toBe(200)
      expect((await guess()).status).toBe(401)
    } finally {
      await other.close()
    }
  })

  test('whoever has a whole IPv6 network is one', async () => {
    const { address } = await person()
    const from = (host: number) => new Browser(running.origin, { 'x-forwarded-for': `2001:db8:1:2::${host}` })
    const guess = (host: number) => from(host).send('signIn', { body: { address, password: wrongPassword } })
    const statuses: number[] = []
    for (let host = 1; host < 9; host++) statuses.push((await guess(host)).status)
    expect(statuses).toEqual([...Array(6).fill(401), 429, 429])
  })

  test('one network that tries many accounts is held back as well', async () => {
    const { headers } = elsewhere()
    const statuses: number[] = []
    for (let n = 0; n < 53; n++) {
      const body = { address: `guess-${n}@acme.test`, password: wrongPassword }
      statuses.push((await new Browser(running.origin, headers).send('signIn', { body })).status)
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(51)
    expect(statuses.slice(51)).toEqual([429, 429])
  })

  test('many networks that guess at one account do not lock its owner out of a browser that knows them', async () => {
    const { address, browser } = await person('owner')
    const guess = () => elsewhere().send('signIn', { body: { address, password: wrongPassword } })
    const guesses: number[] = []
    for (let n = 0; n < 5; n++) {
      const round = await Promise.all(Array.from({ length: 8 }, guess))
      guesses.push(...round.map(({ status }) => status))
    }
    expect(guesses.filter((status) => status === 401)).toHaveLength(31)
    const body = { address, password: goodPassword }
    expect(await elsewhere().refused('signIn', { body })).toMatchObject({ code: 'too-many-attempts' })
    await browser.call('signOut', {})
    expect(await browser.refused('getMe', {})).toMatchObject({ code: 'not-signed-in' })
    expect((await browser.call('signIn', { body })).staff.address).toBe(address)
    // Whoever has that browser guesses no faster than others.
    const slips: number[] = []
    for (let n = 0; n < 7; n++)
      slips.push((await browser.send('signIn', { body: { address, password: wrongPassword } })).status)
    expect(slips).toEqual([...Array(6).fill(401), 429])
  })
})

describe('a session', () => {
  test('is a cookie that scripts cannot read and other sites do not send', async () => {
    const { address } = await person()
    const { headers } = await elsewhere().send('signIn', { body: { address, password: goodPassword } })
    const [session = ''] = headers.getSetCookie().filter((line) => line.startsWith('doorward-session='))
    expect(session).toMatch(/; Path=\/; .*HttpOnly; SameSite=Lax$/)
    expect(session).not.toContain('Domain=')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('over https is bound to this very host', async () => {
    const { address } = await person()
    const browser = elsewhere()
    browser.headers['x-forwarded-proto'] = 'https'
    const { headers } = await browser.send('signIn', { body: { address, password: goodPassword } })
    expect(headers.getSetCookie().map((line) => line.split('=')[0])).toEqual([
      '__Host-doorward-session',
      '__Host-doorward-proof',
      '__Host-doorward-browser',
    ])
    for (const line of headers.getSetCookie()) expect(line).toMatch(/; Secure;/)
    await browser.call('getMe', {})
  })

  test('cannot be planted: a new one begins at each sign-in', async () => {
    const [victim, attacker] = [await person(), await person()]
    const planted = attacker.browser.cookies.get('doorward-session') ?? ''
    const browser = elsewhere()
    browser.cookies.set('doorward-session', planted)
    await browser.call('signIn', { body: { address: victim.address, password: goodPassword } })
    expect(browser.cookies.get('doorward-session')).not.toBe(planted)
    expect((await browser.call('getMe', {})).staff.address).toBe(victim.address)
    expect((await attacker.browser.call('getMe', {})).staff.address).toBe(attacker.address)
  })

  test.each([
    ['a forged one', (cookie: string) => `${cookie.slice(0, -4)}AAAA`],
    ['a link instead', (cookie: string) => cookie.replace('dws_', 'dwl_')],
    ["another site's", (cookie: string) => cookie.replace(/_[0-9a-z]{6}_/, '_000001_')],
    ['an empty one', () => ''],
  ])('%s is none', async (_name, forge) => {
    const { browser } = await person()
    browser.cookies.set('doorward-session', forge(browser.cookies.get('doorward-session') ?? ''))
    expect(await browser.refused('getMe', {})).toMatchObject({ status: 401 })
  })

  test('ends when nobody has used it for half a day, and after a week in any case', async () => {
    const { browser } = await person()
    const { browser: busy } = await person()
    now = new Date(now.getTime() + 12 * 60 * minute)
    expect(await browser.refused('getMe', {})).toMatchObject({ status: 401 })
    now = new Date(now.getTime() - minute)
    for (let half = 0; half < 13; half++) {
      await busy.call('getMe', {})
      now = new Date(now.getTime() + 11.9 * 60 * minute)
    }
    expect((await busy.send('getMe', {})).status).toBe(200)
    now = new Date(now.getTime() + 2 * 60 * minute)
    expect(await busy.refused('getMe', {})).toMatchObject({ status: 401 })
  })

  test('is seen and ended from another one', async () => {
    const { address, browser } = await person()
    const other = elsewhere()
    other.headers['user-agent'] = `Firefox ${'x'.repeat(5_000)}`
    await other.call('signIn', { body: { address, password: goodPassword } })
    const { items } = await browser.call('listSessions', {})
    expect(items.map(({ current }) => current)).toEqual([false, true])
    expect(items[0]).toMatchObject({
      ip: expect.stringMatching(/^198\.51\./),
      userAgent: expect.stringMatching(/^Firefox/),
    })
    expect(items[0]?.userAgent).toHaveLength(300)
    const { browser: stranger } = await person()
    const params = { sessionId: items[0]?.id ?? '' }
    expect(await stranger.refused('endSession', { params })).toMatchObject({ code: 'not-found' })
    await browser.call('endSession', { params })
    expect(await other.refused('getMe', {})).toMatchObject({ status: 401 })
    await browser.call('signOutEverywhere', {})
    expect(await browser.refused('getMe', {})).toMatchObject({ status: 401 })
  })

  test('ends with another password, another role, a reset and an account that is disabled', async () => {
    const { database } = running.app
    const acts: [string, (one: Person, second: Browser) => Promise<unknown>][] = [
      [
        'another password',
        (_one, second) =>
          second.call('changePassword', {
            body: { password: 'gravel otter violin lamp' },
          }),
      ],
      ['another role', (one) => changeStaff(database, site.id, one.id, { role: 'auditor' }, asOwner())],
      [
        'a reset',
        async (one) => {
          const { link } = await resetStaff(database, site.id, one.id, asOwner())
          await one.browser.call('getMe', {})
          const body = { password: 'gravel otter violin lamp' }
          await elsewhere().call('completeLink', { params: { link: link.secret }, body })
        },
      ],
      ['disabled', (one) => setDisabled(database, site.id, one.id, true, asOwner())],
    ]
    for (const [name, act] of acts) {
      const one = await person()
      const second = elsewhere()
      await second.call('signIn', { body: { address: one.address, password: goodPassword } })
      await act(one, second)
      expect([name, (await one.browser.send('getMe', {})).status]).toEqual([name, 401])
    }
  })

  test('does not let somebody at a screen left open take the account over', async () => {
    const { browser } = await person()
    now = new Date(now.getTime() + 10 * minute)
    const body = { password: 'gravel otter violin lamp' }
    expect(await browser.refused('changePassword', { body })).toMatchObject({ code: 'fresh-sign-in-needed' })
  })
})

describe('the pages of others', () => {
  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }],
    ['a neighbouring host', { origin: 'http://evil.localhost', 'sec-fetch-site': 'same-site' }],
    ['an old browser at another site', { origin: 'https://evil.test' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a form that hides where it is', {}],
  ])('%s changes nothing, and signs nobody in', async (_name, headers) => {
    const { address, browser } = await person()
    browser.headers = { ...headers }
    const body = { address, password: goodPassword }
    const operations = ['signOutEverywhere', 'signOut', 'signIn', 'signInByPasskey', 'prove'] as const
    for (const operation of operations) {
      const { status, body: problem } = await browser.send(operation, operation === 'signIn' ? { body } : {})
      expect([status, (problem as { code: string }).code]).toEqual([403, 'forbidden'])
    }
    expect((await browser.send('getMe', {})).status).toBe(200)
  })
})

test('of many who come with one link at once, one gets in', async () => {
  const wanted = { name: 'New', address: 'new@acme.test', role: 'agent' as const }
  const { link } = await createStaff(running.app.database, site.id, wanted, asOwner())
  const params = { link: link.secret }
  expect(await elsewhere().call('getLink', { params })).toMatchObject({ kind: 'invite', name: 'New' })
  const weak = await elsewhere().refused('completeLink', { params, body: { password: 'new@acme.test' } })
  expect(weak).toMatchObject({ errors: [{ field: 'password' }] })
  const tries = await Promise.all(
    Array.from({ length: 8 }, () =>
      elsewhere().send('completeLink', { params, body: { password: goodPassword } }),
    ),
  )
  expect(tries.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(404)])
  now = new Date(now.getTime() + 8 * 24 * 60 * minute)
  const { link: late } = await createStaff(
    running.app.database,
    site.id,
    { ...wanted, address: 'l@acme.test' },
    byLate(),
  )
  expect(await elsewhere().refused('getLink', { params: { link: late.secret } })).toMatchObject({
    code: 'not-found',
  })
})

/** Somebody who made a link eight days ago. */
const byLate = () => ({ ...byTest(new Date(now.getTime() - 8 * 24 * 60 * minute)), role: 'owner' as const })
