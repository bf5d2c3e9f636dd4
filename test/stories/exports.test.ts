import { request } from 'node:http'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setDisabled } from '../../src/admin/staff.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let directoryId: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  directoryId = keyOf(globex.directory.directoryId)
  const people = [
    ['ann', 'Ann Lee'],
    ['eve', '=HYPERLINK("http://evil.test","Eve")'],
    ['bob', 'Bob, "the"\nBuilder'],
  ]
  const ids: string[] = []
  for (const [name, displayName] of people) {
    ids.push((await globex.scim.createUser(`${name}@globex.com`, { displayName })).json.id)
  }
  await globex.scim.createGroup('Sales', ids)
  await globex.scim.get('/Users/nobody')
})
afterAll(() => running.close())

const cookieOf = ({ cookies }: Browser) => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')

/** Downloads a file as a browser does. */
async function file(
  path: string,
  browser = owner,
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(`${running.origin}/api/exports/${path}`, {
    headers: { ...browser.headers, cookie: cookieOf(browser) },
  })
  return {
    status: response.status,
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer()),
    headers: response.headers,
  }
}

/** The records of a file (RFC 4180), the heading's names as keys. */
function recordsOf(text: string): Record<string, string>[] {
  const records = [...text.slice(1).matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n])*)(,|\r\n)/g)].reduce<string[][]>(
    (all, [, cell = '', end]) => {
      all.at(-1)?.push(cell.replace(/^"|"$/g, '').replaceAll('""', '"'))
      if (end !== ',') all.push([])
      return all
    },
    [[]],
  )
  const [heading = [], ...rows] = records.slice(0, -1)
  return rows.map((row) => Object.fromEntries(heading.map((name, n) => [name, row[n] ?? ''])))
}

describe('a file', () => {
  test('holds what the list shows, in a form that spreadsheets read and run nothing of', async () => {
    const { status, text, headers } = await file('customers')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toMatch(
      new RegExp(`^attachment; filename="${site.slug}-people-\\d{4}-\\d\\d-\\d\\d\\.csv"$`),
    )
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text.startsWith('\ufeffname,address,')).toBe(true)
    expect(recordsOf(text)).toMatchObject([
      { name: 'Ann Lee', address: 'ann@globex.com', standing: 'held', directory: 'Globex', active: 'true' },
      { name: `'=HYPERLINK("http://evil.test","Eve")` },
      { name: 'Bob, "the"\nBuilder' },
    ])
  })

  test.each([
    ['organizations', ['Sales']],
    ['staff', ['The owner']],
    ['groups', ['Sales']],
  ])('of %s', async (what, names) => {
    const { text } = await file(what === 'groups' ? `directories/${directoryId}/groups` : what)
    expect(recordsOf(text).map(({ name }) => name)).toEqual(names)
  })

  test('follows the filters of the list, and refuses wrong ones before it begins', async () => {
    const named = await file('customers?query=ann')
    expect(recordsOf(named.text).map(({ name }) => name)).toEqual(['Ann Lee'])
    await expect
      .poll(async () => {
        const { text } = await file(`directories/${directoryId}/exchanges?outcome=refused`)
        return recordsOf(text).map(({ path }) => path)
      })
      .toEqual(['/Users/nobody'])
    expect(await file('customers?query=a&address=b@c.test')).toMatchObject({ status: 400 })
    expect(await file('customers?after=x')).toMatchObject({ status: 400 })
    expect(await file('directories/000001/groups')).toMatchObject({ status: 404 })
  })

  test('is audited with its rows, and without what was searched for', async () => {
    await file('customers?query=bob')
    const { items } = await owner.call('listAudit', { query: { limit: 1 } })
    expect(items).toMatchObject([
      {
        action: 'export.made',
        actor: { kind: 'staff' },
        details: { what: 'people', rows: 1, complete: true, filters: ['query'] },
      },
    ])
    const { text } = await file('audit')
    expect(recordsOf(text)[0]).toMatchObject({ action: 'export.made', actor: 'The owner' })
  })

  test('needs the permission of the list', async () => {
    const agent = (await makeStaff(running, site, 'agent')).browser
    expect(await file('customers', agent)).toMatchObject({ status: 200 })
    expect(await file('audit', agent)).toMatchObject({ status: 403 })
    expect(await file(`directories/${directoryId}/exchanges`, agent)).toMatchObject({ status: 403 })
  })
})

describe('a file of a hundred thousand rows', () => {
  beforeAll(async () => {
    const client = new Client({ connectionString: running.ownerUrl })
    await client.connect()
    try {
      await client.query(`set role doorward_app; set search_path = doorward, public; set synchronous_commit = off;
        set doorward.site_id = '${site.id}'`)
      await client.query(
        `insert into audit_events (site_id, event_id, at, actor_kind, action, subject_kind, subject)
         select $1, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(), 'system', 'user.changed',
           'user', n::text
         from generate_series(1, 100000) n`,
        [site.id],
      )
    } finally {
      await client.end()
    }
  })

  const path = '/api/exports/audit?'

  /** Begins a download and reads only when it is told to. */
  function begin(person: Browser) {
    return new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      const sent = request(running.origin + path, { agent: false, headers: { cookie: cookieOf(person) } })
      sent.on('response', resolve)
      sent.on('error', reject)
      sent.end()
    })
  }

  /** How many downloads have ended, whole or not. */
  async function downloadsNoted(): Promise<number> {
    const text = `select count(*)::int as n from audit_events where site_id = $1 and action = 'export.made'`
    const [rows = []] = await running.app.database.readInSite(site.id, [
      { name: '', text, values: [site.id] },
    ])
    return (rows as { n: number }[])[0]?.n ?? 0
  }

  test('is handed out whole, a page of rows at a time', async () => {
    const sizes: number[] = []
    running.app.database.onRoundTrip = (queries) => {
      for (const { text, values } of queries)
        if (/from audit_events/.test(text)) sizes.push(Number(values.at(-1)))
    }
    const { text } = await file('audit?')
    running.app.database.onRoundTrip = () => undefined
    expect(text.split('\r\n').length - 2).toBeGreaterThanOrEqual(100_000)
    expect(text).toContain(',user,100000,')
    expect(text).toContain(',user,1,')
    expect(sizes.length).toBeGreaterThan(200)
    expect(Math.max(...sizes)).toBe(501)
  })

  test('is read no faster than somebody takes it, and ends when that person may no longer have it', async () => {
    const person: Person = await makeStaff(running, site, 'auditor')
    const response = await begin(person.browser)
    // Nobody reads: what is sent fills buffers, and then waits.
    await setDisabled(running.app.database, site.id, person.id, true, { ...byTest(), role: 'owner' })
    let text = ''
    const broken = await new Promise<boolean>((resolve) => {
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
      })
      response.on('error', () => resolve(true))
      response.on('end', () => resolve(!response.complete))
    })
    expect(broken).toBe(true)
    expect(text.split('\r\n').length).toBeLessThan(90_000)
    const { items } = await owner.call('listAudit', { query: { limit: 1 } })
    expect(items).toMatchObject([{ action: 'export.made', details: { what: 'audit', complete: false } }])
  })

  test('ends within a second with the site that is marked for deletion, though nobody reads it', async () => {
    const open = [await begin(owner), await begin(owner)]
    const before = await downloadsNoted()
    await owner.call('deleteSite', { body: { confirm: site.slug } })
    const since = Date.now()
    await expect.poll(downloadsNoted, { interval: 20 }).toBe(before + 2)
    expect(Date.now() - since).toBeLessThan(1_000)
    for (const one of open) one.destroy()
    await owner.call('restoreSite', {})
  })

  test('is one of two of a person and of three of a site at once', async () => {
    const [auditor, admin] = [
      (await makeStaff(running, site, 'auditor', { address: 'second@acme.test' })).browser,
      (await makeStaff(running, site, 'admin', { address: 'third@acme.test' })).browser,
    ]
    const open = [await begin(owner), await begin(owner)]
    expect(await file('staff')).toMatchObject({ status: 503, text: expect.stringContaining('You download') })
    open.push(await begin(auditor))
    expect(open[2]?.statusCode).toBe(200)
    expect(await file('staff', admin)).toMatchObject({
      status: 503,
      text: expect.stringContaining('Others download'),
    })
    for (const one of open) one.destroy()
    await expect.poll(async () => (await file('staff')).status).toBe(200)
  })
})
