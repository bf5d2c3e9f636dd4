import { Readable } from 'node:stream'
import { type ChangeKind, kindsFor, type Notice } from '../model/changes.ts'
import { keyOf } from '../model/ids.ts'
import type { StaffCaller } from './staff-caller.ts'

/** The first change is told at once, what follows within this time together. */
const gapMs = 1_000
/** More different changes than these at once are "everything". */
const changesMax = 100
/** After so long a browser asks again for a stream that ended. */
const reconnectMs = 3_000
/** A few events fit; whoever does not read them gets one that says the same later. */
const bufferBytes = 4_096

/**
 * The events of one caller, as `text/event-stream`. What is not read yet is gathered, not queued: however long somebody does
 * not read, it holds at most `changesMax` words.
 */
export class EventStream extends Readable {
  readonly siteId: number
  readonly caller: StaffCaller
  readonly #kinds: ReadonlySet<ChangeKind>
  readonly #onClosed: () => void
  readonly #pending = new Map<string, { kind: ChangeKind | 'everything'; directoryId: string | null }>()
  #isWanted = false
  #wantedUntilMs = Date.now()
  #nextAtMs = 0
  #timer: NodeJS.Timeout | undefined
  #id = 0

  /** @param isReturning the caller has been here before, and may have missed something */
  constructor(siteId: number, caller: StaffCaller, isReturning: boolean, onClosed: () => void) {
    super({ highWaterMark: bufferBytes })
    this.siteId = siteId
    this.caller = caller
    this.#kinds = new Set(kindsFor(caller.permissions))
    this.#onClosed = onClosed
    this.push(`retry: ${reconnectMs}\n\n`)
    if (isReturning) this.tellEverything()
  }

  /** Whether there is anything that this caller may hear of. */
  get isUseful(): boolean {
    return this.#kinds.size > 0
  }

  /** Since when nobody has read; undefined while somebody does. */
  get stuckSinceMs(): number | undefined {
    return this.#isWanted ? undefined : this.#wantedUntilMs
  }

  tell({ siteId, kinds, directoryIds }: Notice): void {
    if (siteId !== this.siteId) return
    for (const kind of kinds) {
      if (!this.#kinds.has(kind)) continue
      for (const directoryId of directoryIds?.map(keyOf) ?? [null]) {
        this.#pending.set(`${kind} ${directoryId}`, { kind, directoryId })
      }
    }
    if (this.#pending.size > changesMax) this.tellEverything()
    else this.#flush()
  }

  /** Whoever hears this reads anew what he shows. */
  tellEverything(): void {
    this.#pending.clear()
    this.#pending.set('everything', { kind: 'everything', directoryId: null })
    this.#flush()
  }

  /** A comment now and then: proxies close what is silent, and a browser that is gone is noticed. */
  beat(): void {
    if (this.#isWanted) this.#say(': \n\n')
  }

  /** Nothing more is told. */
  end(): void {
    this.#pending.clear()
    clearTimeout(this.#timer)
    if (!this.readableEnded && !this.destroyed) this.push(null)
    this.#onClosed()
  }

  override _read(): void {
    this.#isWanted = true
    this.#flush()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer)
    this.#onClosed()
    done(error)
  }

  #flush(): void {
    if (!this.#isWanted || this.#pending.size === 0) return
    const waitMs = this.#nextAtMs - Date.now()
    if (waitMs > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined
        this.#flush()
      }, waitMs).unref()
      return
    }
    this.#nextAtMs = Date.now() + gapMs
    const events = [...this.#pending.values()].map((change) => {
      this.#id++
      return `id: ${this.#id}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`
    })
    this.#pending.clear()
    this.#say(events.join(''))
  }

  #say(text: string): void {
    this.#isWanted = false
    this.#wantedUntilMs = Date.now()
    this.push(text)
  }
}
