// Mails that other servers bring: what is taken, what is kept of it, and what is known of who sent it.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { changeMailbox } from '../../src/mail/mailboxes.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt as addedAt } from '../fixtures/arrived-mail.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { envelope, SmtpTalk } from '../fixtures/smtp-talk.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let world: MailWorld
let running: RunningApp
let site: Site
let other: Site
let owner: Person
let port: number

beforeAll(async () => {
  world = await MailWorld.open()
  world.publish('globex.test', { spf: 'v=spf1 ip4:127.0.0.1 -all', dkim: true, dmarc: 'v=DMARC1; p=reject' })
  world.publish('initech.test', { spf: 'v=spf1 -all', dmarc: 'v=DMARC1; p=reject' })
  running = await runningApp({
    env: { ...world.env, SMTP_IN_MB_MAX: '1', TRUST_PROXY: 'true' },
    // A busy machine answers late.
    limits: { mailDnsWaits: { tryMs: 1_000, allMs: 4_000 } },
  })
  await running.app.mailIn?.listen()
  port = running.app.mailIn?.port ?? 0
  site = await makeSite(running)
  other = await makeSite(running)
  const host = `${site.slug}.localhost`
  const headers = { origin: `http://${host}`, 'x-forwarded-host': host }
  owner = await makeStaff(running, site, 'owner', { headers })
  await mailboxAt(site, 'help@acme.test')
  await mailboxAt(other, 'help@other.test')
})
afterAll(async () => {
  await running.close()
  await world.close()
})
beforeEach(() => {
  world.isSilent = false
})

const mailboxAt = (of: Site, address: string) => addedAt(running.app.database, of.id, address, byTest())

let sent = 0
/** A mail that is like no other. */
const mail = (more: object = {}) => ({
  from: 'Ann Lee <ann@globex.test>',
  to: 'help@acme.test',
  subject: `Printer ${++sent}`,
  text: 'It is on fire.',
  messageId: `<${sent}@globex.test>`,
  ...more,
})

const arrived = async () => (await owner.browser.call('listArrivedMails', { query: {} })).items
const newest = async () => {
  const [found] = await arrived()
  return owner.browser.call('getArrivedMail', { params: { arrivedMailId: found?.id ?? '' } })
}
/** What lies among the attachments of the site. */
const files = (of: Site = site) => {
  const folder = join(running.app.attachmentFiles.folder, of.id.toString(36).padStart(6, '0'))
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length
  } catch {
    return 0
  }
}

test('a mail is kept before it is acknowledged, read soon after, and its sender is checked', async () => {
  const before = files()
  expect(await world.bring(port, mail(), { signedBy: 'globex.test' })).toMatch(/^250/)
  expect(files()).toBe(before + 1)
  expect(await newest()).toMatchObject({ result: null, from: null, recipients: ['help@acme.test'] })
  await runQueue(running, site)
  expect(await newest()).toMatchObject({
    from: { name: 'Ann Lee', emailAddress: 'ann@globex.test' },
    subject: `Printer ${sent}`,
    envelopeFrom: 'ann@globex.test',
    clientAddress: '127.0.0.1',
    helo: 'mx.globex.test',
    authentication: {
      dmarc: 'pass',
      aligned: true,
      domain: 'globex.test',
      spf: 'pass globex.test',
      dkim: 'pass globex.test',
      via: 'smtp',
    },
  })
})

test.each([
  ['a mailbox that is not there', ['nobody@acme.test'], 550],
  ['another domain', ['ann@globex.test'], 550],
  ['a mailbox by a tag alone', ['+help@acme.test'], 550],
])('nobody is taken in for %s', async (_name, envelopeTo, responseCode) => {
  const before = files()
  await expect(
    world.bring(port, mail(), { envelopeTo, envelopeFrom: 'ann@globex.test' }),
  ).rejects.toMatchObject({
    responseCode,
  })
  expect(files()).toBe(before)
})

test('a mailbox that is switched off is no mailbox, and one address is one mailbox of the whole server', async () => {
  const mailboxId = await mailboxAt(site, 'sales@acme.test')
  await changeMailbox(running.app.database, site.id, mailboxId, { isActive: false }, byTest())
  const bringing = { envelopeTo: ['sales@acme.test'], envelopeFrom: 'ann@globex.test' }
  await expect(world.bring(port, mail(), bringing)).rejects.toMatchObject({ responseCode: 550 })
  await expect(mailboxAt(other, 'Sales@ACME.test')).rejects.toMatchObject({
    code: 'conflict',
    field: 'address',
  })
  await expect(mailboxAt(site, 'sales+x@acme.test')).rejects.toMatchObject({
    code: 'invalid',
    field: 'address',
  })
})

test('each site has what was written to its mailboxes, with the tags', async () => {
  const before = [files(), files(other)]
  const envelopeTo = ['help+T4g@acme.test', 'help@acme.test', 'help@other.test']
  await world.bring(port, mail(), { envelopeTo, envelopeFrom: 'ann@globex.test' })
  expect([files(), files(other)]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1])
  expect(await newest()).toMatchObject({ recipients: ['help+T4g@acme.test', 'help@acme.test'] })
})

test('the same mail twice is one; another mail under its Message-ID, or without its signature, is another', async () => {
  const one = mail({ date: new Date('2026-05-03T10:00:00Z') })
  const count = (await arrived()).length
  await world.bring(port, one)
  const kept = files()
  await world.bring(port, {
    ...one,
    headers: { Received: 'from elsewhere by here; Sun, 3 May 2026 10:00:01 +0000' },
  })
  expect(await arrived()).toHaveLength(count + 1)
  expect(files()).toBe(kept)
  await world.bring(port, { ...one, text: 'It is out.' })
  await world.bring(port, one, { signedBy: 'globex.test' })
  expect(await arrived()).toHaveLength(count + 3)
})

test('who forges an address fails the policy of its domain', async () => {
  await world.bring(port, mail({ from: 'Peter <peter@initech.test>' }))
  await runQueue(running, site)
  const { authentication } = await newest()
  expect(authentication).toMatchObject({ dmarc: 'fail', aligned: false, domain: 'initech.test' })
})

test('while DNS says nothing a mail is read all the same, soon, and nothing is concluded', async () => {
  world.isSilent = true
  await world.bring(port, mail(), { signedBy: 'globex.test' })
  const began = performance.now()
  await runQueue(running, site)
  expect(performance.now() - began).toBeLessThan(30_000)
  expect((await newest()).authentication).toMatchObject({ dmarc: 'unknown', aligned: false })
})

test('DNS is asked once more about what it did not answer, and the request says what is known then', async () => {
  const peter = { name: 'Peter', address: 'peter@initech.test', proven: true }
  await owner.browser.call('addCustomer', { body: peter })
  world.isSilent = true
  await world.bring(port, mail({ from: 'Peter <peter@initech.test>' }))
  await runQueue(running, site)
  const { id, result, authentication, request } = await newest()
  expect([result, authentication?.dmarc]).toEqual(['opened', 'unknown'])
  const params = { requestId: request?.id ?? '' }
  const before = files()
  expect(await owner.browser.call('getRequest', { params })).toMatchObject({ assurance: { level: 'known' } })
  world.isSilent = false
  await runQueue(running, site, new Date(Date.now() + 11 * 60_000))
  const later = await owner.browser.call('getArrivedMail', { params: { arrivedMailId: id } })
  expect(later).toMatchObject({ result, isWhole: false, authentication: { dmarc: 'fail' } })
  expect(files()).toBe(before - 1)
  expect(await owner.browser.call('getRequest', { params })).toMatchObject({
    assurance: { level: 'suspect' },
  })
})

test('what waits is taken after all by whoever says so, once, and that is written down', async () => {
  await world.bring(port, mail({ from: 'Eve <eve@nowhere.test>' }))
  await runQueue(running, site)
  const { id, result, isWhole } = await newest()
  expect([result, isWhole]).toEqual(['held', true])
  const params = { arrivedMailId: id }
  expect(await owner.browser.call('takeArrivedMail', { params })).toMatchObject({ isAccepted: true })
  expect((await owner.browser.send('takeArrivedMail', { params })).status).toBe(409)
  await runQueue(running, site)
  const taken = await owner.browser.call('getArrivedMail', { params })
  expect(taken).toMatchObject({ result: 'opened', reason: 'released', isAccepted: false, isWhole: false })
  expect(taken.request?.key).toMatch(/^SUP-/)
  expect((await owner.browser.send('takeArrivedMail', { params })).status).toBe(409)
  const { items } = await owner.browser.call('listAudit', { query: { subject: id } })
  expect(items.map(({ action }) => action)).toEqual(['arrived-mail.accepted'])
})

test('what is too large is refused, and nothing of it is left', async () => {
  const [count, before] = [(await arrived()).length, files()]
  const large = mail({ text: 'x'.repeat(1_200_000) })
  await expect(world.bring(port, large)).rejects.toMatchObject({ responseCode: 552 })
  // Who does not say beforehand how much it is.
  const server = await SmtpTalk.open(port, ...envelope('ann@globex.test', 'help@acme.test'))
  server.socket.write(`Subject: large\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(1_200)}.\r\n`)
  expect(await server.answer()).toMatch(/^552/)
  server.end()
  expect(await arrived()).toHaveLength(count)
  expect(files()).toBe(before)
})

test('a connection that is lost in the middle of a mail leaves none', async () => {
  const [count, before] = [(await arrived()).length, files()]
  const server = await SmtpTalk.open(port, ...envelope('ann@globex.test', 'help@acme.test'))
  server.socket.write('Subject: half\r\n\r\nIt is on fi')
  server.end()
  // The next mail is behind it.
  await world.bring(port, mail())
  await expect.poll(() => files()).toBe(before + 1)
  expect(await arrived()).toHaveLength(count + 1)
})
