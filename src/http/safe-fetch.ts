import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, request } from 'undici'

export interface SafeFetchOptions {
  readonly signal: AbortSignal
  /** For all of it, from the look-up of the name to the last byte. */
  readonly timeoutMs: number
  /** A longer answer is an error, and the rest of it is not read. */
  readonly bytesMax: number
  /** Whether `http:` is allowed besides `https:`. */
  readonly plainHttp?: boolean
  /** Tests look up names, and allow addresses, that are their own. */
  readonly lookup?: typeof systemLookup
  readonly isAllowed?: (address: string) => boolean
}

export interface SafeAnswer {
  readonly status: number
  readonly text: string
}

/** An address to which this server sends nothing for anybody else. */
export class UnsafeAddress extends Error {
  constructor(what: string) {
    super(`${what} is not on the public Internet`)
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
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(globalUnicast)
}

/**
 * Gets what somebody else's URL names, and never something of our own network: the address itself, each address that its name
 * stands for and the one that was connected to are checked, so that a name that changes its mind in between gains nothing.
 * Redirections are answers like any other, and no cookie or credential is sent.
 * @throws UnsafeAddress, or an error that says what did not work
 */
export async function safeFetch(url: string, options: SafeFetchOptions): Promise<SafeAnswer> {
  const { signal, timeoutMs, bytesMax, plainHttp = false } = options
  const { protocol } = new URL(url)
  if (protocol !== 'https:' && !(plainHttp && protocol === 'http:'))
    throw new Error(`${protocol} is not allowed`)
  const agent = new Agent({ connect: guarded(options), pipelining: 0, maxHeaderSize: 16_384 })
  try {
    const { statusCode, body } = await request(url, {
      dispatcher: agent,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const pieces: Buffer[] = []
    let bytes = 0
    for await (const piece of body as AsyncIterable<Buffer>) {
      bytes += piece.length
      if (bytes > bytesMax) throw new Error(`The answer is longer than ${bytesMax} bytes`)
      pieces.push(piece)
    }
    return { status: statusCode, text: Buffer.concat(pieces).toString('utf8') }
  } finally {
    await agent.destroy()
  }
}

type Guards = Pick<SafeFetchOptions, 'timeoutMs' | 'lookup' | 'isAllowed'>

function guarded({
  timeoutMs,
  lookup = systemLookup,
  isAllowed = isPublicAddress,
}: Guards): buildConnector.connector {
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
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false, lookup: guardedLookup })
  return (options, done) => {
    // What is written as an address is not looked up.
    const literal = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) !== 0 && !isAllowed(literal)) return done(new UnsafeAddress(literal), null)
    connect(options, (...[error, socket]) => {
      if (error) return done(error, null)
      if (isAllowed(socket.remoteAddress ?? '')) return done(null, socket)
      socket.destroy()
      return done(new UnsafeAddress(options.hostname), null)
    })
  }
}
