/** PostgreSQL's number for the type `text`. */
const textType = 25
const headerBytes = 20
const none = -1

/**
 * A value `text[]` as PostgreSQL's binary protocol takes it: nothing is escaped here and nothing is parsed there, which for long
 * texts full of quotes is most of what they cost. `pg` asks for it by `toPostgres`.
 * Source: `array_recv` in PostgreSQL's src/backend/utils/adt/arrayfuncs.c.
 */
export class TextArray {
  readonly texts: readonly (string | null | undefined)[]

  constructor(texts: readonly (string | null | undefined)[]) {
    this.texts = texts
  }

  toPostgres(): Buffer {
    const { texts } = this
    const lengths = texts.map((text) => (typeof text === 'string' ? Buffer.byteLength(text) : none))
    const total = lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), headerBytes)
    const buffer = Buffer.allocUnsafe(total)
    const hasNulls = lengths.includes(none) ? 1 : 0
    // One dimension, whose first element is the first.
    let at = 0
    for (const word of [1, hasNulls, textType, texts.length, 1]) at = buffer.writeInt32BE(word, at)
    for (const [n, text] of texts.entries()) {
      at = buffer.writeInt32BE(lengths[n] as number, at)
      if (typeof text === 'string') at += buffer.write(text, at)
    }
    return buffer
  }
}
