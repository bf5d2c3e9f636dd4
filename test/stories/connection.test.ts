// How a directory is connected to its company's own sign-in: what is saved, refused and told, over real HTTP.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkExpiries } from '../../src/admin/expiries.ts'
import { needsOf } from '../../src/admin/overview.ts'
import { addressKeyOf, keyOf } from '../../src/model/ids.ts'
import { insertSignIn } from '../../src/storage/access/sign-ins.ts'
import { newId } from '../../src/storage/new-id.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { providerCertificate, providerKeys, providerMetadata } from '../fixtures/provider-certificate.ts'
import { publishedMetadata } from '../fixtures/published-metadata.ts'
import { settle } from '../fixtures/queue.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let provider: Server
let at: string
/** What the provider answers at each path. */
const pages = new Map<string, { status?: number; body: string; headers?: Record<string, string> }>()
let tests = 0

beforeAll(async () => {
  provider = createServer((request, response) => {
    const page = pages.get(request.url ?? '') ?? { status: 404, body: '' }
    response.writeHead(page.status ?? 200, page.headers).end(page.body)
  })
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  at = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  running = await runningApp({ env: { OUTBOUND_ALLOW: new URL(at).host } })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'owner@acme.test' })).browser
})
afterAll(async () => {
  await running.close()
  provider.close()
})

/** A directory of its own for each test. */
async function directory(): Promise<MadeDirectory & { params: { directoryId: string } }> {
  tests++
  const made = await makeDirectory(running, site, `Globex ${tests}`)
  return { ...made, params: { directoryId: keyOf(made.directory.directoryId) } }
}

const saml = (certificates: string[] = [], more = {}) => ({
  protocol: 'saml' as const,
  issuer: `https://idp${tests}.example/`,
  ssoUrl: 'https://idp.example/sso',
  certificates,
  ...more,
})

function describe(path: string, more: object = {}): string {
  const issuer = `${at}${path}`
  const document = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    ...more,
  }
  pages.set(`${path}/.well-known/openid-configuration`, { body: JSON.stringify(document) })
  return issuer
}

const mails = async () => {
  const rows = await readRows<{ said: string }>(running, site, {
    name: '',
    text: `select said from mails where site_id = $1 and kind = 'connection-changed'
      and to_folded = 'owner@acme.test' order by mail_id`,
    values: [site.id],
  })
  return rows.map(({ said }) => JSON.parse(said))
}

test('a directory is connected by SAML, step by step, and nobody signs in before it is complete', async () => {
  const { params, directory: made } = await directory()
  const before = await owner.call('getConnection', { params })
  const own = `${running.origin.replace('127.0.0.1', 'localhost')}/sso/${addressKeyOf(site.id, made.directoryId)}`
  expect(before).toEqual({
    ours: {
      signInUrl: own,
      entityId: `${own}/metadata`,
      acsUrl: `${own}/acs`,
      redirectUri: `${own}/callback`,
      logoutUri: `${own}/logout`,
      keysUri: `${own}/keys`,
    },
    connection: null,
  })
  const { connection } = await owner.call('createConnection', { params, body: saml() })
  expect(connection).toMatchObject({
    protocol: 'saml',
    mode: 'off',
    matchBy: 'user-name',
    needs: ['certificate'],
  })
  expect(await owner.refused('createConnection', { params, body: saml() })).toMatchObject({
    code: 'conflict',
  })
  const early = await owner.refused('changeConnection', { params, body: { mode: 'test' } })
  expect(early).toMatchObject({ code: 'conflict', detail: expect.stringContaining('certificate is missing') })
  const certificate = await providerCertificate({ kind: 'rsa' })
  const added = await owner.call('addCertificate', { params, body: { certificate } })
  expect(added).toMatchObject({ pem: certificate, fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}/) })
  const on = await owner.call('changeConnection', { params, body: { mode: 'optional', signed: 'both' } })
  expect(on.connection).toMatchObject({
    mode: 'optional',
    needs: [],
    saml: { signed: 'both', certificates: [added] },
  })
  const last = await owner.refused('removeCertificate', { params: { ...params, certificateId: added.id } })
  expect(last).toMatchObject({ code: 'conflict' })
  // Our own key is needed before requests are signed.
  expect(await owner.refused('changeConnection', { params, body: { signsRequests: true } })).toMatchObject({
    detail: expect.stringContaining('our own key'),
  })
  const key = await owner.call('makeConnectionKey', { params })
  const signing = await owner.call('changeConnection', { params, body: { signsRequests: true } })
  expect(signing.connection?.ownKey).toEqual(key)
  await owner.call('removeConnection', { params })
  expect(await owner.call('getConnection', { params })).toEqual(before)
  const told = (await mails()).filter((one) => one.directory === made.name)
  expect(told.map(({ change, detail }) => [change, detail])).toEqual([
    ['connected', 'SAML'],
    ['certificate-added', added.fingerprint],
    ['mode-changed', 'optional'],
    ['key-made', key.fingerprint],
    ['removed', saml().issuer],
  ])
})

test('what is written down says before and after, and holds no secret', async () => {
  const { params } = await directory()
  const issuer = describe('/secrets')
  const body = { protocol: 'oidc' as const, issuer, clientId: 'doorward', clientSecret: 'very secret indeed' }
  const { connection } = await owner.call('createConnection', { params, body })
  expect(connection).toMatchObject({
    oidc: { hasSecret: true, clientId: 'doorward' },
    matchBy: 'external-id',
  })
  const change = { clientSecret: 'another secret indeed', justInTime: true, groupsClaim: 'groups' }
  await owner.call('changeConnection', { params, body: change })
  await owner.call('makeConnectionKey', { params })
  const { items } = await owner.call('listAudit', { query: { subject: params.directoryId } })
  const all = JSON.stringify([items, await owner.call('getConnection', { params }), await mails()])
  expect(all).not.toMatch(/secret indeed|PRIVATE KEY/)
  const changed = items.find(({ action }) => action === 'connection.changed')
  expect(changed?.details).toMatchObject({
    before: { justInTime: false, hasSecret: true },
    after: { justInTime: true, groupsClaim: 'groups' },
    newSecret: true,
  })
})

test('what the rules forbid is refused, and the field is named', async () => {
  const { params } = await directory()
  const weak = await providerCertificate({ kind: 'weak' })
  const over = await providerCertificate({ days: -1 })
  const good = await providerCertificate()
  const cases: [object, string, RegExp][] = [
    [saml([], { issuer: undefined }), 'issuer', /needed/],
    [saml([], { issuer: 'a b' }), 'issuer', /no space/],
    [saml([], { ssoUrl: undefined }), 'ssoUrl', /needed/],
    [saml([], { ssoUrl: 'http://idp.example/sso' }), 'ssoUrl', /https/],
    [saml([], { ssoUrl: 'javascript:alert(1)' }), 'ssoUrl', /https/],
    [saml([], { clientId: 'x' }), 'clientId', /OIDC alone/],
    [saml([weak]), 'certificates', /1024 bits/],
    [saml([over]), 'certificates', /expired/],
    [saml([good, good]), 'certificates', /there already/],
    [saml(['hello']), 'certificates', /must be a certificate/],
    [{ protocol: 'oidc', issuer: at, ssoUrl: 'https://idp.example' }, 'clientId', /needed/],
    [
      { protocol: 'oidc', issuer: 'https://login.microsoftonline.com/common/v2.0', clientId: 'x' },
      'issuer',
      /tenant/,
    ],
    [{ protocol: 'oidc', issuer: `${at}/x?y`, clientId: 'x' }, 'issuer', /before the \?/],
    [{ protocol: 'oidc', issuer: describe('/a'), clientId: 'x', scopes: ['email'] }, 'scopes', /openid/],
    [
      { protocol: 'oidc', issuer: describe('/a'), clientId: 'x', certificates: [good] },
      'certificates',
      /SAML alone/,
    ],
    [{ protocol: 'oidc', issuer: describe('/a'), clientId: 'x', tenantId: 'y' }, 'tenantId', /Entra/],
  ]
  for (const [body, field, says] of cases) {
    const { status, body: said } = await owner.send('createConnection', { params, body })
    expect({ status, said }).toMatchObject({
      status: expect.toBeOneOf([400, 409]),
      said: { errors: [{ field, detail: expect.stringMatching(says) }] },
    })
  }
  expect((await owner.call('getConnection', { params })).connection).toBeNull()
})

test('an OIDC provider is looked at before it is saved: it must be there, and be who it says', async () => {
  const { params } = await directory()
  const refused = async (issuer: string) => {
    const body = { protocol: 'oidc' as const, issuer, clientId: 'doorward' }
    const { errors } = await owner.refused('createConnection', { params, body })
    return errors?.[0]?.detail
  }
  expect(await refused(`${at}/nowhere`)).toMatch(/answered with 404/)
  pages.set('/moved/.well-known/openid-configuration', { status: 302, body: '', headers: { location: '/' } })
  expect(await refused(`${at}/moved`)).toMatch(/302, which leads elsewhere/)
  describe('/other', { issuer: 'https://evil.example' })
  expect(await refused(`${at}/other`)).toMatch(/calls itself https:\/\/evil.example/)
  describe('/slash')
  pages.set('/slash//.well-known/openid-configuration', { body: '{}' })
  expect(await refused(`${at}/slash/`)).toMatch(new RegExp(`calls itself ${at}/slash\\. .*exactly`))
  describe('/plain', { token_endpoint: 'http://elsewhere.example/token' })
  expect(await refused(`${at}/plain`)).toMatch(/no token_endpoint/)
  pages.set('/text/.well-known/openid-configuration', { body: 'hello' })
  expect(await refused(`${at}/text`)).toMatch(/no description/)
  pages.set('/long/.well-known/openid-configuration', { body: ' '.repeat(300_000) })
  expect(await refused(`${at}/long`)).toMatch(/longer/)
  expect(await refused('https://169.254.169.254')).toMatch(/not on the public Internet/)
  expect(await refused('https://127.0.0.1')).toMatch(/OUTBOUND_ALLOW/)
})

test('what one OIDC provider has as our secret another is not told', async () => {
  const { params } = await directory()
  const [one, two] = [describe('/one'), describe('/two')]
  const body = { protocol: 'oidc' as const, issuer: one, clientId: 'doorward', clientSecret: 'secret of one' }
  await owner.call('createConnection', { params, body })
  expect(await owner.refused('changeConnection', { params, body: { issuer: two } })).toMatchObject({
    errors: [{ field: 'clientSecret', detail: expect.stringMatching(/provider before/) }],
  })
  const { connection } = await owner.call('getConnection', { params })
  expect(connection).toMatchObject({ issuer: one })
  const own = { issuer: two, clientSecret: 'secret of two' }
  expect((await owner.call('changeConnection', { params, body: own })).connection).toMatchObject({
    issuer: two,
    oidc: { hasSecret: true },
  })
  const byKey = { issuer: one, authentication: 'private_key_jwt' as const }
  expect((await owner.call('changeConnection', { params, body: byKey })).connection).toMatchObject({
    issuer: one,
    oidc: { hasSecret: false },
  })
})

test('metadata is read from its address or as text, and compared with what is there; nothing is saved by it', async () => {
  const { params } = await directory()
  const keys = await providerKeys()
  const [now, next] = await Promise.all([providerCertificate({ keys, days: 20 }), providerCertificate()])
  const weak = await providerCertificate({ kind: 'weak' })
  pages.set('/metadata', { body: providerMetadata('urn:idp:a', [now, next, weak]) })
  const seen = await owner.call('readMetadata', { params, body: { url: `${at}/metadata` } })
  expect(seen).toMatchObject({ entityId: 'urn:idp:a', ssoUrl: 'https://idp.example/sso', changes: null })
  expect(seen.certificates.map(({ pem, refusal, isKnown }) => [pem, refusal, isKnown])).toEqual([
    [now, null, false],
    [next, null, false],
    [weak, expect.stringContaining('1024'), false],
  ])
  expect((await owner.call('getConnection', { params })).connection).toBeNull()
  const body = {
    protocol: 'saml' as const,
    issuer: 'urn:idp:a',
    ssoUrl: 'https://idp.example/old',
    certificates: [now],
  }
  await owner.call('createConnection', { params, body })
  const document = providerMetadata('urn:idp:b', [next])
  const again = await owner.call('readMetadata', { params, body: { document } })
  expect(again.changes).toEqual({ issuer: true, ssoUrl: true, gone: [seen.certificates[0]?.fingerprint] })
  const refused = async (given: object) => (await owner.send('readMetadata', { params, body: given })).body
  expect(await refused({})).toMatchObject({ code: 'invalid' })
  expect(await refused({ document: '<!DOCTYPE a><a/>' })).toMatchObject({
    errors: [{ field: 'document', detail: expect.stringContaining('DOCTYPE') }],
  })
  expect(await refused({ document: 'x'.repeat(1_050_000) })).toMatchObject({
    detail: expect.stringContaining('MiB'),
  })
  expect(await refused({ url: 'https://10.0.0.1/metadata' })).toMatchObject({
    errors: [{ field: 'url', detail: expect.stringContaining('public Internet') }],
  })
  expect(await refused({ document, entityId: 'urn:idp:c' })).toMatchObject({ code: 'invalid' })
  expect(
    await refused({ document: providerMetadata('urn:a', [next], { ssoUrl: 'http://idp.example' }) }),
  ).toMatchObject({
    detail: expect.stringContaining('https'),
  })
})

test.each(publishedMetadata)('metadata as $of publishes it connects a directory', async (published) => {
  const { params } = await directory()
  const pems = await Promise.all([providerCertificate(), providerCertificate()])
  const [one = '', other = ''] = pems.map((pem) => pem.replaceAll(/-----[^-]+-----|\s/g, ''))
  pages.set('/published', { body: published.text([one, other]) })
  const seen = await owner.call('readMetadata', { params, body: { url: `${at}/published` } })
  expect(seen).toMatchObject({ entityId: published.entityId, ssoUrl: published.ssoUrl, binding: 'redirect' })
  expect(seen.certificates.map(({ pem, refusal }) => [pem, refusal])).toEqual(
    pems.slice(0, published.certificates).map((pem) => [pem, null]),
  )
  const { entityId: issuer, ssoUrl } = seen
  const certificates = seen.certificates.map(({ pem }) => pem)
  const body = { protocol: 'saml' as const, issuer, ssoUrl, certificates }
  await owner.call('createConnection', { params, body })
  const again = await owner.call('readMetadata', {
    params,
    body: { document: published.text([one, other]) },
  })
  expect(again.changes).toEqual({ issuer: false, ssoUrl: false, gone: [] })
})

test('two directories share a provider only by the word of an administrator, who names the other', async () => {
  const keys = await providerKeys()
  const first = await directory()
  const body = { ...saml([await providerCertificate({ keys })]), issuer: 'urn:shared' }
  await owner.call('createConnection', { params: first.params, body })
  const second = await directory()
  // Another certificate of the same key.
  const same = { ...body, certificates: [await providerCertificate({ keys, days: 90 })] }
  const refused = await owner.refused('createConnection', { params: second.params, body: same })
  expect(refused).toMatchObject({ code: 'conflict', errors: [{ field: 'sharedWith' }] })
  // The same name with a key of its own is another provider, until the key comes along.
  const other = { ...body, certificates: [await providerCertificate()] }
  await owner.call('createConnection', { params: second.params, body: other })
  const [certificate = ''] = same.certificates
  const added = { params: second.params, body: { certificate } }
  expect(await owner.refused('addCertificate', added)).toMatchObject({ code: 'conflict' })
  const named = { certificate, sharedWith: first.directory.name }
  await owner.call('addCertificate', { params: second.params, body: named })
  const issuer = describe('/shared')
  const [third, fourth] = [await directory(), await directory()]
  const oidc = { protocol: 'oidc' as const, issuer, clientId: 'one' }
  await owner.call('createConnection', { params: third.params, body: oidc })
  expect(await owner.refused('createConnection', { params: fourth.params, body: oidc })).toMatchObject({
    errors: [{ field: 'sharedWith' }],
  })
  await owner.call('createConnection', { params: fourth.params, body: { ...oidc, clientId: 'two' } })
  const change = { params: fourth.params, body: { clientId: 'one' } }
  expect(await owner.refused('changeConnection', change)).toMatchObject({ code: 'conflict' })
})

const openByCode = (customerId: string) => openSession(customerId, 'code', null)

async function openSession(customerId: string, method: string, directoryId: number | null): Promise<void> {
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'customer_sessions',
      alone: true,
      text: `insert into customer_sessions (site_id, session_id, customer_id, secret_hash, method, directory_id, created_at,
          last_seen_at, expires_at)
        values ($1, gen_random_uuid(), $2, decode(md5(random()::text), 'hex'), $3, $4, now(), now(), now() + interval '1 day')`,
      values: [site.id, customerId, method, directoryId],
    }),
  )
}

/** Somebody of a directory, signed in through it and by a code as well. */
async function signedIn(made: MadeDirectory): Promise<string> {
  const ann = await made.scim.createUser(`ann${tests}@globex.test`)
  const [{ customerId = '' } = {}] = await readRows<{ customerId: string }>(running, site, {
    name: '',
    text: 'select customer_id as "customerId" from directory_users where site_id = $1 and user_id = $2',
    values: [site.id, ann.json.id],
  })
  await openSession(customerId, 'saml', made.directory.directoryId)
  await openByCode(customerId)
  return customerId
}

const sessionsOf = async (customerId: string) => {
  const rows = await readRows<{ method: string }>(running, site, {
    name: '',
    text: 'select method from customer_sessions where site_id = $1 and customer_id = $2 order by method',
    values: [site.id, customerId],
  })
  return rows.map(({ method }) => method)
}

test('a certificate that goes, another issuer and switching it off end what was opened by it; a second certificate does not', async () => {
  const made = await directory()
  const { params } = made
  await owner.call('createConnection', { params, body: saml([await providerCertificate()]) })
  await owner.call('changeConnection', { params, body: { mode: 'optional' } })
  const ann = await signedIn(made)
  const added = await owner.call('addCertificate', {
    params,
    body: { certificate: await providerCertificate() },
  })
  await owner.call('changeConnection', {
    params,
    body: { matchClaim: 'uid', ssoUrl: 'https://idp.example/new' },
  })
  expect(await sessionsOf(ann)).toEqual(['code', 'saml'])
  await owner.call('removeCertificate', { params: { ...params, certificateId: added.id } })
  expect(await sessionsOf(ann)).toEqual(['code'])
  for (const body of [{ issuer: `urn:other:${tests}` }, { mode: 'off' as const }]) {
    tests++
    const bob = await signedIn(made)
    await owner.call('changeConnection', { params, body })
    expect(await sessionsOf(bob)).toEqual(['code'])
  }
})

test('before it is required, those are listed whom no directory manages in its proven domains; then its door is their only one', async () => {
  const made = await directory()
  const { params } = made
  const proven = `proven${tests}.test`
  await owner.call('createConnection', { params, body: saml([await providerCertificate()]) })
  await owner.call('changeConnection', { params, body: { mode: 'optional' } })
  const add = (name: string, address: string, isProven = true) =>
    owner.call('addCustomer', { body: { name, address, proven: isProven } })
  const kim = await add('Kim', `kim@${proven}`)
  const lou = await add('Lou', `lou@${proven}`, false)
  const gone = await add('Gone', `gone@${proven}`)
  await owner.call('deactivateCustomer', { params: { customerId: gone.id } })
  const elsewhere = await add('Max', `max@declared${tests}.test`)
  for (const { id } of [kim, elsewhere]) await openByCode(id)
  await owner.call('declareDomain', { params, body: { domain: `declared${tests}.test` } })
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'directory_domains',
      text: `insert into directory_domains (site_id, directory_id, domain, authority, since) values ($1, $2, $3, 'proven', now())`,
      values: [site.id, made.directory.directoryId, proven],
    }),
  )
  expect(await owner.call('getAffected', { params, query: {} })).toMatchObject({
    people: 0,
    affected: 2,
    unmanaged: 2,
    items: [
      { id: kim.id, managed: false, doors: ['code'], lastUsedAt: expect.any(String) },
      { id: lou.id, managed: false, doors: ['code'], lastUsedAt: null },
    ],
  })
  const page = await owner.call('getAffected', { params, query: { limit: 1 } })
  expect(page.items.map(({ id }) => id)).toEqual([kim.id])
  const next = await owner.call('getAffected', { params, query: { limit: 1, after: page.next ?? '' } })
  expect(next.items.map(({ id }) => id)).toEqual([lou.id])
  await owner.call('changeConnection', { params, body: { mode: 'required', affected: 2 } })
  expect(await sessionsOf(kim.id)).toEqual([])
  expect(await sessionsOf(elsewhere.id)).toEqual(['code'])
  const ask = { body: { address: `kim@${proven}`, by: 'mail' as const } }
  expect(await new Browser(running.origin).call('askForCode', ask)).toMatchObject({
    next: 'directory',
    directory: { required: true },
  })
})

test('before it is required, whoever has another door is listed, and their number is said', async () => {
  const made = await directory()
  const { params } = made
  await owner.call('createConnection', { params, body: saml([await providerCertificate()]) })
  await owner.call('changeConnection', { params, body: { mode: 'optional' } })
  const ann = await signedIn(made)
  await made.scim.createUser(`bob${tests}@globex.test`)
  const listed = await owner.call('getAffected', { params, query: {} })
  expect(listed).toMatchObject({
    people: 2,
    affected: 1,
    neverThrough: 2,
    items: [{ id: ann, doors: ['code'], lastUsedAt: expect.any(String) }],
    next: null,
  })
  for (const affected of [undefined, 0, 2]) {
    const body = { mode: 'required' as const, ...(affected !== undefined && { affected }) }
    const refused = await owner.refused('changeConnection', { params, body })
    expect(refused).toMatchObject({ code: 'conflict', errors: [{ field: 'affected' }] })
  }
  // Where codes are allowed, everybody with an address that is held has that door.
  await owner.call('declareDomain', { params, body: { domain: 'globex.test' } })
  await settle(running, site)
  await owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
  expect(await owner.call('getAffected', { params, query: {} })).toMatchObject({
    affected: 2,
    items: [{ id: ann }, { doors: ['code'], lastUsedAt: null }],
  })
  await owner.call('changeDirectorySettings', { params, body: { codeDoor: false } })
  expect(await sessionsOf(ann)).toEqual(['saml'])
  await openByCode(ann)
  await owner.call('changeConnection', { params, body: { mode: 'required', affected: 1 } })
  expect(await sessionsOf(ann)).toEqual(['saml'])
  expect(await owner.call('getAffected', { params, query: {} })).toMatchObject({ affected: 0, items: [] })
  // Another setting needs no number.
  await owner.call('changeConnection', { params, body: { justInTime: true } })
})

test('sign-ins of a directory are listed with why one failed, searched and downloaded', async () => {
  const made = await directory()
  const { params } = made
  await owner.call('createConnection', { params, body: saml([await providerCertificate()]) })
  const ann = await signedIn(made)
  const { directoryId } = made.directory
  const why =
    'The response was meant for https://old.example, not for us: correct the ACS URL in your provider'
  const base = { at: new Date(), method: 'saml', directoryId, ip: '192.0.2.1', userAgent: 'Firefox' } as const
  await running.app.database.inSite(site.id, async (tx) => {
    const rows = [
      { purpose: 'sign-in', outcome: 'failed-check', why, said: null, customerId: null },
      { purpose: 'sign-in', outcome: 'in', why: null, said: 'ann@globex.test', customerId: ann },
      { purpose: 'test', outcome: 'would-be-in', why: null, said: 'ann@globex.test', customerId: ann },
    ] as const
    for (const row of rows) tx.write(insertSignIn(site.id, { id: newId(), ...base, ...row }))
  })
  const outcomes = async (query: { outcome?: 'in' | 'refused' | 'test'; query?: string; limit?: number }) =>
    (await owner.call('listSignIns', { params, query })).items.map(({ outcome }) => outcome)
  expect(await outcomes({})).toEqual(['would-be-in', 'in', 'failed-check'])
  expect(await outcomes({ outcome: 'refused' })).toEqual(['failed-check'])
  expect(await outcomes({ outcome: 'test' })).toEqual(['would-be-in'])
  expect(await outcomes({ query: 'ACS URL' })).toEqual(['failed-check'])
  expect(await outcomes({ query: 'ANN@' })).toEqual(['would-be-in', 'in'])
  const first = await owner.call('listSignIns', { params, query: { limit: 1 } })
  const rest = await owner.call('listSignIns', { params, query: { after: first.next ?? '' } })
  expect(rest.items.map(({ outcome }) => outcome)).toEqual(['in', 'failed-check'])
  expect(rest.items[0]?.customer).toEqual({ id: ann, name: expect.any(String) })
  const path = `/api/exports/directories/${params.directoryId}/sign-ins?outcome=refused`
  const { body } = await owner.fetch('GET', path)
  expect(String(body).split('\r\n')).toEqual([
    expect.stringContaining('outcome'),
    expect.stringContaining(why),
    '',
  ])
  const env = { DATABASE_URL: running.ownerUrl }
  const on = ['--site', site.slug, '--directory', made.directory.name]
  expect(await commandJson(env, 'connection', 'sign-ins', '--outcome', 'refused', ...on)).toMatchObject([
    { why },
  ])
  const agent = (await makeStaff(running, site, 'agent', { address: `agent${tests}@acme.test` })).browser
  expect(await agent.refused('listSignIns', { params, query: {} })).toMatchObject({ code: 'forbidden' })
})

test('administrators hear 30, 14, 7 and 1 days before a certificate ends, unless the next one is there', async () => {
  const { params, directory: made } = await directory()
  const [ending, next] = await Promise.all([
    providerCertificate({ days: 40 }),
    providerCertificate({ days: 400 }),
  ])
  await owner.call('createConnection', { params, body: saml([ending]) })
  await owner.call('changeConnection', { params, body: { mode: 'optional' } })
  const dayMs = 24 * 60 * 60 * 1000
  const told = async (daysBefore: number) => {
    const at = new Date(Date.now() + (40 - daysBefore) * dayMs - 60_000)
    await checkExpiries(running.app.database, site, at)
    const rows = await readRows<{ said: string }>(running, site, {
      name: '',
      text: `select said from mails where site_id = $1 and kind = 'certificate-expires' order by mail_id`,
      values: [site.id],
    })
    return rows.filter(({ said }) => JSON.parse(said).directory === made.name).length
  }
  const counts = []
  for (const days of [35, 30, 29, 14, 10, 7, 2, 1, 1, 0, -1]) counts.push(await told(days))
  expect(counts).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
  const soon = new Date(Date.now() + 20 * dayMs)
  const needs = async () =>
    (await needsOf(running.app.database, site, soon)).filter(({ kind }) => kind === 'certificate-expires')
      .length
  expect(await needs()).toBe(1)
  await owner.call('addCertificate', { params, body: { certificate: next } })
  expect(await needs()).toBe(0)
})

test('a directory that is disconnected signs nobody in any more', async () => {
  const made = await directory()
  const { params } = made
  await owner.call('createConnection', { params, body: saml([await providerCertificate()]) })
  await owner.call('changeConnection', { params, body: { mode: 'optional' } })
  const ann = await signedIn(made)
  await owner.call('disconnectDirectory', { params, body: { people: 'release' } })
  expect((await owner.call('getConnection', { params })).connection?.mode).toBe('off')
  expect(await sessionsOf(ann)).not.toContain('saml')
  const again = await owner.refused('changeConnection', { params, body: { mode: 'optional' } })
  expect(again).toMatchObject({ code: 'conflict', errors: [{ field: 'mode' }] })
})

test('a directory of staff is never required, and another issuer ends what its people have open', async () => {
  tests++
  const made = await makeDirectory(running, site, `Employees ${tests}`, { audience: 'staff' })
  const params = { directoryId: keyOf(made.directory.directoryId) }
  await owner.call('createConnection', { params, body: saml([await providerCertificate()]) })
  await owner.call('changeConnection', { params, body: { mode: 'optional' } })
  const required = { params, body: { mode: 'required' as const, affected: 0 } }
  expect(await owner.refused('changeConnection', required)).toMatchObject({ errors: [{ field: 'mode' }] })
  const address = `managed${tests}@acme.test`
  const person = await makeStaff(running, site, 'agent', { address })
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'staff',
      text: 'update staff set directory_id = $3, directory_user_id = staff_id where site_id = $1 and staff_id = $2',
      values: [site.id, person.id, made.directory.directoryId],
    }),
  )
  await person.browser.call('getSite', {})
  await owner.call('changeConnection', { params, body: { issuer: 'urn:of:staff' } })
  expect((await person.browser.send('getSite', {})).status).toBe(401)
  await owner.call('getSite', {})
})

test('whoever may only read changes nothing', async () => {
  const { params } = await directory()
  const { browser } = await makeStaff(running, site, 'auditor', { address: `auditor${tests}@acme.test` })
  expect((await owner.call('checkPublicUrl', {})).outboundAllow).toEqual([new URL(at).host])
  expect((await browser.call('checkPublicUrl', {})).outboundAllow).toBeNull()
  expect((await browser.call('getConnection', { params })).connection).toBeNull()
  for (const operation of [
    'createConnection',
    'readMetadata',
    'removeConnection',
    'makeConnectionKey',
  ] as const) {
    const { status } = await browser.send(operation, { params, body: saml() })
    expect([operation, status]).toEqual([operation, 403])
  }
})

test('the command line does the same, and prints no secret', async () => {
  const made = await directory()
  const env = { DATABASE_URL: running.ownerUrl, OUTBOUND_ALLOW: new URL(at).host }
  const on = ['--site', site.slug, '--directory', made.directory.name]
  const json = (...args: string[]) => commandJson(env, 'connection', ...args, ...on)
  const folder = mkdtempSync(join(tmpdir(), 'doorward-'))
  const [first, second] = await Promise.all([providerCertificate(), providerCertificate()])
  pages.set('/for-command', { body: providerMetadata('urn:idp:command', [first]) })
  expect(await json('show')).toMatchObject({
    connection: null,
    ours: { acsUrl: expect.stringContaining('/acs') },
  })
  const url = ['--url', `${at}/for-command`]
  expect(await json('import', ...url)).toMatchObject({ entityId: 'urn:idp:command', saved: false })
  const imported = await json('import', ...url, '--yes')
  expect(imported.connection).toMatchObject({
    mode: 'off',
    issuer: 'urn:idp:command',
    certificates: [{}],
    needs: [],
  })
  const file = join(folder, 'next.pem')
  writeFileSync(file, second)
  const { connection } = await json('certificate', 'add', file)
  expect(connection.certificates).toHaveLength(2)
  await json('set', '--just-in-time', 'yes', '--match-claim', 'uid')
  expect((await json('mode', 'optional')).connection).toMatchObject({
    mode: 'optional',
    justInTime: true,
    matchClaim: 'uid',
  })
  expect(await json('affected')).toMatchObject({ affected: 0, people: 0, items: [] })
  const early = await command(env, 'connection', 'mode', 'required', ...on)
  expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('affected')])
  expect((await json('mode', 'required', '--affected', '0')).connection.mode).toBe('required')
  const [, next] = await json('certificate', 'list')
  expect(await json('certificate', 'remove', next.id)).toEqual({ removed: next.id, endedSessions: 0 })
  expect(await json('key')).toMatchObject({ certificate: expect.stringContaining('BEGIN CERTIFICATE') })
  expect(await json('remove')).toMatchObject({ removed: true })
  const secret = join(folder, 'secret')
  writeFileSync(secret, 'very secret indeed\n')
  const issuer = describe('/for-command')
  const oidc = [
    '--protocol',
    'oidc',
    '--issuer',
    issuer,
    '--client-id',
    'doorward',
    '--client-secret-file',
    secret,
  ]
  const set = await command(env, 'connection', 'set', ...oidc, ...on)
  expect(set).toMatchObject({ code: 0, stdout: expect.stringContaining('there is one') })
  expect(JSON.stringify([set, await json('show')])).not.toMatch(/secret indeed/)
})
