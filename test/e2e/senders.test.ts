// In a real browser: an agent meets an address that nobody knows, and makes a customer of it; and whoever wants fewer mails gets them.
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { mutingToken } from '../../src/requests/mail-wishes.ts'
import { replyKey } from '../../src/requests/reply-address.ts'
import type { Site } from '../../src/storage/sites.ts'
import { launchChromium } from '../fixtures/chromium.ts'
import { everyView, lightViews, looksWrong, setView, type View } from '../fixtures/look.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { askedByMail } from '../fixtures/senders.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'
import { Tabs } from '../fixtures/tabs.ts'

let chromium: Chromium
let running: RunningApp
let site: Site
let agent: Person
let tabs: Tabs

beforeAll(async () => {
  chromium = await launchChromium()
  running = await runningApp()
  site = await makeSite(running)
  agent = await makeStaff(running, site, 'agent', { address: 'mira@acme.test' })
})
afterAll(async () => {
  await chromium.close()
  await running.close()
})
beforeEach(() => {
  tabs = new Tabs(chromium, running.origin)
  return async () => expect(await tabs.close()).toEqual([])
})

const tabOf = (person?: Person, locale?: string) => tabs.open(person?.browser, locale)

const look = async (page: Page, name: string, views: readonly View[]) => {
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  tabs.found.push(...(await looksWrong(page, name, views)))
  await setView(page, ['light', 1440])
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const asked = (address: string, summary: string) =>
  askedByMail(running.app.database, site.id, { address, name: 'Bob Rivers', summary }, new Date())

test('an agent reads the address of a sender, and makes them a customer', async () => {
  const { key } = await asked('bob@nowhere.test', 'The invoice is wrong')
  const page = await tabOf(agent)
  await page.goto(`${running.origin}/console/${key}`)
  await page.getByRole('heading', { name: 'No account' }).waitFor()
  await look(page, 'sender', everyView)
  await press(page, 'Make them a customer')
  await page.getByRole('dialog').waitFor()
  await look(page, 'sender-dialog', lightViews)
  await press(page, 'Make a customer')
  await page.getByText('The address became Bob Rivers’s, and the request with it').waitFor()
  await page.getByRole('heading', { name: 'No account' }).waitFor({ state: 'detached' })
})

test('whoever wants no more mails about a request says so without an account', async () => {
  const { key, requestId, senderId } = await asked('eve@nowhere.test', 'Another one')
  const secret = await running.app.database.inSite(site.id, (tx) => replyKey(tx))
  const page = await tabOf()
  await page.goto(`${running.origin}/fewer-mails/${mutingToken(secret, requestId, senderId)}`)
  await page.getByRole('heading', { name: `Get no more mails about ${key}?` }).waitFor()
  await look(page, 'fewer-mails', everyView)
  await press(page, 'Get no more mails about it')
  await page.getByRole('heading', { name: `You get no more mails about ${key}` }).waitFor()
  await look(page, 'fewer-mails-done', lightViews)
})
