// Mails of the simulated world at the real server: whoever a mail is from, and whoever only says so.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { provisionerOf } from '../../demo/simulator/provisioner.ts'
import type { Exchange } from '../../demo/simulator/wire.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import type { Browser } from '../fixtures/browser.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

const seen: Exchange[] = []
let world: MailWorld
let running: RunningApp
let site: Site
let owner: Browser

beforeAll(async () => {
  world = await MailWorld.open((exchange) => void seen.push(exchange))
  world.publish('globex.test', { spf: 'v=spf1 ip4:127.0.0.1 -all', dkim: true, dmarc: 'v=DMARC1; p=none' })
  world.publish('evil.test', { spf: 'v=spf1 ip4:127.0.0.1 -all' })
  // A busy machine answers late.
  const limits = { mailDnsWaits: { tryMs: 10_000, allMs: 40_000 } }
  running = await runningApp({ env: { ...world.env }, limits })
  await running.app.mailIn?.listen()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  await mailboxAt(running.app.database, site.id, 'help@acme.test', byTest())
  const { baseUrl, token } = await makeDirectory(running, site, 'Globex', { domains: ['globex.test'] })
  const address = 'ann@globex.test'
  const ann = { key: 'ann', givenName: 'Ann', familyName: 'Lee', userName: address, address, active: true }
  await provisionerOf('entra', { baseUrl, token }).hire(ann)
})
afterAll(async () => {
  await running.close()
  await world.close()
})

const mail = (subject: string) => ({
  from: 'Ann Lee <ann@globex.test>',
  to: 'help@acme.test',
  subject,
  text: 'It is on fire.',
})

/** The request that a mail has become. */
async function opened() {
  await runQueue(running, site)
  const [arrived] = (await owner.call('listArrivedMails', { query: {} })).items
  const found = await owner.call('getArrivedMail', { params: { arrivedMailId: arrived?.id ?? '' } })
  return owner.call('getRequest', { params: { requestId: found.request?.id ?? '' } })
}

test('a mail that its domain signed is hers, proven', async () => {
  await world.bring(running.app.mailIn?.port ?? 0, mail('Printer'), { signedBy: 'globex.test' })
  expect(await opened()).toMatchObject({ summary: 'Printer', assurance: { level: 'proven' } })
  expect(seen.at(-1)).toMatchObject({
    protocol: 'SMTP',
    request: {
      line: 'MAIL FROM:<ann@globex.test> RCPT TO:<help@acme.test>',
      headers: { EHLO: 'mx.globex.test' },
      body: expect.stringMatching(/^DKIM-Signature: [\s\S]*Subject: Printer/),
    },
    response: { line: expect.stringMatching(/^250 /) },
  })
})

test('one that another server forged in her name is suspect', async () => {
  const forged = { envelopeFrom: 'bounce@evil.test', helo: 'mx.evil.test', envelopeTo: ['help@acme.test'] }
  await world.bring(running.app.mailIn?.port ?? 0, mail('Give me the keys'), forged)
  expect(await opened()).toMatchObject({ summary: 'Give me the keys', assurance: { level: 'suspect' } })
})

test('what the server refuses is seen with its own words', async () => {
  const wrong = { ...mail('Nobody'), to: 'nobody@acme.test' }
  await expect(world.bring(running.app.mailIn?.port ?? 0, wrong)).rejects.toMatchObject({ responseCode: 550 })
  expect(seen.at(-1)?.response.line).toMatch(/^550 /)
})
