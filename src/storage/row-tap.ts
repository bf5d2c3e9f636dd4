const headerLength = 5
/** Behind the header: how many columns there are. */
const rowAt = headerLength + 2
const dataRow = 0x44

/**
 * Takes rows out of what PostgreSQL sends, before `pg` makes a text of each of their columns; all else is passed on as it came.
 * A message is its type, its length without that, and the rest; chunks end anywhere.
 */
export class RowTap {
  readonly #passOn: (bytes: Buffer) => void
  readonly #takeRow: (bytes: Buffer, at: number) => void
  readonly #takesRows: () => boolean
  /** The beginning of a row, or of a header, whose rest comes with the next chunk; as long as the whole. */
  #part: Buffer | undefined
  #have = 0
  /** How much is still to come of a message that is passed on. */
  #coming = 0

  /**
   * @param passOn gets the messages that are no rows, and parts of them
   * @param takeRow gets a row, and where its first column begins
   * @param takesRows whether a row is taken that comes now, or passed on
   */
  constructor(
    passOn: (bytes: Buffer) => void,
    takeRow: (bytes: Buffer, at: number) => void,
    takesRows: () => boolean,
  ) {
    this.#passOn = passOn
    this.#takeRow = takeRow
    this.#takesRows = takesRows
  }

  take(chunk: Buffer): void {
    /** From here on nothing was passed on yet. */
    let from = 0
    let at = 0
    const passOn = () => {
      if (at > from) this.#passOn(chunk.subarray(from, at))
    }
    while (at < chunk.length) {
      const left = chunk.length - at
      if (this.#part) {
        at = this.#complete(this.#part, chunk, at)
        from = at
      } else if (this.#coming > 0) {
        const passed = Math.min(this.#coming, left)
        this.#coming -= passed
        at += passed
      } else if (left < headerLength) {
        passOn()
        this.#keep(headerLength, chunk, at)
        return
      } else if (!this.#isRow(chunk, at)) {
        this.#coming = lengthOf(chunk, at)
      } else {
        // What came before a row says of which statement it is.
        passOn()
        const length = lengthOf(chunk, at)
        if (length > left) {
          this.#keep(length, chunk, at)
          return
        }
        this.#takeRow(chunk, at + rowAt)
        at += length
        from = at
      }
    }
    passOn()
  }

  #isRow(bytes: Buffer, at: number): boolean {
    return bytes[at] === dataRow && this.#takesRows()
  }

  #keep(length: number, chunk: Buffer, at: number): void {
    this.#part = Buffer.allocUnsafe(length)
    this.#have = chunk.copy(this.#part, 0, at)
  }

  /** @returns where the chunk goes on */
  #complete(part: Buffer, chunk: Buffer, at: number): number {
    const copied = chunk.copy(part, this.#have, at)
    this.#have += copied
    if (this.#have === part.length) {
      this.#part = undefined
      // No row is as short as a header.
      if (part.length > headerLength) this.#takeRow(part, rowAt)
      else if (this.#isRow(part, 0)) this.#keep(lengthOf(part, 0), part, 0)
      else {
        this.#passOn(part)
        this.#coming = lengthOf(part, 0) - headerLength
      }
    }
    return at + copied
  }
}

const lengthOf = (message: Buffer, at: number) => 1 + message.readUInt32BE(at + 1)
