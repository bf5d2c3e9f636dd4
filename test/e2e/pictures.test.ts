// Makes the pictures of README and docs (`npm run screenshots`): real pages of a server with a few companies on it. Without
// PICTURES it makes none: what they show is looked at by the other tests.
import { writeFileSync } from 'node:fs'
import type { Browser as Chromium, Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { addRequestType } from '../../src/admin/request-types.ts'
import { changeSite } from '../../src/admin/sites.ts'
import { keyOf } from '../../src/model/ids.ts'
import { beginCounting } from '../../src/people/preview.ts'
import { keepLookAlikeKeys } from '../../src/requests/look-alikes.ts'
import { addPortal } from '../../src/requests/portals.ts'
import { demoPath } from '../../web/paths.ts'
import { Browser } from '../fixtures/browser.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { demonstrate } from '../fixtures/demonstration.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { byTest, makeDirectory } from '../fixtures/running-app.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'
import { pictureOf, pictures } from './pictures.ts'

const globexPeople = [
  ['ann.lee', 'Ann Lee'],
  ['ben.ortiz', 'Ben Ortiz'],
  ['priya.raman', 'Priya Raman'],
  ['tom.weber', 'Tom Weber'],
  ['sofia.rossi', 'Sofia Rossi'],
] as const

const portals = [
  { key: 'BILL', name: 'Invoices', kinds: ['An invoice is wrong', 'Another address for invoices'] },
  { key: 'IT', name: 'Devices', kinds: ['Something does not work', 'A new device', 'Access to a system'] },
] as const

const isWanted = process.env.PICTURES !== undefined

/** A tab of somebody, twice as fine as a usual screen. */
async function fineTab(chromium: Chromium, origin: string, browser: Browser): Promise<Page> {
  const context = await chromium.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Zurich',
    reducedMotion: 'reduce',
    colorScheme: 'light',
    deviceScaleFactor: 2,
  })
  const cookies = [...browser.cookies].map(([name, value]) => ({ name, value, url: origin }))
  await context.addCookies(cookies)
  const { page } = await watchedPage(context)
  page.setDefaultTimeout(30_000)
  return page
}

const made: string[] = []

async function take(page: Page, name: keyof typeof pictures): Promise<void> {
  const [width, height] = pictures[name]?.size ?? [1280, 800]
  await page.setViewportSize({ width, height })
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  await page.evaluate('scrollTo(0, 0)')
  const png = await page.screenshot()
  const small = sharp(png).png({ palette: true, quality: 90, compressionLevel: 9, effort: 10 })
  writeFileSync(pictureOf(name), await small.toBuffer())
  made.push(name)
}

test.runIf(isWanted)('the picture of the demonstration is made', async () => {
  const chromium = await launchChromium()
  const demo = await demonstrate()
  try {
    const owner = new Browser(demo.origin)
    await owner.call('completeLink', { params: { link: demo.ownerLink }, body: { password: goodPassword } })
    const page = await fineTab(chromium, demo.origin, owner)
    await page.goto(`${demo.origin}${demoPath}?company=globex`)
    await page.getByRole('button', { name: 'Hire', exact: true }).click()
    await page.locator('article time').first().waitFor()
    await take(page, 'demo')
  } finally {
    await chromium.close()
    await demo.close()
  }
})

test.runIf(isWanted)('the pictures of README and docs are made', async () => {
  const chromium = await launchChromium()
  const centre = await HelpCentre.open(() => new Date(), { PUBLIC_URL: 'http://help.acme.example' })
  const { running, site } = centre
  const { database } = running.app
  const tabOf = (browser: Browser) => fineTab(chromium, running.origin, browser)
  const go = (page: Page, path: string) => page.goto(running.origin + path)

  try {
    await changeSite(database, site, { name: 'Acme Support' }, byTest())
    const owner = await makeStaff(running, site, 'owner', {
      address: 'olivia@acme.test',
      name: 'Olivia Park',
    })
    const agent = await makeStaff(running, site, 'agent', { address: 'mira@acme.test', name: 'Mira Novak' })
    const globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'], preset: 'entra' })
    const params = { directoryId: keyOf(globex.directory.directoryId) }
    // They come in by a code here: how they came in is in no picture.
    await owner.browser.call('changeDirectorySettings', { params, body: { codeDoor: true } })
    const ids: string[] = []
    for (const [local, displayName] of globexPeople)
      ids.push((await globex.scim.createUser(`${local}@globex.com`, { displayName })).json.id)
    await globex.scim.createGroup('Globex Finance', ids.slice(0, 3))
    await globex.scim.createGroup('Globex IT', ids.slice(3))
    const initech = await makeDirectory(running, site, 'Initech', {
      domains: ['initech.com'],
      preset: 'okta',
    })
    for (const [local, displayName] of [
      ['bo.smith', 'Bo Smith'],
      ['cara.diaz', 'Cara Diaz'],
    ])
      await initech.scim.createUser(`${local}@initech.com`, { displayName })
    const rehearsing = { rehearsal: true, preset: 'google', domains: ['hooli.com'], home: 'Hooli' }
    const hooli = await makeDirectory(running, site, 'Hooli', rehearsing)
    for (const [local, displayName] of [
      ['gavin.b', 'Gavin Belson'],
      ['hana.k', 'Hana Kim'],
      ['jared.d', 'Jared Dunn'],
    ])
      await hooli.scim.createUser(`${local}@hooli.com`, { displayName })
    await beginCounting(database, site.id, hooli.directory, new Date())

    for (const { key, name, kinds } of portals) {
      const portalId = await addPortal(database, site.id, { key, name, audience: 'signed-in' }, byTest())
      for (const kind of kinds)
        await addRequestType(
          database,
          site.id,
          portalId,
          { name: kind, description: '', fields: [] },
          byTest(),
        )
    }
    await keepLookAlikeKeys(database, site.id)

    // Ann asks, and somebody who is not Ann.
    const ann = await centre.enter('ann.lee@globex.com')
    const shown = (await ann.call('listHelpPortals', {})).items
    const requestTypeId = shown.find(({ key }) => key === 'SUP')?.requestTypes[0]?.id ?? ''
    const { fields } = await ann.call('getHelpForm', { params: { requestTypeId } })
    const ask = (browser: Browser, summary: string, text: string) =>
      browser.call('askRequest', {
        body: { requestTypeId, summary, fields: { [fields[0]?.id ?? '']: text } },
      })
    await ask(ann, 'The scanner on floor 3 sends nothing', 'Since Monday every scan ends in “no route”.')
    const { id: requestId } = await ask(
      ann,
      'Access to the invoice archive',
      'Could Priya and I read the archive from 2024 on? The auditors are here on Thursday.',
    )
    const answer = 'Of course. I have asked for it at **Finance IT**; it takes about an hour.'
    await agent.browser.call('writeComment', { params: { requestId }, body: { markdown: answer } })
    await centre.add('Ann Lee', 'ann.lee@gl0bex.com')
    const stranger = await centre.enter('ann.lee@gl0bex.com')
    const { key } = await ask(
      stranger,
      'New bank details for our invoices',
      'Please use the account below from today on, and confirm when it is done.',
    )

    const console = await tabOf(agent.browser)
    await go(console, `/console/${key}`)
    await console.getByRole('alert').first().waitFor()
    await take(console, 'consoleRequest')

    const help = await tabOf(ann)
    await go(help, '/')
    await help.getByRole('heading', { level: 1 }).waitFor()
    await take(help, 'home')

    const admin = await tabOf(owner.browser)
    await go(admin, '/admin/directories')
    await admin.getByText('Hooli').first().waitFor()
    await take(admin, 'directories')
    await go(admin, `/admin/directories/${keyOf(hooli.directory.directoryId)}/preview`)
    await admin.getByText('Gavin Belson').first().waitFor()
    await take(admin, 'preview')

    await go(admin, '/admin/directories/new')
    await admin.getByText('Your customers').first().waitFor()
    const press = (name: string) => admin.getByRole('button', { name, exact: true }).click()
    await press('Next')
    await admin.locator('label', { hasText: 'Microsoft Entra ID' }).click()
    await press('Next')
    await admin.getByLabel('Name of the directory').fill('Umbrella')
    await press('Make the directory')
    await admin.getByText('Waiting for the first call…').waitFor()
    const pasted = async (label: string) =>
      (await admin.getByRole('status', { name: label, exact: true }).textContent()) ?? ''
    const { pathname } = new URL(await pasted('Tenant URL'))
    const scim = new ScimClient(running.origin + pathname, await pasted('Secret token'))
    for (const name of ['alice', 'bertil', 'carla', 'dirk'])
      await scim.createUser(`${name}@umbrella.test`, { displayName: name })
    await admin.getByText('4 active people received').waitFor()
    await take(admin, 'provisioning')

    expect(made.sort()).toEqual(Object.keys(pictures).sort())
  } finally {
    await chromium.close()
    await centre.close()
  }
})
