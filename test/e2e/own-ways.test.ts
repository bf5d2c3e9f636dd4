// Ways in of one's own at the help centre, in a real browser: a password and passkeys beside the code by mail.
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { looksWrong, mostViews } from '../fixtures/look.ts'
import { makeDirectory } from '../fixtures/running-app.ts'
import { goodPassword } from '../fixtures/staff.ts'

let chromium: Chromium
let centre: HelpCentre
let context: BrowserContext
let page: Page
let faults: string[]
let lateMs = 0
/** Where browsers take passkeys without https. */
let origin: string

beforeAll(async () => {
  chromium = await launchChromium()
  centre = await HelpCentre.open(() => new Date(Date.now() + lateMs))
  origin = centre.running.origin.replace('127.0.0.1', 'localhost')
  await centre.owner.call('changeSite', { body: { customerPasswords: true } })
})
afterAll(async () => {
  await chromium.close()
  await centre.close()
})
beforeEach(async () => {
  lateMs = 0
  context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  ;({ page, faults } = await watchedPage(context))
  return async () => {
    await context.close()
    expect(faults).toEqual([])
  }
})

const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
const dialog = (name: string) => page.getByRole('dialog', { name })

/**
 * A device that holds passkeys and knows its owner's finger.
 * @returns lays the finger on it, or takes it away
 */
async function withDevice(): Promise<(isTouched: boolean) => Promise<unknown>> {
  const session = await context.newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return (enabled) => session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
}

/** Shows again who one is, by the code that was just asked for. */
async function fillCode(address: string): Promise<void> {
  const code = dialog('Is it still you?').getByLabel('Code')
  // The mail is asked for by then; before, the last one is that of signing in.
  await code.waitFor()
  await code.fill(await centre.codeFor(address))
}

/** Comes in by a code, to the page of the own account. */
async function enter(address: string): Promise<void> {
  await page.goto(`${origin}/account`)
  await page.getByLabel('E-mail address').fill(address)
  await press('Continue')
  await heading('Look into your mail')
  await page.getByLabel('Code').fill(await centre.codeFor(address))
  await press('Sign in')
  await heading('Your account')
}

test('a customer chooses a password, comes in by it, shows it again before changing it; deactivated, it is refused', async () => {
  const id = await centre.add('Ann Lee', 'ann@globex.test')
  await enter('ann@globex.test')
  await press('Choose a password')
  const found = await looksWrong(page, 'portal-choose-password', mostViews)
  await page.getByLabel('New password').fill('short')
  await press('Use this password')
  await page.getByText('easily guessed, or too short').waitFor()
  await page.getByLabel('New password').fill(goodPassword)
  await press('Use this password')
  await press('Remove it')
  await dialog('Remove the password').getByRole('button', { name: 'Cancel' }).click()
  found.push(...(await looksWrong(page, 'portal-with-password', mostViews)))
  await page.getByRole('button', { name: /account, language and sign out/ }).click()
  await press('Sign out')
  await heading('Sign in')
  await page.getByLabel('E-mail address').fill('ann@globex.test')
  await press('Sign in with a password')
  await heading('Sign in with your password')
  await page.getByLabel('Password', { exact: true }).fill('nobody ever chose this')
  await press('Sign in')
  await page.getByText('This address and this password do not sign you in').waitFor()
  found.push(...(await looksWrong(page, 'portal-password-wrong', mostViews)))
  await page.getByLabel('Password', { exact: true }).fill(goodPassword)
  await press('Sign in')
  await heading('Your account')
  await page.getByText('by your password').waitFor()
  lateMs += 10 * 60_000
  await press('Change it')
  await page.getByLabel('New password').fill('gravel violin otter lamp')
  await press('Use this password')
  await dialog('Is it still you?').waitFor()
  found.push(...(await looksWrong(page, 'portal-prove', mostViews)))
  await press('Send a code to my mail')
  await fillCode('ann@globex.test')
  await press('Go on')
  await dialog('Choose a password').waitFor({ state: 'detached' })
  await centre.owner.call('deactivateCustomer', { params: { customerId: id } })
  // The session of before is over, and the password is refused like any other.
  await page.reload()
  await heading('Sign in')
  await press('Sign in with a password')
  await page.getByLabel('E-mail address').fill('ann@globex.test')
  await page.getByLabel('Password', { exact: true }).fill('gravel violin otter lamp')
  await press('Sign in')
  await page.getByText('This address and this password do not sign you in').waitFor()
  await press('Send me a mail instead')
  await heading('Look into your mail')
  expect((await centre.mailsTo('ann@globex.test')).at(-1)?.text).toMatch(/not active/)
  expect(found).toEqual([])
})

test('a customer adds a passkey and comes in by it; once their directory lets them go it is refused, and the session is over', async () => {
  const globex = await makeDirectory(centre.running, centre.site, 'Globex', { domains: ['globex.com'] })
  const { json } = await globex.scim.createUser('vi@globex.com', { displayName: 'Vi Lee' })
  const params = { directoryId: keyOf(globex.directory.directoryId) }
  await centre.owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
  const touch = await withDevice()
  await touch(false)
  await enter('vi@globex.com')
  await touch(true)
  await press('Add a passkey')
  await dialog('Add a passkey').getByLabel('Name').fill('Laptop')
  const found = await looksWrong(page, 'portal-add-passkey', mostViews)
  await press('Go on')
  await page.getByText('Laptop').waitFor()
  found.push(...(await looksWrong(page, 'portal-with-passkey')))
  await page.setViewportSize({ width: 1440, height: 900 })
  await touch(false)
  await page.getByRole('button', { name: /account, language and sign out/ }).click()
  await press('Sign out')
  await heading('Sign in')
  found.push(...(await looksWrong(page, 'portal-sign-in-passkey', mostViews)))
  await touch(true)
  await press('Sign in with a passkey')
  await heading('Your account')
  await page.getByText('by a passkey').waitFor()
  await touch(false)
  await globex.scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'active', value: false })
  await page.reload()
  await heading('Sign in')
  await touch(true)
  await press('Sign in with a passkey')
  await page.getByText('This passkey does not sign you in here').waitFor()
  found.push(...(await looksWrong(page, 'portal-passkey-refused', mostViews)))
  expect(found).toEqual([])
})

test('a customer makes an API key, which is shown once, and revokes it', async () => {
  await centre.add('Max', 'max@home.test')
  await enter('max@home.test')
  await press('Make an API key')
  await dialog('Make an API key').getByLabel('Name').fill('Monitor')
  const found = await looksWrong(page, 'portal-make-api-key', mostViews)
  await press('Make the key')
  const secret = await dialog('Monitor').getByRole('status').first().textContent()
  found.push(...(await looksWrong(page, 'portal-api-key-once', mostViews)))
  const ask = () => fetch(`${origin}/api/help/me`, { headers: { authorization: `Bearer ${secret}` } })
  expect((await ask()).status).toBe(200)
  await press('Done')
  await page.getByRole('row', { name: /Monitor/ }).waitFor()
  expect(await page.content()).not.toContain(secret)
  found.push(...(await looksWrong(page, 'portal-with-api-key', mostViews)))
  await page.setViewportSize({ width: 1440, height: 900 })
  await press('Revoke Monitor?')
  await dialog('Revoke Monitor?').getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByText('You have none.').first().waitFor()
  expect((await ask()).status).toBe(401)
  expect(found).toEqual([])
})

test('a passkey is removed after showing again who one is', async () => {
  await centre.add('Kim', 'kim@home.test')
  await withDevice()
  await enter('kim@home.test')
  await press('Add a passkey')
  await press('Go on')
  await page.getByText('Passkey 1').waitFor()
  lateMs += 10 * 60_000
  await press('Remove the passkey Passkey 1')
  await dialog('Remove the passkey Passkey 1').getByRole('button', { name: 'Remove the passkey' }).click()
  await dialog('Is it still you?').waitFor()
  await press('Send a code to my mail')
  await fillCode('kim@home.test')
  await press('Go on')
  await dialog('Remove the passkey Passkey 1').waitFor({ state: 'detached' })
  await page.getByText('Passkey 1', { exact: true }).waitFor({ state: 'detached' })
})

test('an administrator sees which ways in a person has of their own, and takes one away', async () => {
  const id = await centre.add('Bea Low', 'bea@globex.test')
  const own = await centre.enter('bea@globex.test')
  await own.call('setOwnPassword', { body: { password: goodPassword } })
  await context.addCookies(
    [...centre.owner.cookies].map(([name, value]) => ({ name, value, url: centre.running.origin })),
  )
  await page.goto(`${centre.running.origin}/admin/people/${id}`)
  await heading('Bea Low')
  await page.getByRole('heading', { name: 'Ways in of their own' }).waitFor()
  const found = await looksWrong(page, 'person-ways', mostViews)
  await press('Remove: Password')
  await dialog('Password: remove it from Bea Low?').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('heading', { name: 'Ways in of their own' }).waitFor({ state: 'detached' })
  await page.getByText('Not signed in anywhere now.').waitFor()
  await page.getByText('Password of a customer removed').waitFor()
  expect(found).toEqual([])
})
