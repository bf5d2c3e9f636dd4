const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** What a directory's calls came to in some hours. */
export interface Calls {
  readonly exchanges: number
  readonly effects: number
  readonly refused: number
  readonly failed: number
}

/** A few refusals are everyday: a provider asks for somebody who is not there, and then creates them. */
const failingFrom = 5

/** Whether an identity provider gets nowhere: of its calls of the last hour or two, at least half were not done. */
export function isFailing({ exchanges, refused, failed }: Calls): boolean {
  const wrong = refused + failed
  return wrong >= failingFrom && 2 * wrong >= exchanges
}

/** Since when calls say how a directory is now: this hour and the one before. */
export function recentSince(now: Date): Date {
  return new Date(Math.floor(now.getTime() / hourMs) * hourMs - hourMs)
}

/** The hour in which the last 24 begin. */
export function lastDaySince(now: Date): Date {
  return new Date(Math.floor(now.getTime() / hourMs) * hourMs - 23 * hourMs)
}

/** A token that ends this soon should be renewed. */
const expiresSoonMs = 30 * dayMs

export function expiresSoon(at: Date, now: Date): boolean {
  return at.getTime() - now.getTime() < expiresSoonMs
}
