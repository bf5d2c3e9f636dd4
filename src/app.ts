import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { Admission } from './http/admission.ts'
import { Callers } from './http/caller.ts'
import { createServer } from './http/server.ts'
import { scimEndpoint } from './scim/endpoint.ts'
import { ExchangeLog } from './scim/exchange-log.ts'
import { Database } from './storage/database.ts'
import { EarlyStatistics } from './storage/statistics.ts'

export interface AppOptions {
  readonly config: Config
  readonly ownerUrl: string
  readonly logger: Logger
  /** Tests may stop the clock. */
  readonly now?: () => Date
}

export interface App {
  /** Fastify's server, for injection in tests. */
  readonly server: FastifyInstance
  readonly database: Database
  /** Where people and identity providers reach the server; known for certain once it listens. */
  publicUrl(): string
  /** Lets requests in flight finish, writes what is buffered and gives the connections back. */
  close(): Promise<void>
}

/** Calls that a process works on at once; more than the database connections, so that reading bodies overlaps. */
const callsMax = 256

/** Wires the folders together: the only place where that is done. */
export async function build({ config, ownerUrl, logger, now = () => new Date() }: AppOptions): Promise<App> {
  const database = new Database({ url: ownerUrl })
  const exchanges = new ExchangeLog(database, (err) => logger.error({ err }, 'exchanges were not recorded'))
  const server = createServer({
    logger,
    trustProxy: config.trustProxy,
    tls: config.tls,
    ready: () => database.isReady(),
  })
  const publicUrl = () => config.publicUrl ?? ownUrl(server, config)
  await scimEndpoint(server, {
    database,
    callers: new Callers(database),
    exchanges,
    admission: new Admission(callsMax),
    statistics: new EarlyStatistics(database, (err) => logger.warn({ err }, 'statistics were not refreshed')),
    publicUrl,
    now,
  })
  return {
    server,
    database,
    publicUrl,
    async close() {
      await server.close()
      await exchanges.flush()
      await database.close()
    },
  }
}

/** Without PUBLIC_URL the server is reached where it listens, which is enough on one machine. */
function ownUrl(server: FastifyInstance, { host, port, tls }: Config): string {
  const bound = server.server.address()
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port
  const isLocal = ['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::'].includes(host)
  const name = isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${tls ? 'https' : 'http'}://${name}:${actual}`
}
