/** From so many on, those at hand are shared out; fewer are better off together. */
const manyMin = 8

export interface LanesOptions {
  readonly max: number
  readonly slowMs: number
  /**
   * So long those that are less than a lane's share wait for company, while others are under way and more will come. Left out: whoever
   * comes departs, with all that wait.
   */
  readonly companyMs?: number
}

/**
 * Lets so many loads be carried at once. One that takes long soon no longer counts: it holds up itself, and nobody
 * behind it.
 */
export class Lanes {
  readonly #options: LanesOptions
  readonly #onFree: () => void
  #taken = 0
  #underway = 0
  #company: NodeJS.Timeout | undefined
  #haveWaited = false

  /** @param onFree told when a load may depart that could not before */
  constructor(options: LanesOptions, onFree: () => void) {
    this.#options = options
    this.#onFree = onFree
  }

  /** Nothing is carried, and nothing is waited for. */
  get areEmpty(): boolean {
    return this.#taken === 0 && !this.#company
  }

  /**
   * How many of so many that wait may depart as one load now: all of them, or the lanes' equal share of those that wait and are under
   * way where these are many. Else one lane carries one, because it came first, and the other all the others. While they are
   * less than that share they wait a moment.
   */
  loadOf(waiting: number): number {
    const { max, companyMs } = this.#options
    if (waiting === 0 || this.#taken >= max) return 0
    const atHand = waiting + this.#underway
    if (companyMs === undefined || atHand < manyMin) return waiting
    const share = atHand / max
    // Of an odd number the second lane has one less to wait for.
    if (waiting >= Math.floor(share) || this.#haveWaited) return Math.min(waiting, Math.ceil(share))
    this.#company ??= setTimeout(() => this.#goWithout(), companyMs)
    return 0
  }

  #goWithout(): void {
    this.#company = undefined
    this.#haveWaited = true
    this.#onFree()
    this.#haveWaited = false
  }

  /** Carries a load of so many in a lane; the caller has seen that it may depart. Never rejects when `carry` does not. */
  async run(load: number, carry: () => Promise<void>): Promise<void> {
    let isCounted = true
    const leave = () => {
      if (!isCounted) return
      isCounted = false
      this.#taken--
      this.#underway -= load
      this.#onFree()
    }
    this.#taken++
    this.#underway += load
    const slow = setTimeout(leave, this.#options.slowMs)
    try {
      await carry()
    } finally {
      clearTimeout(slow)
      leave()
    }
  }
}
