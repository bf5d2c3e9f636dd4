// Staff come in through their own directory, in a real browser: its word is the first step, and the second is shown here.
import { Secret, TOTP } from 'otpauth'
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { looksWrong, mostViews } from '../fixtures/look.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { openSamlProvider, type SamlProvider } from '../fixtures/saml-provider.ts'
import { makeSamlDoor, type SamlDoor } from '../fixtures/saml-site.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

let chromium: Chromium
let provider: SamlProvider
let running: RunningApp
let site: Site
let door: SamlDoor
let context: BrowserContext
let page: Page
let faults: string[]
let lateMs = 0
let recoveryCodes: readonly string[] = []
const eve = { id: 'eve-1', address: 'eve@acme.org', givenName: 'Eve', familyName: 'Fox' }
const now = () => new Date(Date.now() + lateMs)

beforeAll(async () => {
  chromium = await launchChromium()
  provider = await openSamlProvider()
  provider.users.push(eve)
  running = await runningApp({ now })
  site = await makeSite(running)
  const { issuer, ssoUrl } = provider
  const settings = { audience: 'staff', matchBy: 'external-id', justInTime: false, issuer, ssoUrl } as const
  door = await makeSamlDoor(running, site, 'Employees', settings)
  recoveryCodes = await employ()
})
afterAll(async () => {
  await chromium.close()
  await provider.close()
  await running.close()
})
beforeEach(async () => {
  context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  ;({ page, faults } = await watchedPage(context))
  return async () => {
    await context.close()
    expect(faults).toEqual([])
  }
})

/** The directory brings her, an owner makes her an administrator, and she sets a second factor up. @returns her recovery codes */
async function employ(): Promise<readonly string[]> {
  const { browser: owner } = await makeStaff(running, site, 'owner', { now: now() })
  await door.made.scim.createUser(eve.address, { externalId: eve.id, displayName: 'Eve Fox' })
  const { items } = await owner.call('listStaff', { query: {} })
  const { id = '' } = items.find(({ address }) => address === eve.address) ?? {}
  await owner.call('changeStaff', { params: { staffId: id }, body: { role: 'admin' } })
  const { url } = await owner.call('resetStaff', { params: { staffId: id } })
  const browser = new Browser(running.origin)
  const link = url.split('/').at(-1) ?? ''
  await browser.call('completeLink', { params: { link }, body: { password: goodPassword } })
  const { secret } = await browser.call('offerTotp', {})
  const generator = new TOTP({ secret: Secret.fromBase32(secret) })
  const code = generator.generate({ timestamp: now().getTime() })
  return (await browser.call('acceptTotp', { body: { code } })).recoveryCodes
}

const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
const signIn = () => page.getByRole('button', { name: 'Sign in', exact: true }).click()

async function comeThrough(): Promise<void> {
  await page.goto(running.app.publicUrl() + door.path)
  await heading('Who are you?')
  await page.getByRole('link', { name: eve.address }).click()
  await heading('One more step')
}

test('whom the directory signs in shows the second factor, and is in where she wanted to go', async () => {
  await comeThrough()
  const found = await looksWrong(page, 'second-step', mostViews)
  await page.getByRole('textbox').fill(recoveryCodes[0] ?? '')
  await signIn()
  await heading('Overview')
  expect(found).toEqual([])
})

test('whoever guesses waits, and reads how long; the directory cannot be used to go around it', async () => {
  const found: string[] = []
  await comeThrough()
  for (let waitSeconds = 0, tries = 0; waitSeconds < 60; tries++) {
    expect(tries).toBeLessThan(40)
    await page.getByRole('textbox').fill(`${tries}00000`)
    const answered = page.waitForResponse(/second-factor$/)
    await signIn()
    waitSeconds = Number((await (await answered).headerValue('retry-after')) ?? 0)
    if (waitSeconds < 60) lateMs += waitSeconds * 1_000
  }
  await page
    .getByRole('timer')
    .getByText(/^You can try again in \d+ seconds\.$/)
    .waitFor()
  found.push(...(await looksWrong(page, 'second-step-wait', mostViews)))
  await comeThrough()
  await page.getByRole('textbox').fill(recoveryCodes[1] ?? '')
  await signIn()
  await page.getByRole('timer').waitFor()
  lateMs += 65_000
  await signIn()
  await heading('Overview')
  expect(found).toEqual([])
})
