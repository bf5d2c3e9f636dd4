import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { itsLocalKey, localCertificate } from '../fixtures/certificate.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { type FreshDatabase, freshDatabase } from '../fixtures/database.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { type Served, serve } from '../fixtures/served.ts'

let database: FreshDatabase
let office: PostOffice
let folder: string
let served: Served
let env: Record<string, string>

const longMs = { timeout: 120_000 }

beforeAll(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'doorward-mail-'))
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, localCertificate)
  // Nobody may send without TLS and a password, as with most mail servers.
  office = await PostOffice.open({ key: itsLocalKey, cert: localCertificate, authOptional: false })
  env = {
    DATABASE_URL: database.url,
    SMTP_URL: `smtp://door:open%20sesame@localhost:${office.port}`,
    MAIL_FROM: 'help@doorward.test',
    NODE_EXTRA_CA_CERTS: ca,
  }
})
afterAll(async () => {
  await served.stop()
  await office.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

test('a server that is killed between giving a mail and noting it gives it again, with the same Message-ID', async () => {
  await commandJson(env, 'site', 'create', '--slug', 'acme', '--name', 'Acme')
  const killed = Promise.withResolvers<void>()
  office.beforeAnswer = async () => {
    if (office.received.length > 1) return
    await served.kill()
    killed.resolve()
  }
  served = await serve(env)
  const invite = [
    'staff',
    'create',
    '--name',
    'Uwe',
    '--address',
    'uwe@acme.test',
    '--language',
    'de',
    '--mail',
  ]
  const { mailId } = await commandJson(env, ...invite)
  await killed.promise
  // Time passes, so that what the dead process had in hand counts as left.
  const owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  await owner.query(`update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute'`)
  await owner.end()
  served = await serve(env)
  await expect.poll(() => office.received.length, longMs).toBe(2)
  const [first, second] = office.received
  expect(first).toMatchObject({ isEncrypted: true, user: 'door', to: ['uwe@acme.test'] })
  expect(second?.parsed.messageId).toBe(first?.parsed.messageId)
  expect(second?.parsed.subject).toBe('Ihr Konto bei Acme')
  const shown = async () =>
    (await commandJson(env, 'mail', 'show', mailId)) as { state: string; attempts: number }
  await expect.poll(shown, longMs).toMatchObject({ state: 'sent', attempts: 2 })
  const { stdout } = await command(env, 'mail', 'show', mailId)
  expect(stdout).toMatch(/^Ihr Konto bei Acme\n {2}to +Uwe <uwe@acme\.test>\n/)
  expect(stdout).toContain('/link/…')
  expect(stdout).not.toContain('dwl_')
})

test('links are mailed only where there is a mail server, and a mail that was sent is not sent again by hand', async () => {
  const without = { DATABASE_URL: database.url }
  const [refused, [sent]] = await Promise.all([
    command(without, 'staff', 'reset', 'uwe@acme.test', '--mail'),
    commandJson(env, 'mail', 'list', '--state', 'sent'),
  ])
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('no mail server is set') })
  const [again, tested] = await Promise.all([
    command(env, 'mail', 'retry', sent.id),
    commandJson(env, 'mail', 'test', 'ann@globex.test'),
  ])
  expect(again).toMatchObject({ code: 1, stderr: 'This mail was sent already.\n' })
  await expect.poll(() => office.received.at(-1)?.to, longMs).toEqual(['ann@globex.test'])
  expect(tested.state).toBe('queued')
})
