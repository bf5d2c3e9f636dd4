import { expect, test } from 'vitest'
import { accessPolicyDefault } from '../identity/access-policy.ts'
import { type AddressPeople, ownWayOpens, portalWay } from './portal-way.ts'

const nobody: AddressPeople = {
  holder: null,
  claimants: null,
  isStaff: false,
  isLeaver: false,
  isErased: false,
  requiredBy: null,
  policy: null,
}
const unmanaged = {
  customerId: 'ann',
  active: true,
  standing: 'held',
  directoryId: null,
  directory: null,
  mode: null,
  codeDoor: null,
} as const
const managed = {
  ...unmanaged,
  directoryId: 7,
  directory: 'Globex',
  mode: 'optional',
  codeDoor: false,
} as const
const invited = { ...accessPolicyDefault, newAccounts: 'invited' } as const
const globex = [{ directoryId: 7, name: 'Globex' }]
const asAnn = { as: 'customer', customerId: 'ann', isProof: false }

test.each<[string, Partial<AddressPeople>, object]>([
  ['an unmanaged customer gets a code', { holder: unmanaged }, { code: asAnn, reason: null, doors: [] }],
  [
    'but none in a domain whose directory alone signs its people in',
    { holder: unmanaged, requiredBy: 'Globex' },
    { code: undefined, reason: 'by-directory' },
  ],
  [
    'one who was written down, unproven, proves the mailbox by it',
    { holder: { ...unmanaged, standing: 'claimed' } },
    { code: { ...asAnn, isProof: true } },
  ],
  [
    'an inactive one gets none',
    { holder: { ...unmanaged, active: false } },
    { code: undefined, reason: 'inactive' },
  ],
  [
    "a directory's person gets its door and no code",
    { holder: managed },
    { code: undefined, reason: 'by-directory', doors: globex },
  ],
  [
    'and no door where the directory signs nobody in',
    { holder: { ...managed, mode: 'test' } },
    { code: undefined, reason: 'by-directory', doors: [] },
  ],
  [
    'where an administrator opened the code door, both',
    { holder: { ...managed, codeDoor: true } },
    { code: asAnn, reason: null, doors: globex },
  ],
  [
    'but never where the directory is required',
    { holder: { ...managed, codeDoor: true, mode: 'required' } },
    { code: undefined, reason: 'by-directory', doors: globex },
  ],
  [
    'one whom the directory let go gets nothing',
    { holder: { ...managed, active: false } },
    { reason: 'inactive', doors: [] },
  ],
  [
    'so does whoever reads a mailbox that a leaver had last',
    { isLeaver: true },
    { code: undefined, reason: 'inactive' },
  ],
  [
    'staff have a page of their own',
    { isStaff: true, holder: unmanaged },
    { code: undefined, reason: 'staff' },
  ],
  ['a stranger becomes somebody new', {}, { code: { as: 'new' }, reason: null }],
  ['and is told when nobody new comes in', { policy: invited }, { code: undefined, reason: 'not-open' }],
  [
    'what a directory claims keeps nobody out of his mailbox',
    { claimants: globex },
    { code: { as: 'new' }, doors: globex },
  ],
  [
    'a guest finds the door of the host where nobody new comes in',
    { claimants: globex, policy: invited },
    { code: undefined, reason: 'by-directory', doors: globex },
  ],
  [
    'nobody new arises beside a directory that is required',
    { requiredBy: 'Globex' },
    { code: undefined, reason: 'not-open' },
  ],
  ['who was erased proves the mailbox first', { isErased: true }, { code: { as: 'new' } }],
])('%s', (_name, people, expected) => {
  expect(portalWay('ann@globex.com', { ...nobody, ...people })).toMatchObject(expected)
})

test.each<[string, Partial<AddressPeople>, string | undefined]>([
  ['an unmanaged customer', { holder: unmanaged }, 'ann'],
  ['one who has not proven the mailbox', { holder: { ...unmanaged, standing: 'claimed' } }, undefined],
  ['an inactive one', { holder: { ...unmanaged, active: false } }, undefined],
  ['a directory’s person', { holder: managed }, undefined],
  ['where its code door is open', { holder: { ...managed, codeDoor: true } }, 'ann'],
  [
    'and its sign-in is the only one',
    { holder: { ...managed, codeDoor: true, mode: 'required' } },
    undefined,
  ],
  ['one of the staff', { holder: unmanaged, isStaff: true }, undefined],
  ['a stranger, whom a code would make a customer', {}, undefined],
  ['a leaver', { isLeaver: true }, undefined],
  ['somebody erased', { isErased: true }, undefined],
])('a password or passkey lets in %s: %s', (_name, people, expected) => {
  expect(ownWayOpens(portalWay('ann@globex.com', { ...nobody, ...people }))).toBe(expected)
})
