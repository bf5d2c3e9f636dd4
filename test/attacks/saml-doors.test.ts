// Requests, browsers, replays, times and what a door answers, through the real routes and database.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import {
  assertionXml,
  encrypted,
  forms,
  genuine,
  responseXml,
  signed,
  type Written,
} from '../fixtures/saml-forge.ts'
import { first, own, second, stranger, weak } from '../fixtures/saml-keys.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let clock = new Date()
let globex: SamlDoor
let initech: SamlDoor

beforeAll(async () => {
  running = await runningApp({ now: () => clock })
  site = await makeSite(running)
  globex = await makeSamlDoor(running, site, 'Globex')
  initech = await makeSamlDoor(running, site, 'Initech', {
    keys: [second],
    issuer: 'https://idp.initech.test',
  })
})
afterAll(() => running.close())
beforeEach(() => {
  clock = new Date()
})

interface Logged {
  readonly id: string
  readonly outcome: string
  readonly why: string | null
}

const query = (text: string) => ({ name: '', text, values: [site.id] })
const logged = () =>
  readRows<Logged>(
    running,
    site,
    query('select sign_in_id as id, outcome, why from sign_ins where site_id = $1 order by sign_in_id'),
  )
const count = async (table: string) =>
  (
    await readRows<{ n: number }>(
      running,
      site,
      query(`select count(*)::int n from ${table} where site_id = $1`),
    )
  )[0]?.n

/** What was logged while something was done. */
async function during(work: () => Promise<unknown>): Promise<Logged[]> {
  const before = new Set((await logged()).map(({ id }) => id))
  await work()
  return (await logged()).filter(({ id }) => !before.has(id))
}

const newVisitor = () => new Visitor(running.origin)
const right = (door: SamlDoor, requestId: string, change: Partial<Written> = {}) =>
  genuine({ ...writtenTo(door, requestId), now: clock, ...change }, 'assertion')

async function outcomeOf(work: () => Promise<unknown>): Promise<string> {
  const [one, ...more] = await during(work)
  expect(more).toEqual([])
  return one?.outcome === 'failed-check' ? (one.why ?? '') : (one?.outcome ?? '')
}

describe('a response is used once', () => {
  test('one after the other', async () => {
    const visitor = newVisitor()
    const xml = right(globex, await visitor.begin(globex))
    expect(await outcomeOf(() => visitor.bring(globex, { xml }))).toBe('in')
    expect(await outcomeOf(() => visitor.bring(globex, { xml }))).toMatch(/request of this browser/)
  })

  test.each(forms)('twenty at once give one session: %s', async (form) => {
    const door = await makeSamlDoor(running, site, `Replayed ${form}`, {
      signed: form,
      issuer: `https://${form}.test`,
    })
    const visitor = newVisitor()
    const xml = genuine({ ...writtenTo(door, await visitor.begin(door)), now: clock }, form)
    const sessions = await count('customer_sessions')
    const lines = await during(() =>
      Promise.all(Array.from({ length: 20 }, () => visitor.bring(door, { xml }))),
    )
    expect(lines.filter(({ outcome }) => outcome === 'in')).toHaveLength(1)
    expect(lines).toHaveLength(20)
    expect(await count('customer_sessions')).toBe((sessions ?? 0) + 1)
  })

  test('an assertion that was used is no answer to another request', async () => {
    const visitor = newVisitor()
    const requestId = await visitor.begin(globex)
    const again = await visitor.begin(globex)
    const given = { ...writtenTo(globex, requestId), now: clock }
    const assertion = assertionXml(given)
    const answer = (id: string) =>
      signed(responseXml({ ...given, requestId: id }, assertion.replaceAll(requestId, id)), 'Assertion')
    expect(await outcomeOf(() => visitor.bring(globex, { xml: answer(requestId) }))).toBe('in')
    expect(await outcomeOf(() => visitor.bring(globex, { xml: answer(again) }))).toBe('replayed')
  })
})

describe('a response belongs to a browser, a request and a directory', () => {
  test('another browser', async () => {
    const victim = newVisitor()
    const attacker = newVisitor()
    await victim.begin(globex)
    const xml = right(globex, await attacker.begin(globex))
    expect(await outcomeOf(() => victim.bring(globex, { xml }))).toMatch(/request of this browser/)
    expect(await outcomeOf(() => newVisitor().bring(globex, { xml }))).toMatch(/request of this browser/)
    expect(await outcomeOf(() => attacker.bring(globex, { xml }))).toBe('in')
  })

  test('another directory’s request', async () => {
    const visitor = newVisitor()
    const requestId = await visitor.begin(initech)
    expect(await outcomeOf(() => visitor.bring(globex, { xml: right(globex, requestId) }))).toMatch(
      /request of this/,
    )
  })

  test('another directory’s response', async () => {
    const visitor = newVisitor()
    const xml = genuine({ ...writtenTo(initech, await visitor.begin(globex)), now: clock }, 'assertion', {
      key: second,
    })
    expect(await outcomeOf(() => visitor.bring(globex, { xml }))).toMatch(/meant for .*, not for us/)
  })

  test('another directory’s provider that writes as ours does', async () => {
    const visitor = newVisitor()
    const given = { ...writtenTo(globex, await visitor.begin(globex)), now: clock }
    const xml = genuine(given, 'assertion', { key: second })
    expect(await outcomeOf(() => visitor.bring(globex, { xml }))).toMatch(/signature is not by a certificate/)
  })

  test('ten minutes later', async () => {
    const visitor = newVisitor()
    const requestId = await visitor.begin(globex)
    clock = new Date(clock.getTime() + 10 * 60_000 - 1)
    const inTime = right(globex, requestId)
    clock = new Date(clock.getTime() + 1)
    expect(await outcomeOf(() => visitor.bring(globex, { xml: inTime }))).toMatch(/within ten minutes/)
  })

  test('what was refused costs the request', async () => {
    const visitor = newVisitor()
    const requestId = await visitor.begin(globex)
    const forged = genuine({ ...writtenTo(globex, requestId), now: clock }, 'assertion', { key: stranger })
    expect(await outcomeOf(() => visitor.bring(globex, { xml: forged }))).toMatch(/signature/)
    expect(await outcomeOf(() => visitor.bring(globex, { xml: right(globex, requestId) }))).toMatch(
      /request of this/,
    )
  })

  test('two tabs do not take each other’s request away', async () => {
    const visitor = newVisitor()
    const one = await visitor.begin(globex)
    const other = await visitor.begin(globex)
    expect(await outcomeOf(() => visitor.bring(globex, { xml: right(globex, one) }))).toBe('in')
    expect(await outcomeOf(() => visitor.bring(globex, { xml: right(globex, other) }))).toBe('in')
  })
})

describe('times, to the second', () => {
  const issued = (seconds: number) => new Date(clock.getTime() + seconds * 1_000)
  test.each([
    ['made a minute ahead', { from: 60 }, 'in'],
    ['made more than a minute ahead', { from: 61 }, /in the future/],
    ['over for less than a minute', { until: -59 }, 'in'],
    ['over for a minute', { until: -60 }, /held until/],
    ['from in a minute', { notBefore: 60 }, 'in'],
    ['from in more than a minute', { notBefore: 61 }, /holds from/],
    ['eleven minutes old, less a second', { from: -659 }, 'in'],
    ['eleven minutes old', { from: -660 }, /older than/],
  ] as const)(
    '%s',
    async (_, { from, until, notBefore }: { from?: number; until?: number; notBefore?: number }, outcome) => {
      clock = new Date(Math.floor(clock.getTime() / 1_000) * 1_000)
      const visitor = newVisitor()
      const change = (xml: string) => {
        const end = issued(until ?? 600).toISOString()
        return xml
          .replaceAll(/ NotOnOrAfter="[^"]*"/g, ` NotOnOrAfter="${end}"`)
          .replace(/ NotBefore="[^"]*"/, ` NotBefore="${issued(notBefore ?? -900).toISOString()}"`)
          .replaceAll(/ IssueInstant="[^"]*"/g, ` IssueInstant="${issued(from ?? 0).toISOString()}"`)
      }
      const xml = right(globex, await visitor.begin(globex), { change })
      const found = await outcomeOf(() => visitor.bring(globex, { xml }))
      if (typeof outcome === 'string') expect(found).toBe(outcome)
      else expect(found).toMatch(outcome)
    },
  )
})

describe('certificates', () => {
  test('either of two', async () => {
    const door = await makeSamlDoor(running, site, 'Rolled over', {
      keys: [first, second],
      issuer: 'https://rolled.test',
    })
    for (const key of [first, second]) {
      const visitor = newVisitor()
      const xml = genuine({ ...writtenTo(door, await visitor.begin(door)), now: clock }, 'assertion', { key })
      expect(await outcomeOf(() => visitor.bring(door, { xml }))).toBe('in')
    }
  })

  test('a weak key signs nobody in', async () => {
    const both = await makeSamlDoor(running, site, 'Weak', {
      keys: [first, weak],
      issuer: 'https://weak.test',
    })
    const visitor = newVisitor()
    const xml = genuine({ ...writtenTo(both, await visitor.begin(both)), now: clock }, 'assertion', {
      key: weak,
    })
    expect(await outcomeOf(() => visitor.bring(both, { xml }))).toMatch(/signature is not by a certificate/)
    const alone = await makeSamlDoor(running, site, 'Weak alone', {
      keys: [weak],
      issuer: 'https://alone.test',
    })
    expect(await outcomeOf(() => newVisitor().open(alone.path))).toMatch(/strong enough/)
  })
})

describe('encrypted assertions', () => {
  let door: SamlDoor
  beforeAll(async () => {
    door = await makeSamlDoor(running, site, 'Encrypted', {
      encrypted: true,
      issuer: 'https://encrypted.test',
    })
  })

  async function bring(make: (given: Written) => string): Promise<string> {
    const visitor = newVisitor()
    const given = { ...writtenTo(door, await visitor.begin(door)), now: clock }
    return outcomeOf(() => visitor.bring(door, { xml: make(given) }))
  }
  const around = (given: Written, inside: string, certificate = own.certificate, how = {}) =>
    responseXml(given, encrypted(inside, certificate, how))
  const good = (given: Written) => signed(assertionXml(given), 'Assertion')

  test('one that is right comes in', async () => {
    expect(await bring((given) => around(given, good(given)))).toBe('in')
  })

  test('a long one that is right comes in; with more in it than was signed it does not', async () => {
    const attributes = { groups: Array.from({ length: 400 }, (_, n) => `Group &amp; ${n}`) }
    expect(await bring((given) => around(given, good({ ...given, attributes })))).toBe('in')
    const more = (xml: string) => xml.replace('Group &amp; 7<', 'Group &amp; seven<')
    expect(await bring((given) => around(given, more(good({ ...given, attributes }))))).not.toBe('in')
  })

  test.each<[string, (given: Written) => string]>([
    ['to another key', (given) => around(given, good(given), stranger.certificate)],
    ['not signed inside', (given) => around(given, assertionXml(given))],
    [
      'signed by a weak algorithm inside',
      (given) =>
        around(
          given,
          signed(assertionXml(given), 'Assertion', {
            signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
          }),
        ),
    ],
    [
      'wrapped inside',
      (given) =>
        around(
          given,
          assertionXml(given).replace(
            '<saml:AuthnStatement',
            () => `<saml:Advice>${good(given)}</saml:Advice><saml:AuthnStatement`,
          ),
        ),
    ],
    ['a DOCTYPE inside', (given) => around(given, `<!DOCTYPE x>${good(given)}`)],
    [
      'a comment inside',
      (given) => around(given, good(given).replace('</saml:NameID>', '<!---->.evil</saml:NameID>')),
    ],
    ['20,000 levels inside', (given) => around(given, '<a>'.repeat(20_000))],
    ['something else inside', (given) => around(given, '<a/>')],
    [
      'a changed cipher',
      (given) =>
        around(given, good(given))
          .replace(/(<xenc:CipherValue>[^<]{40})./g, '$1A')
          .replace(/(<xenc:CipherValue>[^<]{60})./g, '$1B'),
    ],
    [
      'a short cipher',
      (given) =>
        around(given, good(given)).replace(
          /<xenc:CipherValue>[^<]*(?=<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/,
          '<xenc:CipherValue>AAAA',
        ),
    ],
  ])('%s: always the same words', async (_, make) => {
    expect(await bring(make)).toBe(
      'The encrypted assertion cannot be used. Give your provider our present certificate, and have it sign the assertion with RSA-SHA256.',
    )
  })

  test('a cipher without authentication, an old key transport, no cipher at all', async () => {
    expect(
      await bring((given) => around(given, good(given), own.certificate, { cipher: 'aes-256-cbc' })),
    ).toMatch(/AES-256-GCM/)
    expect(await bring((given) => around(given, good(given), own.certificate, { wrap: '1_5' }))).toMatch(
      /RSA-OAEP/,
    )
    expect(await bring((given) => responseXml(given, good(given)))).toMatch(/came unencrypted/)
  })

  test('signed inside by a key that nobody knows', async () => {
    expect(
      await bring((given) => around(given, signed(assertionXml(given), 'Assertion', { key: stranger }))),
    ).toMatch(/signature/)
  })

  test('where none is expected', async () => {
    const visitor = newVisitor()
    const given = { ...writtenTo(globex, await visitor.begin(globex)), now: clock }
    expect(await outcomeOf(() => visitor.bring(globex, { xml: around(given, good(given)) }))).toMatch(
      /came encrypted/,
    )
  })
})

/** The same, in the ways of providers that people have. */
describe('as providers write it', () => {
  const renamed = (from: string, to: string) => (xml: string) =>
    xml
      .replaceAll(`<${from}:`, `<${to}:`)
      .replaceAll(`</${from}:`, `</${to}:`)
      .replaceAll(`xmlns:${from}=`, `xmlns:${to}=`)
  const typed = (xml: string) =>
    xml.replaceAll(
      '<saml:AttributeValue>',
      '<saml:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">',
    )
  const attributes = { email: ['ann@globex.com'], groups: ['A &amp; B', 'C&#xD;'] }
  const without = (xml: string) =>
    xml
      .replaceAll(/ xmlns:saml="[^"]*"/g, '')
      .replaceAll(/<saml:(Assertion|Issuer)/g, '<$1 xmlns="urn:oasis:names:tc:SAML:2.0:assertion"')
      .replaceAll('<saml:', '<')
      .replaceAll('</saml:', '</')

  test.each<[string, (xml: string) => string, Parameters<typeof genuine>[2]]>([
    [
      'Okta: saml2 and saml2p, typed values',
      (xml) => renamed('saml', 'saml2')(renamed('samlp', 'saml2p')(typed(xml))),
      { inclusive: ['xs'] },
    ],
    ['Entra: no prefixes in the assertion, nor in the signature', without, { prefix: '' }],
    ['Keycloak: both by their usual prefixes, typed values', typed, {}],
    ['OneLogin: many prefixes that stay', typed, { inclusive: ['xs', 'xsi', 'saml'] }],
    [
      'a provider that signs by SHA-512',
      (xml) => xml,
      {
        signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
        digest: 'http://www.w3.org/2001/04/xmlenc#sha512',
      },
    ],
  ])('%s', async (_, change, signing) => {
    for (const form of forms) {
      const door = await makeSamlDoor(running, site, `${_} ${form}`, {
        signed: form,
        issuer: `https://x${made++}.test`,
        // With two, each signature is looked at by our own reading first.
        keys: [second, first],
      })
      const visitor = newVisitor()
      const given = { ...writtenTo(door, await visitor.begin(door)), now: clock, attributes, change }
      const xml = genuine(given, form, signing)
      expect(await outcomeOf(() => visitor.bring(door, { xml }))).toBe('in')
    }
  })

  test.each(forms)('hundreds of groups: %s', async (form) => {
    const issuer = `https://groups-${form}.test`
    const door = await makeSamlDoor(running, site, `Groups ${form}`, { signed: form, issuer })
    const groups = Array.from({ length: 1_000 }, (_, n) => `CN=Group ${n},OU=Groups,DC=globex`)
    const visitor = newVisitor()
    const given = { ...writtenTo(door, await visitor.begin(door)), now: clock, attributes: { groups } }
    const xml = genuine(given, form)
    expect(await outcomeOf(() => visitor.bring(door, { xml }))).toBe('in')
  })

  test('with a declaration, lines of 76 letters, and line ends of Windows in the XML', async () => {
    const visitor = newVisitor()
    const xml = right(globex, await visitor.begin(globex), { nameId: 'lines', attributes })
    const whole = `<?xml version="1.0" encoding="UTF-8"?>\r\n${xml}\r\n`
    const lines = Buffer.from(whole)
      .toString('base64')
      .replaceAll(/(.{76})/g, '$1\r\n')
    expect(await outcomeOf(() => visitor.bring(globex, lines))).toBe('in')
  })
})

let made = 0

describe('a provider that begins by itself', () => {
  const unasked = (door: SamlDoor) => right(door, 'x').replaceAll(/ InResponseTo="[^"]*"/g, '')

  test('is refused', async () => {
    expect(await outcomeOf(() => newVisitor().bring(globex, { xml: unasked(globex) }))).toMatch(/by itself/)
  })

  test('begins a sign-in of ours where that is allowed, and what it brought is thrown away', async () => {
    const door = await makeSamlDoor(running, site, 'Begins', {
      idpInitiated: true,
      issuer: 'https://begins.test',
    })
    const visitor = newVisitor()
    const lines = await during(async () => {
      const answered = await visitor.bring(door, { xml: unasked(door) })
      expect(answered).toMatchObject({ status: 303, location: door.path, cookies: [] })
    })
    expect(lines).toEqual([])
    const xml = right(door, await visitor.begin(door))
    expect(await outcomeOf(() => visitor.bring(door, { xml }))).toBe('in')
  })
})

describe('where a person goes on', () => {
  test.each([
    ['/requests/7', '/requests/7'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/.//evil.example', '/'],
    ['/\t/evil.example', '/'],
  ])('%s', async (to, location) => {
    const visitor = newVisitor()
    const requestId = await visitor.begin(globex, `?to=${encodeURIComponent(to)}`)
    const relay = `&again=1&RelayState=${encodeURIComponent(to)}&to=${encodeURIComponent(to)}`
    const answered = await visitor.bring(globex, { xml: right(globex, requestId) }, relay)
    expect(answered).toMatchObject({ status: 303, location })
  })
})

describe('what a door says of itself', () => {
  test('nothing where there is none', async () => {
    for (const path of ['/sso/aaaaaabbbbbb', '/sso/aaaaaabbbbbb/metadata', '/sso/x', '/sso/x/metadata']) {
      expect((await newVisitor().fetch(path)).status).toBe(404)
    }
    const post = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'SAMLResponse=x',
    }
    expect((await newVisitor().fetch('/sso/aaaaaabbbbbb/acs', post)).status).toBe(404)
  })

  test('a HEAD begins nothing', async () => {
    expect(await newVisitor().fetch(globex.path, { method: 'HEAD' })).toMatchObject({
      status: 404,
      cookies: [],
    })
  })

  test('whatever the address says besides', async () => {
    const { text } = await newVisitor().fetch(`${globex.path}/metadata`, {
      headers: { 'x-forwarded-host': 'evil.example' },
    })
    expect(text).not.toContain('evil.example')
    expect(text).toContain(`Location="${globex.acsUrl}"`)
  })

  test('several responses in one form are none, and JSON is none', async () => {
    const visitor = newVisitor()
    const xml = right(globex, await visitor.begin(globex))
    expect(await outcomeOf(() => visitor.bring(globex, { xml }, '&again=1&SAMLResponse=x'))).toMatch(
      /no base64/,
    )
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    expect((await visitor.fetch(`${globex.path}/acs`, json)).status).toBe(404)
  })

  test('off and test let nobody in, and the door stays shut', async () => {
    for (const mode of ['off', 'test'] as const) {
      const door = await makeSamlDoor(running, site, `Shut ${mode}`, { mode, issuer: `https://${mode}.test` })
      expect(await outcomeOf(() => newVisitor().fetch(door.path))).toMatch(
        /switched off, or only being tested/,
      )
      expect((await newVisitor().fetch(`${door.path}?test=1`)).status).toBe(403)
    }
  })
})

test('staff try a connection out, whatever its mode: nobody is signed in, and the report is theirs alone', async () => {
  const [admin, other, agent] = await Promise.all([
    makeStaff(running, site, 'admin', { address: 'tries@acme.test' }),
    makeStaff(running, site, 'admin', { address: 'other@acme.test' }),
    makeStaff(running, site, 'agent', { address: 'agent@acme.test' }),
  ])
  const door = await makeSamlDoor(running, site, 'Tried out', { mode: 'off', issuer: 'https://tried.test' })
  const sessions = await count('customer_sessions')
  const people = await count('customers')
  const tried = async (make: (requestId: string) => string) => {
    const visitor = new Visitor(running.origin, admin.browser.cookies)
    const { location } = await visitor.bring(door, { xml: make(await visitor.begin(door, '?test=1')) })
    const [, directoryId = '', reportId = ''] =
      /^\/admin\/directories\/(\w+)\/sign-in\/test\/([\w-]+)$/.exec(location ?? '') ?? []
    return { directoryId, reportId }
  }
  const params = await tried((requestId) => right(door, requestId))
  const report = await admin.browser.call('getSignInTest', { params })
  expect(report).toMatchObject({
    identity: { subject: 'ann@globex.com' },
    foreseen: { outcome: 'would-be-in', made: true },
  })
  expect(report.steps.every(({ ok }) => ok)).toBe(true)
  expect(Buffer.from(report.raw, 'base64').toString()).toBe(report.decoded)
  expect((await other.browser.refused('getSignInTest', { params })).code).toBe('not-found')
  expect((await agent.browser.refused('getSignInTest', { params })).code).toBe('forbidden')
  const forged = await tried((requestId) =>
    genuine({ ...writtenTo(door, requestId), now: clock }, 'assertion', { key: stranger }),
  )
  const failed = await admin.browser.call('getSignInTest', { params: forged })
  expect(failed).toMatchObject({ identity: null, foreseen: null })
  expect(failed.steps.at(-1)).toMatchObject({ check: 'signature', ok: false })
  expect((await new Visitor(running.origin, agent.browser.cookies).fetch(`${door.path}?test=1`)).status).toBe(
    403,
  )
  expect([await count('customer_sessions'), await count('customers')]).toEqual([sessions, people])
  clock = new Date(clock.getTime() + 60 * 60_000)
  expect((await admin.browser.refused('getSignInTest', { params })).code).toBe('not-found')
})

test('over plain http the response is posted once more, by a page that holds base64 alone', async () => {
  const visitor = newVisitor()
  const xml = right(globex, await visitor.begin(globex))
  const without = newVisitor()
  let page = { text: '', status: 0 }
  const lines = await during(async () => {
    page = await without.bring(globex, { xml }, '')
  })
  expect(lines).toEqual([])
  expect(page.status).toBe(200)
  const value = /name="SAMLResponse" value="([A-Za-z0-9+/=]+)"/.exec(page.text)?.[1] ?? ''
  expect(Buffer.from(value, 'base64').toString()).toBe(xml)
  expect(await outcomeOf(() => without.bring(globex, value))).toMatch(/request of this browser/)
  expect(await outcomeOf(() => visitor.bring(globex, value))).toBe('in')
})

test('what nobody asked for is written down only so often', async () => {
  const door = await makeSamlDoor(running, site, 'Flooded', { issuer: 'https://flooded.test' })
  const lines = await during(async () => {
    for (let n = 0; n < 70; n++) await newVisitor().bring(door, 'x')
  })
  expect(lines.length).toBe(61)
  expect((await newVisitor().bring(door, 'x')).status).toBe(429)
  // Whoever was sent to the provider comes in all the same.
  const visitor = newVisitor()
  const xml = right(door, await visitor.begin(door))
  expect(await outcomeOf(() => visitor.bring(door, { xml }))).toBe('in')
})

test('an address that is given to somebody else brings nothing along, although the provider calls it lasting', async () => {
  const door = await makeSamlDoor(running, site, 'Reused', {
    matchBy: 'user-name',
    justInTime: false,
    issuer: 'https://reused.test',
  })
  const people: string[] = []
  const bring = async () => {
    const { json } = await door.made.scim.createUser('ann@globex.com')
    people.push(json.id)
    const visitor = newVisitor()
    await visitor.bring(door, { xml: right(door, await visitor.begin(door)) })
    return json.id as string
  }
  const first = await bring()
  await door.made.scim.patch(`/Users/${first}`, { op: 'replace', path: 'userName', value: 'lee@globex.com' })
  await bring()
  const sessions = await readRows<{ userId: string }>(running, site, {
    name: '',
    text: `select user_id as "userId" from customer_sessions where site_id = $1 and directory_id = $2 order by created_at, session_id`,
    values: [site.id, door.directoryId],
  })
  expect(sessions.map(({ userId }) => userId)).toEqual(people)
})
