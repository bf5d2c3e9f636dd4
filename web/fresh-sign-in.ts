import { useEffect, useSyncExternalStore } from 'react'

/**
 * Some acts need a sign-in of the last minutes. Whoever calls one waits here, with everything that was typed, while a dialog
 * asks once for all of them; then the call is made again.
 */
class FreshSignIn {
  #waiting: ((isProved: boolean) => void)[] = []
  readonly #listeners = new Set<() => void>()

  /** Resolves when the person has shown who they are, or did not want to. */
  ask(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#tell()
    })
  }

  answer(isProved: boolean): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve(isProved)
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly isAsked = () => this.#waiting.length > 0
}

export const freshSignIn = new FreshSignIn()

/** Whether somebody waits for it. The page that asks leaves nobody waiting when it goes: whoever is led to the door waits no more. */
export function useFreshSignInAsked(): boolean {
  useEffect(() => () => freshSignIn.answer(false), [])
  return useSyncExternalStore(freshSignIn.subscribe, freshSignIn.isAsked)
}
