// Whoever brings a mail may encrypt the way (STARTTLS), and nothing that was said before counts behind it (RFC 3207 4.2).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { itsLocalKey, localCertificate } from '../fixtures/certificate.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { SmtpTalk } from '../fixtures/smtp-talk.ts'

let world: MailWorld
let folder: string
let running: RunningApp
let site: Site
let port: number

beforeAll(async () => {
  world = await MailWorld.open()
  folder = mkdtempSync(join(tmpdir(), 'doorward-starttls-'))
  const files = { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') }
  writeFileSync(files.TLS_CERT, localCertificate)
  writeFileSync(files.TLS_KEY, itsLocalKey)
  running = await runningApp({ env: { ...world.env, ...files } })
  await running.app.mailIn?.listen()
  port = running.app.mailIn?.port ?? 0
  site = await makeSite(running)
  await mailboxAt(running.app.database, site.id, 'help@acme.test', byTest())
})
afterAll(async () => {
  await running.close()
  await world.close()
  rmSync(folder, { recursive: true })
})

async function arrived() {
  await runQueue(running, site)
  return readRows<{ subject: string; envelope: string }>(running, site, {
    name: '',
    text: `select subject, envelope_from as envelope from arrived_mails where site_id = $1 order by arrived_id`,
    values: [site.id],
  })
}

test('a mail server that encrypts, and trusts only the certificate of this one, brings its mail', async () => {
  const transport = createTransport({
    ...{ host: '127.0.0.1', port, name: 'mx.globex.test' },
    requireTLS: true,
    tls: { ca: localCertificate, servername: 'localhost' },
  })
  const before = await arrived()
  const mail = { from: 'ann@globex.test', to: 'help@acme.test', subject: 'Sealed', text: 'It is on fire.' }
  expect((await transport.sendMail(mail)).response).toMatch(/^250/)
  transport.close()
  expect(await arrived()).toEqual([...before, { subject: 'Sealed', envelope: 'ann@globex.test' }])
})

test('a command that somebody on the way put behind STARTTLS is not executed inside the encrypted connection', async () => {
  const plain = await SmtpTalk.open(port)
  expect(await plain.say('EHLO mx.globex.test')).toMatch(/STARTTLS/)
  plain.socket.write(
    'STARTTLS\r\nEHLO evil.test\r\nMAIL FROM:<eve@evil.test>\r\nRCPT TO:<help@acme.test>\r\n',
  )
  expect(await plain.answer()).toMatch(/^220/)
  const talk = await plain.encrypted()
  // The next answer is to the next question, and nothing was asked before: no mail is begun, and nobody has greeted.
  expect(await talk.say('DATA')).toMatch(/^503/)
  expect(await talk.say('MAIL FROM:<ann@globex.test>')).toMatch(/^503/)
  const greeting = await talk.say('EHLO mx.globex.test')
  expect(greeting).toMatch(/^250/)
  // It is not offered twice.
  expect(greeting).not.toMatch(/STARTTLS/)
  expect(await talk.say('RCPT TO:<help@acme.test>')).toMatch(/^503/)
  expect(await talk.say('DATA')).toMatch(/^503/)
  talk.end()
})

test('what was said in the open is forgotten: a mail that was begun there is begun anew', async () => {
  const before = await arrived()
  const plain = await SmtpTalk.open(
    port,
    'EHLO evil.test',
    'MAIL FROM:<eve@evil.test>',
    'RCPT TO:<help@acme.test>',
  )
  expect(await plain.say('STARTTLS')).toMatch(/^220/)
  const talk = await plain.encrypted()
  expect(await talk.say('EHLO mx.globex.test')).toMatch(/^250/)
  expect(await talk.say('DATA')).toMatch(/^503/)
  for (const line of ['MAIL FROM:<ann@globex.test>', 'RCPT TO:<help@acme.test>', 'DATA'])
    expect(await talk.say(line)).toMatch(/^[23]/)
  expect(await talk.say('From: ann@globex.test\r\nSubject: Anew\r\n\r\nHello\r\n.')).toMatch(/^250/)
  talk.end()
  expect(await arrived()).toEqual([...before, { subject: 'Anew', envelope: 'ann@globex.test' }])
})
