import { isAscii } from 'node:buffer'
import { kindsOfExchanges, type Notice } from '../model/changes.ts'
import { DoorwardError } from '../model/errors.ts'
import type { Database } from '../storage/database.ts'
import { type Exchange, insertExchanges } from '../storage/identity/exchanges.ts'
import { newId } from '../storage/new-id.ts'
import { announce } from '../storage/notices.ts'
import { withoutSecretQuery, withoutSecrets, withoutTokens } from './secrets.ts'

/** A call as the routes report it; bodies are still what was parsed and what was sent. */
export interface FinishedCall {
  readonly siteId: number
  readonly directoryId: number
  readonly at: Date
  readonly method: string
  /** Path and query behind the directory's base URL. */
  readonly path: string
  readonly status: number
  readonly durationMs: number
  readonly client: string | undefined
  readonly effect: string
  /** Whether the call changed anything. */
  readonly hasEffect: boolean
  readonly repairs: readonly string[]
  readonly requestId: string
  readonly requestBody: unknown
  readonly requestBytes: number
  readonly responseBody: string | Buffer | undefined
}

/** Requests beyond this are not kept: a group of 50,000 members is five megabytes. */
export const bodyKeptMax = 64 * 1024
/** Of an answer that is longer the beginning is kept: a page of a list can be read again, and storing it whole is half its cost. */
const answerMax = 16 * 1024
/** Of what was only read, which is most of what identity providers ask for, enough to see whom it was about. */
const readingMax = 4 * 1024
const pathMax = 2_000
const flushEveryMs = 250
const retryAfterMs = 2_000
const batchMax = 500
const batchLengthMax = 2 * 1024 * 1024

export interface ExchangeLogOptions {
  /** Told how many exchanges are lost, and why: an error, or nothing when there was no room. */
  readonly onLost: (lost: number, error?: unknown) => void
  /** When the database is away or slow, the newest of this many, and of this length, are kept. */
  readonly waitingMax?: number
  readonly waitingLengthMax?: number
}

interface Waiting {
  readonly exchange: Exchange
  /** Letters, which are bytes but for rare ones. */
  readonly length: number
}

type LogDatabase = Pick<Database, 'inSite' | 'readSites'>

/**
 * Records exchanges in batches, beside the calls and not in their way. The exchanges of the last quarter of a second may
 * be lost in a crash; the audit, which joins each transaction, is not.
 */
export class ExchangeLog {
  readonly #database: LogDatabase
  readonly #options: Required<ExchangeLogOptions>
  #waiting: Waiting[] = []
  #waitingLength = 0
  #dropped = 0
  #timer: NodeJS.Timeout | undefined
  #isWriting = false
  #flushing: Promise<void> = Promise.resolve()

  constructor(database: LogDatabase, options: ExchangeLogOptions) {
    this.#database = database
    this.#options = { waitingMax: 10_000, waitingLengthMax: 16 * 1024 * 1024, ...options }
  }

  record(call: FinishedCall): void {
    // Texts at once: a parsed body takes many times the room until its turn comes.
    const exchange = exchangeOf(call)
    const { path, effect, requestBody = '', responseBody = '' } = exchange
    const length = path.length + effect.length + requestBody.length + responseBody.length
    this.#waiting.push({ exchange, length })
    this.#waitingLength += length
    this.#makeRoom()
    // Beside a slow database one batch shall follow, and not one for each quarter of a second that passed.
    if (!this.#isWriting) this.#flushAfter(flushEveryMs)
  }

  /** Writes what waits, and waits until it is written or the database turns out to be away. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flushing = this.#flushing.then(() => this.#writeWhatWaits())
    await this.#flushing
  }

  /** The last flush: what cannot be written now is lost. */
  async close(): Promise<void> {
    await this.flush()
    clearTimeout(this.#timer)
    this.#dropped += this.#waiting.length
    this.#reportDropped()
  }

  #flushAfter(ms: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), ms).unref()
  }

  #makeRoom(): void {
    const { waitingMax, waitingLengthMax } = this.#options
    let count = 0
    for (const { length } of this.#waiting) {
      if (this.#waiting.length - count <= waitingMax && this.#waitingLength <= waitingLengthMax) break
      this.#waitingLength -= length
      count++
    }
    if (count > 0) this.#waiting.splice(0, count)
    this.#dropped += count
  }

  async #writeWhatWaits(): Promise<void> {
    this.#isWriting = true
    const isAway = !(await this.#write())
    this.#isWriting = false
    if (this.#waiting.length > 0) this.#flushAfter(isAway ? retryAfterMs : flushEveryMs)
  }

  /** Whether the database took what there was at the beginning. */
  async #write(): Promise<boolean> {
    this.#reportDropped()
    // What comes meanwhile has a time of its own: under load there is always some, and batches of a few would follow each other without end.
    let left = this.#waiting.length
    while (left > 0 && this.#waiting.length > 0) {
      const batch = this.#nextBatch()
      left -= batch.length
      const sites = Map.groupBy(batch, ({ exchange }) => exchange.siteId)
      const notices: Notice[] = []
      for (const [siteId, batch] of sites) {
        if (!(await this.#writeSite(siteId, batch))) continue
        sites.delete(siteId)
        notices.push(...noticesOf(siteId, batch))
      }
      // Afterwards, and for all sites at once; who hears nothing of it asks again in a while.
      await this.#database.readSites(announce(notices)).catch(() => {})
      if (sites.size > 0) {
        this.#putBack([...sites.values()].flat())
        return false
      }
    }
    return true
  }

  #nextBatch(): Waiting[] {
    let count = 0
    let total = 0
    for (const { length } of this.#waiting) {
      if (count > 0 && (count >= batchMax || total + length > batchLengthMax)) break
      total += length
      count++
    }
    this.#waitingLength -= total
    return this.#waiting.splice(0, count)
  }

  /** Whether these are done with: written, or never to be. */
  async #writeSite(siteId: number, batch: readonly Waiting[]): Promise<boolean> {
    try {
      const exchanges = batch.map(({ exchange }) => exchange)
      await this.#database.inSite(siteId, async (tx) => tx.write(insertExchanges(siteId, exchanges)))
      return true
    } catch (error) {
      const { code } = error as { code?: string }
      if (error instanceof DoorwardError && (code === 'unavailable' || code === 'outcome-unknown'))
        return false
      this.#options.onLost(batch.length, error)
      return true
    }
  }

  #putBack(batch: readonly Waiting[]): void {
    this.#waiting.unshift(...batch)
    for (const { length } of batch) this.#waitingLength += length
    this.#makeRoom()
  }

  #reportDropped(): void {
    if (this.#dropped > 0) this.#options.onLost(this.#dropped)
    this.#dropped = 0
  }
}

/** Directories in which something has changed are told apart from those that were only called. */
function noticesOf(siteId: number, batch: readonly Waiting[]): Notice[] {
  const byEffect = Map.groupBy(batch, ({ exchange }) => exchange.hasEffect)
  return [...byEffect].map(([hasEffect, calls]) => ({
    siteId,
    kinds: kindsOfExchanges(hasEffect),
    directoryIds: [...new Set(calls.map(({ exchange }) => exchange.directoryId))],
  }))
}

function exchangeOf(call: FinishedCall): Exchange {
  const { requestBody, requestBytes, responseBody, path, ...rest } = call
  return {
    ...rest,
    exchangeId: newId(call.at),
    path: storable(withoutSecretQuery(path).slice(0, pathMax)),
    client: call.client === undefined ? undefined : storable(call.client.slice(0, 200)),
    effect: storable(call.effect.slice(0, 2_000)),
    repairs: call.repairs.map((repair) => storable(repair.slice(0, 250))),
    requestBody:
      requestBody === undefined
        ? undefined
        : kept(requestBytes, () => JSON.stringify(withoutSecrets(requestBody))),
    responseBody: responseBody === undefined ? undefined : storable(beginningOf(responseBody, call)),
  }
}

function kept(bytes: number, text: () => string): string {
  return bytes > bodyKeptMax ? `(${bytes} bytes, too large to keep)` : storable(text())
}

function beginningOf(answer: string | Buffer, { hasEffect, status }: FinishedCall): string {
  const max = hasEffect || status >= 400 ? answerMax : readingMax
  if (answer.length <= max) return answer.toString()
  const beginning = textOf(answer, max)
  const length = lengthOf(answer)
  return length <= max ? beginning : `${beginning} … (cut here, ${length} characters in all)`
}

const bytesOfLetter = 3

/** So many letters of it; of bytes no more is made a text. */
function textOf(answer: string | Buffer, max: number): string {
  const near = typeof answer === 'string' ? answer : answer.subarray(0, bytesOfLetter * max).toString()
  return near.slice(0, max)
}

/** In letters as texts count them; of bytes no text is made for that. */
function lengthOf(answer: string | Buffer): number {
  if (typeof answer === 'string' || isAscii(answer)) return answer.length
  let length = 0
  for (const byte of answer) {
    const isFirstOfLetter = (byte & 0xc0) !== 0x80
    if (isFirstOfLetter) length += byte < 0xf0 ? 1 : 2
  }
  return length
}

/** PostgreSQL's text holds neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return withoutTokens(text).toWellFormed().replaceAll('\0', '\ufffd')
}
