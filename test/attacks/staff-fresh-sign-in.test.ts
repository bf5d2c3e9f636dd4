import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminApi } from '../../src/admin/contract.ts'
import { deskApi } from '../../src/desk/contract.ts'
import { mailApi } from '../../src/mail/contract.ts'
import type { Route } from '../../src/model/contract.ts'
import { programPermissions } from '../../src/model/permissions.ts'
import { signInApi } from '../../src/sso/contract.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Authenticator, type Lies } from '../fixtures/authenticator.ts'
import { Browser, type Operation } from '../fixtures/browser.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let now = new Date()
let people = 0

beforeAll(async () => {
  running = await runningApp({ now: () => now })
  site = await makeSite(running)
})
afterAll(() => running.close())

const minute = 60_000
const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
}

/** Somebody who signed in a while ago. */
async function longAgo(prepare: (person: Person) => Promise<unknown> = async () => undefined) {
  people++
  const person = await makeStaff(running, site, 'owner', { address: `f${people}@acme.test`, now })
  const prepared = await prepare(person)
  later(10 * minute)
  return { ...person, prepared }
}

/** Whether a sensitive act is let through. */
async function isFresh(browser: Browser): Promise<boolean> {
  const { status } = await browser.send('makeRecoveryCodes', {})
  return status !== 403
}

const asking = (asked: true | 'at-a-browser') =>
  Object.entries<Route>({ ...adminApi, ...deskApi, ...mailApi, ...signInApi })
    .filter(([, { freshSignIn, permission }]) => freshSignIn === asked && permission !== 'customer')
    .map(([operation]) => operation as Operation)
const atBrowsers = asking('at-a-browser')
const sensitive = [...asking(true), ...atBrowsers]
const nobody = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'
const params = {
  staffId: nobody,
  passkeyId: nobody,
  exportId: nobody,
  customerId: nobody,
  caseId: nobody,
  mergeId: nobody,
  organizationId: nobody,
  importId: nobody,
  mailboxId: nobody,
  certificateId: nobody,
  directoryId: '000001',
  domain: 'globex.test',
}

/** A call that names nothing there is. */
function anything(operation: Operation): { params: typeof params; body?: object } {
  const { method }: Route = { ...adminApi, ...deskApi, ...mailApi, ...signInApi }[
    operation as keyof (typeof adminApi & typeof deskApi & typeof mailApi)
  ]
  return method === 'GET' ? { params } : { params, body: {} }
}

test('every sensitive act is refused ten minutes after the sign-in, and let through after a proof', async () => {
  expect(sensitive.length).toBeGreaterThan(8)
  const { browser } = await longAgo()
  for (const operation of sensitive) {
    const problem = await browser.refused(operation, anything(operation) as never)
    expect([operation, problem.status, problem.code]).toEqual([operation, 403, 'fresh-sign-in-needed'])
  }
  await browser.call('prove', { body: { password: goodPassword } })
  for (const operation of sensitive) {
    const { body } = await browser.send(operation, anything(operation))
    expect([operation, (body as { code?: string } | undefined)?.code]).not.toEqual([
      operation,
      'fresh-sign-in-needed',
    ])
  }
})

test('whatever gives somebody a way in, or a lasting one, is sensitive', () => {
  expect(sensitive).toEqual(
    expect.arrayContaining([
      'createStaff',
      'enableStaff',
      'resetStaff',
      'removeSecondFactor',
      'changeStaff',
      'createApiKey',
      'createOwnApiKey',
      'createPasskey',
      'changePassword',
      'createDirectory',
      'createToken',
      'declareDomain',
      'beginDomainProof',
      'verifyDomain',
      'removeDomain',
      'allowGuests',
      'endGuests',
      'decideCase',
      'eraseCustomer',
      'mergeCustomers',
      'undoMerge',
      'undoCase',
      'downloadExport',
    ]),
  )
})

test('no API key does what only a person may do just after signing in, however fresh its owner is', async () => {
  people++
  const { browser } = await makeStaff(running, site, 'owner', { address: `f${people}@acme.test`, now })
  const { secret } = await browser.call('createApiKey', { body: { label: 'k', scope: programPermissions } })
  const program = new Browser(running.origin)
  program.headers = { authorization: `Bearer ${secret}` }
  for (const [name, value] of browser.cookies) program.cookies.set(name, value)
  for (const operation of [...sensitive, 'prove', 'offerProof'] as const) {
    const { status } = await program.send(operation, anything(operation))
    expect([operation, status === 403]).toEqual([operation, !atBrowsers.includes(operation)])
  }
})

test('a session that was copied before does not become fresh with that of its owner', async () => {
  const { browser } = await longAgo()
  const copy = new Browser(running.origin)
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
  await browser.call('prove', { body: { password: goodPassword } })
  expect(await isFresh(browser)).toBe(true)
  expect(await isFresh(copy)).toBe(false)
  copy.cookies.set('doorward-session', browser.cookies.get('doorward-session') ?? '')
  expect(await isFresh(copy)).toBe(false)
  later(10 * minute)
  expect(await isFresh(browser)).toBe(false)
})

test("another person's proof is none", async () => {
  const { browser } = await longAgo()
  const other = await longAgo()
  await other.browser.call('prove', { body: { password: goodPassword } })
  browser.cookies.set('doorward-proof', other.browser.cookies.get('doorward-proof') ?? '')
  expect(await isFresh(browser)).toBe(false)
})

test('the password alone proves nothing where a code is asked for at sign-in; each code works once', async () => {
  const { browser, prepared } = await longAgo(async (person) => {
    const { secret } = await person.browser.call('offerTotp', {})
    const generator = new TOTP({ secret: Secret.fromBase32(secret) })
    const code = () => generator.generate({ timestamp: now.getTime() })
    const { recoveryCodes } = await person.browser.call('acceptTotp', { body: { code: code() } })
    return { code, recoveryCodes }
  })
  const { code, recoveryCodes } = prepared as { code(): string; recoveryCodes: string[] }
  const [recovery = ''] = recoveryCodes
  expect(await browser.call('offerProof', {})).toEqual({ code: true, passkey: null })
  expect(await browser.refused('prove', { body: { password: goodPassword } })).toMatchObject({
    errors: [{ field: 'code' }],
  })
  // What proves too little is not used up.
  expect(await browser.refused('prove', { body: { code: recovery } })).toMatchObject({
    errors: [{ field: 'password' }],
  })
  expect(await browser.refused('prove', { body: {} })).toMatchObject({ errors: [{ field: 'password' }] })
  const wrong = { password: 'another otter violin gravel', code: code() }
  expect(await browser.refused('prove', { body: wrong })).toMatchObject({ errors: [{ field: 'password' }] })
  expect(await isFresh(browser)).toBe(false)
  const body = { password: goodPassword, code: code() }
  await browser.call('prove', { body })
  expect(await browser.refused('prove', { body })).toMatchObject({ errors: [{ field: 'code' }] })
  const both = await Promise.all(
    [1, 2].map(() => browser.send('prove', { body: { password: goodPassword, code: recovery } })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([204, 400])
})

test.each<[string, boolean, Lies, object, number]>([
  ['whose device knows its owner, alone', true, {}, {}, 204],
  ['without a PIN, alone', true, { userVerified: false }, {}, 400],
  ['without a PIN, besides the password', true, { userVerified: false }, { password: goodPassword }, 204],
  ['at another page', true, { origin: 'http://evil.test' }, { password: goodPassword }, 400],
  ['of somebody else', false, {}, { password: goodPassword }, 400],
])('a passkey %s: %s', async (_name, isOwn, lies, besides, expected) => {
  const { origin } = await (await longAgo()).browser.call('listPasskeys', {})
  const withPasskey = async ({ browser }: Person) => {
    const device = new Authenticator(origin)
    const passkey = device.create(await browser.call('offerPasskey', {}))
    await browser.call('createPasskey', { body: { name: 'Laptop', passkey } })
    return device
  }
  const { browser, prepared } = await longAgo(withPasskey)
  const device = isOwn
    ? (prepared as Authenticator)
    : ((await longAgo(withPasskey)).prepared as Authenticator)
  const { passkey } = await browser.call('offerProof', {})
  if (!passkey) throw new Error('no passkey is asked for')
  const { status } = await browser.send('prove', { body: { passkey: device.get(passkey, lies), ...besides } })
  expect(status).toBe(expected)
  expect(await isFresh(browser)).toBe(expected === 204)
})

test('guessing the password or a code waits after six', async () => {
  const { browser } = await longAgo()
  const body = { password: 'another otter violin gravel' }
  const tries = await Promise.all(Array.from({ length: 12 }, () => browser.send('prove', { body })))
  expect(tries.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(6)
  expect(await browser.refused('prove', { body: { password: goodPassword } })).toMatchObject({ status: 429 })
})

test('a proof is written down, and so is one that was not enough', async () => {
  const { browser, id } = await longAgo()
  await browser.refused('prove', { body: {} })
  await browser.refused('prove', { body: { password: 'another otter violin gravel' } })
  await browser.call('prove', { body: { password: goodPassword } })
  const { items } = await browser.call('listAudit', { query: { subject: id, limit: 3 } })
  expect(items.map(({ action, details }) => [action, details.why])).toEqual([
    ['staff.proved', undefined],
    ['staff.proof-refused', 'wrong-password'],
    ['staff.proof-refused', 'password-needed'],
  ])
})
