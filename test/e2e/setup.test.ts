// The set-up page in a real browser, as the IT of a customer goes through it: link, token, calls that arrive, domain, preview, code;
// and how it tries its sign-in out at providers that other hands wrote.
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DnsServer } from '../../demo/simulator/dns-server.ts'
import { provisionerOf } from '../../demo/simulator/provisioner.ts'
import { lookForOpenProofs } from '../../src/admin/open-proofs.ts'
import { DnsResolvers } from '../../src/http/dns-resolvers.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { lightViews, looksWrong, mostViews } from '../fixtures/look.ts'
import { type OidcPeer, openPeer, peerSecret } from '../fixtures/oidc-peer.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { providerCertificate } from '../fixtures/provider-certificate.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { openSamlProvider, type SamlProvider } from '../fixtures/saml-provider.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { makeStaff } from '../fixtures/staff.ts'

let chromium: Chromium
let office: PostOffice
let servers: DnsServer[]
let dns: DnsResolvers
let provider: SamlProvider
let peer: OidcPeer
let running: RunningApp
let site: Site
let owner: Browser
let context: BrowserContext
let page: Page
let faults: string[]

beforeAll(async () => {
  chromium = await launchChromium()
  office = await PostOffice.open()
  servers = await Promise.all([1, 2, 3].map(() => new DnsServer().listen()))
  const resolvers = servers.map(({ address }) => address)
  const DNS_RESOLVERS = resolvers.join(', ')
  dns = new DnsResolvers(resolvers)
  provider = await openSamlProvider()
  peer = await openPeer()
  const OUTBOUND_ALLOW = `${new URL(provider.origin).host}, 127.0.0.1:${peer.port}`
  running = await runningApp({ env: { ...office.env, DNS_RESOLVERS, OUTBOUND_ALLOW } })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'owner@acme.test' })).browser
  context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  ;({ page, faults } = await watchedPage(context))
})
afterAll(async () => {
  await context.close()
  await chromium.close()
  await running.close()
  await office.close()
  await provider.close()
  await peer.close()
  await Promise.all(servers.map((server) => server.close()))
})

const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
const step = (name: string) =>
  page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name }).click()

test('a customer’s IT goes from the link to people who are ready, and comes back by a code', async () => {
  const { directory, baseUrl } = await makeDirectory(running, site, 'Globex', { rehearsal: true })
  const params = { directoryId: keyOf(directory.directoryId) }
  await owner.call('createSetupLink', { params, body: { name: 'Kim', address: 'kim@globex.test' } })
  const mail = async () => {
    await runQueue(running, site)
    return office.received.filter(({ to }) => to.includes('kim@globex.test')).at(-1)?.parsed.text ?? ''
  }
  const path = /\/setup\/\S+/.exec(await mail())?.[0] ?? ''
  const scripts: string[] = []
  page.on('request', (request) => scripts.push(request.url()))

  await page.goto(running.origin + path)
  await page.getByRole('heading', { name: `Connect Globex to ${site.name}` }).waitFor()
  await press('Open the page')
  await page.getByText('Waiting for the first call').waitFor()
  await page.getByText('Step by step').click()
  await page.getByText('The commands in it are for the help desk').waitFor()
  await page.getByRole('heading', { name: 'Users first, groups after' }).waitFor()
  await page.getByText('Step by step').click()
  const found = await looksWrong(page, 'setup-waiting', mostViews)
  await press('Make a token')
  const token = (await page.locator('output').filter({ hasText: 'dwd_' }).textContent()) ?? ''
  found.push(...(await looksWrong(page, 'setup-token', lightViews)))

  // The page says by itself that calls arrive.
  const scim = new ScimClient(baseUrl, token.trim())
  const ann = await scim.createUser('ann@globex.test')
  await scim.createUser('owner@acme.test')
  await scim.createGroup('Sales', [ann.json.id])
  await scim.send('POST', '/Users', { schemas: [] })
  await page.getByText('2 active people').waitFor()
  await page.locator('[data-done="true"]').first().waitFor()
  found.push(...(await looksWrong(page, 'setup-arrived', lightViews)))

  await step('Domains')
  await page.getByLabel('Domain', { exact: true }).fill('globex.test')
  await press('Show the record')
  await page.getByRole('heading', { name: 'Proof of globex.test' }).waitFor()
  await press('Look for the record of globex.test')
  await page.getByText('The record is not there').waitFor()
  found.push(...(await looksWrong(page, 'setup-domain', lightViews)))
  const value = (await page.locator('output').filter({ hasText: 'doorward' }).last().textContent()) ?? ''
  for (const { entries } of servers) entries.set('_doorward-challenge.globex.test', { txt: [value.trim()] })
  // Nobody presses anything: the background work finds it, and the page says so.
  await lookForOpenProofs(running.app.database, dns, site, new Date(Date.now() + 3 * 60_000))
  await page.getByText('Proven').waitFor()

  await step('People and groups')
  await page.getByText('Sales').waitFor()
  await press('Count now')
  await page.getByText('The site decides about them').waitFor()
  expect(await page.locator('dl').textContent()).toMatch(/Ready\s*1 person\s*Waiting for the site\s*1 person/)
  expect(await page.locator('main').textContent()).not.toMatch(/staff|acme\.test/i)
  found.push(...(await looksWrong(page, 'setup-people', mostViews)))

  await step('Health')
  await page.getByText('POST /Users').waitFor()
  found.push(...(await looksWrong(page, 'setup-health', lightViews)))

  await step('Sign-in')
  await page.getByText('ACS URL (Reply URL)').waitFor()
  found.push(...(await looksWrong(page, 'setup-connect', lightViews)))
  await page.getByLabel('Entity ID of the provider').fill('https://idp.globex.test/')
  await page.getByLabel('Sign-in address (SSO URL)').fill('https://idp.globex.test/sso')
  await page.getByLabel('Certificate', { exact: true }).fill(await providerCertificate({ kind: 'rsa' }))
  await press('Connect by SAML')
  await page.getByLabel('Test').check()
  await press('Change')
  await page.getByRole('button', { name: 'Change', exact: true, disabled: true }).waitFor()
  await page.getByRole('heading', { name: 'Who signs in by it' }).waitFor()
  found.push(...(await looksWrong(page, 'setup-connected', mostViews)))

  // The site lets it go live; from then on another certificate waits for it.
  await owner.call('takeDirectoryLive', { params })
  await page.getByText('Live: what your identity provider says').waitFor()
  await page.getByLabel('Certificate', { exact: true }).fill(await providerCertificate({ kind: 'rsa' }))
  await press('Add a certificate')
  await page.getByText('It waits for the site').waitFor()
  await page.getByRole('heading', { name: 'What you have proposed' }).waitFor()
  found.push(...(await looksWrong(page, 'setup-proposed', mostViews)))
  // Nothing of the administration was loaded for it.
  expect(scripts.filter((url) => /admin-shell|overview-page/.test(url))).toEqual([])

  await press('Leave')
  await press('Send me a code')
  await page.getByText('A mail with six digits is on its way to').waitFor()
  found.push(...(await looksWrong(page, 'setup-code', lightViews)))
  await page.getByLabel('Code').fill('000 000')
  await press('Go on')
  await page.getByText('Tries left: 4.').waitFor()
  await page.getByLabel('Code').fill(/\b\d{6}\b/.exec(await mail())?.[0] ?? '')
  await press('Go on')
  await page.getByRole('heading', { name: 'What you have proposed' }).waitFor()

  // The administrator sees what is proposed, and to whom the page was sent; whoever is at it is out with the withdrawal.
  const desk = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  await desk.addCookies([...owner.cookies].map(([name, value]) => ({ name, value, url: running.origin })))
  const { page: admin, faults: adminFaults } = await watchedPage(desk)
  const { items: cases } = await owner.call('listCases', { query: { kind: 'setup-proposal' } })
  await admin.goto(`${running.origin}/admin/cases/${cases[0]?.id}`)
  await admin.getByRole('heading', { name: 'What is proposed' }).waitFor()
  await admin.getByText('is believed from then on').waitFor()
  found.push(...(await looksWrong(admin, 'case-setup-proposal', mostViews)))
  await owner.call('decideCase', { params: { caseId: cases[0]?.id ?? '' }, body: { decision: 'release' } })
  await step('Sign-in')
  await page.getByText('Released', { exact: true }).waitFor()
  await admin.goto(`${running.origin}/admin/directories/${params.directoryId}/provisioning`)
  await admin.getByLabel('Name', { exact: true }).fill('Lee')
  await admin.getByLabel('E-mail address').fill('lee@globex.test')
  await admin.getByRole('button', { name: 'Send', exact: true }).click()
  await admin.getByText('A mail is on its way to lee@globex.test').waitFor()
  found.push(...(await looksWrong(admin, 'setup-links', lightViews)))
  await admin.getByLabel('Name', { exact: true }).fill('Lee')
  await admin.getByLabel('E-mail address').fill('Lee@globex.test')
  await admin.getByRole('button', { name: 'Send', exact: true }).click()
  await admin.getByText('This address has the set-up page already.').waitFor()
  await admin.getByRole('button', { name: 'Withdraw the set-up page of Kim' }).click()
  await admin.getByRole('dialog').waitFor()
  found.push(...(await looksWrong(admin, 'setup-withdraw', mostViews)))
  await admin.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
  await page.getByRole('heading', { name: 'This link opens nothing' }).waitFor()
  found.push(...(await looksWrong(page, 'setup-gone', lightViews)))
  expect(found).toEqual([])
  await desk.close()
  expect(adminFaults).toEqual([])
  expect(faults.filter((fault) => !/status of (401|404|400)/.test(fault))).toEqual([])
})

/** A directory that the site has let go live, and its own IT at the set-up page's step Sign-in, in a browser of its own. */
async function atSignIn(name: string) {
  const home = running.app.publicUrl()
  const { directory, scim } = await makeDirectory(running, site, name, { rehearsal: true })
  const params = { directoryId: keyOf(directory.directoryId) }
  const address = `it@${name.toLowerCase()}.test`
  await owner.call('createSetupLink', { params, body: { name: 'Kim', address } })
  await runQueue(running, site)
  const mail = office.received.filter(({ to }) => to.includes(address)).at(-1)?.parsed.text ?? ''
  const own = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  const { page: tab, faults: wrong } = await watchedPage(own)
  await tab.goto(home + (/\/setup\/\S+/.exec(mail)?.[0] ?? ''))
  await tab.getByRole('button', { name: 'Open the page' }).click()
  await tab.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: 'Sign-in' }).click()
  const click = (button: string) => tab.getByRole('button', { name: button, exact: true }).click()
  return {
    params,
    scim,
    tab,
    click,
    step: (to: string) =>
      tab.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: to }).click(),
    /** Of the mail that was asked for just now. */
    async code(): Promise<string> {
      await runQueue(running, site)
      const text = office.received.filter(({ to }) => to.includes(address)).at(-1)?.parsed.text ?? ''
      return /\b\d{6}\b/.exec(text)?.[0] ?? ''
    },
    /** Opens the provider in another tab, signs in there, and comes to the report. */
    async tryOut(there: (other: Page) => Promise<void>): Promise<Page> {
      const opening = own.waitForEvent('page')
      await tab.getByRole('link', { name: 'Test sign-in' }).click()
      const other = await opening
      await there(other)
      await other.getByRole('heading', { name: 'Sign-in tried out' }).waitFor()
      return other
    },
    async switchTo(mode: string): Promise<void> {
      await tab.getByLabel(mode, { exact: true }).check()
      // While it is on its way the button is disabled, too.
      const changed = tab.waitForResponse((one) => one.request().method() === 'PATCH')
      await click('Change')
      await changed
      await tab.getByRole('button', { name: 'Change', exact: true, disabled: true }).waitFor()
    },
    async close(): Promise<void> {
      await own.close()
      expect(wrong).toEqual([])
    },
  }
}

test('one provider, simulated in whole, is set up by link and code: it provisions, signs in, and dismisses', async () => {
  const address = 'ann@umbrella.test'
  const ann = { key: 'ann', userName: address, address, givenName: 'Ann', familyName: 'Lee', active: true }
  // It calls people by their user names at both.
  provider.users.push({ id: address, address, givenName: 'Ann', familyName: 'Lee' })
  const at = await atSignIn('Umbrella')
  const { tab, click } = at
  await at.step('Provisioning')
  await click('Make a token')
  const token = (await tab.locator('output').filter({ hasText: 'dwd_' }).textContent()) ?? ''
  const url = (await tab.locator('output').filter({ hasText: '/scim/v2/' }).textContent()) ?? ''
  const baseUrl = running.origin + new URL(url.trim()).pathname
  const okta = provisionerOf('okta', { baseUrl, token: token.trim() })
  await tab.getByText('Waiting for the first call').waitFor()
  await okta.pushGroup({ key: 'sales', name: 'Sales', members: new Set() })
  await tab.locator('[data-done="true"]').first().waitFor()
  // Whoever comes back another day shows a code.
  await click('Leave')
  await click('Send me a code')
  await tab.getByText('A mail with six digits is on its way to').waitFor()
  await tab.getByLabel('Code').fill(await at.code())
  await click('Go on')
  await at.step('Sign-in')
  await tab.getByLabel('Metadata address').fill(`${provider.origin}/metadata`)
  await click('Read it')
  await tab.getByText('Compare the fingerprints').waitFor()
  const found = await looksWrong(tab, 'setup-metadata', lightViews)
  await click('Connect by SAML')
  await tab.getByText('Switch it to Test below first').waitFor()
  await at.switchTo('Test')
  const asAnn = async (other: Page) => {
    await other.getByRole('heading', { name: 'Who are you?' }).waitFor()
    await other.getByRole('link', { name: 'ann@umbrella.test' }).click()
  }
  // The provider has not sent her yet: why somebody waits is not said.
  const waiting = await at.tryOut(asAnn)
  await waiting.getByText('this person waits for the site').waitFor()
  await waiting.getByText('Nobody was signed in.').waitFor()
  await tab.getByText('this person waits for the site').waitFor()
  await okta.hire(ann)
  await okta.join('sales', ['ann'])
  await owner.call('takeDirectoryLive', { params: at.params })
  const ready = await at.tryOut(asAnn)
  await ready.getByText('Ready: this person comes in').waitFor()
  await ready.getByText('urn:oasis:names:tc:SAML:2.0:assertion').first().waitFor()
  found.push(...(await looksWrong(ready, 'setup-test-ready', mostViews)))
  await tab.getByText('Ready: this person comes in').waitFor()
  // The site is live: to let people in waits for it.
  await tab.getByLabel('Optional', { exact: true }).check()
  await click('Change')
  await tab.getByText('It waits for the site').first().waitFor()
  await tab.getByText('Would come in').waitFor()
  found.push(...(await looksWrong(tab, 'setup-sign-in', mostViews)))
  // The site lets it, and she comes in through her company; dismissed there, she is nobody's here.
  const { items: cases } = await owner.call('listCases', { query: { kind: 'setup-proposal' } })
  const proposed = cases.find(({ directory }) => directory?.name === 'Umbrella')
  await owner.call('decideCase', { params: { caseId: proposed?.id ?? '' }, body: { decision: 'release' } })
  const hers = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  const { page: desk } = await watchedPage(hers)
  const door = `${running.app.publicUrl()}/sso/${keyOf(site.id)}${at.params.directoryId}`
  await desk.goto(door)
  await asAnn(desk)
  await desk.getByText('Ann Lee').first().waitFor()
  await okta.dismiss('ann')
  await desk.goto(door)
  await asAnn(desk)
  await desk.getByText('Your company has ended your account here').waitFor()
  await hers.close()
  // The administrator sees who tried it out.
  expect(await owner.call('listSignInTests', { params: at.params, query: {} })).toMatchObject({
    items: [
      { by: 'Kim', comesIn: true },
      { by: 'Kim', comesIn: false },
    ],
  })
  expect(found).toEqual([])
  await at.close()
})

test('a customer’s IT connects OIDC, tries it out at its provider, and reads the token', async () => {
  const at = await atSignIn('Hooli')
  const { tab, click } = at
  await tab.getByLabel('OpenID Connect').check()
  const redirect = await tab.locator('output').filter({ hasText: '/callback' }).textContent()
  peer.admit([{ client_id: 'hooli', redirect_uris: [(redirect ?? '').trim()] }])
  peer.people.set('leo', { email: 'leo@hooli.test', email_verified: true, name: 'Leo' })
  await at.scim.createUser('leo@hooli.test', { externalId: 'leo' })
  await tab.getByLabel('Issuer', { exact: true }).fill(peer.issuer)
  await tab.getByLabel('Client ID').fill('hooli')
  await tab.getByLabel('Client secret').fill(peerSecret)
  await click('Connect by OpenID Connect')
  await at.switchTo('Test')
  await owner.call('takeDirectoryLive', { params: at.params })
  const report = await at.tryOut(async (other) => {
    await other.getByPlaceholder('Enter any login').fill('leo')
    await other.getByPlaceholder('and password').fill('any')
    await other.getByRole('button', { name: 'Sign-in' }).click()
    await other.getByRole('button', { name: 'Continue' }).click()
  })
  await report.getByText('Ready: this person comes in').waitFor()
  await report.getByText('"email": "leo@hooli.test"').waitFor()
  expect(await looksWrong(report, 'setup-test-oidc', lightViews)).toEqual([])
  await at.close()
})
