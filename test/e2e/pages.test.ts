import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paths } from '../../web/paths.ts'
import { shared } from '../../web/texts/en-shared.ts'
import { awaitedAnswers } from '../fixtures/awaited-answers.ts'
import { keyboardFaults } from '../fixtures/by-keyboard.ts'
import { launchChromium, type WatchedPage, watchedPage } from '../fixtures/chromium.ts'
import { everyView, looksWrong, setView, type View } from '../fixtures/look.ts'
import { type Answers, pretender } from '../fixtures/pretended.ts'
import { soundsWrong } from '../fixtures/read-aloud.ts'
import { contextOptions, type Stage, stage } from './page-stage.ts'
import { type Places, pageStates, type State } from './page-states.ts'

let browser: Browser
let inUse: Shown
let fresh: Shown
/** The site in use, in a browser to which nothing was answered yet: what another page has got a page does not wait for. */
let unanswered: Shown
const covered = new Set<string>()
/** What a browser's tab says of each page. */
const titles = new Map<string, string>()

interface Shown extends Stage {
  /** What pages are shown in one after the other: a new tab costs a process, and parses every script anew. */
  tab: Tab | undefined
  /** Whether a page is there from which another one can be gone to. */
  isOpen: boolean
}

interface Tab extends WatchedPage {
  readonly pretend: (answers: Answers) => Promise<void>
  readonly hasCome: () => Promise<void>
}

beforeAll(async () => {
  browser = await launchChromium()
  inUse = { ...(await stage(browser, true)), tab: undefined, isOpen: false }
  fresh = { ...(await stage(browser, false)), tab: undefined, isOpen: false }
  const context = await browser.newContext(contextOptions('en-GB'))
  await context.addCookies(await inUse.context.cookies())
  unanswered = { ...inUse, context }
})
afterAll(async () => {
  await browser.close()
  await inUse.running.close()
  await fresh.running.close()
})

/** Opens a tab, or takes the one that is open. */
async function tabOf(on: Shown): Promise<Tab> {
  if (on.tab) return on.tab
  const watched = await watchedPage(on.context)
  const { page } = watched
  on.tab = { ...watched, hasCome: awaitedAnswers(page), pretend: await pretender(page) }
  return on.tab
}

/** The address of the page, or of one like it that is gone. */
function addressOf(at: (places: Places) => string, state: State): string {
  const places = inUse.places
  if (!places) throw new Error('nothing was seeded')
  const path = at(places)
  return state === 'gone' ? goneFrom(path) : path
}

/** Names of pages have no digit, and every id has one; but for some of directories, which are drawn. */
const ids = [/(?<=\/)[^/?]*\d[^/?]*(?=(?:\/\D*|\?.*)?$)/, /(?<=\/directories\/)[a-z]{6}(?=\/|$)/]

function goneFrom(path: string): string {
  const id = ids.find((one) => one.test(path))
  if (!id) throw new Error(`nothing can be gone from ${path}`)
  return path.replace(id, (found) => found.replaceAll(/[0-9a-z]/g, '0'))
}

async function isShown(page: Page, state: State): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  if (state === 'loading')
    await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'attached' })
  else await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  if (state === 'error') await page.getByRole('alert').first().waitFor()
  await page.evaluate('document.fonts.ready.then(() => undefined)')
}

/** What is looked at after opening a page once: a page that loads shows an error next. */
const openings = [['empty'], ['loading', 'error'], ['full'], ['gone']] as const
const cases = Object.entries(pageStates).flatMap(([name, { states, at }]) =>
  openings
    .map((opening) => opening.filter((state) => states.includes(state)))
    .filter((opening) => opening.length > 0)
    .map((opening) => [name as keyof typeof paths, opening, at] as const),
)

/**
 * Shows the page at an address. Once each is opened as by whoever comes there first, in use where it can be; to its other states the page
 * that is open leads, as a link does: half of what a page costs is that all of its scripts begin anew.
 */
async function show(on: Shown, { page }: Tab, address: string, isFirst: boolean): Promise<void> {
  const isGoneTo = on.isOpen && !isFirst
  on.isOpen = true
  if (!isGoneTo) return void (await page.goto(on.running.origin + address))
  const go = (to: string) => page.evaluate(`history.pushState(null, '', ${JSON.stringify(to)})`)
  // By way of a page that asks for nothing: the page before it is not taken for the next one.
  await go('/between')
  const between = page.getByRole('heading', { level: 1, name: shared.notFound.title })
  const heading = await between.elementHandle()
  await go(address)
  await heading?.waitForElementState('hidden')
  await heading?.dispose()
}

const darkPhone: View = ['dark', 375]

/**
 * A page in use is looked at in every view. What is said of a page without anything on it is made of the same pieces everywhere, so
 * every second page is looked at in the dark.
 */
function viewsOf(state: State, name: keyof typeof paths): readonly View[] {
  if (state === 'full') return everyView
  if (state === 'empty') return [['light', 1440], darkPhone]
  const isSecond = Object.keys(paths).indexOf(name) % 2 === 1
  return [isSecond ? darkPhone : ['light', 375]]
}

test.each(cases)(
  '%s, %s: axe finds nothing, nothing overflows, no policy is broken',
  async (name, opening, at) => {
    const [first] = opening as readonly State[] as readonly [State]
    const on = first === 'empty' ? fresh : first === 'loading' ? unanswered : inUse
    const tab = await tabOf(on)
    const { page, faults, pretend } = tab
    const found: string[] = []
    try {
      await pretend(first === 'loading' ? 'none' : 'true')
      // Before it opens, so that it is laid out once.
      await setView(page, everyView[0])
      // What the page before it still had to say is no fault of this one.
      page.once('framenavigated', () => faults.splice(0))
      const { states } = pageStates[name]
      await show(on, tab, addressOf(at, first), first === (states.includes('full') ? 'full' : states[0]))
      for (const state of opening) {
        if (state === 'error') await pretend('error')
        await isShown(page, state)
        if (state === 'full') {
          // A path that no route serves any more has a heading as well.
          if (await page.getByRole('heading', { level: 1, name: shared.notFound.title }).isVisible())
            found.push('there is no such page')
          titles.set(name, await page.title())
          await tab.hasCome()
          found.push(...(await keyboardFaults(page)), ...(await soundsWrong(page)))
        }
        found.push(...(await looksWrong(page, `${name}-${state}`, viewsOf(state, name))))
      }
      covered.add(paths[name])
      expect([...found, ...faults]).toEqual([])
    } catch (error) {
      // The next page begins in a tab that nothing happened to.
      on.tab = undefined
      on.isOpen = false
      await page.close()
      throw error
    }
  },
)

test('every page that is defined was looked at', () => {
  const defined = Object.values(paths)
  process.stdout.write(`routes covered / routes defined: ${covered.size} / ${defined.length}\n`)
  expect([...covered].sort()).toEqual([...defined].sort())
})

test('each page has a title of its own', () => {
  const all = Map.groupBy(titles, ([, title]) => title)
  expect([...all.values()].filter(({ length }) => length > 1)).toEqual([])
})
