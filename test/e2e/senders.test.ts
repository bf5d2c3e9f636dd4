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
let owner: Person
let tabs: Tabs

beforeAll(async () => {
  chromium = await launchChromium()
  running = await runningApp()
  site = await makeSite(running)
  agent = await makeStaff(running, site, 'agent', { address: 'mira@acme.test' })
  owner = await makeStaff(running, site, 'owner')
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

test('an administrator finds a sender, reads what they asked, and erases them with the address typed once more', async () => {
  const { key } = await asked('carla@vendor.test', 'Pay at once')
  await asked('dora@vendor.test', 'Pay later')
  const page = await tabOf(owner)
  await page.goto(`${running.origin}/admin/mail`)
  await page.getByRole('link', { name: 'Senders', exact: true }).click()
  const dora = page.getByRole('button', { name: 'Erase dora@vendor.test' })
  await dora.waitFor()
  await page.getByLabel('Look for a sender').fill('carla')
  await dora.waitFor({ state: 'detached' })
  await look(page, 'senders', everyView)
  await press(page, 'Erase carla@vendor.test')
  const dialog = page.getByRole('dialog')
  const act = dialog.getByRole('button', { name: 'Erase for good' })
  await dialog.getByText('This cannot be undone').waitFor()
  expect(await act.isDisabled()).toBe(true)
  await dialog.getByLabel('Type carla@vendor.test to go on').fill('carla@vendor.test')
  await look(page, 'senders-erase', lightViews)
  await act.click()
  await page.getByText('No sender’s address or name begins with carla').waitFor()
  await look(page, 'senders-none', lightViews)
  await page.goto(`${running.origin}/admin/mail/senders`)
  await page.getByRole('link', { name: '1 request of dora@vendor.test' }).click()
  await page.getByText('Pay later').first().waitFor()
  expect((await owner.browser.call('getRequest', { params: { requestId: key } })).requester.name).toBe(
    'Erased person',
  )
})

test('an agent gets no more mails about a request, and some again', async () => {
  const { key } = await asked('finn@nowhere.test', 'Noise')
  const page = await tabOf(agent)
  await page.goto(`${running.origin}/console/${key}`)
  const mails = page.getByRole('region', { name: 'Mails' })
  await mails.getByRole('button', { name: 'Get none' }).click()
  await mails.getByText('You get no mails about this request.').waitFor()
  expect((await agent.browser.call('getRequest', { params: { requestId: key } })).muted).toBe(true)
  await mails.getByRole('button', { name: 'Get them again' }).click()
  await mails.getByText('You get mails about this request').waitFor()
  expect((await agent.browser.call('getRequest', { params: { requestId: key } })).muted).toBe(false)
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
