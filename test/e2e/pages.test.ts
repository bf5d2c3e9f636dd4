import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { invitationForMail, invite } from '../../src/admin/invitations.ts'
import { createSetupLink, setupLinkForMail } from '../../src/admin/setup-links.ts'
import { issueLink } from '../../src/admin/staff-links.ts'
import { keyOf } from '../../src/model/ids.ts'
import { judgeBrakes } from '../../src/people/brake.ts'
import type { Site } from '../../src/storage/sites.ts'
import { paths } from '../../web/paths.ts'
import { shared } from '../../web/texts/en-shared.ts'
import { keyboardFaults } from '../fixtures/by-keyboard.ts'
import { launchChromium, type WatchedPage, watchedPage } from '../fixtures/chromium.ts'
import { everyView, looksWrong, setView, type View } from '../fixtures/look.ts'
import { insertUsers } from '../fixtures/many-users.ts'
import { type Answers, pretender } from '../fixtures/pretended.ts'
import { providerCertificate, providerMetadata } from '../fixtures/provider-certificate.ts'
import { soundsWrong } from '../fixtures/read-aloud.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { seedSite } from '../fixtures/seeded-site.ts'
import { askedByMail } from '../fixtures/senders.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'
import { keepTriedOut } from '../fixtures/tried-out.ts'
import { type Places, pageStates, type State } from './page-states.ts'
import {
  inForcedColours,
  inGerman,
  throughAddresses,
  throughBrake,
  throughCasesAtOnce,
  throughClash,
  throughCustomers,
  throughDomains,
  throughEmployees,
  throughHandOver,
  throughHeld,
  throughImport,
  throughKnown,
  throughLosses,
  throughManyLive,
  throughMapping,
  throughMerge,
  throughMove,
  throughOrganizations,
  throughParting,
  throughPreview,
  throughWizard,
  throughWizardSteps,
  type Walk,
} from './page-walks.ts'
import { throughSignIn } from './sign-in-walk.ts'

let browser: Browser
let inUse: Stage
let fresh: Stage
const covered = new Set<string>()
/** What a browser's tab says of each page. */
const titles = new Map<string, string>()

/** A server with its one site, and a browser in which the owner is signed in. */
interface Stage {
  readonly running: RunningApp
  readonly site: Site
  readonly context: BrowserContext
  readonly places: Places | undefined
  /** What pages are shown in one after the other: a new tab costs a process, and parses every script anew. */
  tab: Tab | undefined
}

interface Tab extends WatchedPage {
  readonly pretend: (answers: Answers) => Promise<void>
}

async function stage(isInUse: boolean): Promise<Stage> {
  // Nobody listens there: whoever looks for a record is told so at once.
  const running = await runningApp({ env: { DNS_RESOLVERS: '127.0.0.1:1, 127.0.0.1:2' } })
  const site = await makeSite(running)
  const owner = await makeStaff(running, site, 'owner')
  const context = await signedIn(running, owner, 'en-GB')
  if (!isInUse) return { running, site, context, places: undefined, tab: undefined }
  const seeded = await seedSite(running, site)
  const start = await running.app.database.inSite(site.id, async (tx) =>
    issueLink(tx, 'start', null, byTest()),
  )
  const invited = await running.app.database.inSite(site.id, async (tx) =>
    issueLink(tx, 'reset', owner.id, byTest()),
  )
  const { database } = running.app
  const kim = { name: 'Kim', address: 'kim@globex.example' }
  const made = await createSetupLink(database, site.id, seeded.globex.directory, kim, 'The owner', byTest())
  const sent = await database.inSite(site.id, (tx) =>
    setupLinkForMail(tx, made.id, running.origin, { now: new Date() }),
  )
  const setupLink = typeof sent === 'string' ? sent : (sent.link.url.split('/').at(-1) ?? '')
  const guest = { people: [{ address: 'guest@hooli.example' }], words: 'See you there.' }
  const invitations = await invite(database, site.id, guest, 'The owner', byTest())
  const [{ id = '', mailId = '' } = {}] = invitations.invited
  const mailed = await database.inSite(site.id, (tx) =>
    invitationForMail(tx, id, running.origin, { now: new Date(), mailId: mailId ?? '' }),
  )
  const invitation = typeof mailed === 'string' ? mailed : (mailed.link.url.split('/').at(-1) ?? '')
  const portals = (await owner.browser.call('listHelpPortals', {})).items
  const requestTypeId = portals.find(({ key }) => key === 'SUP')?.requestTypes[0]?.id ?? ''
  const { fields } = await owner.browser.call('getHelpForm', { params: { requestTypeId } })
  const words = 'It does not start.\nNothing helps.'
  const asked = {
    requestTypeId,
    summary: `It does not start ${'Donaudampfschifffahrt'.repeat(8)}`,
    fields: { [fields[0]?.id ?? '']: words },
  }
  const { id: requestId } = await owner.browser.call('askRequest', { body: asked })
  const markdown = 'See [the manual](https://docs.example.com/start), **page 4**.'
  await owner.browser.call('writeComment', { params: { requestId }, body: { markdown } })
  const vendor = { address: 'vera@vendor.example', name: 'Vera Vendor', summary: 'An invoice' }
  await askedByMail(database, site.id, vendor, new Date())
  return {
    running,
    site,
    context,
    tab: undefined,
    places: {
      ...seeded,
      requestId,
      askedTypeId: requestTypeId,
      startLink: start.secret,
      inviteLink: invited.secret,
      setupLink,
      invitation,
      reportId: await keepTriedOut(running, site, seeded.globex.directory.directoryId, owner.id),
    },
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

/** Opens a tab, or takes the one that is open. */
async function tabOf(on: Stage): Promise<Tab> {
  if (on.tab) return on.tab
  const watched = await watchedPage(on.context)
  on.tab = { ...watched, pretend: await pretender(watched.page) }
  return on.tab
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

/** What is looked at after opening a page once: a page that loads shows an error next. */
const openings = [['empty'], ['loading', 'error'], ['full'], ['gone']] as const
const cases = Object.entries(pageStates).flatMap(([name, { states, at }]) =>
  openings
    .map((opening) => opening.filter((state) => states.includes(state)))
    .filter((opening) => opening.length > 0)
    .map((opening) => [name as keyof typeof paths, opening, at] as const),
)

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
    const on = first === 'empty' ? fresh : inUse
    const { page, faults, pretend } = await tabOf(on)
    const found: string[] = []
    try {
      await pretend(first === 'loading' ? 'none' : 'true')
      // Before it opens, so that it is laid out once.
      await setView(page, everyView[0])
      // What the page before it still had to say is no fault of this one.
      page.once('framenavigated', () => faults.splice(0))
      await page.goto(on.running.origin + addressOf(at, first))
      for (const state of opening) {
        if (state === 'error') await pretend('error')
        await isShown(page, state)
        if (state === 'full') {
          // A path that no route serves any more has a heading as well.
          if (await page.getByRole('heading', { level: 1, name: shared.notFound.title }).isVisible())
            found.push('there is no such page')
          titles.set(name, await page.title())
          found.push(...(await keyboardFaults(page)), ...(await soundsWrong(page)))
        }
        found.push(...(await looksWrong(page, `${name}-${state}`, viewsOf(state, name))))
      }
      covered.add(paths[name])
      expect([...found, ...faults]).toEqual([])
    } catch (error) {
      // The next page begins in a tab that nothing happened to.
      on.tab = undefined
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

let walkers = 0

/** Walks as somebody who signed in just now, whatever the other tests took: only they may delete a site. */
async function walked(locale: string, ...walks: ((walk: Walk) => Promise<void>)[]): Promise<string[]> {
  const { running, site } = inUse
  walkers++
  const address = `walker${walkers}@acme.test`
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

const domainsPath = () => pageStates.domains.at(inUse.places as Places)

// These are last, for they change the site that the others look at.
test('the steps of the wizard, and pages in German, look right', async () => {
  const found = await Promise.all([
    walked('en-GB', throughWizard, throughEmployees),
    walked('de-CH', (walk) => inGerman(walk, domainsPath())),
  ])
  expect(found.flat()).toEqual([])
})

test('the wizard connects the sign-in and proves domains by the pieces of their pages, and each step can wait', async () => {
  const { directory } = await makeDirectory(inUse.running, inUse.site, 'Umbrella Two')
  const path = `/admin/directories/${keyOf(directory.directoryId)}/provisioning`
  expect(await walked('en-GB', (walk) => throughWizardSteps(walk, path))).toEqual([])
})

test('rules that are typed, with what they would do, and what becomes of people who move look right', async () => {
  const mapping = pageStates.mapping.at(inUse.places as Places)
  const settings = pageStates.directorySettings.at(inUse.places as Places)
  const toParting = (walk: Walk) => throughParting(walk, settings)
  const { scim } = (inUse.places as Places).globex
  const sendWalked = (userName: string, ...values: string[]) =>
    scim.createUser(userName, { displayName: 'Walked', emails: values.map((value) => ({ value })) })
  const toAddresses = (walk: Walk) => throughAddresses(walk, settings, sendWalked)
  expect(
    await walked('en-GB', throughCasesAtOnce, throughMerge, throughHandOver, toParting, toAddresses, (walk) =>
      throughMapping(walk, mapping),
    ),
  ).toEqual([])
})

test('how a domain is declared, taken back and proven, and guests are allowed, look right', async () => {
  const { scim } = (inUse.places as Places).globex
  const send = (address: string) => scim.createUser(address, { displayName: 'Known Before' })
  const toKnown = (walk: Walk) => throughKnown(walk, domainsPath(), send)
  const toMove = (walk: Walk) => throughMove(walk, domainsPath())
  const toDomains = (walk: Walk) => throughDomains(walk, domainsPath())
  const places = inUse.places as Places
  const held = {
    settings: pageStates.directorySettings.at(places),
    people: pageStates.directoryPeople.at(places),
  }
  const toHeld = (walk: Walk) => throughHeld(walk, held, send)
  const empty = async () => {
    const users = await Promise.all(
      Array.from({ length: 6 }, (_, n) => scim.createUser(`braked${n}@waiting.test`)),
    )
    const ids = users.map(({ json }) => json.id)
    const { json } = await scim.createGroup('Braked team', ids)
    await scim.patch(`/Groups/${json.id}`, { op: 'replace', path: 'members', value: [] })
    await judgeBrakes(inUse.running.app.database, inUse.site.id, new Date())
  }
  const toBrake = (walk: Walk) => throughBrake(walk, held.settings, empty)
  expect(await walked('en-GB', toBrake, toKnown, toMove, toDomains, toHeld)).toEqual([])
})

test('how a directory is connected to its sign-in, and what asks before that changes, look right', async () => {
  const path = pageStates.directorySignIn.at(inUse.places as Places)
  const certificate = await providerCertificate()
  const metadata = providerMetadata('urn:idp:walked', [certificate])
  expect(await walked('en-GB', (walk) => throughSignIn(walk, path, { certificate, metadata }))).toEqual([])
})

test('what is asked before a directory goes live, for few and for many, looks right', async () => {
  const preview = pageStates.preview.at(inUse.places as Places)
  const toLive = (walk: Walk) => throughPreview(walk, preview)
  const vast = await makeDirectory(inUse.running, inUse.site, 'Vast', { rehearsal: true })
  await insertUsers(inUse.running, inUse.site.id, vast.directory.directoryId, 101)
  const vastPreview = `/admin/directories/${keyOf(vast.directory.directoryId)}/preview`
  const toMany = (walk: Walk) => throughManyLive(walk, vastPreview, 'Vast')
  expect(await walked('en-GB', toLive, toMany)).toEqual([])
})

test('customers, organizations, clashes of names and imports look right', async () => {
  const { scim } = (inUse.places as Places).globex
  const toClash = (walk: Walk) => throughClash(walk, (group) => scim.createGroup(group))
  expect(await walked('en-GB', throughCustomers, throughOrganizations, toClash, throughImport)).toEqual([])
})

test('what asks before a loss, a site that is being deleted, and forced colours look right', async () => {
  expect(await walked('en-GB', throughLosses, inForcedColours)).toEqual([])
})
