// API keys of customers and members: they ask as that person and do nothing else, and end with whatever lets the person go.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deskApi } from '../../src/desk/contract.ts'
import { keyCallsPerSecondMax } from '../../src/http/asker-pace.ts'
import { hashOf } from '../../src/http/session-cookie.ts'
import type { Route } from '../../src/model/contract.ts'
import { keyOf, writeSecret } from '../../src/model/ids.ts'
import { endKeysBeside, endKeysThrough } from '../../src/storage/access/asker-keys.ts'
import { insertCustomerSession } from '../../src/storage/access/customer-sessions.ts'
import { newId } from '../../src/storage/new-id.ts'
import { Browser, type Operation } from '../fixtures/browser.ts'
import { connectAs, HelpCentre } from '../fixtures/help-centre.ts'
import { type MadeDirectory, makeDirectory } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'
import { begin, bring, piece, send } from '../fixtures/uploads.ts'

let centre: HelpCentre
let globex: MadeDirectory
let form: { requestTypeId: string; fields: { [id: string]: string } }
let tests = 0
let domain: string
/** Tests wait by moving the clock. */
let now = new Date()

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  const { owner, running, site } = centre
  globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  await owner.call('changeSite', { body: { customerPasswords: true } })
  const [portal] = (await owner.call('listHelpPortals', {})).items
  const requestTypeId = portal?.requestTypes[0]?.id ?? ''
  const { fields } = await owner.call('getHelpForm', { params: { requestTypeId } })
  form = { requestTypeId, fields: { [fields[0]?.id ?? '']: 'It smokes' } }
})
afterAll(() => centre.close())
beforeEach(() => {
  tests++
  domain = `k${tests}.test`
  now = new Date()
})

const minute = 60_000
const notIn = { code: 'not-signed-in' }
const program = (secret: string) => new Browser(centre.running.origin, { authorization: `Bearer ${secret}` })
const isIn = async (by: Browser) => (await by.send('getAsker', {})).status === 200

/** Somebody who came in by a code, with a key of theirs. */
async function withKey(name = 'Ann', address = `${name.toLowerCase()}@${domain}`) {
  const id = await centre.add(name, address)
  const browser = await centre.enter(address)
  const made = await browser.call('createOwnApiKey', { body: { label: 'Monitor' } })
  return { id, address, browser, made, program: program(made.secret) }
}
/** Somebody of a directory who came in through it, with a key. */
async function through(userName: string) {
  const { json } = await globex.scim.createUser(userName)
  const { items } = await centre.owner.call('listCustomers', { query: { address: userName } })
  const customerId = items[0]?.id ?? ''
  const { site, running } = centre
  const secret = writeSecret('customer', site.id, `${'x'.repeat(40)}${String(tests).padStart(3, '0')}`)
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write(
      insertCustomerSession(site.id, {
        ...{ id: newId(), customerId, secretHash: hashOf(secret), method: 'saml' },
        ...{ directoryId: globex.directory.directoryId, userId: json.id, subjectHash: null },
        ...{ issuerSessionHash: null, idToken: null, provedAt: null, createdAt: now },
        ...{ expiresAt: new Date(now.getTime() + 60 * minute), ip: null, userAgent: null },
      }),
    ),
  )
  const browser = centre.visitor()
  browser.cookies.set('doorward-customer', secret)
  const made = await browser.call('createOwnApiKey', { body: { label: 'Monitor' } })
  return { userId: json.id as string, customerId, browser, program: program(made.secret) }
}

/** From now on a directory has proven a domain. */
async function prove(directoryId: number, proven: string): Promise<void> {
  await centre.running.app.database.inSite(centre.site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'directory_domains',
      text: `insert into directory_domains (site_id, directory_id, domain, authority, since) values ($1, $2, $3, 'proven', now())`,
      values: [centre.site.id, directoryId, proven],
    }),
  )
}

test('a customer makes a key that is shown once, sees it by its beginning, uses it as themselves, and revokes it', async () => {
  const ann = await withKey()
  const { id: keyId, prefix } = ann.made.apiKey
  expect(ann.made.secret.startsWith(prefix ?? 'none')).toBe(true)
  expect(prefix).toHaveLength(15)
  const kept = await readRows<{ hash: Buffer }>(centre.running, centre.site, {
    name: '',
    text: 'select secret_hash as hash from api_keys where site_id = $1 and api_key_id = $2',
    values: [centre.site.id, keyId],
  })
  expect(kept[0]?.hash).toEqual(hashOf(ann.made.secret))
  expect(await ann.program.call('getAsker', {})).toMatchObject({ kind: 'customer', id: ann.id })
  // A program is no browser that a page of somebody else could use: it needs to come from nowhere.
  const body = { ...form, summary: 'Printer' }
  const { id: requestId } = await ann.program.call('askRequest', { body })
  const file = await begin(ann.program, 'log.txt', 3, { at: '/api/help/attachments' })
  const location = file.headers.get('location') ?? ''
  expect((await piece(ann.program, location, 0, 'jam')).status).toBe(204)
  const attachmentIds = [location.slice(location.lastIndexOf('/') + 1)]
  const params = { requestId }
  await ann.program.call('writeOwnComment', { params, body: { markdown: 'See', attachmentIds } })
  expect((await send(ann.program, 'GET', `${location}/content`)).bytes.toString()).toBe('jam')
  const seen = await centre.owner.call('getRequest', { params })
  expect(seen.requester).toMatchObject({ id: ann.id })
  expect((await ann.browser.call('listOwnApiKeys', {})).items).toMatchObject([
    { id: keyId, label: 'Monitor', prefix, expiresAt: null, lastUsedAt: now.toISOString() },
  ])
  expect((await centre.mailsTo(ann.address)).some(({ text }) => /An API key was made/.test(text ?? ''))).toBe(
    true,
  )
  await ann.browser.call('revokeOwnApiKey', { params: { apiKeyId: keyId } })
  expect(await ann.program.refused('getAsker', {})).toMatchObject(notIn)
  const { items } = await centre.owner.call('listAudit', { query: { subject: keyId } })
  expect(items.map(({ action, details }) => [action, details.ownerId])).toEqual([
    ['api-key.revoked', ann.id],
    ['api-key.created', ann.id],
  ])
})

test('it opens what whoever asks may do at the help centre, and nothing else', async () => {
  const { program: by } = await withKey()
  const { customerPortal, desk } = Object.groupBy(
    Object.entries<Route>(deskApi).filter(([, { permission }]) => permission !== 'anyone'),
    ([, { permission, sessionOnly }]) => (permission === 'asker' && !sessionOnly ? 'customerPortal' : 'desk'),
  )
  expect(customerPortal?.length).toBeGreaterThan(10)
  const nobody = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'
  for (const [operation, { method, params: named }] of desk ?? []) {
    const params = Object.fromEntries(Object.keys(named?.shape ?? {}).map((name) => [name, nobody]))
    now = new Date(now.getTime() + 1_000)
    const body = method === 'GET' ? undefined : {}
    const { status } = await by.send(operation as Operation, { params, body })
    expect([operation, status === 401 || status === 403]).toEqual([operation, true])
  }
  for (const operation of ['getSelf', 'listOwnSessions', 'listCustomers', 'getMe'] as const)
    expect([operation, (await by.send(operation, {})).status]).toEqual([operation, 401])
  expect((await send(by, 'POST', '/api/attachments', { headers: { 'upload-length': '1' } })).status).toBe(401)
})

test('making one takes a sign-in of the last minutes, and a key makes none', async () => {
  const ann = await withKey()
  expect(await ann.program.refused('createOwnApiKey', { body: { label: 'Another' } })).toMatchObject({
    status: 403,
    code: 'forbidden',
  })
  now = new Date(now.getTime() + 10 * minute)
  expect(await ann.browser.refused('createOwnApiKey', { body: { label: 'Late' } })).toMatchObject({
    code: 'fresh-sign-in-needed',
  })
  const past = { label: 'Past', expiresAt: new Date(now.getTime() - minute).toISOString() }
  const again = await centre.enter(ann.address)
  expect((await again.refused('createOwnApiKey', { body: past })).errors).toMatchObject([
    { field: 'expiresAt', rule: 'past' },
  ])
})

test('ten at most, and each ends when it was said to', async () => {
  const ann = await withKey()
  const expiresAt = new Date(now.getTime() + 60 * minute).toISOString()
  const { secret } = await ann.browser.call('createOwnApiKey', { body: { label: 'Short', expiresAt } })
  for (let n = 2; n < 10; n++) await ann.browser.call('createOwnApiKey', { body: { label: `Key ${n}` } })
  expect(await ann.browser.refused('createOwnApiKey', { body: { label: 'Eleventh' } })).toMatchObject({
    code: 'conflict',
  })
  expect(await isIn(program(secret))).toBe(true)
  now = new Date(now.getTime() + 61 * minute)
  expect(await isIn(program(secret))).toBe(false)
  expect(await isIn(ann.program)).toBe(true)
})

test('nobody sees or ends a key of somebody else; an administrator ends a customer’s', async () => {
  const ann = await withKey('Ann')
  const bob = await withKey('Bob')
  const params = { apiKeyId: ann.made.apiKey.id }
  expect((await bob.browser.refused('revokeOwnApiKey', { params })).status).toBe(404)
  expect((await bob.browser.call('listOwnApiKeys', {})).items).toHaveLength(1)
  const { id: requestId } = await ann.program.call('askRequest', { body: { ...form, summary: 'Mine' } })
  expect((await bob.program.refused('getOwnRequest', { params: { requestId } })).status).toBe(404)
  const ways = await centre.owner.call('getCustomerWays', { params: { customerId: ann.id } })
  expect(ways.apiKeys).toMatchObject([{ id: params.apiKeyId, label: 'Monitor' }])
  const others = { customerId: bob.id, ...params }
  expect((await centre.owner.refused('removeApiKeyOfCustomer', { params: others })).status).toBe(404)
  await centre.owner.call('removeApiKeyOfCustomer', { params: { customerId: ann.id, ...params } })
  expect(await isIn(ann.program)).toBe(false)
})

test('a member makes one, and what staff have beside is not in its reach', async () => {
  const { running, site } = centre
  const member = await makeStaff(running, site, 'member', { address: `member@${domain}`, now })
  const { secret } = await member.browser.call('createOwnApiKey', { body: { label: 'Robot' } })
  const robot = program(secret)
  expect(await robot.call('getAsker', {})).toMatchObject({ kind: 'staff', role: 'member' })
  await robot.call('askRequest', { body: { ...form, summary: 'Desk' } })
  expect((await robot.send('listRequests', {})).status).toBe(403)
  await centre.owner.call('disableStaff', { params: { staffId: member.id } })
  expect(await isIn(robot)).toBe(false)
})

test('a key of an agent that may only ask has the files of its own requests at the help centre, and of no others', async () => {
  const { running, site } = centre
  const agent = await makeStaff(running, site, 'agent', { address: `agent@${domain}`, now })
  const { secret } = await agent.browser.call('createApiKey', {
    body: { label: 'Asks', scope: ['requests.ask'] },
  })
  const asks = program(secret)
  const at = '/api/help/attachments'
  const file = await begin(asks, 'own.txt', 3, { at })
  const location = file.headers.get('location') ?? ''
  expect((await piece(asks, location, 0, 'own')).status).toBe(204)
  const attachmentIds = [location.slice(at.length + 1)]
  await asks.call('askRequest', { body: { ...form, summary: 'Own', attachmentIds } })
  expect((await send(asks, 'GET', `${location}/content`)).status).toBe(200)
  const ann = await withKey()
  const { id: requestId } = await ann.browser.call('askRequest', { body: { ...form, summary: 'Hers' } })
  const note = await bring(agent.browser, 'note.txt', 'internal')
  const body = { markdown: 'Look', internal: true, attachmentIds: [note] }
  await agent.browser.call('writeComment', { params: { requestId }, body })
  expect((await send(agent.browser, 'GET', `${at}/${note}/content`)).status).toBe(200)
  expect((await send(asks, 'GET', `${at}/${note}/content`)).status).toBe(404)
  // The other face wants what its neighbours want.
  expect((await send(asks, 'GET', `/api/attachments/${note}/content`)).status).toBe(403)
})

test('a program asks so fast and no faster; others do not wait for it', async () => {
  const ann = await withKey('Ann')
  const bob = await withKey('Bob')
  now = new Date(now.getTime() + 2_000)
  const answers: number[] = []
  for (let n = 0; n <= keyCallsPerSecondMax; n++)
    answers.push((await ann.program.send('getAsker', {})).status)
  expect(answers.filter((status) => status === 200)).toHaveLength(keyCallsPerSecondMax)
  const refused = await ann.program.send('getAsker', {})
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await isIn(bob.program)).toBe(true)
})

describe('it ends at once', () => {
  test('when the person is deactivated, and stays ended when they are back', async () => {
    const { id, program: by } = await withKey()
    await centre.owner.call('deactivateCustomer', { params: { customerId: id } })
    expect(await isIn(by)).toBe(false)
    await centre.owner.call('reactivateCustomer', { params: { customerId: id } })
    expect(await isIn(by)).toBe(false)
  })

  test('when the person is erased', async () => {
    const { id, program: by } = await withKey()
    await centre.owner.call('eraseCustomer', { params: { customerId: id }, body: { confirm: 'Ann' } })
    expect(await isIn(by)).toBe(false)
  })

  test('when the person becomes one with another, whoever survives', async () => {
    const ann = await withKey('Ann')
    const other = await withKey('Anna')
    await centre.owner.call('mergeCustomers', {
      params: { customerId: ann.id },
      body: { otherCustomerId: other.id },
    })
    const isLeft = [await isIn(ann.program), await isIn(other.program)]
    expect(isLeft.filter((one) => one)).toHaveLength(1)
  })

  test('when the directory through which it was made lets the person go', async () => {
    const { userId, program: by } = await through('kim@globex.com')
    expect(await isIn(by)).toBe(true)
    const replace = (value: boolean) =>
      globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'active', value })
    expect((await replace(false)).status).toBeLessThan(300)
    expect(await isIn(by)).toBe(false)
    expect((await replace(true)).status).toBeLessThan(300)
    expect(await isIn(by)).toBe(false)
  })

  test('when the directory begins to manage somebody who was nobody’s, or alone signs in its domain', async () => {
    const { program: by } = await withKey('Lee', 'lee@globex.com')
    await globex.scim.createUser('lee@globex.com')
    expect(await isIn(by)).toBe(false)
  })

  test('when the mailbox for which it stands becomes another', async () => {
    const { id, program: by } = await withKey()
    await centre.owner.call('changeCustomer', {
      params: { customerId: id },
      body: { address: `new@${domain}`, proven: true },
    })
    expect(await isIn(by)).toBe(false)
  })

  test('when the way in is taken away after which it was made', async () => {
    const address = `pat@${domain}`
    await centre.add('Pat', address)
    const first = await centre.enter(address)
    await first.call('setOwnPassword', { body: { password: goodPassword } })
    const second = centre.visitor()
    await second.call('signInByPassword', { body: { address, password: goodPassword } })
    const { secret } = await second.call('createOwnApiKey', { body: { label: 'Theirs' } })
    const kept = await first.call('createOwnApiKey', { body: { label: 'Mine' } })
    expect(await isIn(program(secret))).toBe(true)
    await first.call('removeOwnPassword', {})
    expect(await isIn(program(secret))).toBe(false)
    expect(await isIn(program(kept.secret))).toBe(true)
  })

  test('while a subscription has lapsed for long, for whom a directory signs in', async () => {
    const { program: by } = await through('max@globex.com')
    const lapse = (at: Date | null) =>
      centre.running.app.database.inSite(centre.site.id, async (tx) =>
        tx.write({
          name: '',
          table: 'sites',
          text: 'update sites set lapsed_since = $2 where id = $1',
          values: [centre.site.id, at],
        }),
      )
    await lapse(new Date(now.getTime() - 40 * 24 * 60 * minute))
    expect(await isIn(by)).toBe(false)
    await lapse(null)
    expect(await isIn(by)).toBe(true)
  })

  test('when the code door closes by which they had come in beside their directory', async () => {
    const params = { directoryId: keyOf(globex.directory.directoryId) }
    await centre.owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
    await globex.scim.createUser('vi@globex.com')
    const browser = await centre.enter('vi@globex.com')
    const { secret } = await browser.call('createOwnApiKey', { body: { label: 'Monitor' } })
    expect(await isIn(program(secret))).toBe(true)
    await centre.owner.call('changeDirectorySettings', { params, body: { codeDoor: false } })
    expect(await isIn(program(secret))).toBe(false)
  })

  test.each([
    [
      'is required, for whatever was made beside it',
      (id: number) => endKeysBeside(centre.site.id, id, 'unmanaged'),
    ],
    [
      'is another provider’s, for whatever was made through it',
      (id: number) => endKeysThrough(centre.site.id, id),
    ],
  ])('when the connection %s', async (_name, end) => {
    const beside = await withKey()
    const kim = await through(`kim${tests}@globex.com`)
    await prove(globex.directory.directoryId, domain)
    await centre.running.app.database.inSite(centre.site.id, async (tx) =>
      tx.write(end(globex.directory.directoryId)),
    )
    expect([await isIn(beside.program), await isIn(kim.program)].sort()).toEqual([false, true])
  })

  test('while a code would not let the person in: their domain is the staff’s now, or a required directory’s', async () => {
    const { program: by } = await withKey()
    await centre.owner.call('changeSite', { body: { staffDomains: [domain] } })
    expect(await isIn(by)).toBe(false)
    await centre.owner.call('changeSite', { body: { staffDomains: [] } })
    expect(await isIn(by)).toBe(true)
    const { directory } = await makeDirectory(centre.running, centre.site, `Umbrella ${tests}`)
    await prove(directory.directoryId, domain)
    await connectAs(centre, directory.directoryId, 'required')
    expect(await isIn(by)).toBe(false)
  })

  test('when the site has its customers have none, and is not back when they may again', async () => {
    const { program: by, browser } = await withKey()
    await centre.owner.call('changeSite', { body: { customerApiKeys: false } })
    expect(await isIn(by)).toBe(false)
    expect(await browser.call('listOwnApiKeys', {})).toEqual({ allowed: false, items: [] })
    expect(await browser.refused('createOwnApiKey', { body: { label: 'No' } })).toMatchObject({
      code: 'forbidden',
    })
    await centre.owner.call('changeSite', { body: { customerApiKeys: true } })
    expect(await isIn(by)).toBe(false)
  })
})
