import { expect, test } from 'vitest'
import { type AddressFacts, judgeAddress } from './authority.ts'

const nothing: AddressFacts = {
  authority: undefined,
  guests: false,
  provenElsewhere: false,
  holder: undefined,
  ofStaff: false,
}
const by = (customerId: string, isManaged = true) => ({ holder: { customerId, isManaged } })

test.each<[string, AddressFacts, string]>([
  ['without authority it is claimed', nothing, 'claimed'],
  ['in a declared domain it is held', { ...nothing, authority: 'declared' }, 'held'],
  ['in a proven domain it is held', { ...nothing, authority: 'proven' }, 'held'],
  ['an address that another customer holds is refused', { ...nothing, ...by('other') }, 'held-by-another'],
  [
    'also with authority for the domain',
    { ...nothing, authority: 'proven', ...by('other') },
    'held-by-another',
  ],
  [
    'and so is one that a customer holds whom no directory manages',
    { ...nothing, authority: 'proven', ...by('other', false) },
    'held-by-unmanaged',
  ],
  ['an address of staff is refused', { ...nothing, authority: 'proven', ofStaff: true }, 'of-staff'],
  ['ones own is not', { ...nothing, authority: 'declared', ...by('me') }, 'held'],
  [
    'in a domain that another directory has proven it is refused',
    { ...nothing, provenElsewhere: true },
    'domain-of-another',
  ],
  ['what nobody else has a say in is a guest’s', { ...nothing, guests: true }, 'held'],
  [
    'what another customer holds is no guest’s',
    { ...nothing, guests: true, ...by('other') },
    'held-by-another',
  ],
  [
    'nor is what is in a domain that another directory has proven',
    { ...nothing, guests: true, provenElsewhere: true },
    'domain-of-another',
  ],
  [
    'what somebody erased had is refused until a person decides',
    { ...nothing, authority: 'proven', erased: { customerId: 'gone', by: 'address' } },
    'of-erased',
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
