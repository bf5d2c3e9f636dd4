/**
 * What is left of a text when everything is gone by which two texts differ and still look the same.
 * Source: https://www.unicode.org/reports/tr39/#Confusable_Detection; the table is that of Unicode 13, as unhomoglyph 1.0.6 packs it.
 */
import confusables from 'unhomoglyph/data.json' with { type: 'json' }

/** Marks, and what is not seen at all: format characters, variation selectors, fillers. */
const unseen = /[\p{M}\p{Cf}\p{Cc}\u115f\u1160\u3164\uffa0]/gu
/** Latin letters that no decomposition takes apart. */
const ligatures: { readonly [letter: string]: string } = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}
/** They stand beside letters in names that are typed with care, and look like them when they are not. */
const oneLetter: { readonly [letter: string]: string } = { i: 'l', '1': 'l', '|': 'l', '!': 'l', '0': 'o' }
const table: ReadonlyMap<string, string> = new Map(
  Object.entries(confusables as { [letter: string]: string }),
)

/** Letters that are Latin to begin with, and digits, are compared by `oneLetter` alone. */
const isPlain = (letter: string) => letter <= '\u007f'

const plainText = /^[ -~]*$/
const ofOneLetter = /[i1|!0]/g

/** One letter for each that looks like it; blanks stay. */
export function lettersOf(text: string): string {
  const letters = plainText.test(text) ? text.toLowerCase() : latinOf(text)
  return letters
    .replace(ofOneLetter, (letter) => oneLetter[letter] ?? letter)
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
}

/** Small letters of the Latin alphabet, as far as there are some that look like these. */
function latinOf(text: string): string {
  let plain = ''
  for (const letter of text.normalize('NFKD').replace(unseen, '')) {
    plain += isPlain(letter) ? letter : (table.get(letter) ?? letter)
  }
  const small = plain.normalize('NFKD').replace(unseen, '').toLowerCase()
  let letters = ''
  // Small letters of other scripts have lookalikes that their large ones have not.
  for (const letter of small) {
    const known = isPlain(letter) ? letter : (ligatures[letter] ?? table.get(letter)?.toLowerCase() ?? letter)
    letters += isPlain(letter) ? letter : known.normalize('NFKD').replace(unseen, '')
  }
  return letters
}

/** Whether two texts differ by one character more, less or another, or by two neighbours that changed places. */
export function isOneEdit(left: string, right: string): boolean {
  if (left === right) return false
  const [short, long] = left.length <= right.length ? [left, right] : [right, left]
  if (long.length - short.length > 1) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start += 1
  if (long.length > short.length) return short.slice(start) === long.slice(start + 1)
  if (short.slice(start + 1) === long.slice(start + 1)) return true
  const isSwapped = short[start] === long[start + 1] && short[start + 1] === long[start]
  return isSwapped && short.slice(start + 2) === long.slice(start + 2)
}

/** A text and all that come of leaving out one character: two that are one edit apart have one of them in common. */
export function neighbourhood(text: string): string[] {
  const all = new Set([text])
  for (let n = 0; n < text.length; n += 1) all.add(text.slice(0, n) + text.slice(n + 1))
  return [...all]
}
