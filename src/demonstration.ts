import type { FastifyInstance, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { Served } from './http/contract-server.ts'

/** What a demonstration adds to the server. Its own folder is loaded when somebody asks for one, and never otherwise. */
export interface Demonstration {
  /** Its control panel's API. */
  readonly contracts: readonly Served[]
}

/** The file in DATA_DIR that says what the demonstration there is. */
export const demonstrationFile = 'demo.json'

/** What proxies, tunnels and networks in front say of the request that they pass on: somebody stands between the browser and this machine. */
const marksOfProxies =
  /^(?:forwarded|via|x-forwarded.*|x-(?:real|client|cluster-client)-ip|x-original-(?:host|url|forwarded-for)|true-client-ip|cdn-loop|(?:cf|fly|fastly|ngrok|tailscale|x-envoy|x-amzn|x-azure|x-appengine|x-vercel)-.*)$/

/**
 * Whether a request comes from this machine, for this machine. The identity providers of a demonstration sign in whoever
 * reaches them, so it answers nobody else: not the network, not a tunnel or proxy in front, and not a page elsewhere whose
 * name was made to lead here (DNS rebinding), which the name in Host gives away.
 */
export function isFromHere({
  headers,
  socket,
  url = '/',
}: Pick<FastifyRequest['raw'], 'headers'> & {
  readonly url?: string | undefined
  readonly socket: { readonly remoteAddress?: string | undefined }
}): boolean {
  if (Object.keys(headers).some((header) => marksOfProxies.test(header))) return false
  // A whole address is what a proxy is asked with, and would count instead of Host (RFC 9112 3.2.2).
  if (!url.startsWith('/')) return false
  return isLoopback(socket.remoteAddress ?? '') && isNameOfHere(headers.host ?? '')
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

/** `localhost`, what is beneath it, and loopback addresses; no resolver is asked what they are (RFC 6761 6.3). */
export function isNameOfHere(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
  return /^(?:[a-z0-9-]+\.)*localhost$/.test(name) || isLoopback(name)
}

const refusal =
  'This is a demonstration. It answers on its own machine alone, at localhost, and behind no proxy: whoever reaches its identity providers could be anybody.\n'

/** Before anything else is done with a request. */
export function guardDemonstration(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    if (isFromHere(request.raw)) return
    await reply.code(421).type('text/plain; charset=utf-8').send(refusal)
  })
}
