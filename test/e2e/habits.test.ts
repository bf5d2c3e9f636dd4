import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { Secret, TOTP } from 'otpauth'
import type { BrowserContext, Browser as Chromium, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { setDisabled } from '../../src/admin/staff.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { Role } from '../../src/model/permissions.ts'
import { type StaffRow, staffByAddress } from '../../src/storage/access/staff.ts'
import type { Site } from '../../src/storage/sites.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { insertCustomers } from '../fixtures/many-users.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'

let chromium: Chromium
let running: RunningApp
let site: Site
let page: Page
let context: BrowserContext
let faults: string[]
/** Calls of the page that are under way. */
let pending: number
/** Its stream of events is open. */
let isFollowing: boolean

beforeAll(async () => {
  chromium = await launchChromium()
  running = await runningApp()
  site = await makeSite(running)
  await makeDirectory(running, site, 'Globex')
})
afterAll(async () => {
  await chromium.close()
  await running.close()
})
beforeEach(async () => {
  context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  ;({ page, faults } = await watchedPage(context))
  pending = 0
  const by = (n: number) => (request: Request) => {
    const url = request.url()
    if (url.includes('/api/') && !url.includes('/api/events')) pending += n
  }
  page.on('request', by(1))
  page.on('requestfinished', by(-1))
  page.on('requestfailed', by(-1))
  isFollowing = false
  page.on('response', (response) => {
    if (response.url().endsWith('/api/events')) isFollowing = true
  })
  return async () => {
    await context.close()
    expect(faults).toEqual([])
  }
})

let people = 0

/** Somebody of the staff, signed in at the browser of this test. */
async function signedIn(role: Role = 'owner'): Promise<Person> {
  people++
  const person = await makeStaff(running, site, role, { address: `person-${people}@acme.test` })
  const cookies = [...person.browser.cookies].map(([name, value]) => ({ name, value, url: running.origin }))
  await context.addCookies(cookies)
  return person
}

const open = (path: string) => page.goto(running.origin + path)
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
/** Everything that the page asks for at first has come, and its events do: who is signed out later notices it by what is done then. */
const settled = () => expect.poll(() => [pending, isFollowing], { timeout: 120_000 }).toEqual([0, true])
const pathOf = () => new URL(page.url()).pathname + new URL(page.url()).search

async function fillSignIn(address: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('whose session is over signs in and is back where they were', async () => {
  const person = await signedIn()
  await open('/admin/people?q=ann')
  await heading('People')
  await settled()
  await context.clearCookies()
  await page.getByLabel('Search people').fill('lena')
  await heading('Sign in')
  await fillSignIn(person.address, 'another otter violin gravel')
  await page.getByText('Address and password do not match').waitFor()
  await fillSignIn(person.address, goodPassword)
  await heading('People')
  expect(pathOf()).toBe('/admin/people?q=lena')
})

test('over plain http at a name of its own forms and copying work as well', async () => {
  const person = await makeStaff(running, site, 'owner', { address: 'plain@acme.test' })
  const { port } = new URL(running.origin)
  await page.goto(
    `http://help.test:${port}/sign-in?to=%2Fadmin%2Fdirectories%2Fnew%3Fstep%3Dname%26provider%3Dokta`,
  )
  expect(await page.evaluate('isSecureContext')).toBe(false)
  await fillSignIn(person.address, goodPassword)
  await page.getByLabel('Name', { exact: false }).first().fill('Tyrell')
  await page.getByRole('link', { name: 'Back', exact: true }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  expect(await page.getByLabel('Name', { exact: false }).first().inputValue()).toBe('Tyrell')
  await page.getByRole('button', { name: 'Make' }).click()
  await page.getByRole('button', { name: /^Copy/ }).first().click()
  await page.getByText('Copied').first().waitFor()
  // A browser says of each page that the header is for secure origins.
  const isExpected = (fault: string) => fault.startsWith('The Cross-Origin-Opener-Policy header')
  expect(faults.splice(0).filter((fault) => !isExpected(fault))).toEqual([])
})

test('whose session is over is led to the door instead of a file that fails', async () => {
  await signedIn()
  await open('/admin/people')
  await heading('People')
  await settled()
  await context.clearCookies()
  await page.getByRole('link', { name: /^CSV/ }).click()
  await heading('Sign in')
})

test('who only asks for help finds a first page that says so, and is refused nothing', async () => {
  const member = await signedIn('member')
  await open('/admin')
  await page.getByText('There is nothing for you to do here yet').waitFor()
  await page.getByRole('link', { name: 'Your account' }).first().waitFor()
  const owner = await makeStaff(running, site, 'owner', { address: 'looks@acme.test' })
  const { items } = await owner.browser.call('listAudit', { query: { subject: member.id } })
  expect(items.filter(({ action }) => action === 'staff.access-refused')).toEqual([])
  // Whoever wants no page in particular lands where they ask.
  await context.clearCookies()
  await open('/sign-in')
  await fillSignIn(member.address, goodPassword)
  await heading(/^What do you need/)
})

test('a link cannot lead elsewhere after signing in', async () => {
  const person = await makeStaff(running, site, 'owner', { address: 'elsewhere@acme.test' })
  for (const to of [
    'https://evil.example/admin',
    '//evil.example',
    '/admin.evil.example',
    'javascript:alert(1)',
  ]) {
    await open(`/sign-in?to=${encodeURIComponent(to)}`)
    await fillSignIn(person.address, goodPassword)
    await heading('Overview')
    expect(page.url()).toBe(`${running.origin}/admin`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await heading('Sign in')
  }
})

test('a person who is disabled is led to the door at the next page', async () => {
  const person = await signedIn()
  await open('/admin')
  await heading('Overview')
  const context = { ...byTest(), role: 'owner' as const }
  await makeStaff(running, site, 'owner', { address: 'second-owner@acme.test' })
  await setDisabled(running.app.database, site.id, person.id, true, context)
  await open('/admin/staff')
  await heading('Sign in')
})

test('an agent sees no section that an agent may not read, and is told why when led there', async () => {
  await signedIn('agent')
  await open('/admin')
  await page.getByRole('link', { name: 'People' }).waitFor()
  expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0)
  expect(await page.getByRole('link', { name: 'Connect an identity provider' }).count()).toBe(0)
  await open('/admin/audit')
  await page.getByText('You may not do this').waitFor()
  await page.getByText('This needs the permission audit.read, which your role does not have.').waitFor()
})

test('a test mail is kept here without a mail server, and its HTML is seen in a frame that can do nothing', async () => {
  await signedIn()
  await open('/admin/mail')
  await heading('Mail')
  await page.getByText('No mail server is set').waitFor()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('It is being sent.').waitFor()
  await runQueue(running, site)
  await page.getByRole('button', { name: 'Show how it looks' }).click()
  const frame = page.frameLocator('iframe[sandbox=""]')
  await frame.getByText('This mail was sent by The owner').waitFor()
})

test('a lost connection is said, and the page goes on by itself', async () => {
  await signedIn()
  await open('/admin')
  await heading('Overview')
  await page.route('**/*', (route) => route.abort('connectionrefused'))
  await page.getByRole('link', { name: 'Organizations' }).click()
  await page.getByText('The server cannot be reached').waitFor()
  await page.unroute('**/*')
  await heading('Organizations')
  await page.getByText('The server cannot be reached').waitFor({ state: 'detached' })
})

test('a page of before an update says that there is a new version, and reloads to it', async () => {
  await signedIn()
  await open('/admin')
  await heading('Overview')
  await page.route('**/assets/audit-page-*.js', (route) => route.fulfill({ status: 404, body: '{}' }))
  await page.getByRole('link', { name: 'Audit' }).click()
  await heading('A new version is there')
  expect(faults.splice(0).join()).toContain('Failed to fetch dynamically imported module')
  await page.unroute('**/assets/audit-page-*.js')
  await page.getByRole('button', { name: 'Reload' }).click()
  await heading('Audit')
})

test('an address that leads nowhere has a page that says so, with the status for it', async () => {
  const answer = await open('/admin/peeple')
  expect(answer?.status()).toBe(404)
  await heading('There is no such page')
})

test('everything is reached by keyboard: past the navigation, with a ring around what has the focus', async () => {
  await signedIn()
  await open('/admin')
  await heading('Overview')
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  expect(await skip.evaluate((link) => link.matches(':focus'))).toBe(true)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  const next = page.getByRole('link', { name: 'Connect an identity provider' })
  expect(await next.evaluate((link) => link.matches(':focus'))).toBe(true)
  const ring = await next.evaluate((link) => {
    const { outlineStyle, outlineWidth } = link.ownerDocument.defaultView.getComputedStyle(link)
    return `${outlineStyle} ${outlineWidth}`
  })
  expect(ring).toBe('solid 2px')
})

test('whoever has no mouse loses the focus by nothing that a page does', async () => {
  await signedIn()
  const has = (what: ReturnType<Page['getByRole']>) =>
    expect.poll(() => what.evaluate((one) => one.matches(':focus'))).toBe(true)
  await open('/admin')
  await heading('Overview')
  await settled()
  // Another page begins at its heading, and goes on behind it.
  await page.getByRole('link', { name: 'Staff' }).focus()
  await page.keyboard.press('Enter')
  await has(page.getByRole('heading', { name: 'Staff', level: 1 }))
  // A dialog gives the focus back, whichever way it is left.
  await makeDirectory(running, site, 'Keyed')
  await open('/admin/directories')
  await page.getByRole('link', { name: 'Keyed' }).focus()
  await page.keyboard.press('Enter')
  await has(page.getByRole('heading', { name: 'Keyed', level: 1 }))
  await page.getByRole('link', { name: 'Tokens' }).focus()
  await page.keyboard.press('Enter')
  const end = page.getByRole('button', { name: /^End the token/ })
  await end.waitFor()
  await has(page.getByRole('heading', { name: 'Keyed', level: 1 }))
  const dialog = page.getByRole('dialog')
  await end.focus()
  await page.keyboard.press('Enter')
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await has(end)
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Cancel' }).focus()
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await has(end)
  // What opened it is gone with the act: what it stood in is left.
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'End' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Ended').waitFor()
  await end.waitFor({ state: 'detached' })
  await page.locator('main :focus').waitFor()
})

test('on a phone the sections are behind a menu, which closes with Escape and by going somewhere', async () => {
  await signedIn()
  await page.setViewportSize({ width: 375, height: 812 })
  await open('/admin')
  await heading('Overview')
  const menu = page.getByRole('dialog', { name: 'Administration' })
  await page.getByRole('button', { name: 'Open the menu' }).click()
  await menu.waitFor()
  await page.keyboard.press('Escape')
  await menu.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Open the menu' }).click()
  await menu.getByRole('link', { name: 'Staff' }).click()
  await heading('Staff')
  await menu.waitFor({ state: 'hidden' })
})

test('the pages speak German to those who choose it, and remember it', async () => {
  await open('/sign-in')
  await page.getByRole('button', { name: 'Deutsch' }).click()
  await heading('Anmelden')
  expect(await page.locator('html').getAttribute('lang')).toBe('de')
  await page.reload()
  await heading('Anmelden')
})

test('a token that is ended asks first, and is refused afterwards', async () => {
  await signedIn()
  const { directory, scim } = await makeDirectory(running, site, 'Initech')
  expect((await scim.get('/Users')).status).toBe(200)
  await open('/admin/directories')
  await page.getByRole('link', { name: 'Initech' }).click()
  await page.getByRole('link', { name: 'Tokens' }).click()
  await page.getByRole('button', { name: /^End the token/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect((await scim.get('/Users')).status).toBe(200)
  await page.getByRole('button', { name: /^End the token/ }).click()
  await dialog.getByRole('button', { name: 'End' }).click()
  await page.getByText('Ended').waitFor()
  await expect.poll(async () => (await scim.get('/Users')).status).toBe(401)
  expect(directory.name).toBe('Initech')
})

test('a person who is added gets a link that is shown once, and comes in by it', async () => {
  await signedIn()
  await open('/admin/staff')
  await page.getByLabel('Name', { exact: true }).fill('Mira Sato')
  await page.getByLabel('E-mail address').fill('mira@acme.test')
  await page.getByLabel('Role', { exact: true }).selectOption('admin')
  const language = page.getByLabel('Language of mails')
  expect(await language.inputValue()).toBe('en')
  await language.selectOption('de')
  await page.getByText('No mail server is set, so mails are kept here.').waitFor()
  await page.getByRole('button', { name: 'Add' }).click()
  const link = await page.getByRole('status', { name: 'Link to choose a password' }).textContent()
  await page.getByText('Invited').waitFor()
  const [added] = await running.app.database.inSite(site.id, (tx) =>
    tx.read<StaffRow>(staffByAddress(site.id, 'mira@acme.test')),
  )
  expect(added?.language).toBe('de')
  const other = await chromium.newContext({ locale: 'en-GB' })
  const mira = await other.newPage()
  await mira.goto(running.origin + new URL(link ?? '').pathname)
  await mira.getByLabel('Password', { exact: true }).fill(goodPassword)
  await mira.getByRole('button', { name: 'Save and sign in' }).click()
  await mira.getByText('Mira Sato, admin').first().waitFor()
  await mira.goto(running.origin + new URL(link ?? '').pathname)
  await mira.getByText('This link does not work any more').waitFor()
  await other.close()
})

test('whose account asks for a code gives it in a second step', async () => {
  const person = await makeStaff(running, site, 'admin', { address: 'coded@acme.test' })
  const { secret } = await person.browser.call('offerTotp', {})
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const { recoveryCodes } = await person.browser.call('acceptTotp', { body: { code: totp.generate() } })
  await open('/sign-in')
  await fillSignIn('coded@acme.test', goodPassword)
  await heading('One more step')
  await page.getByLabel('Code', { exact: true }).fill('000000')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText(/^That code is wrong/).waitFor()
  await page.getByLabel('Code', { exact: true }).fill(recoveryCodes[0] ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await heading('Overview')
})

test('of two who change one thing, the second reads who was faster and what it is now, and decides', async () => {
  const person = await signedIn()
  await person.browser.call('changeSite', { body: { exchangeDays: 30, name: 'Acme' } })
  await open('/admin/settings')
  const days = page.getByLabel('Days that exchanges are kept')
  const save = page.getByRole('button', { name: 'Save: Retention' })
  await days.fill('20')
  await person.browser.call('changeSite', { body: { exchangeDays: 11, name: 'Acme Help' } })
  await save.click()
  await page.getByText('Changed while you were typing: The owner').waitFor()
  await page.getByText('now “11”, yours “20”').waitFor()
  await page.getByText('now “Acme Help”').waitFor()
  expect(await days.inputValue()).toBe('20')
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/meanwhile.png` })
  await page.getByRole('button', { name: 'Keep mine' }).click()
  // Mine is what I changed; the rest is theirs.
  await expect
    .poll(() => person.browser.call('getSite', {}))
    .toMatchObject({ exchangeDays: 20, name: 'Acme Help' })
  await days.fill('21')
  await person.browser.call('changeSite', { body: { exchangeDays: 12 } })
  await save.click()
  await page.getByRole('button', { name: 'Show theirs' }).click()
  await expect.poll(() => days.inputValue()).toBe('12')
})

test('what others change is shown while it happens, and asked for where events do not come', async () => {
  await signedIn()
  const colleague = await makeStaff(running, site, 'agent', { address: 'live@acme.test' })
  await open('/admin/staff')
  const row = page.getByRole('row').filter({ hasText: 'live@acme.test' })
  await row.getByText('Active', { exact: true }).waitFor()
  await setDisabled(running.app.database, site.id, colleague.id, true, { ...byTest(), role: 'owner' })
  await row.getByText('Disabled', { exact: true }).waitFor()

  // A proxy that lets no stream through.
  const { directory, scim } = await makeDirectory(running, site, 'Umbrella')
  await page.route('**/api/events', (route) => route.fulfill({ status: 502 }))
  await open(`/admin/directories/${keyOf(directory.directoryId)}/provisioning`)
  await page.getByText('Waiting for the first call…').waitFor()
  await scim.get('/Users')
  await page.getByText('First call received').waitFor()
})

test('filters of exchanges and the view of the overview stand in the address', async () => {
  await signedIn()
  const { directory, scim } = await makeDirectory(running, site, 'Soylent')
  await scim.createUser('ann@soylent.com', { displayName: 'Ann' })
  await scim.get('/Users/nobody')
  const path = `/admin/directories/${keyOf(directory.directoryId)}`
  await open(path)
  const calls = page.getByRole('navigation', { name: 'Exchanges' }).getByRole('link')
  await calls.nth(1).waitFor()
  await page.getByRole('combobox', { name: 'Answer' }).selectOption('refused')
  await calls.nth(1).waitFor({ state: 'detached' })
  await page.getByRole('searchbox').fill('somebody else')
  await page.getByText('No exchange like that').waitFor()
  expect(pathOf()).toBe(`${path}?q=somebody%20else&outcome=refused`.replace('%20', '+'))
  await page.reload()
  await page.getByText('No exchange like that').waitFor()
  await page.getByRole('searchbox').fill('')
  await calls.first().click()
  await page.getByText('404', { exact: true }).last().waitFor()
  expect(await page.getByRole('combobox', { name: 'Answer' }).inputValue()).toBe('refused')

  await open('/admin')
  await page.getByRole('link', { name: 'Table', exact: true }).click()
  await page.getByRole('columnheader', { name: 'With an effect' }).waitFor()
  expect(pathOf()).toBe('/admin?view=table')
})

test('an owner asks for an export, sees it begin, and takes it along after showing again who it is', async () => {
  await signedIn()
  await open('/admin/settings')
  await page.getByRole('button', { name: 'Make an export' }).click()
  await page.getByText('It begins in a moment.').waitFor()
  expect(await page.getByRole('button', { name: 'Make an export' }).isDisabled()).toBe(true)
  await runQueue(running, site)
  const link = page.getByRole('link', { name: /^Download \(.+ MB\)$/ })
  await link.waitFor()
  expect(await page.getByRole('button', { name: 'Make an export' }).isDisabled()).toBe(false)
  // As after ten minutes: the last sign-in is too old to take everything along.
  await context.clearCookies({ name: /proof/ })
  await link.click()
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  await dialog.getByLabel('Password', { exact: true }).fill(goodPassword)
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^site-\d+-.+\.gz$/)
  const text = gunzipSync(await readFile(await file.path())).toString()
  expect(JSON.parse(text.slice(0, text.indexOf('\n')))).toBeTypeOf('object')
  expect(text).toContain(keyOf(site.id))
})

// The last, for the others need no such site.
test('a table of 100,000 rows is shown, continued, searched and downloaded, and the page holds only what was asked for', async () => {
  await signedIn()
  await insertCustomers(running, site.id, 100_000)
  await open('/admin/people')
  const rows = page.getByRole('row').filter({ hasText: 'Ann Lee' })
  await page.getByText('The first 50', { exact: true }).waitFor()
  expect(await rows.count()).toBe(50)
  await page.getByRole('button', { name: 'Show more' }).click()
  await page.getByText('The first 100', { exact: true }).waitFor()
  expect(await rows.count()).toBe(100)
  await page.getByLabel('Search people').fill('ann lee 99999')
  await page.getByText('1 in all', { exact: true }).waitFor()
  await page.getByLabel('Search people').fill('')
  await page.getByText('The first 100', { exact: true }).waitFor()
  const begun = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV of People, to download' }).click()
  const text = await readFile(await (await begun).path(), 'utf8')
  expect(text.match(/Ann Lee /g)).toHaveLength(100_000)
})
