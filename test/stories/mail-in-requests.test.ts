// A mail becomes a request, a comment, or neither: whose it is decides, and nothing that anybody can write into one.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { strangerDayBytesMax } from '../../src/model/desk/attachment.ts'
import { newId } from '../../src/storage/new-id.ts'
import type { Browser } from '../fixtures/browser.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { forged, Letters, unproven } from '../fixtures/made-mail.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeDirectory } from '../fixtures/running-app.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let now = new Date('2026-03-01T08:00:00Z')
let centre: HelpCentre
let owner: Browser
let uwe: Person
let letters: Letters
let tests = 0
let ann: string
let annId: string
let bob: string

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  owner = centre.owner
  uwe = await makeStaff(centre.running, centre.site, 'agent', { address: 'uwe@desk.test', now })
  letters = await Letters.open(centre, () => now)
})
afterAll(() => centre.close())

const policy = (body: object) => owner.call('changeAccessPolicy', { body })

beforeEach(async () => {
  tests++
  now = new Date(now.getTime() + 1_000)
  ann = `ann@globex${tests}.test`
  bob = `bob@nowhere${tests}.test`
  annId = await centre.add(`Ann ${tests}`, ann)
  await policy({ unknownSenders: 'hold', leaverMail: 'refuse', block: [] })
})

const read = (requestId = '') => uwe.browser.call('getRequest', { params: { requestId } })
const bodies = async (requestId?: string) => (await read(requestId)).comments.map(({ markdown }) => markdown)

/** Who may answer where: the address that stood in the last mail to somebody, and its Message-ID. */
async function lastMailTo(address: string) {
  const mail = (await centre.mailsTo(address)).at(-1)
  const [replyTo] = mail?.replyTo?.value ?? []
  return { replyTo: replyTo?.address ?? '', messageId: mail?.messageId ?? '', mail }
}

/** A request of Ann's, answered by an agent. */
async function answered() {
  const { requestId = '' } = await letters.write(ann)
  await uwe.browser.call('writeComment', { params: { requestId }, body: { markdown: 'Is it on?' } })
  return { requestId, ...(await lastMailTo(ann)) }
}

test("a customer's mail opens their request, with what it says and its subject", async () => {
  const outcome = await letters.write(ann, {
    name: 'Whoever',
    subject: ' Re:\tHelp\u2028me ',
    body: 'See **this**',
  })
  expect(outcome).toMatchObject({ result: 'opened', reason: 'customer' })
  const whole = await read(outcome.requestId)
  expect(whole).toMatchObject({
    summary: 'Re: Help me',
    requester: { kind: 'customer', id: annId, name: `Ann ${tests}`, emailAddress: ann },
    assurance: { level: 'proven' },
    shares: [],
    participants: [],
  })
  expect(whole.comments).toMatchObject([{ markdown: 'See **this**', author: { id: annId, isAgent: false } }])
  expect((await lastMailTo(ann)).mail?.text).toContain('has come to us')
})

test('nobody hears that a request came which nothing shows them to have sent', async () => {
  const outcome = await letters.write(ann, { authentication: forged })
  expect(outcome.result).toBe('opened')
  expect((await read(outcome.requestId)).assurance.level).toBe('suspect')
  expect(await centre.mailsTo(ann)).toEqual([])
})

test("a stranger's mail waits, is refused or comes in as nobody's, as the simulator says", async () => {
  for (const [unknownSenders, result] of [
    ['hold', 'held'],
    ['refuse', 'refused'],
    ['accept', 'opened'],
  ] as const) {
    await policy({ unknownSenders })
    const outcome = await letters.write(bob, { name: 'Bob' })
    expect(outcome).toMatchObject({ result, reason: 'unknown-sender' })
    const { items } = await owner.call('explainAccess', { query: { address: bob } })
    const said = items.find(({ channel }) => channel === 'email')
    expect(said?.reason).toBe(outcome.reason)
    expect({ hold: 'held', refuse: 'refused', warn: 'opened' }[said?.outcome as 'hold']).toBe(result)
    if (result === 'opened')
      expect(await read(outcome.requestId)).toMatchObject({
        requester: { kind: 'sender', name: 'Bob', emailAddress: bob },
        assurance: { level: 'unknown' },
      })
  }
  const customers = await owner.call('listCustomers', { query: { query: bob } })
  expect(customers.items).toEqual([])
})

test('what waits is taken after all by a person, once', async () => {
  const held = await letters.write(bob)
  expect(held.result).toBe('held')
  // Taking the same one again does nothing without a person.
  expect(await letters.take(letters.last)).toMatchObject({ result: 'held' })
  now = new Date(now.getTime() + 1_000)
  const released = await letters.accept()
  expect(released).toMatchObject({ result: 'opened', reason: 'released' })
  // What was taken is not taken again.
  expect(await letters.take(letters.last)).toEqual({ result: 'opened', reason: 'released' })
  expect((await read(released.requestId)).requester.emailAddress).toBe(bob)
})

test('an answer at the signed address goes into the request, also from a domain that proves nothing', async () => {
  const { requestId, replyTo } = await answered()
  expect(replyTo).toMatch(/^help\+sup-\d+-[a-z2-7]{20}@desk\.test$/)
  const outcome = await letters.write(ann, {
    recipients: [replyTo.toUpperCase()],
    body: 'Yes',
    quoted: 'Is it on?',
    authentication: unproven,
  })
  expect(outcome).toMatchObject({ result: 'commented', reason: 'reply-address', requestId })
  const whole = await read(requestId)
  expect(whole.status).toBe('waiting-for-support')
  expect(whole.comments.at(-1)).toMatchObject({ markdown: 'Yes', author: { id: annId } })
  expect(JSON.stringify(whole.comments.at(-1)?.quoted)).toContain('Is it on?')
})

test('agents hear of a comment how sure its own writer is, not how sure the opening was', async () => {
  const { requestId, replyTo } = await answered()
  await uwe.browser.call('changeRequest', { params: { requestId }, body: { assigneeId: uwe.id } })
  await letters.write(ann, { recipients: [replyTo], body: 'Pay at once', authentication: unproven })
  const { mail } = await lastMailTo('uwe@desk.test')
  expect(mail?.text).toContain('Pay at once')
  expect(mail?.text).toContain('nothing proves who wrote')
  expect(mail?.text).not.toContain('with a proven mailbox')
})

test('a signed address is worth nothing in the hands of another, nor a forged one, nor with a failed check', async () => {
  const { requestId, replyTo } = await answered()
  const before = await bodies(requestId)
  const bobId = await centre.add(`Bob ${tests}`, bob)
  const flipped = replyTo.replace(
    /-([a-z2-7])([a-z2-7]{19})@/,
    (_all, a, rest) => `-${a === 'a' ? 'b' : 'a'}${rest}@`,
  )
  for (const [from, given, why] of [
    [bob, { recipients: [replyTo] }, 'reply-address-of-another'],
    [ann, { recipients: [flipped] }, 'reply-address-of-another'],
    [ann, { recipients: [replyTo], authentication: forged }, 'failed-authentication'],
  ] as const) {
    const outcome = await letters.write(from, given)
    expect(outcome.result).toBe('opened')
    const other = await read(outcome.requestId)
    expect(other.requester.id).toBe(from === bob ? bobId : annId)
    expect(other.history.find(({ kind }) => kind === 'kept-out')?.details).toMatchObject({ reason: why })
  }
  expect(await bodies(requestId)).toEqual(before)
})

test('a quoted Message-ID opens no door: only who may see the request, and proves to have written, comes in by it', async () => {
  const { requestId, messageId } = await answered()
  const before = await bodies(requestId)
  await centre.add(`Bob ${tests}`, bob)
  const references = [messageId]
  expect((await letters.write(bob, { references })).result).toBe('opened')
  expect((await letters.write(ann, { references, authentication: unproven })).result).toBe('opened')
  expect((await letters.write('eve@evil.test', { references })).result).toBe('held')
  expect(await bodies(requestId)).toEqual(before)
  expect(await letters.write(ann, { references, body: 'By reference' })).toMatchObject({
    result: 'commented',
    reason: 'references',
    requestId,
  })
  expect((await read(requestId)).participants).toEqual([])
})

test('one who was renamed answers from both addresses: the new one is theirs, the old one enters nothing', async () => {
  const { requestId, replyTo } = await answered()
  const maiden = ann
  const married = `ann.miller@globex${tests}.test`
  await owner.call('changeCustomer', {
    params: { customerId: annId },
    body: { address: married, proven: true },
  })
  now = new Date(now.getTime() + 1_000)
  const recipients = [replyTo]
  expect(await letters.write(married, { recipients, body: 'From the new one' })).toMatchObject({
    result: 'commented',
    requestId,
  })
  expect(await letters.write(maiden, { recipients })).toMatchObject({
    result: 'held',
    reason: 'former-address',
  })
  await policy({ unknownSenders: 'accept' })
  const outcome = await letters.write(maiden, { recipients })
  expect(outcome).toMatchObject({ result: 'opened', reason: 'former-address' })
  expect(await read(outcome.requestId)).toMatchObject({
    requester: { kind: 'sender', emailAddress: maiden },
    assurance: { level: 'suspect' },
  })
  expect((await bodies(requestId)).at(-1)).toBe('From the new one')
})

test("a leaver's reply is refused, or becomes a suspect request of its own", async () => {
  const { requestId, replyTo } = await answered()
  const before = await bodies(requestId)
  await owner.call('deactivateCustomer', { params: { customerId: annId } })
  const recipients = [replyTo]
  expect(await letters.write(ann, { recipients })).toMatchObject({ result: 'refused', reason: 'deactivated' })
  await policy({ leaverMail: 'suspect' })
  const outcome = await letters.write(ann, { recipients })
  expect(outcome).toMatchObject({ result: 'opened', reason: 'deactivated' })
  expect((await read(outcome.requestId)).assurance.level).toBe('suspect')
  expect(await bodies(requestId)).toEqual(before)
})

test("a directory that only claims another company's address gets nothing of its mail", async () => {
  await policy({ unknownSenders: 'accept' })
  const evil = await makeDirectory(centre.running, centre.site, `Evil ${tests}`)
  await evil.scim.createUser('bob', { emails: [{ value: bob, primary: true }] })
  const ours = await evil.scim.createUser('ann', { emails: [{ value: ann, primary: true }] })
  expect(ours.status).toBe(201)
  await runQueue(centre.running, centre.site, now)
  const unowned = await letters.write(bob)
  expect((await read(unowned.requestId)).requester.kind).toBe('sender')
  const held = await letters.write(ann)
  expect((await read(held.requestId)).requester.id).toBe(annId)
})

test('staff come in by a proven mail alone; an agent who answers leaves a note', async () => {
  const { requestId } = await answered()
  await uwe.browser.call('changeRequest', { params: { requestId }, body: { assigneeId: uwe.id } })
  await letters.write(ann, { recipients: [(await lastMailTo(ann)).replyTo], body: 'Yes' })
  const { replyTo } = await lastMailTo('uwe@desk.test')
  const recipients = [replyTo]
  expect(await letters.write('uwe@desk.test', { recipients, authentication: unproven })).toMatchObject({
    result: 'held',
    reason: 'staff-unproven',
  })
  expect(await letters.write('uwe@desk.test', { recipients, body: 'Looks odd' })).toMatchObject({
    result: 'commented',
    requestId,
  })
  expect((await read(requestId)).comments.at(-1)).toMatchObject({ markdown: 'Looks odd', isInternal: true })
  const asked = await letters.write('uwe@desk.test', { subject: 'My own chair' })
  expect((await read(asked.requestId)).requester).toMatchObject({ kind: 'staff', id: uwe.id })
})

test('a stranger whom an agent answered answers back, whatever the policy says of strangers', async () => {
  await policy({ unknownSenders: 'accept' })
  const { requestId = '' } = await letters.write(bob)
  await policy({ unknownSenders: 'refuse' })
  await uwe.browser.call('writeComment', { params: { requestId }, body: { markdown: 'Who are you?' } })
  const { replyTo } = await lastMailTo(bob)
  expect(await letters.write(bob, { recipients: [replyTo], body: 'Bob' })).toMatchObject({
    result: 'commented',
    requestId,
  })
  await policy({ block: [`nowhere${tests}.test`] })
  expect(await letters.write(bob, { recipients: [replyTo] })).toMatchObject({
    result: 'refused',
    reason: 'blocked',
  })
})

test('the same mail at two mailboxes is one; who else was written to is listed, and takes no part', async () => {
  const messageId = `<once${tests}@globex.test>`
  const cc = [
    { name: 'Cid', address: `cid@globex${tests}.test` },
    { name: 'Help', address: letters.address },
  ]
  const { requestId } = await letters.write(ann, { messageId, cc })
  expect(await letters.write(ann, { messageId, cc })).toEqual({ result: 'dropped', reason: 'twice' })
  // The same Message-ID of somebody else keeps nobody's mail out.
  await centre.add(`Bob ${tests}`, bob)
  expect((await letters.write(bob, { messageId })).result).toBe('opened')
  expect(await read(requestId)).toMatchObject({
    participants: [],
    addressees: [{ name: 'Cid', emailAddress: `cid@globex${tests}.test` }],
  })
})

test('what programs write, and what names no sender or two, becomes nothing', async () => {
  for (const automatic of ['bounce', 'auto-reply', 'loop', 'list'] as const)
    expect(await letters.write(ann, { automatic })).toEqual({ result: 'dropped', reason: automatic })
  expect(await letters.write(ann, { from: undefined })).toEqual({ result: 'refused', reason: 'no-sender' })
})

test('whoever forges a customer floods nothing of theirs: ten an hour come in, the rest wait, and the customer goes on', async () => {
  const results: string[] = []
  for (let n = 0; n < 12; n++) {
    now = new Date(now.getTime() + 1)
    results.push((await letters.write(ann, { authentication: forged })).result)
  }
  expect(results).toEqual([...Array(10).fill('opened'), 'held', 'held'])
  const { requestId } = await letters.write(ann)
  const { running, site } = centre
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'request_history',
      text: `insert into request_history (site_id, entry_id, request_id, at, kind, customer_id, details)
        select $1, gen_random_uuid(), $2, $3, 'solved', $4, '{}' from generate_series(1, 112)`,
      values: [site.id, requestId, now, annId],
    }),
  )
  now = new Date(now.getTime() + 1)
  expect(await letters.write(ann)).toMatchObject({ result: 'opened' })
})

/** Mails and their files came so much earlier; who is signed in stays so. */
async function passes(interval: '61 minutes' | '25 hours'): Promise<void> {
  const { running, site } = centre
  await running.app.database.inSite(site.id, async (tx) => {
    for (const [table, column] of [
      ['attachments', 'created_at'],
      ['request_mails', 'at'],
    ] as const)
      tx.write({
        ...{ name: '', table, values: [site.id, interval] },
        text: `update ${table} set ${column} = ${column} - $2::interval where site_id = $1`,
      })
  })
}

test('a request into which somebody writes thirty mails in an hour takes no more of theirs, and whatever else they write comes in', async () => {
  // The one that opened it is one of them.
  const { requestId, replyTo } = await answered()
  const reply = () => {
    now = new Date(now.getTime() + 1)
    return letters.write(ann, { recipients: [replyTo] })
  }
  for (let n = 1; n < 30; n++) expect((await reply()).result).toBe('commented')
  expect(await reply()).toEqual({ result: 'held', reason: 'request-flooded' })
  expect(await bodies(requestId)).toHaveLength(31)
  expect((await letters.write(ann)).result).toBe('opened')
  // Somebody who looks decides otherwise.
  await reply()
  now = new Date(now.getTime() + 1)
  expect(await letters.accept()).toMatchObject({ result: 'commented', requestId })
  await passes('61 minutes')
  expect((await reply()).result).toBe('commented')
})

/** Files of a mail, so large each. */
const files = (...sizes: number[]) =>
  sizes.map((size, n) => ({
    ...{ id: newId(), fileName: `file-${n}.bin`, mediaType: 'application/octet-stream', size },
    ...{ sha256: Buffer.alloc(32), path: '' },
  }))
const mb = 1_000_000
/** How large the files are that a message brought, and what is said of those that it did not. */
async function brought(requestId = '') {
  const { comments, history } = await read(requestId)
  const left = history.filter(({ kind }) => kind === 'files-left-out').map(({ details }) => details)
  return [comments.flatMap(({ attachments }) => attachments.map(({ sizeBytes }) => sizeBytes)), left]
}

test('files by mail count for what a customer brings in a day: beyond it the mail comes in without them, and says so', async () => {
  const first = await letters.write(ann, { attachments: files(600 * mb, 500 * mb, 300 * mb) })
  expect(first.result).toBe('opened')
  expect(await brought(first.requestId)).toEqual([[600 * mb, 300 * mb], [{ count: 1, noRoom: 1 }]])
  const { requestId } = await letters.write(ann, {
    body: '',
    attachments: files(400 * mb),
    leftOut: [{ fileName: 'run.exe', why: 'blocked' }],
  })
  expect(await brought(requestId)).toEqual([[], [{ count: 2, noRoom: 1 }]])
  // An answer is a message like any other.
  await centre.mailsTo(ann)
  await uwe.browser.call('writeComment', {
    params: { requestId: first.requestId ?? '' },
    body: { markdown: 'More?' },
  })
  const { replyTo } = await lastMailTo(ann)
  const answer = await letters.write(ann, { recipients: [replyTo], attachments: files(400 * mb, 100 * mb) })
  expect(answer).toMatchObject({ result: 'commented', requestId: first.requestId })
  expect((await brought(first.requestId))[0]).toEqual([600 * mb, 300 * mb, 100 * mb])
  await passes('25 hours')
  const later = await letters.write(ann, { attachments: files(900 * mb) })
  expect(await brought(later.requestId)).toEqual([[900 * mb], []])
})

test('files of forged mails take nothing of what the customer brings, and have a day of their own', async () => {
  const given = { authentication: forged, attachments: files(strangerDayBytesMax, 1) }
  const evil = await letters.write(ann, given)
  expect(await brought(evil.requestId)).toEqual([[strangerDayBytesMax], [{ count: 1, noRoom: 1 }]])
  const own = await letters.write(ann, { attachments: files(1_000 * mb) })
  expect(await brought(own.requestId)).toEqual([[1_000 * mb], []])
  await passes('25 hours')
  const again = await letters.write(ann, { authentication: forged, attachments: files(mb) })
  expect(await brought(again.requestId)).toEqual([[mb], []])
})

test('files of a stranger count as well, and all of them for what the site has room for', async () => {
  await policy({ unknownSenders: 'accept' })
  const first = await letters.write(bob, { attachments: files(strangerDayBytesMax - mb, 2 * mb) })
  expect((await brought(first.requestId))[0]).toEqual([strangerDayBytesMax - mb])
  const { bytes } = await owner.call('getSiteFiles', {})
  const gib = 1024 ** 3
  await owner.call('changeSite', { body: { attachmentGbMax: Math.ceil(bytes / gib) } })
  const room = Math.ceil(bytes / gib) * gib - bytes
  const others = `cid@nowhere${tests}.test`
  const over = await letters.write(others, { attachments: files(Math.min(room, mb), room) })
  expect(over.result).toBe('opened')
  expect(await brought(over.requestId)).toEqual([[Math.min(room, mb)], [{ count: 1, noRoom: 1 }]])
  await owner.call('changeSite', { body: { attachmentGbMax: 20 } })
})
