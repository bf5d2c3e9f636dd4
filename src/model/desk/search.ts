/** What somebody looks for among requests. */
import { requestKey } from './request.ts'

/** Longer words, and more of them, find nothing more. */
const wordMax = 60
const wordsMax = 10

export interface SearchTerms {
  /** PostgreSQL's `tsquery` for the configuration `simple`: every word, the last one also as a beginning; undefined: no word is left. */
  readonly query: string | undefined
  /** The key of a request, where the text is one. */
  readonly key: string | undefined
}

/**
 * Words are what PostgreSQL takes for words: letters and digits, in whatever script. Everything else separates them, so that nothing
 * of what somebody types has a meaning of its own in the query.
 */
export function searchTerms(text: string): SearchTerms {
  const trimmed = text.trim()
  const found = /^([a-z][a-z0-9]{1,9})-([1-9][0-9]{0,9})$/i.exec(trimmed)
  const key = found ? requestKey((found[1] ?? '').toUpperCase(), Number(found[2])) : undefined
  const words = (trimmed.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])
    .slice(0, wordsMax)
    .map((word) => word.slice(0, wordMax))
  const query = words.map((word, n) => (n === words.length - 1 ? `'${word}':*` : `'${word}'`)).join(' & ')
  return { query: query === '' ? undefined : query, key }
}
