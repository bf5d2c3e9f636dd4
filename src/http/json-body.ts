import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { JSONParser, TokenType } from '@streamparser/json'

/** Why a body cannot be read; each surface says it in its own words. */
export class BodyError extends Error {
  readonly reason: 'too-large' | 'not-utf8' | 'not-json' | 'incomplete'

  constructor(reason: BodyError['reason'], message: string) {
    super(message)
    this.name = 'BodyError'
    this.reason = reason
  }
}

/** Up to this size a body is parsed in one go; parsing it takes a few milliseconds. */
const wholeMax = 1024 * 1024
/** Nesting and number of objects and lists of a large body; each costs memory many times what it costs to send. */
const depthMax = 100
const containersMax = 1_500_000
/** So much of a refused body is read and thrown away: who still writes does not see an answer that closes the line. */
const discardedMax = 64 * 1024 * 1024
/** Who announces a body and sends nothing waits for an answer. */
const silenceMaxMs = 1_000

export interface BodyReading {
  readonly bytesMax: number
  /** The Content-Length, when there is one. */
  readonly announced?: number
  /** Ends the wait for what does not come. */
  readonly signal: AbortSignal
  /**
   * Asked before a large body is read: for so many bytes in all, instead of those that it asked for before. What it
   * throws is thrown on.
   */
  readonly reserve?: (bytes: number) => Promise<void>
}

/** So much is read without asking; most bodies are a kilobyte. */
const unreservedMax = 64 * 1024

/** The value of a JSON body with its size; undefined when the body is empty. */
export interface JsonBody {
  readonly value: unknown
  readonly bytes: number
}

/**
 * Reads a JSON body. A large one is parsed while it arrives, piece by piece, so that a group of 50,000 members neither
 * holds the process up nor stands in memory twice. The stream outlives an error: whoever sent it is to be answered.
 * @throws BodyError, or the signal's reason
 */
export async function readJsonBody(stream: Readable, reading: BodyReading): Promise<JsonBody> {
  const { bytesMax, announced = 0, signal, reserve } = reading
  try {
    if (announced > bytesMax) throw tooLarge(bytesMax)
    if (announced > unreservedMax) await reserve?.(announced)
    const whole = arrived(stream)
    if (whole === undefined) return await readPieces(stream, reading)
    signal.throwIfAborted()
    if (whole.length > bytesMax) throw tooLarge(bytesMax)
    return { value: parseWhole(whole), bytes: whole.length }
  } catch (error) {
    await discard(stream, signal)
    throw error
  }
}

/** A small body that came with its head, as most do: reading it piece by piece costs more than parsing it. */
function arrived(stream: Readable): Buffer | undefined {
  const { complete } = stream as Partial<IncomingMessage>
  const isWhole = complete === true && stream.readableLength > 0 && stream.readableLength <= unreservedMax
  return isWhole ? (stream.read() as Buffer) : undefined
}

const tooLarge = (bytesMax: number) =>
  new BodyError('too-large', `The body is larger than ${bytesMax} bytes.`)

async function readPieces(
  stream: Readable,
  { bytesMax, announced = 0, signal, reserve }: BodyReading,
): Promise<JsonBody> {
  const chunks: Buffer[] = []
  let bytes = 0
  let reserved = Math.max(announced, unreservedMax)
  let parser: PiecewiseParser | undefined
  for await (const chunk of piecesOf(stream, signal)) {
    bytes += chunk.length
    if (bytes > bytesMax) throw tooLarge(bytesMax)
    if (bytes > reserved) {
      // Nobody said how much comes: a little is taken at first, then all that it may become.
      reserved = bytes <= wholeMax ? Math.min(wholeMax, bytesMax) : bytesMax
      await reserve?.(reserved)
    }
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

function discard(stream: Readable, signal: AbortSignal): Promise<void> {
  if (stream.readableEnded || stream.destroyed || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    let bytes = 0
    const finish = () => {
      clearTimeout(timer)
      stream.off('data', count)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, silenceMaxMs)
    const count = (chunk: Buffer) => {
      bytes += chunk.length
      timer.refresh()
      if (bytes > discardedMax) finish()
    }
    for (const event of ['end', 'close', 'error']) stream.once(event, finish)
    signal.addEventListener('abort', finish)
    stream.on('data', count)
  })
}

async function* piecesOf(stream: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  const pieces = stream.iterator({ destroyOnReturn: false })
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  givenUp.catch(() => {})
  const giveUp = () => reject(signal.reason)
  signal.addEventListener('abort', giveUp)
  if (signal.aborted) giveUp()
  try {
    for (;;) {
      const next = pieces.next().catch(() => {
        throw new BodyError('incomplete', 'The body ended before it was complete.')
      })
      const { done, value } = await Promise.race([givenUp, next])
      if (done) return
      yield value as Buffer
    }
  } finally {
    signal.removeEventListener('abort', giveUp)
    // Of a stream that went silent the iterator returns only with the next piece.
    const returned = pieces.return?.()
    if (!signal.aborted) await returned
  }
}

const strict = new TextDecoder('utf-8', { fatal: true })

function parseWhole(body: Buffer): unknown {
  const text = decoded(() => strict.decode(body))
  try {
    return JSON.parse(text)
  } catch {
    throw notJson()
  }
}

function decoded(decode: () => string): string {
  try {
    return decode()
  } catch {
    throw new BodyError('not-utf8', 'The body is not valid UTF-8.')
  }
}

const notJson = () => new BodyError('not-json', 'The body is not valid JSON.')

class PiecewiseParser {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  readonly #parser = new JSONParser({ paths: ['$'], keepStack: false })
  #value: unknown
  #found = false
  #failure: BodyError | undefined
  #depth = 0
  #containers = 0

  constructor() {
    this.#parser.onValue = ({ value }) => {
      this.#value = value
      this.#found = true
    }
    this.#parser.onToken = ({ token }) => this.#count(token)
    // Errors are kept, not thrown: the parser would go on after one that its own callback swallows.
    this.#parser.onError = (error) => {
      this.#failure ??= error instanceof BodyError ? error : notJson()
    }
  }

  write(chunk: Buffer): void {
    this.#feed(decoded(() => this.#decoder.decode(chunk, { stream: true })))
  }

  end(): unknown {
    this.#feed(decoded(() => this.#decoder.decode()))
    if (!this.#found) throw notJson()
    return this.#value
  }

  #feed(text: string): void {
    // Behind a complete value the parser takes nothing; blanks may still follow.
    const isOver = this.#parser.isEnded
    if (isOver && text.trim() !== '') throw notJson()
    if (isOver || text === '') return
    this.#parser.write(text)
    if (this.#failure) throw this.#failure
  }

  #count(token: TokenType): void {
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#depth--
    if (token !== TokenType.LEFT_BRACE && token !== TokenType.LEFT_BRACKET) return
    this.#depth++
    this.#containers++
    if (this.#depth > depthMax)
      throw new BodyError('not-json', `The body is nested deeper than ${depthMax} levels.`)
    if (this.#containers > containersMax) {
      throw new BodyError('too-large', `The body has more than ${containersMax} objects and lists.`)
    }
  }
}
