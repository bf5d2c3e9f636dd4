import type { lookup } from 'node:dns'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OutboundAllow, readOutboundAllow } from './outbound-allow.ts'
import {
  isPublicAddress,
  isSafeUrl,
  type SafeFetchOptions,
  safeFetch,
  safeFetchLike,
  UnsafeAddress,
} from './safe-fetch.ts'

let server: Server
let port: number
let calls = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    calls++
    if (request.url === '/elsewhere') response.writeHead(302, { location: '/' }).end()
    else if (request.url === '/endless') {
      response.on('error', () => {})
      const more = () =>
        void (response.write('x'.repeat(10_000)) ? setImmediate(more) : response.once('drain', more))
      response.once('close', () => response.removeAllListeners('drain'))
      more()
    } else if (request.url === '/silent') response.write('a')
    else if (request.url === '/posted') {
      let body = ''
      request.on('data', (piece) => {
        body += piece
      })
      request.on('end', () => {
        response.writeHead(201, {
          'content-type': 'application/json',
          'set-cookie': 'a=b',
          'www-authenticate': 'DPoP',
        })
        response.end(JSON.stringify({ method: request.method, headers: request.headers, body }))
      })
    } else if (request.url === '/empty') response.writeHead(204).end()
    else if (request.url === '/headers') response.end(JSON.stringify(request.headers))
    else response.end('here')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const options = (more: Partial<SafeFetchOptions> = {}): SafeFetchOptions => ({
  signal: new AbortController().signal,
  timeoutMs: 2_000,
  bytesMax: 1_000,
  plainHttp: true,
  ...more,
})

/** A resolver by which every name stands for these addresses. */
function resolving(...addresses: string[]): typeof lookup {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  return ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
    done(null, found)) as unknown as typeof lookup
}
const isLocal = (address: string) => address === '127.0.0.1'
const allowing = { isAllowed: isLocal, lookup: resolving('127.0.0.1') }

test.each([
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '017700000001',
  '127.1',
  '0.0.0.0',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  'localhost',
])('nothing of this machine is reached as %s', async (host) => {
  const before = calls
  await expect(safeFetch(`http://${host}:${port}/`, options())).rejects.toThrow(UnsafeAddress)
  expect(calls).toBe(before)
})

test.each<[string, string[]]>([
  ['this machine', ['127.0.0.1']],
  ['a private network', ['10.0.0.1']],
  ["a cloud's own metadata", ['169.254.169.254']],
  ['a public address and a private one', ['93.184.215.14', '127.0.0.1']],
  ['nobody', []],
])('a name that stands for %s is not called', async (_what, addresses) => {
  const before = calls
  const lookup = resolving(...addresses)
  await expect(safeFetch(`http://name.test:${port}/`, options({ lookup }))).rejects.toThrow()
  expect(calls).toBe(before)
})

test('a connection that ends at another address than was allowed is not used', async () => {
  const before = calls
  let asked = 0
  const isAllowed = () => ++asked === 1
  const lookup = resolving('127.0.0.1')
  await expect(safeFetch(`http://name.test:${port}/`, options({ lookup, isAllowed }))).rejects.toThrow(
    UnsafeAddress,
  )
  expect({ asked, calls }).toEqual({ asked: 2, calls: before })
})

test('what is allowed is read, whatever its status, and no redirection is followed', async () => {
  const at = (path: string) => safeFetch(`http://name.test:${port}${path}`, options(allowing))
  expect(await at('/')).toEqual({ status: 200, text: 'here' })
  expect(await at('/elsewhere')).toEqual({ status: 302, text: '' })
  expect(Object.keys(JSON.parse((await at('/headers')).text)).sort()).toEqual(['connection', 'host'])
})

test('an answer without an end is cut off', async () => {
  await expect(safeFetch(`http://name.test:${port}/endless`, options(allowing))).rejects.toThrow(
    'longer than 1000',
  )
})

test('a server that stops in the middle is left', async () => {
  const impatient = options({ ...allowing, timeoutMs: 100 })
  await expect(safeFetch(`http://name.test:${port}/silent`, impatient)).rejects.toThrow(/timeout/i)
})

test.each(['http://name.test/', 'file:///etc/passwd', 'ftp://name.test/', 'data:,a'])(
  '%s is not fetched where HTTPS is asked for',
  async (url) => {
    await expect(safeFetch(url, options({ plainHttp: false }))).rejects.toThrow('not allowed')
  },
)

test.each([
  ['93.184.215.14', true],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
  ['192.168.1.1', false],
  ['100.64.0.1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['64:ff9b::7f00:1', false],
  ['64:ff9b:1::a00:1', false],
  ['::ffff:10.0.0.1', false],
  ['::10.0.0.1', false],
  ['::7f00:1', false],
  ['fec0::1', false],
  ['3fff::1', false],
  ['4000::1', false],
  ['name.test', false],
])('%s is on the public Internet: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected))

const allowed = (text: string): Partial<SafeFetchOptions> => ({
  plainHttp: false,
  allow: readOutboundAllow(text),
})

test('what the operator named by host and port is reached, also by plain HTTP', async () => {
  const literal = options(allowed(`127.0.0.1:${port}`))
  expect(await safeFetch(`http://127.0.0.1:${port}/`, literal)).toEqual({ status: 200, text: 'here' })
  const byName = options({ ...allowed(`idp.test:${port}`), lookup: resolving('127.0.0.1') })
  expect(await safeFetch(`http://idp.test:${port}/`, byName)).toEqual({ status: 200, text: 'here' })
})

test('a network that is named is reached by any name, and over HTTPS alone', async () => {
  const inside = { ...allowed('127.0.0.0/8'), lookup: resolving('127.0.0.1') }
  await expect(safeFetch(`http://idp.test:${port}/`, options(inside))).rejects.toThrow('not allowed')
  const plainly = options({ ...inside, plainHttp: true })
  expect((await safeFetch(`http://idp.test:${port}/`, plainly)).status).toBe(200)
})

test.each<[string, string, string[]]>([
  ['another port', '127.0.0.1:1', ['127.0.0.1']],
  ['another name', 'other.test:PORT', ['127.0.0.1']],
  ['another network', '10.0.0.0/8', ['127.0.0.1']],
  ["a cloud's own metadata under a name that is allowed", 'name.test:PORT', ['169.254.169.254']],
  ["a cloud's own metadata in all networks", '0.0.0.0/0', ['169.254.169.254']],
  ["a cloud's own metadata by IPv6", '::/0', ['fd00:ec2::254']],
  ["a cloud's own metadata, written as IPv6", '::/0', ['::ffff:169.254.169.254']],
  ['an address that is allowed and one that is not', '127.0.0.0/8', ['127.0.0.1', '192.168.0.1']],
])('naming one target opens no other: %s', async (_what, text, addresses) => {
  const before = calls
  const more = { ...allowed(text.replace('PORT', String(port))), plainHttp: true }
  const call = safeFetch(`http://name.test:${port}/`, options({ ...more, lookup: resolving(...addresses) }))
  await expect(call).rejects.toThrow(UnsafeAddress)
  expect(calls).toBe(before)
})

test('a name that is allowed and changes its mind in between gains nothing', async () => {
  const before = calls
  let asked = 0
  const wavering: OutboundAllow = { entries: [], names: () => false, covers: () => ++asked === 1 }
  const more = { plainHttp: true, allow: wavering, lookup: resolving('127.0.0.1') }
  await expect(safeFetch(`http://name.test:${port}/`, options(more))).rejects.toThrow(UnsafeAddress)
  expect(calls).toBe(before)
})

test('what libraries send is sent: method, headers and a form; what comes back is an answer of fetch', async () => {
  const like = safeFetchLike(options(allowing))
  const answer = await like(`http://name.test:${port}/posted`, {
    method: 'POST',
    headers: { authorization: 'Basic YTpi', host: 'elsewhere', cookie: 'a=b' },
    body: new URLSearchParams({ code: 'a b' }),
  })
  const said = (await answer.json()) as { method: string; body: string; headers: Record<string, string> }
  expect(said).toMatchObject({ method: 'POST', body: 'code=a+b' })
  expect(said.headers).toMatchObject({
    authorization: 'Basic YTpi',
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    host: `name.test:${port}`,
  })
  expect(said.headers.cookie).toBeUndefined()
  expect([answer.status, ...answer.headers]).toEqual([
    201,
    ['content-type', 'application/json'],
    expect.arrayContaining(['date']),
    ['www-authenticate', 'DPoP'],
  ])
  expect((await like(`http://name.test:${port}/empty`)).status).toBe(204)
  expect((await like(`http://name.test:${port}/elsewhere`)).status).toBe(302)
  await expect(like(`http://name.test:${port}/endless`)).rejects.toThrow('longer than 1000')
  await expect(like(`http://name.test:${port}/`, { signal: AbortSignal.abort() })).rejects.toThrow()
  await expect(safeFetchLike(options())(`http://127.0.0.1:${port}/`)).rejects.toThrow(UnsafeAddress)
})

test.each([
  ['https://idp.example/metadata', true],
  ['http://idp.example/metadata', false],
  ['http://localhost:9000/metadata', true],
  ['http://localhost:9001/metadata', false],
  ['https://ann:secret@idp.example/', false],
  ['javascript:alert(1)', false],
  ['//idp.example', false],
])('%s may be called: %s', (url, expected) => {
  expect(isSafeUrl(url, readOutboundAllow('localhost:9000'))).toBe(expected)
})
