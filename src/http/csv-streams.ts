import { Readable } from 'node:stream'
import { byteOrderMark, type Cell, csvLine } from '../model/csv.ts'
import { DoorwardError, unavailable } from '../model/errors.ts'
import type { Database } from '../storage/database.ts'
import { presentCallers } from './present-callers.ts'
import type { StaffCaller } from './staff-caller.ts'

type Page = readonly (readonly Cell[])[]

/** What is written into a file while it is downloaded. */
interface Download {
  readonly heading: readonly string[]
  readonly pages: AsyncIterable<Page>
  /** Told once, however it ends: how many rows were handed out, and whether those are all. */
  readonly onDone: (rows: number, isComplete: boolean) => Promise<void>
}

/** Files under way at once, of a person, a site and the process: each reads whole tables, for as long as somebody reads. */
const ofPersonMax = 2
const ofSiteMax = 3
const totalMax = 12

/**
 * Hands out tables as files, a page at a time and only as fast as somebody reads: however long a table is, a page of it is in
 * memory. Who is disabled or signed out meanwhile gets no further page.
 */
export class CsvStreams {
  readonly #database: Database
  readonly #now: () => Date
  readonly #open = new Map<
    Readable,
    { readonly siteId: number; readonly staffId: string; readonly done: Promise<void> }
  >()
  #isClosed = false

  constructor(database: Database, now: () => Date) {
    this.#database = database
    this.#now = now
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

  open(siteId: number, caller: StaffCaller, download: Download): Readable {
    this.requireRoom(siteId, caller)
    const stream = Readable.from(this.#lines(siteId, caller, download), { highWaterMark: 1 })
    const done = new Promise<void>((resolve) => {
      stream.once('close', resolve)
    }).then(() => void this.#open.delete(stream))
    this.#open.set(stream, { siteId, staffId: caller.staffId, done })
    return stream
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
    { heading, pages, onDone }: Download,
  ): AsyncGenerator<string> {
    let rows = 0
    let isComplete = false
    try {
      yield byteOrderMark + csvLine(heading)
      for await (const page of pages) {
        const isPresent = await presentCallers(this.#database, siteId, [caller], this.#now())
        if (!isPresent(caller)) throw new DoorwardError('not-signed-in', 'You are no longer signed in.')
        rows += page.length
        if (page.length > 0) yield page.map(csvLine).join('')
      }
      isComplete = true
    } finally {
      await onDone(rows, isComplete)
    }
  }
}
