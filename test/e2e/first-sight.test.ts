// What a page shows before its script has come, and where it does not come, in a real browser.
import { readFileSync } from 'node:fs'
import type { BrowserContext, BrowserContextOptions, Browser as Chromium, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { defaultAccent } from '../../src/model/brand/default-accent.ts'
import { pagePaths } from '../../web/paths.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { held, shifted } from '../fixtures/slow-line.ts'
import { makeStaff } from '../fixtures/staff.ts'

let chromium: Chromium
let running: RunningApp
let contexts: BrowserContext[]
let faults: string[]
let owner: Awaited<ReturnType<typeof makeStaff>>
let logo: string

const siteName = 'Ørsted & Söhne <Hilfe>'
/** Dark enough for white text, and light enough for paper: no shade of it is moved in the light. */
const accent = '#a02060'

beforeAll(async () => {
  chromium = await launchChromium()
  running = await runningApp()
  owner = await makeStaff(running, await makeSite(running), 'owner')
  await owner.browser.call('changeSite', { body: { name: siteName, accent } })
  // As wide as logos with words are.
  const picture = { width: 256, height: 64, channels: 3, background: accent } as const
  const image = await sharp({ create: picture }).png().toBuffer()
  logo = (await owner.browser.call('setLogo', { body: { image: image.toString('base64') } })).logo ?? ''
})
afterAll(async () => {
  await chromium.close()
  await running.close()
})
beforeEach(() => {
  contexts = []
  faults = []
  return async () => {
    for (const context of contexts) await context.close()
    expect(faults).toEqual([])
  }
})

async function newPage(options: BrowserContextOptions = {}, isSignedIn = false): Promise<Page> {
  const context = await chromium.newContext({ locale: 'en-GB', ...options })
  contexts.push(context)
  if (isSignedIn) {
    const cookies = [...owner.browser.cookies].map(([name, value]) => ({ name, value, url: running.origin }))
    await context.addCookies(cookies)
  }
  const watched = await watchedPage(context)
  faults = watched.faults
  return watched.page
}

const open = (page: Page, path: string) => page.goto(running.origin + path, { waitUntil: 'commit' })
const shot = async (page: Page, name: string) => {
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/first-${name}.png` })
}
const styleOf = (page: Page, what: string, selector = 'body') =>
  page.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${what}`)

const faces = [
  ['help', '/', /^(?:Sign in|What do you need)/],
  ['door', '/sign-in', 'Sign in'],
  ['console', '/console', 'All open'],
  ['admin', '/admin', 'Overview'],
] as const

test.each(faces)(
  '%s is seen before script and style sheet have come, and does not move when they do',
  async (face, path, title) => {
    for (const [view, options] of [
      ['light', {}],
      ['dark', { colorScheme: 'dark' }],
      ['narrow', { viewport: { width: 375, height: 812 } }],
    ] as const) {
      const page = await newPage(options, face === 'console' || face === 'admin')
      const letGo = await held(page, '**/assets/**')
      await open(page, path)
      await page.locator('.f-loading').getByText('Loading…').waitFor()
      if (face !== 'console') await page.getByText(siteName).filter({ visible: true }).waitFor()
      const ground = await styleOf(page, 'backgroundColor')
      expect(ground).toBe(view === 'dark' ? 'rgb(18, 19, 18)' : 'rgb(247, 247, 245)')
      await shot(page, `${face}-${view}`)
      await letGo()
      await page.getByRole('heading', { name: title }).first().waitFor()
      expect(await page.locator('#first').count()).toBe(0)
      expect(await styleOf(page, 'backgroundColor')).toBe(ground)
      expect(await shifted(page)).toBeLessThan(0.1)
      await shot(page, `${face}-${view}-then`)
    }
  },
)

/** What carries the accent on each of the faces, and how. */
const accented = [
  ['help', '/', 'div:has(> header)', 'borderTopColor'],
  ['door', '/sign-in', 'div:has(> header)', 'borderTopColor'],
  ['door', '/sign-in', 'main button[type=submit]', 'backgroundColor'],
  ['console', '/console', 'main a[href="/console/new"]', 'color'],
  ['admin', '/admin', 'main a.mantine-Button-root', 'backgroundColor'],
] as const

test.each(accented)(
  '%s at %s has the site’s logo, name and accent (%s, %s)',
  async (face, path, what, style) => {
    const page = await newPage({}, face === 'console' || face === 'admin')
    await open(page, path)
    await page.locator(`#root ${what}`).first().waitFor()
    const sign = page.locator(`#root header img[src="${logo}"]`).filter({ visible: true }).first()
    await sign.waitFor()
    const image = `document.querySelector('#root header img')`
    expect(await page.evaluate(`${image}.decode().then(() => ${image}.naturalWidth)`)).toBe(256)
    const placeOf = async () => {
      // None while the page is drawn anew with what it has just been told.
      const { width = 0, height = 0, x = 0 } = (await sign.boundingBox()) ?? {}
      return [width, height, x + width > (face === 'console' ? 48 : 200)]
    }
    await expect.poll(placeOf).toEqual([face === 'console' ? 40 : 88, 22, false])
    const header = page.locator('#root header')
    if (face === 'console') {
      await header.getByRole('img', { name: siteName, exact: true }).waitFor()
      const onPaper = page.locator('#root .paper').getByText(siteName, { exact: true })
      expect(await onPaper.isVisible()).toBe(false)
      await page.emulateMedia({ media: 'print' })
      await onPaper.waitFor()
      expect(await sign.isVisible()).toBe(false)
    } else await header.getByText(siteName, { exact: true }).filter({ visible: true }).first().waitFor()
    await expect.poll(() => styleOf(page, style, `#root ${what}`)).toBe('rgb(160, 32, 96)')
  },
)

test('without an accent the faces have the blue that the settings promise', async () => {
  await owner.browser.call('changeSite', { body: { accent: null } })
  const blue = `rgb(${[1, 3, 5].map((at) => Number.parseInt(defaultAccent.slice(at, at + 2), 16)).join(', ')})`
  try {
    for (const [, path, what, style] of accented.slice(0, 3)) {
      const page = await newPage()
      const letGo = await held(page, '**/assets/**')
      await open(page, path)
      await page.locator('.f-loading').waitFor()
      expect(await styleOf(page, 'borderTopColor', '#first')).toBe(blue)
      await letGo()
      await page.locator(`#root ${what}`).first().waitFor()
      await expect.poll(() => styleOf(page, style, `#root ${what}`)).toBe(blue)
      await shot(page, `plain${path.replace('/', '-')}`)
    }
  } finally {
    await owner.browser.call('changeSite', { body: { accent } })
  }
})

test('a script that is gone is said in the reader’s language, and the page is loaded again', async () => {
  const page = await newPage({ locale: 'de-DE' })
  await page.route('**/assets/index-*.js', (route) => route.fulfill({ status: 404, body: '{}' }))
  await open(page, '/sign-in')
  await page.getByRole('alert').getByText('Die Seite konnte nicht geladen werden.').waitFor()
  await shot(page, 'failed')
  await page.unroute('**/assets/index-*.js')
  await page.getByRole('button', { name: 'Neu laden' }).filter({ visible: true }).click()
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor()
})

test('a style sheet that is gone, and words that are, are said as well', async () => {
  for (const url of ['**/assets/index-*.css', '**/assets/en-shared-*.js']) {
    const page = await newPage()
    await page.route(url, (route) => route.abort('connectionreset'))
    await open(page, '/sign-in')
    const again = page.getByRole('button', { name: 'Load again' }).filter({ visible: true })
    await again.waitFor()
    faults.splice(0)
    await page.unroute(url)
    await again.click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }
})

test('what takes long is said before anybody gives up', async () => {
  const page = await newPage()
  await page.clock.install()
  await held(page, '**/assets/**')
  await open(page, '/sign-in')
  await page.locator('.f-loading').waitFor()
  await page.clock.fastForward(11_000)
  await page.getByText('This takes longer than usual.').waitFor()
  await shot(page, 'slow')
})

test('without JavaScript the page says in both languages that it needs it', async () => {
  const page = await newPage({ javaScriptEnabled: false })
  await open(page, '/')
  // What stands in this element is no text for a search by text.
  const said = page.locator('noscript p')
  await said.first().waitFor()
  await shot(page, 'no-script')
  expect(await said.allInnerTexts()).toEqual([
    expect.stringMatching(/^This page needs JavaScript\./),
    expect.stringMatching(/^Diese Seite braucht JavaScript\./),
  ])
})

test('the document names what every page loads, so that one way to the server is enough', () => {
  const loads = JSON.parse(readFileSync('web/dist/first-loads.json', 'utf8'))
  for (const path of pagePaths) {
    const { page, en, de } = loads[path] ?? {}
    expect([path, page?.length > 0 || path === '/sign-in', en?.length > 0, de?.length > 0]).toEqual([
      path,
      true,
      true,
      true,
    ])
  }
})
