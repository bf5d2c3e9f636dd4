// Ways in of one's own at the help centre, in a real browser: a password beside the code by mail.
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { looksWrong, mostViews } from '../fixtures/look.ts'
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

/** Comes in by a code. */
async function enter(address: string, name: string): Promise<void> {
  await page.goto(`${origin}/`)
  await page.getByLabel('E-mail address').fill(address)
  await press('Continue')
  await heading('Look into your mail')
  await page.getByLabel('Code').fill(await centre.codeFor(address))
  await press('Sign in')
  await heading(`Hello ${name}`)
}

test('a customer chooses a password, comes in by it, shows it again before changing it; deactivated, it is refused', async () => {
  const id = await centre.add('Ann Lee', 'ann@globex.test')
  await enter('ann@globex.test', 'Ann Lee')
  await press('Choose a password')
  const found = await looksWrong(page, 'portal-choose-password', mostViews)
  await page.getByLabel('New password').fill('short')
  await press('Use this password')
  await page.getByText('at least 12').waitFor()
  await page.getByLabel('New password').fill(goodPassword)
  await press('Use this password')
  await press('Remove it')
  await dialog('Remove the password').getByRole('button', { name: 'Cancel' }).click()
  found.push(...(await looksWrong(page, 'portal-with-password', mostViews)))
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
  await heading('Hello Ann Lee')
  await page.getByText('by your password').waitFor()
  lateMs += 10 * 60_000
  await press('Change it')
  await page.getByLabel('New password').fill('gravel violin otter lamp')
  await press('Use this password')
  await dialog('Is it still you?').waitFor()
  found.push(...(await looksWrong(page, 'portal-prove', mostViews)))
  await press('Send a code to my mail')
  await dialog('Is it still you?')
    .getByLabel('Code')
    .fill(await centre.codeFor('ann@globex.test'))
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
