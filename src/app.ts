import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { demoPath, pagePaths } from '../web/paths.ts'
import { invitationForMail } from './admin/invitations.ts'
import { adminRoutes, setupRoutes } from './admin/routes.ts'
import { setupLinkForMail } from './admin/setup-links.ts'
import { linkForMail } from './admin/staff-links.ts'
import { queuedTasks, scheduledTasks } from './background-work.ts'
import { type Config, publicUrlOf } from './config.ts'
import { type Demonstration, guardDemonstration } from './demonstration.ts'
import { attachmentPaths } from './desk/attachment-paths.ts'
import { serveAttachments } from './desk/attachments.ts'
import { deskRoutes } from './desk/routes.ts'
import { serveServicedeskApi } from './desk/servicedesk-api/endpoint.ts'
import { newKeyPace } from './http/asker-pace.ts'
import { serveBrand } from './http/brand.ts'
import { Callers } from './http/caller.ts'
import { serveContracts } from './http/contract-server.ts'
import { DnsResolvers } from './http/dns-resolvers.ts'
import { Downloads } from './http/downloads.ts'
import { EventStreams } from './http/event-streams.ts'
import type { Metrics } from './http/metrics.ts'
import { Presence } from './http/presence.ts'
import { Refusals } from './http/refusals.ts'
import { createServer } from './http/server.ts'
import { Sites } from './http/site.ts'
import { WebApp } from './http/web-app.ts'
import type { QueuedTask } from './jobs/queued-task.ts'
import { type Jobs, startJobs } from './jobs/runner.ts'
import { scheduled } from './jobs/scheduled.ts'
import type { MailListener, MailListenerOptions } from './mail/in/listener.ts'
import { MailDns } from './mail/in/mail-dns.ts'
import { serveOneClick } from './mail/one-click.ts'
import { mailRoutes } from './mail/routes.ts'
import { openMailServer } from './mail/smtp.ts'
import { conflict } from './model/errors.ts'
import { proofLinkForMail } from './requests/prove.ts'
import { newsForMail } from './requests/tell.ts'
import { ClientSightings } from './scim/client-sightings.ts'
import { scimEndpoint } from './scim/endpoint.ts'
import { ExchangeLog } from './scim/exchange-log.ts'
import { TotalsFolder } from './scim/housekeeping.ts'
import { ListPlaces } from './scim/list-places.ts'
import { Load } from './scim/load.ts'
import { registerDoors } from './sso/doors.ts'
import { wayForMail } from './sso/portal/way.ts'
import { signInRoutes } from './sso/routes.ts'
import { AttachmentFiles } from './storage/attachment-files.ts'
import { Database, type DatabaseOptions } from './storage/database.ts'
import { openOwnerPool } from './storage/owner-pool.ts'
import { EarlyStatistics } from './storage/statistics.ts'
import { ownVersion } from './storage/version.ts'
import { readTlsFiles } from './tls-files.ts'

export interface AppOptions {
  readonly config: Config
  readonly ownerUrl: string
  readonly logger: Logger
  /** Tests may stop the clock. */
  readonly now?: () => Date
  /** Tests do not wait as long as people do. */
  readonly limits?: Partial<Limits>
  /** Makes a demonstration of it: marked on every page, and answering on this machine alone. */
  readonly demonstration?: Demonstration | undefined
}

interface Limits {
  /** How long a call may take in all. */
  readonly callMaxMs: number
  /** Handlers at work at once. */
  readonly workingMax: number
  /** See `EventStreams`. */
  readonly eventStreams: ConstructorParameters<typeof EventStreams>[2]
  /** Those of one directory while others call as well. */
  readonly workingBesideOthersMax: number
  /** So much of the disk stays free of attachments. */
  readonly attachmentReserveBytes: number
  /** How long nothing may come of an upload that is under way. */
  readonly uploadSilentMs: number
  /** How long DNS is waited for because of a mail. */
  readonly mailDnsWaits: ConstructorParameters<typeof MailDns>[1]
  /** How long a mail server from which mails are fetched may say nothing. */
  readonly mailSilentMs: number
  /** See `DatabaseOptions`. */
  readonly database: Pick<
    DatabaseOptions,
    'connectionsMax' | 'connectTimeoutMs' | 'silenceMaxMs' | 'commitGraceMs' | 'writeLanes'
  >
}

const callMaxDefaultMs = 30_000

export interface App {
  /** Fastify's server, for injection in tests. */
  readonly server: FastifyInstance
  readonly database: Database
  /** Where attachments lie, and mails as they came. */
  readonly attachmentFiles: AttachmentFiles
  /** Takes mails of other servers; undefined where none are taken. */
  readonly mailIn: MailListener | undefined
  /** What is done when somebody left word for it. */
  readonly queued: readonly QueuedTask[]
  /** Where people and identity providers reach the server; known for certain once it listens. */
  publicUrl(): string
  /** Listens where the configuration says, and begins the background work. */
  listen(): Promise<void>
  /** Lets requests in flight finish, writes what is buffered and gives the connections back. */
  close(): Promise<void>
}

/** Connections of a process to the database, and as many handlers at work, which mostly wait for it. */
const connectionsMax = 16
const workingDefaultMax = 16

/** Wires the folders together: the only place where that is done. */
export async function build({
  config,
  ownerUrl,
  logger,
  now = () => new Date(),
  limits = {},
  demonstration,
}: AppOptions): Promise<App> {
  const { callMaxMs = callMaxDefaultMs, workingMax = workingDefaultMax, workingBesideOthersMax } = limits
  const metrics = await metricsOf(config)
  const watch = metrics?.watch
  const database = new Database({ url: ownerUrl, connectionsMax, ...limits.database, watch })
  const exchanges = new ExchangeLog(database, {
    onLost: (lost, err) => logger.error({ err, lost }, 'exchanges were not recorded'),
  })
  const sites = new Sites(database)
  const web = new WebApp(
    join(import.meta.dirname, '..', 'web', 'dist'),
    demonstration ? [...pagePaths, demoPath] : pagePaths,
    () => publicUrl().startsWith('https:'),
    ({ host }) => sites.at(host, now()),
    demonstration !== undefined,
  )
  const server = createServer({
    logger,
    trustProxy: config.trustProxy,
    tls: config.tls && readTlsFiles(config.tls),
    ready: (signal) => database.until(signal).isReady(),
    callMaxMs,
    notFoundPage: (request, reply) => web.notFound(request, reply),
  })
  if (demonstration) guardDemonstration(server)
  let listensAt: string | undefined
  const publicUrl = () => {
    // Asked for at every call; asking the system each time cost as much as a look at the token.
    if (server.server.listening) listensAt ??= publicUrlOf(config, listeningPort(server))
    return listensAt ?? publicUrlOf(config)
  }
  const queueWatch = metrics && openOwnerPool(ownerUrl, 1)
  if (queueWatch) metrics?.lookAt(database, queueWatch)
  metrics?.serve(server)
  await web.register(server)
  serveBrand(server, { database, sites, now })
  const statistics = new EarlyStatistics(database, (err) =>
    logger.warn({ err }, 'statistics were not refreshed'),
  )
  await scimEndpoint(server, {
    database,
    callers: new Callers(database),
    exchanges,
    places: new ListPlaces(),
    load: new Load({ callsPerSecondMax: config.scimRateMax, workingMax, workingBesideOthersMax }),
    clients: new ClientSightings(database, (err) => logger.warn({ err }, 'a client was not noted')),
    totals: new TotalsFolder(database, (err) => logger.warn({ err }, 'totals were not folded')),
    statistics,
    metrics,
    publicUrl,
    now,
    callMaxMs,
  })
  const dns = new DnsResolvers(config.dnsResolvers)
  const files = new AttachmentFiles(config.dataDir, limits.attachmentReserveBytes)
  const works = scheduledTasks({ database, ownerUrl, config, dns, files })
  const tasks = new Set(works.map(({ name }) => name))
  const presence = new Presence(database, now)
  const events = new EventStreams(presence, ownerUrl, limits.eventStreams)
  const downloads = new Downloads(presence)
  const refusals = new Refusals(database, (err) =>
    logger.warn({ err }, 'refused calls were not written down'),
  )
  const seen = { dns, outboundAllow: config.outboundAllow, events, downloads, refusals, tasks }
  const attachmentMbServerMax = config.attachmentMbMax
  const api = {
    ...{ database, sites, ...seen, now, publicUrl },
    ...{ version: ownVersion(), callMaxMs, attachmentMbServerMax, keyPace: newKeyPace() },
  }
  const contracts = [
    signInRoutes,
    deskRoutes,
    adminRoutes,
    setupRoutes,
    mailRoutes({ out: config.mail, in: config.mailIn, speaksTls: config.tls !== undefined }),
    ...(demonstration?.contracts ?? []),
  ]
  await serveContracts(server, api, contracts, attachmentPaths)
  await serveOneClick(server, { database, sites, now })
  const attachments = await serveAttachments(server, {
    ...{ database, files, sites, now, publicUrl, keyPace: api.keyPace },
    serverMbMax: attachmentMbServerMax,
    silentMs: limits.uploadSilentMs,
  })
  await serveServicedeskApi(server, {
    ...{ database, sites, refusals, now, publicUrl, callMaxMs, keyPace: api.keyPace },
    uploads: { database, files, now, serverMbMax: attachmentMbServerMax },
    version: ownVersion(),
  })
  await registerDoors(server, { ...seen, database, sites, now, publicUrl, logger })
  const mailServer = config.mail && openMailServer(config.mail)
  const mail = {
    settings: config.mail,
    server: mailServer,
    linkFor: linkForMail,
    setupFor: setupLinkForMail,
    inviteFor: invitationForMail,
    proofFor: proofLinkForMail,
    wayFor: wayForMail,
    newsFor: newsForMail,
    isDemonstration: demonstration !== undefined,
    database,
    publicUrl,
    logger,
  }
  const mailIn = await mailListenerOf(config, {
    ...{ database, files, now, logger },
    onRefused: metrics?.mailRefused,
    tls: config.tls && readTlsFiles(config.tls),
    name: () => new URL(publicUrlOf(config)).hostname,
  })
  const mailTaker = {
    ...{ database, files, logger },
    dns: new MailDns(config.dnsResolvers, limits.mailDnsWaits),
    serverMbMax: attachmentMbServerMax,
  }
  const mailFetcher = {
    ...{ database, files, now, logger },
    outboundAllow: config.outboundAllow,
    bytesMax: config.mailBytesMax,
    silentMs: limits.mailSilentMs,
  }
  const queued = queuedTasks({ database, ownerUrl, mail, mailTaker, mailFetcher, files })
  let jobs: Jobs | undefined
  return {
    server,
    database,
    mailIn,
    attachmentFiles: files,
    queued,
    publicUrl,
    async listen() {
      await database.connect()
      await server
        .listen({ host: config.host, port: config.port, listenTextResolver: () => 'listening' })
        .catch((error: unknown) => {
          throw whyNotListening(error, config)
        })
      await mailIn?.listen()
      const { tasks, asked } = scheduled({ database, logger }, works)
      jobs = startJobs({ ownerUrl, database, tasks, queued: [...queued, asked], logger })
    },
    async close() {
      // Whoever listens would hold up the stop for ever.
      await events.close()
      await downloads.close()
      await attachments.close()
      await server.close()
      // Before the jobs, which take what it has kept.
      await mailIn?.close()
      await jobs?.stop()
      await mailServer?.close()
      await statistics.close()
      await exchanges.close()
      await refusals.close()
      await queueWatch?.end()
      await database.close()
    },
  }
}

/** Counting, and the library for it, only where somebody has said that figures are read. */
async function metricsOf({ metricsToken, metricsDirectoriesMax }: Config): Promise<Metrics | undefined> {
  if (metricsToken === undefined) return undefined
  const { Metrics } = await import('./http/metrics.ts')
  return new Metrics({ token: metricsToken, version: ownVersion(), directoriesMax: metricsDirectoriesMax })
}

/** The same for mails of other servers. */
async function mailListenerOf(
  { mailIn }: Config,
  options: Omit<MailListenerOptions, 'settings'>,
): Promise<MailListener | undefined> {
  if (mailIn === undefined) return undefined
  const { mailListener } = await import('./mail/in/listener.ts')
  return mailListener({ ...options, settings: mailIn })
}

const noAddress: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'])

/** The usual reasons, as what to do about them. */
function whyNotListening(error: unknown, { host, port }: Config): unknown {
  const { code } = error as { code?: string }
  if (code === 'EADDRINUSE') {
    return conflict(
      `PORT: ${port} on ${host} is taken by another program. Stop it, or set PORT to a free one.`,
      'PORT',
    )
  }
  if (code === 'EACCES')
    return conflict(`PORT: this user may not listen on ${port}. Set PORT to 1024 or more.`, 'PORT')
  if (code !== undefined && noAddress.has(code)) {
    return conflict(
      `HOST: ${host} is not an address of this machine. Set HOST to one that is, such as 127.0.0.1, or to 0.0.0.0 for all of them.`,
      'HOST',
    )
  }
  return error
}

/** Where it really listens; undefined before it does. PORT may leave it open. */
function listeningPort(server: FastifyInstance): number | undefined {
  const bound = server.server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : undefined
}
