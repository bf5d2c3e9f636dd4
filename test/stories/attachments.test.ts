// Files on their way in and out, over real HTTP: whoever brings them, and whatever they are called or hold.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { keyOf } from '../../src/model/ids.ts'
import { erase } from '../../src/people/erase.ts'
import { attachTo, forgetAttachments } from '../../src/requests/attachments.ts'
import { openRequest } from '../../src/requests/open.ts'
import { AttachmentFiles } from '../../src/storage/attachment-files.ts'
import { attachmentsOfMessages } from '../../src/storage/desk/attachments.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'
import { begin, begun, bring, hangingPiece, offsetOf, piece, send } from '../fixtures/uploads.ts'

let dataDir: string
let running: RunningApp
let site: Site
let agent: Person
let other: Person
let files: AttachmentFiles
const customers = new Map<string, string>()
let keys: { readonly may: string; readonly mayNot: string }
let now = new Date()

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'doorward-attachments-'))
  running = await runningApp({
    env: { DATA_DIR: dataDir },
    now: () => now,
    limits: { attachmentReserveBytes: 0, uploadSilentMs: 200 },
  })
  site = await makeSite(running)
  agent = await makeStaff(running, site, 'agent', { now })
  other = await makeStaff(running, site, 'owner', { now })
  for (const name of ['Ann', 'Ben', 'Kim', 'Lea', 'Erika']) {
    const body = { name, address: `${name}@globex.test`, proven: true }
    customers.set(name, (await other.browser.call('addCustomer', { body })).id)
  }
  const make = (scope: ('requests.read' | 'requests.change')[]) =>
    other.browser.call('createApiKey', { body: { label: 'desk', scope } })
  keys = {
    may: (await make(['requests.read', 'requests.change'])).secret,
    mayNot: (await make(['requests.read'])).secret,
  }
  files = new AttachmentFiles(dataDir)
})
afterAll(async () => {
  await running.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(600, 7)])
const idIn = (location: string) => location.slice(location.lastIndexOf('/') + 1)
const pathOf = (id: string) => files.pathOf({ siteId: site.id, attachmentId: id })
const contentOf = (by: Browser, id: string, more = '', headers: Record<string, string> = {}) =>
  send(by, 'GET', `/api/attachments/${id}/content${more}`, { headers })
/** A minute may pass between two steps. */
const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
}

function program(secret: string): Browser {
  const made = new Browser(running.origin)
  made.headers = { authorization: `Bearer ${secret}` }
  return made
}

describe('on the way in', () => {
  test('a file comes in pieces, is whole on the disk, and is what its bytes say', async () => {
    const { status, headers } = await send(agent.browser, 'OPTIONS', '/api/attachments')
    expect([
      status,
      headers.get('tus-version'),
      headers.get('tus-extension'),
      headers.get('tus-max-size'),
    ]).toEqual([204, '1.0.0', 'creation,expiration,termination', '50000000'])
    const location = await begun(agent.browser, 'error.png', png.length)
    expect(await offsetOf(agent.browser, location)).toBe(0)
    const first = await piece(agent.browser, location, 0, png.subarray(0, 100))
    expect([first.status, first.headers.get('upload-offset'), first.headers.get('tus-resumable')]).toEqual([
      204,
      '100',
      '1.0.0',
    ])
    expect(await offsetOf(agent.browser, location)).toBe(100)
    expect((await send(agent.browser, 'GET', location)).body).toMatchObject({
      isComplete: false,
      mediaType: null,
    })
    expect((await contentOf(agent.browser, idIn(location))).status).toBe(404)
    expect((await piece(agent.browser, location, 100, png.subarray(100))).status).toBe(204)
    expect((await send(agent.browser, 'GET', location)).body).toEqual({
      id: idIn(location),
      name: 'error.png',
      sizeBytes: png.length,
      receivedBytes: png.length,
      mediaType: 'image/png',
      isComplete: true,
      isImage: true,
    })
    expect(readFileSync(pathOf(idIn(location)))).toEqual(png)
    expect(statSync(pathOf(idIn(location))).mode & 0o777).toBe(0o600)
    const [row] = await readRows<{ sha256: string }>(running, site, {
      name: '',
      text: `select encode(sha256, 'hex') as sha256 from attachments where site_id = $1 and attachment_id = $2`,
      values: [site.id, idIn(location)],
    })
    expect(row?.sha256).toBe(createHash('sha256').update(png).digest('hex'))
  })

  test('a piece that belongs elsewhere is refused, and so is one behind the end', async () => {
    const location = await begun(agent.browser, 'a.bin', 10)
    expect((await piece(agent.browser, location, 3, 'abc')).status).toBe(409)
    expect((await piece(agent.browser, location, 0, 'abc')).status).toBe(204)
    expect((await piece(agent.browser, location, 0, 'abc')).status).toBe(409)
    const beyond = await piece(agent.browser, location, 3, 'x'.repeat(8))
    expect([beyond.status, beyond.body.code]).toEqual([413, 'too-large'])
    expect(await offsetOf(agent.browser, location)).toBe(3)
    expect((await piece(agent.browser, location, 3, 'defghij')).status).toBe(204)
    expect((await piece(agent.browser, location, 10, 'k')).status).toBe(409)
  })

  test.each<[string, string, Record<string, string>, number]>([
    ['another version of the protocol', 'POST', { 'tus-resumable': '0.2.2', 'upload-length': '1' }, 412],
    ['no size', 'POST', {}, 400],
    ['a size that comes later', 'POST', { 'upload-defer-length': '1' }, 400],
    ['a negative size', 'POST', { 'upload-length': '-1' }, 400],
    ['an empty file', 'POST', { 'upload-length': '0' }, 400],
    ['a name that is no base64', 'POST', { 'upload-length': '1', 'upload-metadata': 'filename <b>' }, 400],
    ['a page of somebody else', 'POST', { 'upload-length': '1', 'sec-fetch-site': 'cross-site' }, 403],
  ])('%s is refused', async (_what, method, headers, status) => {
    const answered = await send(agent.browser, method, '/api/attachments', { headers })
    expect(answered.status).toBe(status)
    expect(answered.headers.get('tus-resumable')).toBe('1.0.0')
  })

  test('a piece of another kind is refused, and a method may be given in a header', async () => {
    const location = await begun(agent.browser, 'a.bin', 3)
    const headers = { 'content-type': 'application/json', 'upload-offset': '0' }
    expect((await send(agent.browser, 'PATCH', location, { headers, body: '{}' })).status).toBe(415)
    const overridden = {
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '0',
      'x-http-method-override': 'PATCH',
    }
    expect((await send(agent.browser, 'POST', location, { headers: overridden, body: 'abc' })).status).toBe(
      204,
    )
    expect(await offsetOf(agent.browser, location)).toBe(3)
  })

  test('two gigabytes are refused before a byte is read, and the limit is named', async () => {
    const refused = await begin(agent.browser, 'film.mov', 2_000_000_000)
    expect(refused.status).toBe(413)
    expect(refused.body.detail).toBe(
      'size: film.mov is too large: it has 2 GB, and a file may have 50 MB at most.'.replace('size: ', ''),
    )
    expect(refused.headers.get('tus-max-size')).toBe('50000000')
  })

  test('a flood that says no size is cut at the size that was said before', async () => {
    const location = await begun(agent.browser, 'a.bin', 1000)
    const flood = hangingPiece(agent.browser, location, 0, { sent: Buffer.alloc(600) })
    for (let n = 0; n < 100 && !flood.request.destroyed; n++) flood.request.write(Buffer.alloc(64 * 1024))
    expect([413, undefined]).toContain(await flood.ended)
    flood.request.destroy()
    expect(await offsetOf(agent.browser, location)).toBe(0)
    expect(statSync(pathOf(idIn(location))).size).toBeLessThanOrEqual(1000)
  })

  test('what was cut in the middle goes on where it stopped', async () => {
    const content = Buffer.alloc(300_000, 'abcdefg')
    const location = await begun(agent.browser, 'log.txt', content.length)
    const cut = hangingPiece(agent.browser, location, 0, {
      length: content.length,
      sent: content.subarray(0, 120_000),
    })
    await untilSize(pathOf(idIn(location)), 120_000)
    cut.request.destroy()
    await cut.ended
    // The question itself ends what is left of the lost connection.
    const offset = await offsetOf(agent.browser, location)
    expect(offset).toBe(120_000)
    expect((await piece(agent.browser, location, offset, content.subarray(offset))).status).toBe(204)
    const { bytes } = await contentOf(agent.browser, idIn(location))
    expect(bytes.equals(content)).toBe(true)
  })

  test('a connection that hangs is taken over by whoever comes anew, and one on which nothing comes is ended', async () => {
    const location = await begun(agent.browser, 'log.txt', 10)
    const hanging = hangingPiece(agent.browser, location, 0, { length: 10, sent: Buffer.from('abc') })
    await untilSize(pathOf(idIn(location)), 3)
    expect(await offsetOf(agent.browser, location)).toBe(3)
    expect(await hanging.ended).toBeUndefined()
    const silent = hangingPiece(agent.browser, location, 3, { length: 7, sent: Buffer.from('de') })
    expect(await silent.ended).toBeUndefined()
    expect(await offsetOf(agent.browser, location)).toBe(5)
    expect((await piece(agent.browser, location, 5, 'fghij')).status).toBe(204)
  })

  test('a server that was killed between the bytes and their record goes on from the record', async () => {
    const location = await begun(agent.browser, 'log.txt', 10)
    expect((await piece(agent.browser, location, 0, 'abcd')).status).toBe(204)
    // Bytes of a process that nobody heard of any more, up to the very last.
    writeFileSync(pathOf(idIn(location)), 'abcdZZZZZZ')
    expect(await offsetOf(agent.browser, location)).toBe(4)
    expect((await piece(agent.browser, location, 4, 'ef')).status).toBe(204)
    expect(readFileSync(pathOf(idIn(location)), 'utf8')).toBe('abcdef')
    expect((await piece(agent.browser, location, 6, 'ghij')).status).toBe(204)
    expect((await contentOf(agent.browser, idIn(location))).bytes.toString()).toBe('abcdefghij')
  })

  test('a file whose first bytes the disk has lost begins anew', async () => {
    const location = await begun(agent.browser, 'log.txt', 10)
    await piece(agent.browser, location, 0, 'abcd')
    rmSync(pathOf(idIn(location)))
    expect((await piece(agent.browser, location, 4, 'efghij')).status).toBe(404)
    expect(await offsetOf(agent.browser, location)).toBe(-404)
  })

  test('while a process that is gone has the pen nobody else writes, and half a minute later somebody does', async () => {
    const location = await begun(agent.browser, 'log.txt', 4)
    await running.app.database.inSite(site.id, async (tx) =>
      tx.write({
        name: '',
        table: 'attachments',
        text: `update attachments set writer_id = gen_random_uuid(), writer_until = $3 where site_id = $1 and attachment_id = $2`,
        values: [site.id, idIn(location), new Date(now.getTime() + 30_000)],
      }),
    )
    const early = await piece(agent.browser, location, 0, 'abcd')
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '5'])
    later(30_000)
    expect((await piece(agent.browser, location, 0, 'abcd')).status).toBe(204)
  })

  test('a full disk is said before a file is begun, and in the middle of one', async () => {
    const crowded = await runningApp({
      env: { DATA_DIR: dataDir },
      limits: { attachmentReserveBytes: Number.MAX_SAFE_INTEGER },
    })
    try {
      const place = await makeSite(crowded)
      const { browser } = await makeStaff(crowded, place, 'agent')
      const refused = await begin(browser, 'a.bin', 1)
      expect([refused.status, refused.body.code]).toEqual([507, 'no-room'])
    } finally {
      await crowded.close()
    }
    const location = await begun(agent.browser, 'a.bin', 10)
    const path = pathOf(idIn(location))
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync('/dev/full', path)
    const full = await piece(agent.browser, location, 0, 'abc')
    expect([full.status, full.body.code]).toEqual([507, 'no-room'])
    expect(await offsetOf(agent.browser, location)).toBe(0)
    // There is room again.
    rmSync(path)
    expect((await piece(agent.browser, location, 0, 'abcdefghij')).status).toBe(204)
  })

  test('one person has so many files without a message, and what was left alone makes room', async () => {
    const { browser } = await makeStaff(running, site, 'member', { address: 'many@staff.test', now })
    for (let n = 0; n < 40; n++) await begun(browser, `${n}.txt`, 1)
    const refused = await begin(browser, 'one too many.txt', 1)
    expect([refused.status, refused.body.code]).toEqual([413, 'too-large'])
    expect(refused.body.detail).toContain('40 files and 200 MB are the most')
    later(61 * 60_000)
    expect((await begin(browser, 'one more.txt', 1)).status).toBe(201)
    const bulky = await makeStaff(running, site, 'member', { address: 'bulky@staff.test', now })
    for (let n = 0; n < 4; n++) await begun(bulky.browser, `${n}.mov`, 50_000_000)
    expect((await begin(bulky.browser, 'more.mov', 1)).status).toBe(413)
  })
})

describe('whose it is', () => {
  test('a file is nobody else’s: neither to see, to go on with, to give up nor to read', async () => {
    const location = await begun(agent.browser, 'mine.txt', 4)
    const nobody = new Browser(running.origin)
    expect((await begin(nobody, 'a.txt', 1)).status).toBe(401)
    for (const [by, status] of [
      [other.browser, 404],
      [nobody, 401],
    ] as const) {
      expect((await piece(by, location, 0, 'evil')).status).toBe(status)
      expect(await offsetOf(by, location)).toBe(-status)
      expect((await send(by, 'GET', location)).status).toBe(status)
      expect((await send(by, 'DELETE', location)).status).toBe(status)
    }
    expect((await piece(agent.browser, location, 0, 'mine')).status).toBe(204)
    expect((await contentOf(other.browser, idIn(location))).status).toBe(404)
    expect((await contentOf(nobody, idIn(location))).status).toBe(401)
    expect((await contentOf(agent.browser, idIn(location))).status).toBe(200)
    expect((await send(agent.browser, 'DELETE', location)).status).toBe(204)
    expect(existsSync(pathOf(idIn(location)))).toBe(false)
    expect(await offsetOf(agent.browser, location)).toBe(-404)
  })

  test('of another site nothing is found, whatever one is there', async () => {
    const second = await runningApp({ env: { DATA_DIR: dataDir, TRUST_PROXY: 'loopback' } })
    try {
      const [insider, stranger] = await Promise.all(
        [await makeSite(second), await makeSite(second)].map(async (place) => {
          const host = `${place.slug}.localhost`
          const headers = { origin: `http://${host}`, 'x-forwarded-host': host }
          return (await makeStaff(second, place, 'owner', { headers })).browser
        }),
      )
      if (!insider || !stranger) throw new Error('nobody')
      const id = await bring(insider, 'a.txt', 'secret')
      expect((await contentOf(insider, id)).status).toBe(200)
      expect((await contentOf(stranger, id)).status).toBe(404)
      expect(await offsetOf(stranger, `/api/attachments/${id}`)).toBe(-404)
      expect((await send(stranger, 'DELETE', `/api/attachments/${id}`)).status).toBe(404)
      // With its own cookie at the other site's host it is nobody.
      insider.headers = stranger.headers
      expect((await contentOf(insider, id)).status).toBe(401)
    } finally {
      await second.close()
    }
  })

  test('an API key brings files where its scope lets it change requests', async () => {
    const id = await bring(program(keys.may), 'a.txt', 'text')
    expect((await contentOf(program(keys.mayNot), id)).status).toBe(200)
    expect((await begin(program(keys.mayNot), 'a.txt', 1)).status).toBe(403)
    expect((await begin(program('dwk_nothing'), 'a.txt', 1)).status).toBe(401)
  })
})

describe('what it is called', () => {
  test.each<[string, string | Buffer, string]>([
    ['a path', '../../etc/passwd', 'passwd'],
    ['a path of Windows', 'C:\\Users\\ann\\CON', '_CON'],
    ['a zero byte', 'a.txt\0.png', 'a.txt.png'],
    ['an override of direction', 'invoice\u202egnp.txt', 'invoicegnp.txt'],
    ['a thousand characters', `${'x'.repeat(1000)}.png`, `${'x'.repeat(145)}….png`],
    ['a header', 'a\r\nSet-Cookie: x=1\r\n\r\n<script>.txt', 'aSet-Cookie_ x=1_script_.txt'],
    ['quotes', 'a".txt; filename="b.txt', 'a_.txt; filename=_b.txt'],
    ['nothing', '', 'file'],
    ['dots', '...', 'file'],
    ['what is no UTF-8', Buffer.from([0x61, 0xff, 0x2e, 0x74, 0x78, 0x74]), 'a\ufffd.txt'],
    ['markup', '<img src=x onerror=alert(1)>.png', '_img src=x onerror=alert(1)_.png'],
    ['umlauts and an emoji', 'Größe 👩🏽‍💻.txt', 'Größe 👩🏽‍💻.txt'],
  ])('%s', async (_what, given, shown) => {
    const before = everything(dataDir)
    const id = await bring(agent.browser, given, 'text')
    expect((await send(agent.browser, 'GET', `/api/attachments/${id}`)).body.name).toBe(shown)
    const { status, headers } = await contentOf(agent.browser, id)
    expect(status).toBe(200)
    const disposition = headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[A-Za-z0-9%._~!-]*$/)
    expect(decodeURIComponent(disposition.slice(disposition.indexOf("''") + 2))).toBe(shown)
    expect(headers.get('set-cookie')).toBeNull()
    // One file more, where its id says.
    expect(everything(dataDir).filter((name) => !before.includes(name))).toContain(
      join('attachments', keyOf(site.id), id.slice(-2), id),
    )
  })
})

describe('what it is', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  test.each<[string, string, Buffer | string, string]>([
    ['a picture', 'a.png', png, 'image/png'],
    ['a picture that is called a text', 'a.txt', png, 'image/png'],
    [
      'HTML that is called a picture',
      'a.png',
      '<!doctype html><script>alert(1)</script>',
      'application/octet-stream',
    ],
    ['SVG that is called a picture', 'a.png', svg, 'application/octet-stream'],
    ['SVG', 'a.svg', svg, 'application/octet-stream'],
    ['HTML', 'a.html', '<h1>hello', 'application/octet-stream'],
    ['a PDF', 'a.pdf', '%PDF-1.7 ...', 'application/pdf'],
    ['a text', 'a.txt', 'Grüße\r\n', 'text/plain; charset=utf-8'],
    ['anything else', 'a.dat', Buffer.from([0, 1, 2, 3]), 'application/octet-stream'],
  ])('%s', async (_what, name, content, type) => {
    const id = await bring(agent.browser, name, content)
    for (const more of ['', '?inline']) {
      const { headers } = await contentOf(agent.browser, id, more)
      const isShown = more !== '' && type === 'image/png'
      expect(headers.get('content-type')).toBe(type)
      expect(headers.get('content-disposition')?.split(';')[0]).toBe(isShown ? 'inline' : 'attachment')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; sandbox/)
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('cache-control')).toBe('private, no-store')
    }
  })

  test('a program is refused by its name before it comes, and by its bytes when it is here', async () => {
    const byName = await begin(agent.browser, 'setup.EXE. ', 10)
    expect([byName.status, byName.body.detail]).toEqual([
      400,
      'name: setup.EXE cannot be attached: this site takes no files of the kind .exe.',
    ])
    const location = await begun(agent.browser, 'holiday.png', 100)
    const byBytes = await piece(
      agent.browser,
      location,
      0,
      Buffer.concat([Buffer.from('MZ'), Buffer.alloc(98)]),
    )
    expect(byBytes.status).toBe(400)
    expect(byBytes.body.detail).toContain('holiday.png cannot be attached')
    expect(await offsetOf(agent.browser, location)).toBe(-404)
    expect(existsSync(pathOf(idIn(location)))).toBe(false)
  })

  test('a part of it can be asked for', async () => {
    const content = Buffer.from('0123456789')
    const id = await bring(agent.browser, 'a.dat', content)
    const part = async (range: string, more: Record<string, string> = {}) => {
      const { status, headers, bytes } = await contentOf(agent.browser, id, '', { range, ...more })
      return [status, headers.get('content-range'), bytes.toString()]
    }
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789'])
    expect(await part('bytes=8-')).toEqual([206, 'bytes 8-9/10', '89'])
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', ''])
    expect(await part('bytes=0-1,3-4')).toEqual([200, null, '0123456789'])
    expect(await part('bytes=0-1', { 'if-range': '"another"' })).toEqual([200, null, '0123456789'])
  })
})

describe('what becomes of it', () => {
  /** A request of a customer. */
  async function request(name: string): Promise<{ customerId: string; requestId: string }> {
    const customerId = customers.get(name) ?? ''
    const wish = {
      requester: { kind: 'customer', id: customerId },
      summary: 'Help',
      organizationIds: [],
    } as const
    const { id } = await openRequest(running.app.database, site.id, wish, undefined, byTest(now))
    return { customerId, requestId: id }
  }
  const attach = (requestId: string, ids: readonly string[], by = agent.id) =>
    running.app.database.inSite(site.id, (tx) =>
      attachTo(tx, site.id, {
        requestId,
        commentId: null,
        attachmentIds: ids,
        by: { kind: 'staff', id: by },
      }),
    )
  const rowsOf = async (requestId: string) =>
    (
      await readRows<{ name: string }>(
        running,
        site,
        attachmentsOfMessages(site.id, requestId, { commentIds: [], withOwn: true }),
      )
    ).map(({ name }) => name)
  /** As a customer would have brought it. */
  const give = (id: string, customerId: string) =>
    running.app.database.inSite(site.id, async (tx) =>
      tx.write({
        name: '',
        table: 'attachments',
        text: 'update attachments set customer_id = $3, staff_id = null where site_id = $1 and attachment_id = $2',
        values: [site.id, id, customerId],
      }),
    )

  test('a message takes whole files of its writer that belong to no other, twenty at most', async () => {
    const { requestId } = await request('Ann')
    const [a, b] = [await bring(agent.browser, 'a.txt', 'a'), await bring(agent.browser, 'b.txt', 'b')]
    await attach(requestId, [a, b, a])
    expect(await rowsOf(requestId)).toEqual(['a.txt', 'b.txt'])
    const half = idIn(await begun(agent.browser, 'half.txt', 10))
    const foreign = await bring(other.browser, 'foreign.txt', 'x')
    for (const [ids, rule] of [
      [[a], 'a.txt belongs to a message already.'],
      [[half], 'half.txt is not here as a whole yet.'],
      [[foreign], 'none of yours'],
      [['../../etc/passwd'], 'must be ids'],
      [Array.from({ length: 21 }, (_, n) => a.replace(/^../, String(10 + n))), 'must be at most 20 files'],
    ] as const) {
      const refused = attach(requestId, ids)
      await expect(refused).rejects.toMatchObject({ code: 'invalid', field: 'attachmentIds' })
      await expect(refused).rejects.toThrow(rule)
    }
    expect(await rowsOf(requestId)).toEqual(['a.txt', 'b.txt'])
    // Given up is what belongs to no message, and nothing else.
    expect((await send(agent.browser, 'DELETE', `/api/attachments/${a}`)).status).toBe(409)
    expect((await contentOf(other.browser, a)).status).toBe(200)
    const { browser: member } = await makeStaff(running, site, 'member', { now })
    expect((await contentOf(member, a)).status).toBe(404)
  })

  test('what a site blocks meanwhile goes with no message', async () => {
    const { requestId } = await request('Ben')
    const id = await bring(agent.browser, 'macro.xlsm', 'PK')
    await other.browser.call('changeSite', { body: { blockedEndings: ['XLSM', 'exe', 'exe'] } })
    await expect(attach(requestId, [id])).rejects.toThrow('no files of the kind .xlsm')
    const read = await other.browser.call('getSite', {})
    expect([read.blockedEndings, read.blockedByDefault]).toEqual([['exe', 'xlsm'], false])
    await other.browser.call('changeSite', { body: { blockedEndings: null } })
    await attach(requestId, [id])
  })

  test('a site says how large a file may be, and the server how large at most', async () => {
    await other.browser.call('changeSite', { body: { attachmentMbMax: 1 } })
    later(1_000)
    expect((await begin(agent.browser, 'a.dat', 1_000_001)).body.detail).toContain('1 MB at most')
    await other.browser.call('changeSite', { body: { attachmentMbMax: 5_000 } })
    later(1_000)
    expect((await begin(agent.browser, 'a.dat', 1_000_000_001)).body.detail).toContain('1 GB at most')
    await other.browser.call('changeSite', { body: { attachmentMbMax: 50 } })
    later(1_000)
  })

  test('all files of a site have so much together, and no file begins beyond it', async () => {
    const { bytes, bytesMax } = await other.browser.call('getSiteFiles', {})
    expect(bytesMax).toBe(20 * 1024 ** 3)
    await other.browser.call('changeSite', { body: { attachmentGbMax: 1, attachmentMbMax: 5_000 } })
    later(1_000)
    const one = await begin(agent.browser, 'a.dat', 600_000_000)
    expect(one.status).toBe(201)
    const over = await begin(agent.browser, 'b.dat', 600_000_000)
    expect([over.status, over.body.code]).toEqual([507, 'no-room'])
    expect(over.body.errors).toMatchObject([{ field: 'site' }])
    expect(await other.browser.call('getSiteFiles', {})).toMatchObject({ bytes: bytes + 600_000_000 })
    // What is given up makes room, and 0 is no bound but the disk's.
    const location = one.headers.get('location') ?? ''
    expect((await send(agent.browser, 'DELETE', location)).status).toBe(204)
    await other.browser.call('changeSite', { body: { attachmentGbMax: 0, attachmentMbMax: 50 } })
    later(1_000)
    expect((await other.browser.call('getSiteFiles', {})).bytesMax).toBeNull()
    const free = await begin(agent.browser, 'c.dat', 1_000_000)
    expect(free.status).toBe(201)
    expect((await send(agent.browser, 'DELETE', free.headers.get('location') ?? '')).status).toBe(204)
    await other.browser.call('changeSite', { body: { attachmentGbMax: 20 } })
    later(1_000)
  })

  test('a download ends when whoever reads it may no more', async () => {
    const size = 30_000_000
    const location = await begun(agent.browser, 'large.dat', size)
    await piece(agent.browser, location, 0, Buffer.alloc(size))
    const leaver = await makeStaff(running, site, 'agent', { address: 'leaver@staff.test', now })
    const { requestId } = await request('Lea')
    await attach(requestId, [idIn(location)])
    const cookie = [...leaver.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const url = `${running.origin}${location}/content`
      get(url, { agent: false, headers: { cookie } }, resolve).on('error', reject)
    })
    await leaver.browser.call('signOut', {})
    // As a slow network takes it: it would take five seconds.
    const cut = await readSlowly(answer).catch((error: Error) => error.message)
    expect(cut).toBe('aborted')
    expect(answer.complete).toBe(false)
  })

  test('with a person who is erased go the files that they brought', async () => {
    const { customerId, requestId } = await request('Erika')
    const [hers, answer] = [
      await bring(agent.browser, 'her.txt', 'x'),
      await bring(agent.browser, 'answer.txt', 'x'),
    ]
    await attach(requestId, [hers, answer])
    await give(hers, customerId)
    await erase(
      running.app.database,
      site.id,
      { customerId, confirm: 'Erika', requestTexts: false },
      byTest(now),
    )
    expect(await rowsOf(requestId)).toEqual(['answer.txt'])
    await runQueue(running, site, now)
    expect([hers, answer].map((id) => existsSync(pathOf(id)))).toEqual([false, true])
  })

  test('two processes that share the folder go on with one file, one at a time', async () => {
    const beside = await build({
      config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir }),
      ownerUrl: running.ownerUrl,
      logger: pino({ level: 'silent' }),
      now: () => now,
      limits: { attachmentReserveBytes: 0 },
    })
    try {
      const elsewhere = new Browser(await beside.server.listen({ host: '127.0.0.1', port: 0 }))
      for (const [name, value] of agent.browser.cookies) elsewhere.cookies.set(name, value)
      const location = await begun(agent.browser, 'a.txt', 12)
      expect((await piece(elsewhere, location, 0, 'abcd')).status).toBe(204)
      expect((await piece(agent.browser, location, 4, 'efgh')).status).toBe(204)
      const both = await Promise.all([
        piece(agent.browser, location, 8, 'ijkl'),
        piece(elsewhere, location, 8, 'ijkl'),
      ])
      // One has the pen; the other waits, or comes too late.
      expect(both.filter(({ status }) => status === 204)).toHaveLength(1)
      expect(both.every(({ status }) => [204, 409, 503].includes(status))).toBe(true)
      expect((await contentOf(elsewhere, idIn(location))).bytes.toString()).toBe('abcdefghijkl')
    } finally {
      await beside.close()
    }
  })

  test('what no message takes goes after a day, what is unfinished sooner, and what nobody knows at last', async () => {
    const { requestId } = await request('Kim')
    const kept = await bring(agent.browser, 'kept.txt', 'x')
    await attach(requestId, [kept])
    const whole = await bring(agent.browser, 'whole.txt', 'x')
    const half = await begun(agent.browser, 'half.txt', 10)
    await piece(agent.browser, half, 0, 'abc')
    const stray = join(dirname(pathOf(kept)), `0190a000-0000-7000-8000-0000000000${kept.slice(-2)}`)
    writeFileSync(stray, 'left by nobody')
    const forget = () => forgetAttachments(running.app.database, files, site.id, now)
    const there = () => [kept, whole, idIn(half)].map((id) => existsSync(pathOf(id)))
    const hourMs = 60 * 60_000
    later(5.9 * hourMs)
    await forget()
    expect(there()).toEqual([true, true, true])
    later(0.2 * hourMs)
    await forget()
    expect(there()).toEqual([true, true, false])
    later(18 * hourMs)
    await forget()
    expect(there()).toEqual([true, false, false])
    expect(existsSync(stray)).toBe(false)
    // Whoever was signed in is so no more.
    expect((await contentOf(program(keys.may), kept)).status).toBe(200)
  })
})

/** Waits until a file has so many bytes. */
async function untilSize(path: string, size: number): Promise<void> {
  while (!existsSync(path) || statSync(path).size < size)
    await new Promise((resolve) => setImmediate(resolve))
}

const everything = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' })

async function readSlowly(answer: IncomingMessage): Promise<string> {
  for await (const _chunk of answer) await pause(10)
  return 'whole'
}
