// A line on which answers come late, out of order, broken or never, in a real browser.
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchChromium } from '../fixtures/chromium.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { held } from '../fixtures/slow-line.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'
import { Tabs } from '../fixtures/tabs.ts'

let chromium: Chromium
let running: RunningApp
let owner: Person
let key: string
let tabs: Tabs

beforeAll(async () => {
  chromium = await launchChromium()
  running = await runningApp()
  const site = await makeSite(running)
  owner = await makeStaff(running, site, 'owner')
  for (const [name, address] of [
    ['Ann Lee', 'ann.lee@globex.test'],
    ['Anton Berg', 'anton@globex.test'],
  ] as const) {
    const { id } = await owner.browser.call('addCustomer', { body: { name, address, proven: true } })
    const opened = { customerId: id, summary: `Asked by ${name}`, organizationIds: [] }
    key = (await owner.browser.call('openRequest', { body: opened })).key
  }
})
afterAll(async () => {
  await chromium.close()
  await running.close()
})
beforeEach(() => {
  tabs = new Tabs(chromium, running.origin)
  return async () => expect(await tabs.close()).toEqual([])
})

async function opened(path: string, title: string | RegExp): Promise<Page> {
  const page = await tabs.open(owner.browser)
  await page.goto(running.origin + path)
  await heading(page, title)
  return page
}
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()

test('what never comes is said to take long, and shown when it comes after all', async () => {
  const page = await tabs.open(owner.browser)
  await page.clock.install()
  const letGo = await held(page, '**/api/customers*')
  await page.goto(`${running.origin}/admin/people`)
  await heading(page, 'People')
  await page.getByRole('status').getByText('Loading').first().waitFor({ state: 'attached' })
  await page.clock.fastForward(9_000)
  await page.getByText('The server takes long to answer').waitFor()
  await letGo()
  await page.getByText('Ann Lee').first().waitFor()
  await page.getByText('The server takes long to answer').waitFor({ state: 'detached' })
})

test('an answer of a proxy whose server is away, and one that broke off, are asked for once more', async () => {
  for (const answer of [
    { status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' },
    { status: 200, contentType: 'application/json', body: '{"items":[{"id":' },
  ]) {
    const page = await tabs.open(owner.browser)
    await page.route('**/api/customers*', (route) => route.fulfill(answer), { times: 1 })
    await page.goto(`${running.origin}/admin/people`)
    await page.getByText('Ann Lee').first().waitFor()
  }
})

test('an older search that answers last changes nothing', async () => {
  const page = await opened('/admin/people', 'People')
  const letGo = await held(page, /\/api\/customers\?(?:.*&)?query=ann(?:&|$)/)
  const field = page.getByLabel('Search people')
  await field.fill('ann')
  await field.fill('anton')
  await page.getByText('Ann Lee').first().waitFor({ state: 'detached' })
  await page.getByText('Anton Berg').first().waitFor()
  await letGo()
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
  expect(await page.getByText('Ann Lee').count()).toBe(0)
})

test('the way to another page is seen while it is on its way', async () => {
  const page = await opened('/admin/people', 'People')
  const letGo = await held(page, '**/assets/audit-page-*.js')
  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByRole('progressbar', { name: 'Loading' }).waitFor()
  await letGo()
  await heading(page, 'Audit')
  await page.getByRole('progressbar', { name: 'Loading' }).waitFor({ state: 'detached' })
})

test('what an agent chooses is shown while it is on its way, and taken back where it fails', async () => {
  const page = await opened(`/console/${key}`, /Asked by/)
  const priority = page.getByLabel('Priority').first()
  const letGo = await held(page, '**/api/requests/*')
  await priority.selectOption('high')
  await expect.poll(() => priority.isDisabled()).toBe(true)
  expect(await priority.inputValue()).toBe('high')
  await letGo()
  await expect.poll(() => priority.isDisabled()).toBe(false)
  expect(await priority.inputValue()).toBe('high')
  await page.route('**/api/requests/*', (route) =>
    route.request().method() === 'PATCH' ? route.fulfill({ status: 503, body: '' }) : route.fallback(),
  )
  await priority.selectOption('low')
  await page.getByRole('alert').first().waitFor()
  expect(await priority.inputValue()).toBe('high')
})

test('who signs out over a line that breaks hears that it did not happen, and tries again', async () => {
  const page = await opened('/admin/account', /account/i)
  const out = page.getByRole('button', { name: 'Sign out', exact: true }).first()
  await page.route('**/api/sign-out', (route) => route.fulfill({ status: 503, body: '' }), { times: 1 })
  await out.click()
  await page.getByRole('alert').first().waitFor()
  await held(page, '**/api/sign-out')
  await out.click()
  await expect.poll(() => out.isDisabled()).toBe(true)
})
