import { Secret, TOTP } from 'otpauth'
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Role } from '../../src/model/permissions.ts'
import type { Site } from '../../src/storage/sites.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { looksWrong } from '../fixtures/look.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'

let chromium: Chromium
let office: PostOffice
let running: RunningApp
let site: Site
let page: Page
let context: BrowserContext
let faults: string[]
let lateMs = 0
/** Where browsers take passkeys without https. */
let origin = ''

beforeAll(async () => {
  chromium = await launchChromium()
  office = await PostOffice.open()
  running = await runningApp({ env: office.env, now: () => new Date(Date.now() + lateMs) })
  site = await makeSite(running)
  origin = running.origin.replace('127.0.0.1', 'localhost')
})
afterAll(async () => {
  await chromium.close()
  await running.close()
  await office.close()
})
beforeEach(async () => {
  context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  ;({ page, faults } = await watchedPage(context))
  return async () => {
    await context.close()
    expect(faults).toEqual([])
  }
})

const later = (minutes: number) => {
  lateMs += minutes * 60_000
}
const now = () => new Date(Date.now() + lateMs)

let people = 0

/** Somebody of the staff, signed in at the browser of this test. */
async function signedIn(role: Role = 'agent'): Promise<Person> {
  people++
  const person = await makeStaff(running, site, role, { address: `p${people}@acme.test`, now: now() })
  const cookies = [...person.browser.cookies].flatMap(([name, value]) =>
    [origin, running.origin].map((url) => ({ name, value, url })),
  )
  await context.addCookies(cookies)
  return person
}

const open = (path: string) => page.goto(origin + path)
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
const button = (name: string) => page.getByRole('button', { name, exact: true })
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

test('who has set up a passkey signs in by it alone, or shows it after the password; a wrong address says where', async () => {
  // Not an agent, whose day begins at the console.
  const { address } = await signedIn('auditor')
  await page.goto(`${running.origin}/admin/account`)
  await page.getByText('Passkeys of this site work at its own address').waitFor()
  const touch = await withDevice()
  await open('/admin/account')
  await button('Add a passkey').click()
  await dialog('Add a passkey').waitFor()
  const found = await looksWrong(page, 'account-add-passkey')
  await page.getByLabel('Name').fill('Laptop')
  await button('Go on').click()
  await dialog('Keep these recovery codes').waitFor()
  await button('I have kept them').click()
  await page.getByText('10 are left.').waitFor()
  await page.getByText('Laptop').waitFor()
  found.push(...(await looksWrong(page, 'account-with-passkey')))
  await page.setViewportSize({ width: 1440, height: 900 })
  later(10)
  await button('Make new codes').click()
  await dialog('Make new codes').getByRole('button', { name: 'Make new codes' }).click()
  await button('Use a passkey').waitFor()
  found.push(...(await looksWrong(page, 'account-fresh-sign-in')))
  await page.setViewportSize({ width: 1440, height: 900 })
  await button('Use a passkey').click()
  await dialog('Keep these recovery codes').waitFor()
  await button('I have kept them').click()
  await touch(false)
  await button('Sign out').first().click()
  await heading('Sign in')
  found.push(...(await looksWrong(page, 'signIn-with-passkey')))
  await page.setViewportSize({ width: 1440, height: 900 })
  await touch(true)
  await button('Sign in with a passkey').click()
  await heading('Overview')
  await touch(false)
  await button('Sign out').click()
  await heading('Sign in')
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(goodPassword)
  await button('Sign in').click()
  await heading('One more step')
  await button('Use a passkey').waitFor()
  found.push(...(await looksWrong(page, 'signIn-second-factor')))
  await page.setViewportSize({ width: 1440, height: 900 })
  await touch(true)
  await button('Use a passkey').click()
  await heading('Overview')
  // The browser offers it by itself, at the field for the address.
  await button('Sign out').click()
  await heading('Overview')
  expect(found).toEqual([])
})

test('a code generator is set up by its secret, recovery codes stay until they are kept, and both can be removed', async () => {
  await signedIn()
  await open('/admin/account')
  await button('Set up').click()
  await page.getByRole('img', { name: 'QR code for your code generator' }).waitFor()
  const found = await looksWrong(page, 'account-qr-code')
  const secret = (await page.getByRole('status', { name: 'Secret' }).textContent()) ?? ''
  await page.getByLabel('Code', { exact: true }).fill('000000')
  await button('Confirm').click()
  await page.getByText(/^That code is wrong/).waitFor()
  const generator = new TOTP({ secret: Secret.fromBase32(secret) })
  await page.getByLabel('Code', { exact: true }).fill(generator.generate({ timestamp: now().getTime() }))
  await button('Confirm').click()
  await dialog('Keep these recovery codes').waitFor()
  found.push(...(await looksWrong(page, 'account-recovery-codes')))
  await page.keyboard.press('Escape')
  const download = page.waitForEvent('download')
  await button('Download').click()
  expect((await download).suggestedFilename()).toBe('doorward-recovery-codes.txt')
  await button('I have kept them').click()
  await dialog('Keep these recovery codes').waitFor({ state: 'detached' })
  await button('Remove').click()
  await page.getByText('Your password alone signs you in then').waitFor()
  await dialog('Remove the code generator').getByRole('button', { name: 'Remove' }).click()
  await button('Set up').waitFor()
  expect(found).toEqual([])
})

test('an act that needs a fresh sign-in asks for one, and goes on with what was typed', async () => {
  await signedIn('owner')
  await open('/admin/staff')
  await page.getByLabel('Name', { exact: true }).fill('Mira Sato')
  await page.getByLabel('E-mail address').fill('mira@acme.test')
  later(10)
  await button('Add').click()
  await dialog('Is it still you?').getByLabel('Password', { exact: true }).waitFor()
  const found = await looksWrong(page, 'staff-fresh-sign-in')
  await page.keyboard.press('Escape')
  await page.getByText('Show again who you are').waitFor()
  await button('Add').click()
  const password = dialog('Is it still you?').getByLabel('Password', { exact: true })
  await password.fill('another otter violin gravel')
  await button('Go on').click()
  await page.getByText('That is not your password.').waitFor()
  await password.fill(goodPassword)
  await button('Go on').click()
  await page.getByText('The link is on its way to mira@acme.test').waitFor()
  await page.getByText('Mira Sato', { exact: true }).waitFor()
  expect(found).toEqual([])
})

test('a link goes by mail unless somebody says no, and leads to what became of its mail', async () => {
  await signedIn('owner')
  const colleague = await makeStaff(running, site, 'agent', { address: 'kim@acme.test', now: now() })
  await open('/admin/staff')
  const reset = page
    .getByRole('row')
    .filter({ hasText: colleague.address })
    .getByRole('button', {
      name: /^New password for/,
    })
  const byMail = page.getByRole('dialog').getByRole('checkbox', { name: 'Send the link by mail' })
  await reset.click()
  await byMail.uncheck()
  const found = await looksWrong(page, 'staff-reset')
  await page.getByRole('dialog').getByRole('button', { name: 'New password' }).click()
  await page.getByRole('status', { name: 'Link to choose a password' }).waitFor()
  await button('Close').click()
  await reset.click()
  expect(await byMail.isChecked()).toBe(true)
  await page.getByRole('dialog').getByRole('button', { name: 'New password' }).click()
  await page.getByText('The link is on its way to kim@acme.test').waitFor()
  found.push(...(await looksWrong(page, 'staff-reset-mailed')))
  await runQueue(running, site, now())
  expect(office.received.filter(({ to }) => to.includes('kim@acme.test'))).toHaveLength(1)
  await page.getByRole('link', { name: 'See the mail' }).click()
  await heading('Mail')
  await page.getByRole('region', { name: 'The mail' }).getByText('<kim@acme.test>').waitFor()
  expect(found).toEqual([])
})

test('a new role is shown with what it may, the only owner keeps theirs, and what somebody would lose is counted', async () => {
  const owner = await signedIn('owner')
  for (const { id, role } of (await owner.browser.call('listStaff', { query: {} })).items) {
    if (role === 'owner' && id !== owner.id) {
      await owner.browser.call('changeStaff', { params: { staffId: id }, body: { role: 'agent' } })
    }
  }
  const { id } = await makeStaff(running, site, 'agent', { address: 'lee@acme.test', now: now() })
  await open('/admin/staff')
  const own = page.getByRole('row').filter({ hasText: owner.address })
  await own.getByRole('button', { name: /^Role of/ }).click()
  await dialog('Role of The owner').getByLabel('Role').selectOption('admin')
  await page.getByText('Change the plan', { exact: true }).waitFor()
  const found = await looksWrong(page, 'staff-change-role')
  await button('Change the role').click()
  await page.getByText(/This is the only owner who can sign in/).waitFor()
  await button('Cancel').click()
  const row = page.getByRole('row').filter({ hasText: 'lee@acme.test' })
  await row.getByRole('button', { name: /^Role of/ }).click()
  await dialog('Role of The agent').getByLabel('Role').selectOption('auditor')
  await button('Change the role').click()
  await expect
    .poll(() => owner.browser.call('getStaff', { params: { staffId: id } }))
    .toMatchObject({
      role: 'auditor',
    })
  await row.getByRole('button', { name: /^Disable/ }).click()
  await page.getByText('No open session').waitFor()
  found.push(...(await looksWrong(page, 'staff-disable')))
  expect(found).toEqual([])
})

test('an API key is shown once, works, and is revoked after a question', async () => {
  await signedIn('owner')
  await open('/admin/api-keys')
  await page.getByText('No API key yet').waitFor()
  await button('Make the key').click()
  await page.getByText('Choose at least one.').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Reporting')
  await page.getByRole('checkbox', { name: 'See customers' }).check()
  await button('Make the key').click()
  const secret = await page.getByRole('status', { name: 'Reporting' }).textContent()
  const found = await looksWrong(page, 'apiKeys-made')
  const authorization = `Bearer ${secret}`
  const call = (path: string) => fetch(origin + path, { headers: { authorization } })
  expect((await call('/api/customers')).status).toBe(200)
  expect((await call('/api/directories')).status).toBe(403)
  await button('Revoke the API key Reporting').click()
  await dialog('Revoke the API key Reporting').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('No API key yet').waitFor()
  expect((await call('/api/customers')).status).toBe(401)
  expect(found).toEqual([])
})
