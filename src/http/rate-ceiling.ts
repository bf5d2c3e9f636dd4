/** A party that has been quiet for this long has all of its second again, and nothing to be remembered for. */
const forgetAfterMs = 1_000
const forgetEveryMs = 60_000

interface Bucket {
  calls: number
  at: number
}

/** How many calls a second each party may make, with one second's worth at once; a bucket of tokens for each. */
export class RateCeiling {
  readonly #perSecond: number
  readonly #buckets = new Map<string, Bucket>()
  #forgotAt = 0

  /** @param perSecond 0: there is no ceiling */
  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /**
   * Counts a call.
   * @returns 0, or after how many whole seconds to repeat it when it is one too many
   */
  take(name: string, nowMs: number): number {
    if (this.#perSecond === 0) return 0
    const bucket = this.#buckets.get(name) ?? this.#newBucket(name, nowMs)
    // A clock that is set back takes nothing away.
    const passedMs = Math.max(0, nowMs - bucket.at)
    bucket.calls = Math.min(this.#perSecond, bucket.calls + (passedMs / 1000) * this.#perSecond)
    bucket.at = nowMs
    if (bucket.calls < 1) return Math.ceil((1 - bucket.calls) / this.#perSecond)
    bucket.calls--
    return 0
  }

  #newBucket(name: string, nowMs: number): Bucket {
    if (nowMs - this.#forgotAt >= forgetEveryMs) {
      this.#forgotAt = nowMs
      for (const [quiet, { at }] of this.#buckets) {
        if (nowMs - at >= forgetAfterMs) this.#buckets.delete(quiet)
      }
    }
    const bucket = { calls: this.#perSecond, at: nowMs }
    this.#buckets.set(name, bucket)
    return bucket
  }
}
