// A login that was begun is kept by its browser, sealed: what a browser, or a page elsewhere, may do with that.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { endBegunLogins } from '../../src/storage/access/connections.ts'
import type { Site } from '../../src/storage/sites.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let globex: SamlDoor
let initech: SamlDoor

beforeAll(async () => {
  running = await runningApp({ env: { INSECURE_HTTP: '1' } })
  site = await makeSite(running)
  globex = await makeSamlDoor(running, site, 'Globex')
  initech = await makeSamlDoor(running, site, 'Initech', { issuer: 'https://idp.initech.test' })
})
afterAll(() => running.close())

const newVisitor = (cookies: Iterable<[string, string]> = []) => new Visitor(running.origin, cookies)
const loginsOf = ({ cookies }: Visitor) =>
  [...cookies].filter(([name, value]) => name.includes('doorward-login-') && value !== '')

const bring = (visitor: Visitor, door: SamlDoor, requestId: string) =>
  visitor.bring(door, { xml: genuine(writtenTo(door, requestId), 'assertion') })
const comesIn = async (visitor: Visitor, door: SamlDoor, requestId: string) =>
  (await bring(visitor, door, requestId)).location === '/'

async function lastLine(): Promise<string> {
  const [line] = await readRows<{ outcome: string; why: string | null }>(running, site, {
    name: '',
    text: 'select outcome, why from sign_ins where site_id = $1 order by sign_in_id desc limit 1',
    values: [site.id],
  })
  return `${line?.outcome}: ${line?.why}`
}

describe('what a browser keeps', () => {
  test('says nothing, and lets nobody in who changed a letter of it', async () => {
    const visitor = newVisitor()
    const requestId = await visitor.begin(globex, '?to=/requests/secret')
    const [[name = '', value = ''] = []] = loginsOf(visitor)
    const parts = value.split('.')
    expect(JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString())).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
    })
    expect(Buffer.from(value.replaceAll('.', ''), 'base64url').toString('latin1')).not.toContain('secret')
    for (const part of [2, 3, 4]) {
      const changed = parts.with(part, `${parts[part]?.startsWith('A') ? 'B' : 'A'}${parts[part]?.slice(1)}`)
      expect(await comesIn(newVisitor([[name, changed.join('.')]]), globex, requestId)).toBe(false)
      expect(await lastLine()).toMatch(/request of this browser/)
    }
    for (const other of ['', 'x', '....', `${value}.x`, value.slice(0, -4)]) {
      expect(await comesIn(newVisitor([[name, other]]), globex, requestId)).toBe(false)
    }
    expect((await bring(visitor, globex, requestId)).location).toBe('/requests/secret')
  })

  test('is of one request and one directory, whatever it is called', async () => {
    const visitor = newVisitor()
    const one = await visitor.begin(globex)
    const other = await visitor.begin(globex)
    const [first, second] = loginsOf(visitor)
    if (!first || !second) throw new Error('two logins are kept')
    // The value of one under the name of the other.
    const mixed = newVisitor([
      [first[0], second[1]],
      [second[0], first[1]],
    ])
    expect(await comesIn(mixed, globex, one)).toBe(false)
    expect(await comesIn(mixed, globex, other)).toBe(false)
    expect(await comesIn(newVisitor(visitor.cookies), initech, one)).toBe(false)
    expect(await comesIn(visitor, globex, one)).toBe(true)
  })

  test('counts once, in whatever copies, also where it came to nothing', async () => {
    const visitor = newVisitor()
    const requestId = await visitor.begin(globex)
    const copy = newVisitor(visitor.cookies)
    expect(await comesIn(visitor, globex, requestId)).toBe(true)
    expect(loginsOf(visitor)).toEqual([])
    expect(await comesIn(copy, globex, requestId)).toBe(false)
    expect(await lastLine()).toMatch(/request of this browser/)
    const again = newVisitor()
    const failing = await again.begin(globex)
    const kept = newVisitor(again.cookies)
    await again.bring(globex, {
      xml: genuine({ ...writtenTo(globex, failing), now: new Date(0) }, 'assertion'),
    })
    expect(await comesIn(kept, globex, failing)).toBe(false)
  })

  test('opens no more once what the connection’s provider says is believed otherwise', async () => {
    const visitor = newVisitor()
    const requestId = await visitor.begin(globex)
    await running.app.database.inSite(site.id, async (tx) =>
      tx.write(endBegunLogins(site.id, globex.directoryId)),
    )
    expect(await comesIn(visitor, globex, requestId)).toBe(false)
    expect(await comesIn(visitor, globex, await visitor.begin(globex))).toBe(true)
  })

  test('ends with the directory that an administrator disconnects', async () => {
    const { browser } = await makeStaff(running, site, 'owner')
    const visitor = newVisitor()
    const requestId = await visitor.begin(initech)
    const params = { directoryId: keyOf(initech.directoryId) }
    await browser.call('disconnectDirectory', {
      params,
      body: { people: 'deactivate', keepsOrganizations: false },
    })
    expect(await comesIn(visitor, initech, requestId)).toBe(false)
  })
})

describe('a page elsewhere that has somebody’s browser begin', () => {
  test('does so in no picture or frame', async () => {
    for (const destination of ['image', 'iframe', 'script', 'empty']) {
      const answered = await newVisitor().open(globex.path, '', {
        headers: { 'sec-fetch-dest': destination },
      })
      expect(answered).toMatchObject({ status: 403, location: null, cookies: [] })
    }
    const headers = { 'sec-fetch-dest': 'document' }
    expect((await newVisitor().open(globex.path, '', { headers })).status).toBe(303)
  })

  test('again and again leaves it as many cookies as it can still send; the newest login comes in', async () => {
    const visitor = newVisitor()
    const begun: string[] = []
    const long = `/${'x'.repeat(1_990)}`
    for (let n = 0; n < 12; n++) begun.push(await visitor.begin(globex))
    expect(loginsOf(visitor)).toHaveLength(8)
    for (let n = 0; n < 12; n++) begun.push(await visitor.begin(globex, `?to=${long}`))
    const sent = loginsOf(visitor)
    expect(Math.max(...sent.map(([name, value]) => name.length + value.length))).toBeLessThan(4_000)
    expect(sent.reduce((sum, [name, value]) => sum + name.length + value.length, 0)).toBeLessThan(7_000)
    expect((await visitor.fetch('/api/portal/doors')).status).toBe(200)
    for (const requestId of begun.slice(-1)) {
      const { location } = await bring(visitor, globex, requestId)
      expect(location).toBe(long)
    }
    // A path that grows when it is written as browsers write it is no reason to keep more.
    await newVisitor().begin(globex, `?to=/${encodeURIComponent('€'.repeat(1_000))}`)
  })
})
