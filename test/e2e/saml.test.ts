// Signing in through a company's provider that other hands wrote, in a real browser: over http on localhost, and over https.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { itsLocalKey, localCertificate } from '../fixtures/certificate.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { trustLocalhost } from '../fixtures/local-trust.ts'
import { looksWrong } from '../fixtures/look.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { first, second, stranger } from '../fixtures/saml-keys.ts'
import { openSamlProvider, type SamlProvider } from '../fixtures/saml-provider.ts'
import { makeSamlDoor, type SamlDoor } from '../fixtures/saml-site.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let chromium: Chromium
let provider: SamlProvider
const folder = mkdtempSync(join(tmpdir(), 'doorward-saml-'))

beforeAll(async () => {
  chromium = await launchChromium()
  provider = await openSamlProvider()
})
afterAll(async () => {
  await chromium.close()
  await provider.close()
  rmSync(folder, { recursive: true })
})

const ann = { id: 'ann-1', address: 'ann@globex.test', givenName: 'Ann', familyName: 'Lee' }
const jim = { id: 'jim-3', address: 'jim@globex.test', givenName: 'Jim', familyName: 'Poe' }
const bob = { id: 'bob-2', address: 'bob@globex.test', givenName: 'Bob', familyName: 'Ray' }

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  let running: RunningApp
  let site: Site
  let door: SamlDoor
  let context: BrowserContext
  let page: Page
  let faults: string[]
  const origin = () => running.app.publicUrl()

  beforeAll(async () => {
    provider.users.splice(0, provider.users.length, ann, bob, jim)
    const files = { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') }
    writeFileSync(files.TLS_CERT, localCertificate)
    writeFileSync(files.TLS_KEY, itsLocalKey)
    running = await runningApp(scheme === 'https' ? { env: files } : {})
    site = await makeSite(running)
    const { issuer, ssoUrl } = provider
    door = await makeSamlDoor(running, site, 'Globex', {
      issuer,
      ssoUrl,
      keys: [first, second],
      justInTime: true,
    })
    expect(door.acsUrl.startsWith(`${scheme}://localhost:`)).toBe(true)
  })
  afterAll(() => running.close())

  beforeEach(async () => {
    provider.key = first
    context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ignoreHTTPSErrors: true })
    ;({ page, faults } = await watchedPage(context))
    return async () => {
      await context.close()
      expect(faults).toEqual([])
    }
  })

  /** Past the certificate, which its client does not know. */
  const byScim = (method: 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) =>
    running.app.server.inject({
      method,
      url: new URL(door.made.baseUrl).pathname + path,
      headers: { authorization: `Bearer ${door.made.token}`, 'content-type': 'application/scim+json' },
      ...(payload && { payload: JSON.stringify(payload) }),
    })
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
  async function choose({ address }: typeof ann): Promise<void> {
    await heading('Who are you?')
    await page.getByRole('link', { name: address }).click()
  }
  const logged = () =>
    readRows<{ outcome: string; why: string | null }>(running, site, {
      name: '',
      text: 'select outcome, why from sign_ins where site_id = $1 order by sign_in_id',
      values: [site.id],
    })

  test('somebody comes in, and again after the provider changed its certificate', async () => {
    await page.goto(origin() + door.path)
    await choose(ann)
    await heading('What do you need, Ann?')
    expect(new URL(page.url()).origin).toBe(origin())
    provider.key = second
    await context.clearCookies()
    await page.goto(origin() + door.path)
    await choose(ann)
    await heading('What do you need, Ann?')
    expect((await logged()).map(({ outcome }) => outcome)).toEqual(['in', 'in'])
  })

  test('whoever left is turned away, also where they are still signed in', async () => {
    await page.goto(origin() + door.path)
    await choose(bob)
    await heading('What do you need, Bob?')
    const user = { userName: bob.address, externalId: bob.id, name: { givenName: 'Bob', familyName: 'Ray' } }
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User']
    const made = await byScim('POST', '/Users', { schemas, ...user, active: true })
    expect(made.statusCode).toBe(201)
    await page.reload()
    await heading('What do you need, Bob?')
    const { id } = made.json<{ id: string }>()
    const gone = await byScim('PUT', `/Users/${id}`, { schemas, ...user, active: false })
    expect(gone.statusCode).toBe(200)
    await page.reload()
    await heading('Sign in')
    await page.goto(origin() + door.path)
    await choose(bob)
    await page.waitForURL(/\/sign-in\/failed/)
    expect((await logged()).at(-1)?.outcome).toBe('inactive')
  })

  test('whom a sign-in made and the directory then deleted comes back by no sign-in, and reads what to do', async () => {
    await page.goto(origin() + door.path)
    await choose(jim)
    await heading('What do you need, Jim?')
    const user = { userName: jim.address, externalId: jim.id, name: { givenName: 'Jim', familyName: 'Poe' } }
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User']
    const { id } = (await byScim('POST', '/Users', { schemas, ...user, active: true })).json<{ id: string }>()
    expect((await byScim('DELETE', `/Users/${id}`)).statusCode).toBe(204)
    await page.reload()
    await heading('Sign in')
    // By the provider, which still knows him, also under another address.
    for (const address of [jim.address, 'jim.new@globex.test']) {
      provider.users.splice(0, provider.users.length, ann, bob, { ...jim, address })
      await page.goto(origin() + door.path)
      await choose({ ...jim, address })
      await heading('You are not signed in')
      await page.getByText('Your company has ended your account here').waitFor()
      expect((await logged()).at(-1)?.outcome).toBe('left')
    }
    expect(await looksWrong(page, `saml-left-${scheme}`)).toEqual([])
    await page.getByRole('link', { name: 'Try again' }).click()
    await heading('Who are you?')
    await page.goto(`${origin()}/`)
    await heading('Sign in')
  })

  test('a key that nobody announced brings nobody in', async () => {
    await page.goto(origin() + door.path)
    provider.key = stranger
    await choose(ann)
    await page.waitForURL(/\/sign-in\/failed/)
    expect((await logged()).at(-1)?.why).toMatch(/signature is not by a certificate/)
  })

  test('one of the staff tries it out: nobody is signed in', async () => {
    const trustNobody = trustLocalhost()
    const wanted = { address: `admin@${scheme}.test` }
    const staff = await makeStaff({ ...running, origin: origin() }, site, 'admin', wanted)
    trustNobody()
    for (const [name, value] of staff.browser.cookies) {
      await context.addCookies([{ name, value, url: origin() }])
    }
    const before = (await logged()).length
    await page.goto(`${origin()}${door.path}?test=1`)
    await choose(bob)
    await heading('Sign-in tried out')
    await page.getByText('Nobody was signed in.').waitFor()
    await page.getByText('bob@globex.test').first().waitFor()
    expect(await looksWrong(page, `saml-test-${scheme}`)).toEqual([])
    expect((await logged()).slice(before).filter(({ outcome }) => outcome === 'in')).toEqual([])
  })
})
