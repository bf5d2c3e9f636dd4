// Each guide is followed to the letter: its commands are typed, its values are pasted at a provider that speaks as the real one does, and
// a few people come, marry and go.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SignInPerson } from '../../demo/simulator/company.ts'
import { OidcIdp } from '../../demo/simulator/oidc-idp.ts'
import { type Preset, presets, provisionerOf } from '../../demo/simulator/provisioner.ts'
import { SamlIdp } from '../../demo/simulator/saml-idp.ts'
import type { Exchange } from '../../demo/simulator/wire.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { commandsIn, type Guide, jsonIn, readGuide, rowsBelow, valuesIn } from '../fixtures/guide.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { WalkingBrowser } from '../fixtures/walking-browser.ts'

/** Whoever signs in just now, as the provider calls them. */
const signingIn: SignInPerson[] = []
const seen: Exchange[] = []
let folder: string
let saml: SamlIdp
let oidc: OidcIdp
let running: RunningApp
let env: Record<string, string>

beforeAll(async () => {
  const people = () => signingIn
  folder = mkdtempSync(join(tmpdir(), 'doorward-guides-'))
  saml = await SamlIdp.open({ company: 'Globex', people, witness: (exchange) => void seen.push(exchange) })
  oidc = await OidcIdp.open({ company: 'Globex', people })
})
afterAll(async () => {
  await saml.close()
  await oidc.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A command of a guide, at this test's site. */
const typed = (site: Site, words: readonly string[]) => commandJson(env, ...words, '--site', site.slug)

/** What is pasted where a table says so. */
function pasted(
  section: string,
  values: { readonly [placeholder: string]: string },
): { field: string; value: string }[] {
  return valuesIn(section).map(({ field, value }) => ({
    field,
    value: value.replaceAll(/<[^>]+>/g, (placeholder) => values[placeholder] ?? placeholder),
  }))
}
const valueWith = (rows: readonly { value: string }[], part: string) =>
  rows.find(({ value }) => value.includes(part))?.value ?? `nothing with ${part}`

const annOf = (preset: Preset) => ({
  key: preset === 'entra' ? '5e1f0000-0000-4000-8000-0000000000a1' : 'a1',
  givenName: 'Ann',
  familyName: 'Lee',
  userName: 'ann.lee@globex.com',
  address: 'ann.lee@globex.com',
  active: true,
})
const boOf = (preset: Preset) => ({
  ...annOf(preset),
  key: preset === 'entra' ? '5e1f0000-0000-4000-8000-0000000000b2' : 'b2',
  givenName: 'Bo',
  userName: 'bo.lee@globex.com',
  address: 'bo.lee@globex.com',
})

describe.each(presets)('the guide %s', (preset) => {
  let guide: Guide
  let site: Site
  let base: string
  let made: { scimBaseUrl: string; token: string }

  beforeAll(async () => {
    guide = readGuide(preset)
    const OUTBOUND_ALLOW = [saml.origin, oidc.origin].map((origin) => new URL(origin).host).join(',')
    running = await runningApp({ env: { OUTBOUND_ALLOW } })
    env = { DATABASE_URL: running.ownerUrl, PUBLIC_URL: running.app.publicUrl(), OUTBOUND_ALLOW }
    site = await makeSite(running)
    const [create = []] = commandsIn(guide.section('Make the directory'))
    made = await typed(site, create)
    base = made.scimBaseUrl
  })
  afterAll(() => running.close())

  test('has the provider bring people and groups by what is pasted, and go live by what is typed', async () => {
    const section = guide.section('Paste the two values')
    const rows = pasted(section, { '<base URL>': base, '<token>': made.token })
    // Microsoft's flag for calls as RFC 7644 wants them; a wrong one is not refused by anybody, and changes what Entra sends
    // (learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility).
    expect(valueWith(rows, base)).toBe(`${base}${preset === 'entra' ? '?aadOptscim062020' : ''}`)
    const exchanges: Exchange[] = []
    const template = jsonIn(section)
    const provisioner = provisionerOf(preset, {
      baseUrl: valueWith(rows, base),
      token: valueWith(rows, made.token),
      witness: (exchange) => void exchanges.push(exchange),
      ...(template && { template }),
      // The guide has an app made by Okta's wizard.
      madeByWizard: preset === 'okta',
    })
    const [ann, bo] = [annOf(preset), boOf(preset)]
    await provisioner.testConnection()
    expect(exchanges.length).toBeGreaterThan(0)
    await provisioner.hire(ann)
    await provisioner.hire(bo)
    if (provisioner.sendsGroups) {
      await provisioner.pushGroup({ key: 'g1', name: 'Sales', members: new Set([ann.key, bo.key]) })
    }

    const [show = [], list = [], preview = [], goLive = []] = commandsIn(
      guide.section('The first call, the preview, live'),
    )
    expect(await typed(site, show)).toMatchObject({ state: 'rehearsal', preset })
    // Exchanges are written down a moment later.
    await expect.poll(async () => (await typed(site, list)).length).toBeGreaterThan(0)
    await typed(site, preview)
    await typed(site, goLive)

    await provisioner.rename(ann.key, { familyName: 'Lee-Smith' })
    await provisioner.dismiss(bo.key)
    const customers: { name: string; address: string; active: boolean }[] = await typed(site, [
      'customer',
      'list',
    ])
    const found = Object.fromEntries(customers.map((one) => [one.address, one]))
    expect(found['ann.lee@globex.com']).toMatchObject({ name: 'Ann Lee-Smith', active: true })
    expect(found['bo.lee@globex.com']?.active).toBe(false)
    if (provisioner.sendsGroups) {
      const sales = await typed(site, ['organization', 'show', 'Sales'])
      expect(JSON.stringify(sales)).toContain('Lee-Smith')
    }
    for (const { request } of exchanges) {
      expect(request.line).toContain(` ${new URL(base).pathname}/`)
      expect(request.headers.authorization).toBe('Bearer •••')
    }
    const created = exchanges.find(
      ({ request }) => / \S+\/Users(\?|$)/.test(request.line) && request.line.startsWith('POST'),
    )
    expect(unmapped(JSON.parse(created?.request.body ?? '{}'))).toEqual([])
    await arrived(provisioner.people.get(ann.key)?.scimId ?? '')
  })

  const mapped = () => rowsBelow(guide.section('Map the attributes'), 'Doorward')
  const attributesIn = (cell: string) => cell.replaceAll('`', '').split(', ')

  /** What the provider says of a person that the table does not explain. */
  function unmapped(user: object): string[] {
    const known = mapped().flatMap(([cell = '']) => attributesIn(cell).map((one) => one.split(/[.[]/)[0]))
    const ofTheProtocol = ['schemas', 'meta', 'id', 'groups', 'password', 'locale']
    return Object.entries(user)
      .filter(([name, value]) => value !== null && !known.includes(name) && !ofTheProtocol.includes(name))
      .map(([name]) => name)
  }

  /** What the table maps has come, as far as it says that the provider sends it. */
  async function arrived(id: string): Promise<void> {
    const { json: user } = await new ScimClient(base, made.token).get(`/Users/${id}`)
    expect(mapped().length).toBeGreaterThan(3)
    const unsure = /^(?:if |not |by |see |unless )|if there is|if the app/
    const missing = mapped()
      .filter(([, from = '']) => !unsure.test(from))
      .flatMap(([cell = '']) => attributesIn(cell))
      .filter((attribute) => attributeOf(user, attribute) === undefined)
    expect(missing).toEqual([])
  }

  test('signs people in by what is pasted', async () => {
    const section = guide.section('Signing in')
    const { ours } = await typed(site, ['connection', 'show', '--directory', 'Globex'])
    const rows = pasted(section, {
      '<entity ID>': ours.entityId,
      '<ACS URL>': ours.acsUrl,
      '<redirect URI>': ours.redirectUri,
      '<logout URI>': ours.logoutUri,
    })
    const ann = annOf(preset)
    const isSaml = rows.some(({ value }) => value === ours.acsUrl)
    signingIn.splice(0, signingIn.length, { ...ann, id: isSaml ? ann.userName : ann.key })
    if (isSaml) {
      expect(rows.map(({ value }) => value)).toContain(ours.entityId)
      await typed(site, ['connection', 'import', '--url', saml.issuer, '--yes', '--directory', 'Globex'])
    } else {
      oidc.admit(valueWith(rows, ours.redirectUri))
      const secret = join(folder, `${preset}.txt`)
      writeFileSync(secret, oidc.clientSecret)
      const { issuer, clientId } = oidc
      const client = ['--issuer', issuer, '--client-id', clientId, '--client-secret-file', secret]
      await typed(site, ['connection', 'set', '--protocol', 'oidc', ...client, '--directory', 'Globex'])
    }
    await typed(site, ['connection', 'mode', 'optional', '--directory', 'Globex'])
    const browser = new WalkingBrowser()
    const provider = isSaml ? saml : oidc
    await browser.go(provider.signInAsUrl(isSaml ? ann.userName : ann.key, ours.signInUrl))
    expect(await self(browser)).toMatchObject({ name: 'Ann Lee-Smith', address: 'ann.lee@globex.com' })
    const asked = seen.findLast(({ protocol }) => protocol === 'SAML')
    if (isSaml) {
      // What the provider was told is what it is asked with.
      expect(asked?.response.body).toContain(`>${valueWith(rows, ours.entityId)}</`)
      expect(asked?.request.line).toBe(`POST ${valueWith(rows, ours.acsUrl)}`)
    }
    // What the guide has typed besides is taken.
    const further = commandsIn(section).filter((words) => !words.some((word) => word.startsWith('<')))
    for (const words of further) await typed(site, words)
  })
})

/** Who a browser is signed in as. */
async function self(browser: WalkingBrowser): Promise<unknown> {
  const own = new Browser(running.origin)
  for (const [name, value] of browser.cookiesAt(running.app.publicUrl())) own.cookies.set(name, value)
  return (await own.send('getSelf', {})).body
}

function attributeOf(user: unknown, attribute: string): unknown {
  const parts = attribute.startsWith('emails') ? ['emails', '0', 'value'] : attribute.split('.')
  return parts.reduce<unknown>(
    (found, part) => (found as { readonly [name: string]: unknown } | null | undefined)?.[part],
    user,
  )
}
