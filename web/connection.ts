import { useSyncExternalStore } from 'react'

/** Time between two questions whether the server is back. */
const askAgainMs = 3_000

/** Whether the server can be reached. Every call tells; while it cannot, the server is asked until it answers. */
class Connection {
  #isLost = false
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #listeners = new Set<() => void>()
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
    const isReached = await fetch('/healthz', { cache: 'no-store' }).then(
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

  #change(isLost: boolean): void {
    this.#isLost = isLost
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly isLost = () => this.#isLost
}

export const connection = new Connection()

export function useConnectionLost(): boolean {
  return useSyncExternalStore(connection.subscribe, connection.isLost)
}
