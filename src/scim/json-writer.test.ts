import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonWriter } from './json-writer.ts'

const written = (write: (into: JsonWriter) => void, room = 1): string => {
  const writer = new JsonWriter(room)
  write(writer)
  return writer.end().toString()
}

describe('JSON as bytes', () => {
  test.each([
    '',
    'Ann',
    '"',
    '\\',
    'a"b\\c',
    '\0\x01\x1f \x7f',
    '\b\f\n\r\t',
    '🙂 é \u2028\u2029 \ufeff',
    `${'x'.repeat(500)}"`,
  ])('%j is quoted as JSON.stringify quotes it', (text) => {
    const bytes = Buffer.from(`(${text})`)
    expect(written((into) => into.quoted(bytes, 1, bytes.length - 1))).toBe(JSON.stringify(text))
  })

  test('so is any text, behind others', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.integer({ min: 1, max: 99 }),
        (texts, room) => {
          const all = written((into) => {
            for (const text of texts) into.quoted(Buffer.from(text), 0, Buffer.byteLength(text))
          }, room)
          expect(all).toBe(texts.map((text) => JSON.stringify(text)).join(''))
        },
      ),
    )
  })

  test.each([1, 2, 3, 7, 8, 1_000])('what is repeated %i times stands there so often', (times) => {
    expect(
      written((into) => {
        into.text('a')
        expect(into.repeat(Buffer.from('bcd'), times)).toBe(1)
        into.text('e')
      }),
    ).toBe(`a${'bcd'.repeat(times)}e`)
  })
})
