import { setTimeout as pause } from 'node:timers/promises'

const betweenMs = 50

/** Asks again and again until there is an answer; undefined when there is none in time. */
export async function waitFor<T>(ask: () => Promise<T | undefined>, maxMs: number): Promise<T | undefined> {
  const end = Date.now() + maxMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined || Date.now() > end) return answer
    await pause(betweenMs)
  }
}
