// What is said between the simulated world and the server, while somebody wants to know.
import type { Exchange, Witness } from '../simulator/wire.ts'

export class Recorder {
  #heard: Exchange[] | undefined

  /** For whoever speaks. */
  readonly witness: Witness = (exchange) => {
    this.#heard?.push(exchange)
  }

  /** Everything that is said during some work, also when that fails. */
  async during(work: () => Promise<void>): Promise<{ heard: readonly Exchange[]; error: unknown }> {
    const heard: Exchange[] = []
    this.#heard = heard
    try {
      await work()
      return { heard, error: undefined }
    } catch (error) {
      return { heard, error }
    } finally {
      this.#heard = undefined
    }
  }
}
