// An address that wrote and is no customer: what agents read of it, and how what it asked becomes a customer's.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { leaversOf } from '../../src/people/retention.ts'
import { readMuted } from '../../src/requests/mail-wishes.ts'
import { eraseSilentSenders } from '../../src/requests/senders.ts'
import { noteMailHead } from '../../src/storage/desk/arrived-mails.ts'
import { muteRequest } from '../../src/storage/desk/mail-wishes.ts'
import { arriveAt, mailboxAt } from '../fixtures/arrived-mail.ts'
import type { Browser } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeDirectory } from '../fixtures/running-app.ts'
import { askedByMail } from '../fixtures/senders.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let now = new Date('2026-03-01T08:00:00Z')
let centre: HelpCentre
let owner: Browser
let agent: Browser
let tests = 0
let address: string

const later = () => {
  now = new Date(now.getTime() + 1_000)
}

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  owner = centre.owner
  agent = (await makeStaff(centre.running, centre.site, 'agent', { address: 'uwe@desk.test', now })).browser
})
afterAll(() => centre.close())

beforeEach(() => {
  tests++
  later()
  address = `Bob.${tests}@nowhere${tests}.test`
})

const asked = (summary: string, from = address, at = now) =>
  askedByMail(
    centre.running.app.database,
    centre.site.id,
    { address: from, name: `Bob ${tests}`, summary },
    at,
  )
/** A mail from there that is listed among those that arrived. */
async function arrivedFrom(from: string): Promise<void> {
  const { running, site } = centre
  const { database } = running.app
  const mailboxId = await mailboxAt(database, site.id, `help${tests}@desk.test`, byTest())
  const id = await arriveAt(database, site.id, mailboxId)
  const head = {
    from: { name: '', address: from },
    subject: 'Quagga',
    messageId: undefined,
    authentication: null,
  }
  await database.inSite(site.id, async (tx) => tx.write(noteMailHead(site.id, id, head)))
}
const requesterOf = async (requestId: string) =>
  (await agent.call('getRequest', { params: { requestId } })).requester

test('an agent reads the whole address in the queue, the request, the file and the search, and that nobody knows it', async () => {
  const { requestId, senderId, key } = await asked('Zebra stripes fade')
  const requester = {
    kind: 'sender',
    id: senderId,
    name: `Bob ${tests}`,
    emailAddress: address,
    active: true,
  }
  const whole = await agent.call('getRequest', { params: { requestId } })
  expect(whole).toMatchObject({ requester, assurance: { level: 'unknown' }, lastSignIn: null })
  expect(whole.comments[0]?.author).toMatchObject({ kind: 'sender', id: senderId, emailAddress: address })
  for (const query of [
    { senderId, state: 'all' },
    { query: 'zebra', state: 'all' },
    { query: address.toUpperCase(), state: 'all' },
    { query: `bob ${tests}`, state: 'all' },
  ] as const) {
    const { items } = await agent.call('listQueue', { query })
    expect(items.map((one) => [one.key, one.requester.emailAddress])).toContainEqual([key, address])
  }
  const file = await agent.send('exportQueue', { query: { senderId, state: 'all' } })
  expect(String(file.body)).toContain(address)
  expect(await agent.call('getSender', { params: { senderId } })).toMatchObject({
    emailAddress: address,
    requestCount: 1,
  })
})

test('an answer goes to the address by mail, with no page that it could not open', async () => {
  const { requestId, key } = await asked('Help')
  await agent.call('writeComment', { params: { requestId }, body: { markdown: 'Is it **on**?' } })
  await agent.call('writeComment', { params: { requestId }, body: { markdown: 'Odd', internal: true } })
  const mails = await centre.mailsTo(address)
  expect(mails.map(({ subject }) => subject)).toEqual([expect.stringContaining(`[${key}]`)])
  expect(mails[0]?.text).toContain('Is it on?')
  expect(mails[0]?.text).not.toContain('/requests/')
})

test('whoever proves the mailbox by a code has what was asked from there', async () => {
  const { requestId, senderId, key } = await asked('Help')
  const bob = centre.visitor()
  await bob.call('askForCode', { body: { address, by: 'mail' } })
  const code = await centre.codeFor(address)
  expect(await bob.call('showCode', { body: { code, name: 'Bob Builder' } })).toEqual({ next: 'in' })
  await runQueue(centre.running, centre.site, now)
  expect((await bob.call('listOwnRequests', { query: {} })).items.map((one) => one.key)).toEqual([key])
  const requester = await requesterOf(requestId)
  expect(requester).toMatchObject({ kind: 'customer', addressStanding: 'held' })
  const own = await bob.call('getOwnRequest', { params: { requestId } })
  expect(own.comments[0]?.author.isYou).toBe(true)
  expect(own.history.map(({ kind }) => kind)).toContain('became-customers')
  const { items } = await owner.call('listAudit', { query: { subject: requester.id } })
  expect(items.map(({ action }) => action)).toContain('customer.got-sender-requests')
  expect((await agent.send('getSender', { params: { senderId } })).status).toBe(404)
})

test('what they muted stays muted when it becomes theirs', async () => {
  const { requestId, senderId } = await asked('Help')
  const { database } = centre.running.app
  await database.inSite(centre.site.id, async (tx) =>
    tx.write(muteRequest(centre.site.id, requestId, senderId)),
  )
  const { customerId } = await agent.call('makeSenderCustomer', { params: { senderId }, body: {} })
  expect(await readMuted(database, centre.site.id, requestId, customerId)).toBe(true)
})

test('senders are listed in the order of their addresses, with what they asked, and found by how address or name begins', async () => {
  const list = async (query: object) => agent.call('listSenders', { query })
  const ids: string[] = []
  for (const letter of ['b', 'a', 'c']) {
    address = `${letter}.list@nowhere${tests}.test`
    ids.push((await asked('One')).senderId)
  }
  address = `A.List@nowhere${tests}.test`
  later()
  const { senderId } = await asked('Two')
  expect(senderId).toBe(ids[1])
  const mine = async (query: object) =>
    (await list(query)).items.filter(({ emailAddress }) => emailAddress.endsWith(`nowhere${tests}.test`))
  expect((await mine({ limit: 200 })).map(({ id }) => id)).toEqual([ids[1], ids[0], ids[2]])
  expect(await mine({ query: 'a.LIST@' })).toMatchObject([
    { id: senderId, name: `Bob ${tests}`, requestCount: 2, lastAskedAt: now.toISOString() },
  ])
  expect((await mine({ query: `bob ${tests}` })).map(({ id }) => id)).toEqual([ids[1], ids[0], ids[2]])
  // Page by page there is nobody twice, and nobody left out.
  const found: string[] = []
  for (let after: string | null | undefined; after !== null; ) {
    const page = await list({ query: `bob ${tests}`, limit: 1, ...(after && { after }) })
    found.push(...page.items.map(({ id }) => id))
    after = page.next
  }
  expect(found).toEqual([ids[1], ids[0], ids[2]])
  expect((await list({ query: 'nobody.at.all@' })).items).toEqual([])
})

test('the command line lists, shows and erases senders, and makes customers of them', async () => {
  const run = (...args: string[]) => commandJson({ DATABASE_URL: centre.running.ownerUrl }, 'sender', ...args)
  const { senderId, requestId } = await asked('Help')
  expect(await run('list', '--query', address)).toMatchObject([{ id: senderId, requestCount: 1 }])
  expect(await run('list', '--query', address, '--after', address)).toEqual([])
  expect(await run('show', address)).toMatchObject({ id: senderId, requestCount: 1 })
  expect(await run('erase', senderId)).toMatchObject({ erased: false })
  const wrong = await command(
    { DATABASE_URL: centre.running.ownerUrl },
    'sender',
    'erase',
    address,
    '--confirm',
    'x',
  )
  expect(wrong).toMatchObject({ code: 2 })
  expect(await requesterOf(requestId)).toMatchObject({ emailAddress: address })
  expect(await run('erase', address, '--confirm', address)).toMatchObject({ erased: true })
  expect(await requesterOf(requestId)).toMatchObject({ emailAddress: '' })
  expect(await run('list', '--query', address)).toEqual([])
  later()
  const again = await asked('Again')
  const { customerId } = await run('make-customer', address, '--name', 'Bob Builder')
  expect(await requesterOf(again.requestId)).toMatchObject({ id: customerId, name: 'Bob Builder' })
})

test('a directory that only claims the address gets nothing; one that speaks for the domain does', async () => {
  const { requestId } = await asked('Help')
  const evil = await makeDirectory(centre.running, centre.site, `Evil ${tests}`)
  await evil.scim.createUser('bob', { emails: [{ value: address, primary: true }] })
  await runQueue(centre.running, centre.site, now)
  expect(await requesterOf(requestId)).toMatchObject({ kind: 'sender' })
  const domain = `nowhere${tests}.test`
  const rightful = await makeDirectory(centre.running, centre.site, `Rightful ${tests}`, {
    domains: [domain],
  })
  const made = await rightful.scim.createUser('bob', { emails: [{ value: address, primary: true }] })
  expect(made.status).toBe(201)
  await runQueue(centre.running, centre.site, now)
  const requester = await requesterOf(requestId)
  expect(requester.kind).toBe('customer')
  const params = { customerId: requester.id }
  expect((await owner.call('getCustomer', { params })).directory?.id).toBe(
    keyOf(rightful.directory.directoryId),
  )
})

test("the word for guests brings no stranger's requests, although it makes the address held", async () => {
  const { requestId } = await asked('Help')
  const evil = await makeDirectory(centre.running, centre.site, `Guests ${tests}`)
  await owner.call('allowGuests', { params: { directoryId: keyOf(evil.directory.directoryId) } })
  const made = await evil.scim.createUser('bob', { emails: [{ value: address, primary: true }] })
  expect(made.status).toBe(201)
  await runQueue(centre.running, centre.site, now)
  const { items } = await owner.call('listCustomers', { query: { query: address } })
  const [guest] = items
  const { addresses } = await owner.call('getCustomer', { params: { customerId: guest?.id ?? '' } })
  expect(addresses).toMatchObject([{ standing: 'held' }])
  expect(await requesterOf(requestId)).toMatchObject({ kind: 'sender' })
})

test('an agent makes the sender a customer, where the access policy lets one', async () => {
  const { requestId, senderId } = await asked('Help')
  const params = { senderId }
  await owner.call('changeAccessPolicy', { body: { block: [`nowhere${tests}.test`] } })
  const refused = await agent.send('makeSenderCustomer', { params, body: {} })
  expect(refused).toMatchObject({ status: 403 })
  expect(await requesterOf(requestId)).toMatchObject({ kind: 'sender' })
  await owner.call('changeAccessPolicy', { body: { block: [] } })
  const { customerId } = await agent.call('makeSenderCustomer', { params, body: { name: 'Bob Builder' } })
  expect(await requesterOf(requestId)).toMatchObject({
    kind: 'customer',
    id: customerId,
    name: 'Bob Builder',
    emailAddress: address,
    addressStanding: 'held',
  })
  expect((await agent.send('makeSenderCustomer', { params, body: {} })).status).toBe(404)
})

test('of a sender who was erased nothing is left but that somebody asked', async () => {
  const { requestId, senderId } = await asked('Quagga')
  await agent.call('writeComment', { params: { requestId }, body: { markdown: 'Is it on?' } })
  await centre.mailsTo(address)
  await arrivedFrom(address)
  const params = { senderId }
  const typed = { confirm: 'somebody@else.test', requestTexts: true }
  expect((await owner.send('eraseSender', { params, body: typed })).status).toBe(400)
  expect((await agent.send('eraseSender', { params, body: { ...typed, confirm: address } })).status).toBe(403)
  await owner.call('eraseSender', { params, body: { ...typed, confirm: address.toLowerCase() } })
  expect(await requesterOf(requestId)).toMatchObject({
    kind: 'sender',
    name: 'Erased person',
    emailAddress: '',
  })
  const kept = ['senders', 'requests', 'request_comments', 'mails', 'audit_values', 'request_addressees']
  const tables = [...kept, 'arrived_mails']
  for (const table of tables) {
    const rows = await readRows<{ n: number }>(centre.running, centre.site, {
      name: '',
      text: `select count(*)::int as n from ${table} t where site_id = $1 and lower(t::text) similar to $2`,
      values: [centre.site.id, `%(nowhere${tests}.test|bob ${tests}|quagga)%`],
    })
    expect([table, rows[0]?.n]).toEqual([table, 0])
  }
})

test('from whom nothing came for as long as the site keeps leavers is erased by night; what they asked stays', async () => {
  const { database } = centre.running.app
  const monthsLater = (months: number) => {
    const then = new Date(now)
    then.setUTCMonth(then.getUTCMonth() + months)
    return then
  }
  const silent = await asked('Walrus')
  const other = `still.${tests}@nowhere${tests}.test`
  const active = await asked('Manatee', other)
  await asked('Manatee, again', other, monthsLater(20))
  // Somebody has the address by now, although it brings them nothing.
  const claimed = `claimed.${tests}@nowhere${tests}.test`
  const kept = await asked('Dugong', claimed)
  const evil = await makeDirectory(centre.running, centre.site, `Claims ${tests}`)
  await evil.scim.createUser('claimed', { emails: [{ value: claimed, primary: true }] })
  const night = (at: Date, leaverMonths = 24) =>
    eraseSilentSenders(database, { id: centre.site.id, leaverMonths }, at)
  // Not yet; and nobody where the site keeps everybody.
  await night(monthsLater(23))
  await night(monthsLater(25), 0)
  expect(await requesterOf(silent.requestId)).toMatchObject({ name: `Bob ${tests}` })
  const due = async () => (await leaversOf(database, centre.site, 24, monthsLater(25))).senders
  expect(await due()).toBeGreaterThan(0)
  await night(monthsLater(25))
  expect(await due()).toBe(0)
  expect(await requesterOf(silent.requestId)).toMatchObject({ name: 'Erased person', emailAddress: '' })
  expect(await requesterOf(active.requestId)).toMatchObject({ emailAddress: other })
  expect(await requesterOf(kept.requestId)).toMatchObject({ kind: 'sender', emailAddress: claimed })
  const { items } = await owner.call('listAudit', { query: { subject: silent.senderId } })
  expect(items[0]).toMatchObject({ action: 'sender.erased', actor: { kind: 'system' } })
  const { summary } = await agent.call('getRequest', { params: { requestId: silent.requestId } })
  expect(summary).toBe('Walrus')
})
