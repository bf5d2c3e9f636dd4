const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** “Ann Lee” is AL: the first letters of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  const first = (word = '') => [...letters.segment(word)][0]?.segment ?? ''
  return ends.map((word) => first(word).toLocaleUpperCase()).join('')
}
