// "Sign in as …": a link to a provider that remembers in the browser who is meant, and leads on to where the sign-in begins. The
// next question who somebody is, is answered by it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isThisMachine, type LoopbackServer } from './loopback-server.ts'

const rememberedForSeconds = 60

/** The link. @param to where the sign-in begins, at the server */
export function signInAsUrl({ origin }: LoopbackServer, id: string, to: string): string {
  return `${origin}/?${new URLSearchParams({ as: id, to })}`
}

// Cookies are of a host, whatever its port: each provider of this machine has a name of its own.
const nameOf = ({ port }: LoopbackServer) => `as-${port}`

/** Answers the link; false when the request is none. */
export function rememberWho(
  server: LoopbackServer,
  { url = '/' }: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { pathname, searchParams } = new URL(url, server.origin)
  const [as, to] = [searchParams.get('as'), searchParams.get('to')]
  if (pathname !== '/' || as === null || to === null || !isThisMachine(to)) return false
  const cookie = `${nameOf(server)}=${encodeURIComponent(as)}; Path=/; Max-Age=${rememberedForSeconds}; HttpOnly; SameSite=Lax`
  response.writeHead(303, { location: to, 'set-cookie': cookie, 'cache-control': 'no-store' }).end()
  return true
}

/** Who was chosen: on the page, else by the link, which counts once. */
export function chosen(
  server: LoopbackServer,
  { url = '/', headers }: IncomingMessage,
  response: ServerResponse,
): string | undefined {
  const onPage = new URL(url, server.origin).searchParams.getAll('as').at(-1)
  if (onPage !== undefined) return onPage
  const cookies = (headers.cookie ?? '').split('; ').map((one) => one.split('='))
  const remembered = cookies.find(([name]) => name === nameOf(server))?.[1]
  if (remembered === undefined) return undefined
  response.setHeader('set-cookie', `${nameOf(server)}=; Path=/; Max-Age=0`)
  return decodeURIComponent(remembered)
}
