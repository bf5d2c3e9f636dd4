import { outcomeUnknown } from '../model/errors.ts'
import type { Ending, JointWork } from './joint-transaction.ts'
import { Lanes, type LanesOptions } from './lanes.ts'
import type { Scope } from './scope.ts'

/** A work that may share its transaction with others of its directory. */
export interface SharedWork {
  readonly work: JointWork['work']
  /** What two works of one transaction may not both touch: neither would wait for the other. */
  readonly touches: readonly string[]
  /** Ends the wait of a call that took too long. */
  readonly signal: AbortSignal | undefined
  /** Carries it out in a transaction of its own. */
  readonly alone: () => Promise<unknown>
}

/** How several works of one scope are carried out; it never rejects. */
type Together = (scope: Scope, works: readonly JointWork[]) => Promise<readonly Ending[]>

interface Waiting extends SharedWork {
  /** Until `sent` its call may give up and nothing happens; alone it sees to that itself. */
  state: 'waiting' | 'sent' | 'alone'
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Transactions of a directory under way at once; what comes meanwhile shares the next. */
export const writeLanes: LanesOptions = { max: 2, slowMs: 50, companyMs: 4 }
/** The first waits for the last one's look. */
const togetherMax = 16

/**
 * Works of a directory in one transaction, when many come at once. Alone a work begins immediately. Measured with 16 callers, a
 * create then takes the database less than half of the processor time.
 */
export class SharedWrites {
  readonly #together: Together
  readonly #commitGraceMs: number
  readonly #lanes: LanesOptions
  readonly #queues = new Map<string, Queue>()

  constructor({ commitGraceMs, lanes }: { commitGraceMs: number; lanes: LanesOptions }, together: Together) {
    this.#commitGraceMs = commitGraceMs
    this.#lanes = lanes
    this.#together = together
  }

  /** Works that wait for others to end. */
  get waiting(): number {
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.length, 0)
  }

  /** @throws the signal's reason when that is aborted before the work is sent to be committed */
  run(scope: Scope, shared: SharedWork): Promise<unknown> {
    const key = `${scope.siteId}/${scope.directoryId}`
    let queue = this.#queues.get(key)
    if (!queue) {
      queue = new Queue(scope, this.#together, this.#lanes, () => this.#queues.delete(key))
      this.#queues.set(key, queue)
    }
    return this.#wait(queue, shared)
  }

  #wait(queue: Queue, shared: SharedWork): Promise<unknown> {
    const { signal } = shared
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      let grace: NodeJS.Timeout | undefined
      const giveUp = () => {
        if (waiting.state === 'waiting') waiting.reject(signal?.reason)
        if (waiting.state !== 'sent') return
        grace = setTimeout(() => waiting.reject(notSaid()), this.#commitGraceMs)
      }
      const settled = () => {
        clearTimeout(grace)
        signal?.removeEventListener('abort', giveUp)
      }
      const waiting: Waiting = {
        ...shared,
        state: 'waiting',
        resolve: (value) => {
          settled()
          resolve(value)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      }
      signal?.addEventListener('abort', giveUp)
      queue.join(waiting)
    })
  }
}

const notSaid = () => outcomeUnknown('The database did not say whether it made the change. Repeat the call.')

/** The works of one directory. */
class Queue {
  readonly #scope: Scope
  readonly #together: Together
  readonly #onEmpty: () => void
  readonly #lanes: Lanes
  #waiting: Waiting[] = []
  #isDue = false

  constructor(scope: Scope, together: Together, lanes: LanesOptions, onEmpty: () => void) {
    this.#scope = scope
    this.#together = together
    this.#onEmpty = onEmpty
    this.#lanes = new Lanes(lanes, () => this.#depart())
  }

  get length(): number {
    return this.#waiting.length
  }

  join(waiting: Waiting): void {
    this.#waiting.push(waiting)
    // Not at once: those that the same turn of the event loop reads from other connections go along.
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      this.#depart()
    })
  }

  #depart(): void {
    for (;;) {
      this.#waiting = this.#waiting.filter(({ signal }) => !signal?.aborted)
      const load = this.#lanes.loadOf(this.#waiting.length)
      if (load === 0) break
      const group = this.#takeGroup(Math.min(load, togetherMax))
      void this.#lanes.run(group.length, () => this.#carry(group))
    }
    // Once only: another queue may have its place afterwards.
    if (this.#waiting.length === 0 && this.#lanes.areEmpty && !this.#isDue) this.#onEmpty()
  }

  /** The first, and with it whoever touches nothing that one before touches, up to so many; the others keep their places. */
  #takeGroup(max: number): Waiting[] {
    const group: Waiting[] = []
    const touched = new Set<string>()
    this.#waiting = this.#waiting.filter((waiting) => {
      const fits = group.length < max && !waiting.touches.some((one) => touched.has(one))
      for (const one of waiting.touches) touched.add(one)
      if (fits) group.push(waiting)
      return !fits
    })
    return group
  }

  async #carry(group: readonly Waiting[]): Promise<void> {
    const [first] = group
    if (first && group.length === 1) return actAlone(first)
    // Whoever locks rows does it in one order, so that two of these do not wait for each other.
    const ordered = group.toSorted((a, b) => ((a.touches[0] ?? '') < (b.touches[0] ?? '') ? -1 : 1))
    const works = ordered.map((waiting) => ({ work: waiting.work, onSend: () => send(waiting) }))
    const endings = await this.#together(this.#scope, works)
    for (const [n, waiting] of ordered.entries()) settle(waiting, endings[n])
    return undefined
  }
}

/** A call that gave up before is not carried out. */
function send(waiting: Waiting): boolean {
  if (waiting.signal?.aborted) return false
  waiting.state = 'sent'
  return true
}

function settle(waiting: Waiting, ending: Ending | undefined): void {
  if (ending?.kind === 'done') waiting.resolve(ending.value)
  else if (ending?.kind === 'failed') waiting.reject(ending.error)
  else void actAlone(waiting)
}

async function actAlone(waiting: Waiting): Promise<void> {
  waiting.state = 'alone'
  try {
    waiting.resolve(await waiting.alone())
  } catch (error) {
    waiting.reject(error)
  }
}
