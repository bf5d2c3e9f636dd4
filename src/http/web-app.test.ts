import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Branding, brandingDefault } from '../model/site-settings.ts'
import { WebApp } from './web-app.ts'

const page = '<!doctype html><title>Doorward</title>'
const script = 'document.title = "built"'
const navigates = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

let folder: string
let server: FastifyInstance
let isSecure: boolean
let brand: Branding | undefined

function build(): void {
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), page)
  writeFileSync(join(folder, 'assets', 'index-Ab12.js'), script)
  writeFileSync(join(folder, 'assets', 'index-Ab12.js.br'), brotliCompressSync(script))
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doorward-web-'))
  build()
  isSecure = false
  brand = undefined
  const web = new WebApp(
    folder,
    ['/', '/people/$personId'],
    () => isSecure,
    async () => brand,
  )
  server = Fastify({ routerOptions: { caseSensitive: false } })
  server.setNotFoundHandler(
    async (request, reply) => (await web.notFound(request, reply)) ?? reply.code(404).send({ status: '404' }),
  )
  await web.register(server)
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

test('every page is the same document, asked for anew each time', async () => {
  for (const url of ['/', '/people/7', '/people/7?tab=x']) {
    const { statusCode, body, headers } = await server.inject({ url, headers: navigates })
    expect({ statusCode, body, cache: headers['cache-control'], type: headers['content-type'] }).toEqual({
      statusCode: 200,
      body: page,
      cache: 'no-cache',
      type: 'text/html; charset=utf-8',
    })
  }
})

test('the document names its site, whatever the name holds', async () => {
  writeFileSync(
    join(folder, 'index.html'),
    '<html lang="en"><head><title>Doorward</title><link rel="icon" type="image/svg+xml" href="/images/mark.svg" /></head><svg class="f-mark"/><bdi>Doorward</bdi></html>',
  )
  const name = 'A "B" <script>$&</script> & Söhne'
  brand = { ...brandingDefault, name, accent: '#00ff0a', logoHash: '0a', languages: ['de'], language: 'de' }
  const { body } = await server.inject({ url: '/', headers: navigates })
  const safe = 'A &quot;B&quot; &lt;script&gt;$&amp;&lt;/script&gt; &amp; Söhne'
  expect(body.replace(/<style id="accent">[^<]*/, '<style id="accent">')).toBe(
    `<html lang="de" data-face="help" data-site="${safe}" data-languages="de" data-language="de" data-time-zone="UTC" data-logo="/brand/logo/0a.png"><head><title>${safe}</title><link rel="icon" type="image/png" href="/brand/logo/0a.png" /><style id="accent"></style></head><img class="f-logo" src="/brand/logo/0a.png" alt="" /><svg class="f-mark"/><bdi>${safe}</bdi></html>`,
  )
  expect(body).toContain('--dw-site:')
})

test('the document is in a language that the site offers, names what its page loads in it, and travels compressed', async () => {
  writeFileSync(join(folder, 'index.html'), '<html lang="en"><head></head></html>')
  const loads = { '/': { page: ['assets/home.js'], en: ['assets/en.js'], de: ['assets/de.js'] } }
  writeFileSync(join(folder, 'first-loads.json'), JSON.stringify(loads))
  const get = (language: string, url = '/', encoding = 'identity') =>
    server.inject({
      url,
      headers: { ...navigates, 'accept-language': language, 'accept-encoding': encoding },
    })
  const ahead = (name: string) => `<link rel="modulepreload" crossorigin href="/assets/${name}.js" />`
  const german = `<html lang="de" data-face="help"><head>${ahead('home')}${ahead('de')}</head></html>`
  expect((await get('de-CH,en;q=0.5')).body).toBe(german)
  expect((await get('fr')).body).toContain('lang="en"')
  const squeezed = await get('de', '/', 'gzip, deflate, br')
  expect([
    squeezed.headers['content-encoding'],
    brotliDecompressSync(squeezed.rawPayload).toString(),
  ]).toEqual(['br', german])
  expect(gunzipSync((await get('de', '/', 'gzip')).rawPayload).toString()).toBe(german)
  brand = { ...brandingDefault, name: 'A', languages: ['en'], language: 'en' }
  expect((await get('de')).body).toContain(`<head>${ahead('home')}${ahead('en')}`)
  // Where the path leads nowhere, nothing is fetched ahead.
  expect((await get('de', '/peeple')).body).toContain('data-face="door" ')
  expect((await get('de', '/peeple')).body).not.toContain('modulepreload')
})

test('what the build wrote into the document may run, and what a site is called may not', async () => {
  writeFileSync(
    join(folder, 'index.html'),
    '<html lang="en"><head><script>a()</script><style>b{}</style><title></title></head></html>',
  )
  brand = { ...brandingDefault, name: '<script>evil()</script>', accent: '#a02060' }
  const { headers, body } = await server.inject({ url: '/', headers: navigates })
  const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const accent = /<style id="accent">([^<]*)/.exec(body)?.[1] ?? ''
  expect(String(headers['content-security-policy'])).toContain(
    `script-src 'self' ${digest('a()')}; style-src 'self' ${digest('b{}')} ${digest(accent)};`,
  )
})

test('an asset never changes, travels compressed, and its name keeps its letters', async () => {
  const { headers, rawPayload } = await server.inject({
    url: '/assets/index-Ab12.js',
    headers: { 'accept-encoding': 'br' },
  })
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(headers['content-encoding']).toBe('br')
  expect(rawPayload).toEqual(brotliCompressSync(script))
  const plain = await server.inject({ url: '/assets/index-Ab12.js' })
  expect(plain.body).toBe(script)
})

test('a person who is led to no page gets the page that says so; a program gets no page', async () => {
  const lost = await server.inject({ url: '/peeple', headers: navigates })
  expect([lost.statusCode, lost.body]).toEqual([404, page])
  const notForPeople: readonly [method: 'GET' | 'POST', url: string, accept: string][] = [
    ['GET', '/peeple', 'application/json'],
    ['POST', '/peeple', 'text/html'],
    ['GET', '/api/peeple', 'text/html'],
    // What an old page still asks for must not arrive as a script that is a document.
    ['GET', '/assets/index-Old1.js', 'text/html'],
  ]
  for (const [method, url, accept] of notForPeople) {
    const { statusCode, body } = await server.inject({ method, url, headers: { accept } })
    expect([url, statusCode, body.includes('<title>')]).toEqual([url, 404, false])
  }
})

test('a page runs no script and no style but ours, and stands in no frame', async () => {
  const { headers } = await server.inject({ url: '/' })
  const policy = String(headers['content-security-policy'])
  expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/)
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain("frame-ancestors 'none'")
  expect(headers['referrer-policy']).toBe('no-referrer')
  expect(headers['strict-transport-security']).toBeUndefined()
  isSecure = true
  const secure = await server.inject({ url: '/' })
  expect(secure.headers['strict-transport-security']).toBe('max-age=31536000')
})

test('pages that are built anew under a running server are served, and what is not built says how to', async () => {
  rmSync(join(folder, 'index.html'))
  const { statusCode, body } = await server.inject({ url: '/' })
  expect([statusCode, body]).toEqual([503, expect.stringContaining('npm run build')])
  writeFileSync(join(folder, 'index.html'), '<title>new</title>')
  writeFileSync(join(folder, 'assets', 'index-Cd34.js'), 'new')
  expect((await server.inject({ url: '/' })).body).toBe('<title>new</title>')
  expect((await server.inject({ url: '/assets/index-Cd34.js' })).body).toBe('new')
})
