// Hundreds of mails of one sender, and hundreds of bounces, over real SMTP, read by the background work: what is held, what is folded,
// what it costs, and that nobody else waits for it.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { type Jobs, startJobs } from '../../src/jobs/runner.ts'
import { senderActsPerHourMax } from '../../src/model/desk/pace.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { SmtpTalk } from '../fixtures/smtp-talk.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

/** Whatever there is to be held or folded has been by the fiftieth; of the others each goes the same way. */
const count = 200
const longMs = { timeout: 240_000, interval: 200 }
/** Each look at the memory goes through all of it. */
const seldom = { ...longMs, interval: 1000 }

let world: MailWorld
let running: RunningApp
let jobs: Jobs | undefined
let site: Site
let owner: Person
let port: number

beforeAll(async () => {
  world = await MailWorld.open()
  // A busy machine answers late, and what DNS does not say would be another kind of mail.
  running = await runningApp({
    env: world.env,
    limits: { mailDnsWaits: { tryMs: 20_000, allMs: 60_000 } },
  })
  await running.app.mailIn?.listen()
  port = running.app.mailIn?.port ?? 0
  site = await makeSite(running)
  owner = await makeStaff(running, site, 'owner')
  await mailboxAt(running.app.database, site.id, 'help@acme.test', byTest())
  await owner.browser.call('changeAccessPolicy', { body: { unknownSenders: 'accept' } })
})
afterAll(async () => {
  await jobs?.stop()
  await running.close()
  await world.close()
})

/** Brings a mail on a connection. */
async function bring(talk: SmtpTalk, from: string, mail: string): Promise<void> {
  for (const line of [`MAIL FROM:<${from}>`, 'RCPT TO:<help@acme.test>', 'DATA'])
    expect(await talk.say(line)).toMatch(/^[23]/)
  expect(await talk.say(`${mail}\r\n.`)).toMatch(/^250/)
}

/** Brings them of one sender, on several connections at once, as fast as they are taken. */
async function flood(from: string, mailOf: (n: number) => string): Promise<void> {
  let next = 0
  const connection = async () => {
    const talk = await SmtpTalk.open(port, 'EHLO mx.flood.test')
    while (next < count) await bring(talk, from, mailOf(next++))
    talk.end()
  }
  await Promise.all(Array.from({ length: 8 }, connection))
}

/** Bytes that this process holds in buffers, once those are gone that nobody needs. */
function bufferedBytes(): number {
  setFlagsFromString('--expose-gc')
  const gc: NodeJS.GCFunction = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  gc({ type: 'major', execution: 'sync' })
  return process.memoryUsage().arrayBuffers
}

interface Befallen {
  readonly result: string
  readonly reason: string
  readonly lines: number
  readonly mails: number
}

/** What befell the mails of a sender: in how many lines of the list, and how many mails they are. */
const befallen = (from: string) =>
  readRows<Befallen>(running, site, {
    name: '',
    text: `select coalesce(result, 'none') as result, coalesce(reason, 'none') as reason, count(*)::int as lines,
        sum(times)::int as mails from arrived_mails
      where site_id = $1 and (from_folded = $2 or from_folded is null) group by 1, 2 order by 1, 2`,
    values: [site.id, from],
  })
const isRead = (from: string) => async () => {
  const all = await befallen(from)
  return (
    all.every(({ result }) => result !== 'none') && all.reduce((sum, { mails }) => sum + mails, 0) === count
  )
}

/** Files of the site on the disk. */
function onDisk(): number {
  const folder = join(running.app.attachmentFiles.folder, keyOf(site.id))
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length
}

const queue = async () =>
  (await owner.browser.call('listQueue', { query: { state: 'all', sort: 'newest', limit: 100 } })).items

test('hundreds of mails of one sender are thirty requests, and twenty lines for the rest; nobody else waits behind them', async () => {
  const filling = `${'It is on fire. '.repeat(60)}\r\n`.repeat(166)
  const from = 'flood@flood.test'
  const before = bufferedBytes()
  // Nobody reads them yet, so that the queue is as long as it can be.
  await flood(
    from,
    (n) => `From: ${from}\r\nSubject: Flood ${n}\r\nMessage-ID: <${n}@flood.test>\r\n\r\n${filling}`,
  )
  // They have 30 MB together; who keeps them in memory has them now.
  // They are given back a little later than they are found to be free.
  await expect.poll(() => bufferedBytes() - before, seldom).toBeLessThan(15_000_000)
  const talk = await SmtpTalk.open(port, 'EHLO mx.elsewhere.test')
  const others = [1, 2, 3].map((n) => `other${n}@elsewhere${n}.test`)
  for (const address of others)
    await bring(
      talk,
      address,
      `From: ${address}\r\nSubject: Mine\r\nMessage-ID: <${address}>\r\n\r\nMine, too.`,
    )
  talk.end()
  jobs = startJobs({
    ownerUrl: running.ownerUrl,
    database: running.app.database,
    tasks: [],
    queued: running.app.queued,
    logger: pino({ level: 'silent' }),
  })
  // The others came last, and are read while most of the hundreds wait: whatever the machine has to do, no time is measured.
  const mine = async () => (await queue()).filter(({ summary }) => summary === 'Mine').length
  await expect.poll(mine, longMs).toBe(others.length)
  expect(await isRead(from)()).toBe(false)
  await expect.poll(isRead(from), longMs).toBe(true)
  // Two that were read at once are put together a moment later.
  await expect
    .poll(() => befallen(from), longMs)
    .toEqual([
      // The last of them stands for all the others.
      { result: 'held', reason: 'too-many', lines: 20, mails: count - senderActsPerHourMax },
      {
        result: 'opened',
        reason: 'unknown-sender',
        lines: senderActsPerHourMax,
        mails: senderActsPerHourMax,
      },
    ])
  const summaries = (await queue()).map(({ summary }) => summary)
  expect(summaries.filter((summary) => summary.startsWith('Flood'))).toHaveLength(senderActsPerHourMax)
  // Those that wait, and nothing of those that were counted with them.
  await expect.poll(onDisk, longMs).toBe(20)
  await expect.poll(() => bufferedBytes() - before, seldom).toBeLessThan(15_000_000)
}, 600_000)

test('hundreds of bounces are twenty lines, and nobody answers them', async () => {
  const report =
    'From: MAILER-DAEMON@bounce.test\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; bounce.test\r\n\r\nAction: failed\r\n--x--'
  const before = (await queue()).length
  await flood('', (n) => `Message-ID: <${n}@bounce.test>\r\n${report}`)
  await expect.poll(isRead('mailer-daemon@bounce.test'), longMs).toBe(true)
  expect(await befallen('mailer-daemon@bounce.test')).toEqual([
    { result: 'dropped', reason: 'bounce', lines: 20, mails: count },
  ])
  await expect.poll(onDisk, longMs).toBe(40)
  expect(await queue()).toHaveLength(before)
  const mails = await readRows<{ n: number }>(running, site, {
    name: '',
    text: `select count(*)::int as n from mails where site_id = $1 and to_folded like '%bounce.test'`,
    values: [site.id],
  })
  expect(mails).toEqual([{ n: 0 }])
}, 600_000)
