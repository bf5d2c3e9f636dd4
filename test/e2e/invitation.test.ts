// An invitation in a real browser: an administrator sends it, the mail's link opens a page that does nothing by itself, a button lets
// in; and the administrator sees and ends that session.
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { lightViews, looksWrong } from '../fixtures/look.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let chromium: Chromium
let office: PostOffice
let running: RunningApp
let site: Site
let owner: Browser
let context: BrowserContext
let page: Page
let guest: Page
let faults: string[]

beforeAll(async () => {
  chromium = await launchChromium()
  office = await PostOffice.open()
  running = await runningApp({ env: office.env })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  await owner.call('addOrganization', { body: { name: 'Globex' } })
})
afterAll(async () => {
  await chromium.close()
  await running.close()
  await office.close()
})
beforeEach(async () => {
  const options = { locale: 'en-GB', reducedMotion: 'reduce' } as const
  context = await chromium.newContext(options)
  const cookies = [...owner.cookies].map(([name, value]) => ({ name, value, url: running.origin }))
  await context.addCookies(cookies)
  const elsewhere = await chromium.newContext(options)
  const watched = [await watchedPage(context), await watchedPage(elsewhere)] as const
  ;[{ page }, { page: guest }] = watched
  faults = watched.flatMap((one) => one.faults)
  return async () => {
    await context.close()
    await elsewhere.close()
    expect(faults).toEqual([])
  }
})

const heading = (at: Page, name: string) => at.getByRole('heading', { name, level: 1 }).waitFor()

test('invited, mailed, shown, and in; sent again, taken back, and signed out by an administrator', async () => {
  await page.goto(`${running.origin}/admin/people`)
  await page.getByRole('link', { name: 'Invite', exact: true }).click()
  await heading(page, 'Invitations')
  await page.getByText('Nobody is invited yet').waitFor()
  await page.getByLabel('E-mail addresses').fill(`ann@globex.test, owner@${site.slug}.test, bo@globex.test`)
  await page.getByLabel('Organization').fill('glo')
  await page.getByRole('button', { name: 'Choose Globex' }).click()
  await page.getByText('Globex', { exact: true }).waitFor()
  await page.getByLabel('A few words').fill('Ask us anything.\nYour help desk')
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await page.getByText('2 invitations are on their way.').waitFor()
  await page.getByText('One address was not invited').waitFor()
  await page.getByText('The address belongs to staff: a customer cannot have it.').waitFor()
  await page.getByText('the mail is on its way').first().waitFor()
  await runQueue(running, site)
  const mail = office.received.find(({ to }) => to.includes('ann@globex.test'))?.parsed
  const link = /http\S+\/invitation\/\S+/.exec(mail?.text ?? '')?.[0] ?? 'none'
  await page.getByRole('button', { name: 'Take back: bo@globex.test' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('cell', { name: /Taken back/ }).waitFor()
  const found = await looksWrong(page, 'invitations', lightViews)
  await page.getByRole('combobox', { name: 'State' }).selectOption('Taken back')
  await page.getByText('ann@globex.test').waitFor({ state: 'detached' })
  await page.getByText('bo@globex.test').first().waitFor()
  await page.getByRole('combobox', { name: 'State' }).selectOption('Any state')
  await page.getByText('ann@globex.test').waitFor()

  await guest.goto(link)
  await heading(guest, `You are invited to ${site.name}`)
  await guest.getByText('as one of Globex').waitFor()
  await guest.getByText('Your help desk').waitFor()
  const accept = guest.getByRole('button', { name: 'Accept and come in' })
  await accept.click()
  await guest.getByText('Fill this in.').waitFor()
  await guest.getByLabel('Your name').fill('Ann Lee')
  await accept.click()
  await heading(guest, 'What do you need, Ann?')
  await guest.goto(new URL('/account', guest.url()).href)
  await guest.getByText('by an invitation').waitFor()
  // The link is used up.
  await guest.goto(link)
  await heading(guest, 'This invitation works no more')

  await page.getByRole('cell', { name: /Has come/ }).waitFor()
  await page.getByRole('link', { name: 'Show the person: ann@globex.test' }).click()
  await heading(page, 'Ann Lee')
  await page.getByText('by an invitation').waitFor()
  found.push(...(await looksWrong(page, 'person-sessions', lightViews)))
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await dialog.getByText('One session ends at once.').waitFor()
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByText('Not signed in anywhere now.').waitFor()
  await page.getByText('Customer signed out').waitFor()
  await guest.goto(new URL('/', guest.url()).href)
  await heading(guest, 'Sign in')
  expect(found).toEqual([])
})
