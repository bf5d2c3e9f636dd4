// Who comes in through a company's OIDC provider, and as whom.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OidcConnection } from '../../src/model/access/connection.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import {
  comeBack,
  makeOidcDoor,
  type OidcDoor,
  signInsOf,
  toProvider,
  visitor,
} from '../fixtures/oidc-door.ts'
import { type Liar, type LyingProvider, openLiar } from '../fixtures/oidc-liar.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { customersOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

interface Company {
  readonly provider: LyingProvider
  readonly door: OidcDoor
}

let liar: Liar
let running: RunningApp
let site: Site
let owner: Browser
let globex: Company
let initech: Company
const tenant = '11111111-2222-4333-8444-555555555555'

beforeAll(async () => {
  liar = await openLiar()
  running = await runningApp({ env: { OUTBOUND_ALLOW: `127.0.0.1:${liar.port}` } })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await company('Globex', { domains: ['globex.com'] })
  initech = await company('Initech', { tenantId: tenant })
})
afterAll(async () => {
  await running.close()
  await liar.close()
})

async function company(
  name: string,
  given: Partial<OidcConnection> & { readonly domains?: readonly string[] },
): Promise<Company> {
  const provider = liar.provider(name.toLowerCase())
  return { provider, door: await makeOidcDoor(running, site, name, { issuer: provider.issuer, ...given }) }
}

/** Somebody of a company signs in; answers where that leads, and who they are then. */
async function signIn({ provider, door }: Company, claims: Record<string, unknown>) {
  const browser = visitor(running.origin)
  const { location } = await comeBack(browser, provider.authorize(await toProvider(browser, door), claims))
  const own = new Browser(running.origin)
  for (const [name, value] of browser.cookies) own.cookies.set(name, value)
  const self = location.startsWith('/sign-in/failed') ? undefined : await own.call('getSelf', {})
  return { location, self }
}

const verified = (email: string) => ({ email, email_verified: true })

describe('the same person', () => {
  test('is who the directory brought, found by its own id, whatever address the token names', async () => {
    await globex.door.scim.createUser('ann@globex.com', { externalId: 'a-1', displayName: 'Ann Lee' })
    const { self } = await signIn(globex, { sub: 'a-1', ...verified('ann.lee@globex.com') })
    expect(self).toMatchObject({ name: 'Ann Lee', address: 'ann@globex.com', directory: 'Globex' })
  })

  test('is who came before, also after the directory changed the name by which they are found', async () => {
    const { json } = await globex.door.scim.createUser('eve@globex.com', { externalId: 'e-1' })
    const first = await signIn(globex, { sub: 'e-1' })
    await globex.door.scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'externalId', value: 'e-2' })
    const again = await signIn(globex, { sub: 'e-1' })
    expect(again.self).toMatchObject({ id: first.self?.id })
  })
})

describe('somebody whom the directory has not brought yet', () => {
  test('is made by signing in, and is the same person when the directory brings them', async () => {
    const { self } = await signIn(globex, { sub: 'j-1', name: 'Joe New', ...verified('joe@globex.com') })
    expect(self).toMatchObject({ name: 'Joe New', address: 'joe@globex.com', standing: 'held' })
    const { status } = await globex.door.scim.createUser('joe@globex.com', { externalId: 'j-1' })
    expect(status).toBe(201)
    const again = await signIn(globex, { sub: 'j-1' })
    expect(again.self?.id).toBe(self?.id)
  })

  test('has no address where the provider does not say that it is their own', async () => {
    const { self } = await signIn(globex, { sub: 'j-2', name: 'Jim', email: 'boss@globex.com' })
    expect(self).toMatchObject({ name: 'Jim', address: null })
    const denied = await signIn(globex, {
      sub: 'j-3',
      name: 'Jo',
      email: 'boss@globex.com',
      email_verified: false,
    })
    expect(denied.self).toMatchObject({ address: null })
  })
})

describe('nobody signs in as somebody else’s person', () => {
  const howMany = async () => (await customersOf(running, site)).length

  test('by an address that the provider vouches for, and another company has (nOAuth)', async () => {
    await globex.door.scim.createUser('ceo@globex.com', { externalId: 'ceo', displayName: 'The CEO' })
    const ceo = await signIn(globex, { sub: 'ceo' })
    const attack = await signIn(initech, {
      sub: 'pairwise',
      oid: 'mallory',
      tid: tenant,
      name: 'The CEO',
      upn: 'ceo@globex.com',
      preferred_username: 'ceo@globex.com',
      xms_edov: true,
      ...verified('ceo@globex.com'),
    })
    expect(attack.self?.id).not.toBe(ceo.self?.id)
    expect(attack.self).toMatchObject({ directory: 'Initech' })
    expect(attack.self?.standing).not.toBe('held')
  })

  test('as a guest whose home is another company: they are the people of who signs them in', async () => {
    await globex.door.scim.createUser('gus@globex.com', { externalId: 'gus', displayName: 'Gus of Globex' })
    const guest = {
      sub: 'p',
      oid: 'guest-1',
      tid: tenant,
      acct: 1,
      name: 'Gus',
      ...verified('gus@globex.com'),
    }
    const { self } = await signIn(initech, guest)
    const home = await signIn(globex, { sub: 'gus' })
    expect(self).toMatchObject({ directory: 'Initech' })
    expect(self?.id).not.toBe(home.self?.id)
    // The object id in the tenant is the person, and not `sub`, which is another one for each application.
    expect((await signIn(initech, { ...guest, sub: 'q' })).self?.id).toBe(self?.id)
  })

  test('as another subject of the same name', async () => {
    await globex.door.scim.createUser('sam@globex.com', { externalId: 's-1' })
    const first = await signIn(globex, { sub: 's-1', ...verified('sam@globex.com') })
    const { location, self } = await signIn(globex, { sub: 's-2', ...verified('sam@globex.com') })
    expect(self?.id).not.toBe(first.self?.id)
    expect(location === '/' ? self?.standing : 'refused').not.toBe('held')
  })

  test('nor makes somebody, where the connection makes nobody', async () => {
    const strict = await company('Strict', { justInTime: false })
    const people = await howMany()
    const { location } = await signIn(strict, { sub: 'x', ...verified('x@strict.example') })
    expect(location).toContain('why=not-yet')
    expect(await howMany()).toBe(people)
  })
})

describe('who has left', () => {
  test('is not let in, and a session from before is over', async () => {
    const { json } = await globex.door.scim.createUser('leo@globex.com', { externalId: 'l-1' })
    const browser = visitor(running.origin)
    const { provider, door } = globex
    await comeBack(browser, provider.authorize(await toProvider(browser, door), { sub: 'l-1' }))
    expect((await browser.fetch('GET', '/api/portal/me')).status).toBe(200)
    await door.scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'active', value: false })
    expect((await browser.fetch('GET', '/api/portal/me')).status).toBe(401)
    expect((await signIn(globex, { sub: 'l-1' })).location).toContain('why=inactive')
  })
})

describe('trying it out', () => {
  async function tryOut(by: Browser, { provider, door }: Company, claims: Record<string, unknown>) {
    const there = await toProvider(by, door, '?test=1')
    return comeBack(by, provider.authorize(there, claims))
  }

  test('shows the token, each check and what would happen, and signs nobody in', async () => {
    const shut = await company('Tested', { mode: 'test' })
    const people = (await customersOf(running, site)).length
    const { location } = await tryOut(owner, shut, {
      sub: 't-1',
      name: 'Tess',
      ...verified('tess@tested.example'),
    })
    const directoryKey = keyOf(shut.door.directory.directoryId)
    const [, reportId = ''] =
      new RegExp(`/admin/directories/${directoryKey}/sign-in/test/([\\w-]+)$`).exec(location) ?? []
    const report = await owner.call('getSignInTest', {
      params: { directoryId: directoryKey, reportId },
    } as never)
    expect(report).toMatchObject({ method: 'oidc', foreseen: { outcome: 'would-be-in', made: true } })
    expect(JSON.stringify(report)).toContain('tess@tested.example')
    expect((report as { steps: { ok: boolean }[] }).steps.every(({ ok }) => ok)).toBe(true)
    expect(owner.cookies.has('doorward-customer')).toBe(false)
    expect((await customersOf(running, site)).length).toBe(people)
  })

  test('says of a token that is wrong what is wrong with it, also while another mode is on', async () => {
    const wrong = await company('Wrong', { mode: 'required' })
    wrong.provider.lies = { claims: (claims) => ({ ...claims, aud: 'another' }) }
    const { location } = await tryOut(owner, wrong, { sub: 't-1' })
    const reportId = location.split('/').at(-1) ?? ''
    const params = { directoryId: keyOf(wrong.door.directory.directoryId), reportId }
    const report = await owner.call('getSignInTest', { params } as never)
    expect(JSON.stringify(report)).toContain('correct the client id')
    expect(await signInsOf(running, site, wrong.door)).toMatchObject([{ outcome: 'failed-check' }])
  })

  test('is for who may change directories', async () => {
    const { status } = await visitor(running.origin).fetch('GET', `${globex.door.path}?test=1`)
    expect(status).toBe(403)
    const auditor = (await makeStaff(running, site, 'auditor')).browser
    expect((await auditor.fetch('GET', `${globex.door.path}?test=1`)).status).toBe(403)
  })
})
