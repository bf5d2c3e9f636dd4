/** What a file is, by its first bytes; what its sender or its name says of it counts for nothing. */

interface Kind {
  readonly mediaType: string
  /** The endings that such a file has: whoever blocks one of them blocks the file whatever it is called. */
  readonly endings: readonly string[]
  /** Bytes as Latin-1 and where they stand; a `.` stands for any. */
  readonly marks: readonly (readonly [at: number, bytes: string])[]
}

const kind = (mediaType: string, endings: string, ...marks: Kind['marks'][number][]): Kind => ({
  mediaType,
  endings: endings.split(' '),
  marks,
})

/** Signatures as their formats define them (listed at https://www.iana.org/assignments/media-types, file(1)). */
const kinds: readonly Kind[] = [
  kind('image/png', 'png', [0, '\x89PNG\r\n\x1a\n']),
  kind('image/jpeg', 'jpg jpeg', [0, '\xff\xd8\xff']),
  kind('image/gif', 'gif', [0, 'GIF8'], [5, 'a']),
  kind('image/webp', 'webp', [0, 'RIFF'], [8, 'WEBP']),
  kind('application/pdf', 'pdf', [0, '%PDF-']),
  kind('application/zip', 'zip', [0, 'PK\x03\x04']),
  kind('application/gzip', 'gz tgz', [0, '\x1f\x8b']),
  kind('application/x-7z-compressed', '7z', [0, "7z\xbc\xaf'\x1c"]),
  kind('application/vnd.rar', 'rar', [0, 'Rar!\x1a\x07']),
  kind('video/mp4', 'mp4 mov m4v', [4, 'ftyp']),
  kind('video/webm', 'webm mkv', [0, '\x1aE\xdf\xa3']),
  kind('audio/mpeg', 'mp3', [0, 'ID3']),
  // Programs, and what systems run.
  kind('application/octet-stream', 'exe dll scr com cpl sys', [0, 'MZ']),
  kind('application/octet-stream', 'elf so bin run', [0, '\x7fELF']),
  kind('application/octet-stream', 'macho dylib app', [0, '\xcf\xfa\xed\xfe']),
  kind('application/octet-stream', 'macho dylib app class', [0, '\xca\xfe\xba\xbe']),
  kind('application/octet-stream', 'lnk', [0, 'L\0\0\0\x01\x14\x02\0']),
  kind('application/octet-stream', 'sh', [0, '#!']),
]

/** So many bytes from the beginning tell what a file is. */
export const headBytes = 4096

const unknown = 'application/octet-stream'
const images: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Whether a browser may show it where it stands: pictures of pixels, which are no documents and run nothing. */
export function isShownInline(mediaType: string | null): boolean {
  return mediaType !== null && images.has(mediaType)
}

/** What a file is, and which endings would be true of it. */
export interface Sniffed {
  readonly mediaType: string
  readonly endings: readonly string[]
}

/** @param head the file's first bytes, `headBytes` of them where it has so many */
export function sniff(head: Uint8Array): Sniffed {
  const text = latin(head)
  const found = kinds.find(({ marks }) => marks.every(([at, bytes]) => text.startsWith(bytes, at)))
  if (found) return { mediaType: found.mediaType, endings: found.endings }
  return { mediaType: isPlainText(head) ? 'text/plain' : unknown, endings: [] }
}

function latin(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes.subarray(0, headBytes)) text += String.fromCharCode(byte)
  return text
}

/** UTF-8 without control characters, and without what a reader might take for markup. */
function isPlainText(head: Uint8Array): boolean {
  try {
    // The last character may be cut.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return text !== '' && !/[^\P{Cc}\t\r\n\f]/u.test(text) && !/<[a-z!?/]/i.test(text)
  } catch {
    return false
  }
}
