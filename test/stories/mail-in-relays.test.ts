// Where an own mail server stands before this one, what it says of each mail's sender counts for that mail alone.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { SmtpTalk } from '../fixtures/smtp-talk.ts'

let world: MailWorld
let running: RunningApp
let site: Site
let talk: SmtpTalk

beforeAll(async () => {
  world = await MailWorld.open()
  running = await runningApp({ env: { ...world.env, SMTP_IN_RELAYS: '127.0.0.1' } })
  await running.app.mailIn?.listen()
  site = await makeSite(running)
  await mailboxAt(running.app.database, site.id, 'help@acme.test', byTest())
  talk = await SmtpTalk.open(running.app.mailIn?.port ?? 0, 'EHLO mx.acme.test')
})
afterAll(async () => {
  talk.end()
  await running.close()
  await world.close()
})

let brought = 0
/** One mail of many on the relay's connection; answers who is taken for its client. */
async function clientOf(...said: readonly string[]) {
  brought++
  for (const line of [...said, 'MAIL FROM:<ann@globex.test>', 'RCPT TO:<help@acme.test>', 'DATA']) {
    expect(await talk.say(line)).toMatch(/^[23]/)
  }
  const head = `From: ann@globex.test\r\nSubject: Mail ${brought}\r\nMessage-ID: <${brought}@globex.test>`
  expect(await talk.say(`${head}\r\n\r\nHello\r\n.`)).toMatch(/^250/)
  await runQueue(running, site)
  const [row] = await readRows<{ client: string | null; helo: string | null }>(running, site, {
    name: '',
    text: `select client_address as client, helo from arrived_mails where site_id = $1 order by arrived_id desc limit 1`,
    values: [site.id],
  })
  return row
}

test('a client is known of the mail of which the relay says it, and of no other', async () => {
  expect(await clientOf()).toEqual({ client: null, helo: null })
  const first = await clientOf('XFORWARD ADDR=192.0.2.7 HELO=mx.globex.test')
  expect(first).toEqual({ client: '192.0.2.7', helo: 'mx.globex.test' })
  expect(await clientOf()).toEqual({ client: null, helo: null })
  expect(await clientOf('XFORWARD ADDR=192.0.2.8 HELO=mx.evil.test')).toMatchObject({ client: '192.0.2.8' })
  const unknown = await clientOf('XFORWARD ADDR=[UNAVAILABLE] HELO=mx.acme.test')
  expect(unknown).toEqual({ client: null, helo: null })
})

test('what a Postfix writes itself is taken, although it knows nobody who greeted it', async () => {
  // As it says it, in two commands (XFORWARD_README): of a script on its machine, and of a mail that it made itself.
  const local = 'XFORWARD NAME=localhost ADDR=127.0.0.1 PORT=[UNAVAILABLE]'
  const unknown = 'XFORWARD NAME=[UNAVAILABLE] ADDR=[UNAVAILABLE] PORT=[UNAVAILABLE]'
  const rest = 'XFORWARD PROTO=ESMTP HELO=[UNAVAILABLE] IDENT=4B3C12A SOURCE=LOCAL'
  expect(await clientOf(unknown, rest)).toEqual({ client: null, helo: null })
  expect(await clientOf(local, rest)).toEqual({ client: '127.0.0.1', helo: null })
  // Nor does it become somebody who greeted for the next one.
  expect(await clientOf()).toEqual({ client: null, helo: null })
})

test('a relay that has not greeted itself is told to', async () => {
  const other = await SmtpTalk.open(running.app.mailIn?.port ?? 0)
  expect(await other.say('XFORWARD HELO=[UNAVAILABLE]')).toMatch(/^250/)
  expect(await other.say('MAIL FROM:<ann@globex.test>')).toMatch(/^503/)
  other.end()
})

test('a relay that names many who are not here is no guesser, whomever it speaks for', async () => {
  expect(await talk.say('XFORWARD ADDR=192.0.2.9 HELO=mx.evil.test')).toMatch(/^250/)
  expect(await talk.say('MAIL FROM:<ann@globex.test>')).toMatch(/^250/)
  for (let n = 0; n < 15; n++) expect(await talk.say(`RCPT TO:<nobody${n}@acme.test>`)).toMatch(/^550/)
  expect(await talk.say('RSET')).toMatch(/^250/)
  expect(await clientOf('XFORWARD ADDR=192.0.2.7 HELO=mx.globex.test')).toMatchObject({ client: '192.0.2.7' })
})
