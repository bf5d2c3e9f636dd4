import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowTap } from './row-tap.ts'

const dataRow = 'D'

function message(type: string, body: Buffer): Buffer {
  const bytes = Buffer.alloc(5 + body.length)
  bytes.write(type)
  bytes.writeUInt32BE(4 + body.length, 1)
  body.copy(bytes, 5)
  return bytes
}

const body = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
/** A row begins with the number of its columns. */
const row = body.map((bytes) => message(dataRow, Buffer.concat([Buffer.alloc(2), bytes])))
const other = fc
  .tuple(fc.constantFrom('1', '2', 'C', 'T', 'Z'), body)
  .map(([type, bytes]) => message(type, bytes))

/** What comes out, in order: rows one by one, and what is passed on as far as it lies together. */
function heard(chunks: readonly Buffer[], takesRows: boolean): { row: boolean; text: string }[] {
  const said: { row: boolean; text: string }[] = []
  const tap = new RowTap(
    (bytes) => {
      const last = said.at(-1)
      const text = bytes.toString('hex')
      if (last && !last.row) last.text += text
      else said.push({ row: false, text })
    },
    (bytes, at) => {
      const length = 1 + bytes.readUInt32BE(at - 6)
      said.push({ row: true, text: bytes.toString('hex', at - 7, at - 7 + length) })
    },
    () => takesRows,
  )
  for (const chunk of chunks) tap.take(chunk)
  return said
}

test('rows are taken whole and in their place, wherever chunks end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(row, other), { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }),
      fc.boolean(),
      (messages, sizes, takesRows) => {
        const all = Buffer.concat(messages)
        const chunks: Buffer[] = []
        for (let at = 0, n = 0; at < all.length; n++) {
          const size = sizes[n % sizes.length] as number
          chunks.push(all.subarray(at, at + size))
          at += size
        }
        expect(heard(chunks, takesRows)).toEqual(heard(messages, takesRows))
        expect(
          heard(messages, takesRows)
            .map(({ text }) => text)
            .join(''),
        ).toBe(all.toString('hex'))
        const rows = messages.filter((bytes) => bytes.toString('latin1', 0, 1) === dataRow).length
        expect(heard(chunks, takesRows).filter(({ row }) => row).length).toBe(takesRows ? rows : 0)
      },
    ),
    { numRuns: 500, seed: 20261130 },
  )
})
