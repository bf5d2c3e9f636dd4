/** Names as they are compared: in any order, without titles, initials and whatever stands behind the name. */
import { lettersOf } from './skeleton.ts'

/** In front of names and behind them: titles, and what people are. Written as `lettersOf` has it. */
const around: ReadonlySet<string> = new Set(
  [
    ...[
      'mr',
      'mrs',
      'ms',
      'miss',
      'dr',
      'prof',
      'professor',
      'sir',
      'herr',
      'frau',
      'ing',
      'dipl',
      'mag',
      'msc',
      'bsc',
    ],
    ...[
      'phd',
      'mba',
      'jr',
      'sr',
      'ceo',
      'cto',
      'cfo',
      'coo',
      'cio',
      'ciso',
      'president',
      'director',
      'manager',
    ],
    ...[
      'head',
      'chief',
      'officer',
      'executive',
      'vp',
      'hr',
      'it',
      'support',
      'helpdesk',
      'desk',
      'help',
      'service',
    ],
    ...[
      'team',
      'admin',
      'administrator',
      'billing',
      'finance',
      'accounting',
      'accounts',
      'sales',
      'office',
      'security',
    ],
    ...['external', 'extern', 'guest', 'gast', 'private', 'privat', 'mobile', 'mobil', 'geschäftsführer'],
    ...[
      'geschäftsführerin',
      'leiter',
      'leiterin',
      'leitung',
      'vertrieb',
      'buchhaltung',
      'kundendienst',
      'kundenservice',
    ],
    ...[
      'of',
      'the',
      'von',
      'from',
      'at',
      'bei',
      'via',
      'für',
      'for',
      'inc',
      'ltd',
      'llc',
      'gmbh',
      'ag',
      'corp',
      'group',
    ],
  ].map(lettersOf),
)

/** In these scripts a name is written without blanks. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
const wordsMax = 12
const keyMax = 120

/** The words of a name in its order, each by its skeleton; of a German umlaut and its two letters one is left. */
export function nameWords(name: string): string[] {
  return lettersOf(name.slice(0, 200))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, wordsMax)
    .map((word) => word.replace(/([aou])e/g, '$1'))
}

const aroundFolded: ReadonlySet<string> = new Set([...around].map((word) => word.replace(/([aou])e/g, '$1')))
const isAround = (word: string) => aroundFolded.has(word)
const isInitial = (word: string) => word.length === 1 && !unspaced.test(word)

/** The key of these words; empty where they are too little to know anybody by. */
export function keyOfWords(words: readonly string[]): string {
  const [first = ''] = words
  if (words.length === 1 && !(unspaced.test(first) && [...first].length >= 2)) return ''
  return [...words].sort().join(' ').slice(0, keyMax)
}

/**
 * By what a known person's name is found: its words in the order of the alphabet, without titles and initials.
 * @returns empty for a name that says nothing, such as a single word
 */
export function nameKey(name: string): string {
  const words = nameWords(name)
  const telling = words.filter((word) => !isAround(word) && !isInitial(word))
  return keyOfWords(telling.length > 0 ? telling : words)
}

/** Part of a display name that may be a person's, and the words around it. */
export interface NamePart {
  readonly key: string
  /** Words that are neither titles nor initials: a company, another name. */
  readonly rest: readonly string[]
}

/** What of a display name may be the name of somebody: all of it, and each run of words in it. */
export function nameParts(name: string): NamePart[] {
  const spaced = name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  const parts = [name, spaced].flatMap((one) => partsOf(nameWords(one)))
  return [...new Map(parts.map((part) => [`${part.key}|${part.rest.join(' ')}`, part])).values()]
}

/** Runs of words that may be a name; what titles and initials are among them belongs to nobody. */
export function partsOf(words: readonly string[]): NamePart[] {
  const telling = words.filter((word) => !isAround(word) && !isInitial(word)).slice(0, 6)
  const parts: NamePart[] = []
  for (let from = 0; from < telling.length; from += 1) {
    for (let to = telling.length; to > from; to -= 1) {
      const key = keyOfWords(telling.slice(from, to))
      if (key !== '') parts.push({ key, rest: [...telling.slice(0, from), ...telling.slice(to)] })
    }
  }
  return parts
}
