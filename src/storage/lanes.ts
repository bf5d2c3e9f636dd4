export interface LanesOptions {
  readonly max: number
  readonly slowMs: number
}

/**
 * Lets so many pieces of work run at once. One that takes long soon no longer counts: it holds up itself, and nobody
 * behind it.
 */
export class Lanes {
  readonly #max: number
  readonly #slowMs: number
  readonly #onFree: () => void
  #taken = 0

  /** @param onFree told when there may be room again */
  constructor({ max, slowMs }: LanesOptions, onFree: () => void) {
    this.#max = max
    this.#slowMs = slowMs
    this.#onFree = onFree
  }

  get hasRoom(): boolean {
    return this.#taken < this.#max
  }

  get areEmpty(): boolean {
    return this.#taken === 0
  }

  /** Runs work in a lane; the caller has seen that there is room. Never rejects when the work does not. */
  async run(work: () => Promise<void>): Promise<void> {
    let isCounted = true
    const leave = () => {
      if (!isCounted) return
      isCounted = false
      this.#taken--
      this.#onFree()
    }
    this.#taken++
    const slow = setTimeout(leave, this.#slowMs)
    try {
      await work()
    } finally {
      clearTimeout(slow)
      leave()
    }
  }
}
