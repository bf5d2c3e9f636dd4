import { unavailable } from '../model/errors.ts'

/** The time of one call: whatever waits on its behalf watches the signal. */
export interface Deadline {
  /** Aborted with a DoorwardError 'unavailable'. */
  readonly signal: AbortSignal
  /** The call is over. */
  clear(): void
}

export function startDeadline(ms: number): Deadline {
  const controller = new AbortController()
  const timer = setTimeout(
    () => controller.abort(unavailable('The call took too long and was given up. Repeat it.')),
    ms,
  )
  return { signal: controller.signal, clear: () => clearTimeout(timer) }
}

/**
 * Waits for what others may wait for as well.
 * @throws the signal's reason when that is aborted first
 */
export function untilAborted<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const giveUp = () => reject(signal.reason)
    signal.addEventListener('abort', giveUp)
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}
