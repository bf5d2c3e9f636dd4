import { createHash, randomBytes } from 'node:crypto'

/** Of a head that is longer, the beginning counts. */
const headMax = 256 * 1024
/** What says which mail it is; with the signature, so that a copy without it never stands for the mail that has it. */
const told: ReadonlySet<string> = new Set(['message-id', 'from', 'date', 'subject', 'dkim-signature'])

/**
 * Watches the bytes of a mail go by, and says by what it is known: whoever gives the same mail again, because the answer was
 * lost on the way, gives one with the same digest, whatever servers have written above it. A Message-ID alone would not do:
 * anybody could send one ahead, and have the true mail taken for a second copy. A mail without one is known by nothing.
 */
export class MailDigest {
  readonly #body = createHash('sha256')
  #head = Buffer.alloc(0)
  #isInBody = false

  update(chunk: Buffer): void {
    if (this.#isInBody) return void this.#body.update(chunk)
    const seen = Buffer.concat([this.#head, chunk])
    const end = endOfHead(seen)
    if (end === undefined && seen.length <= headMax) {
      this.#head = seen
      return
    }
    const at = end ?? headMax
    this.#isInBody = true
    this.#head = seen.subarray(0, at)
    this.#body.update(seen.subarray(at))
  }

  /** @param otherwise by what a mail without a Message-ID is known; without it by nothing */
  end(otherwise?: string): Buffer {
    const lines = this.#head
      .toString('latin1')
      .replace(/\r?\n[ \t]+/g, ' ')
      .split(/\r?\n/)
    const said = lines.flatMap((line) => {
      const [, name = '', value = ''] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? []
      const folded = name.toLowerCase()
      return told.has(folded) ? [`${folded}:${value.trim()}`] : []
    })
    if (!said.some((line) => line.startsWith('message-id:<')))
      return otherwise === undefined ? randomBytes(32) : createHash('sha256').update(otherwise).digest()
    const known = [...said.sort(), this.#body.digest('hex')]
    return createHash('sha256').update(JSON.stringify(known)).digest()
  }
}

/** Where the empty line ends that ends the head. */
export function endOfHead(bytes: Buffer): number | undefined {
  const [crlf, lf] = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')]
  if (crlf < 0 && lf < 0) return undefined
  return crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf + 2
}
