/** A part of a file: its first and its last byte. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * What a Range header asks for (RFC 9110, section 14). Of several ranges, of another unit or of what is no range the whole
 * file is the answer, which the standard allows.
 * @returns undefined for the whole file, 'unsatisfiable' for a range that begins behind its end
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= size) return 'unsatisfiable'
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
