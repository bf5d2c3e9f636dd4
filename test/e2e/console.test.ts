// The agent console in a real browser: an agent's day, and two agents who answer at once.
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Browser } from '../fixtures/browser.ts'
import { launchChromium } from '../fixtures/chromium.ts'
import { everyView, lightViews, looksWrong, mostViews, setView, type View } from '../fixtures/look.ts'
import { looksWrongOnPaper } from '../fixtures/paper.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'
import { Tabs } from '../fixtures/tabs.ts'

let chromium: Chromium
let running: RunningApp
let owner: Person
let agent: Person
let annId: string
let organizationId: string
let tabs: Tabs

beforeAll(async () => {
  chromium = await launchChromium()
  running = await runningApp()
  const site = await makeSite(running)
  owner = await makeStaff(running, site, 'owner')
  agent = await makeStaff(running, site, 'agent', { address: 'mira@acme.test' })
  const people = { name: 'Ann Lee', address: 'ann.lee@globex.test', proven: true }
  annId = (await owner.browser.call('addCustomer', { body: people })).id
  organizationId = (await owner.browser.call('addOrganization', { body: { name: 'Globex' } })).id
  const params = { organizationId }
  await owner.browser.call('addOrganizationPerson', { params, body: { customerId: annId } })
  const bo = { name: 'Bo Okafor', address: 'bo@globex.test', proven: true }
  const { id: boId } = await owner.browser.call('addCustomer', { body: bo })
  await owner.browser.call('addOrganizationPerson', { params, body: { customerId: boId } })
  const canned = { title: 'Thanks', markdown: 'Thank you for **telling** us.' }
  await owner.browser.call('addCannedAnswer', { body: canned })
  await owner.browser.call('addStatus', {
    body: { name: 'At the supplier', category: 'waiting-for-support' },
  })
})
afterAll(async () => {
  await chromium.close()
  await running.close()
})
beforeEach(() => {
  tabs = new Tabs(chromium, running.origin)
  return async () => expect(await tabs.close()).toEqual([])
})

const ask = async (summary: string, organizationIds: string[] = []) =>
  (await owner.browser.call('openRequest', { body: { customerId: annId, summary, organizationIds } })).key

const tabOf = (browser?: Browser, locale?: string) => tabs.open(browser, locale)

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })
const look = async (page: Page, name: string, views: readonly View[] = everyView) => {
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  tabs.found.push(...(await looksWrong(page, `console-${name}`, views)))
  await setView(page, ['light', 1440])
}

test('an agent’s day, from the door to the bulk of what is done', async () => {
  const key = await ask('Invoices show last month’s cost centre', [organizationId])
  const others = [await ask('Approver for Lisbon'), await ask('Export stops at row 50,000')]
  const page = await tabOf()
  await page.goto(`${running.origin}/console`)
  await page.getByLabel('E-mail address').fill(agent.address)
  await page.getByLabel('Password', { exact: true }).fill(goodPassword)
  await press(page, 'Sign in')
  await heading(page, 'All open')

  // The queue: whole addresses, whose turn it is, and how many wait.
  await page.getByRole('link', { name: /^Waiting for us/ }).click()
  await heading(page, 'Waiting for us')
  const row = rowOf(page, key)
  await row.getByText('ann.lee@globex.test').waitFor()
  await row.getByRole('img', { name: 'Known address' }).waitFor()
  await look(page, 'queue')

  // By keyboard: to the first, mine, open.
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await row.getByText('The agent').waitFor()
  await page.keyboard.press('Enter')
  await heading(page, 'Invoices show last month’s cost centre')

  // Who asks stands beside it.
  const panel = page.getByRole('complementary', { name: 'Requester' })
  await panel.getByText('ann.lee@globex.test').first().waitFor()
  await panel.getByText('Nothing proves that they asked.', { exact: false }).waitFor()
  await panel.getByRole('link', { name: 'Globex' }).waitFor()
  await panel.getByRole('link', { name: 'Approver for Lisbon' }).waitFor()

  // A note for the others is no answer.
  await page.getByText('Internal note', { exact: true }).click()
  await page.getByText('Only agents read this.').waitFor()
  await page.getByLabel('Your note').fill('Same cause as before.')
  await press(page, 'Save note')
  await page.getByRole('article', { name: /^Internal note from/ }).waitFor()
  await look(page, 'request')

  // An answer with what is written again and again.
  await page.getByText('Reply', { exact: true }).click()
  await page.getByLabel('Canned answer', { exact: true }).selectOption({ label: 'Thanks' })
  await page.getByLabel('Your reply').press('End')
  await page.getByLabel('Your reply').pressSequentially(' We look into it.')
  await press(page, 'Send reply')
  const answered = page.getByRole('article', { name: 'Message from The agent' })
  await answered.getByText('We look into it.').waitFor()
  expect(await answered.locator('strong', { hasText: 'telling' }).count()).toBe(1)
  await page.getByText('The agent took this request', { exact: false }).waitFor()
  const onPaper = ['ann.lee@globex.test', 'We look into it.', 'Same cause as before.', 'Globex']
  tabs.found.push(...(await looksWrongOnPaper(page, 'console-request', onPaper)))

  // To somebody else, at the supplier, and resolved.
  await page.getByLabel('Assignee', { exact: true }).selectOption({ label: 'The owner' })
  await page.getByText('The agent assigned it to The owner', { exact: false }).waitFor()
  await page.getByLabel('Status', { exact: true }).selectOption({ label: 'Waiting for us: At the supplier' })
  await page.getByText('“At the supplier”', { exact: false }).waitFor()
  await page.getByLabel('Status', { exact: true }).selectOption({ label: 'Resolved' })
  await page.getByText('The agent set it to “Resolved”', { exact: false }).waitFor()

  // What else waits is closed at once.
  await page.getByRole('link', { name: 'Back to the queue' }).click()
  await heading(page, 'Waiting for us')
  for (const one of others) await page.getByLabel(`Select ${one}`).check()
  await page.getByLabel('New status').selectOption({ label: 'Closed' })
  await look(page, 'bulk', mostViews)
  await press(page, 'Change 2 requests')
  await page.getByText('2 requests changed').waitFor()
  await page.getByText('Nothing waits here').waitFor()
  await look(page, 'empty', lightViews)

  // A filter that is kept, and found again with its count.
  await page.getByLabel('State', { exact: true }).selectOption('over')
  await page.getByLabel('Assignee', { exact: true }).selectOption({ label: 'Nobody’s' })
  await rowOf(page, others[0] ?? '').waitFor()
  await press(page, 'Keep this filter')
  await page.getByRole('dialog').getByLabel('Name').fill('Done by nobody')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await heading(page, 'Done by nobody')
  await page.getByRole('link', { name: /Done by nobody.*2 requests/ }).waitFor()
  await press(page, 'Change “Done by nobody”')
  await page.getByRole('dialog').getByLabel('Name').fill('Over, and nobody’s')
  await press(page, 'Save')
  await heading(page, 'Over, and nobody’s')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  // A number leads to its request.
  await page.keyboard.press('/')
  await page.keyboard.type(key.toLowerCase())
  await page.keyboard.press('Enter')
  await heading(page, 'Invoices show last month’s cost centre')
})

test('of two who answer at once the second reads first, and loses nothing', async () => {
  const key = await ask('Which number is printed?')
  const first = await tabOf(agent.browser)
  const second = await tabOf(owner.browser)
  for (const page of [first, second]) {
    await page.goto(`${running.origin}/console/${key}`)
    await heading(page, 'Which number is printed?')
  }
  await second.getByText('Also open at the console of The agent').waitFor()
  await first.getByLabel('Your reply').fill('It is 42.')
  await second.getByText('The agent is writing here just now').waitFor()
  await second.getByLabel('Your reply').fill('It is 43.')
  await press(first, 'Send reply')
  await second.getByText('The agent wrote while you had this open').waitFor()
  await look(second, 'collision', mostViews)
  await press(second, 'Send reply')
  await second.getByRole('alert').waitFor()
  expect(await second.getByLabel('Your reply').inputValue()).toBe('It is 43.')
  await press(second, 'I have read it')
  await press(second, 'Send reply')
  await first.getByText('It is 43.').waitFor()

  // In the narrow queue beside it the one that has the focus is taken by its key.
  const other = await ask('Whose is this one?')
  await first.reload()
  const beside = first.getByRole('region', { name: 'Queue' }).getByRole('link', { name: /Whose is this one/ })
  await beside.focus()
  await first.keyboard.press('a')
  const assigned = async () =>
    (await owner.browser.call('getRequest', { params: { requestId: other } })).assignee?.name
  await expect.poll(assigned).toBe('The agent')

  // What was added to an answer is there after a reload, as its words are.
  await first.getByLabel('Your reply').fill('See the file.')
  await first
    .locator('input[type=file]')
    .setInputFiles({ name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.from('jam') })
  await first.getByRole('button', { name: 'Remove log.txt' }).waitFor()
  await first.reload()
  await first.getByRole('button', { name: 'Remove log.txt' }).waitFor()
  await press(first, 'Send reply')
  await first.getByRole('article').getByText('log.txt').waitFor()
  await first.getByRole('button', { name: 'Remove log.txt' }).waitFor({ state: 'detached' })

  // Of two who change the same thing the second is told who was faster.
  await first.getByLabel('Priority').selectOption('urgent')
  await expect.poll(() => second.getByLabel('Priority').inputValue(), { timeout: 120_000 }).toBe('urgent')
})

test('a request in somebody’s name, shared with whom one sees first, and what agents set up', async () => {
  const page = await tabOf(agent.browser)
  await page.goto(`${running.origin}/console/new`)
  await page.getByLabel('Find a customer by name or address').fill('ann.lee')
  await press(page, 'Choose Ann Lee')
  await page.getByLabel('In one line').fill('A call about the lift')
  await page.getByLabel('What can we help you with?').fill('Since this morning')
  await page.getByLabel('What they said').fill('It *stops* between floors.')
  await look(page, 'new', lightViews)
  await press(page, 'Open the request')
  await heading(page, 'A call about the lift')
  await page.locator('em', { hasText: 'stops' }).waitFor()
  await press(page, 'Share')
  const dialog = page.getByRole('dialog', { name: 'Share this request' })
  await dialog.getByText('Bo Okafor').waitFor()
  await look(page, 'share', lightViews)
  await dialog.getByRole('button', { name: /^Share with/ }).click()
  await page.getByRole('button', { name: 'Stop sharing with Globex' }).waitFor()
  await press(page, 'Add somebody')
  await page.getByLabel('Their e-mail address').fill('nobody@globex.test')
  await press(page, 'Add')
  await page.getByText('Nobody with an active account holds this address.').waitFor()
  await page.getByLabel('Their e-mail address').fill('bo@globex.test')
  await press(page, 'Add')
  await page.getByRole('button', { name: 'Remove Bo Okafor' }).waitFor()

  await page.getByRole('link', { name: 'Statuses and canned answers' }).click()
  await heading(page, 'Statuses and canned answers')
  await press(page, 'Add a canned answer')
  await page.getByLabel('Title').fill('On our way')
  await page.getByLabel('Text').fill('Somebody comes today.')
  await press(page, 'Save')
  await page.getByRole('cell', { name: 'On our way', exact: true }).waitFor()
  // Whoever saves what somebody else changed meanwhile is told, and overwrites nothing.
  await press(page, 'Change “On our way”')
  await page.getByLabel('Text').fill('Somebody comes soon.')
  const { items } = await owner.browser.call('listCannedAnswers', {})
  const answerId = items.find(({ title }) => title === 'On our way')?.id ?? ''
  const theirs = { markdown: 'Somebody comes at noon.' }
  await owner.browser.call('changeCannedAnswer', { params: { answerId }, body: theirs })
  await press(page, 'Save')
  await page.getByText('Somebody else was faster').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Somebody comes at noon.').waitFor()
  await press(page, 'Remove “On our way”')
  await press(page, 'Remove')
  await page.getByRole('cell', { name: 'On our way', exact: true }).waitFor({ state: 'detached' })
  await look(page, 'settings', mostViews)
})

test('in German', async () => {
  const key = await ask('Der Aufzug steht')
  const page = await tabOf(agent.browser, 'de-DE')
  await page.goto(`${running.origin}/console?turn=support`)
  await heading(page, 'Wir sind dran')
  await look(page, 'queue-german', lightViews)
  await page.getByRole('link', { name: /Der Aufzug steht/ }).click()
  await heading(page, 'Der Aufzug steht')
  expect(page.url()).toContain(key)
  await look(page, 'request-german', lightViews)
})
