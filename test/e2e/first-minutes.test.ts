import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { type FreshDatabase, freshDatabase } from '../fixtures/database.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { type Served, serve } from '../fixtures/served.ts'
import { goodPassword } from '../fixtures/staff.ts'

let browser: Browser
let database: FreshDatabase
let served: Served

beforeAll(async () => {
  browser = await launchChromium()
  database = await freshDatabase()
  served = await serve({ DATABASE_URL: database.url }, 'npm')
})
afterAll(async () => {
  await browser.close()
  await served.stop()
  await database.drop()
})

async function printedLink(): Promise<string> {
  const line = /^Become its owner: (\S+) /m
  await expect.poll(() => served.output()).toMatch(line)
  return line.exec(served.output())?.[1] ?? ''
}

test('a stranger goes from the line that npm start prints to live provisioning, by clicks alone', async () => {
  const context = await browser.newContext({ locale: 'en-GB' })
  const { page, faults } = await watchedPage(context)
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  await page.goto(await printedLink())

  await page.getByLabel('Name your site').fill('Acme Support')
  await page.getByLabel('Your name').fill('Ann Lee')
  await page.getByLabel('Your e-mail address').fill('ann@acme.test')
  const password = page.getByLabel('Password', { exact: true })
  await password.fill('password1234')
  await button('Begin').click()
  // What is refused stands at its field, which has the focus then.
  await page.getByText(/easily guessed/).waitFor()
  await expect.poll(() => password.evaluate((input) => input.matches(':focus'))).toBe(true)
  await password.fill(goodPassword)
  await button('Begin').click()

  await heading('Overview')
  await page.getByText('No identity provider is connected yet').waitFor()
  await button('See it work').click()
  await page.getByRole('dialog').getByRole('status').filter({ hasText: 'npm start -- --demo' }).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click()
  await page.getByRole('link', { name: 'Connect an identity provider' }).click()
  await heading('Whose people does it know: your customers, or your own employees?')
  await button('Next').click()
  await page.locator('label', { hasText: 'Okta' }).click()
  await button('Next').click()
  // Back and forth again: what was chosen is still chosen.
  await page.goBack()
  await expect.poll(() => page.getByRole('radio', { name: 'Okta' }).isChecked()).toBe(true)
  await page.goForward()
  await button('Make the directory').click()
  await page.getByText('Fill this in.').waitFor()
  await page.getByLabel('Name of the directory').fill('Globex')
  await page.getByLabel('Home organization (optional)').fill('Globex')
  // Twice in a row is once.
  await button('Make the directory').dblclick()

  await heading('Connect Globex')
  await page.getByText('Waiting for the first call…').waitFor()
  const [baseUrl, token] = await Promise.all(
    ['SCIM connector base URL', 'Authorization (HTTP Header)'].map((label) =>
      page.getByRole('status', { name: label, exact: true }).textContent(),
    ),
  )
  expect(baseUrl).toMatch(/^http:\/\/localhost:\d+\/scim\/v2\/\w+$/)
  const scim = new ScimClient(baseUrl ?? '', token ?? '')
  expect((await scim.get('/Users?startIndex=1&count=1')).status).toBe(200)
  await page.getByText('First call received').waitFor()
  await page.getByText('Waiting for the first person…').waitFor()
  const made = await scim.createUser('lena.fischer@globex.com', { displayName: 'Lena Fischer' })
  expect(made.status).toBe(201)
  await page.getByText('One active person received').waitFor()

  await page.getByRole('link', { name: 'See the people' }).click()
  await page.getByRole('link', { name: 'Lena Fischer' }).click()
  await heading('Lena Fischer')
  await page.getByText('Person received').waitFor()
  await page.getByRole('link', { name: 'Directories' }).first().click()
  await heading('Directories')
  await page.getByText('1 in all').waitFor()
  expect(await page.getByRole('link', { name: 'Globex', exact: true }).count()).toBe(1)
  expect(faults).toEqual([])
  await context.close()
})
