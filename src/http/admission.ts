/** How many requests a process works on at once; further ones are told to come back. */
export class Admission {
  readonly #max: number
  #running = 0

  constructor(max: number) {
    this.#max = max
  }

  /** Takes a place; false when none is free. */
  enter(): boolean {
    if (this.#running >= this.#max) return false
    this.#running++
    return true
  }

  leave(): void {
    this.#running--
  }
}
