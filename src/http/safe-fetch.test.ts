import type { lookup } from 'node:dns'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isPublicAddress, type SafeFetchOptions, safeFetch, UnsafeAddress } from './safe-fetch.ts'

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
