/** Values as PostgreSQL sends them in binary, written as JSON shows them. */

/** How long the text of an id is. */
export const idLength = 36
/** How long a moment's is. */
export const momentLength = 24

/** By byte, its two letters. */
const firstHex = Buffer.from(
  Array.from({ length: 256 }, (_, byte) => '0123456789abcdef'.charCodeAt(byte >> 4)),
)
const secondHex = Buffer.from(
  Array.from({ length: 256 }, (_, byte) => '0123456789abcdef'.charCodeAt(byte & 15)),
)
/** Where the letters of each byte stand. */
const hexPlaces = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const
const hyphen = 0x2d

/** Writes the text of the `uuid` at a place. */
export function writeId(bytes: Buffer, at: number, into: Buffer, to: number): void {
  for (let n = 0; n < hexPlaces.length; n++) {
    const byte = bytes[at + n] as number
    const place = to + (hexPlaces[n] as number)
    into[place] = firstHex[byte] as number
    into[place + 1] = secondHex[byte] as number
  }
  into[to + 8] = hyphen
  into[to + 13] = hyphen
  into[to + 18] = hyphen
  into[to + 23] = hyphen
}

export function idAt(bytes: Buffer, at: number): string {
  const text = Buffer.allocUnsafe(idLength)
  writeId(bytes, at, text, 0)
  return text.toString('latin1')
}

const high = 2 ** 32

/** The `bigint` at a place, where it is no larger than JavaScript's whole numbers. */
export const bigintAt = (bytes: Buffer, at: number): number =>
  bytes.readInt32BE(at) * high + bytes.readUInt32BE(at + 4)

/** 2000-01-01, from where PostgreSQL counts. */
const firstMs = 946_684_800_000
const digit0 = 0x30
const millisAt = 20
/** The second that was written last: resources of one page are often made in one. */
const last = { second: Number.NaN, text: Buffer.alloc(momentLength) }

/** Writes the `timestamptz` at a place as ISO 8601 with milliseconds, digits beyond them cut off, as `isoMoment` does. */
export function writeMoment(bytes: Buffer, at: number, into: Buffer, to: number): void {
  const ms = firstMs + Math.floor(bigintAt(bytes, at) / 1_000)
  const second = Math.floor(ms / 1_000)
  if (second !== last.second) {
    last.text.write(new Date(second * 1_000).toISOString())
    last.second = second
  }
  for (let n = 0; n < momentLength; n++) into[to + n] = last.text[n] as number
  const millis = ms - second * 1_000
  into[to + millisAt] = digit0 + ((millis / 100) | 0)
  into[to + millisAt + 1] = digit0 + (((millis / 10) | 0) % 10)
  into[to + millisAt + 2] = digit0 + (millis % 10)
}

export function momentAt(bytes: Buffer, at: number): string {
  const text = Buffer.allocUnsafe(momentLength)
  writeMoment(bytes, at, text, 0)
  return text.toString('latin1')
}
