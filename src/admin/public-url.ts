import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { safeFetch } from '../http/safe-fetch.ts'
import type { Reach } from '../model/reach.ts'

const answerMaxMs = 3_000

/**
 * Whether identity providers can reach an address of ours, as far as that can be known from here. It asks nobody outside: a name
 * that leads to public addresses is tried from this machine, which says nothing of a firewall in front of it.
 * @param url from the server's configuration, never from somebody at a browser
 */
export async function reachOf(url: string, signal: AbortSignal): Promise<Reach> {
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return 'this-machine'
  const addresses = await addressesOf(name)
  if (addresses.length === 0) return 'unknown-name'
  const kinds = addresses.map((address) => ipaddr.process(address).range())
  if (kinds.every((kind) => kind === 'loopback' || kind === 'unspecified')) return 'this-machine'
  if (kinds.every((kind) => kind !== 'unicast')) return 'private'
  return (await answers(url, signal)) ? 'answers' : 'no-answer'
}

async function addressesOf(name: string): Promise<string[]> {
  if (ipaddr.isValid(name)) return [name]
  return (await lookup(name, { all: true }).catch(() => [])).map(({ address }) => address)
}

/** Whether what listens there says what this server says to a load balancer. */
async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const healthz = `${url}/healthz`
    const { status, text } = await safeFetch(healthz, {
      signal,
      timeoutMs: answerMaxMs,
      bytesMax: 1_000,
      plainHttp: true,
    })
    const said: { status?: unknown } = JSON.parse(text)
    return status === 200 && said.status === 'ok'
  } catch {
    return false
  }
}
