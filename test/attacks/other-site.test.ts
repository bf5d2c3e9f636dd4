// Two sites of one server: the owner of one knows every id of the other, and gets and changes nothing there.
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { adminApi } from '../../src/admin/contract.ts'
import { createStaff } from '../../src/admin/staff-invitations.ts'
import { deskApi } from '../../src/desk/contract.ts'
import { hashOf } from '../../src/http/session-cookie.ts'
import { mailApi } from '../../src/mail/contract.ts'
import type { Route } from '../../src/model/contract.ts'
import { idOf, keyOf, lowestId, writeSecret } from '../../src/model/ids.ts'
import { signInApi } from '../../src/sso/contract.ts'
import { insertCustomerKey } from '../../src/storage/access/asker-keys.ts'
import { newId } from '../../src/storage/new-id.ts'
import { type SiteTable, siteTables } from '../../src/storage/site/removal.ts'
import type { Site } from '../../src/storage/sites.ts'
import { arriveAt, mailboxAt } from '../fixtures/arrived-mail.ts'
import { Browser, type Operation } from '../fixtures/browser.ts'
import { providerCertificate } from '../fixtures/provider-certificate.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { askedByMail } from '../fixtures/senders.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'
import { keepTriedOut } from '../fixtures/tried-out.ts'

let running: RunningApp
let acme: Site
let stranger: Browser
let hooliId: number
let client: Client
/** One of each kind of thing that Acme has. */
let theirs: { readonly [name: string]: string }

beforeAll(async () => {
  running = await runningApp({ env: { TRUST_PROXY: 'loopback' } })
  acme = await makeSite(running)
  const owner = await makeStaff(running, acme, 'owner')
  const { browser } = owner
  const globex = await makeDirectory(running, acme, 'Globex', { domains: ['globex.com'] })
  const ann = await globex.scim.createUser('ann@globex.com')
  // Ann's address is taken: a case.
  await globex.scim.createUser('ann', { emails: [{ value: 'ann@globex.com' }] })
  const group = await globex.scim.createGroup('Sales', [ann.json.id])
  const directoryId = keyOf(globex.directory.directoryId)
  const params = { directoryId }
  const { apiKey } = await browser.call('createApiKey', { body: { label: 'k', scope: ['site.read'] } })
  await browser.call('createDetailField', { body: { key: 'contract' } })
  const mail = await browser.call('sendTestMail', { body: {} })
  const imported = await browser.call('createImport', { body: { text: 'email\nbo@globex.com' } })
  const exported = await browser.call('requestExport', {})
  const connection = { protocol: 'saml', issuer: 'urn:idp', ssoUrl: 'https://idp.test/sso' } as const
  await browser.call('createConnection', { params, body: connection })
  const certificate = await providerCertificate()
  const { id: certificateId } = await browser.call('addCertificate', { params, body: { certificate } })
  const it = { name: 'Kim', address: 'kim@globex.com' }
  const { id: linkId } = await browser.call('createSetupLink', { params, body: it })
  const guests = { people: [{ address: 'guest@globex.test' }] }
  const { invited } = await browser.call('inviteCustomers', { body: guests })
  const agent = await makeStaff(running, acme, 'agent')
  await runQueue(running, acme)
  const only = <T>([one]: readonly T[]): T => {
    if (one === undefined) throw new Error('there is none')
    return one
  }
  const exchanges = await vi.waitFor(async () => {
    const { items } = await browser.call('listExchanges', { params, query: {} })
    if (items.length === 0) throw new Error('none is written yet')
    return items
  })
  const customerId = only(
    (await browser.call('listCustomers', { query: { directoryId, limit: 1 } })).items.slice(0, 1),
  ).id
  const old = await browser.call('addCustomer', { body: { name: 'Ann of before' } })
  const at = { from: 'before.test', to: 'after.test' }
  const moving = { name: 'Bo', address: 'bo@before.test', proven: true }
  await browser.call('addCustomer', { body: moving })
  const move = await browser.call('beginDomainMove', { body: { ...at, people: 1, held: 1 } })
  const merge = await browser.call('mergeCustomers', {
    params: { customerId },
    body: { otherCustomerId: old.id },
  })
  const leaver = await browser.call('addCustomer', { body: { name: 'Leaver' } })
  const request = await browser.call('openRequest', { body: { customerId: leaver.id, summary: 'Help' } })
  await browser.call('deactivateCustomer', { params: { customerId: leaver.id } })
  const handOver = await browser.call('handOver', {
    params: { customerId: leaver.id },
    body: { colleagueId: customerId, private: true, confirm: true },
  })
  const ownStatus = { name: 'Parked', category: 'waiting-for-support' } as const
  const status = await browser.call('addStatus', { body: ownStatus })
  const kept = { name: 'Ours', shared: true, filter: {} }
  const filter = await browser.call('addFilter', { body: kept })
  const canned = { title: 'Thanks', markdown: 'Thank you.' }
  const cannedAnswer = await browser.call('addCannedAnswer', { body: canned })
  const [portal] = (await browser.call('listHelpPortals', {})).items
  const sender = { address: 'bob@nowhere.test', name: 'Bob', summary: 'Help' }
  const { senderId } = await askedByMail(running.app.database, acme.id, sender, new Date())
  const mailboxId = await mailboxAt(running.app.database, acme.id, 'help@acme.test', byTest())
  theirs = {
    senderId,
    requestId: request.id,
    portalId: portal?.id ?? '',
    requestTypeId: portal?.requestTypes[0]?.id ?? '',
    statusId: status.id,
    filterId: filter.id,
    answerId: cannedAnswer.id,
    personId: leaver.id,
    directoryId,
    key: 'contract',
    domain: 'globex.com',
    certificateId,
    linkId,
    invitationId: only(invited).id,
    reportId: await keepTriedOut(running, acme, globex.directory.directoryId, owner.id),
    class: 'new',
    kind: 'address-held',
    staffId: agent.id,
    mailId: mail.id,
    mailboxId,
    arrivedMailId: await arriveAt(running.app.database, acme.id, mailboxId),
    exportId: exported.id,
    importId: imported.id,
    apiKeyId: apiKey.id,
    groupId: group.json.id,
    decision: 'keep-apart',
    otherCustomerId: customerId,
    mergeId: merge.id,
    colleagueId: customerId,
    handOverId: handOver.id,
    moveId: move.id,
    userId: ann.json.id,
    caseId: only((await browser.call('listCases', { query: {} })).items).id,
    tokenId: only((await browser.call('listTokens', { params, query: {} })).items).id,
    exchangeId: only(exchanges).id,
    customerId,
    organizationId: only((await browser.call('listOrganizations', { query: {} })).items).id,
    sessionId: only((await browser.call('listSessions', {})).items).id,
  }
  const hooli = await makeSite(running)
  hooliId = hooli.id
  const { link } = await createStaff(
    running.app.database,
    hooli.id,
    { name: 'Gavin', address: 'gavin@hooli.test', role: 'owner' },
    { ...byTest(), role: 'owner' },
  )
  const host = `${hooli.slug}.localhost`
  stranger = new Browser(running.origin, { origin: `http://${host}`, 'x-forwarded-host': host })
  const given = { params: { link: link.secret }, body: { password: goodPassword } }
  // The server remembers for a moment that there was one site, at whatever host.
  await vi.waitFor(() => stranger.call('completeLink', given), { timeout: 120_000 })
  client = new Client({ connectionString: running.ownerUrl, options: '-c search_path=doorward,public' })
  await client.connect()
  await client.query('set role doorward_backup')
})
afterAll(async () => {
  await client.end()
  await running.close()
})

/** A digest of everything that Acme has. */
async function digests(): Promise<unknown> {
  const all: { [table: string]: string } = {}
  for (const { name } of await running.app.database.readSites<SiteTable>(siteTables())) {
    const { rows } = await client.query(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from "${name}" t where site_id = $1`,
      [acme.id],
    )
    all[name] = rows[0].digest
  }
  return all
}

/** What would change something, where an empty body would not. */
const bodies: { readonly [operation: string]: object } = {
  changeStaff: { name: 'Mine' },
  changeCustomer: { name: 'Mine' },
  unlinkKnownPeople: { since: '2026-01-01T00:00:00Z' },
  changeDirectorySettings: { preset: 'okta' },
  changeDetailField: { label: 'Mine' },
  createToken: { label: 'Mine' },
  createSetupLink: { name: 'Mine', address: 'mine@mine.test' },
  createConnection: { protocol: 'saml', issuer: 'urn:mine', ssoUrl: 'https://mine.test/sso' },
  changeConnection: { nameClaim: 'mine' },
  addCertificate: { certificate: 'mine' },
  beginDomainProof: { domain: 'mine.test' },
  declareDomain: { domain: 'mine.test' },
  previewMapping: { rules: [], unmatched: 'nothing', home: null },
  changeMapping: { rules: [], unmatched: 'nothing', home: { name: 'Mine' } },
  previewRoleRules: { rules: [] },
  changeRoleRules: { rules: [] },
  decideCase: { decision: 'keep-apart' },
  eraseCustomer: { confirm: 'Mine' },
  mergeCustomers: { otherCustomerId: lowestId },
  handOver: { colleagueId: lowestId },
  changeOrganization: { name: 'Mine' },
  changeRequest: { priority: 'high' },
  changeStatus: { name: 'Mine' },
  changeFilter: { name: 'Mine' },
  changeCannedAnswer: { title: 'Mine' },
  writeComment: { markdown: 'Mine' },
  acknowledgeRequest: { since: '2026-01-01T00:00:00.000Z' },
  askWriter: { customerId: lowestId },
  writeOwnComment: { markdown: 'Mine' },
  muteOwnRequest: { muted: true },
  muteRequest: { muted: true },
  scoreOwnRequest: { score: 5 },
  shareRequest: { organizationId: lowestId },
  shareOwnRequest: { organizationId: lowestId },
  addParticipant: { address: 'mine@mine.test' },
  noteAudience: { organizationId: lowestId, fingerprint: 'x' },
  noteOwnAudience: { organizationId: lowestId, fingerprint: 'x' },
  addOwnParticipant: { address: 'mine@mine.test' },
  eraseSender: { confirm: 'mine@mine.test' },
  addOrganizationPerson: { customerId: lowestId },
  addOrganizationDomain: { domain: 'mine.test' },
  changePortal: { name: 'Mine' },
  changeMailbox: { isActive: false },
  setMailFetching: { host: 'imap.mine.test', user: 'mine', password: 'mine' },
  addRequestType: { name: 'Mine' },
  changeRequestType: { name: 'Mine' },
  orderRequestTypes: { requestTypeIds: [] },
  setCaseRule: { kind: 'address-held', decision: 'keep-apart' },
  decideHeldPerson: { decision: 'keep-out' },
  beginSuccession: { successorId: '000000' },
  disconnectDirectory: { people: 'release' },
}
const queries: { readonly [operation: string]: Record<string, string> } = {
  previewSuccession: { successorId: '000000' },
  previewAddressSource: { addressFrom: 'user-name' },
}
/** Names that every site has, or that belong to whoever asks. */
const named = new Set(['task', 'link', 'passkeyId', 'token'])

const routes = Object.entries<Route>({ ...adminApi, ...deskApi, ...mailApi, ...signInApi }).filter(
  ([, { params, permission }]) => {
    const names = Object.keys(params?.shape ?? {})
    return permission !== 'customer' && names.length > 0 && !names.some((name) => named.has(name))
  },
) as [Operation, Route][]

test('there is one of each kind to ask for', () => {
  expect(routes.length).toBeGreaterThan(25)
  const names = routes.flatMap(([, { params }]) => Object.keys(params?.shape ?? {}))
  expect(names.filter((name) => theirs[name] === undefined)).toEqual([])
})

test('whatever the owner of another site asks for by its id is not found, and stays as it is', async () => {
  expect((await stranger.send('getSite', {})).status).toBe(200)
  const before = await digests()
  const answers: unknown[] = []
  for (const [operation, { method }] of routes) {
    const body = method === 'GET' ? undefined : (bodies[operation] ?? {})
    const { status } = await stranger.send(operation, {
      params: theirs,
      query: queries[operation] ?? {},
      body,
    })
    answers.push([operation, status])
  }
  expect(answers).toEqual(routes.map(([operation]) => [operation, 404]))
  expect(await digests()).toEqual(before)
})

test('a customer’s API key asks at its own site alone', async () => {
  const random = 'B'.repeat(43)
  const secret = writeSecret('api-key', acme.id, random)
  const key = { id: newId(), customerId: theirs.customerId ?? '', label: 'k', scope: ['requests.ask'] }
  const directoryId = idOf(theirs.directoryId ?? '') ?? 0
  const door = { method: 'saml', directoryId, userId: null } as const
  const kept = {
    ...key,
    ...door,
    prefix: 'dwk',
    secretHash: hashOf(secret),
    createdAt: new Date(),
    expiresAt: null,
  }
  await running.app.database.inSite(acme.id, async (tx) => tx.write(insertCustomerKey(acme.id, kept)))
  const at = async (host: string, shown: string) => {
    const headers = { authorization: `Bearer ${shown}`, 'x-forwarded-host': host }
    return (await new Browser(running.origin, headers).send('getAsker', {})).status
  }
  const hooli = new URL(stranger.headers.origin ?? '').host
  expect(await at(`${acme.slug}.localhost`, secret)).toBe(200)
  expect(await at(hooli, secret)).toBe(401)
  // Nor with the other site's name in it.
  expect(await at(hooli, writeSecret('api-key', hooliId, random))).toBe(401)
})
