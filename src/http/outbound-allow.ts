import ipaddr from 'ipaddr.js'

/** What an operator lets this server call beside the public Internet: OUTBOUND_ALLOW. */
export interface OutboundAllow {
  /** As they were given, for people to read. */
  readonly entries: readonly string[]
  /** Whether a host and port are named: these may stand for any address but the never allowed ones, and speak plain HTTP. */
  names(host: string, port: number): boolean
  /** Whether an address lies in a network that is named. */
  covers(address: string): boolean
  /** Nothing but what is named: not the public Internet either. */
  readonly isAll?: true
}

export const nothingElse: OutboundAllow = { entries: [], names: () => false, covers: () => false }

/** Where clouds hand out their machines' own credentials, beside all that is link-local. */
const neverAllowed = new Set(['fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'])

/** Whether nothing is ever sent to an address, whatever an operator has named. */
export function isNeverAllowed(address: string): boolean {
  if (!ipaddr.isValid(address)) return true
  const parsed = ipaddr.process(address)
  return parsed.range() === 'linkLocal' || neverAllowed.has(parsed.toString())
}

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number]

/**
 * Reads a list of `host:port` and of networks such as `10.0.0.0/8`, separated by commas.
 * @throws Error, a sentence that names the entry at fault
 */
export function readOutboundAllow(text: string): OutboundAllow {
  const entries = text.split(',').map((entry) => entry.trim())
  const named = new Set<string>()
  const networks: Network[] = []
  for (const entry of entries) {
    const network = networkOf(entry)
    if (network) networks.push(network)
    else named.add(nameOf(entry))
  }
  return {
    entries,
    names: (host, port) => named.has(`${host.toLowerCase().replace(/^\[|\]$/g, '')} ${port}`),
    covers: (address) => {
      if (!ipaddr.isValid(address)) return false
      const parsed = ipaddr.process(address)
      return networks.some(([start, bits]) => parsed.kind() === start.kind() && parsed.match(start, bits))
    },
  }
}

function networkOf(entry: string): Network | undefined {
  if (!entry.includes('/')) return undefined
  if (!ipaddr.isValidCIDR(entry)) {
    throw new Error(`"${entry}" is no network such as 10.0.0.0/8`)
  }
  const network = ipaddr.parseCIDR(entry)
  if (isNeverAllowed(network[0].toString())) {
    throw new Error(`"${entry}" is link-local: there machines get their own credentials, and nothing is sent`)
  }
  return network
}

function nameOf(entry: string): string {
  const [, bracketed, plain, digits = ''] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(entry) ?? []
  const host = (bracketed ?? plain ?? '').toLowerCase()
  const port = Number(digits)
  if (host === '' || port < 1 || port > 65_535) {
    throw new Error(
      `"${entry}" is neither host and port such as idp.corp.example:443 nor a network such as 10.0.0.0/8`,
    )
  }
  if (ipaddr.isValid(host) && isNeverAllowed(host)) {
    throw new Error(`"${entry}" is link-local: there machines get their own credentials, and nothing is sent`)
  }
  return `${host} ${port}`
}
