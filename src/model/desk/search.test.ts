import { expect, test } from 'vitest'
import { searchTerms } from './search.ts'

test.each<[string, string | undefined, string | undefined]>([
  ['printer', "'printer':*", undefined],
  [' The Printer smokes ', "'the' & 'printer' & 'smokes':*", undefined],
  ['SUP-12', "'sup' & '12':*", 'SUP-12'],
  ['sup-12', "'sup' & '12':*", 'SUP-12'],
  ['sup-012', "'sup' & '012':*", undefined],
  ["it's | !on & fire:* <-> '\\", "'it' & 's' & 'on' & 'fire':*", undefined],
  ['Drucker größer', "'drucker' & 'größer':*", undefined],
  ['プリンター', "'プリンター':*", undefined],
  [' \t!? ', undefined, undefined],
  ['', undefined, undefined],
  ['x'.repeat(100), `'${'x'.repeat(60)}':*`, undefined],
  [
    Array.from({ length: 20 }, (_, n) => `w${n}`).join(' '),
    `${Array.from({ length: 10 }, (_, n) => `'w${n}'`).join(' & ')}:*`,
    undefined,
  ],
])('%j is looked for as %j', (text, query, key) => {
  expect(searchTerms(text)).toEqual({ query, key })
})
