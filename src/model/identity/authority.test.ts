import { expect, test } from 'vitest'
import { type AddressFacts, judgeAddress } from './authority.ts'

const nothing: AddressFacts = {
  authority: undefined,
  guests: false,
  provenElsewhere: false,
  holderId: undefined,
}

test.each<[string, AddressFacts, string]>([
  ['without authority it is claimed', nothing, 'claimed'],
  ['in a declared domain it is held', { ...nothing, authority: 'declared' }, 'held'],
  ['in a proven domain it is held', { ...nothing, authority: 'proven' }, 'held'],
  ['an address that another customer holds is refused', { ...nothing, holderId: 'other' }, 'held-by-another'],
  [
    'also with authority for the domain',
    { ...nothing, authority: 'proven', holderId: 'other' },
    'held-by-another',
  ],
  ['ones own is not', { ...nothing, authority: 'declared', holderId: 'me' }, 'held'],
  [
    'in a domain that another directory has proven it is refused',
    { ...nothing, provenElsewhere: true },
    'domain-of-another',
  ],
  ['what nobody else has a say in is a guest’s', { ...nothing, guests: true }, 'held'],
  [
    'what another customer holds is no guest’s',
    { ...nothing, guests: true, holderId: 'other' },
    'held-by-another',
  ],
  [
    'nor is what is in a domain that another directory has proven',
    { ...nothing, guests: true, provenElsewhere: true },
    'domain-of-another',
  ],
  [
    'a declared domain yields to a proven one',
    { ...nothing, authority: 'declared', provenElsewhere: true },
    'domain-of-another',
  ],
])('%s', (_rule, facts, expected) => {
  const verdict = judgeAddress(facts, 'me')
  expect(verdict.kind === 'take' ? verdict.standing : verdict.reason).toBe(expected)
})
