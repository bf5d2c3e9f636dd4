export interface AdmissionOptions {
  /** How many calls one party may have under way. */
  readonly perPartyMax: number
  /** How many may be under way in all; whoever has few is let in even so. */
  readonly totalMax: number
}

/** Whoever has no more than this many under way is not refused because of others. */
const alwaysLetIn = 16

/** How many calls a process keeps in memory at once; further ones are told to come back. */
export class Admission {
  readonly #options: AdmissionOptions
  readonly #calls = new Map<string, number>()
  #total = 0

  constructor(options: AdmissionOptions) {
    this.#options = options
  }

  /** Lets a call in, to leave later; false when too many are under way. */
  enter(name: string): boolean {
    const { perPartyMax, totalMax } = this.#options
    const calls = this.#calls.get(name) ?? 0
    if (calls >= perPartyMax || (this.#total >= totalMax && calls >= alwaysLetIn)) return false
    this.#calls.set(name, calls + 1)
    this.#total++
    return true
  }

  leave(name: string): void {
    const calls = (this.#calls.get(name) ?? 0) - 1
    if (calls > 0) this.#calls.set(name, calls)
    else this.#calls.delete(name)
    this.#total--
  }
}
