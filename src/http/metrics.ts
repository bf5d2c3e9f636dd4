// Figures for whoever runs the server, in the form that Prometheus reads. Nobody's name stands in them: a directory is called by the last
// part of its base URL, and everything else by words of ours.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { addressKeyOf } from '../model/ids.ts'
import type { Database, DatabaseWatch } from '../storage/database.ts'
import { type QueueFigures, queueFigures } from '../storage/queue-figures.ts'
import type { Tally } from '../storage/statement.ts'
import { bearerIn } from './bearer.ts'

/** One SCIM call, as it was answered. */
export interface CountedCall {
  readonly method: string
  readonly status: number
  readonly seconds: number
}

interface MetricsOptions {
  /** Who brings it reads the figures. */
  readonly token: string
  /** Of this server. */
  readonly version: string
  /** How many directories are counted apart; the others are counted together. */
  readonly directoriesMax: number
}

/** Seconds. The shortest calls take a millisecond or two, and none more than half a minute. */
const callBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const waitBuckets = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]
/** What callers may invent does not become a name of its own. */
const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
/** Who asks more often than this gets the same figures of the queue again. */
const queueKeptMs = 5_000

/** All figures of one process. Each process counts for itself, from its start on. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #calls: Counter
  readonly #callSeconds: Histogram
  readonly #strangers: Counter
  readonly #changes: Counter
  readonly #projections: Counter
  readonly #signIns: Counter
  readonly #mailsOut: Counter
  readonly #mailsIn: Counter
  readonly #mailsRefused: Counter
  readonly #waits: Histogram
  readonly #directoriesMax: number
  /** The directories that have a name here; those that come when it is full share one. */
  readonly #named = new Map<string, string>()

  readonly #tokenHash: Buffer

  constructor({ token, version, directoriesMax }: MetricsOptions) {
    this.#tokenHash = hashOf(token)
    this.#directoriesMax = directoriesMax
    const registers = [this.#registry]
    const counter = (name: string, help: string, labelNames: string[] = []) =>
      new Counter({ name: `doorward_${name}`, help, labelNames, registers })
    this.#calls = counter('scim_calls_total', 'SCIM calls answered, by directory and status', [
      'directory',
      'status',
    ])
    this.#callSeconds = new Histogram({
      name: 'doorward_scim_call_seconds',
      help: 'How long SCIM calls took, by method',
      labelNames: ['method'],
      buckets: callBuckets,
      registers,
    })
    this.#strangers = counter('scim_strangers_total', 'SCIM calls without a valid token')
    this.#changes = counter('changes_total', 'Events of the audit log, by action and who acted', [
      'action',
      'by',
    ])
    this.#projections = counter(
      'projections_total',
      'What writes of directories did to customers and organizations, by effect',
      ['effect'],
    )
    this.#signIns = counter('sign_ins_total', 'Sign-ins through directories and at the help centre', [
      'method',
      'outcome',
    ])
    this.#mailsOut = counter('mails_out_total', 'Attempts to send a mail, by outcome', ['outcome'])
    this.#mailsIn = counter('mails_in_total', 'Mails that arrived, by what became of them', ['outcome'])
    this.#mailsRefused = counter('mails_refused_total', 'What was refused at the SMTP door, by answer', [
      'code',
    ])
    this.#waits = new Histogram({
      name: 'doorward_database_wait_seconds',
      help: 'How long a connection to the database was waited for',
      buckets: waitBuckets,
      registers,
    })
    new Gauge({ name: 'doorward_info', help: 'The version that runs', labelNames: ['version'], registers })
      .labels(version)
      .set(1)
    collectDefaultMetrics({ register: this.#registry })
  }

  /** @param caller undefined where it could not be found out which directory calls */
  readonly scimCall = (
    caller: { readonly siteId: number; readonly directoryId: number } | undefined,
    { method, status, seconds }: CountedCall,
  ): void => {
    const directory = caller ? this.#nameOf(caller.siteId, caller.directoryId) : 'unknown'
    this.#calls.labels(directory, String(status)).inc()
    this.#callSeconds.labels(methods.has(method) ? method : 'other').observe(seconds)
  }

  readonly scimStranger = (): void => this.#strangers.inc()

  readonly mailRefused = (code: number): void => this.#mailsRefused.labels(String(code)).inc()

  /** What the database tells. */
  readonly watch: DatabaseWatch = {
    committed: (tallies) => {
      for (const tally of tallies) this.#count(tally)
    },
    waited: (ms) => this.#waits.observe(ms / 1_000),
  }

  #count(tally: Tally): void {
    if (tally.of === 'change') this.#changes.labels(tally.action, tally.by).inc()
    else if (tally.of === 'sign-in') this.#signIns.labels(tally.method, tally.outcome).inc()
    else if (tally.of === 'mail-out') this.#mailsOut.labels(tally.outcome).inc()
    else if (tally.of === 'mail-in') this.#mailsIn.labels(tally.outcome).inc()
    else this.#countProjection(tally)
  }

  #countProjection({ effects, waits, joined = 0, left = 0 }: Extract<Tally, { of: 'projection' }>): void {
    for (const effect of effects) this.#projections.labels(effect).inc()
    if (waits) this.#projections.labels('waits').inc()
    if (joined > 0) this.#projections.labels('joined').inc(joined)
    if (left > 0) this.#projections.labels('left').inc(left)
  }

  #nameOf(siteId: number, directoryId: number): string {
    const key = `${siteId}:${directoryId}`
    const name = this.#named.get(key)
    if (name !== undefined) return name
    if (this.#named.size >= this.#directoriesMax) return 'other'
    const given = addressKeyOf(siteId, directoryId)
    this.#named.set(key, given)
    return given
  }

  /** Adds what is not counted but looked at when somebody asks. */
  lookAt(database: Pick<Database, 'connections'>, queue: pg.Pool): void {
    const registers = [this.#registry]
    new Gauge({
      name: 'doorward_database_connections',
      help: 'Connections to the database that calls use, busy and idle',
      labelNames: ['state'],
      registers,
      collect() {
        const { open, idle } = database.connections
        this.labels('busy').set(open - idle)
        this.labels('idle').set(idle)
      },
    })
    new Gauge({
      name: 'doorward_database_waiting',
      help: 'Who waits for a connection to the database',
      registers,
      collect() {
        this.set(database.connections.waiting)
      },
    })
    const figures = keptFor(queueKeptMs, () => queueFigures(queue).catch(() => undefined))
    new Gauge({
      name: 'doorward_queue_readable',
      help: 'Whether the queue could be looked at: 0 where the database does not answer',
      registers,
      async collect() {
        this.set((await figures()) === undefined ? 0 : 1)
      },
    })
    const perTask = (name: string, help: string, value: (task: QueueFigures['tasks'][number]) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['task'],
        registers,
        async collect() {
          this.reset()
          for (const task of (await figures())?.tasks ?? []) this.labels(task.task).set(value(task))
        },
      })
    perTask('doorward_queue_waiting', 'Tasks that are due and not done', ({ waiting }) => waiting)
    perTask('doorward_queue_failed', 'Tasks that nobody tries again', ({ failed }) => failed)
    new Gauge({
      name: 'doorward_queue_oldest_seconds',
      help: 'For how long the oldest task that is due has waited',
      registers,
      async collect() {
        this.set((await figures())?.oldestSeconds ?? 0)
      },
    })
  }

  /**
   * Serves the figures to whoever has the token, and to nobody else, wherever they come from: a proxy on this machine calls from this
   * machine for everybody.
   */
  serve(server: FastifyInstance): void {
    server.get('/metrics', async (request, reply) => {
      const given = bearerIn(request.headers.authorization)
      if (given === undefined || !timingSafeEqual(hashOf(given), this.#tokenHash)) {
        void reply.code(401).header('www-authenticate', 'Bearer realm="Doorward metrics"')
        return { status: '401', detail: 'The request needs the token of METRICS_TOKEN as a bearer.' }
      }
      void reply.header('cache-control', 'no-store').type(this.#registry.contentType)
      return this.#registry.metrics()
    })
  }
}

/** Whoever asks at the same time, or soon after, gets what was found once. */
function keptFor<T>(ms: number, find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined
  let until = 0
  return () => {
    const now = performance.now()
    if (!found || now >= until) {
      found = find()
      until = now + ms
    }
    return found
  }
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest()
