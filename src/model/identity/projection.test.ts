import { expect, test } from 'vitest'
import type { AddressFacts } from './authority.ts'
import type { UserFacts } from './directory-user.ts'
import {
  describeEffects,
  type LinkedCustomer,
  needsAddressFacts,
  type ProjectionInput,
  projectDeletion,
  projectUser,
  releasesAddress,
} from './projection.ts'

const user: UserFacts = {
  userName: 'ann@globex.com',
  externalId: undefined,
  active: true,
  details: {},
  softDeleted: false,
  addressFrom: 'emails',
  name: 'Ann Lee',
  address: 'ann@globex.com',
}
const customer: LinkedCustomer = {
  customerId: 'c1',
  name: 'Ann Lee',
  active: true,
  details: {},
  address: { addressId: 'a1', address: 'ann@globex.com', standing: 'held', facts: undefined },
}
const declared: AddressFacts = {
  authority: 'declared',
  guests: false,
  provenElsewhere: false,
  holder: undefined,
  ofStaff: false,
}
const holder = { customerId: 'c2', isManaged: true }
const base = { mayGrant: true, user, customerId: 'c1', match: undefined, addressFacts: undefined }
const fresh: ProjectionInput = {
  ...base,
  customer: undefined,
  match: { kind: 'create' },
  addressFacts: declared,
}
const linked: ProjectionInput = { ...base, customer }

const effectsOf = (input: ProjectionInput) => {
  const { effects, pending } = projectUser(input)
  return [...effects.map(({ kind }) => kind), ...(pending ? ['pending'] : [])]
}
const with_ = (change: Partial<UserFacts>): UserFacts => ({ ...user, ...change })
const link = { kind: 'link', customerId: 'c1', evidence: '' } as const
const moved = with_({ address: 'ann@newco.com' })
const softDeleted = with_({ active: false, address: undefined, softDeleted: true })
/** A customer whose address is only claimed, with what is known of it. */
const claimed = (facts: AddressFacts | undefined): LinkedCustomer => ({
  ...customer,
  address: { addressId: 'a1', address: 'ann@globex.com', standing: 'claimed', facts },
})
const unproven: AddressFacts = { ...declared, authority: undefined }
const taken: AddressFacts = { ...declared, holder }

test.each<[string, ProjectionInput, string[]]>([
  ['a new user becomes a customer with an address', fresh, ['create', 'take-address']],
  ['without an address too', { ...fresh, user: with_({ address: undefined }) }, ['create']],
  ['a new user waits while nothing is granted', { ...fresh, mayGrant: false }, ['pending']],
  [
    'somebody who comes back is not doubled',
    { ...fresh, match: { kind: 'return', customerId: 'c1', evidence: '' } },
    ['return', 'reactivate', 'take-address'],
  ],
  [
    'nor revived when inactive',
    { ...fresh, user: with_({ active: false }), match: { kind: 'return', customerId: 'c1', evidence: '' } },
    ['return', 'take-address'],
  ],
  ['somebody held back is nobody', { ...fresh, match: { kind: 'hold', reason: 'quota' } }, ['hold']],
  [
    'while nothing is granted, not even that',
    { ...fresh, mayGrant: false, match: { kind: 'hold', reason: 'quota' } },
    ['pending'],
  ],
  [
    'who signed in before is bound',
    { ...fresh, match: { kind: 'bind', customerId: 'c1', evidence: '' } },
    ['bind', 'reactivate', 'take-address'],
  ],
  ['an unmanaged customer is taken over as it is', { ...linked, match: link }, ['link']],
  [
    'with the name and state that the directory gives',
    { ...linked, match: link, user: with_({ name: 'Ann Meyer', active: false }) },
    ['link', 'deactivate', 'rename'],
  ],
  [
    'which waits, also for a leaver',
    { ...linked, match: link, mayGrant: false, user: with_({ active: false }) },
    ['pending'],
  ],
  ['projecting again changes nothing', linked, []],
  ['a dismissal', { ...linked, user: with_({ active: false }) }, ['deactivate']],
  ['never waits', { ...linked, mayGrant: false, user: with_({ active: false }) }, ['deactivate']],
  ['a return', { ...linked, customer: { ...customer, active: false } }, ['reactivate']],
  ['waits', { ...linked, mayGrant: false, customer: { ...customer, active: false } }, ['pending']],
  ['a new name', { ...linked, user: with_({ name: 'Ann Meyer' }) }, ['rename']],
  ['waits too', { ...linked, mayGrant: false, user: with_({ name: 'Ann Meyer' }) }, ['pending']],
  ['a changed detail', { ...linked, user: with_({ details: { contract: 'C-1' } }) }, ['change-details']],
  [
    'a detail that is the same in another order is none',
    {
      ...linked,
      user: with_({ details: { a: 1, b: true } }),
      customer: { ...customer, details: { b: true, a: 1 } },
    },
    [],
  ],
  [
    'a detail waits while nothing is granted',
    { ...linked, mayGrant: false, user: with_({ details: { contract: 'C-1' } }) },
    ['pending'],
  ],
  [
    'a new address leaves the old one',
    { ...linked, user: moved, addressFacts: declared },
    ['leave-address', 'take-address'],
  ],
  [
    'also when the new one is refused',
    { ...linked, user: moved, addressFacts: { ...declared, holder } },
    ['leave-address', 'refuse-address'],
  ],
  [
    'a dismissal in a pause counts although the rest waits',
    { ...linked, mayGrant: false, user: with_({ active: false, name: 'X' }) },
    ['deactivate', 'pending'],
  ],
  ["Entra's soft delete keeps name and address", { ...linked, user: softDeleted }, ['deactivate']],
  ['a claimed address too', { ...linked, user: softDeleted, customer: claimed(declared) }, ['deactivate']],
  [
    'and gives none to somebody who has none',
    { ...linked, user: softDeleted, customer: { ...customer, address: undefined }, addressFacts: declared },
    ['deactivate'],
  ],
  ['nor at creation', { ...fresh, user: softDeleted }, ['create']],
  [
    'an address that nobody asserts any more is doubted',
    { ...linked, user: with_({ address: undefined }) },
    ['doubt-address'],
  ],
  ['at once', { ...linked, mayGrant: false, user: with_({ address: undefined }) }, ['doubt-address']],
  ['and only once', { ...linked, user: with_({ address: undefined }), customer: claimed(declared) }, []],
  [
    'while nothing is granted, so is one that waits to be changed',
    { ...linked, mayGrant: false, user: moved, addressFacts: declared },
    ['doubt-address', 'pending'],
  ],
  [
    'once',
    { ...linked, mayGrant: false, user: moved, customer: claimed(unproven), addressFacts: declared },
    ['pending'],
  ],
  [
    'a claimed address is held once the directory may say so',
    { ...linked, customer: claimed(declared) },
    ['confirm-address'],
  ],
  ['which waits', { ...linked, mayGrant: false, customer: claimed(declared) }, ['pending']],
  ['until then it stays claimed', { ...linked, customer: claimed(unproven) }, []],
  [
    'it is left when another has come to hold it',
    { ...linked, customer: claimed(taken) },
    ['leave-address', 'refuse-address'],
  ],
  [
    'in whatever spelling',
    { ...linked, user: with_({ address: 'Ann@globex.com' }), customer: claimed(taken) },
    ['leave-address', 'refuse-address'],
  ],
  [
    'another spelling is the same address',
    { ...linked, user: with_({ address: 'Ann@Globex.com' }) },
    ['respell-address'],
  ],
  [
    'a claimed one keeps its standing',
    { ...linked, user: with_({ address: 'Ann@globex.com' }), customer: claimed(unproven) },
    ['respell-address'],
  ],
  [
    'or is held by the way',
    { ...linked, user: with_({ address: 'Ann@globex.com' }), customer: claimed(declared) },
    ['respell-address', 'confirm-address'],
  ],
  ['and waits', { ...linked, mayGrant: false, user: with_({ address: 'Ann@globex.com' }) }, ['pending']],
])('%s', (_rule, input, expected) => {
  expect(effectsOf(input)).toEqual(expected)
})

test.each<[string, UserFacts, LinkedCustomer | undefined, boolean]>([
  ['somebody new with an address', user, undefined, true],
  ['nobody without one', with_({ address: undefined }), undefined, false],
  ['an unchanged address', user, customer, false],
  ['a changed one', moved, customer, true],
  ['one in another spelling', with_({ address: 'Ann@globex.com' }), customer, false],
  ["Entra's soft delete", softDeleted, customer, false],
  ['one that was refused before', user, { ...customer, address: undefined }, true],
])('address facts are read for %s', (_rule, facts, before, expected) => {
  expect(needsAddressFacts(facts, before)).toBe(expected)
})

test.each<[string, UserFacts, LinkedCustomer, boolean]>([
  ['an unchanged address', user, customer, false],
  ['another spelling', with_({ address: 'ANN@globex.com' }), customer, false],
  ['a changed one', moved, customer, true],
  ['none any more', with_({ address: undefined }), customer, true],
  ["Entra's soft delete", softDeleted, customer, false],
  ['a claimed one, which nobody waits for', moved, claimed(unproven), false],
  ['no address at all', moved, { ...customer, address: undefined }, false],
])('%s gives up a held address: %#', (_rule, facts, before, expected) => {
  expect(releasesAddress(facts, before)).toBe(expected)
})

test('a deletion deactivates and makes the address a former one', () => {
  expect(projectDeletion(customer).map(({ kind }) => kind)).toEqual(['deactivate', 'leave-address'])
  expect(projectDeletion({ ...customer, active: false, address: undefined })).toEqual([])
  expect(projectDeletion(undefined)).toEqual([])
})

test('effects are said in words', () => {
  expect(describeEffects(projectUser(fresh))).toBe('Ann Lee was added; address ann@globex.com, held.')
  expect(describeEffects(projectUser(linked))).toBe('No effect on people.')
  expect(describeEffects(projectUser({ ...fresh, mayGrant: false }))).toBe(
    'the rest waits until the directory grants again.',
  )
  const respelled = { ...linked, user: with_({ address: 'Ann@globex.com' }), customer: claimed(declared) }
  expect(describeEffects(projectUser(respelled))).toBe(
    'ann@globex.com is written Ann@globex.com now; address Ann@globex.com, held.',
  )
  expect(describeEffects(projectUser({ ...linked, customer: claimed(taken) }))).toBe(
    'ann@globex.com is a former address now; address ann@globex.com was not taken: another customer holds it.',
  )
})
