import type { Readable } from 'node:stream'
import { unavailable } from '../model/errors.ts'

/** Files that one person sends at once, and this process takes in: each holds a connection and a file open. */
const ofPersonMax = 6
const totalMax = 200
/** Who sends nothing for so long is gone, or the network is: what came is kept. */
const silentDefaultMs = 15_000

interface Turn {
  readonly person: string
  readonly stop: () => void
  readonly done: Promise<void>
}

/** The files that this process writes just now. */
export class UploadTurns {
  readonly #turns = new Map<string, Turn>()
  readonly #silentMaxMs: number
  #isClosed = false

  constructor(silentMaxMs = silentDefaultMs) {
    this.#silentMaxMs = silentMaxMs
  }

  /**
   * Has a file written, and sees to it that this ends: when nothing comes any more, or whoever sends it comes anew.
   * @throws DoorwardError 'unavailable' beyond the limits
   */
  async take<T>(
    attachmentId: string,
    person: string,
    bytes: Readable,
    work: (heard: AsyncIterable<Buffer>) => Promise<T>,
  ): Promise<T> {
    const ofPerson = [...this.#turns.values()].filter((turn) => turn.person === person)
    if (this.#isClosed || this.#turns.size >= totalMax || ofPerson.length >= ofPersonMax)
      throw unavailable('Too many files are on their way just now. Go on in a few seconds.')
    if (this.#turns.has(attachmentId)) throw unavailable('Another piece of this file is being written.')
    const stop = () => void bytes.destroy(new Error('the upload was cut off'))
    const { promise: done, resolve } = Promise.withResolvers<void>()
    this.#turns.set(attachmentId, { person, stop, done })
    try {
      return await work(heard(bytes, this.#silentMaxMs, stop))
    } finally {
      this.#turns.delete(attachmentId)
      resolve()
    }
  }

  /** Ends what is left of an earlier connection, and waits until what came by it is kept. */
  async end(attachmentId: string): Promise<void> {
    const turn = this.#turns.get(attachmentId)
    turn?.stop()
    await turn?.done
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#turns.keys()].map((attachmentId) => this.end(attachmentId)))
  }
}

/** The bytes as they come; the connection stays open for the answer when somebody wants no more of them. */
async function* heard(bytes: Readable, silentMs: number, stop: () => void): AsyncGenerator<Buffer> {
  let timer = setTimeout(stop, silentMs)
  try {
    for await (const chunk of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      // While the disk is slow it is not the sender who is silent.
      clearTimeout(timer)
      yield chunk
      timer = setTimeout(stop, silentMs)
    }
  } finally {
    clearTimeout(timer)
  }
}
