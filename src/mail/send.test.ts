import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PostOffice } from '../../test/fixtures/post-office.ts'
import { runQueue } from '../../test/fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../../test/fixtures/running-app.ts'
import { mailById, queueMail, requeueMail, type WholeMailRow } from '../storage/mails.ts'
import { type Site, updateSettings } from '../storage/sites.ts'
import { forgetOldMails } from './housekeeping.ts'

const minuteMs = 60_000
const start = new Date('2026-03-01T12:00:00Z')
const ann = { personId: null, name: 'Ann Ames', address: 'ann@globex.test', language: 'en' } as const

let folder: string
let office: PostOffice
let running: RunningApp
let dkimPublicKey: string
let site: Site

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorward-dkim-'))
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keyFile = join(folder, 'dkim.pem')
  await writeFile(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  dkimPublicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  office = await PostOffice.open()
  const dkim = { DKIM_DOMAIN: 'doorward.test', DKIM_SELECTOR: 'door', DKIM_KEY_FILE: keyFile }
  running = await runningApp({ env: { ...office.env, ...dkim } })
})
afterAll(async () => {
  await running.close()
  await office.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  office.received.length = 0
  office.answers = []
  site = await makeSite(running)
})

const queue = (now = start, by = 'Bo') =>
  running.app.database.inSite(site.id, async (tx) => queueMail(tx, now, ann, 'test', { by }))
/** Unlike a test mail, one that is worth trying again. */
const queueNotice = (now = start) =>
  running.app.database.inSite(site.id, async (tx) =>
    queueMail(tx, now, ann, 'sign-in-changed', {
      change: 'passkey-added',
      at: now.toISOString(),
      byAdministrator: false,
    }),
  )
async function mail(id: string, of = running): Promise<WholeMailRow> {
  const [[row] = []] = await of.app.database.readInSite(site.id, [mailById(site.id, id)])
  return row as WholeMailRow
}
const after = (minutes: number) => new Date(start.getTime() + minutes * minuteMs)

test('a queued mail is sent once, from the site, as plain text and as HTML, and no program shall answer it', async () => {
  const id = await queue()
  await runQueue(running, site, start)
  await runQueue(running, site, after(60))
  expect(office.received).toHaveLength(1)
  const { from, to, parsed } = office.received[0] as (typeof office.received)[number]
  expect({ from, to }).toEqual({ from: 'help@doorward.test', to: ['ann@globex.test'] })
  expect(parsed.from?.text).toBe(`"${site.name}" <help@doorward.test>`)
  expect(parsed).toMatchObject({
    to: { text: '"Ann Ames" <ann@globex.test>' },
    date: start,
    messageId: `<${id}@doorward.test>`,
  })
  expect(parsed.subject).toBe(`Test mail from ${site.name}`)
  expect(parsed.text).toMatch(/^Hello Ann Ames,\n\nThis mail was sent by Bo/)
  expect(parsed.html).toContain('<html lang="en"')
  expect(parsed.headers.get('auto-submitted')).toBe('auto-generated')
  const { state, attempts, answer, lastError, plain } = await mail(id)
  expect({ state, attempts, lastError }).toEqual({ state: 'sent', attempts: 1, lastError: null })
  expect(answer).toMatch(/^250 /)
  expect(plain).toContain('This mail was sent by Bo')
})

test('what is sent is signed such that DKIM verifies it', async () => {
  await queue()
  await runQueue(running, site, start)
  const resolver = async (name: string, type: string) => {
    if (name === 'door._domainkey.doorward.test' && type === 'TXT')
      return [[`v=DKIM1; k=rsa; p=${dkimPublicKey}`]]
    throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
  }
  const { results } = await dkimVerify(office.received[0]?.raw as Buffer, { resolver })
  expect(results).toMatchObject([
    { signingDomain: 'doorward.test', status: { result: 'pass', aligned: 'doorward.test' } },
  ])
})

test('a mail that is put off is tried again, later each time, with the same Message-ID', async () => {
  office.answers = [
    { code: 451, words: '4.7.1 Greylisted, come back' },
    { code: 451, words: '4.7.1 Greylisted still' },
  ]
  const id = await queueNotice()
  await runQueue(running, site, start)
  expect(await mail(id)).toMatchObject({
    state: 'queued',
    attempts: 1,
    nextAttemptAt: after(1),
    lastError: `127.0.0.1:${office.port} put this mail off: 451 4.7.1 Greylisted, come back`,
  })
  await runQueue(running, site, after(0.5))
  expect(office.received).toHaveLength(1)
  await runQueue(running, site, after(1))
  expect(await mail(id)).toMatchObject({ state: 'queued', attempts: 2, nextAttemptAt: after(6) })
  await runQueue(running, site, after(6))
  expect(await mail(id)).toMatchObject({ state: 'sent', attempts: 3, nextAttemptAt: null, lastError: null })
  expect(new Set(office.received.map(({ parsed }) => parsed.messageId))).toEqual(
    new Set([`<${id}@doorward.test>`]),
  )
  expect(office.received).toHaveLength(3)
})

test('a mail that is refused for good has failed, in the words of the mail server, and can be tried again by hand', async () => {
  office.answers = [{ code: 550, words: '5.1.1 No such\u202e mailbox' }]
  const id = await queueNotice()
  await runQueue(running, site, start)
  const sentence = `127.0.0.1:${office.port} refuses this mail: 550 5.1.1 No such mailbox`
  expect(await mail(id)).toMatchObject({
    state: 'failed',
    attempts: 1,
    nextAttemptAt: null,
    lastError: sentence,
  })
  await runQueue(running, site, after(24 * 60))
  expect(office.received).toHaveLength(1)
  await running.app.database.inSite(site.id, async (tx) => requeueMail(tx, after(1), id))
  await runQueue(running, site, after(1))
  expect(await mail(id)).toMatchObject({ state: 'sent', lastError: null })
  expect(office.received[1]?.parsed.messageId).toBe(office.received[0]?.parsed.messageId)
})

test('a mail is given up when it was put off for days, and a test mail at once', async () => {
  office.answers = Array.from({ length: 14 }, () => ({ code: 421, words: 'Closed' }))
  const id = await queueNotice()
  let last = await mail(id)
  for (let now = start; last.state === 'queued'; now = last.nextAttemptAt ?? now) {
    await runQueue(running, site, now)
    last = await mail(id)
  }
  expect(last).toMatchObject({ state: 'failed', attempts: 13 })
  const days = ((last.endedAt?.getTime() ?? 0) - start.getTime()) / (24 * 60 * minuteMs)
  expect(days).toBeGreaterThan(2)
  expect(days).toBeLessThan(3)
  const testId = await queue()
  await runQueue(running, site, start)
  expect(await mail(testId)).toMatchObject({ state: 'failed', attempts: 1 })
})

test('mails wait for a mail server that is down, and go when it is up', async () => {
  const first = await PostOffice.open()
  const { port } = first
  const other = await runningApp({ env: first.env })
  try {
    site = await makeSite(other)
    await first.close()
    const id = await other.app.database.inSite(site.id, async (tx) =>
      queueMail(tx, start, ann, 'sign-in-changed', {
        change: 'passkey-removed',
        at: start.toISOString(),
        byAdministrator: true,
      }),
    )
    await runQueue(other, site, start)
    expect(await mail(id, other)).toMatchObject({
      state: 'queued',
      lastError: `No connection to 127.0.0.1:${port}: nothing listens there.`,
    })
    const second = await PostOffice.open({ port })
    await runQueue(other, site, after(1))
    expect(second.received).toHaveLength(1)
    expect(await mail(id, other)).toMatchObject({ state: 'sent', attempts: 2 })
    await second.close()
  } finally {
    await other.close()
  }
})

test('nothing is said to a server that cannot encrypt, unless the settings allow it', async () => {
  const { SMTP_TLS: _, ...env } = office.env
  const other = await runningApp({ env: { ...env, SMTP_USER: 'door', SMTP_PASSWORD: 'open sesame' } })
  try {
    site = await makeSite(other)
    const id = await other.app.database.inSite(site.id, async (tx) =>
      queueMail(tx, start, ann, 'test', { by: 'Bo' }),
    )
    await runQueue(other, site, start)
    expect(office.received).toEqual([])
    const { state, lastError } = await mail(id, other)
    expect(state).toBe('failed')
    expect(lastError).toMatch(/^The connection to 127.0.0.1:\d+ cannot be encrypted safely \(SMTP_TLS\): /)
  } finally {
    await other.close()
  }
})

test('without a mail server mails are captured, readable as they would have been', async () => {
  const other = await runningApp()
  try {
    site = await makeSite(other)
    const id = await other.app.database.inSite(site.id, async (tx) =>
      queueMail(tx, start, ann, 'test', { by: 'Bo' }),
    )
    await runQueue(other, site, start)
    const kept = await mail(id, other)
    expect(kept).toMatchObject({
      state: 'captured',
      subject: `Test mail from ${site.name}`,
      endedAt: start,
      lastError: null,
    })
    expect(kept.html).toContain('This mail was sent by Bo')
    expect(office.received).toEqual([])
  } finally {
    await other.close()
  }
})

test('a mail has the name, colour, time zone and, where its reader has none that the site offers, the language of the site', async () => {
  const { database } = running.app
  const settings = {
    ...site,
    name: 'Größe & Co',
    accent: '#f5d90a',
    languages: ['de'],
    language: 'de',
    timeZone: 'Asia/Tokyo',
  } as const
  await database.inSite(site.id, async (tx) => tx.write(updateSettings(site.id, settings)))
  const id = await queueNotice()
  await runQueue(running, site, start)
  const [{ parsed }] = office.received as [(typeof office.received)[number]]
  expect(parsed.from?.text).toBe('"Größe & Co" <help@doorward.test>')
  expect(parsed.text).toContain('Wann: 1. März 2026 um 21:00 GMT+9')
  // White on the site's yellow could not be read.
  expect(parsed.html).not.toContain('#f5d90a')
  expect(await mail(id)).toMatchObject({
    language: 'de',
    subject: 'Ihre Anmeldung bei Größe & Co wurde geändert',
  })
})

test('names that look like headers, markup or other addresses are only names', async () => {
  const evil = `Bo\r\nBcc: all@globex.test\r\n\r\n<script>alert(1)</script> "x" <eve@evil.test>, https://evil.test`
  await running.app.database.inSite(site.id, async (tx) =>
    queueMail(tx, start, { ...ann, name: evil }, 'test', { by: evil }),
  )
  await runQueue(running, site, start)
  const [{ to, parsed, raw }] = office.received as [(typeof office.received)[number]]
  expect(to).toEqual(['ann@globex.test'])
  expect(parsed.bcc).toBeUndefined()
  expect(parsed.to).toMatchObject({ value: [{ address: 'ann@globex.test' }] })
  expect(String(raw)).not.toMatch(/^Bcc:/im)
  expect(parsed.html).not.toContain('<script')
  expect(parsed.html).not.toMatch(/https:\/\/evil\.test/)
  expect(parsed.text).not.toMatch(/evil\.test/)
})

test('mails that ended are forgotten with the retention of their site, and those on their way are not', async () => {
  const old = new Date(start.getTime() - 31 * 24 * 60 * minuteMs)
  const sent = await queue(old)
  const recent = await queue(start)
  await runQueue(running, site, start)
  office.answers = [{ code: 451, words: 'Later' }]
  const waiting = await queueNotice(old)
  await runQueue(running, site, start)
  await forgetOldMails(running.app.database, site, start)
  expect(await mail(sent)).toBeUndefined()
  expect(await mail(waiting)).toMatchObject({ state: 'queued' })
  expect(await mail(recent)).toMatchObject({ state: 'sent' })
})

test('a mail that cannot be made ready, however often it is tried, has failed in the end and does not wait for ever', async () => {
  const broken = { directory: 'Globex', label: 'first', expiresAt: 'no moment', path: '/admin' } as const
  const id = await running.app.database.inSite(site.id, async (tx) =>
    queueMail(tx, start, ann, 'token-expires', broken),
  )
  const task = running.app.queued.find(({ kind }) => kind === 'send-mail')
  const run = (isLastAttempt: boolean) =>
    task?.run({ siteId: site.id, payload: { mailId: id }, attempt: 1, isLastAttempt }, start)
  await expect(run(false)).rejects.toThrow()
  expect(await mail(id)).toMatchObject({ state: 'queued' })
  await expect(run(true)).rejects.toThrow()
  expect(await mail(id)).toMatchObject({
    state: 'failed',
    lastError: 'The server could not make this mail ready, however often it tried. Its log has more.',
  })
  expect(office.received).toEqual([])
})
