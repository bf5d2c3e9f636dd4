// Mails that nobody writes who means well: each has a harmless end, and none keeps the others.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { envelope, SmtpTalk } from '../fixtures/smtp-talk.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let world: MailWorld
let running: RunningApp
let site: Site
let owner: Person
let port: number

beforeAll(async () => {
  world = await MailWorld.open()
  running = await runningApp({ env: world.env })
  await running.app.mailIn?.listen()
  port = running.app.mailIn?.port ?? 0
  site = await makeSite(running)
  owner = await makeStaff(running, site, 'owner')
  await mailboxAt(running.app.database, site.id, 'help@acme.test', byTest())
})
afterAll(async () => {
  await running.close()
  await world.close()
})

const arrived = async () => (await owner.browser.call('listArrivedMails', { query: { limit: 200 } })).items
const newest = async () => {
  const [found] = await arrived()
  return owner.browser.call('getArrivedMail', { params: { arrivedMailId: found?.id ?? '' } })
}
/** What lies on the disk of the site: mails that are kept whole, and files of requests. */
function files(): string[] {
  const folder = join(running.app.attachmentFiles.folder, keyOf(site.id))
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name }) => name)
}

/** Brings the bytes of a mail as they are, and has it read; answers what the server said. */
async function bring(raw: string | Buffer, from = 'ann@globex.test'): Promise<string> {
  const talk = await SmtpTalk.open(port, ...envelope(from, 'help@acme.test'))
  talk.socket.write(raw)
  const said = await talk.say('\r\n.')
  talk.end()
  await runQueue(running, site)
  return said
}

const head = 'From: ann@globex.test\r\nTo: help@acme.test\r\nSubject: Odd\r\n'
const parts = (boundary: string) =>
  `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n`
let nested = `${head}`
for (let n = 0; n < 600; n++) nested += `${parts(`b${n}`)}\r\n--b${n}\r\n`

test.each<[string, string | Buffer]>([
  ['nothing at all', ''],
  ['no head', '\r\nHello'],
  ['no body', head],
  ['a head without an end', 'From: ann@globex.test\r\nSubject'],
  ['lines without a colon', `hello\r\nworld\r\n${head}\r\nHi`],
  ['a boundary that never comes', `${head}${parts('x')}\r\nHello`],
  ['parts that never end', `${head}${parts('x')}\r\n--x\r\nContent-Type: text/plain\r\n\r\nHello`],
  ['an empty boundary', `${head}Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nHello`],
  ['parts within parts, 600 deep', nested],
  ['2,000 parts', `${head}${parts('x')}\r\n${'--x\r\n\r\na\r\n'.repeat(2_000)}--x--\r\n`],
  ['a head of a megabyte', `${head}${`X-Long: ${'x'.repeat(900)}\r\n`.repeat(1_100)}\r\nHello`],
  ['one line of a megabyte', `${head}\r\n${'x'.repeat(1_000_000)}`],
  ['a charset that there is not', `${head}Content-Type: text/plain; charset="klingon"\r\n\r\n\xe4\xf6`],
  ['base64 that is none', `${head}Content-Transfer-Encoding: base64\r\n\r\n!!!not base64???`],
  ['quoted-printable that is none', `${head}Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n=4`],
  ['zero bytes', Buffer.concat([Buffer.from(`${head}\r\n`), Buffer.alloc(10_000)])],
  [
    'every byte there is',
    Buffer.concat([
      Buffer.from(`${head}\r\n`),
      Buffer.from(Array.from({ length: 256 }, (_, n) => (n === 10 || n === 13 || n === 46 ? 32 : n))),
    ]),
  ],
  ['HTML, 5,000 elements deep', `${head}Content-Type: text/html\r\n\r\n${'<div>'.repeat(5_000)}Hello`],
  ['two From headers', `From: x@evil.test\r\n${head}\r\nHello`],
  [
    'a From header of 10,000 addresses',
    `From: ${Array.from({ length: 10_000 }, (_, n) => `a${n}@x.test`).join(',\r\n ')}\r\nSubject: Many\r\n\r\nHello`,
  ],
])('a mail of %s is read or refused, once, and leaves nothing behind', async (_name, raw) => {
  const [count, before] = [(await arrived()).length, files().length]
  expect(await bring(raw)).toMatch(/^250/)
  const { result, isWhole, reason } = await newest()
  expect(await arrived()).toHaveLength(count + 1)
  expect([result, typeof reason]).toEqual([expect.any(String), 'string'])
  // The mail itself, where it is kept, and no file of it that nothing has.
  expect(files().length - before).toBe(isWhole ? 1 : 0)
})

test('what stands in headers stays in them: no line is added, nothing steers what is shown', async () => {
  const evil = '=?utf-8?q?Ann=0D=0ABcc:_x@evil.test=00=E2=80=AE?='
  await bring(
    `From: ${evil} <ann@globex.test>\r\nTo: help@acme.test\r\nSubject: ${evil}\r\nMessage-ID: <a\tb\r\n c@x>\r\n\r\nHi`,
  )
  const { from, subject, messageId } = await newest()
  for (const text of [from?.name ?? '', subject ?? '', messageId ?? '']) expect(text).not.toMatch(/[\r\n\0]/)
  // Nobody is named by what only a careless reader takes for an address.
  expect(['ann@globex.test', undefined]).toContain(from?.emailAddress)
})

test('who brings one mail for 10,000 is stopped at a hundred, and who guesses addresses after ten', async () => {
  const talk = await SmtpTalk.open(port, 'EHLO x', 'MAIL FROM:<ann@globex.test>')
  const said: { [code: string]: number } = {}
  for (let n = 0; n < 300; n++) {
    const code = (await talk.say(`RCPT TO:<help+${n}@acme.test>`)).slice(0, 3)
    said[code] = (said[code] ?? 0) + 1
  }
  expect(said).toEqual({ 250: 100, 452: 200 })
  talk.end()
  const guesser = await SmtpTalk.open(port, 'EHLO x', 'MAIL FROM:<ann@globex.test>')
  for (let n = 0; n < 10; n++) expect(await guesser.say(`RCPT TO:<a${n}@acme.test>`)).toMatch(/^550/)
  // From here on it comes again later, and learns of no other.
  expect(await guesser.say('RCPT TO:<help@acme.test>')).toMatch(/^421/)
  guesser.end()
})

test('a mail of 50 MB is refused before it comes where its size is said, and else behind it', async () => {
  const [count, before] = [(await arrived()).length, files().length]
  const polite = await SmtpTalk.open(port, 'EHLO x')
  expect(await polite.say('MAIL FROM:<ann@globex.test> SIZE=50000000')).toMatch(/^552/)
  polite.end()
  const talk = await SmtpTalk.open(port, ...envelope('ann@globex.test', 'help@acme.test'))
  const piece = `${'x'.repeat(998)}\r\n`.repeat(1_000)
  talk.socket.write(`${head}\r\n`)
  for (let n = 0; n < 50; n++) {
    if (!talk.socket.write(piece)) await new Promise((done) => talk.socket.once('drain', done))
  }
  expect(await talk.say('.')).toMatch(/^552/)
  talk.end()
  expect((await arrived()).length).toBe(count)
  expect(files().length).toBe(before)
})

/** An archive of one file of zeros. */
function zipBomb(bytes: number): Buffer {
  const packed = deflateRawSync(Buffer.alloc(bytes))
  const name = Buffer.from('zeros.txt')
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(8, 8)
  head.writeUInt32LE(packed.length, 18)
  head.writeUInt32LE(bytes, 22)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name, packed])
}

test('an archive that would be a hundred times as large once unpacked is a file like any other, and stays packed', async () => {
  await owner.browser.call('changeAccessPolicy', { body: { unknownSenders: 'accept' } })
  const bomb = zipBomb(100_000_000)
  expect(bomb.length).toBeLessThan(1_000_000)
  const before = files().length
  const lines = (bomb.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')
  const part = `--x\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="photos.zip"\r\n\r\n${lines}\r\n--x--\r\n`
  expect(await bring(`${head}${parts('x')}\r\n--x\r\n\r\nMy photos\r\n${part}`)).toMatch(/^250/)
  const { request } = await newest()
  const whole = await owner.browser.call('getRequest', { params: { requestId: request?.id ?? '' } })
  const found = whole.comments.flatMap(({ attachments }) => attachments)
  expect(found).toMatchObject([{ name: 'photos.zip', sizeBytes: bomb.length }])
  // The file, and nothing that was unpacked beside it.
  expect(files().length).toBe(before + 1)
  await owner.browser.call('changeAccessPolicy', { body: { unknownSenders: 'hold' } })
})

test('nobody is relayed for, and nobody signs in', async () => {
  const talk = await SmtpTalk.open(port)
  expect(await talk.say('EHLO x')).not.toMatch(/AUTH|STARTTLS|XCLIENT|XFORWARD/)
  expect(await talk.say('AUTH PLAIN AGFubgBhbm4=')).toMatch(/^5/)
  expect(await talk.say('XFORWARD ADDR=192.0.2.1')).toMatch(/^5/)
  expect(await talk.say('MAIL FROM:<help@acme.test>')).toMatch(/^250/)
  expect(await talk.say('RCPT TO:<ann@globex.test>')).toMatch(/^550/)
  expect(await talk.say('RCPT TO:<@acme.test:ann@globex.test>')).toMatch(/^5/)
  expect(await talk.say('RCPT TO:<ann%globex.test@acme.test>')).toMatch(/^550/)
  talk.end()
})
