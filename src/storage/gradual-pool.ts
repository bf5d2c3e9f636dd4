import pg from 'pg'

/** `pg`'s own form of an answer, which it uses itself and the queue of background work as well. */
type Callback = Parameters<pg.Pool['connect']>[0]

/** Whoever waits until it is clear where the next connection comes from. */
interface Borrower {
  readonly lend: (client: pg.PoolClient) => void
  readonly refuse: (error: unknown) => void
}

/**
 * A pool that opens one connection at a time. A new one costs PostgreSQL as much as a hundred statements, until it has planned what it
 * is asked: where a moment's wait opened one for everybody who waited, the moment became a second. Whoever waits gets what
 * others give back meanwhile, in the order of asking; often nobody needs the next one any more.
 */
export class GradualPool extends pg.Pool {
  readonly #waiting = new Set<Borrower>()
  #isOpening = false
  /** Free connections that somebody is being given. */
  #promised = 0

  constructor(config: pg.PoolConfig) {
    super(config)
    // It is said before the connection is free.
    this.on('release', () => process.nextTick(() => this.#serve()))
  }

  /** How many wait for a connection, be it a new one. */
  get borrowersWaiting(): number {
    return this.#waiting.size + (this.#isOpening ? 1 : 0)
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
    const patience = patienceMs ? setTimeout(leave, patienceMs) : undefined
    this.#waiting.add(borrower)
    this.#serve()
    try {
      return await promise
    } finally {
      clearTimeout(patience)
    }
  }

  #serve(): void {
    for (const borrower of this.#waiting) {
      const isFree = this.idleCount > this.#promised
      const mayOpen = !this.#isOpening && this.totalCount < this.options.max
      if (!isFree && !mayOpen && !this.ending) return
      this.#waiting.delete(borrower)
      void this.#give(borrower, isFree)
    }
  }

  async #give({ lend, refuse }: Borrower, isFree: boolean): Promise<void> {
    if (isFree) this.#promised++
    else this.#isOpening = true
    try {
      lend(await super.connect())
    } catch (error) {
      refuse(error)
    } finally {
      if (isFree) this.#promised--
      else this.#isOpening = false
      this.#serve()
    }
  }
}
