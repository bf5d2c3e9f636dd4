// Staff come in through a directory of theirs: its word is the first step. And an owner comes in when every directory is broken.
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { settle } from '../fixtures/queue.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { first } from '../fixtures/saml-keys.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let door: SamlDoor
let now = new Date()
let people = 0

beforeAll(async () => {
  running = await runningApp({ now: () => now })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'boss@acme.com', now })).browser
  door = await makeSamlDoor(running, site, 'Employees', {
    audience: 'staff',
    matchBy: 'user-name',
    justInTime: false,
    issuer: 'https://idp.acme.test',
  })
})
afterAll(() => running.close())

const params = () => ({ directoryId: keyOf(door.directoryId) })
const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
}

interface Employee {
  readonly id: string
  readonly userId: string
  readonly address: string
  readonly recoveryCodes: readonly string[]
  code(): string
}

/** Sets a generator up in a signed-in browser. */
async function protect(browser: Browser) {
  const { secret } = await browser.call('offerTotp', {})
  const generator = new TOTP({ secret: Secret.fromBase32(secret) })
  const code = () => generator.generate({ timestamp: now.getTime() })
  const { recoveryCodes } = await browser.call('acceptTotp', { body: { code: code() } })
  later(31_000)
  return { code, recoveryCodes }
}

/** Somebody whom the directory brings, with a role that people give, and a second factor here if one is wanted. */
async function employee(role: 'admin' | 'agent', isProtected: boolean): Promise<Employee> {
  people++
  const address = `e${people}@acme.org`
  const { json } = await door.made.scim.createUser(address)
  const { items } = await owner.call('listStaff', { query: { limit: 200 } })
  const { id = '' } = items.find((one) => one.address === address) ?? {}
  await owner.call('changeStaff', { params: { staffId: id }, body: { role } })
  const none = { code: () => '', recoveryCodes: [] }
  if (!isProtected) return { id, userId: json.id, address, ...none }
  const { url } = await owner.call('resetStaff', { params: { staffId: id } })
  const browser = new Browser(running.origin)
  await browser.call('completeLink', {
    params: { link: url.split('/').at(-1) ?? '' },
    body: { password: goodPassword },
  })
  return { id, userId: json.id, address, ...(await protect(browser)) }
}

/** Comes back from the provider. @returns where the browser goes, and the browser */
async function come(address: string, cookies: Iterable<[string, string]> = []) {
  const visitor = new Visitor(running.origin, cookies)
  const requestId = await visitor.begin(door, `?to=${encodeURIComponent('/admin/staff')}`)
  const xml = genuine({ ...writtenTo(door, requestId), nameId: address, now }, 'assertion')
  const { location } = await visitor.bring(door, { xml })
  const browser = new Browser(running.origin)
  for (const [name, value] of visitor.cookies) browser.cookies.set(name, value)
  return { location, browser }
}
const secondStep = `/sign-in?step=second&to=${encodeURIComponent('/admin/staff')}`
const asks = (secondFactor: 'everyone' | 'admins' | 'owners') =>
  owner.call('changeConnection', { params: params(), body: { secondFactor } })

test('whoever has a second factor here shows it after the directory’s sign-in, and is nobody until then', async () => {
  const ann = await employee('agent', true)
  const { location, browser } = await come(ann.address)
  expect(location).toBe(secondStep)
  expect(browser.cookies.has('doorward-session')).toBe(false)
  expect(await browser.refused('getMe', {})).toMatchObject({ code: 'not-signed-in' })
  expect(await browser.call('offerSecondFactor', {})).toMatchObject({ code: true })
  const wrong = ann.code() === '000000' ? '000001' : '000000'
  expect(await browser.refused('showSecondFactor', { body: { code: wrong } })).toMatchObject({ status: 400 })
  expect((await browser.call('showSecondFactor', { body: { code: ann.code() } })).staff.id).toBe(ann.id)
  await browser.call('getMe', {})
  const { items } = await owner.call('listSignIns', { params: params(), query: { limit: 1 } })
  expect(items).toMatchObject([{ outcome: 'second-factor', method: 'saml' }])
  // Whoever has none is in at once.
  const bob = await employee('agent', false)
  const through = await come(bob.address)
  expect(through.location).toBe('/admin/staff')
  expect((await through.browser.call('getMe', {})).staff.id).toBe(bob.id)
})

test('a connection says that the provider’s own suffices; never for owners', async () => {
  const [agent, admin] = [await employee('agent', true), await employee('admin', true)]
  for (const [of, ofAgent, ofAdmin] of [
    ['everyone', true, true],
    ['admins', false, true],
    ['owners', false, false],
  ] as const) {
    await asks(of)
    const asked = [(await come(agent.address)).location, (await come(admin.address)).location]
    expect(asked, of).toEqual([ofAgent, ofAdmin].map((one) => (one ? secondStep : '/admin/staff')))
  }
  await owner.call('changeStaff', { params: { staffId: admin.id }, body: { role: 'owner' } })
  const { location, browser } = await come(admin.address)
  expect(location).toBe(secondStep)
  later(31_000)
  await browser.call('showSecondFactor', { body: { code: admin.code() } })
  // A directory makes nobody an owner: what asks for a fresh sign-in asks for the own password.
  expect(browser.cookies.has('doorward-proof')).toBe(false)
  await owner.call('changeStaff', { params: { staffId: admin.id }, body: { role: 'agent' } })
  await asks('everyone')
})

test.each(['deactivated', 'switched off'])(
  'a sign-in whose second step waits is over when it is %s',
  async (what) => {
    const kim = await employee('agent', true)
    const { browser } = await come(kim.address)
    if (what === 'deactivated')
      await door.made.scim.patch(`/Users/${kim.userId}`, { op: 'replace', path: 'active', value: false })
    else await owner.call('changeConnection', { params: params(), body: { mode: 'off' } })
    expect(await browser.refused('showSecondFactor', { body: { code: kim.code() } })).toMatchObject({
      status: 401,
    })
    await owner.call('changeConnection', { params: params(), body: { mode: 'optional' } })
  },
)

test('no session is planted: by whatever door somebody comes in, the browser’s session is a new one', async () => {
  const planter = await employee('agent', false)
  const planted = (await come(planter.address)).browser.cookies
  const victim = await employee('agent', false)
  const through = await come(victim.address, planted)
  const { address } = await makeStaff(running, site, 'agent', { address: 'by-password@acme.com', now })
  const byPassword = new Browser(running.origin)
  for (const [name, value] of planted) byPassword.cookies.set(name, value)
  await byPassword.call('signIn', { body: { address, password: goodPassword } })
  for (const browser of [through.browser, byPassword]) {
    expect(browser.cookies.get('doorward-session')).not.toBe(planted.get('doorward-session'))
    expect((await browser.call('getMe', {})).staff.id).not.toBe(planter.id)
  }
  // What stands between the steps is new as well, and one that somebody made up is none.
  const halfway = await employee('agent', true)
  const pending = (await come(planter.address)).browser.cookies
  pending.set('doorward-pending', 'dwp_planted')
  const { browser } = await come(halfway.address, pending)
  expect(browser.cookies.get('doorward-pending')).not.toBe('dwp_planted')
})

test('when every directory is broken an owner comes in by the password and a recovery code, and repairs one', async () => {
  const { recoveryCodes } = await protect(owner)
  const customers = await makeSamlDoor(running, site, 'Globex', {
    mode: 'required',
    issuer: 'https://gone.test',
    keys: [],
  })
  const paused = await makeDirectory(running, site, 'Paused')
  await owner.call('pauseDirectory', { params: { directoryId: keyOf(paused.directory.directoryId) } })
  await owner.call('declareDomain', { params: params(), body: { domain: 'acme.com' } })
  await settle(running, site)
  const { json } = await door.made.scim.createUser('boss@acme.com')
  await settle(running, site)
  await owner.call('signOut', {})
  // Its provider is gone, and it says that the owner is to go.
  await door.made.scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'active', value: false })
  for (const one of [door, customers]) {
    const { location } = await new Visitor(running.origin).bring(one, 'x')
    expect(location).toContain('/sign-in/failed')
  }
  const browser = new Browser(running.origin)
  const body = { address: 'boss@acme.com', password: goodPassword }
  expect(await browser.refused('signIn', { body })).toMatchObject({ code: 'second-factor-needed' })
  await browser.call('showSecondFactor', { body: { code: recoveryCodes[0] ?? '' } })
  const repaired = { params: { directoryId: keyOf(customers.directoryId) } }
  await browser.call('addCertificate', { ...repaired, body: { certificate: first.certificate } })
  await browser.call('changeConnection', { ...repaired, body: { issuer: 'https://found.test' } })
  const visitor = new Visitor(running.origin)
  const back = { ...customers, issuer: 'https://found.test' }
  const xml = genuine({ ...writtenTo(back, await visitor.begin(customers)), now }, 'assertion')
  expect(await visitor.bring(customers, { xml })).toMatchObject({ status: 303, location: '/' })
  owner = browser
})
