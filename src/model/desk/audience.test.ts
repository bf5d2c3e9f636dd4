import { expect, test } from 'vitest'
import { audienceChange, whoSees } from './audience.ts'

const seen = (...people: string[]) => ({ fingerprint: people.join(), total: people.length, people })
const many = (fingerprint: string) => ({ fingerprint, total: 1_000, people: null })

test.each([
  ['the same people are no change', seen('a', 'b'), seen('a', 'b'), undefined],
  ['who came', seen('a'), seen('a', 'b'), { gained: ['b'], lost: [] }],
  ['who went', seen('a', 'b'), seen('b'), { gained: [], lost: ['a'] }],
  ['both', seen('a'), seen('b'), { gained: ['b'], lost: ['a'] }],
  ['nobody was there before', seen(), seen('a'), { gained: ['a'], lost: [] }],
  ['as many others among very many', many('x'), many('y'), { gained: null, lost: null }],
  ['the same very many', many('x'), many('x'), undefined],
  ['fewer than very many', many('x'), seen('a'), { gained: null, lost: null }],
])('%s', (_name, before, now, expected) => {
  expect(audienceChange(before, now)).toEqual(expected)
})

test('whoever joined later sees only what the organization shows of before', () => {
  const [early, late] = [{ since: new Date(1) }, { since: new Date(3) }]
  const sharedAt = new Date(2)
  expect(whoSees([early, late], { showsEarlier: false, sharedAt })).toEqual([early])
  expect(whoSees([early, late], { showsEarlier: true, sharedAt })).toEqual([early, late])
})
