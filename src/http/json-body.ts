import { JSONParser } from '@streamparser/json'

/** Why a body cannot be read; each surface says it in its own words. */
export class BodyError extends Error {
  readonly reason: 'too-large' | 'not-utf8' | 'not-json'

  constructor(reason: BodyError['reason'], message: string) {
    super(message)
    this.name = 'BodyError'
    this.reason = reason
  }
}

/** Up to this size a body is parsed in one go; parsing it takes a few milliseconds. */
const wholeMax = 1024 * 1024

/** The value of a JSON body with its size; undefined when the body is empty. */
export interface JsonBody {
  readonly value: unknown
  readonly bytes: number
}

/**
 * Reads a JSON body. A large one is parsed while it arrives, piece by piece, so that a group of 50,000 members neither
 * holds the process up nor stands in memory twice.
 * @throws BodyError
 */
export async function readJsonBody(stream: AsyncIterable<Buffer>, bytesMax: number): Promise<JsonBody> {
  const chunks: Buffer[] = []
  let bytes = 0
  let parser: PiecewiseParser | undefined
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new BodyError('too-large', `The body is larger than ${bytesMax} bytes.`)
    if (parser) parser.write(chunk)
    else chunks.push(chunk)
    if (!parser && bytes > wholeMax) {
      parser = new PiecewiseParser()
      for (const early of chunks.splice(0)) parser.write(early)
    }
  }
  if (parser) return { value: parser.end(), bytes }
  if (bytes === 0) return { value: undefined, bytes }
  return { value: parseWhole(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)), bytes }
}

const strict = new TextDecoder('utf-8', { fatal: true })

function parseWhole(body: Buffer): unknown {
  const text = decoded(() => strict.decode(body))
  try {
    return JSON.parse(text)
  } catch {
    throw new BodyError('not-json', 'The body is not valid JSON.')
  }
}

function decoded(decode: () => string): string {
  try {
    return decode()
  } catch {
    throw new BodyError('not-utf8', 'The body is not valid UTF-8.')
  }
}

class PiecewiseParser {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  readonly #parser = new JSONParser({ paths: ['$'], keepStack: false })
  #value: unknown
  #found = false

  constructor() {
    this.#parser.onValue = ({ value }) => {
      this.#value = value
      this.#found = true
    }
  }

  write(chunk: Buffer): void {
    this.#feed(decoded(() => this.#decoder.decode(chunk, { stream: true })))
  }

  end(): unknown {
    this.#feed(decoded(() => this.#decoder.decode()))
    if (!this.#found) throw new BodyError('not-json', 'The body is not valid JSON.')
    return this.#value
  }

  #feed(text: string): void {
    if (text === '') return
    try {
      this.#parser.write(text)
    } catch {
      throw new BodyError('not-json', 'The body is not valid JSON.')
    }
  }
}
