/**
 * The header under which a file is downloaded (RFC 6266, with the name as RFC 8187 writes it). Both forms hold nothing but
 * printable ASCII, whatever the name is, so that no name ends the header or begins another one.
 */
export function attachmentNamed(name: string): string {
  return `attachment; ${namePart(name)}`
}

/** The same of what is shown where it stands. */
export function inlineNamed(name: string): string {
  return `inline; ${namePart(name)}`
}

function namePart(name: string): string {
  // For those that do not know the second form; a percent sign would be taken for an encoding by some.
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]|["\\%;]/gu, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `filename="${plain}"; filename*=UTF-8''${encoded}`
}
