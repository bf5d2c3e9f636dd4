import { Readable } from 'node:stream'
import { byteOrderMark, type Cell, csvLine } from '../model/csv.ts'
import { DoorwardError, unavailable } from '../model/errors.ts'
import type { Presence } from './presence.ts'
import type { StaffCaller } from './staff-caller.ts'

type Page = readonly (readonly Cell[])[]

/** What is written into a file while it is downloaded. */
interface Table {
  readonly heading: readonly string[]
  readonly pages: AsyncIterable<Page>
  /** Told once, however it ends: how many rows were handed out, and whether those are all. */
  readonly onDone: (rows: number, isComplete: boolean) => Promise<void>
}

/** Files under way at once, of a person, a site and the process: each is read for as long as somebody takes it. */
const ofPersonMax = 2
const ofSiteMax = 3
const totalMax = 12
/** Who has taken nothing for so long has gone, or the machine sleeps. */
export const stuckMaxMs = 60_000

/**
 * Hands out files, a piece at a time and only as fast as somebody reads: however long a file is, a piece of it is in memory.
 * Who is disabled or signed out meanwhile, or whose site is to be deleted, gets no further piece, and is cut off.
 */
export class Downloads {
  readonly #presence: Presence
  readonly #open = new Map<
    Readable,
    { readonly siteId: number; readonly staffId: string; readonly done: Promise<void> }
  >()
  #isClosed = false

  constructor(presence: Presence) {
    this.#presence = presence
  }

  /** @throws DoorwardError 'unavailable' beyond the limits */
  requireRoom(siteId: number, { staffId }: StaffCaller): void {
    const ofSite = [...this.#open.values()].filter((one) => one.siteId === siteId)
    if (ofSite.filter((one) => one.staffId === staffId).length >= ofPersonMax) {
      throw unavailable(`You download ${ofPersonMax} files just now. Wait for one of them.`)
    }
    if (this.#isClosed || this.#open.size >= totalMax || ofSite.length >= ofSiteMax) {
      throw unavailable('Others download just now. Try again in a minute.')
    }
  }

  /**
   * Hands out a table as comma-separated values, page by page.
   * @throws DoorwardError 'unavailable' beyond the limits
   */
  openTable(siteId: number, caller: StaffCaller, table: Table): Readable {
    return this.hold(siteId, caller, Readable.from(this.#lines(siteId, caller, table), { highWaterMark: 1 }))
  }

  /**
   * Counts a file among those under way, and cuts it off when its caller is gone.
   * @throws DoorwardError 'unavailable' beyond the limits
   */
  hold(siteId: number, caller: StaffCaller, stream: Readable): Readable {
    this.requireRoom(siteId, caller)
    const stopWatch = this.#presence.watch({
      siteId,
      caller,
      end: () => stream.destroy(notSignedIn()),
      // Nothing more is handed out while nobody knows: see `isPresent`.
      endsUnknown: false,
    })
    const done = new Promise<void>((resolve) => {
      stream.once('close', resolve)
    }).then(() => {
      stopWatch()
      this.#open.delete(stream)
    })
    this.#open.set(stream, { siteId, staffId: caller.staffId, done })
    return stream
  }

  /** Whether a caller may have the next piece. */
  isPresent(siteId: number, caller: StaffCaller): Promise<boolean> {
    return this.#presence.isPresent(siteId, caller)
  }

  /** Cuts off what is under way: the browser says that the download failed, and not that it is complete. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const stream of this.#open.keys()) stream.destroy(unavailable('The server stops.'))
    await Promise.all([...this.#open.values()].map(({ done }) => done))
  }

  async *#lines(
    siteId: number,
    caller: StaffCaller,
    { heading, pages, onDone }: Table,
  ): AsyncGenerator<string> {
    let rows = 0
    let isComplete = false
    try {
      yield byteOrderMark + csvLine(heading)
      for await (const page of pages) {
        if (!(await this.isPresent(siteId, caller))) throw notSignedIn()
        rows += page.length
        if (page.length > 0) yield page.map(csvLine).join('')
      }
      isComplete = true
    } finally {
      await onDone(rows, isComplete)
    }
  }
}

const notSignedIn = () => new DoorwardError('not-signed-in', 'You are no longer signed in. Sign in again.')
