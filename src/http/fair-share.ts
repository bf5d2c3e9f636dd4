import { unavailable } from '../model/errors.ts'

export interface FairShareOptions {
  /** How much may be held at once in all. */
  readonly capacity: number
  /** How much of it one party may hold while nobody else asks. */
  readonly heldMax: number
  /** How much it may hold while another one has asked within the last second; as much by default. */
  readonly heldBesideOthersMax?: number
  /**
   * By how much it may then be ahead of what others hold together, while they hold something; no limit by default. For amounts of
   * one: whoever asks for more would wait until others hold more or nothing.
   */
  readonly heldAheadMax?: number
  /** How many of one party may wait; further ones are told to come back. */
  readonly waitingMax: number
  /** How many may wait in all. */
  readonly waitingTotalMax: number
  /** Milliseconds of a clock that only goes forward. */
  readonly clock?: () => number
}

const besideOthersMs = 1_000
const longAgo = Number.NEGATIVE_INFINITY

interface Party {
  held: number
  readonly waiting: Waiting[]
}

interface Waiting {
  readonly amount: number
  readonly start: () => void
}

/**
 * Shares something scarce among parties. Who comes while there is enough gets it at once, as much as he wants. When it
 * is short the parties take turns, each with its oldest first, so one that asks a thousand times delays another by one
 * turn and not by a thousand.
 */
export class FairShare {
  readonly #options: Required<FairShareOptions>
  readonly #parties = new Map<string, Party>()
  /** Who waits, in the order of the turns. */
  #turns: string[] = []
  #held = 0
  #waiting = 0
  /** Who asked last, and who did before that one. */
  #last = { name: '', at: longAgo }
  #lastOther = { name: '', at: longAgo }

  constructor(options: FairShareOptions) {
    this.#options = {
      heldBesideOthersMax: options.heldMax,
      heldAheadMax: Number.POSITIVE_INFINITY,
      clock: () => performance.now(),
      ...options,
    }
  }

  /**
   * Waits for a share; its holder gives it back by calling the result, once.
   * @param amount at most what a party may hold
   * @throws DoorwardError 'unavailable' when too many wait already, or the signal's reason
   */
  async take(name: string, amount: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    this.#noteAsking(name)
    const party = this.#party(name)
    if (party.waiting.length === 0 && this.#fits(name, party, amount) && !this.#isAnyoneFirst(amount)) {
      this.#hold(party, amount)
      // Others may hold more now, because this one does.
      this.#takeTurns()
    } else {
      await this.#wait(name, party, amount, signal)
    }
    return () => {
      this.#held -= amount
      party.held -= amount
      this.#forget(name, party)
      this.#takeTurns()
    }
  }

  #party(name: string): Party {
    let party = this.#parties.get(name)
    if (!party) {
      party = { held: 0, waiting: [] }
      this.#parties.set(name, party)
    }
    return party
  }

  #forget(name: string, party: Party): void {
    if (party.held === 0 && party.waiting.length === 0) this.#parties.delete(name)
  }

  #noteAsking(name: string): void {
    if (this.#last.name !== name) this.#lastOther = this.#last
    this.#last = { name, at: this.#options.clock() }
  }

  /** All that it may have, which is less while there are others: what it holds already nobody can take from it. */
  #heldMax(name: string): number {
    const { heldMax, heldBesideOthersMax, heldAheadMax, clock } = this.#options
    const other = this.#last.name === name ? this.#lastOther : this.#last
    if (clock() - other.at >= besideOthersMs) return heldMax
    const heldByOthers = this.#held - (this.#parties.get(name)?.held ?? 0)
    return heldByOthers > 0 ? Math.min(heldBesideOthersMax, heldByOthers + heldAheadMax) : heldBesideOthersMax
  }

  #fits(name: string, party: Party, amount: number): boolean {
    return this.#held + amount <= this.#options.capacity && party.held + amount <= this.#heldMax(name)
  }

  /** Whoever waits for more than there is does not wait for ever because others want less. */
  #isAnyoneFirst(amount: number): boolean {
    const first = this.#nextInTurn()
    return first !== undefined && this.#held + amount + first.amount > this.#options.capacity
  }

  #hold(party: Party, amount: number): void {
    party.held += amount
    this.#held += amount
  }

  #wait(name: string, party: Party, amount: number, signal: AbortSignal): Promise<void> {
    if (party.waiting.length >= this.#options.waitingMax || this.#waiting >= this.#options.waitingTotalMax) {
      this.#forget(name, party)
      throw unavailable('The server is busy just now. Repeat the call.')
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', giveUp)
        this.#waiting--
        party.waiting.splice(party.waiting.indexOf(waiting), 1)
        if (party.waiting.length === 0) this.#turns = this.#turns.filter((turn) => turn !== name)
      }
      const giveUp = () => {
        leave()
        this.#forget(name, party)
        reject(signal.reason)
        this.#takeTurns()
      }
      const waiting: Waiting = {
        amount,
        start: () => {
          leave()
          this.#hold(party, amount)
          if (party.waiting.length > 0) {
            this.#turns = this.#turns.filter((turn) => turn !== name)
            this.#turns.push(name)
          }
          resolve()
        },
      }
      if (party.waiting.length === 0) this.#turns.push(name)
      party.waiting.push(waiting)
      this.#waiting++
      signal.addEventListener('abort', giveUp)
    })
  }

  /** The oldest of the first party in turn that has not yet all that it may have. */
  #nextInTurn(): Waiting | undefined {
    for (const name of this.#turns) {
      const party = this.#parties.get(name)
      const oldest = party?.waiting[0]
      if (party && oldest && party.held + oldest.amount <= this.#heldMax(name)) return oldest
    }
    return undefined
  }

  #takeTurns(): void {
    for (;;) {
      const next = this.#nextInTurn()
      if (!next || this.#held + next.amount > this.#options.capacity) return
      next.start()
    }
  }
}
