/** A letter takes so many bytes at most, counted as JavaScript counts letters. */
const bytesOfLetter = 3
const comma = 0x2c

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
