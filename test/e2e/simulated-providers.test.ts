// The simulated OpenID Connect provider in a real browser, which sends cookies where they belong: its page, and the link that signs in.
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { OidcIdp } from '../../demo/simulator/oidc-idp.ts'
import { axeViolations } from '../fixtures/axe.ts'
import { launchChromium } from '../fixtures/chromium.ts'
import { everyView, setView } from '../fixtures/look.ts'
import { makeOidcDoor } from '../fixtures/oidc-door.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { Tabs } from '../fixtures/tabs.ts'

const people = ['Ann', 'Bob'].map((givenName) => {
  const id = givenName.toLowerCase()
  return { id, givenName, familyName: 'Lee', address: `${id}@initech.test` }
})

let chromium: Chromium
let idp: OidcIdp
let running: RunningApp
let door: string
let page: Page

beforeAll(async () => {
  chromium = await launchChromium()
  idp = await OidcIdp.open({ company: 'Initech', people: () => people })
  running = await runningApp({ env: { OUTBOUND_ALLOW: new URL(idp.origin).host } })
  const { issuer, clientId, clientSecret } = idp
  const site = await makeSite(running)
  const made = await makeOidcDoor(running, site, 'Initech', {
    ...{ issuer, clientId, clientSecret },
    domains: ['initech.test'],
  })
  door = `${running.app.publicUrl()}${made.path}`
  idp.admit(`${door}/callback`)
})
afterAll(async () => {
  await chromium.close()
  await running.close()
  await idp.close()
})
beforeEach(async () => {
  const tabs = new Tabs(chromium, running.origin)
  page = await tabs.open()
  return async () => expect(await tabs.close()).toEqual([])
})

const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()

test('somebody is chosen at its page, and is asked again the next time', async () => {
  await page.goto(door)
  await heading('Who are you?')
  for (const view of everyView) {
    await setView(page, view)
    expect(await axeViolations(page)).toEqual([])
  }
  await page.getByRole('link', { name: 'ann@initech.test' }).click()
  await heading('What do you need, Ann?')
  await page.goto(door)
  await heading('Who are you?')
  await page.getByRole('link', { name: 'bob@initech.test' }).click()
  await heading('What do you need, Bob?')
})

test('a link signs somebody in at once', async () => {
  await page.goto(idp.signInAsUrl('bob', door))
  await heading('What do you need, Bob?')
})
