// What no address alone leads to looks right as well: dialogs, refusals, and what stands there afterwards.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { judgeBrakes } from '../../src/people/brake.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { insertUsers } from '../fixtures/many-users.ts'
import { providerCertificate, providerMetadata } from '../fixtures/provider-certificate.ts'
import { makeDirectory } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'
import { type Stage, signedIn, stage } from './page-stage.ts'
import { type Places, pageStates } from './page-states.ts'
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

beforeAll(async () => {
  browser = await launchChromium()
  inUse = await stage(browser, true)
})
afterAll(async () => {
  await browser.close()
  await inUse.running.close()
})

let walkers = 0

/** Walks as somebody who signed in just now, whatever the other tests took: only they may delete a site. */
async function walked(locale: string, ...walks: ((walk: Walk) => Promise<void>)[]): Promise<string[]> {
  const { running, site } = inUse
  walkers++
  const address = `walker${walkers}@acme.test`
  const walker = await makeStaff(running, site, 'owner', { address })
  const context = await signedIn(browser, running, walker, locale)
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
