import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { Admission } from '../http/admission.ts'
import { FairShare } from '../http/fair-share.ts'
import { RateCeiling } from '../http/rate-ceiling.ts'
import type { ScimAnswer } from './call.ts'
import { renderScimError, ScimError } from './errors.ts'

export interface LoadLimits {
  /** Calls per second of one directory; 0: no ceiling. */
  readonly callsPerSecondMax: number
  /** Handlers at work at once. */
  readonly workingMax: number
  /** Those of one directory while others call as well. */
  readonly workingBesideOthersMax?: number | undefined
}

const mebi = 1024 * 1024
/** A call may lie in memory with its body while it waits for its turn. */
const callsLimits = { perPartyMax: 256, totalMax: 2048 }
/** Bytes of large bodies; parsed they take several times as much. One directory can have the largest body there is. */
const bodiesLimits = { capacity: 128 * mebi, heldMax: 64 * mebi, waitingMax: 256, waitingTotalMax: 2048 }
/**
 * More at once than the processors can do makes each call slower and not one of them earlier. So a flood takes all turns
 * while it is alone, and leaves the processors time while others call as well. Four at least: two transactions of a directory
 * are under way at once (`storage/shared-writes.ts`), and only who comes behind them shares the next.
 */
const workingBesideOthersDefaultMax = Math.max(4, Math.floor(availableParallelism() / 2))
/**
 * Beside a single call of another one, a flood has two turns: what it had besides would be on the processors before that call. Those
 * who hold much have as much beside each other, and share transactions.
 */
const workingAheadMax = 1
const recordEveryMs = 1_000
/** Whoever repeats a refused call at once waits so long for the next refusal: answering thousands a second costs others theirs. */
const heldBackMs = 100
const heldBackMax = 1_000
const busySeconds = 1

/** What a body takes, asked for by `readJsonBody`. */
export interface BodyRoom {
  reserve(bytes: number): Promise<void>
  release(): void
}

/**
 * What one directory may take of the server: calls per second, calls under way, bytes of large bodies, and turns at
 * work. What is idle is anyone's; when it is short, directories take turns.
 */
export class Load {
  readonly #ceiling: RateCeiling
  readonly #calls = new Admission(callsLimits)
  readonly #bodies = new FairShare(bodiesLimits)
  readonly #work: FairShare
  readonly #refusals = new Map<string, { recordedAt: number; since: number }>()
  readonly #wait: (ms: number) => Promise<unknown>
  #heldBack = 0

  /** @param wait given by tests, which do not wait */
  constructor(
    { callsPerSecondMax, workingMax, workingBesideOthersMax = workingBesideOthersDefaultMax }: LoadLimits,
    wait: (ms: number) => Promise<unknown> = pause,
  ) {
    this.#wait = wait
    const { perPartyMax, totalMax } = callsLimits
    this.#ceiling = new RateCeiling(callsPerSecondMax)
    this.#work = new FairShare({
      capacity: workingMax,
      heldMax: workingMax,
      heldBesideOthersMax: Math.min(workingMax, workingBesideOthersMax),
      heldAheadMax: workingAheadMax,
      waitingMax: perPartyMax,
      // Whoever has few calls under way was let in beyond the total.
      waitingTotalMax: 2 * totalMax,
    })
  }

  /** Lets a directory's call in, which leaves later; or answers why not, and when to come back. */
  enter(directory: string, nowMs: number): ScimAnswer | undefined {
    const retryAfterSeconds = this.#ceiling.take(directory, nowMs)
    if (retryAfterSeconds > 0)
      return refusal(429, 'This directory calls more often than the server allows.', retryAfterSeconds)
    if (!this.#calls.enter(directory))
      return refusal(503, 'This directory has too many calls under way.', busySeconds)
    return undefined
  }

  leave(directory: string): void {
    this.#calls.leave(directory)
  }

  /**
   * Under a flood one refusal a second is recorded.
   * @returns how many before this one were not, or undefined when this one is not either
   */
  unrecordedRefusals(directory: string, nowMs: number): number | undefined {
    const { recordedAt, since } = this.#refusals.get(directory) ?? {
      recordedAt: Number.NEGATIVE_INFINITY,
      since: 0,
    }
    const isDue = Math.abs(nowMs - recordedAt) >= recordEveryMs
    this.#refusals.set(directory, isDue ? { recordedAt: nowMs, since: 0 } : { recordedAt, since: since + 1 })
    return isDue ? since : undefined
  }

  /** Waits before a refusal that follows another within a second is answered; of very many the rest are answered at once. */
  async holdBack(): Promise<void> {
    if (this.#heldBack >= heldBackMax) return
    this.#heldBack++
    await this.#wait(heldBackMs)
    this.#heldBack--
  }

  /** Room for the body of one call. */
  bodyRoom(directory: string, signal: AbortSignal): BodyRoom {
    let giveBack: (() => void) | undefined
    const release = () => {
      giveBack?.()
      giveBack = undefined
    }
    const reserve = async (bytes: number) => {
      // Whoever holds some and waits for more would wait for others who do the same.
      release()
      giveBack = await this.#bodies.take(directory, bytes, signal)
    }
    return { reserve, release }
  }

  /** Waits for a turn at work, which ends with the call of the result. */
  work(directory: string, signal: AbortSignal): Promise<() => void> {
    return this.#work.take(directory, 1, signal)
  }
}

function refusal(status: number, why: string, retryAfterSeconds: number): ScimAnswer {
  const error = new ScimError(status, `${why} Repeat the call.`)
  return { status, body: renderScimError(error), effect: `Refused: ${error.detail}`, retryAfterSeconds }
}
