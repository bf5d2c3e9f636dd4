// A customer's own IT sets a directory up by itself: by link and code, within its directory, and within its limits.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { DnsServer } from '../../demo/simulator/dns-server.ts'
import { adminApi, setupApi } from '../../src/admin/contract.ts'
import type { Route } from '../../src/model/contract.ts'
import { directoryAddressOf, keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser, type Operation } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { type Liar, openLiar } from '../fixtures/oidc-liar.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { providerCertificate, providerKeys } from '../fixtures/provider-certificate.ts'
import { runQueue } from '../fixtures/queue.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let office: PostOffice
let liar: Liar
let running: RunningApp
let site: Site
let owner: Browser
let servers: DnsServer[]
let tests = 0
let now = new Date()

beforeAll(async () => {
  office = await PostOffice.open()
  liar = await openLiar()
  servers = await Promise.all([1, 2, 3].map(() => new DnsServer().listen()))
  const DNS_RESOLVERS = servers.map(({ address }) => address).join(', ')
  running = await runningApp({
    env: { ...office.env, DNS_RESOLVERS, OUTBOUND_ALLOW: `127.0.0.1:${liar.port}` },
    now: () => now,
  })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'owner@acme.test' })).browser
})
afterAll(async () => {
  await running.close()
  await office.close()
  await liar.close()
  await Promise.all(servers.map((server) => server.close()))
})

interface Sent extends MadeDirectory {
  readonly params: { readonly directoryId: string }
  readonly id: string
  readonly address: string
  readonly link: string
}

/** A directory of its own for each test, whose set-up page was sent to Kim. */
async function sent(rehearsal = true): Promise<Sent> {
  tests++
  const made = await makeDirectory(running, site, `Globex ${tests}`, { rehearsal })
  const params = { directoryId: keyOf(made.directory.directoryId) }
  const address = `kim${tests}@globex.test`
  const { id } = await owner.call('createSetupLink', { params, body: { name: 'Kim', address } })
  return { ...made, params, id, address, link: await linkTo(address) }
}

async function mailTo(address: string) {
  await runQueue(running, site, now)
  return office.received.filter(({ to }) => to.includes(address)).at(-1)?.parsed
}
/** The texts of all of them. */
async function mailsTo(address: string): Promise<string> {
  await mailTo(address)
  return office.received
    .flatMap(({ to, parsed }) => (to.includes(address) ? [parsed.text ?? ''] : []))
    .join('\n')
}
async function linkTo(address: string): Promise<string> {
  const [, link = 'none'] = /\/setup\/(\S+)/.exec((await mailTo(address))?.text ?? '') ?? []
  return link
}
const codeTo = async (address: string) => /\b\d{6}\b/.exec((await mailTo(address))?.text ?? '')?.[0] ?? 'none'

async function opened(link: string): Promise<Browser> {
  const browser = new Browser(running.origin)
  await browser.call('openSetup', { params: { link } })
  return browser
}

test('however often codes were asked for: each has five tries, and the right one is nothing after them', async () => {
  const { link, address } = await sent()
  await opened(link)
  const browser = new Browser(running.origin)
  await browser.call('askForSetupCode', { params: { link } })
  const code = await codeTo(address)
  for (let n = 0; n < 12; n++) await new Browser(running.origin).send('askForSetupCode', { params: { link } })
  const wrong = code === '000000' ? '111111' : '000000'
  for (const limit of [4, 3, 2, 1, 0]) {
    expect(await browser.refused('showSetupCode', { params: { link }, body: { code: wrong } })).toMatchObject(
      {
        errors: [{ rule: 'tries-left', limit }],
      },
    )
  }
  expect(await browser.refused('showSetupCode', { params: { link }, body: { code } })).toMatchObject({
    code: 'not-signed-in',
  })
})

test('the link opens the page once; from then on a code to the same mailbox does, and nothing else', async () => {
  const { link, address, params, id } = await sent()
  expect(link).toMatch(/^dwe_/)
  const kim = new Browser(running.origin)
  expect(await kim.call('getSetupLink', { params: { link } })).toMatchObject({
    siteName: site.name,
    address: 'k•••@globex.test',
    isOpened: false,
    isIn: false,
  })
  // Nobody has opened it yet, and without that the page is closed.
  expect(await kim.refused('getSetup', {})).toMatchObject({ code: 'not-signed-in' })
  await kim.call('openSetup', { params: { link } })
  expect(await kim.call('getSetup', {})).toMatchObject({ person: 'Kim', state: 'rehearsal', liveSince: null })
  expect(await kim.call('getSetupLink', { params: { link } })).toMatchObject({ isOpened: true, isIn: true })

  const other = new Browser(running.origin)
  expect(await other.refused('openSetup', { params: { link } })).toMatchObject({ code: 'conflict' })
  await other.call('askForSetupCode', { params: { link } })
  const code = await codeTo(address)
  expect((await mailTo(address))?.text).toContain('your set-up page')
  expect(await kim.refused('showSetupCode', { params: { link }, body: { code } })).toMatchObject({
    code: 'not-signed-in',
  })
  const wrong = code === '000000' ? '111111' : '000000'
  expect(await other.refused('showSetupCode', { params: { link }, body: { code: wrong } })).toMatchObject({
    errors: [{ field: 'code', rule: 'tries-left', limit: 4 }],
  })
  await other.call('showSetupCode', {
    params: { link },
    body: { code: `${code.slice(0, 3)} ${code.slice(3)}` },
  })
  expect(await other.call('getSetup', {})).toMatchObject({ person: 'Kim' })
  expect(await other.refused('showSetupCode', { params: { link }, body: { code } })).toMatchObject({
    code: 'not-signed-in',
  })
  await other.call('leaveSetup', {})
  expect(await other.refused('getSetup', {})).toMatchObject({ code: 'not-signed-in' })

  // The link is nowhere: not in the mail that is kept, not in the database, and the code signs nobody in.
  const { items } = await owner.call('listMails', { query: { to: address } })
  const kept = await Promise.all(items.map(({ id: mailId }) => owner.call('getMail', { params: { mailId } })))
  expect(JSON.stringify(kept)).not.toContain(link)
  expect(JSON.stringify(kept)).not.toContain(code)
  expect(await other.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })

  const { items: links } = await owner.call('listSetupLinks', { params, query: {} })
  expect(links).toMatchObject([{ id, state: 'open', madeBy: 'The owner', lastSeenAt: expect.any(String) }])
  await owner.call('withdrawSetupLink', { params: { ...params, linkId: id } })
  expect(await kim.refused('getSetup', {})).toMatchObject({ code: 'not-signed-in' })
  expect(await kim.refused('getSetupLink', { params: { link } })).toMatchObject({ code: 'not-found' })
  expect(await kim.refused('askForSetupCode', { params: { link } })).toMatchObject({ code: 'not-found' })
})

test('a visit ends after a working day, a link that nobody opened after two weeks', async () => {
  const { link } = await sent()
  const { link: unused } = await sent()
  const kim = await opened(link)
  const begun = now
  now = new Date(begun.getTime() + 8 * 60 * 60 * 1000)
  expect(await kim.refused('getSetup', {})).toMatchObject({ code: 'not-signed-in' })
  now = new Date(begun.getTime() + 15 * 24 * 60 * 60 * 1000)
  expect(await kim.refused('openSetup', { params: { link: unused } })).toMatchObject({ code: 'not-found' })
  // One that was opened lasts.
  expect(await kim.call('getSetupLink', { params: { link } })).toMatchObject({ isOpened: true })
  now = begun
})

test('a disconnected directory is set up by nobody', async () => {
  const { link, params } = await sent()
  const kim = await opened(link)
  await owner.call('disconnectDirectory', { params, body: { people: 'deactivate' } })
  expect(await kim.refused('getSetup', {})).toMatchObject({ code: 'not-signed-in' })
  expect(await kim.refused('getSetupLink', { params: { link } })).toMatchObject({ code: 'not-found' })
  const again = { params, body: { name: 'Kim', address: 'again@globex.test' } }
  expect(await owner.refused('createSetupLink', again)).toMatchObject({ code: 'conflict' })
})

test('provisioning: a token of its own making, calls that arrive, groups, errors, and who is ready', async () => {
  const { link, baseUrl, directory } = await sent()
  const kim = await opened(link)
  const before = await kim.call('getSetup', {})
  expect(before).toMatchObject({ users: 0, lastExchangeAt: null, preview: null, failing: false })
  expect(before.scimBaseUrl.replace('localhost', '127.0.0.1')).toBe(baseUrl)
  const { token } = await kim.call('createSetupToken', { body: { label: 'Okta' } })
  const scim = new ScimClient(baseUrl, token ?? '')
  const ann = await scim.createUser('ann@globex.test')
  await scim.createUser('owner@acme.test')
  await scim.createGroup('Sales', [ann.json.id])
  await scim.send('POST', '/Users', { schemas: [] })
  await vi.waitFor(async () => {
    const { items } = await kim.call('listSetupErrors', { query: {} })
    expect(items).toMatchObject([{ method: 'POST', path: '/Users', status: 400, says: expect.any(String) }])
  })
  await kim.call('countSetupPreview', {})
  expect(await kim.call('getSetup', {})).toMatchObject({
    users: 2,
    activeUsers: 2,
    groups: 1,
    lastExchangeAt: expect.any(String),
    preview: { ready: 1, waiting: 1, countedAt: expect.any(String) },
  })
  expect(await kim.call('listSetupGroups', { query: {} })).toEqual({
    items: [{ name: 'Sales', members: 1 }],
    next: null,
  })
  const { items: tokens } = await kim.call('listSetupTokens', { query: {} })
  const first = tokens.find(({ label }) => label === 'first token')
  const id = tokens.find(({ label }) => label === 'Okta')?.id ?? ''
  await kim.call('revokeSetupToken', { params: { tokenId: first?.id ?? '' } })
  const last = await kim.refused('revokeSetupToken', { params: { tokenId: id } })
  expect(last).toMatchObject({ code: 'conflict', detail: expect.stringContaining('Make the next one first') })
  // Who did it stands in the audit.
  const { items: events } = await owner.call('listAudit', { query: { limit: 5 } })
  expect(events[0]).toMatchObject({
    action: 'token.revoked',
    actor: { kind: 'set-up', name: directory.name },
  })
})

test('domains are proven by DNS; whose a taken one is, is not said', async () => {
  const { link } = await sent()
  const kim = await opened(link)
  const domain = `d${tests}.test`
  const begun = await kim.call('beginSetupProof', { body: { domain } })
  const { record = '', value = '' } = begun.proof ?? {}
  expect(await kim.call('verifySetupDomain', { params: { domain } })).toMatchObject({ found: 'not-there' })
  for (const { entries } of servers) entries.set(record, { txt: [value] })
  expect(await kim.call('verifySetupDomain', { params: { domain } })).toMatchObject({
    found: 'there',
    domain: { domain, authority: 'proven' },
  })

  const { link: another } = await sent()
  const lee = await opened(another)
  const theirs = await lee.call('beginSetupProof', { body: { domain } })
  for (const { entries } of servers) entries.set(record, { txt: [value, theirs.proof?.value ?? ''] })
  const taken = await lee.refused('verifySetupDomain', { params: { domain } })
  const staffs = await lee.refused('beginSetupProof', { body: { domain: 'acme.test' } })
  for (const { code, detail } of [taken, staffs]) {
    expect(code).toBe('conflict')
    expect(detail).toMatch(/waits for the site/)
    expect(detail).not.toMatch(/another directory|staff|Globex/)
  }
})

test('looks for records of one set-up page are its own share: the site, and other pages, look on', async () => {
  const { link, params } = await sent()
  const kim = await opened(link)
  const domain = `looks${tests}.test`
  const given = { params: { domain } }
  await kim.call('beginSetupProof', { body: { domain } })
  for (let n = 0; n < 20; n++) await kim.call('verifySetupDomain', given)
  expect(await kim.refused('verifySetupDomain', given)).toMatchObject({ code: 'too-many-attempts' })
  expect(await owner.call('verifyDomain', { params: { ...params, domain } })).toMatchObject({
    found: 'not-there',
  })
  const lee = await opened((await sent()).link)
  await lee.call('beginSetupProof', { body: { domain } })
  expect(await lee.call('verifySetupDomain', given)).toMatchObject({ found: 'not-there' })
})

const saml = (certificates: string[] = []) => ({
  protocol: 'saml' as const,
  issuer: `https://idp${tests}.example/`,
  ssoUrl: 'https://idp.example/sso',
  certificates,
})

/** The open proposal of a directory, as the site's administrator sees it. */
async function asked(directoryId: string) {
  const { items } = await owner.call('listCases', { query: { directoryId, kind: 'setup-proposal' } })
  return { caseId: items[0]?.id ?? '', open: items.length }
}

test('sign-in: until the directory goes live its own IT connects it, tries it and switches it on', async () => {
  const { link } = await sent()
  const kim = await opened(link)
  const first = await providerCertificate({ kind: 'rsa' })
  expect(await kim.call('createSetupConnection', { body: saml([first]) })).toEqual({ waits: false })
  expect(await kim.call('changeSetupConnection', { body: { mode: 'test', signed: 'both' } })).toEqual({
    waits: false,
  })
  const next = await providerCertificate({ kind: 'rsa' })
  expect(await kim.call('addSetupCertificate', { body: { certificate: next } })).toEqual({ waits: false })
  const { connection, ours } = await kim.call('getSetupConnection', {})
  expect(connection).toMatchObject({ mode: 'test', justInTime: false, saml: { signed: 'both' } })
  expect(connection?.saml?.certificates.length).toBe(2)
  expect(ours.acsUrl).toMatch(/\/sso\/[0-9a-z]{12}\/acs$/)
  await kim.call('removeSetupCertificate', {
    params: { certificateId: connection?.saml?.certificates[0]?.id ?? '' },
  })
  expect(await kim.call('makeSetupKey', {})).toMatchObject({ certificate: expect.any(String) })
  // What the site requires stays required.
  const params = { directoryId: keyOf((await readDirectoryOf(kim)).directoryId) }
  await owner.call('changeConnection', { params, body: { mode: 'required', affected: 0 } })
  expect(await kim.refused('changeSetupConnection', { body: { mode: 'off' } })).toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining('the site requires'),
  })
})

/** Which directory somebody sets up, by the address of its provisioning. */
async function readDirectoryOf(browser: Browser) {
  const { scimBaseUrl } = await browser.call('getSetup', {})
  const found = directoryAddressOf(scimBaseUrl.split('/').at(-1) ?? '')
  if (!found) throw new Error(scimBaseUrl)
  return found
}

test('another directory’s provider is refused without saying whose it is', async () => {
  const { link, directory } = await sent()
  const keys = await providerKeys()
  const certificate = await providerCertificate({ keys })
  const wanted = { ...saml([certificate]), issuer: 'urn:shared' }
  await (await opened(link)).call('createSetupConnection', { body: wanted })
  const { link: another } = await sent()
  const refused = await (await opened(another)).refused('createSetupConnection', { body: wanted })
  expect(refused).toMatchObject({ code: 'conflict', detail: expect.stringContaining('waits for the site') })
  expect(JSON.stringify(refused)).not.toContain(directory.name)
})

test('once live, a token waits for the site, and is made once it is released', async () => {
  const { link, params, baseUrl } = await sent(false)
  const kim = await opened(link)
  const body = { label: 'Next year' }
  expect(await kim.call('createSetupToken', { body })).toEqual({ token: null, waits: true })
  // Asking again is one proposal.
  expect(await kim.call('createSetupToken', { body })).toEqual({ token: null, waits: true })
  const { caseId, open } = await asked(params.directoryId)
  expect(open).toBe(1)
  const preview = { params: { caseId, decision: 'release' } }
  expect(await owner.call('previewCase', preview)).toMatchObject({
    effects: [{ code: 'lets-make-token', values: { label: 'Next year' } }],
  })
  await owner.call('decideCase', { params: { caseId }, body: { decision: 'release' } })
  const { token } = await kim.call('createSetupToken', { body })
  const scim = new ScimClient(baseUrl, token ?? '')
  expect((await scim.get('/Users')).status).toBe(200)
  expect(await kim.call('listSetupProposals', { query: {} })).toMatchObject({
    items: [{ kind: 'token', state: 'used', proposed: 'Next year' }],
  })
  // Taken back, the token is refused, and it is asked again.
  await owner.call('undoCase', { params: { caseId }, body: {} })
  now = new Date(now.getTime() + 1_000)
  expect((await scim.get('/Users')).status).toBe(401)
  await owner.call('decideCase', { params: { caseId }, body: { decision: 'refuse' } })
  expect(await kim.call('listSetupProposals', { query: {} })).toMatchObject({ items: [{ state: 'refused' }] })
})

test('a link that is withdrawn takes along what it proposed', async () => {
  const { link, params, id } = await sent(false)
  await (await opened(link)).call('createSetupToken', { body: { label: 'x' } })
  const { caseId } = await asked(params.directoryId)
  await owner.call('withdrawSetupLink', { params: { ...params, linkId: id } })
  expect(await owner.call('getCase', { params: { caseId } })).toMatchObject({
    state: 'closed',
    outcome: 'withdrawn',
  })
})

test('once live, a new connection, certificate or issuer is released by the site, and taken back by it', async () => {
  const { link, params } = await sent(false)
  const kim = await opened(link)
  const certificate = await providerCertificate({ kind: 'rsa' })
  expect(await kim.call('createSetupConnection', { body: saml([certificate]) })).toEqual({ waits: true })
  expect(await kim.call('getSetupConnection', {})).toMatchObject({ connection: null })
  const release = async (decision: 'release' | 'refuse' = 'release') => {
    const { caseId } = await asked(params.directoryId)
    await owner.call('decideCase', { params: { caseId }, body: { decision } })
    return caseId
  }
  await release()
  const connected = (await owner.call('getConnection', { params })).connection
  expect(connected).toMatchObject({ mode: 'off', issuer: saml().issuer, saml: { ssoUrl: saml().ssoUrl } })
  expect(connected?.saml?.certificates.map(({ pem }) => pem)).toEqual([certificate])

  // Trying it out lets nobody in; to let people in waits, and to keep them out does not.
  const mode = async () => (await owner.call('getConnection', { params })).connection?.mode
  expect(await kim.call('changeSetupConnection', { body: { mode: 'test' } })).toEqual({ waits: false })
  expect(await kim.call('changeSetupConnection', { body: { mode: 'optional' } })).toEqual({ waits: true })
  expect(await mode()).toBe('test')
  const { needs } = await owner.call('getOverview', { query: {} })
  expect(needs).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        kind: 'proposal-waits',
        label: 'optional',
        directory: expect.objectContaining({ id: params.directoryId }),
      }),
    ]),
  )
  expect(await mailsTo('owner@acme.test')).toMatch(/Kim proposes that people sign in/)
  const letIn = await release()
  expect(await mode()).toBe('optional')
  expect(await kim.call('changeSetupConnection', { body: { mode: 'off' } })).toEqual({ waits: false })
  expect(await mode()).toBe('off')
  // What has changed since is not taken back.
  expect(await owner.refused('undoCase', { params: { caseId: letIn }, body: {} })).toMatchObject({
    code: 'conflict',
  })
  await kim.call('changeSetupConnection', { body: { mode: 'optional' } })
  const again = await release()
  await owner.call('undoCase', { params: { caseId: again }, body: {} })
  expect(await mode()).toBe('off')
  await owner.call('decideCase', { params: { caseId: again }, body: { decision: 'release' } })
  // What is believed is the site's.
  expect(await kim.refused('changeSetupConnection', { body: { matchBy: 'external-id' } })).toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining('the site changes this'),
  })
  const moved = { issuer: 'urn:new', ssoUrl: 'https://new.example/sso' }
  expect(await kim.call('changeSetupConnection', { body: moved })).toEqual({ waits: true })
  expect((await owner.call('getConnection', { params })).connection?.issuer).toBe(saml().issuer)
  const movedCase = await release()
  expect((await owner.call('getConnection', { params })).connection).toMatchObject({
    mode: 'optional',
    issuer: 'urn:new',
    saml: { ssoUrl: moved.ssoUrl },
  })
  await owner.call('undoCase', { params: { caseId: movedCase }, body: {} })
  expect((await owner.call('getConnection', { params })).connection?.issuer).toBe(saml().issuer)
  await release('refuse')

  const next = await providerCertificate({ kind: 'rsa' })
  expect(await kim.call('addSetupCertificate', { body: { certificate: next } })).toEqual({ waits: true })
  const added = await release()
  const certificates = async () =>
    (await owner.call('getConnection', { params })).connection?.saml?.certificates
      .map(({ pem }) => pem)
      .sort()
  expect(await certificates()).toEqual([certificate, next].sort())
  await owner.call('undoCase', { params: { caseId: added }, body: {} })
  expect(await certificates()).toEqual([certificate])
  const { items } = await owner.call('listAudit', { query: { subject: params.directoryId, limit: 50 } })
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['set-up.proposed', 'set-up.released', 'set-up.taken-back', 'connection.changed']),
  )
})

test('what a provider keeps waiting is held against what the site has decided meanwhile', async () => {
  /** A provider that answers once this was done. */
  const slow = (name: string, meanwhile: () => Promise<unknown>) => {
    const provider = liar.provider(`${name}${tests}`, {
      async discovery(document) {
        await meanwhile()
        return document
      },
    })
    return { issuer: provider.issuer, clientId: 'slow', clientSecret: 'of the slow one' }
  }
  const protocol = 'oidc' as const
  const connectionIn = async ({ params }: Sent) => (await owner.call('getConnection', { params })).connection
  const meanwhile = { code: 'conflict', detail: expect.stringContaining('meanwhile') }

  // It goes live: from then on another provider waits for the site.
  const first = await sent()
  const kim = await opened(first.link)
  const goesLive = slow('first', () => owner.call('takeDirectoryLive', { params: first.params }))
  expect(await kim.refused('createSetupConnection', { body: { protocol, ...goesLive } })).toMatchObject(
    meanwhile,
  )
  expect(await connectionIn(first)).toBeNull()
  const second = await sent()
  const lee = await opened(second.link)
  const before = { issuer: liar.provider(`before${tests}`).issuer, clientId: 'before', clientSecret: 'x' }
  await lee.call('createSetupConnection', { body: { protocol, ...before } })
  const goesLiveToo = slow('second', () => owner.call('takeDirectoryLive', { params: second.params }))
  expect(await lee.refused('changeSetupConnection', { body: goesLiveToo })).toMatchObject(meanwhile)
  expect(await connectionIn(second)).toMatchObject({ issuer: before.issuer })

  // The site switches it off: switched on again it is by the site.
  await owner.call('changeConnection', { params: second.params, body: { mode: 'optional' } })
  const goesOff = slow('third', () =>
    owner.call('changeConnection', { params: second.params, body: { mode: 'off' } }),
  )
  const body = { ...goesOff, mode: 'optional' as const }
  expect(await lee.refused('changeSetupConnection', { body })).toMatchObject(meanwhile)
  expect(await connectionIn(second)).toMatchObject({ mode: 'off' })

  // The link is withdrawn: nobody stands for what comes of it.
  const params = { ...second.params, linkId: second.id }
  const goesAway = slow('fourth', () => owner.call('withdrawSetupLink', { params }))
  expect(await lee.refused('changeSetupConnection', { body: goesAway })).toMatchObject({ code: 'not-found' })
  expect(await asked(second.params.directoryId)).toMatchObject({ open: 0 })
})

test('once live, what was proposed of a connection that is there by now, or is gone, is not released', async () => {
  const { link, params } = await sent(false)
  const kim = await opened(link)
  const theirs = await providerCertificate({ kind: 'rsa' })
  await kim.call('createSetupConnection', { body: saml([theirs]) })
  const { caseId } = await asked(params.directoryId)
  const own = { ...saml([await providerCertificate({ kind: 'rsa' })]), issuer: 'urn:of-the-site' }
  await owner.call('createConnection', { params, body: own })
  const release = { params: { caseId }, body: { decision: 'release' as const } }
  expect(await owner.refused('decideCase', release)).toMatchObject({ code: 'conflict' })
  expect((await owner.call('getConnection', { params })).connection).toMatchObject({ issuer: own.issuer })
})

test('once live, another OIDC provider comes with its own secret, and the one of now is shown to nobody else', async () => {
  const { link, params } = await sent()
  const kim = await opened(link)
  const connect = { protocol: 'oidc' as const, issuer: liar.provider('one').issuer, clientId: 'one' }
  await kim.call('createSetupConnection', { body: { ...connect, clientSecret: 'secret of one' } })
  await kim.call('changeSetupConnection', { body: { mode: 'optional' } })
  await owner.call('takeDirectoryLive', { params })
  const kept = async () => {
    const [row] = await readRows<{ issuer: string; client: string; secret: string }>(running, site, {
      name: '',
      text: `select issuer, oidc::json ->> 'clientId' as client, client_secret as secret from connections
        where site_id = $1 and directory_id = $2`,
      values: [
        site.id,
        directoryAddressOf((await kim.call('getSetup', {})).scimBaseUrl.split('/').at(-1) ?? '')?.directoryId,
      ],
    })
    return row
  }
  const before = await kept()
  expect(before).toEqual({ issuer: connect.issuer, client: 'one', secret: 'secret of one' })
  const moved = { issuer: liar.provider('two').issuer, clientId: 'two' }
  expect(await kim.refused('changeSetupConnection', { body: moved })).toMatchObject({
    code: 'invalid',
    errors: [{ field: 'clientSecret' }],
  })
  const whole = { ...moved, clientSecret: 'secret of two' }
  expect(await kim.call('changeSetupConnection', { body: whole })).toEqual({ waits: true })
  // Until it is released the one of now stays as it is, with its secret.
  expect(await kept()).toEqual(before)
  const { caseId } = await asked(params.directoryId)
  const shown = [
    await owner.call('getCase', { params: { caseId } }),
    await owner.call('previewCase', { params: { caseId, decision: 'release' } }),
    await kim.call('listSetupProposals', { query: {} }),
    await mailsTo('owner@acme.test'),
  ]
  expect(JSON.stringify(shown)).not.toContain('secret of')
  await owner.call('decideCase', { params: { caseId }, body: { decision: 'release' } })
  expect(await kept()).toEqual({ issuer: moved.issuer, client: 'two', secret: 'secret of two' })
  await owner.call('undoCase', { params: { caseId }, body: {} })
  expect(await kept()).toEqual(before)
  await owner.call('decideCase', { params: { caseId }, body: { decision: 'release' } })
  expect(await kept()).toMatchObject({ client: 'two', secret: 'secret of two' })
  // Its own secret they renew themselves.
  expect(await kim.call('changeSetupConnection', { body: { clientSecret: 'renewed' } })).toEqual({
    waits: false,
  })
  expect(await kept()).toMatchObject({ client: 'two', secret: 'renewed' })
})

const routes = Object.entries<Route>(setupApi).filter(([, { permission }]) => permission === 'set-up') as [
  Operation,
  Route,
][]

/** What the page can never set, by the names that these have elsewhere. */
const forbidden: readonly (readonly [field: string, value: unknown])[] = [
  ['home', 'Initech'],
  ['mapping', { unmatched: 'nothing' }],
  ['rules', [{ organizationId: '00000000-0000-7000-8000-000000000001' }]],
  ['decision', 'adopt'],
  ['authority', 'declared'],
  ['guests', true],
  ['guestsSince', '2026-01-01T00:00:00Z'],
  ['bindsDirectories', false],
  ['justInTime', true],
  ['groupsClaim', 'groups'],
  ['mode', 'required'],
  ['state', 'live'],
  ['liveSince', '2026-01-01T00:00:00Z'],
  ['directoryId', '000001'],
  ['groupsClaim', 'groups'],
  ['idpInitiated', true],
  ['secondFactor', 'owners'],
  ['sharedWith', 'Globex 1'],
  ['codeDoor', true],
  ['defaultDirectoryId', '000001'],
  ['addressFrom', 'user-name'],
  ['keepsOrganizations', true],
]

const fieldsOf = (operation: keyof typeof adminApi) => {
  const { body } = adminApi[operation] as Route
  return Object.keys(body?.shape ?? {})
}

test('for what an administrator sets of a directory, its rules, who gets in and the site, the page has no field', () => {
  const own = new Set(routes.flatMap(([, { body }]) => Object.keys(body?.shape ?? {})))
  const theirs = [
    'changeDirectorySettings',
    'changeMapping',
    'allowGuests',
    'changeAccessPolicy',
    'changeSite',
    'addOrganization',
    'decideCase',
  ] as const
  expect(theirs.flatMap(fieldsOf).filter((field) => own.has(field))).toEqual([])
  expect(
    fieldsOf('changeConnection')
      .filter((field) => !own.has(field))
      .sort(),
  ).toEqual(['affected', 'groupsClaim', 'idpInitiated', 'justInTime', 'secondFactor', 'sharedWith'])
})

test('whatever route is tried, what the page cannot set is refused by its name, and nothing changes', async () => {
  const { link, params } = await sent()
  const kim = await opened(link)
  const before = await readOf(params.directoryId)
  const changing = routes.filter(([name, { method }]) => method !== 'GET' && name !== 'leaveSetup')
  for (const [operation, { body, params: named }] of changing) {
    const names = Object.keys(named?.shape ?? {})
    const sentParams = Object.fromEntries(
      names.map((name) => [name, name === 'domain' ? 'x.test' : params.directoryId]),
    )
    for (const [field, value] of body ? forbidden : forbidden.slice(0, 1)) {
      const { status, body: answer } = await kim.send(operation, {
        params: sentParams,
        body: { [field]: value },
      })
      // A route that takes no body reads none.
      if (!body) expect([204, 404], operation).toContain(status)
      else {
        expect(status, `${operation} ${field}`).toBe(400)
        expect(JSON.stringify(answer), operation).toContain(`"${field}"`)
      }
    }
  }
  expect(await readOf(params.directoryId)).toEqual(before)
})

/** Everything of a directory that a set-up page must not touch. */
async function readOf(directoryId: string) {
  const params = { directoryId }
  return {
    directory: await owner.call('getDirectory', { params }),
    mapping: await owner.call('getMapping', { params }),
    connection: await owner.call('getConnection', { params }),
    domains: await owner.call('listDomains', { params, query: {} }),
    policy: await owner.call('getAccessPolicy', {}),
    organizations: await owner.call('listOrganizations', { query: {} }),
  }
}

test('with ids of another directory no route finds anything, and the administration stays closed', async () => {
  const mine = await sent()
  const other = await sent()
  await other.scim.createUser('secret@hooli.test')
  await other.scim.createGroup('Hooli Secrets')
  const lee = await opened(other.link)
  await lee.call('beginSetupProof', { body: { domain: 'secret-hooli.test' } })
  const { items: tokens } = await lee.call('listSetupTokens', { query: {} })
  const kim = await opened(mine.link)
  const id = tokens[0]?.id ?? ''
  const theirs: Record<string, string> = { tokenId: id, reportId: id, domain: 'secret-hooli.test' }
  for (const [operation, { method, params, body }] of routes.filter(([name]) => name !== 'leaveSetup')) {
    const { status, body: answer } = await kim.send(operation, {
      params: theirs,
      body: method === 'GET' || !body ? undefined : {},
    })
    if (params) expect([404, 409], operation).toContain(status)
    expect(JSON.stringify(answer ?? ''), operation).not.toMatch(/Hooli|secret@/)
  }
  expect(await lee.call('listSetupTokens', { query: {} })).toMatchObject({ items: [{ state: 'live' }] })
  // A visit is no session of the staff, nor one of the help centre.
  const { directoryId } = mine.params
  expect(await kim.refused('getDirectory', { params: { directoryId } })).toMatchObject({
    code: 'not-signed-in',
  })
  expect(await kim.refused('takeDirectoryLive', { params: { directoryId } })).toMatchObject({
    code: 'not-signed-in',
  })
  // And the owner of the site is nobody at the set-up page.
  expect(await owner.refused('getSetup', {})).toMatchObject({ code: 'not-signed-in' })
})

test('of two who open one link at once, one is in', async () => {
  const { link } = await sent()
  const browsers = [1, 2, 3, 4].map(() => new Browser(running.origin))
  const answers = await Promise.all(browsers.map((one) => one.send('openSetup', { params: { link } })))
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409])
})

test('it is sent, listed and withdrawn at the command line; one mailbox has one link', async () => {
  const { params, directory, id } = await sent()
  const env = { DATABASE_URL: running.ownerUrl }
  const on = ['--directory', directory.name]
  const made = await commandJson(
    env,
    'directory',
    'setup-link',
    'create',
    ...on,
    '--name',
    'Lee',
    '--address',
    'lee@x.test',
  )
  expect(made).toMatchObject({ state: 'sent', directoryId: params.directoryId })
  const twice = await command(
    env,
    'directory',
    'setup-link',
    'create',
    ...on,
    '--name',
    'Lee',
    '--address',
    'LEE@x.test',
  )
  expect(twice.code).not.toBe(0)
  expect(twice.stderr).toMatch(/has the set-up page already/)
  const listed = await commandJson(env, 'directory', 'setup-link', 'list', ...on)
  expect(listed).toMatchObject([
    { name: 'Lee', state: 'sent' },
    { id, name: 'Kim' },
  ])
  await commandJson(env, 'directory', 'setup-link', 'withdraw', id, ...on)
  const rows = await readRows<{ n: number }>(running, site, {
    name: '',
    text: 'select count(*)::int as n from setup_links where site_id = $1 and link_id = $2 and withdrawn_at is not null',
    values: [site.id, id],
  })
  expect(rows).toEqual([{ n: 1 }])
})
