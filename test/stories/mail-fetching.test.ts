// Mails that are fetched from a mailbox elsewhere: what is taken, what is marked there, and what a broken server costs.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { fetchDueMailboxes } from '../../src/mail/in/fetch.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { ImapServer } from '../fixtures/imap-server.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let world: MailWorld
let imap: ImapServer
let running: RunningApp
let site: Site
let owner: Person
let mailboxId: string
/** By which background work goes; who is signed in stays so. */
let at: Date
let mailboxes = 0

beforeAll(async () => {
  world = await MailWorld.open()
  world.publish('globex.test', { spf: 'v=spf1 ip4:127.0.0.1 -all', dmarc: 'v=DMARC1; p=reject' })
  imap = await ImapServer.open()
  at = new Date()
  running = await runningApp({
    env: { ...world.env, OUTBOUND_ALLOW: `127.0.0.1:${imap.port}`, SMTP_IN_MB_MAX: '1' },
    limits: { mailSilentMs: 1_000 },
  })
  site = await makeSite(running)
  owner = await makeStaff(running, site, 'owner')
})
afterAll(async () => {
  await running.close()
  await imap.close()
  await world.close()
})
beforeEach(async () => {
  imap.mood = 'well'
  imap.inbox.length = 0
  mailboxes++
  mailboxId = await mailboxAt(running.app.database, site.id, `help${mailboxes}@acme.test`, byTest())
})
afterEach(() => owner.browser.call('endMailFetching', { params: { mailboxId } }))

const settings = () =>
  ({ host: '127.0.0.1', port: imap.port, tls: 'off', user: 'help', password: 'open sesame' }) as const
const set = (more: object = {}) =>
  owner.browser.send('setMailFetching', { params: { mailboxId }, body: { ...settings(), ...more } })
const state = async () => (await owner.browser.call('getMailbox', { params: { mailboxId } })).fetching
const arrived = async () =>
  (await owner.browser.call('listArrivedMails', { query: {} })).items.filter(
    ({ mailbox }) => mailbox.id === mailboxId,
  )

/** Some time passes, and whoever is due looks. */
async function later(minutes = 1): Promise<void> {
  at = new Date(at.getTime() + minutes * 60_000 + 1_000)
  await fetchDueMailboxes(running.app.database, site, at)
  await runQueue(running, site, at)
}

let written = 0
const mail = (more = '') =>
  `${more}From: Ann <ann@globex.test>\r\nTo: Help <help${mailboxes}+t4g@acme.test>\r\nSubject: Printer ${++written}\r\nMessage-ID: <${written}@globex.test>\r\n\r\nIt is on fire.\r\n`

/** It is fetched from now on; what lay there before stays. */
async function begin(more: object = {}): Promise<void> {
  expect((await set(more)).status).toBe(200)
  await runQueue(running, site, at)
}

test('what is new is fetched, kept and marked as read; what lay there already stays there', async () => {
  imap.deliver(mail())
  await begin()
  await later()
  expect(await arrived()).toEqual([])
  imap.deliver(mail())
  imap.deliver(mail())
  await later()
  const found = await arrived()
  expect(found.map(({ subject }) => subject)).toEqual([`Printer ${written}`, `Printer ${written - 1}`])
  expect(imap.inbox.map(({ seen }) => seen)).toEqual([false, true, true])
  const whole = await owner.browser.call('getArrivedMail', { params: { arrivedMailId: found[0]?.id ?? '' } })
  // Who gave it nobody knows, and without a signature nothing proves it.
  expect(whole).toMatchObject({
    via: 'imap',
    clientAddress: null,
    authentication: { dmarc: 'fail', spf: 'none' },
  })
  expect(await state()).toMatchObject({ host: '127.0.0.1', error: null })
  await later()
  expect(await arrived()).toHaveLength(2)
})

test('what was taken is moved where a folder is named; a folder that is not there is said, and keeps no mail', async () => {
  await begin({ moveTo: 'Done' })
  imap.deliver(mail())
  await later()
  expect([imap.inbox.length, imap.moved.get('Done')?.length, (await arrived()).length]).toEqual([0, 1, 1])
  await begin({ moveTo: 'Gone' })
  imap.deliver(mail())
  await later()
  expect(await arrived()).toHaveLength(2)
  expect(await state()).toMatchObject({ error: 'no-folder' })
})

test('what that server says of its checks counts where it was named, and what is written beneath does not', async () => {
  await begin({ authserv: 'mx.acme.test' })
  const passed = 'Authentication-Results: mx.acme.test; dmarc=pass header.from=globex.test\r\n'
  const failed = 'Authentication-Results: mx.acme.test; dmarc=fail header.from=globex.test\r\n'
  imap.deliver(mail(passed))
  imap.deliver(mail(failed + passed))
  await later()
  const checks = await Promise.all(
    (await arrived()).map(async ({ id }) => {
      const { authentication } = await owner.browser.call('getArrivedMail', { params: { arrivedMailId: id } })
      return [authentication?.dmarc, authentication?.aligned]
    }),
  )
  expect(checks).toEqual([
    ['fail', false],
    ['pass', true],
  ])
})

test('a folder whose messages are numbered anew gives none twice', async () => {
  await begin()
  imap.deliver(mail())
  await later()
  imap.renumber()
  imap.deliver(mail())
  await later()
  expect(await arrived()).toHaveLength(2)
  // Nobody had marked it there, as after a restored backup.
  for (const one of imap.inbox) one.seen = false
  imap.renumber()
  await later()
  expect(await arrived()).toHaveLength(2)
})

test.each(['silent', 'broken', 'cut'] as const)(
  'a server that is %s is asked later and later, says so, and loses nothing',
  async (mood) => {
    await begin()
    imap.deliver(mail())
    imap.mood = mood
    await later()
    const first = await state()
    expect(first).toMatchObject({ error: expect.any(String) })
    expect(new Date(first?.nextAt ?? 0).getTime() - at.getTime()).toBe(2 * 60_000)
    await later(1)
    // It is not its time yet.
    expect((await state())?.nextAt).toBe(first?.nextAt)
    imap.mood = 'well'
    await later(2)
    expect(await arrived()).toHaveLength(1)
    expect(await state()).toMatchObject({ error: null })
  },
)

test('the password is told to no other server, shown to nobody, and refused ones are said', async () => {
  expect(await set({ password: undefined })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'password' }] },
  })
  await begin({ password: 'wrong' })
  expect(await state()).toMatchObject({ error: 'refused' })
  await begin()
  expect(JSON.stringify(await state())).not.toContain('sesame')
  expect((await set({ password: undefined, authserv: 'mx.acme.test' })).status).toBe(200)
  for (const elsewhere of [{ host: 'imap.evil.test' }, { port: 1 }, { user: 'other' }]) {
    expect((await set({ ...elsewhere, password: undefined })).status).toBe(400)
  }
  const audit = await owner.browser.call('listAudit', { query: {} })
  expect(JSON.stringify(audit)).not.toMatch(/sesame|wrong/)
})

test('nothing is fetched from where this server must not reach, nor unencrypted unless the operator said so', async () => {
  const before = imap.signIns
  for (const host of ['169.254.169.254', '10.0.0.1', '::1', 'localhost']) {
    await begin({ host, tls: 'implicit' })
    expect(await state()).toMatchObject({ error: 'not-allowed' })
  }
  await begin({ host: '93.184.215.14', tls: 'off' })
  expect(await state()).toMatchObject({ error: 'not-allowed' })
  expect(imap.signIns).toBe(before)
})

test('what is too large stays there, unread, is listed as refused with its reason, and is not fetched again', async () => {
  await begin()
  imap.deliver(mail() + 'x'.repeat(1_100_000))
  imap.deliver(mail())
  imap.bytesSent = 0
  await later()
  expect(imap.inbox.map(({ seen }) => seen)).toEqual([false, true])
  // Its head alone was read.
  expect(imap.bytesSent).toBeLessThan(300_000)
  const [taken, left] = await arrived()
  expect(taken).toMatchObject({ subject: `Printer ${written}`, result: 'held' })
  expect(left).toMatchObject({
    result: 'refused',
    reason: 'too-large',
    subject: `Printer ${written - 1}`,
    from: { name: 'Ann', emailAddress: 'ann@globex.test' },
  })
  const params = { arrivedMailId: left?.id ?? '' }
  const whole = await owner.browser.call('getArrivedMail', { params })
  expect(whole).toMatchObject({ isWhole: false, via: 'imap' })
  expect(whole.sizeBytes).toBeGreaterThan(1_100_000)
  // There is nothing here that could be taken.
  expect((await owner.browser.send('takeArrivedMail', { params })).status).toBe(409)
  await later()
  imap.renumber()
  await later()
  expect(await arrived()).toHaveLength(2)
})

test('a server that says less than it sends fills nothing, and the mail is listed all the same', async () => {
  await begin()
  imap.saysSize = 10
  imap.deliver(mail() + 'x'.repeat(1_100_000))
  await later()
  imap.saysSize = undefined
  expect((await arrived()).map(({ result, reason }) => [result, reason])).toEqual([['refused', 'too-large']])
})

test('nothing is fetched any more once it is ended', async () => {
  await begin()
  await owner.browser.call('endMailFetching', { params: { mailboxId } })
  expect(await state()).toBeNull()
  imap.deliver(mail())
  await later()
  expect(await arrived()).toEqual([])
})
