import pg from 'pg'

/** `pg`'s own form of an answer, which it uses itself and the queue of background work as well. */
type Callback = Parameters<pg.Pool['connect']>[0]

/** Whoever waits until it is clear where the next connection comes from. */
interface Borrower {
  readonly lend: (client: pg.PoolClient) => void
  readonly refuse: (error: unknown) => void
}

/** What more than the least are closed after, when nobody needs them. */
const idleMaxMs = 60_000
/** A dead host's idle connections are found after this and ten probes, a second apart. */
const keepAliveAfterMs = 10_000
/** An opening that takes longer no longer keeps others from theirs: a packet was lost, or the database is far away. */
const slowMs = 250

/**
 * A pool that opens one connection at a time. A new one costs PostgreSQL as much as a hundred statements, until it has planned what it
 * is asked: where a moment's wait opened one for everybody who waited, the moment became a second. Whoever waits gets what
 * others give back meanwhile, in the order of asking; often nobody needs the next one any more.
 */
export class GradualPool extends pg.Pool {
  readonly #waiting = new Set<Borrower>()
  #opening = 0
  #borrowersWaiting = 0

  /** @param config its `min` stay open when nobody needs them */
  constructor(config: pg.PoolConfig) {
    super({
      idleTimeoutMillis: idleMaxMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveAfterMs,
      ...config,
    })
    // It is said before the connection is free.
    this.on('release', () => process.nextTick(() => this.#serve()))
  }

  /** How many wait for a connection, be it a new one. */
  get borrowersWaiting(): number {
    return this.#borrowersWaiting
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: Callback): void
  override connect(callback?: Callback): Promise<pg.PoolClient> | undefined {
    const borrowing = this.#borrow()
    if (!callback) return borrowing
    borrowing.then(
      (client) => process.nextTick(() => callback(undefined, client, client.release)),
      (error: Error) => process.nextTick(() => callback(error, undefined, () => undefined)),
    )
    return undefined
  }

  /** Closes what is free, and what is lent when it comes back; whoever waits is refused. */
  override end(): Promise<void>
  override end(callback: () => void): void
  override end(callback?: () => void): Promise<void> | undefined {
    const ended = super.end()
    this.#serve()
    if (!callback) return ended
    ended.then(callback, callback)
    return undefined
  }

  async #borrow(): Promise<pg.PoolClient> {
    const { promise, resolve, reject } = Promise.withResolvers<pg.PoolClient>()
    let hasLeft = false
    const borrower: Borrower = {
      lend: (client) => (hasLeft ? client.release() : resolve(client)),
      refuse: reject,
    }
    const leave = () => {
      hasLeft = true
      this.#waiting.delete(borrower)
      reject(new Error('timeout exceeded when trying to connect'))
    }
    const patienceMs = this.options.connectionTimeoutMillis
    const patience = patienceMs ? setTimeout(leave, patienceMs).unref() : undefined
    this.#waiting.add(borrower)
    this.#borrowersWaiting++
    this.#serve()
    try {
      return await promise
    } finally {
      this.#borrowersWaiting--
      clearTimeout(patience)
    }
  }

  #serve(): void {
    for (const borrower of this.#waiting) {
      // Those whom a free one was promised wait in `pg`'s own queue.
      const isFree = this.idleCount > this.waitingCount
      // With a free one there, `pg` would not open another.
      const mayOpen = this.#opening === 0 && this.idleCount === 0 && this.totalCount < this.options.max
      if (!isFree && !mayOpen && !this.ending) return
      this.#waiting.delete(borrower)
      void (isFree ? this.#give(borrower) : this.#open(borrower))
    }
  }

  async #open(borrower: Borrower): Promise<void> {
    let counts = true
    const counted = () => {
      if (counts) this.#opening--
      counts = false
      this.#serve()
    }
    this.#opening++
    const slow = setTimeout(counted, slowMs)
    await this.#give(borrower)
    clearTimeout(slow)
    counted()
  }

  async #give({ lend, refuse }: Borrower): Promise<void> {
    try {
      lend(await super.connect())
    } catch (error) {
      refuse(error)
    }
    this.#serve()
  }
}
