// A site whose pages are looked at, and a browser in which its owner is signed in.
import type { Browser, BrowserContext } from 'playwright-core'
import { invitationForMail, invite } from '../../src/admin/invitations.ts'
import { createSetupLink, setupLinkForMail } from '../../src/admin/setup-links.ts'
import { issueLink } from '../../src/admin/staff-links.ts'
import type { Site } from '../../src/storage/sites.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { seedSite } from '../fixtures/seeded-site.ts'
import { askedByMail } from '../fixtures/senders.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'
import { keepTriedOut } from '../fixtures/tried-out.ts'
import type { Places } from './page-states.ts'

/** A server with its one site, and a browser in which the owner is signed in. */
export interface Stage {
  readonly running: RunningApp
  readonly site: Site
  readonly context: BrowserContext
  readonly places: Places | undefined
}

/** @param isInUse with something of everything, and not only its owner */
export async function stage(browser: Browser, isInUse: boolean): Promise<Stage> {
  // Nobody listens there: whoever looks for a record is told so at once.
  const running = await runningApp({ env: { DNS_RESOLVERS: '127.0.0.1:1, 127.0.0.1:2' } })
  const site = await makeSite(running)
  const owner = await makeStaff(running, site, 'owner')
  const context = await signedIn(browser, running, owner, 'en-GB')
  if (!isInUse) return { running, site, context, places: undefined }
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

export const contextOptions = (locale: string) =>
  ({ reducedMotion: 'reduce', locale, timezoneId: 'UTC' }) as const

export async function signedIn(
  browser: Browser,
  { origin }: RunningApp,
  person: Person,
  locale: string,
): Promise<BrowserContext> {
  const context = await browser.newContext(contextOptions(locale))
  const cookies = [...person.browser.cookies].map(([name, value]) => ({ name, value, url: origin }))
  await context.addCookies(cookies)
  return context
}
