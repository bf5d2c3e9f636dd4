import type { Notice } from '../model/changes.ts'
import { DoorwardError, unavailable } from '../model/errors.ts'
import { NoticeListener } from '../storage/notices.ts'
import { EventStream } from './event-stream.ts'
import { keyOfCaller, type Presence } from './presence.ts'
import type { StaffCaller } from './staff-caller.ts'

const lookEveryMs = 500
const beatEveryMs = 15_000
/** Who has read nothing for so long is cut off. */
const stuckMaxMs = 30_000

interface EventStreamLimits {
  /** Streams of one session or API key at once. */
  readonly ofCallerMax: number
  /** Of all sessions and keys of a person. */
  readonly ofPersonMax: number
  readonly ofSiteMax: number
  readonly max: number
}

const limitsDefault: EventStreamLimits = { ofCallerMax: 6, ofPersonMax: 30, ofSiteMax: 500, max: 2_000 }

/** Tells staff and their programs what changes, while it changes. What is told comes from all processes. */
export class EventStreams {
  readonly #presence: Presence
  readonly #limits: EventStreamLimits
  readonly #listener: NoticeListener
  readonly #streams = new Set<EventStream>()
  #timer: NodeJS.Timeout | undefined
  #beatAtMs = 0
  #isClosed = false

  constructor(presence: Presence, ownerUrl: string, limits: Partial<EventStreamLimits> = {}) {
    this.#presence = presence
    this.#limits = { ...limitsDefault, ...limits }
    this.#listener = new NoticeListener(ownerUrl, {
      onNotice: (notice) => this.#tell(notice),
      onGap: () => {
        for (const stream of this.#streams) stream.tellEverything()
      },
    })
  }

  /**
   * Opens a stream for whoever calls.
   * @param isReturning whether the caller had one before, and may have missed something since
   * @throws DoorwardError 'forbidden' for who may hear of nothing, 'unavailable' beyond the limits and while the database
   *   is away
   */
  async open(siteId: number, caller: StaffCaller, isReturning: boolean): Promise<EventStream> {
    let stopWatch = () => {}
    const stream = new EventStream(siteId, caller, isReturning, () => {
      stopWatch()
      this.#streams.delete(stream)
    })
    if (!stream.isUseful) throw new DoorwardError('forbidden', 'There is nothing here that you may hear of.')
    this.#requireRoom(stream)
    // Counted before it is waited for: many at once shall not pass the limits together.
    this.#streams.add(stream)
    try {
      await this.#listener.start()
    } catch {
      stream.end()
      throw unavailable('The database does not answer just now.')
    }
    // Closed in the meantime, or its caller is gone.
    if (this.#isClosed || !this.#streams.has(stream)) stream.end()
    else {
      stopWatch = this.#presence.watch({ siteId, caller, end: () => stream.end(), endsUnknown: true })
      this.#timer ??= setInterval(() => this.#look(), lookEveryMs).unref()
    }
    return stream
  }

  /** Ends every stream; whoever asks for another one is refused. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopLooking()
    for (const stream of this.#streams) stream.end()
    await this.#listener.close()
  }

  #requireRoom({ siteId, caller }: EventStream): void {
    const { ofCallerMax, ofPersonMax, ofSiteMax, max } = this.#limits
    const ofSite = [...this.#streams].filter((one) => one.siteId === siteId)
    const ofPerson = ofSite.filter((one) => one.caller.staffId === caller.staffId)
    const ofCaller = ofPerson.filter((one) => keyOfCaller(one.caller) === keyOfCaller(caller))
    const isOverOwn = ofCaller.length >= ofCallerMax || ofPerson.length >= ofPersonMax
    if (this.#isClosed) throw unavailable('The server stops just now.')
    if (isOverOwn || this.#streams.size >= max || ofSite.length >= ofSiteMax) {
      throw unavailable('Too many listen already. Close some pages, or ask again from time to time.')
    }
  }

  #tell(notice: Notice): void {
    for (const stream of this.#streams) stream.tell(notice)
  }

  #stopLooking(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #look(): void {
    if (this.#streams.size === 0) this.#stopLooking()
    const nowMs = Date.now()
    for (const stream of this.#streams) {
      if (nowMs - (stream.stuckSinceMs ?? nowMs) > stuckMaxMs) stream.destroy()
    }
    if (nowMs - this.#beatAtMs < beatEveryMs) return
    this.#beatAtMs = nowMs
    for (const stream of this.#streams) stream.beat()
  }
}
