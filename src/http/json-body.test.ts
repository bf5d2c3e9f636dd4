import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { type BodyError, readJsonBody } from './json-body.ts'

const mebi = 1024 * 1024
const { signal } = new AbortController()
const read = (pieces: Iterable<string | Buffer>, bytesMax = 64 * mebi) =>
  readJsonBody(
    Readable.from(
      [...pieces].map((piece) => Buffer.from(piece)),
      { objectMode: true },
    ),
    { bytesMax, signal },
  )

function* inPieces(text: string, size: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const padding = ' '.repeat(2 * mebi)

describe('a large body, parsed piece by piece, means what it means in one piece', () => {
  test.each([
    ['an object', '{"a":[1,-0.5e3,true,null,"x"],"b":{}}'],
    ['a list', '[[],{},""]'],
    ['a text', '"x"'],
    ['escapes', '["\\u0000\\ud83d\\ude00\\n","\\ud800"]'],
    ['keys of every object', '{"__proto__":{"a":1},"constructor":{"prototype":{}},"toString":1}'],
    ['a key twice: the last one counts', '{"a":1,"a":2}'],
    ['letters beyond ASCII, cut anywhere', '{"é程😀":"é程😀"}'],
  ])('%s', async (_name, text) => {
    for (const pieces of [[padding, ...inPieces(text, 1)], inPieces(padding + text, 65_536)]) {
      const large = await read(pieces)
      expect(large.value).toEqual(JSON.parse(text))
      const value = large.value as object
      if (typeof value === 'object' && !Array.isArray(value)) {
        expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
      }
    }
  })
})

describe('a large body is refused', () => {
  test.each<[string, string | Buffer, BodyError['reason']]>([
    ['that ends early', `${padding}{"a":1`, 'not-json'],
    ['with something behind its end', `${padding}{"a":1} x`, 'not-json'],
    ['with a second value in a later piece', `{"a":1}${padding}{"a":2}`, 'not-json'],
    ['that is nothing but blanks', padding, 'not-json'],
    ['with a bare word', `${padding}{"a":undefined}`, 'not-json'],
    ['that is nested a million levels deep', '['.repeat(2 * mebi), 'not-json'],
    ['that hides millions of objects in few bytes', `[${'{},'.repeat(2 * mebi)}{}]`, 'too-large'],
    [
      'that is no UTF-8',
      Buffer.concat([Buffer.from(`${padding}"`), Buffer.from([0xff]), Buffer.from('"')]),
      'not-utf8',
    ],
    [
      'that ends within a letter',
      Buffer.concat([Buffer.from(`${padding}"`), Buffer.from([0xe7, 0xa8])]),
      'not-utf8',
    ],
  ])('%s', async (_name, body, reason) => {
    await expect(read([body])).rejects.toMatchObject({ name: 'BodyError', reason })
  })

  test('that is larger than allowed, or announced so, and is read to its end so that its sender sees the answer', async () => {
    const stream = Readable.from(Array(5).fill(Buffer.alloc(10, ' ')))
    await expect(readJsonBody(stream, { bytesMax: 15, signal })).rejects.toMatchObject({
      reason: 'too-large',
    })
    expect(stream.readableEnded).toBe(true)
    const announced = Readable.from([Buffer.alloc(10, ' ')])
    const given = { bytesMax: 15, announced: 16, signal }
    await expect(readJsonBody(announced, given)).rejects.toMatchObject({ reason: 'too-large' })
    expect(announced.readableEnded).toBe(true)
  })

  test('whose sender goes away', async () => {
    const stream = new Readable({ read() {} })
    stream.push('{')
    setImmediate(() => stream.destroy(new Error('aborted')))
    await expect(readJsonBody(stream, { bytesMax: mebi, signal })).rejects.toMatchObject({
      reason: 'incomplete',
    })
  })

  test.each(['', '{"a":'])('that does not go on while its reader still waits, after %j', async (start) => {
    const stream = new Readable({ read() {} })
    if (start !== '') stream.push(start)
    const controller = new AbortController()
    const given = { bytesMax: mebi, signal: controller.signal }
    setImmediate(() => controller.abort(new Error('too late')))
    await expect(readJsonBody(stream, given)).rejects.toThrow('too late')
  })
})

describe('a body that came with its head', () => {
  /** As node:http hands over a request that is all there. */
  function arrived(...pieces: string[]): Readable {
    const stream = Object.assign(new Readable({ read: () => {} }), { complete: true })
    for (const piece of pieces) stream.push(piece)
    stream.push(null)
    return stream
  }

  test('is read at once, and its stream has ended for the next request on the line', async () => {
    const stream = arrived('{"a":', '"é"}')
    expect(await readJsonBody(stream, { bytesMax: mebi, signal })).toEqual({ value: { a: 'é' }, bytes: 10 })
    await new Promise(setImmediate)
    expect(stream.readableEnded).toBe(true)
  })

  test.each([
    ['too large', '{"a":1}', 'too-large', 6],
    ['no JSON', '{"a":', 'not-json', mebi],
  ])('is refused when it is %s', async (_what, text, reason, bytesMax) => {
    await expect(readJsonBody(arrived(text), { bytesMax, signal })).rejects.toMatchObject({ reason })
  })

  test('is not used when its call was given up', async () => {
    const reason = new Error('too late')
    const reading = { bytesMax: mebi, signal: AbortSignal.abort(reason) }
    await expect(readJsonBody(arrived('{}'), reading)).rejects.toBe(reason)
  })
})
