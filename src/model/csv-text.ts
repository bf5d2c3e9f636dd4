// Files of comma-separated values as programs write them: in which encoding, and with which separator.
import { invalid } from './errors.ts'

/**
 * The text of a file: UTF-8, or UTF-16 where it begins with that byte order mark, as spreadsheets save "Unicode text".
 * @throws DoorwardError 'invalid', field `file`
 */
export function decodeFile(bytes: Uint8Array): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    const name = encoding.toUpperCase()
    throw invalid('file', `is not in ${name}. Save it anew as "CSV UTF-8" and try again.`)
  }
}

const separators = [',', ';', '\t'] as const
type Separator = (typeof separators)[number]

/** Where the table begins, and what stands between its cells. */
export interface Layout {
  readonly separator: Separator
  /** Behind a byte order mark, and the line in which spreadsheets tell each other the separator. */
  readonly begin: number
}

/** Tells a table's separator: the one that stands most often in its first line, outside quotes. */
export function layoutOf(text: string): Layout {
  const start = text.startsWith('\ufeff') ? 1 : 0
  const said = /^sep=([,;\t])\r?\n/.exec(text.slice(start, start + 10))
  if (said) return { separator: said[1] as Separator, begin: start + said[0].length }
  const counts = { ',': 0, ';': 0, '\t': 0 }
  let isQuoted = false
  for (let at = start; at < text.length; at++) {
    const letter = text[at] as string
    if (letter === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (letter === '\n' || letter === '\r') break
    else if (letter in counts) counts[letter as Separator]++
  }
  const separator = separators.reduce((best, one) => (counts[one] > counts[best] ? one : best))
  return { separator, begin: start }
}
