import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueLink } from '../../src/admin/staff-links.ts'
import type { Site } from '../../src/storage/sites.ts'
import { paths } from '../../web/paths.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { looksWrong } from '../fixtures/look.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { seedSite } from '../fixtures/seeded-site.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'
import { type Places, pageStates, type State } from './page-states.ts'
import { inForcedColours, inGerman, throughLosses, throughWizard, type Walk } from './page-walks.ts'

let browser: Browser
let inUse: Stage
let fresh: Stage
const covered = new Set<string>()

/** A server with its one site, and a browser in which the owner is signed in. */
interface Stage {
  readonly running: RunningApp
  readonly site: Site
  readonly context: BrowserContext
  readonly places: Places | undefined
}

async function stage(isInUse: boolean): Promise<Stage> {
  const running = await runningApp()
  const site = await makeSite(running)
  const owner = await makeStaff(running, site, 'owner')
  const context = await signedIn(running, owner, 'en-GB')
  if (!isInUse) return { running, site, context, places: undefined }
  const seeded = await seedSite(running, site)
  const start = await running.app.database.inSite(site.id, async (tx) =>
    issueLink(tx, 'start', null, byTest()),
  )
  const invited = await running.app.database.inSite(site.id, async (tx) =>
    issueLink(tx, 'reset', owner.id, byTest()),
  )
  return {
    running,
    site,
    context,
    places: { ...seeded, startLink: start.secret, inviteLink: invited.secret },
  }
}

async function signedIn({ origin }: RunningApp, person: Person, locale: string): Promise<BrowserContext> {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale, timezoneId: 'UTC' })
  const cookies = [...person.browser.cookies].map(([name, value]) => ({ name, value, url: origin }))
  await context.addCookies(cookies)
  return context
}

beforeAll(async () => {
  browser = await launchChromium()
  inUse = await stage(true)
  fresh = await stage(false)
})
afterAll(async () => {
  await browser.close()
  await inUse.running.close()
  await fresh.running.close()
})

/** Makes the server look as the state says, for everything but who is signed in. */
async function pretend(page: Page, state: State): Promise<void> {
  if (state !== 'loading' && state !== 'error') return
  await page.route(/\/api\/(?!me$)/, async (route) => {
    if (state === 'loading') return
    const problem = {
      type: '/api/docs#unavailable',
      title: 'Not possible just now',
      status: 503,
      code: 'unavailable',
      detail: 'The database does not answer.',
      requestId: 'test',
    }
    await route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify(problem),
    })
  })
}

/** The address of the page, or of one like it that is gone. */
function addressOf(at: (places: Places) => string, state: State): string {
  const places = inUse.places
  if (!places) throw new Error('nothing was seeded')
  const path = at(places)
  return state === 'gone' ? path.replace(/[0-9a-z_-]{6,}(?=\/\w+$|$)/i, (id) => gone(id)) : path
}

const gone = (id: string) => id.replaceAll(/[0-9a-z]/g, '0')

async function isShown(page: Page, state: State): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  if (state === 'loading')
    await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'attached' })
  else await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  if (state === 'error') await page.getByRole('alert').first().waitFor()
  await page.evaluate('document.fonts.ready.then(() => undefined)')
}

const cases = Object.entries(pageStates).flatMap(([name, { states, at }]) =>
  states.map((state) => [name as keyof typeof paths, state, at] as const),
)

test.each(cases)(
  '%s, %s: axe finds nothing, nothing overflows, no policy is broken',
  async (name, state, at) => {
    const { running, context } = state === 'empty' ? fresh : inUse
    const { page, faults } = await watchedPage(context)
    try {
      await pretend(page, state)
      await page.goto(running.origin + addressOf(at, state))
      await isShown(page, state)
      covered.add(paths[name])
      const found = await looksWrong(page, `${name}-${state}`)
      expect([...found, ...faults]).toEqual([])
    } finally {
      await page.close()
    }
  },
)

test('every page that is defined was looked at', () => {
  const defined = Object.values(paths)
  process.stdout.write(`routes covered / routes defined: ${covered.size} / ${defined.length}\n`)
  expect([...covered].sort()).toEqual([...defined].sort())
})

/** Walks as somebody who signed in just now, whatever the other tests took: only they may delete a site. */
async function walked(locale: string, ...walks: ((walk: Walk) => Promise<void>)[]): Promise<string[]> {
  const { running, site } = inUse
  const address = `${locale}-${walks.length}@acme.test`.toLowerCase()
  const context = await signedIn(running, await makeStaff(running, site, 'owner', { address }), locale)
  const { page, faults } = await watchedPage(context)
  const walk = { page, origin: running.origin, site, found: [] as string[] }
  try {
    for (const through of walks) await through(walk)
    return [...walk.found, ...faults]
  } finally {
    await context.close()
  }
}

// These two are last, for they change the site that the others look at.
test('the steps of the wizard, and pages in German, look right', async () => {
  const found = await Promise.all([walked('en-GB', throughWizard), walked('de-CH', inGerman)])
  expect(found.flat()).toEqual([])
})

test('what asks before a loss, a site that is being deleted, and forced colours look right', async () => {
  expect(await walked('en-GB', throughLosses, inForcedColours)).toEqual([])
})
