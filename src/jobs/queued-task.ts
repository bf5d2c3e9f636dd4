import type { Json } from '../model/identity/resource-filter.ts'
import type { QueuedKind } from '../storage/outbox.ts'

/** One task of the queue as it is run. */
export interface Work {
  readonly siteId: number
  /** As whoever left the word gave it. */
  readonly payload: { readonly [key: string]: Json }
  /** From 1. A process that was killed in the middle of one has used it. */
  readonly attempt: number
  /** When this one fails too the task is not tried again, and is kept as failed. */
  readonly isLastAttempt: boolean
}

/**
 * What is done when somebody left word for it (`leaveTask`), soon after and at least once: it may run again although it
 * was done, so it looks first. It lives in the folder whose subject it is; background-work.ts has the table.
 */
export interface QueuedTask {
  /** Stable: words and queued work are found by it. */
  readonly kind: QueuedKind
  /**
   * How often it is tried. After the nth failure it waits eⁿ seconds, from the tenth on six hours: 3 s, 7 s, 20 s, 1 min,
   * 2 min, 7 min, 18 min, 50 min, 2 h, 6 h.
   */
  readonly attemptsMax: number
  /** Tasks of one name run one after the other, whatever the process; without a name as many as there are workers. */
  readonly lineOf?: (siteId: number, payload: Work['payload']) => string
  /** Lines take turns, one task each, however much one of them has to do. */
  readonly takesTurns?: true
  /**
   * How many of it a process does at once, with hands of its own: however long each takes it keeps no other work waiting, and
   * none keeps it.
   */
  readonly ownHands?: number
  /**
   * What waits in one line is one task: however often somebody asks for the same, it is done once, and once more when it was
   * asked for after that began.
   */
  readonly isOne?: true
  /** @throws to be tried again; the error's sentence is kept where administrators read it */
  run(work: Work, now: Date): Promise<void>
}
