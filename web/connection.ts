import { useSyncExternalStore } from 'react'

/** Time between two questions whether the server is back. */
const askAgainMs = 3_000
/** Whoever does not answer the smallest question within so long is away. */
const answerMaxMs = 10_000
/** So long a call may take before it is said that it takes long. */
const patienceMs = 8_000

/** Whether the server can be reached. Every call tells; while it cannot, the server is asked until it answers. */
class Connection {
  #isLost = false
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #listeners = new Set<() => void>()
  /** Calls that take long. */
  #slow = 0
  /** What to do when the server is back. */
  onBack: () => void = () => {}

  reached(): void {
    if (!this.#isLost) return
    this.#change(false)
    this.onBack()
  }

  lost(): void {
    if (!this.#isLost) this.#change(true)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.check(), askAgainMs)
  }

  /** Asks the server now; answers whether it could be reached. */
  async check(): Promise<boolean> {
    const signal = AbortSignal.timeout(answerMaxMs)
    const isReached = await fetch('/healthz', { cache: 'no-store', signal }).then(
      () => true,
      () => false,
    )
    if (isReached) this.reached()
    else this.lost()
    return isReached
  }

  /** Resolves when the server can be reached again. */
  back(): Promise<void> {
    return new Promise((resolve) => {
      const leave = this.subscribe(() => {
        if (this.#isLost) return
        leave()
        resolve()
      })
    })
  }

  /** Resolves when the server cannot be reached: at once where that is known. */
  whenLost(): Promise<void> {
    if (this.#isLost) return Promise.resolve()
    return new Promise((resolve) => {
      const leave = this.subscribe(look)
      function look() {
        if (!connection.isLost()) return
        leave()
        resolve()
      }
    })
  }

  /** A call is waited for; answers what ends that. */
  wait(): () => void {
    let isSlow = false
    const timer = setTimeout(() => {
      isSlow = true
      this.#count(1)
    }, patienceMs)
    return () => {
      clearTimeout(timer)
      if (isSlow) this.#count(-1)
    }
  }

  #count(by: 1 | -1): void {
    this.#slow += by
    this.#tell()
  }

  #change(isLost: boolean): void {
    this.#isLost = isLost
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly isLost = () => this.#isLost
  readonly isSlow = () => this.#slow > 0
}

export const connection = new Connection()

// A browser knows at once that its line is cut, or is there again; whether the server is reached only the server knows.
for (const event of ['offline', 'online']) addEventListener(event, () => void connection.check())

export function useConnectionLost(): boolean {
  return useSyncExternalStore(connection.subscribe, connection.isLost)
}

/** Whether something is waited for that takes long. */
export function useConnectionSlow(): boolean {
  return useSyncExternalStore(connection.subscribe, connection.isSlow)
}
