import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { exportToFile, forgetOldExports, makeExport, openExport } from '../../src/admin/site-export.ts'
import { findSite } from '../../src/admin/sites.ts'
import { Database } from '../../src/storage/database.ts'
import { exportSite, isSecret } from '../../src/storage/site/export-file.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { type FreshDatabase, freshDatabase } from '../fixtures/database.ts'
import { few, fillSites } from '../fixtures/large-site.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let token: string

/** So far the server's clock is ahead. */
let aheadMs = 0
const serverNow = () => new Date(Date.now() + aheadMs)
const minutesMs = 60_000

beforeAll(async () => {
  running = await runningApp({ now: serverNow })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  const globex = await makeDirectory(running, site, 'Globex')
  token = globex.token
  await globex.scim.createUser('ann@globex.com', { displayName: 'Ann "Lee" \\ \t\n\u2028 é' })
})
afterAll(() => running.close())
beforeEach(async () => {
  aheadMs = 0
  await forgetOldExports(running.app.database, site.id, inTwoDays())
})

interface Line {
  readonly table?: string
  readonly row?: { readonly [column: string]: unknown }
  readonly end?: true
  readonly rows?: { readonly [table: string]: number }
}

const linesOf = (file: Uint8Array): Line[] =>
  gunzipSync(file)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

/** Runs what was left for the queue. */
async function work(): Promise<void> {
  const exports = running.app.queued.find(({ kind }) => kind === 'export-site')
  const [wanted] = (await owner.call('listExports', {})).items
  const payload = { exportId: wanted?.id ?? '' }
  await exports?.run({ siteId: site.id, payload, attempt: 1, isLastAttempt: false }, serverNow())
}

async function download(by: Browser, exportId: string): Promise<Response> {
  const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return fetch(`${by.origin}/api/site/exports/${exportId}/file`, { headers: { cookie } })
}

/** Begins a download that nobody reads. */
function begin({ cookies, origin }: Browser, exportId: string): Promise<IncomingMessage> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return new Promise((resolve, reject) => {
    const path = `/api/site/exports/${exportId}/file`
    const sent = request(origin + path, { agent: false, headers: { cookie } })
    sent.on('response', (response) => resolve(response.on('error', () => {})))
    sent.on('error', reject)
    sent.end()
  })
}

test('an owner asks for everything, and downloads it within a day; it is audited', async () => {
  const { id } = await owner.call('requestExport', {})
  expect(await owner.refused('requestExport', {})).toMatchObject({ code: 'conflict' })
  expect((await download(owner, id)).status).toBe(404)
  await work()
  const [made] = (await owner.call('listExports', {})).items
  expect(made).toMatchObject({ id, state: 'ready', tablesDone: made?.tablesTotal })
  const answer = await download(owner, id)
  expect(answer.headers.get('content-type')).toBe('application/gzip')
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="site-\d+-[\d-]{10}\.jsonl\.gz"$/,
  )
  const file = Buffer.from(await answer.arrayBuffer())
  expect(file.length).toBe(made?.bytes)
  const lines = linesOf(file)
  expect(lines.at(-1)).toMatchObject({
    end: true,
    rows: { customers: 1, directories: 1, staff: 1, sites: 1 },
  })
  const customer = lines.find(({ table }) => table === 'customers')?.row
  expect(customer).toMatchObject({ display_name: expect.stringContaining('Ann "Lee" \\') })

  const text = gunzipSync(file).toString()
  for (const secret of [token, goodPassword, '$argon2id', ...owner.cookies.values()]) {
    expect(text).not.toContain(secret)
  }
  const { items } = await owner.call('listAudit', { query: { limit: 2 } })
  expect(items.map(({ action }) => action)).toEqual(['site.export-downloaded', 'site.export-requested'])
  await forgetOldExports(running.app.database, site.id, new Date(Date.now() + 25 * 60 * 60 * 1000))
  expect((await download(owner, id)).status).toBe(404)
})

test('nobody but an owner takes the site along', async () => {
  const { browser } = await makeStaff(running, site, 'admin')
  expect(await browser.refused('requestExport', {})).toMatchObject({ code: 'forbidden' })
  expect(await browser.refused('listExports', {})).toMatchObject({ code: 'forbidden' })
  expect((await download(browser, '00000000-0000-7000-8000-000000000001')).status).toBe(403)
})

/** The database as a process sees it that is killed after so many transactions: none of what follows is done. */
function killedAfter(transactions: number): Database {
  let left = transactions
  return standingIn(async () => {
    if (left-- <= 0) throw new Error('killed')
  })
}

/** The database behind something that is done before each transaction. */
function standingIn(before: () => Promise<void>): Database {
  return new Proxy(running.app.database, {
    get(target, name) {
      if (name !== 'inSite') return Reflect.get(target, name).bind(target)
      return async (...given: Parameters<Database['inSite']>) => {
        await before()
        return target.inSite(...given)
      }
    },
  })
}

async function partsOf(exportId: string): Promise<number> {
  const text = 'select count(*)::int as parts from site_export_parts where site_id = $1 and export_id = $2'
  const [rows = []] = await running.app.database.readInSite(site.id, [
    { name: '', text, values: [site.id, exportId] },
  ])
  return (rows as { parts: number }[])[0]?.parts ?? 0
}

const stateOf = async (exportId: string) =>
  (await owner.call('listExports', {})).items.find(({ id }) => id === exportId)?.state

test('an export that was interrupted begins anew, and one that is made stays', async () => {
  const { id } = await owner.call('requestExport', {})
  const { database } = running.app
  const wanted = { exportId: id, isLastAttempt: false }
  await expect(makeExport(killedAfter(4), running.ownerUrl, site.id, wanted, new Date())).rejects.toThrow(
    'killed',
  )
  await makeExport(database, running.ownerUrl, site.id, wanted, new Date())
  const first = Buffer.from(await (await download(owner, id)).arrayBuffer())
  expect(linesOf(first).at(-1)).toMatchObject({ end: true })
  await makeExport(database, running.ownerUrl, site.id, wanted, new Date())
  expect(Buffer.from(await (await download(owner, id)).arrayBuffer()).equals(first)).toBe(true)
})

test('an export whose process is killed in its last attempt has failed within minutes, and lets others go', async () => {
  const { id } = await owner.call('requestExport', {})
  const wanted = { exportId: id, isLastAttempt: true }
  const dying = makeExport(killedAfter(4), running.ownerUrl, site.id, wanted, serverNow())
  await expect(dying).rejects.toThrow('killed')
  expect(await stateOf(id)).toBe('running')
  expect(await partsOf(id)).toBeGreaterThan(0)
  aheadMs = 3 * minutesMs
  expect(await stateOf(id)).toBe('failed')
  const next = await owner.call('requestExport', {})
  expect(await partsOf(id)).toBe(0)
  await work()
  expect([await stateOf(id), await stateOf(next.id)]).toEqual(['failed', 'ready'])
})

test('nobody asks for another one, and what a killed process has left is removed all the same', async () => {
  const { id } = await owner.call('requestExport', {})
  const wanted = { exportId: id, isLastAttempt: true }
  await makeExport(killedAfter(4), running.ownerUrl, site.id, wanted, serverNow()).catch(() => {})
  await forgetOldExports(running.app.database, site.id, serverNow())
  expect(await partsOf(id)).toBeGreaterThan(0)
  aheadMs = 3 * minutesMs
  await forgetOldExports(running.app.database, site.id, serverNow())
  expect(await partsOf(id)).toBe(0)
})

test('an attempt that stood still for so long that it was given up writes nothing more', async () => {
  const first = await owner.call('requestExport', {})
  const stands = Promise.withResolvers<void>()
  const goesOn = Promise.withResolvers<void>()
  let left = 4
  const still = standingIn(async () => {
    if (left-- !== 0) return
    stands.resolve()
    await goesOn.promise
  })
  const wanted = { exportId: first.id, isLastAttempt: false }
  const slow = makeExport(still, running.ownerUrl, site.id, wanted, serverNow())
  await stands.promise
  // A second attempt takes over, as when the first one's machine was asleep.
  await makeExport(running.app.database, running.ownerUrl, site.id, wanted, serverNow())
  const made = Buffer.from(await (await download(owner, first.id)).arrayBuffer())
  goesOn.resolve()
  await expect(slow).rejects.toThrow(/given up/)
  expect(await stateOf(first.id)).toBe('ready')
  expect(Buffer.from(await (await download(owner, first.id)).arrayBuffer()).equals(made)).toBe(true)
})

test('an export that fails waits for its next attempt, and has failed after the last', async () => {
  const { id } = await owner.call('requestExport', {})
  const attempt = (isLastAttempt: boolean) => {
    let left = 3
    // The disk is full for a moment.
    const full = standingIn(async () => {
      if (left-- === 0) throw new Error('full')
    })
    return makeExport(full, running.ownerUrl, site.id, { exportId: id, isLastAttempt }, serverNow())
  }
  await expect(attempt(false)).rejects.toThrow('full')
  expect(await stateOf(id)).toBe('waiting')
  await expect(attempt(true)).rejects.toThrow('full')
  expect(await stateOf(id)).toBe('failed')
})

const inTwoDays = () => new Date(Date.now() + 2 * 24 * 60 * 60 * 1000)

test('a file that goes on no more breaks off, and does not end as if it were whole', async () => {
  const { database } = running.app
  const { id } = await owner.call('requestExport', {})
  await work()
  const take = async (isPresent: () => Promise<boolean>) =>
    (await openExport(database, site, id, byTest(), isPresent)).content
  let looks = 0
  const revoked = await take(async () => looks++ < 2)
  await expect(revoked.toArray()).rejects.toThrow('This export')
  const over = await take(async () => true)
  const takeAll = async () => {
    for await (const _piece of over) await forgetOldExports(database, site.id, inTwoDays())
  }
  await expect(takeAll()).rejects.toThrow('This export')
})

test('a file is one of two downloads of a person at once, and is cut off with the account though nobody reads it', async () => {
  const { id } = await owner.call('requestExport', {})
  await work()
  // Far more than buffers hold.
  const fill = {
    name: '',
    text: `with more as (
        update site_exports set bytes = bytes + 32 * 1048576 where site_id = $1 and export_id = $2 returning 1)
      insert into site_export_parts (site_id, export_id, part, content)
      select $1, $2, last + n, decode(repeat('00', 1048576), 'hex')
      from more, generate_series(1, 32) n, (select max(part) as last from site_export_parts where site_id = $1 and export_id = $2) l
      returning part`,
    values: [site.id, id],
  }
  await running.app.database.inSite(site.id, (tx) => tx.read(fill))
  const other = await makeStaff(running, site, 'owner', { address: 'other@acme.test' })
  const open = [await begin(other.browser, id), await begin(other.browser, id)]
  expect(open.map(({ statusCode }) => statusCode)).toEqual([200, 200])
  expect((await download(other.browser, id)).status).toBe(503)
  open.push(await begin(owner, id))
  expect((await download(owner, id)).status).toBe(503)
  await owner.call('disableStaff', { params: { staffId: other.id } })
  const since = Date.now()
  const hasRoom = async () => {
    const next = await begin(owner, id)
    open.push(next)
    return next.statusCode
  }
  await expect.poll(hasRoom, { interval: 20 }).toBe(200)
  expect(Date.now() - since).toBeLessThan(1_000)
  for (const one of open) one.destroy()
})

test('a few exports are kept, because each holds the whole site', async () => {
  for (let n = 0; n < 3; n++) {
    await owner.call('requestExport', {})
    await work()
  }
  expect(await owner.refused('requestExport', {})).toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining('kept already'),
  })
  await forgetOldExports(running.app.database, site.id, inTwoDays())
  await owner.call('requestExport', {})
  await work()
})

test('every row of the site is there, of no other site one, and no column that is a secret', async () => {
  const fresh: FreshDatabase = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'doorward-export-'))
  const client = new Client({ connectionString: fresh.url, options: '-c search_path=doorward,public' })
  const database = new Database({ url: fresh.url, connectionsMax: 2 })
  try {
    await fillSites(fresh.url, few)
    await client.connect()
    await client.query('set role doorward_backup')
    const file = join(folder, 'site-1.jsonl.gz')
    await exportToFile(database, fresh.url, await findSite(database, 'site-1'), file, byTest())
    const lines = linesOf(readFileSync(file))
    const rows = lines.filter(({ row }) => row !== undefined)
    expect(rows.every(({ table, row }) => row?.[table === 'sites' ? 'id' : 'site_id'] === 1)).toBe(true)
    const end = lines.at(-1)?.rows ?? {}
    for (const [table, count] of Object.entries(end)) {
      const key = table === 'sites' ? 'id' : 'site_id'
      const { rows: real } = await client.query(`select count(*)::int as n from "${table}" where ${key} = 1`)
      // The audit of this very export came afterwards.
      expect([table, count]).toEqual([table, real[0].n - (table === 'audit_events' ? 1 : 0)])
      expect(rows.filter((line) => line.table === table)).toHaveLength(count)
    }
    const { rows: columns } = await client.query<{ table: string; name: string; type: string }>(
      `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'doorward'::regnamespace and c.relkind = 'r'`,
    )
    const secret = columns.filter(({ table, ...column }) => isSecret(table, column))
    expect(secret.map(({ table, name }) => `${table}.${name}`)).toEqual(
      expect.arrayContaining([
        'staff.password_hash',
        'staff.totp_secret',
        'directory_tokens.secret_hash',
        'connections.client_secret',
        'connection_keys.private_key',
        'customer_sessions.id_token',
        'connections.login_key',
      ]),
    )
    for (const { table, name } of secret) {
      expect(rows.filter((line) => line.table === table && line.row && name in line.row)).toEqual([])
    }
    await expect(exportToFile(database, fresh.url, site, file, byTest())).rejects.toThrow(/EEXIST/)
  } finally {
    rmSync(folder, { recursive: true })
    await client.end()
    await database.close()
    await fresh.drop()
  }
})

test('a site of many rows is read a few megabytes at a time', async () => {
  const sizes: number[] = []
  const { scim } = await makeDirectory(running, site, 'Initech')
  // Far more than one piece, in few rows.
  for (let n = 0; n < 12; n++) {
    const rows = Array.from({ length: 50 }, (_, k) => ({
      value: `${n}-${k}-${'x'.repeat(10_000)}`,
      type: `t${k}`,
    }))
    await scim.createUser(`user-${n}@initech.com`, { entitlements: rows })
  }
  const { rows } = await exportSite(running.ownerUrl, site.id, new Date(), async (piece) => {
    sizes.push(gunzipSync(piece).length)
  })
  expect(rows).toBeGreaterThan(20)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(5_000_000)
  expect(Math.max(...sizes)).toBeLessThan(4_000_000)
})
