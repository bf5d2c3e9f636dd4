// From the last byte of a mail to its request: less than a second, with the background work as it runs.
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { type Jobs, startJobs } from '../../src/jobs/runner.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let world: MailWorld
let running: RunningApp
let jobs: Jobs
let site: Site
let port: number

beforeAll(async () => {
  world = await MailWorld.open()
  world.publish('globex.test', { spf: 'v=spf1 ip4:127.0.0.1 -all', dkim: true, dmarc: 'v=DMARC1; p=reject' })
  running = await runningApp({ env: world.env })
  await running.app.mailIn?.listen()
  port = running.app.mailIn?.port ?? 0
  site = await makeSite(running)
  const owner = await makeStaff(running, site, 'owner')
  await mailboxAt(running.app.database, site.id, 'help@acme.test', byTest())
  await owner.browser.call('addCustomer', { body: { name: 'Ann', address: 'ann@globex.test', proven: true } })
  jobs = startJobs({
    ownerUrl: running.ownerUrl,
    database: running.app.database,
    tasks: [],
    queued: running.app.queued,
    logger: pino({ level: 'silent' }),
  })
})
afterAll(async () => {
  await jobs.stop()
  await running.close()
  await world.close()
})

async function isAsked(subject: string): Promise<boolean> {
  const rows = await readRows(running, site, {
    name: '',
    text: `select from requests where site_id = $1 and summary = $2 and assurance = 'proven'`,
    values: [site.id, subject],
  })
  return rows.length > 0
}

test('a signed mail of a customer is a proven request within a second of its arrival', async () => {
  const tookMs: number[] = []
  // The fastest counts: other programs on a busy machine decide nothing. A task that waited for a clock would be late each time.
  for (let n = 0; n < 5 || (Math.min(...tookMs) >= 1_000 && n < 20); n++) {
    const subject = `Printer ${n}`
    const mail = { from: 'ann@globex.test', to: 'help@acme.test', subject, text: 'It is on fire.' }
    const began = performance.now()
    await world.bring(port, mail, { signedBy: 'globex.test' })
    while (!(await isAsked(subject))) {
      expect(performance.now() - began, 'it became no request').toBeLessThan(60_000)
      await pause(5)
    }
    tookMs.push(performance.now() - began)
  }
  expect(Math.min(...tookMs)).toBeLessThan(1_000)
})
