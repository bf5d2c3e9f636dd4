// The simulated companies at the real server: what is provisioned and who signs in are two ways that a provider speaks, and one
// may be ahead of the other.
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { companyFromJson, type SimulatedPerson, whoMaySignIn } from '../../demo/simulator/company.ts'
import { OidcIdp } from '../../demo/simulator/oidc-idp.ts'
import { type Provisioner, provisionerOf } from '../../demo/simulator/provisioner.ts'
import { SamlIdp } from '../../demo/simulator/saml-idp.ts'
import type { Exchange } from '../../demo/simulator/wire.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { customersOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'
import { WalkingBrowser } from '../fixtures/walking-browser.ts'

const companies = new Map<'Globex' | 'Initech', Provisioner>()
const peopleOf = (name: 'Globex' | 'Initech') => () =>
  whoMaySignIn(companies.get(name)?.people.values() ?? [])
const seen: Exchange[] = []
const witness = (exchange: Exchange) => void seen.push(exchange)

let saml: SamlIdp
let oidc: OidcIdp
let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory & { readonly params: { readonly directoryId: string } }
let initech: typeof globex

beforeAll(async () => {
  saml = await SamlIdp.open({ company: 'Globex', people: peopleOf('Globex'), witness })
  oidc = await openOidc()
  const OUTBOUND_ALLOW = [saml, oidc].map(({ origin }) => new URL(origin).host).join(', ')
  running = await runningApp({ env: { OUTBOUND_ALLOW } })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await directory('Globex', 'entra')
  initech = await directory('Initech', 'okta')
})
afterAll(async () => {
  await running.close()
  await saml.close()
  await oidc.close()
})

const initechs = { company: 'Initech', people: peopleOf('Initech'), witness }

/** At a port that the system gives to nobody who asks for a free one: the provider is closed, and opened there again. */
async function openOidc(): Promise<OidcIdp> {
  const first = await OidcIdp.open(initechs)
  const state = first.toJson()
  await first.close()
  for (let port = 20_000 + (process.pid % 10_000); ; port++) {
    try {
      return await OidcIdp.open({ ...initechs, state: { ...state, port } })
    } catch (error) {
      if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    }
  }
}

/** A directory, and the company that provisions into it. */
async function directory(name: 'Globex' | 'Initech', preset: 'entra' | 'okta'): Promise<typeof globex> {
  const made = await makeDirectory(running, site, name, { preset, domains: [`${name.toLowerCase()}.test`] })
  const { baseUrl, token } = made
  companies.set(name, provisionerOf(preset, { baseUrl, token, witness }))
  return { ...made, params: { directoryId: keyOf(made.directory.directoryId) } }
}

const company = (name: 'Globex' | 'Initech'): Provisioner => {
  const found = companies.get(name)
  if (!found) throw new Error(name)
  return found
}

const person = (key: string, domain: string): SimulatedPerson => {
  const address = `${key}@${domain}`
  return { key, givenName: key, familyName: 'Lee', userName: address, address, active: true }
}

const signInUrl = async ({ params }: typeof globex) =>
  (await owner.call('getConnection', { params })).ours.signInUrl

/** Who a browser is signed in as; undefined: nobody. */
async function self(browser: WalkingBrowser) {
  const own = new Browser(running.origin)
  for (const [name, value] of browser.cookiesAt(running.app.publicUrl())) own.cookies.set(name, value)
  const { status, body } = await own.send('getSelf', {})
  return status === 200 ? (body as { id: string; name: string; address: string }) : undefined
}

test('somebody signs in by SAML, chosen at the provider’s page or by a link; a new certificate waits for an administrator', async () => {
  const { params } = globex
  await company('Globex').hire(person('ann', 'globex.test'))
  await company('Globex').hire(person('leo', 'globex.test'))
  const read = () => owner.call('readMetadata', { params, body: { url: saml.issuer } })
  const { entityId, ssoUrl, certificates } = await read()
  await owner.call('createConnection', {
    params,
    body: {
      protocol: 'saml',
      issuer: entityId,
      ssoUrl,
      certificates: certificates.map(({ pem }) => pem),
      matchBy: 'external-id',
    },
  })
  await owner.call('changeConnection', { params, body: { mode: 'optional' } })
  const door = await signInUrl(globex)

  const browser = new WalkingBrowser()
  const question = await browser.go(door)
  expect(question.text).toContain('Who are you?')
  expect(question.text).toContain('a simulated identity provider')
  await browser.follow(question, 'ann@globex.test')
  expect(await self(browser)).toMatchObject({ name: 'ann Lee', address: 'ann@globex.test' })

  const byLink = new WalkingBrowser()
  await byLink.go(saml.signInAsUrl('leo', door))
  expect(await self(byLink)).toMatchObject({ name: 'leo Lee' })
  // The link counts once.
  expect((await byLink.go(door)).text).toContain('Who are you?')

  const exchange = seen.find(({ protocol }) => protocol === 'SAML')
  expect(exchange?.request.body).toContain('>ann@globex.test<')
  expect(exchange?.request.body).toContain('<SignatureValue>•••<')
  expect(exchange?.response.body).toContain('AuthnRequest')

  const old = saml.key.certificate
  await saml.rotate()
  const late = new WalkingBrowser()
  await late.go(saml.signInAsUrl('ann', door))
  expect(await self(late)).toBeUndefined()
  const [next, ...others] = (await read()).certificates
  expect([next?.isKnown, next?.pem === old, others]).toEqual([false, false, []])
  await owner.call('addCertificate', { params, body: { certificate: next?.pem ?? '' } })
  await late.go(saml.signInAsUrl('ann', door))
  expect(await self(late)).toMatchObject({ name: 'ann Lee' })
})

test('somebody who married signs in before the sync: the same person, who has the new address when the sync arrives', async () => {
  const globexCompany = company('Globex')
  const door = await signInUrl(globex)
  const browser = new WalkingBrowser()
  await browser.go(saml.signInAsUrl('ann', door))
  const before = await self(browser)
  const count = (await customersOf(running, site)).length

  const address = 'ann.poe@globex.test'
  globexCompany.changeRecord('ann', { familyName: 'Poe', userName: address, address })
  expect(globexCompany.pending().map(({ key }) => key)).toEqual(['ann'])
  const early = new WalkingBrowser()
  await early.follow(await early.go(door), address)
  expect(await self(early)).toMatchObject({ id: before?.id })

  await globexCompany.sync()
  expect(globexCompany.pending()).toEqual([])
  expect(await self(early)).toMatchObject({ id: before?.id, name: 'ann Poe', address })
  expect(await customersOf(running, site)).toHaveLength(count)
  expect(await owner.call('listCases', { query: {} })).toMatchObject({ items: [] })
})

test('somebody signs in by OpenID Connect, also after the provider changed its key or started again; a leaver does not', async () => {
  const { params } = initech
  const initechCompany = company('Initech')
  await initechCompany.hire(person('bob', 'initech.test'))
  await initechCompany.hire(person('eve', 'initech.test'))
  const { issuer, clientId, clientSecret } = oidc
  const { ours } = await owner.call('createConnection', {
    params,
    body: { protocol: 'oidc', issuer, clientId, clientSecret, matchBy: 'external-id' },
  })
  oidc.admit(ours.redirectUri)
  await owner.call('changeConnection', { params, body: { mode: 'optional' } })
  const door = await signInUrl(initech)

  const browser = new WalkingBrowser()
  await browser.follow(await browser.go(door), 'bob@initech.test')
  expect(await self(browser)).toMatchObject({ name: 'bob Lee', address: 'bob@initech.test' })
  // Whoever is signed in there already is asked all the same.
  await browser.follow(await browser.go(door), 'eve@initech.test')
  expect(await self(browser)).toMatchObject({ name: 'eve Lee' })

  const tokens = seen.find(({ protocol, request }) => protocol === 'OIDC' && request.line === 'POST /token')
  expect(tokens?.request).toMatchObject({ headers: { authorization: 'Basic •••' } })
  expect(tokens?.request.body).toContain('code=•••')
  expect(JSON.parse(tokens?.response.body ?? '')).toMatchObject({
    access_token: '•••',
    id_token: { claims: { sub: 'bob', iss: issuer }, signature: '•••' },
  })

  await oidc.close()
  oidc = await OidcIdp.open({ ...initechs, state: JSON.parse(JSON.stringify(oidc.toJson())) })
  expect(oidc.issuer).toBe(issuer)
  await oidc.rotate()
  const later = new WalkingBrowser()
  await later.go(oidc.signInAsUrl('bob', door))
  expect(await self(later)).toMatchObject({ name: 'bob Lee' })

  await initechCompany.dismiss('bob')
  const gone = new WalkingBrowser()
  const page = await gone.go(oidc.signInAsUrl('bob', door))
  expect(page.text).toContain('eve@initech.test')
  expect(page.text).not.toContain('bob@initech.test')
  expect(await self(later)).toBeUndefined()
})

test('a link to sign in leads nowhere but to this machine, and a provider answers to no other name', async () => {
  const elsewhere = await fetch(saml.signInAsUrl('ann', 'https://evil.example/'), { redirect: 'manual' })
  expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([200, null])
  const likeIt = await fetch(saml.signInAsUrl('ann', 'http://localhost.evil.example/'), {
    redirect: 'manual',
  })
  expect(likeIt.headers.get('location')).toBeNull()
  const { status } = await fetch(`http://localhost:${new URL(saml.origin).port}/metadata`)
  expect(status).toBe(421)
})

test('whatever a page asks of a provider, it signs nobody in elsewhere, and goes on', async () => {
  const ask = (xml: Buffer) => {
    const query = new URLSearchParams({ SAMLRequest: xml.toString('base64'), as: 'ann' })
    return fetch(`${saml.ssoUrl}?${query}`)
  }
  const elsewhere = Buffer.from('<x AssertionConsumerServiceURL="https://evil.example/acs"/>')
  const asked = [
    Buffer.from('no request'),
    deflateRawSync(elsewhere),
    deflateRawSync(Buffer.alloc(1_000_000)),
  ]
  for (const xml of asked) expect((await ask(xml)).status).toBe(400)
  const urls = [`${oidc.origin}/who/nobody?as=bob`, `${oidc.origin}/auth/nothing`, `${oidc.origin}//`]
  for (const url of urls) await fetch(url, { headers: { cookie: `as-${new URL(oidc.origin).port}=%E0` } })
  expect((await fetch(saml.issuer)).status).toBe(200)
  expect((await fetch(`${oidc.issuer}/.well-known/openid-configuration`)).status).toBe(200)
})

test('a company that is written down and read again goes on as the same', async () => {
  const { baseUrl, token } = globex
  const written = JSON.parse(JSON.stringify(company('Globex').toJson()))
  const again = provisionerOf('entra', { baseUrl, token, ...companyFromJson(written) })
  expect(again.pending()).toEqual([])
  await again.dismiss('leo')
  const people = await customersOf(running, site)
  expect(people.filter(({ active }) => !active).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['leo Lee']),
  )
})
