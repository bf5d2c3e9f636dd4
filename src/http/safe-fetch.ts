import dns from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { buildConnector } from 'undici'
import { isNeverAllowed, nothingElse, type OutboundAllow } from './outbound-allow.ts'

export interface SafeFetchOptions {
  readonly signal: AbortSignal
  /** For all of it, from the look-up of the name to the last byte. */
  readonly timeoutMs: number
  /** A longer answer is an error, and the rest of it is not read. */
  readonly bytesMax: number
  /** Whether `http:` is allowed besides `https:`; without it only towards what the operator named by host and port. */
  readonly plainHttp?: boolean
  /** What the operator lets it reach beside the public Internet. */
  readonly allow?: OutboundAllow
  /** Tests look up names, and allow addresses, that are their own. */
  readonly lookup?: typeof dns.lookup
  readonly isAllowed?: (address: string) => boolean
}

/** What is sent; without it, a GET. */
export interface SafeRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface SafeAnswer {
  readonly status: number
  readonly text: string
}

/** An address to which this server sends nothing for anybody else. */
export class UnsafeAddress extends Error {
  constructor(what: string, why = 'is not on the public Internet') {
    super(`${what} ${why}`)
    this.name = 'UnsafeAddress'
  }
}

/** The only part of IPv6 that is given out for the Internet (RFC 4291 2.4, IANA). */
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]

/** Whether an address is on the public Internet; an IPv4 address written as IPv6 counts as itself, or as none. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  if (isNeverAllowed(address)) return false
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(globalUnicast)
}

/**
 * The address behind a name, for what speaks another protocol: whoever connects takes this very one.
 * @throws UnsafeAddress when one of its addresses is not allowed; an error when it has none
 */
export async function safeAddress(
  host: string,
  port: number,
  allow: OutboundAllow,
  lookUp: (host: string) => Promise<readonly { readonly address: string }[]> = (name) =>
    lookup(name, { all: true }),
): Promise<string> {
  const isAllowed = (address: string) =>
    allow.names(host, port) || allow.covers(address) ? !isNeverAllowed(address) : isPublicAddress(address)
  if (isOutside(allow, host, port)) throw new UnsafeAddress(host, notNamed)
  const found = isIP(host) === 0 ? await lookUp(host) : [{ address: host }]
  const wrong = found.find(({ address }) => !isAllowed(address))
  if (wrong) throw new UnsafeAddress(`${host} (${wrong.address})`)
  const [first] = found
  if (!first) throw Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' })
  return first.address
}

const notNamed = 'is not what this server may call'

/** Where nothing but what is named may be called, other names are not even looked up: a question to DNS leaves this machine, too. */
const isOutside = (allow: OutboundAllow, host: string, port: number): boolean =>
  allow.isAll === true && !allow.names(host, port) && !allow.covers(host)

/** Whether a URL may be called at all, before anything is looked up. */
export function isSafeUrl(url: string, allow: OutboundAllow = nothingElse): boolean {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.username + parsed.password !== '') return false
  if (parsed.protocol === 'https:') return true
  return parsed.protocol === 'http:' && allow.names(parsed.hostname, Number(parsed.port || 80))
}

/**
 * Gets what somebody else's URL names, and never something of our own network: the address itself, each address that its name
 * stands for and the one that was connected to are checked, so that a name that changes its mind in between gains nothing.
 * Redirections are answers like any other, and no cookie or credential is sent that the caller does not give.
 * @throws UnsafeAddress, or an error that says what did not work
 */
export async function safeFetch(
  url: string,
  options: SafeFetchOptions,
  sent: SafeRequest = {},
): Promise<SafeAnswer> {
  const { status, body } = await send(url, options, sent)
  return { status, text: body.toString('utf8') }
}

/** What `fetch` takes, as far as clients of identity providers use it. */
interface FetchInit {
  readonly method?: string | undefined
  readonly headers?: ConstructorParameters<typeof Headers>[0] | undefined
  readonly body?: unknown
  readonly signal?: AbortSignal | null | undefined
}

/** `safeFetch` in the shape of `fetch`, for libraries that take one. Redirections are never followed. */
export function safeFetchLike(options: SafeFetchOptions) {
  return async (url: string | URL, init: FetchInit = {}): Promise<Response> => {
    const headers = Object.fromEntries(new Headers(init.headers))
    const given = init.body ?? undefined
    const isForm = given instanceof URLSearchParams
    if (isForm) headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8'
    const body = isForm ? given.toString() : given instanceof ArrayBuffer ? new Uint8Array(given) : given
    if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
      throw new TypeError('A body is text, a form or bytes')
    }
    const signal = init.signal ? AbortSignal.any([options.signal, init.signal]) : options.signal
    const sent = { method: init.method ?? 'GET', headers, ...(body !== undefined && { body }) }
    const answer = await send(String(url), { ...options, signal }, sent)
    const hasBody = ![101, 204, 205, 304].includes(answer.status)
    return new Response(hasBody ? new Uint8Array(answer.body) : null, {
      status: answer.status,
      headers: answer.headers,
    })
  }
}

/** Of what comes back, only what a reader of documents needs. */
const headersRead = ['content-type', 'cache-control', 'expires', 'age', 'date', 'retry-after', 'location']
const headersRefused = new Set(['host', 'cookie', 'connection', 'transfer-encoding', 'content-length'])

async function send(url: string, options: SafeFetchOptions, sent: SafeRequest) {
  const { signal, timeoutMs, bytesMax, plainHttp = false, allow = nothingElse } = options
  const { protocol } = new URL(url)
  const isPlain = plainHttp && protocol === 'http:'
  if (!isPlain && !isSafeUrl(url, allow)) throw new Error(`${protocol} is not allowed`)
  const headers = Object.fromEntries(
    Object.entries(sent.headers ?? {}).filter(([name]) => !headersRefused.has(name.toLowerCase())),
  )
  const { Agent, buildConnector, request } = await library()
  const connect = guarded(options, buildConnector)
  const agent = new Agent({ connect, pipelining: 0, maxHeaderSize: 16_384 })
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method: (sent.method ?? 'GET') as 'GET',
      headers,
      body: sent.body ?? null,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const pieces: Buffer[] = []
    let bytes = 0
    for await (const piece of answer.body as AsyncIterable<Buffer>) {
      bytes += piece.length
      if (bytes > bytesMax) throw new Error(`The answer is longer than ${bytesMax} bytes`)
      pieces.push(piece)
    }
    const read = headersRead.flatMap((name) => {
      const value = answer.headers[name]
      return value === undefined ? [] : [[name, String(value)] as [string, string]]
    })
    // `www-authenticate` may come several times.
    const challenge = [answer.headers['www-authenticate'] ?? []].flat().join(', ')
    if (challenge !== '') read.push(['www-authenticate', challenge])
    return { status: answer.statusCode, body: Buffer.concat(pieces), headers: read }
  } finally {
    await agent.destroy()
  }
}

/** Four megabytes, for whoever calls nobody: only at the first call. */
const library = () => import('undici')

type Guards = Pick<SafeFetchOptions, 'timeoutMs' | 'lookup' | 'isAllowed' | 'allow'>

/** A connection to nowhere but where it may go; what may be called depends on host and port, so each has a guard of its own. */
function guarded(
  { timeoutMs, lookup = dns.lookup, isAllowed: isPublic = isPublicAddress, allow = nothingElse }: Guards,
  connector: typeof buildConnector,
): buildConnector.connector {
  return (options, done) => {
    // What is written as an address is not looked up.
    const literal = options.hostname.replace(/^\[|\]$/g, '')
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80))
    const isNamed = allow.names(literal, port)
    const isAllowed = (address: string) =>
      isNamed || allow.covers(address) ? !isNeverAllowed(address) : isPublic(address)
    if (isOutside(allow, literal, port)) return done(new UnsafeAddress(literal, notNamed), null)
    const guardedLookup: LookupFunction = (name, options, done) => {
      lookup(name, { ...options, all: true }, (error, found) => {
        if (error) return done(error, [])
        // One that is not allowed beside others that are is an attempt.
        const wrong = found.find(({ address }) => !isAllowed(address))
        if (wrong) return done(new UnsafeAddress(`${name} (${wrong.address})`), [])
        if (options.all) return done(null, found)
        const [first] = found
        return first ? done(null, first.address, first.family) : done(new Error(`${name} has no address`), [])
      })
    }
    if (isIP(literal) !== 0 && !isAllowed(literal)) return done(new UnsafeAddress(literal), null)
    const connect = connector({ timeout: timeoutMs, allowH2: false, lookup: guardedLookup })
    connect(options, (...[error, socket]) => {
      if (error) return done(error, null)
      if (isAllowed(socket.remoteAddress ?? '')) return done(null, socket)
      socket.destroy()
      return done(new UnsafeAddress(options.hostname), null)
    })
  }
}
