import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'

export interface ServerOptions {
  readonly logger: Logger
  readonly trustProxy: string | undefined
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
  /** Says whether the database answers and has every migration. */
  readonly ready: () => Promise<boolean>
}

const requestTimeoutMs = 30_000
const headerBytesMax = 16 * 1024
const uriBytesMax = 12 * 1024

/**
 * The HTTP server with what all surfaces share: request ids, a log without secrets or bodies, limits, and the two
 * questions a load balancer asks.
 */
export function createServer({ logger, trustProxy, tls, ready }: ServerOptions): FastifyInstance {
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxy ?? false,
    requestTimeout: requestTimeoutMs,
    handlerTimeout: requestTimeoutMs,
    bodyLimit: 1024 * 1024,
    // Every request gets an id of ours; a caller's own would let it forge log lines.
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    http: { maxHeaderSize: headerBytesMax + uriBytesMax },
    ...(tls ? { https: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) } } : {}),
  }) as unknown as FastifyInstance

  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
    void reply.header('x-content-type-options', 'nosniff')
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

  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    if (await ready().catch(() => false)) return { status: 'ready' }
    return reply.code(503).header('retry-after', '5').send({ status: 'not ready' })
  })
  return server
}
