/** A letter takes so many bytes at most, counted as JavaScript counts letters. */
const bytesOfLetter = 3
const comma = 0x2c
const quote = 0x22
const backslash = 0x5c
/** Letters before it are written as escapes. */
const blank = 0x20

/**
 * JSON as bytes. What the database sends as bytes stays bytes: a page of users that becomes one text of a hundred, and bytes again,
 * costs several times as much.
 */
export class JsonWriter {
  #bytes: Buffer
  #length = 0

  /** @param room how many bytes are likely written */
  constructor(room: number) {
    this.#bytes = Buffer.allocUnsafeSlow(room)
  }

  get length(): number {
    return this.#length
  }

  /** What is written, and room behind it; another one when there was no more room. */
  get bytes(): Buffer {
    return this.#bytes
  }

  text(text: string): void {
    this.#makeRoom(text.length * bytesOfLetter)
    this.#length += this.#bytes.write(text, this.#length)
  }

  comma(): void {
    this.#makeRoom(1)
    this.#bytes[this.#length++] = comma
  }

  /** @returns where in `bytes` they are */
  copy(bytes: Buffer): number {
    this.#makeRoom(bytes.length)
    const at = this.#length
    this.#bytes.set(bytes, at)
    this.#length += bytes.length
    return at
  }

  /**
   * The same again and again: once it is there it doubles.
   * @returns where in `bytes` the first begins
   */
  repeat(bytes: Buffer, times: number): number {
    const length = bytes.length * times
    this.#makeRoom(length)
    const at = this.#length
    this.#bytes.set(bytes, at)
    for (let have = bytes.length; have < length; have *= 2) {
      this.#bytes.copyWithin(at + have, at, at + Math.min(have, length - have))
    }
    this.#length += length
    return at
  }

  /** A text as JSON, from its bytes. What needs no escaping is copied. */
  quoted(bytes: Buffer, from: number, to: number): void {
    this.#makeRoom(to - from + 2)
    const into = this.#bytes
    let at = this.#length
    into[at++] = quote
    for (let n = from; n < to; n++) {
      const byte = bytes[n] as number
      if (byte < blank || byte === quote || byte === backslash) {
        this.text(JSON.stringify(bytes.toString('utf8', from, to)))
        return
      }
      into[at++] = byte
    }
    into[at++] = quote
    this.#length = at
  }

  /** What was written. Nothing more is. */
  end(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** What was written so far, and begins anew. */
  take(): Buffer {
    const taken = Buffer.from(this.end())
    this.#length = 0
    return taken
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
