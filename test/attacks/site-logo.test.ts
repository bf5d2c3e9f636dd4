// Pictures from whoever may change a site's settings, and what others can make of where they are served.
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logoPath } from '../../src/model/site-settings.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let acme: Site
let globex: Site
let owner: Browser
let agent: Browser

beforeAll(async () => {
  running = await runningApp({ env: { TRUST_PROXY: 'true' } })
  acme = await makeSite(running)
  owner = (await makeStaff(running, acme, 'owner')).browser
  agent = (await makeStaff(running, acme, 'agent')).browser
  for (const { headers } of [owner, agent]) headers['x-forwarded-host'] = `${acme.slug}.localhost`
  globex = await makeSite(running)
})
afterAll(() => running.close())

/** What is answered at the address of a site. */
const fetched = (path: string, site = acme) =>
  fetch(running.origin + path, { headers: { 'x-forwarded-host': `${site.slug}.localhost` } })

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 30, b: 30, alpha: 0.5 } } })
const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64')
const put = (bytes: Buffer | string) => ({ body: { image: base64(bytes) } })

test('a PNG, JPEG or WebP is kept as a small PNG that was made here, and served to anybody of its site', async () => {
  for (const make of ['png', 'jpeg', 'webp'] as const) {
    const sent = await picture(1200, 300)
      [make]()
      .withMetadata({ exif: { IFD0: { Artist: 'secret' } } })
      .toBuffer()
    const { logo } = await owner.call('setLogo', put(sent))
    expect(logo).toMatch(/^\/brand\/logo\/[0-9a-f]{32}\.png$/)
    const answer = await fetched(logo ?? '')
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 256, height: 64 })
    expect(bytes.includes('secret')).toBe(false)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cache-control': 'public, max-age=31536000, immutable',
    })
  }
})

test('no site serves the logo of another one, nor one that was replaced or removed', async () => {
  const first = await owner.call('setLogo', put(await picture(10, 10).png().toBuffer()))
  expect((await fetched(first.logo ?? '')).status).toBe(200)
  // A site that is new answers within half a second.
  await expect.poll(async () => (await fetched(first.logo ?? '', globex)).status).toBe(404)
  const second = await owner.call('setLogo', put(await picture(20, 10).png().toBuffer()))
  expect((await fetched(first.logo ?? '')).status).toBe(404)
  await owner.call('removeLogo', {})
  expect((await fetched(second.logo ?? '')).status).toBe(404)
  expect((await owner.call('getSite', {})).logo).toBeNull()
  expect((await fetched(logoPath('../../api/site'))).status).toBe(404)
})

/** A PNG whose header says one size, whatever follows. */
function pngOf(width: number, height: number, data: Buffer): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const name = Buffer.from(type)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(Buffer.concat([name, body])) >>> 0)
    return Buffer.concat([length, name, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const parts = [chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts])
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  }
  return sum ^ 0xffffffff
}

describe('a hostile file is refused by its field, and the logo stays', () => {
  const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const whole = () => picture(64, 64).png().toBuffer()
  test.each<[string, () => Promise<Buffer | string> | Buffer | string]>([
    ['SVG, which is a program as much as a picture', () => script],
    ['SVG behind the beginning of a PNG', () => `\x89PNG\r\n\x1a\n${script}`],
    ['a page', () => '<!doctype html><script>alert(1)</script>'],
    ['a GIF', async () => picture(4, 4).gif().toBuffer()],
    ['a PDF', () => '%PDF-1.7\n1 0 obj\n<<>>\nendobj'],
    ['PostScript', () => '%!PS\n(file) run'],
    ['nothing but the first bytes of a JPEG', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['a RIFF that is a sound', () => 'RIFF\x24\x00\x00\x00WAVEfmt '],
    ['a PNG that is cut', async () => (await whole()).subarray(0, 60)],
    [
      'a PNG with a wrong checksum',
      async () => Buffer.from((await whole()).map((b, n) => (n === 29 ? b ^ 1 : b))),
    ],
    [
      'a bomb: a header of 100,000 × 100,000 pixels',
      () => pngOf(100_000, 100_000, deflateSync(Buffer.alloc(100))),
    ],
    ['a bomb: 4,097 pixels wide', () => pngOf(4_097, 1, deflateSync(Buffer.alloc(4_097 * 3 + 1)))],
    ['zeros', () => Buffer.alloc(1000)],
  ])('%s', async (_name, make) => {
    const before = await owner.call('setLogo', put(await picture(30, 30).png().toBuffer()))
    expect(await owner.refused('setLogo', put(await make()))).toMatchObject({
      code: 'invalid',
      errors: [{ field: 'image' }],
    })
    expect((await owner.call('getSite', {})).logo).toBe(before.logo)
  })

  test('more than 512 KiB', async () => {
    const large = Buffer.concat([await whole(), Buffer.alloc(513 * 1024)])
    expect(await owner.refused('setLogo', put(large))).toMatchObject({ errors: [{ field: 'image' }] })
    expect(await owner.refused('setLogo', put(Buffer.alloc(1024 * 1024)))).toMatchObject({ code: 'invalid' })
  })

  test('what is no base64', async () => {
    const body = { image: 'not base64!' }
    expect(await owner.refused('setLogo', { body })).toMatchObject({ errors: [{ field: 'image' }] })
  })
})

test('what hides behind a picture is gone when it is served', async () => {
  const polyglot = Buffer.concat([
    await picture(8, 8).png().toBuffer(),
    Buffer.from('<script>alert(1)</script>'),
  ])
  const { logo } = await owner.call('setLogo', put(polyglot))
  const served = Buffer.from(await (await fetched(logo ?? '')).arrayBuffer())
  expect(served.includes('script')).toBe(false)
})

test('who may not change settings changes no logo', async () => {
  const image = put(await picture(8, 8).png().toBuffer())
  expect(await agent.refused('setLogo', image)).toMatchObject({ code: 'forbidden' })
  expect(await agent.refused('removeLogo', {})).toMatchObject({ code: 'forbidden' })
})
