/** As much as the server takes. */
const fileMax = 24 * 1024 * 1024

/** What was chosen, or why it cannot be read. */
export type ReadFile =
  | { readonly text: string }
  | { readonly problem: 'too-large' | 'not-utf-8' | 'not-readable' }

/** The text of a file: UTF-8, or UTF-16 where it begins with that byte order mark, as spreadsheets save "Unicode text". */
export async function readChosen(file: File): Promise<ReadFile> {
  if (file.size > fileMax) return { problem: 'too-large' }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    return { text: new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes) }
  } catch (error) {
    return { problem: error instanceof TypeError ? 'not-utf-8' : 'not-readable' }
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}
