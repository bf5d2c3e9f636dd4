import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeSecondFactor, setDisabled } from '../../src/admin/staff.ts'
import { resetStaff } from '../../src/admin/staff-invitations.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Authenticator, type Lies } from '../fixtures/authenticator.ts'
import { Browser } from '../fixtures/browser.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let now = new Date()
let people = 0
/** Where the site's passkeys work. */
let origin = ''

beforeAll(async () => {
  running = await runningApp({ now: () => now, env: { TRUST_PROXY: 'true' } })
  site = await makeSite(running)
  const { browser } = await makeStaff(running, site, 'auditor', { now })
  origin = (await browser.call('listPasskeys', {})).origin
})
afterAll(() => running.close())

const minute = 60_000
const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const asOwner = () => ({ ...byTest(now), role: 'owner' as const })

/** A browser on a network of its own. */
let networks = 0
function elsewhere(): Browser {
  networks++
  return new Browser(running.origin, { 'x-forwarded-for': `198.51.${networks >> 8}.${networks & 255}` })
}

interface Holder extends Person {
  readonly device: Authenticator
  readonly recoveryCodes: readonly string[]
}

async function register(browser: Browser, device = new Authenticator(origin), name = 'Laptop') {
  const options = await browser.call('offerPasskey', {})
  const { recoveryCodes, passkey } = await browser.call('createPasskey', {
    body: { name, passkey: device.create(options) },
  })
  return { device, recoveryCodes, passkeyId: passkey.id }
}

async function holder(role: 'owner' | 'agent' = 'agent'): Promise<Holder> {
  people++
  const person = await makeStaff(running, site, role, { address: `k${people}@acme.test`, now })
  return { ...person, ...(await register(person.browser)) }
}

/** A sign-in by the passkey alone, as the device answers. */
async function signIn(device: Authenticator, lies: Lies = {}, browser = elsewhere()) {
  const options = await browser.call('offerPasskeySignIn', {})
  const reply = await browser.send('signInByPasskey', { body: { passkey: device.get(options, lies) } })
  return { browser, status: reply.status, body: reply.body as { code?: string; detail?: string } }
}

/** A browser that has shown the password, with what it may show besides. */
async function halfway({ address }: Person) {
  const browser = elsewhere()
  const body = { address, password: goodPassword }
  expect(await browser.refused('signIn', { body })).toMatchObject({ code: 'second-factor-needed' })
  return { browser, ways: await browser.call('offerSecondFactor', {}) }
}

describe('a passkey', () => {
  test('alone signs in, in any browser, and a fresh session is opened each time', async () => {
    const person = await holder()
    expect(person.recoveryCodes).toHaveLength(10)
    const options = await elsewhere().call('offerPasskeySignIn', {})
    expect(options).toMatchObject({ userVerification: 'required', allowCredentials: [] })
    const planted = elsewhere()
    planted.cookies.set('doorward-session', person.browser.cookies.get('doorward-session') ?? '')
    const { browser, status } = await signIn(person.device, {}, planted)
    expect(status).toBe(200)
    expect(browser.cookies.get('doorward-session')).not.toBe(person.browser.cookies.get('doorward-session'))
    expect((await browser.call('getMe', {})).staff.id).toBe(person.id)
    const { items } = await browser.call('listPasskeys', {})
    expect(items).toMatchObject([{ name: 'Laptop', lastUsedAt: now.toISOString(), worksHere: true }])
  })

  test('is asked for besides the password, which alone opens nothing any more; without a PIN it is enough then', async () => {
    const person = await holder()
    const { browser, ways } = await halfway(person)
    expect(ways).toMatchObject({ code: true, passkey: { allowCredentials: [{ id: person.device.id }] } })
    if (!ways.passkey) throw new Error('no passkey is asked for')
    const passkey = person.device.get(ways.passkey, { userVerified: false })
    await browser.call('showSecondFactor', { body: { passkey } })
    expect((await browser.call('getMe', {})).staff.id).toBe(person.id)
  })

  test('of another person does not stand in as the second factor', async () => {
    const [person, other] = [await holder(), await holder()]
    const { browser, ways } = await halfway(person)
    if (!ways.passkey) throw new Error('no passkey is asked for')
    const passkey = other.device.get(ways.passkey)
    expect(await browser.refused('showSecondFactor', { body: { passkey } })).toMatchObject({
      errors: [{ field: 'passkey' }],
    })
    expect(await browser.refused('showSecondFactor', { body: {} })).toMatchObject({
      errors: [{ field: 'code' }],
    })
  })

  test('the first one ends the sessions that were opened without; more can be added, named and removed', async () => {
    people++
    const address = `k${people}@acme.test`
    const { browser } = await makeStaff(running, site, 'agent', { address, now })
    const other = elsewhere()
    await other.call('signIn', { body: { address, password: goodPassword } })
    const first = await register(browser)
    expect(await other.refused('getMe', {})).toMatchObject({ status: 401 })
    const second = await register(browser, new Authenticator(origin), 'Phone')
    expect(second.recoveryCodes).toEqual([])
    const named = { params: { passkeyId: second.passkeyId }, body: { name: 'Key ring' } }
    expect(await browser.call('renamePasskey', named)).toMatchObject({ name: 'Key ring' })
    expect(await browser.call('getSecondFactor', {})).toEqual({
      totp: false,
      passkeys: 2,
      recoveryCodesLeft: 10,
    })
    await browser.call('removePasskey', { params: { passkeyId: first.passkeyId } })
    expect(await signIn(first.device)).toMatchObject({ status: 401 })
    expect(await signIn(second.device)).toMatchObject({ status: 200 })
    const stranger = await holder()
    expect(await stranger.browser.refused('renamePasskey', named)).toMatchObject({ status: 404 })
    expect(await stranger.browser.refused('removePasskey', { params: named.params })).toMatchObject({
      status: 404,
    })
    await browser.call('removePasskey', { params: { passkeyId: second.passkeyId } })
    expect(await browser.call('getSecondFactor', {})).toMatchObject({ recoveryCodesLeft: 0 })
    await other.call('signIn', { body: { address, password: goodPassword } })
  })
})

describe('what a passkey has signed is refused', () => {
  test.each<[string, Lies]>([
    ['at another page', { origin: 'http://evil.test' }],
    ['at another port of the host', { origin: 'http://127.0.0.1:1' }],
    ['for another host', { rpId: 'evil.test' }],
    ['for a challenge that nobody made', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['for a registration', { type: 'webauthn.create' }],
    ['without seeing to it that its owner holds it', { userVerified: false }],
    ['without being touched', { userPresent: false }],
    ['by another key', { otherKey: true }],
    ['with a count that stood still', { signCount: 1 }],
    ['for somebody else', { userHandle: Buffer.alloc(16).toString('base64url') }],
    ['in a frame of another page', { crossOrigin: true, topOrigin: 'http://evil.test' }],
  ])('%s', async (_name, lies) => {
    const { device } = await holder()
    expect(await signIn(device)).toMatchObject({ status: 200 })
    const { status, body, browser } = await signIn(device, lies)
    expect([status, body.code, body.detail]).toEqual([
      401,
      'not-signed-in',
      'This passkey does not sign you in here.',
    ])
    expect(browser.cookies.has('doorward-session')).toBe(false)
    expect(await signIn(device)).toMatchObject({ status: 200 })
  })

  test('twice, also at once, in another browser, and too late', async () => {
    const { device } = await holder()
    const browser = elsewhere()
    const body = { passkey: device.get(await browser.call('offerPasskeySignIn', {})) }
    const stranger = elsewhere()
    await stranger.call('offerPasskeySignIn', {})
    expect(await stranger.refused('signInByPasskey', { body })).toMatchObject({ status: 401 })
    const tries = await Promise.all(
      Array.from({ length: 4 }, () => browser.send('signInByPasskey', { body })),
    )
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401])
    const late = { passkey: device.get(await browser.call('offerPasskeySignIn', {})) }
    later(15 * minute)
    expect(await browser.refused('signInByPasskey', { body: late })).toMatchObject({ status: 401 })
  })

  test('by one of two copies of a device, once the other has counted on; and at once', async () => {
    const { device } = await holder()
    const [one, two] = [elsewhere(), elsewhere()]
    const [first, second] = [
      await one.call('offerPasskeySignIn', {}),
      await two.call('offerPasskeySignIn', {}),
    ]
    const tries = await Promise.all([
      one.send('signInByPasskey', { body: { passkey: device.get(first, { signCount: 9 }) } }),
      two.send('signInByPasskey', { body: { passkey: device.get(second, { signCount: 9 }) } }),
    ])
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 401])
    expect(await signIn(device, { signCount: 9 })).toMatchObject({ status: 401 })
    expect(await signIn(device, { signCount: 10 })).toMatchObject({ status: 200 })
  })

  test('a device that does not count signs in again and again', async () => {
    people++
    const { browser } = await makeStaff(running, site, 'agent', { address: `k${people}@acme.test`, now })
    const device = new Authenticator(origin)
    device.signCount = 0
    await register(browser, device)
    for (let n = 0; n < 3; n++) expect(await signIn(device)).toMatchObject({ status: 200 })
  })

  test('asked for one thing and shown for another', async () => {
    const person = await holder()
    const { browser, ways } = await halfway(person)
    if (!ways.passkey) throw new Error('no passkey is asked for')
    const body = { passkey: person.device.get(ways.passkey) }
    expect(await browser.refused('signInByPasskey', { body })).toMatchObject({ status: 401 })
    const proof = await person.browser.call('offerProof', {})
    if (!proof.passkey) throw new Error('no passkey is asked for')
    const shown = { passkey: person.device.get(proof.passkey) }
    expect(await person.browser.refused('signInByPasskey', { body: shown })).toMatchObject({ status: 401 })
  })

  test('guessing waits after six, whatever is shown', async () => {
    const device = new Authenticator(origin)
    const browser = elsewhere()
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) statuses.push((await signIn(device, {}, browser)).status)
    expect(statuses).toEqual([...Array(6).fill(401), ...Array(6).fill(429)])
  })
})

describe('a registration is refused', () => {
  test.each<[string, Lies]>([
    ['at another page', { origin: 'http://evil.test' }],
    ['for another host', { rpId: 'evil.test' }],
    ['for a challenge that nobody made', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['that was a sign-in', { type: 'webauthn.get' }],
    ['without being touched', { userPresent: false }],
  ])('%s', async (_name, lies) => {
    people++
    const { browser } = await makeStaff(running, site, 'agent', { address: `k${people}@acme.test`, now })
    const passkey = new Authenticator(origin).create(await browser.call('offerPasskey', {}), lies)
    expect(await browser.refused('createPasskey', { body: { name: 'K', passkey } })).toMatchObject({
      errors: [{ field: 'passkey' }],
    })
    expect((await browser.call('listPasskeys', {})).items).toEqual([])
  })

  test('that was begun by another person, in another browser or session, or of a passkey that is there already', async () => {
    const [person, other] = [await holder(), await holder()]
    const body = (options: Parameters<Authenticator['create']>[0], device = new Authenticator(origin)) => ({
      body: { name: 'K', passkey: device.create(options) },
    })
    const options = await person.browser.call('offerPasskey', {})
    expect(await other.browser.refused('createPasskey', body(options))).toMatchObject({ status: 400 })
    const { browser: second } = await signIn(person.device)
    second.cookies.set('doorward-passkey', person.browser.cookies.get('doorward-passkey') ?? '')
    expect(await second.refused('createPasskey', body(options))).toMatchObject({ status: 400 })
    await person.browser.call('createPasskey', body(options))
    expect(await person.browser.refused('createPasskey', body(options))).toMatchObject({ status: 400 })
    const again = await other.browser.call('offerPasskey', {})
    expect(await other.browser.refused('createPasskey', body(again, person.device))).toMatchObject({
      code: 'conflict',
    })
  })
})

describe('whoever loses an account loses its passkeys', () => {
  test('a person who is disabled', async () => {
    const { device, id } = await holder()
    await setDisabled(running.app.database, site.id, id, true, asOwner())
    expect(await signIn(device)).toMatchObject({ status: 401 })
  })

  test('a person who was reset, once another password is chosen; the recovery codes are still asked for', async () => {
    const person = await holder()
    const { link } = await resetStaff(running.app.database, site.id, person.id, asOwner())
    expect(await signIn(person.device)).toMatchObject({ status: 200 })
    const registering = await person.browser.call('offerPasskey', {})
    const browser = elsewhere()
    const given = { params: { link: link.secret }, body: { password: 'gravel otter violin lamp' } }
    expect(await browser.refused('completeLink', given)).toMatchObject({ code: 'second-factor-needed' })
    expect(await browser.call('offerSecondFactor', {})).toEqual({ code: true, passkey: null })
    await browser.call('showSecondFactor', { body: { code: person.recoveryCodes[0] ?? '' } })
    expect(await signIn(person.device)).toMatchObject({ status: 401 })
    const passkey = new Authenticator(origin).create(registering)
    const late = { body: { name: 'K', passkey } }
    expect(await person.browser.refused('createPasskey', late)).toMatchObject({ status: 401 })
    const { items } = await (await holder('owner')).browser.call('listAudit', {
      query: { subject: person.id },
    })
    const removed = items.find(({ action }) => action === 'staff.passkey-removed')
    expect(removed).toMatchObject({ details: { passkey: 'Laptop', by: 'reset' } })
  })

  test('a person whose second factor was removed, who signs in by the password then', async () => {
    const { device, id, address } = await holder()
    await removeSecondFactor(running.app.database, site.id, id, asOwner())
    expect(await signIn(device)).toMatchObject({ status: 401 })
    await elsewhere().call('signIn', { body: { address, password: goodPassword } })
  })
})

test('a refused passkey is written down with the reason, which the answer does not tell', async () => {
  const { device, id } = await holder()
  await signIn(device, { userVerified: false })
  const { browser } = await holder('owner')
  const { items } = await browser.call('listAudit', { query: { subject: id, limit: 1 } })
  expect(items).toMatchObject([
    { action: 'staff.passkey-refused', details: { why: 'verification', purpose: 'sign-in' } },
  ])
})

// The last one: a server with two sites answers at neither by its address.
test('a passkey of one site is unknown at another one of the same server', async () => {
  people++
  const { browser } = await makeStaff(running, site, 'agent', { address: `k${people}@acme.test`, now })
  const other = await makeSite(running)
  // The list of sites is remembered for a moment.
  later(1_000)
  const at = (one: Browser, { slug }: Site) => {
    one.headers['x-forwarded-host'] = `${slug}.localhost`
    return one
  }
  const here = await at(browser, site).call('listPasskeys', {})
  const { device } = await register(browser, new Authenticator(here.origin))
  expect(await signIn(device, {}, at(elsewhere(), site))).toMatchObject({ status: 200 })
  const there = here.origin.replace(site.slug, other.slug)
  expect(there).not.toBe(here.origin)
  const lies = { origin: there, rpId: new URL(there).hostname }
  expect(await signIn(device, lies, at(elsewhere(), other))).toMatchObject({
    status: 401,
    body: { code: 'not-signed-in' },
  })
  expect(await signIn(device, {}, at(elsewhere(), other))).toMatchObject({ status: 401 })
})
