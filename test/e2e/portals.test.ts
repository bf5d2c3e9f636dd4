// Portals are set up in a real browser: added, named, filled with questions beside the form as people will see it, ordered by keys,
// archived and brought back.
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { looksWrong, mostViews } from '../fixtures/look.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let chromium: Chromium
let running: RunningApp
let site: Site
let owner: Browser
let context: BrowserContext
let page: Page
let faults: string[]

beforeAll(async () => {
  chromium = await launchChromium()
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(async () => {
  await chromium.close()
  await running.close()
})

async function signedIn(by: Browser): Promise<Page> {
  context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  await context.addCookies([...by.cookies].map(([name, value]) => ({ name, value, url: running.origin })))
  const watched = await watchedPage(context)
  faults = watched.faults
  return watched.page
}

beforeEach(async () => {
  page = await signedIn(owner)
  return async () => {
    await context.close()
    expect(faults).toEqual([])
  }
})

const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
const button = (name: string) => page.getByRole('button', { name, exact: true })
const order = async () =>
  (await owner.call('listPortals', {})).items.filter(({ archivedAt }) => !archivedAt).map(({ key }) => key)

test('a portal is added, asks what it should, is for whom it names, and is tried on the way', async () => {
  const { id: globex } = await owner.call('addOrganization', { body: { name: 'Globex' } })
  await owner.call('addOrganization', { body: { name: 'Initech' } })
  const { id: customerId } = await owner.call('addCustomer', {
    body: { name: 'Ann', address: 'ann@globex.test', proven: true },
  })
  await owner.call('addOrganizationPerson', { params: { organizationId: globex }, body: { customerId } })
  await owner.call('addCustomer', { body: { name: 'Bo', address: 'bo@other.test', proven: true } })
  await makeDirectory(running, site, 'Hooli (Okta)')
  const found: string[] = []

  await page.goto(`${running.origin}/admin/portals`)
  await heading('Portals')
  await button('Add a portal').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Support')
  expect(await dialog.getByLabel('Key').inputValue()).toBe('SUP')
  await dialog.getByRole('button', { name: 'Add a portal' }).click()
  await dialog.getByText('Another portal has this key, or had it.').waitFor()
  await dialog.getByLabel('Name').fill('Invoices')
  await dialog.getByLabel('Key').fill('b1ll')
  await dialog.getByRole('button', { name: 'Add a portal' }).click()
  await heading('Invoices')
  await page.getByText('Its next request is B1LL-1.').waitFor()

  await button('Add a request type').click()
  await dialog.getByLabel('Name of the request type').fill('Something is wrong with an invoice')
  await dialog.getByRole('button', { name: 'Add a request type' }).click()
  const preview = page.getByRole('region', { name: 'The form as people see it' })
  await preview.getByText('Something is wrong with an invoice').waitFor()
  const add = async (kind: string, question: string) => {
    await button('Add a field').click()
    await page.getByRole('menuitem', { name: new RegExp(`^${kind}`) }).click()
    await page.getByLabel('Question').last().fill(question)
  }
  const fields = page.getByRole('list', { name: 'What it asks' })
  await add('Text', 'Invoice number')
  await add('Choice', 'Which entity issues it?')
  const second = fields.getByRole('listitem', { name: 'Field 2: Which entity issues it?' })
  await second.getByLabel('Option 1', { exact: true }).fill('Berlin')
  await second.getByLabel('Help text').fill('It stands at the top.')
  await second.getByLabel('It must be answered').check()
  await add('Several choices', 'What is wrong?')
  const third = fields.getByRole('listitem', { name: 'Field 3: What is wrong?' })
  await third.getByLabel('Option 1', { exact: true }).fill('The amount')
  await third.getByLabel('Option 2', { exact: true }).fill('The address')
  for (const [kind, question] of [
    ['Paragraph', 'What did you expect?'],
    ['Date', 'Since when?'],
    ['Number', 'How many invoices?'],
    ['Checkbox', 'I have asked my accountant'],
    ['Files', 'The invoices'],
  ] as const) {
    await add(kind, question)
  }
  const save = button('Save: Something is wrong with an invoice')
  await save.click()
  // The second option of the choice has no name yet: it is said there.
  await second.getByText('Fill this in.').waitFor()
  await second.getByLabel('Option 2', { exact: true }).fill('Lyon')
  // The form is used as people will.
  await preview.getByLabel('Which entity issues it?').selectOption('Lyon')
  await preview.getByText('It stands at the top.').waitFor()
  await preview.getByRole('checkbox', { name: 'The address' }).check()
  await preview.getByLabel('How many invoices?').fill('12.5')
  await preview.getByLabel('Since when?').fill('2026-11-28')
  await preview.getByLabel('I have asked my accountant').check()
  // By keys: the focus stays on what is moved.
  const up = button('Move field 3 up')
  await up.focus()
  await page.keyboard.press('Enter')
  await fields.getByRole('listitem', { name: 'Field 2: What is wrong?' }).waitFor()
  found.push(...(await looksWrong(page, 'portal-form')))
  await save.click()
  await page.getByText('Saved.').first().waitFor()

  await page.getByLabel('Only those named below').check()
  await page.getByText('Nobody but agents sees it').first().waitFor()
  await page.getByText('No customer will see it.').waitFor()
  await page.getByLabel('Find an organization by how its name begins').fill('glo')
  await button('Name it: Globex').click()
  await page.getByText('1 customer will see it.').waitFor()
  await page.getByText('1 customer who sees it now loses sight of it.').waitFor()
  await page.getByText('Members of your staff see it no more.').waitFor()
  found.push(...(await looksWrong(page, 'portal-sight', mostViews)))
  // Of the form it has been said before.
  const saved = page.waitForResponse((one) => one.request().method() === 'PATCH')
  await button('Save: Who sees it').click()
  await saved
  const [, portal] = (await owner.call('listPortals', {})).items
  expect(portal).toMatchObject({ key: 'B1LL', audience: 'named', organizations: [{ name: 'Globex' }] })
  const { items } = await owner.call('listRequestTypes', { params: { portalId: portal?.id ?? '' } })
  expect(items[0]?.fields.map(({ kind, label, isRequired }) => [kind, label, isRequired])).toEqual([
    ['text', 'Invoice number', false],
    ['choices', 'What is wrong?', false],
    ['choice', 'Which entity issues it?', true],
    ['paragraph', 'What did you expect?', false],
    ['date', 'Since when?', false],
    ['number', 'How many invoices?', false],
    ['checkbox', 'I have asked my accountant', false],
    ['attachment', 'The invoices', false],
  ])
  expect(found).toEqual([])
})

test('portals are ordered by keys, archived, and brought back by the one button beside that', async () => {
  const before = await order()
  await page.goto(`${running.origin}/admin/portals`)
  const down = page.getByRole('button', { name: 'Move Support down' })
  await down.focus()
  await page.keyboard.press('Enter')
  await page.getByText(`Support is number 2 of ${before.length} now.`).waitFor()
  // At the end of the list the key does nothing, and the focus stays.
  await page.keyboard.press('Enter')
  expect(await down.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true)
  await expect.poll(order).toEqual([...before.slice(1), 'SUP'])
  await button('Archive Support').click()
  await page.getByText('Support is archived.').waitFor()
  await page.getByRole('heading', { name: 'Archived' }).waitFor()
  const found = await looksWrong(page, 'portals-archived', mostViews)
  await button('Undo').click()
  await page.getByText('Support is there again.').waitFor()
  await expect.poll(order).toContain('SUP')
  // Each answer moves what stands below it: the next button is pressed when the list stands still.
  for (const name of ['Invoices', 'Support']) {
    await button(`Archive ${name}`).click()
    await page.getByText(`${name} is archived.`).waitFor()
    await button(`Bring back: ${name}`).waitFor()
  }
  await page.getByText('No portal is open').waitFor()
  found.push(...(await looksWrong(page, 'portals-none', mostViews)))
  for (const name of ['Support', 'Invoices']) {
    await button(`Bring back: ${name}`).click()
    await page.getByText(`${name} is there again.`).waitFor()
    await button(`Archive ${name}`).waitFor()
  }
  await expect.poll(async () => (await order()).length).toBe(2)
  expect(found).toEqual([])
})

test('of two who change one form the second is told, and keeps what was typed', async () => {
  const [support] = (await owner.call('listPortals', {})).items.filter(({ key }) => key === 'SUP')
  const params = { portalId: support?.id ?? '' }
  const [asked] = (await owner.call('listRequestTypes', { params })).items
  await page.goto(`${running.origin}/admin/portals/${params.portalId}`)
  await page.getByRole('link', { name: 'Get help' }).click()
  await page.getByLabel('Question').fill('How can we help?')
  const requestTypeId = asked?.id ?? ''
  await owner.call('changeRequestType', { params: { ...params, requestTypeId }, body: { name: 'Ask us' } })
  await page.getByRole('button', { name: /^Save: (Get help|Ask us)$/ }).click()
  await page.getByText('Changed while you were typing').waitFor()
  expect(await page.getByLabel('Question').inputValue()).toBe('How can we help?')
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await expect
    .poll(
      async () =>
        (await owner.call('getRequestType', { params: { ...params, requestTypeId } })).fields[0]?.label,
    )
    .toBe('How can we help?')
})

test('who may only look sees what is asked, and no button', async () => {
  await context.close()
  page = await signedIn((await makeStaff(running, site, 'agent', { address: 'agent@acme.test' })).browser)
  await page.goto(`${running.origin}/admin/portals`)
  await page.getByRole('link', { name: 'Support' }).click()
  await heading('Support')
  await page.getByRole('link', { name: /Get help|Ask us/ }).click()
  await page.getByRole('region', { name: 'The form as people see it' }).waitFor()
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0)
})
