import { ComeLater } from './attempts.ts'
import { RateCeiling } from './rate-ceiling.ts'

/** Calls that a program makes in a second for whoever asks: more than any page of the help centre does. */
export const keyCallsPerSecondMax = 20

/** How fast programs ask at one process, each key by itself. */
export const newKeyPace = () => new RateCeiling(keyCallsPerSecondMax)

/** Counts a call of a program. @throws ComeLater */
export function requireKeyPace(pace: RateCeiling, apiKeyId: string, now: Date): void {
  const waitSeconds = pace.take(apiKeyId, now.getTime())
  if (waitSeconds === 0) return
  const most = `An API key of the help centre is for ${keyCallsPerSecondMax} calls a second.`
  throw new ComeLater('too-much', `${most} Go on in a second.`, waitSeconds)
}
