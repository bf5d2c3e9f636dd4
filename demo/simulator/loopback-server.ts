// A server for the browsers of this machine alone.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onQuietPort } from './quiet-port.ts'

type Serve = (request: IncomingMessage, response: ServerResponse) => unknown

export interface LoopbackServer {
  readonly port: number
  /** Another origin than that of a server at `localhost`, as a company's provider is. */
  readonly origin: string
  close(): Promise<void>
}

/** Whether an address is this machine's: what is simulated leads nobody elsewhere. */
export function isThisMachine(address: string): boolean {
  const url = URL.parse(address)
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    /^(?:127\.0\.0\.1|(?:[\w-]+\.)*localhost)$/.test(url.hostname)
  )
}

/**
 * Listens at 127.0.0.1, and at no other name: a page elsewhere whose name leads here reads nothing (DNS rebinding).
 * @param port 0 takes a free one, to which it can come back
 */
export async function openLoopbackServer(serve: Serve, port = 0): Promise<LoopbackServer> {
  let host = ''
  const server = createServer(async (request, response) => {
    // Nobody keeps a connection to what may be closed, and opened again at the same port, in the next moment.
    response.setHeader('connection', 'close')
    if (request.headers.host !== host) return void response.writeHead(421).end()
    try {
      await serve(request, response)
    } catch {
      // Whatever a page of this machine asks, the process that plays the provider goes on.
      if (response.headersSent) response.destroy()
      else response.writeHead(400).end()
    }
  })
  const listenAt = (wanted: number) =>
    new Promise<void>((done, failed) => {
      server.once('error', failed).listen(wanted, '127.0.0.1', () => {
        server.off('error', failed)
        done()
      })
    })
  await (port === 0 ? onQuietPort(listenAt) : listenAt(port))
  const taken = (server.address() as AddressInfo).port
  host = `127.0.0.1:${taken}`
  return {
    port: taken,
    origin: `http://${host}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
