// Mailboxes are set up in a real browser, and a mail that was held is taken after all.
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import type { Site } from '../../src/storage/sites.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { looksWrong, mostViews } from '../fixtures/look.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let chromium: Chromium
let world: MailWorld
let running: RunningApp
let site: Site
let context: BrowserContext
let page: Page
let faults: string[]

beforeAll(async () => {
  chromium = await launchChromium()
  world = await MailWorld.open()
  running = await runningApp({ env: world.env })
  await running.app.mailIn?.listen()
  site = await makeSite(running)
  const { browser } = await makeStaff(running, site, 'owner')
  context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  await context.addCookies(
    [...browser.cookies].map(([name, value]) => ({ name, value, url: running.origin })),
  )
  ;({ page, faults } = await watchedPage(context))
})
afterAll(async () => {
  await context.close()
  await chromium.close()
  await running.close()
  await world.close()
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const dialog = () => page.getByRole('dialog')

test('a mailbox is added, a mail to it waits with its reason, and becomes a request when somebody takes it', async () => {
  const found: string[] = []
  await page.goto(`${running.origin}/admin/mail/mailboxes`)
  await button('Add a mailbox').click()
  await dialog().getByLabel('Address').fill('help+x@acme.test')
  await dialog().getByRole('button', { name: 'Add a mailbox' }).click()
  await dialog().getByText('This is no address for a mailbox').waitFor()
  found.push(...(await looksWrong(page, 'mailbox-add', mostViews)))
  await dialog().getByLabel('Address').fill('help@acme.test')
  await dialog().getByRole('button', { name: 'Add a mailbox' }).click()
  await page.getByRole('cell', { name: 'help@acme.test', exact: true }).waitFor()
  await button('Fetch mails for help@acme.test from elsewhere').click()
  await dialog().getByLabel('Server').fill('imap.acme.test')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await dialog().getByText('Give the password').waitFor()
  found.push(...(await looksWrong(page, 'mailbox-fetch', mostViews)))
  await dialog().getByRole('button', { name: 'Cancel' }).click()

  const mail = { from: 'Eve <eve@nowhere.test>', to: 'help@acme.test', subject: 'Hello', text: 'Let me in.' }
  await world.bring(running.app.mailIn?.port ?? 0, mail)
  await runQueue(running, site)
  await page.getByRole('link', { name: 'Refused', exact: true }).click()
  // As on a phone: one is chosen, and then read.
  await page.getByRole('link', { name: /^Hello/ }).click()
  await page.getByRole('heading', { name: 'Hello' }).waitFor()
  await button('Take it after all').click()
  found.push(...(await looksWrong(page, 'mail-take', mostViews)))
  await dialog().getByRole('button', { name: 'Take it after all' }).click()
  await page.getByText('It is being taken.').waitFor()
  await runQueue(running, site)
  await page.getByRole('link', { name: 'SUP-1' }).waitFor()
  expect([...found, ...faults]).toEqual([])
})
