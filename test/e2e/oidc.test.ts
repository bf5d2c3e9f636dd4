// Signing in through one's company in a real browser, at a certified provider of somebody else's making: over http on localhost,
// and over https.
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
import { makeOidcDoor, type OidcDoor } from '../fixtures/oidc-door.ts'
import { type OidcPeer, openPeer, peerSecret } from '../fixtures/oidc-peer.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let chromium: Chromium
let office: PostOffice
const folder = mkdtempSync(join(tmpdir(), 'doorward-oidc-'))
const files = { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') }

beforeAll(async () => {
  chromium = await launchChromium()
  office = await PostOffice.open()
  writeFileSync(files.TLS_CERT, localCertificate)
  writeFileSync(files.TLS_KEY, itsLocalKey)
})
afterAll(async () => {
  await chromium.close()
  await office.close()
  rmSync(folder, { recursive: true })
})

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  let peer: OidcPeer
  let running: RunningApp
  let site: Site
  let door: OidcDoor
  let home: string
  let context: BrowserContext
  let page: Page
  let faults: string[]

  beforeAll(async () => {
    peer = await openPeer()
    const env = { ...office.env, OUTBOUND_ALLOW: `127.0.0.1:${peer.port}` }
    running = await runningApp({ env: scheme === 'https' ? { ...env, ...files } : env })
    home = running.app.publicUrl()
    expect(home.startsWith(`${scheme}://localhost:`)).toBe(true)
    site = await makeSite(running)
    door = await makeOidcDoor(running, site, 'Globex', {
      issuer: peer.issuer,
      clientSecret: peerSecret,
      domains: ['globex.com'],
    })
    peer.admit([
      {
        client_id: door.connection.clientId,
        redirect_uris: [`${home}${door.path}/callback`],
        post_logout_redirect_uris: [`${home}/`],
        backchannel_logout_uri: `${home}${door.path}/logout`,
        backchannel_logout_session_required: true,
      },
    ])
    for (const [name, address] of [
      ['ann', 'ann@globex.com'],
      ['leo', 'leo@globex.com'],
      // Whom a sign-in brings before the directory does.
      ['jim', 'jim@globex.com'],
      // A domain that nobody has claimed.
      ['gus', 'gus@guests.example'],
    ] as const) {
      peer.people.set(name, { email: address, email_verified: true, name: `${name} of Globex` })
      if (name === 'jim') continue
      const emails = [{ value: address, primary: true }]
      const user = {
        userName: address,
        externalId: name,
        displayName: `${name} of Globex`,
        emails,
        active: true,
      }
      await byScim('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...user })
    }
  })
  afterAll(async () => {
    await running.close()
    await peer.close()
  })
  beforeEach(async () => {
    context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ignoreHTTPSErrors: true })
    ;({ page, faults } = await watchedPage(context))
    return async () => {
      await context.close()
      expect(faults).toEqual([])
    }
  })

  /** Past the certificate, which its client does not know. */
  async function byScim(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
    const answer = await running.app.server.inject({
      method,
      url: new URL(door.baseUrl).pathname + path,
      headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/scim+json' },
      ...(payload && { payload: JSON.stringify(payload) }),
    })
    expect(answer.statusCode).toBeLessThan(300)
    return answer.body === '' ? undefined : answer.json()
  }
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

  /** At the provider's own pages. */
  async function signInThere(login: string) {
    await page.getByPlaceholder('Enter any login').fill(login)
    await page.getByPlaceholder('and password').fill('any')
    await press('Sign-in')
    await press('Continue')
  }

  test('somebody signs in through the company, goes where the link led, and signs out here and there', async () => {
    await page.goto(`${home}${door.path}`)
    await signInThere('ann')
    await heading('What do you need, ann?')
    expect(page.url()).toBe(`${home}/`)
    await page.goto(`${home}/account`)
    await page.getByText('through Globex').first().waitFor()
    // A second browser of hers is out as well: the provider says so behind the browsers' backs.
    const elsewhere = await chromium.newContext({ locale: 'en-GB', ignoreHTTPSErrors: true })
    await elsewhere.addCookies(await context.cookies())
    await page.getByRole('button', { name: /account, language and sign out/ }).click()
    await press('Sign out')
    await heading('Do you want to sign out?')
    await press('Yes, sign me out')
    await heading('Sign in')
    expect(page.url()).toBe(`${home}/`)
    const other = await elsewhere.newPage()
    await other.goto(`${home}/`)
    await other.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor()
    await elsewhere.close()
  })

  test('somebody who has left is not let in, and reads what to do', async () => {
    const { Resources } = await byScim(
      'GET',
      `/Users?filter=${encodeURIComponent('userName eq "leo@globex.com"')}`,
    )
    await byScim('PATCH', `/Users/${Resources[0].id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    })
    await page.goto(`${home}${door.path}`)
    await signInThere('leo')
    await heading('You are not signed in')
    await page.getByText('Your company has ended your account here').waitFor()
    await page.goto(`${home}/`)
    await heading('Sign in')
  })

  test('whom a sign-in made and the directory then deleted comes back by no sign-in, and reads what to do', async () => {
    await page.goto(`${home}${door.path}`)
    await signInThere('jim')
    await heading('What do you need, jim?')
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User']
    const made = await byScim('POST', '/Users', { schemas, userName: 'jim@globex.com', externalId: 'jim' })
    await byScim('DELETE', `/Users/${made.id}`)
    await page.reload()
    await heading('Sign in')
    // The company’s own session goes on: it asks nothing more, and sends him back at once.
    await page.goto(`${home}${door.path}`)
    await heading('You are not signed in')
    await page.getByText('Your company has ended your account here').waitFor()
    await page.goto(`${home}/`)
    await heading('Sign in')
  })

  test('somebody new signs up by a code, goes, and comes back by another', async () => {
    const address = `nora@${scheme}.example`
    const enter = async () => {
      await page.goto(`${home}/`)
      await page.getByLabel('E-mail address').fill(address)
      await press('Continue')
      await heading('Look into your mail')
      await runQueue(running, site)
      const mail = office.received.filter(({ to }) => to.includes(address)).at(-1)?.parsed
      await page.getByLabel('Code').fill(/\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? 'none')
      await press('Sign in')
    }
    await enter()
    await page.getByLabel('Your name').fill('Nora New')
    await press('That is me')
    await heading('What do you need, Nora?')
    await page.getByRole('button', { name: /account, language and sign out/ }).click()
    await press('Sign out')
    await heading('Sign in')
    await enter()
    await heading('What do you need, Nora?')
  })

  test('somebody who says no at the company is not signed in, and may try again', async () => {
    await page.goto(`${home}${door.path}`)
    await page.getByText('[ Cancel ]').click()
    await heading('You are not signed in')
    await page.getByRole('link', { name: 'Try again' }).click()
    await signInThere('ann')
    await heading('What do you need, ann?')
  })

  test('a guest with an address of a domain that nobody has claimed begins at the e-mail box, and finds the door in the mail', async () => {
    await page.goto(`${home}/`)
    await page.getByLabel('E-mail address').fill('gus@guests.example')
    await press('Continue')
    await heading('Look into your mail')
    await runQueue(running, site)
    const mail = office.received.filter(({ to }) => to.includes('gus@guests.example')).at(-1)?.parsed
    const [link = 'none'] = /http\S+\/sso\/\w+/.exec(mail?.text ?? '') ?? []
    expect(link).toBe(`${home}${door.path}`)
    await page.goto(link)
    await signInThere('gus')
    await heading('What do you need, gus?')
  })

  test('one of the staff tries it out: nobody is signed in', async () => {
    const trustNobody = trustLocalhost()
    const staff = await makeStaff({ ...running, origin: home }, site, 'admin')
    trustNobody()
    for (const [name, value] of staff.browser.cookies) await context.addCookies([{ name, value, url: home }])
    await page.goto(`${home}${door.path}?test=1`)
    await signInThere('ann')
    await heading('Sign-in tried out')
    await page.getByText('Nobody was signed in.').waitFor()
    await page.getByText('ann@globex.com').first().waitFor()
    expect(await looksWrong(page, `oidc-test-${scheme}`)).toEqual([])
    // Who is at the help centre is the one of the staff, and no customer.
    await page.goto(`${home}/`)
    const status = await page.evaluate(async () => (await fetch('/api/portal/me')).status)
    expect(status).toBe(401)
  })
})
