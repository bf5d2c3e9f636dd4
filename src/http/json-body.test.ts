import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BodyError, readJsonBody } from './json-body.ts'

async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
}

const read = (body: string | Buffer, size = 64 * 1024, max = 8 * 1024 * 1024) =>
  readJsonBody(inPieces(Buffer.from(body as string), size), max)

const reasonOf = async (body: string | Buffer, size?: number, max?: number) =>
  read(body, size, max).then(
    () => 'read',
    (error: unknown) => (error instanceof BodyError ? error.reason : 'other'),
  )

/** Larger than what is parsed in one go. */
const padding = 'x'.repeat(1024 * 1024 + 1)

test('a small and a large body mean the same, however they arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.integer({ min: 1_000, max: 100_000 }), async (value, size) => {
      const text = JSON.stringify(value)
      expect((await read(text, size)).value).toEqual(JSON.parse(text))
      const large = JSON.stringify({ padding, value })
      expect((await read(large, size)).value).toEqual(JSON.parse(large))
    }),
    { numRuns: 15 },
  )
})

test.each([
  ['nothing', '', 'read'],
  ['half an object', '{"a":', 'not-json'],
  ['two values', '{} {}', 'not-json'],
  ['a large half', `{"a":"${padding}"`, 'not-json'],
  ['a large one with a tail', `{"a":"${padding}"} x`, 'not-json'],
  ['large nonsense', `nonsense ${padding}`, 'not-json'],
])('%s is told from JSON', async (_name, body, expected) => {
  expect(await reasonOf(body)).toBe(expected)
})

test('bytes that are no UTF-8 are refused, small and large', async () => {
  const broken = Buffer.from([0x22, 0xff, 0x22])
  expect(await reasonOf(broken)).toBe('not-utf8')
  expect(await reasonOf(Buffer.concat([Buffer.from(`["${padding}",`), broken, Buffer.from(']')]))).toBe(
    'not-utf8',
  )
})

test('a character may be cut between two pieces', async () => {
  const text = JSON.stringify({ padding, name: 'Änne 🙂' })
  expect((await read(text, 999)).value).toEqual(JSON.parse(text))
})

test('a body beyond the limit is refused before all of it has come', async () => {
  expect(await reasonOf(Buffer.alloc(3_000, 0x20), 1_000, 2_000)).toBe('too-large')
})
