import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resetStaff } from '../../src/admin/staff-invitations.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
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

interface Protected extends Person {
  code(): string
  readonly recoveryCodes: readonly string[]
}

/** Somebody whose sign-in asks for a code, one step after the code that set it up. */
async function protectedPerson(): Promise<Protected> {
  people++
  const person = await makeStaff(running, site, 'agent', { address: `p${people}@acme.test`, now })
  const { uri, secret } = await person.browser.call('offerTotp', {})
  expect(uri).toContain('otpauth://totp/')
  const generator = new TOTP({ secret: Secret.fromBase32(secret) })
  const code = () => generator.generate({ timestamp: now.getTime() })
  const { recoveryCodes } = await person.browser.call('acceptTotp', { body: { code: code() } })
  later(31_000)
  return { ...person, code, recoveryCodes }
}

/** A browser that has shown the password. */
async function halfway({ address }: Person): Promise<Browser> {
  const browser = new Browser(running.origin)
  const problem = await browser.refused('signIn', { body: { address, password: goodPassword } })
  expect(problem).toMatchObject({ status: 401, code: 'second-factor-needed' })
  expect([...browser.cookies.keys()]).toEqual(['doorward-pending'])
  expect(await browser.refused('getMe', {})).toMatchObject({ code: 'not-signed-in' })
  return browser
}

test('the password alone opens nothing; password and code do, and each code works once', async () => {
  const person = await protectedPerson()
  const [browser, second] = [await halfway(person), await halfway(person)]
  const body = { code: person.code() }
  expect((await browser.call('showSecondFactor', { body })).staff.id).toBe(person.id)
  expect(browser.cookies.has('doorward-pending')).toBe(false)
  await browser.call('getMe', {})
  expect(await second.refused('showSecondFactor', { body })).toMatchObject({ errors: [{ field: 'code' }] })
  later(30_000)
  await second.call('showSecondFactor', { body: { code: person.code() } })
  expect(await person.browser.call('getSecondFactor', {})).toEqual({
    totp: true,
    passkeys: 0,
    recoveryCodesLeft: 10,
  })
})

test('of many who show one code at once, one gets in', async () => {
  const person = await protectedPerson()
  const browsers = await Promise.all(Array.from({ length: 6 }, () => halfway(person)))
  const body = { code: person.code() }
  const shown = await Promise.all(browsers.map((one) => one.send('showSecondFactor', { body })))
  expect(shown.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('of many who show one recovery code at once, one gets in', async () => {
  const person = await protectedPerson()
  const browsers = await Promise.all(Array.from({ length: 4 }, () => halfway(person)))
  const body = { code: person.recoveryCodes[3] ?? '' }
  const shown = await Promise.all(browsers.map((one) => one.send('showSecondFactor', { body })))
  expect(shown.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(await person.browser.call('getSecondFactor', {})).toMatchObject({ recoveryCodesLeft: 9 })
})

test('a recovery code stands in for a lost generator, once; new ones replace the old', async () => {
  const person = await protectedPerson()
  const [first = '', second = ''] = person.recoveryCodes
  const typed = { code: ` ${first.toUpperCase().replaceAll('-', ' ')} ` }
  const browser = await halfway(person)
  await browser.call('showSecondFactor', { body: typed })
  expect(await (await halfway(person)).refused('showSecondFactor', { body: typed })).toMatchObject({
    status: 400,
  })
  expect(await browser.call('getSecondFactor', {})).toEqual({ totp: true, passkeys: 0, recoveryCodesLeft: 9 })
  const fresh = await browser.call('makeRecoveryCodes', {})
  const third = await halfway(person)
  expect(await third.refused('showSecondFactor', { body: { code: second } })).toMatchObject({ status: 400 })
  await third.call('showSecondFactor', { body: { code: fresh.recoveryCodes[0] ?? '' } })
})

test('guessing codes waits after six, however many sign-ins are begun', async () => {
  const person = await protectedPerson()
  const wrong = { code: person.code() === '000000' ? '000001' : '000000' }
  const statuses: number[] = []
  for (let n = 0; n < 3; n++) {
    const browser = await halfway(person)
    const guesses = await Promise.all(
      Array.from({ length: 4 }, () => browser.send('showSecondFactor', { body: wrong })),
    )
    statuses.push(...guesses.map(({ status }) => status))
  }
  expect(statuses.filter((status) => status === 400)).toHaveLength(6)
  expect(statuses.filter((status) => status === 429)).toHaveLength(6)
  const browser = await halfway(person)
  expect(await browser.refused('showSecondFactor', { body: { code: person.code() } })).toMatchObject({
    status: 429,
  })
  later(16 * minute)
  const again = await halfway(person)
  await again.call('showSecondFactor', { body: { code: person.code() } })
})

test('what is halfway ends after ten minutes, with a reset, and without its cookie', async () => {
  const person = await protectedPerson()
  const [slow, stale] = [await halfway(person), await halfway(person)]
  expect(
    await new Browser(running.origin).refused('showSecondFactor', { body: { code: person.code() } }),
  ).toMatchObject({
    code: 'not-signed-in',
  })
  const context = { ...byTest(now), role: 'owner' as const }
  const { link } = await resetStaff(running.app.database, site.id, person.id, context)
  const password = 'gravel otter violin lamp'
  const browser = new Browser(running.origin)
  const completed = await browser.refused('completeLink', {
    params: { link: link.secret },
    body: { password },
  })
  // Another password is no way around the code.
  expect(completed).toMatchObject({ code: 'second-factor-needed' })
  expect(await stale.refused('showSecondFactor', { body: { code: person.code() } })).toMatchObject({
    status: 401,
  })
  later(10 * minute)
  expect(await slow.refused('showSecondFactor', { body: { code: person.code() } })).toMatchObject({
    status: 401,
  })
  expect(await browser.refused('showSecondFactor', { body: { code: person.code() } })).toMatchObject({
    status: 401,
  })
})

test('whoever sits down at a screen left open neither sets a generator up nor takes it away', async () => {
  const { browser, code } = await protectedPerson()
  later(10 * minute)
  for (const operation of ['offerTotp', 'removeTotp', 'makeRecoveryCodes'] as const) {
    expect(await browser.refused(operation, {})).toMatchObject({ code: 'fresh-sign-in-needed' })
  }
  expect(await browser.refused('acceptTotp', { body: { code: code() } })).toMatchObject({ code: 'conflict' })
})

test('a generator counts from its first code on, which ends what was open without one', async () => {
  people++
  const { address, browser } = await makeStaff(running, site, 'agent', {
    address: `p${people}@acme.test`,
    now,
  })
  const other = new Browser(running.origin)
  const body = { address, password: goodPassword }
  await other.call('signIn', { body })
  const { secret } = await browser.call('offerTotp', {})
  await new Browser(running.origin).call('signIn', { body })
  expect(await browser.refused('acceptTotp', { body: { code: 'abcdef' } })).toMatchObject({ status: 400 })
  expect(await browser.refused('makeRecoveryCodes', {})).toMatchObject({
    code: 'conflict',
  })
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() })
  await browser.call('acceptTotp', { body: { code } })
  expect(await other.refused('getMe', {})).toMatchObject({ status: 401 })
  await browser.call('removeTotp', {})
  await other.call('signIn', { body })
})

test('an administrator helps one who lost everything, and only an owner helps an owner', async () => {
  const person = await protectedPerson()
  const { browser: admin } = await makeStaff(running, site, 'admin', { now })
  const { id: ownerId } = await makeStaff(running, site, 'owner', { now })
  expect(await admin.call('getStaff', { params: { staffId: person.id } })).toMatchObject({
    secondFactor: true,
  })
  const refused = await admin.refused('removeSecondFactor', { params: { staffId: ownerId } })
  expect(refused).toMatchObject({ code: 'forbidden' })
  const after = await admin.call('removeSecondFactor', { params: { staffId: person.id } })
  expect(after).toMatchObject({ secondFactor: false })
  expect(await person.browser.refused('getMe', {})).toMatchObject({ status: 401 })
  const browser = new Browser(running.origin)
  await browser.call('signIn', { body: { address: person.address, password: goodPassword } })
})
