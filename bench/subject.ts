import { readFileSync } from 'node:fs'
import {
  type Answer,
  Connection,
  documentOf,
  type Endpoint,
  idOf,
  isSuccess,
  type Method,
  type ScimDocument,
} from './connection.ts'
import type { Fill } from './fill.ts'
import { domain, userBody } from './payloads.ts'

interface Settings {
  readonly name: string
  readonly connections: number
  /** The process whose memory is read. */
  readonly pid?: number | undefined
  /** What it and its database have computed so far. */
  readonly cpuMs: () => number | undefined
  /** Members in one call at most, while groups are built. */
  readonly groupBatch: number
  /** It is left out where there are more users than this. */
  readonly usersMax?: number | undefined
  /** Makes many users at once; without it each is made over HTTP. */
  readonly fill?: Fill | undefined
}

/** So many users are made over HTTP even where there is a quicker way. */
const overHttpMin = 10_000

/** Steps through everybody before it comes back to the first; large, so that neighbours are not neighbours. */
const stride = 1_000_003

/** A server that is measured, with what the benchmark knows of it: the users that it made there. */
export class Subject {
  readonly name: string
  readonly groupBatch: number
  readonly usersMax: number
  readonly connections: readonly Connection[]
  readonly cpuMs: () => number | undefined
  readonly #fill: Fill | undefined
  readonly #pid: number | undefined
  /** Keeps the names of one run apart from another's on the same server. */
  readonly #run = Date.now().toString(36)
  #named = 0
  // Two plain lists instead of one of objects: with a million users that is a third of the memory.
  readonly #ids: string[] = []
  readonly #numbers: number[] = []
  readonly #inactive = new Set<string>()

  constructor(
    endpoint: Endpoint,
    { name, connections, pid, cpuMs, groupBatch, usersMax = Number.POSITIVE_INFINITY, fill }: Settings,
  ) {
    this.name = name
    this.groupBatch = groupBatch
    this.usersMax = usersMax
    this.#pid = pid
    this.#fill = fill
    this.cpuMs = cpuMs
    this.connections = Array.from({ length: connections }, () => new Connection(endpoint))
  }

  get first(): Connection {
    return this.connections[0] as Connection
  }

  get users(): number {
    return this.#ids.length
  }

  /** The ids of the users `from` to before `to`, in the order in which they were made. */
  ids(from: number, to: number): string[] {
    return this.#ids.slice(from, to)
  }

  /** The n-th id of a walk through everybody. */
  nthId(n: number): string {
    return this.#ids[(n * stride) % this.users] as string
  }

  nthUserName(n: number): string {
    return this.userName(this.#numbers[(n * stride) % this.users] as number)
  }

  userName(number: number): string {
    return `user${number}.${this.#run}@${domain}`
  }

  newGroupName(): string {
    return `group${this.#named++}.${this.#run}`
  }

  /** The other state than the user has now: a PATCH that changes nothing would be no figure. */
  toggled(userId: string): boolean {
    if (this.#inactive.delete(userId)) return true
    this.#inactive.add(userId)
    return false
  }

  /** For `userName` and `createUser`. */
  newUserNumber(): number {
    return this.#named++
  }

  /** Notes who was made, so that later requests have them. */
  async createUser(connection: Connection, number = this.newUserNumber()): Promise<Answer> {
    const answer = await connection.send('POST', '/Users', userBody(this.userName(number)))
    if (isSuccess(answer)) {
      this.#ids.push(idOf(answer))
      this.#numbers.push(number)
    }
    return answer
  }

  /** Whether `grow` takes a quicker way than HTTP for so many. */
  growsQuickly(users: number): boolean {
    return this.#fill !== undefined && users > overHttpMin
  }

  /** Sees to it that there are at least so many users. */
  async grow(users: number): Promise<void> {
    const overHttp = this.#fill ? Math.min(users, overHttpMin) : users
    await this.each(overHttp - this.users, async (connection) =>
      documentOf(await this.createUser(connection)),
    )
    while (this.#fill && this.users < users) {
      const count = Math.min(users - this.users, 100_000)
      const numbers = Array.from({ length: count }, () => this.newUserNumber())
      const ids = await this.#fill(numbers.map((number) => this.userName(number)))
      for (const [n, id] of ids.entries()) {
        this.#ids.push(id)
        this.#numbers.push(numbers[n] as number)
      }
    }
  }

  /** All connections share the work; `n` counts up to `count`. */
  async each(count: number, work: (connection: Connection, n: number) => Promise<unknown>): Promise<void> {
    let n = 0
    const run = async (connection: Connection) => {
      while (n < count) await work(connection, n++)
    }
    await Promise.all(this.connections.map(run))
  }

  /** A request that must succeed, outside of what is measured. */
  async ask(method: Method, path: string, body?: object): Promise<ScimDocument> {
    return documentOf(await this.first.send(method, path, body))
  }

  /** Memory of the server's process, now and at its highest; undefined where the system does not say. */
  get memoryMb(): { readonly now: number; readonly peak: number } | undefined {
    if (this.#pid === undefined) return undefined
    try {
      const status = readFileSync(`/proc/${this.#pid}/status`, 'utf8')
      const mb = (field: string) =>
        Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
      return { now: mb('VmRSS'), peak: mb('VmHWM') }
    } catch {
      return undefined
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.close()))
  }
}
