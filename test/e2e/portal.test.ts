// The help centre's door in a real browser: a code by mail, a name, one's sessions, and out again.
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { looksWrong, mostViews } from '../fixtures/look.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'

let chromium: Chromium
let office: PostOffice
let running: RunningApp
let site: Site
let context: BrowserContext
let page: Page
let faults: string[]

beforeAll(async () => {
  chromium = await launchChromium()
  office = await PostOffice.open()
  running = await runningApp({ env: office.env })
  site = await makeSite(running)
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

const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
async function codeFor(address: string): Promise<string> {
  await runQueue(running, site)
  const mail = office.received.filter(({ to }) => to.includes(address)).at(-1)?.parsed
  return /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? 'none'
}

test('somebody new comes in by a code, says a name, sees where they are signed in, and signs out everywhere', async () => {
  await page.goto(`${running.origin}/`)
  await heading('Sign in')
  const found = await looksWrong(page, 'portal-sign-in')
  await page.getByLabel('E-mail address').fill('nora')
  await press('Continue')
  await page.getByText('That is no e-mail address').waitFor()
  await page.getByLabel('E-mail address').fill('nora@globex.test')
  await press('Continue')
  await heading('Look into your mail')
  found.push(...(await looksWrong(page, 'portal-code')))
  await page.getByLabel('Code').fill('000 000')
  await press('Sign in')
  await page.getByText('Tries left: 4.').waitFor()
  await press('Send another mail')
  await page.getByText('Another mail is on its way').waitFor()
  const code = await codeFor('nora@globex.test')
  await page.getByLabel('Code').fill(`${code.slice(0, 3)} ${code.slice(3)}`)
  await press('Sign in')
  await heading('What is your name?')
  found.push(...(await looksWrong(page, 'portal-name', mostViews)))
  await page.getByLabel('Your name').fill('Nora New')
  await press('That is me')
  await heading('What do you need, Nora?')
  await page.goto(`${running.origin}/account`)
  await heading('Your account')
  await page.getByText('by a code from your mail').waitFor()
  found.push(...(await looksWrong(page, 'portal-account')))
  await page.reload()
  await heading('Your account')
  await press('Change the address')
  found.push(...(await looksWrong(page, 'portal-change-address', mostViews)))
  await page.getByLabel('New e-mail address').fill('nora.new@globex.test')
  await press('Send a code')
  // The mail is asked for by then.
  await page.getByLabel('Code').waitFor()
  await page.getByLabel('Code').fill(await codeFor('nora.new@globex.test'))
  await press('This is mine')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.locator('#main').getByText('nora.new@globex.test').waitFor()
  await press('Sign out everywhere')
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await heading('Sign in')
  expect(found).toEqual([])
})
