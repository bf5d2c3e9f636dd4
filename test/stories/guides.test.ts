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
import { commandsIn, commandsInProse, type Guide, jsonIn, readGuide, rowsBelow } from '../fixtures/guide.ts'
import { effectOf } from '../fixtures/guide-commands.ts'
import { fillIn, pasteFields, signInFieldsOf } from '../fixtures/guide-fields.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { WalkingBrowser } from '../fixtures/walking-browser.ts'

/** Whoever signs in just now, as the provider calls them. */
const signingIn: SignInPerson[] = []
let folder: string
let saml: SamlIdp
let oidc: OidcIdp
let running: RunningApp
let env: Record<string, string>

beforeAll(async () => {
  const people = () => signingIn
  folder = mkdtempSync(join(tmpdir(), 'doorward-guides-'))
  saml = await SamlIdp.open({ company: 'Globex', people })
  oidc = await OidcIdp.open({ company: 'Globex', people })
})
afterAll(async () => {
  await saml.close()
  await oidc.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A command of a guide, at this test's site. */
const typed = (site: Site, words: readonly string[]) => commandJson(env, ...words, '--site', site.slug)

/** Somebody of Globex, as their provider knows them. */
const leeOf = (preset: Preset, givenName: string, key: string) => ({
  key: preset === 'entra' ? `5e1f0000-0000-4000-8000-0000000000${key}` : key,
  givenName,
  familyName: 'Lee',
  userName: `${givenName.toLowerCase()}.lee@globex.com`,
  address: `${givenName.toLowerCase()}.lee@globex.com`,
  active: true,
})
const annOf = (preset: Preset) => leeOf(preset, 'Ann', 'a1')
const boOf = (preset: Preset) => leeOf(preset, 'Bo', 'b2')
const cleoOf = (preset: Preset) => leeOf(preset, 'Cleo', 'c3')

/**
 * What a provider says of people at a sign-in besides, by the names that its own pages give: Microsoft's
 * (learn.microsoft.com/en-us/entra/identity-platform/reference-saml-tokens), and OpenID Connect Core 5.1.
 */
const claimsOf = (preset: Preset, { key, userName }: { readonly key: string; readonly userName: string }) =>
  preset === 'entra'
    ? {
        'http://schemas.microsoft.com/identity/claims/objectidentifier': key,
        'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups': [
          '5e1f0000-0000-4000-8000-00000000000d',
        ],
      }
    : { preferred_username: userName }

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
    const {
      baseUrl = '',
      token = '',
      uniqueField,
      template,
      ...choices
    } = fillIn(section, pasteFields[preset], {
      '<base URL>': base,
      '<token>': made.token,
    })
    // Microsoft's flag for calls as RFC 7644 wants them; a wrong one is not refused by anybody, and changes what Entra sends
    // (learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility).
    expect(baseUrl).toBe(`${base}${preset === 'entra' ? '?aadOptscim062020' : ''}`)
    const exchanges: Exchange[] = []
    const pastedTemplate = jsonIn(section)
    expect(pastedTemplate !== undefined, 'a template is there as far as a field wants one').toBe(
      template === true,
    )
    const options = {
      baseUrl,
      token,
      choices,
      witness: (exchange: Exchange) => void exchanges.push(exchange),
      ...(pastedTemplate && { template: pastedTemplate }),
      ...(uniqueField !== undefined && { uniqueField }),
      // The guide has an app made by Okta's wizard.
      madeByWizard: preset === 'okta',
    }
    const provisioner = provisionerOf(preset, options)
    const [ann, bo, cleo] = [annOf(preset), boOf(preset), cleoOf(preset)]
    await provisioner.testConnection()
    expect(exchanges.length).toBeGreaterThan(0)
    await provisioner.hire(ann)
    await provisioner.hire(bo)
    await provisioner.hire(cleo)
    // Another app of the provider, filled in alike, finds who is there by the chosen field.
    if (uniqueField !== undefined) await provisionerOf(preset, options).hire(annOf(preset))
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
    expect(await typed(site, show)).toMatchObject({ state: 'live' })

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
    const filled = fillIn(section, signInFieldsOf[preset], {
      '<entity ID>': ours.entityId,
      '<ACS URL>': ours.acsUrl,
      '<redirect URI>': ours.redirectUri,
      '<logout URI>': ours.logoutUri,
    })
    const ann = annOf(preset)
    const { entityId, acsUrl, recipient, acsPattern, signed, nameId, redirectUri, logoutUri } = filled
    const isSaml = acsUrl !== undefined
    signingIn.splice(0, signingIn.length, { ...ann, id: isSaml ? ann.userName : ann.key })
    if (isSaml) {
      saml.admit({
        entityId: entityId ?? '',
        acsUrl,
        ...(recipient !== undefined && { recipient }),
        ...(acsPattern !== undefined && { acsPattern: asPattern(acsPattern) }),
        ...(signed !== undefined && { signed }),
        ...(nameId !== undefined && { nameId: (person: SignInPerson) => person[nameId] }),
      })
      const from = filled.metadata === 'file' ? ['--file', await metadataFile()] : ['--url', saml.issuer]
      await typed(site, ['connection', 'import', ...from, '--yes', '--directory', 'Globex'])
    } else {
      if (filled.isPublic) oidc.admitPublic(redirectUri ?? '')
      else oidc.admit(redirectUri ?? '')
      const secret = join(folder, `${preset}.txt`)
      writeFileSync(secret, oidc.clientSecret)
      const { issuer, clientId } = oidc
      const client = ['--issuer', issuer, '--client-id', clientId, '--client-secret-file', secret]
      await typed(site, ['connection', 'set', '--protocol', 'oidc', ...client, '--directory', 'Globex'])
    }
    // A guide for both protocols has both; one of them is played.
    if (redirectUri !== undefined) expect(redirectUri).toBe(ours.redirectUri)
    if (logoutUri !== undefined) expect(logoutUri).toBe(ours.logoutUri)
    await typed(site, ['connection', 'mode', 'optional', '--directory', 'Globex'])
    const comes = async (id: string) => {
      const browser = new WalkingBrowser()
      const page = await browser.go((isSaml ? saml : oidc).signInAsUrl(id, ours.signInUrl))
      return { ...((await self(browser)) as object), page: page.text.slice(0, 2000) }
    }
    expect(await comes(isSaml ? ann.userName : ann.key)).toMatchObject({
      name: 'Ann Lee-Smith',
      address: 'ann.lee@globex.com',
    })

    // By what the guide has typed besides, people are known who were not known without it.
    const cleo = cleoOf(preset)
    const further = commandsIn(section)
    const claims = claimsOf(preset, cleo)
    signingIn.push({ ...cleo, id: 'nobody-knows-this', claims })
    const matching = further.filter((words) => words.includes('--match-claim'))
    expect(matching.length).toBe(['entra', 'keycloak', 'authentik'].includes(preset) ? 1 : 0)
    for (const words of matching) {
      expect(await comes('nobody-knows-this')).not.toMatchObject({ name: 'Cleo Lee' })
      await typed(site, words)
      expect(await comes('nobody-knows-this')).toMatchObject({ name: 'Cleo Lee', address: cleo.address })
    }
    for (const words of further.filter((one) => !matching.includes(one))) await hasEffect(words)
  })

  /** Types a command of the guide and looks whether what it says has come about. */
  const hasEffect = (words: readonly string[]) =>
    effectOf({ typed: (...more) => typed(site, more), preset, base }, words)

  test('means by each command of its text what that command does', async () => {
    const commands = commandsInProse(guide.text)
    expect(commands.length).toBeGreaterThan(5)
    for (const words of commands) await hasEffect(words)
  })
})

/** An address as the pattern that is met by it alone. */
const asPattern = (address: string) => new RegExp(`^${address.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)

/** The provider's metadata as a file, where it gives no address. */
async function metadataFile(): Promise<string> {
  const file = join(folder, 'metadata.xml')
  writeFileSync(file, await (await fetch(saml.issuer)).text())
  return file
}

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
