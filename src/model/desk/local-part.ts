/** What an address looks like before the `@`. */
import { domainOf, foldAddress } from '../identity/email-address.ts'
import { keyOfWords, type NamePart, nameWords } from './name-key.ts'

const localOf = (address: string) => {
  const folded = foldAddress(address)
  return folded.slice(0, folded.lastIndexOf('@')).slice(0, 64)
}

/** The words of an address: `ann.lee7` are `ann` and `lee`. */
export function localWords(address: string): string[] {
  return nameWords(localOf(address).replace(/[\d_]+/g, ' ')).slice(0, 6)
}

const splitMin = 5
const splitMax = 24

/**
 * A name that is written in one: each way in which a word may be two, and what stands beside it. `annlee-globex` is `ann` and `lee`
 * beside `globex`.
 */
export function splitLocals(address: string): NamePart[] {
  const words = localWords(address)
  return words.slice(0, 3).flatMap((word, n) => {
    if (word.length < splitMin || word.length > splitMax) return []
    const rest = words.filter((_, m) => m !== n)
    return Array.from({ length: word.length - 3 }, (_, at) => ({
      key: keyOfWords([word.slice(0, at + 2), word.slice(at + 2)]),
      rest,
    }))
  })
}

const separators = ['.', '_', '-']
const shortMin = 6
const swaps: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['m', 'rn'],
  ['vv', 'w'],
  ['w', 'vv'],
  ['0', 'o'],
  ['o', '0'],
  ['1', 'l'],
  ['l', '1'],
  ['1', 'i'],
  ['i', '1'],
  ['l', 'i'],
  ['i', 'l'],
  ['n', 'm'],
  ['m', 'n'],
]

/**
 * Addresses at the same place that are easily taken for this one: its words in another order, separators moved, neighbours changed,
 * a letter left out or doubled, letters that look alike.
 */
export function addressesLike(address: string): string[] {
  const local = localOf(address)
  const domain = domainOf(address)
  const [plain = '', tag] = local.split(/\+/, 2)
  const words = plain.split(/[._-]+/).filter(Boolean)
  const like = new Set<string>(tag === undefined ? [] : [plain])
  for (const separator of ['', ...separators]) {
    like.add(words.join(separator))
    like.add([...words].reverse().join(separator))
  }
  const letters = [...plain]
  if (letters.length >= shortMin) {
    letters.forEach((letter, n) => {
      const [before, after] = [plain.slice(0, n), plain.slice(n + 1)]
      like.add(before + after)
      like.add(before + letter + letter + after)
      if (n > 0) for (const separator of separators) like.add(before + separator + letter + after)
      const next = after.slice(0, 1)
      if (next !== '') like.add(before + next + letter + after.slice(1))
      for (const [one, other] of swaps) {
        if (plain.startsWith(one, n)) like.add(before + other + plain.slice(n + one.length))
      }
    })
  }
  like.delete(local)
  like.delete('')
  return [...like].map((one) => `${one}@${domain}`)
}
