// What was accepted is never lost, whenever the server is killed; and two servers take a mail once.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { commandJson } from '../fixtures/command.ts'
import { type FreshDatabase, freshDatabase } from '../fixtures/database.ts'
import { type Served, serve } from '../fixtures/served.ts'
import { envelope, SmtpTalk } from '../fixtures/smtp-talk.ts'

let world: MailWorld
let database: FreshDatabase
let folder: string
let owner: pg.Client
let env: Record<string, string>
let ports: readonly [number, number]
let served: Served[]

const longMs = { timeout: 120_000 }

beforeAll(async () => {
  world = await MailWorld.open()
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'doorward-mail-in-'))
  owner = new pg.Client({ connectionString: database.url, options: '-c search_path=doorward,public' })
  await owner.connect()
  ports = [await freePort(), await freePort()]
  env = { DATABASE_URL: database.url, DATA_DIR: folder, ...world.env, SMTP_IN: `127.0.0.1:${ports[0]}` }
  served = []
  await commandJson(env, 'site', 'create', '--slug', 'acme', '--name', 'Acme')
  await commandJson(env, 'mailbox', 'add', 'help@acme.test', '--portal', 'SUP')
})
afterAll(async () => {
  await Promise.all(served.map((one) => one.stop()))
  await owner.end()
  await database.drop()
  await world.close()
  rmSync(folder, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const mail = (n: number) =>
  `From: ann@globex.test\r\nTo: help@acme.test\r\nSubject: Mail ${n}\r\nMessage-ID: <${n}@globex.test>\r\nDate: Sun, 29 Nov 2026 10:00:00 +0000\r\n\r\n${`${'It is on fire. '.repeat(60)}\r\n`.repeat(200)}`

/** Brings one; `end` comes when its last byte was said. @returns the answer, empty when there is none */
async function bring(port: number, n: number, end = () => {}): Promise<string> {
  const talk = await SmtpTalk.open(port, ...envelope('ann@globex.test', 'help@acme.test'))
  talk.socket.write(`${mail(n)}.\r\n`)
  end()
  const answer = await talk.answer()
  talk.end()
  return answer
}

async function arrived(): Promise<{ subject: string | null; result: string | null }[]> {
  await owner.query(`update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute'`)
  return (await owner.query('select subject, result from arrived_mails order by subject')).rows
}
const subjects = (count: number) => Array.from({ length: count }, (_, n) => `Mail ${n}`).sort()

test('a server that is killed while mails come has lost none that it accepted, and has none twice', async () => {
  const count = 6
  const accepted: number[] = []
  let one = await serve(env)
  served = [one]
  for (let n = 0; n < count; n++) {
    // At the last byte, or behind the answer: in between it writes file and row.
    const isBehind = n % 2 === 0
    let killed: Promise<void> | undefined
    const answer = await bring(ports[0], n, () => {
      if (!isBehind) killed = one.kill()
    })
    if (answer.startsWith('250')) accepted.push(n)
    await (killed ?? one.kill())
    one = await serve(env)
    served = [one]
    // Whoever heard no answer brings it again.
    if (!answer.startsWith('250')) expect(await bring(ports[0], n)).toMatch(/^250/)
  }
  expect(accepted.length).toBeGreaterThanOrEqual(count / 2)
  await expect
    .poll(
      async () => (await arrived()).filter(({ result }) => result !== null).map(({ subject }) => subject),
      longMs,
    )
    .toEqual(subjects(count))
})

test('two servers that are brought the same mail at the same moment take it once', async () => {
  const other = await serve({ ...env, SMTP_IN: `127.0.0.1:${ports[1]}` })
  served.push(other)
  const before = (await arrived()).length
  const numbers = [100, 101, 102, 103]
  const answers = await Promise.all(numbers.flatMap((n) => ports.map((port) => bring(port, n))))
  expect(answers.filter((answer) => !answer.startsWith('250'))).toEqual([])
  const settled = async () => (await arrived()).filter(({ result }) => result !== null).length
  await expect.poll(settled, longMs).toBe(before + numbers.length)
  expect(await arrived()).toHaveLength(before + numbers.length)
})
