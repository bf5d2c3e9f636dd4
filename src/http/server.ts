import { randomUUID } from 'node:crypto'
import { METHODS } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Logger } from 'pino'
import { sayFault } from '../model/errors.ts'

export interface ServerOptions {
  readonly logger: Logger
  /** Whose forwarded headers count: nobody's, everybody's, or those of these addresses and networks. */
  readonly trustProxy: boolean | string
  /** Certificate and key in PEM form; undefined: no HTTPS. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined
  /** Says whether the database answers and has every migration. */
  readonly ready: (signal: AbortSignal) => Promise<boolean>
  /** How long a call may take; each surface sees to it that its calls end by then. */
  readonly callMaxMs: number
  /** The page for people who ask for what no surface knows; undefined where it is no person who asks. */
  readonly notFoundPage?: (
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<Buffer | string | undefined>
}

/** So much longer a request may take to arrive: who sends slowly is answered by the surface first. */
const arrivalGraceMs = 10_000
const usualMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])
/** A load balancer asks every few seconds. */
const readyMaxMs = 5_000
/**
 * Headers and request line together. A filter of 100 kB, every byte of it percent-encoded, is still answered in the words
 * of its own surface.
 */
const headBytesMax = 352 * 1024

/**
 * The HTTP server with what all surfaces share: request ids, a log without secrets or bodies, limits, and the two
 * questions a load balancer asks.
 */
export function createServer({
  logger,
  trustProxy,
  tls,
  ready,
  callMaxMs,
  notFoundPage = async () => undefined,
}: ServerOptions): FastifyInstance {
  const server = Fastify({
    // Of the framework's own lines only what went wrong matters: the start-up text already says where it listens.
    loggerInstance: logger.child({}, { level: logger.isLevelEnabled('debug') ? logger.level : 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy,
    // No handlerTimeout: it answers without stopping the handler, whose work would go on and count.
    requestTimeout: callMaxMs + arrivalGraceMs,
    bodyLimit: 1024 * 1024,
    // Every request gets an id of ours; a caller's own would let it forge log lines.
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // Whoever still has a connection is served on it once more and told that it closes.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // What a path names is judged by the surface it belongs to, whatever its length.
    // Microsoft's Postman collection asks for /users: no two paths of ours differ by case alone.
    routerOptions: { maxParamLength: headBytesMax, ignoreTrailingSlash: true, caseSensitive: false },
    rewriteUrl: (request) => decodableUrl(request.url ?? '/'),
    http: { maxHeaderSize: headBytesMax },
    clientErrorHandler: refuseUnparsed,
    ...(tls ? { https: tls } : {}),
  }) as unknown as FastifyInstance

  // An expectation that nobody knows is answered like none, in the words of the surface, and not with an empty 417.
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  )
  // Whatever Node can read is answered by the surface that the path belongs to, and not by the framework.
  for (const method of METHODS) {
    if (!usualMethods.has(method)) server.addHttpMethod(method, { hasBody: false, overrideExisting: true })
  }
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
    void reply.header('x-content-type-options', 'nosniff')
  })
  // A connection that stays open after its last answer would hold up the stop until it times out.
  let closing = false
  const silent = silentConnectionsOf(server, tls !== undefined)
  server.addHook('preClose', async () => {
    closing = true
    for (const socket of silent) socket.destroy()
  })
  server.addHook('onSend', async (_request, reply) => {
    if (closing) void reply.header('connection', 'close')
  })
  server.addHook('onResponse', async (request, reply) => {
    // The route, never the URL: a query may hold an address.
    const { routeOptions, method, id } = request
    logger.debug({
      requestId: id,
      method,
      route: routeOptions.url,
      status: reply.statusCode,
      ms: reply.elapsedTime,
    })
  })

  // Neither names the path nor what is in it: a query may hold an address.
  server.setNotFoundHandler(
    async (request, reply) =>
      (await notFoundPage(request, reply)) ?? refuse(reply, 404, 'There is nothing here.'),
  )
  server.setErrorHandler((error, request, reply) => {
    const { statusCode = 500 } = error as { statusCode?: number }
    if (statusCode >= 400 && statusCode <= 499) return refuse(reply, statusCode, 'The request is malformed.')
    request.log.error({ err: error }, 'a request failed')
    return refuse(reply, 500, sayFault(request.id))
  })

  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    if (await ready(AbortSignal.timeout(readyMaxMs)).catch(() => false)) return { status: 'ready' }
    return reply.code(503).header('retry-after', '5').send({ status: 'not ready' })
  })
  return server
}

const refuse = (reply: FastifyReply, status: number, detail: string) =>
  reply.code(status).send({ status: String(status), detail })

/**
 * A path that is no percent-encoded UTF-8 names nothing. Taken letter by letter it is routed like any other and answered
 * by the surface it belongs to, which asks who calls before it says that there is no such thing.
 */
function decodableUrl(url: string): string {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  try {
    // What comes of it is looked at: a bundler may leave out what it takes for a call that cannot fail.
    if (decodeURIComponent(path) !== '') return url
  } catch {
    // Not decodable.
  }
  return path.replaceAll('%', '%25') + url.slice(path.length)
}

const statusOfParser: { readonly [code: string]: string } = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Answers what Node could not read as HTTP at all, and says nothing of it in the log: it may hold anything. */
function refuseUnparsed(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const status = statusOfParser[error.code ?? ''] ?? '400 Bad Request'
  // Nobody knows yet for which surface it was: this is SCIM's shape, and readable by any other client.
  const body = JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: status.slice(0, 3),
    detail: `The request could not be read: ${status.slice(4)}.`,
  })
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/scim+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Connections on which nobody has asked anything yet, such as those that browsers open ahead: Node takes none of them for idle. */
function silentConnectionsOf({ server }: FastifyInstance, isSecure: boolean): ReadonlySet<Socket> {
  const silent = new Set<Socket>()
  server.on(isSecure ? 'secureConnection' : 'connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', ({ socket }) => silent.delete(socket))
  return silent
}
