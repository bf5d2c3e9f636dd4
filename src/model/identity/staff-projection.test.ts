import { describe, expect, test } from 'vitest'
import type { UserFacts } from './directory-user.ts'
import {
  matchStaff,
  projectStaff,
  type StaffQuestion,
  type StaffSay,
  type StaffState,
} from './staff-projection.ts'
import { describeStaff } from './staff-sentences.ts'

const user: UserFacts = {
  userName: 'ann',
  externalId: undefined,
  active: true,
  name: 'Ann',
  address: 'ann@acme.com',
  softDeleted: false,
  addressFrom: 'emails',
  details: {},
}
const nothing: StaffSay = { authority: undefined, provenElsewhere: false }
const declared: StaffSay = { authority: 'declared', provenElsewhere: false }

test.each([
  ['nobody has the address', user, undefined, nothing, { kind: 'create' }],
  [
    'there is none',
    { ...user, address: undefined },
    undefined,
    declared,
    { kind: 'hold', reason: 'no-address' },
  ],
  ['known, no say', user, { isManaged: false }, nothing, { kind: 'hold', reason: 'staff-known' }],
  [
    'known, declared',
    user,
    { isManaged: false },
    declared,
    { kind: 'adopt', evidence: 'address in a declared domain' },
  ],
  ['managed already', user, { isManaged: true }, declared, { kind: 'hold', reason: 'staff-known' }],
  [
    'proven by another',
    user,
    undefined,
    { authority: 'declared', provenElsewhere: true },
    { kind: 'hold', reason: 'domain-of-another' },
  ],
] as const)('who a new user of a directory of staff is: %s', (_when, given, owner, say, match) => {
  expect(matchStaff(given, undefined, owner, say)).toEqual(match)
})

test('whoever left and is meant is back, with or without an address', () => {
  const match = matchStaff(
    { ...user, address: undefined },
    'same externalId and userName',
    undefined,
    nothing,
  )
  expect(match).toEqual({ kind: 'return', evidence: 'same externalId and userName' })
})

const ann: StaffState = {
  name: 'Ann',
  address: 'ann@acme.com',
  role: 'member',
  handRole: null,
  ruleRole: null,
  handDisabled: false,
  directoryDisabled: false,
}
const asked: StaffQuestion = {
  mayGrant: true,
  user,
  member: ann,
  match: undefined,
  ruleRole: null,
  isSeatFree: true,
  isLastOwner: false,
  say: nothing,
  isTaken: false,
}
const off = { ...user, active: false }
const owner: StaffState = { ...ann, role: 'owner', handRole: 'owner' }

describe('what a user of a directory of staff means', () => {
  test.each<[string, Partial<StaffQuestion>, string, Partial<StaffState> | undefined]>([
    ['as it was', {}, 'No effect on people.', {}],
    ['new', { member: undefined, match: { kind: 'create' } }, 'Ann joined the staff as member.', {}],
    [
      'new and in a group',
      { member: undefined, match: { kind: 'create' }, ruleRole: 'agent' },
      'Ann joined the staff as agent.',
      { role: 'agent', ruleRole: 'agent' },
    ],
    [
      'new, and no seat',
      { member: undefined, match: { kind: 'create' }, ruleRole: 'agent', isSeatFree: false },
      'Ann joined the staff as member; Ann is a member, because no seat is free.',
      { ruleRole: 'agent' },
    ],
    [
      'new while nothing is granted',
      { member: undefined, match: { kind: 'create' }, mayGrant: false },
      'the rest waits until the directory grants again.',
      undefined,
    ],
    [
      'an agent of before',
      { member: { ...ann, role: 'agent' }, match: { kind: 'adopt', evidence: '' } },
      'Ann of the staff is managed by this directory from now on.',
      { role: 'agent', handRole: 'agent' },
    ],
    [
      'back, with nothing that people gave',
      {
        member: { ...ann, role: 'agent', handRole: 'agent', directoryDisabled: true },
        match: { kind: 'return', evidence: '' },
      },
      'Ann, who had left the staff, is back; active again; role changed from agent to member.',
      {},
    ],
    [
      'renamed',
      { user: { ...user, name: 'Ann Lee' } },
      'name changed from Ann to Ann Lee.',
      { name: 'Ann Lee' },
    ],
    [
      'another address',
      { user: { ...user, address: 'lee@acme.com' } },
      'address changed from ann@acme.com to lee@acme.com.',
      { address: 'lee@acme.com' },
    ],
    [
      'an address of somebody else',
      { user: { ...user, address: 'lee@acme.com' }, isTaken: true },
      'address lee@acme.com was not taken: somebody of your staff has the address, or the directory has no say in its domain.',
      {},
    ],
    [
      'another address for whom people gave a role, without a say',
      { member: { ...ann, role: 'agent', handRole: 'agent' }, user: { ...user, address: 'a@evil.test' } },
      'address a@evil.test was not taken: somebody of your staff has the address, or the directory has no say in its domain.',
      { role: 'agent', handRole: 'agent' },
    ],
    ['inactive', { user: off }, 'deactivated.', { directoryDisabled: true }],
    ['inactive in a pause', { user: off, mayGrant: false }, 'deactivated.', { directoryDisabled: true }],
    [
      'active again in a pause',
      { member: { ...ann, directoryDisabled: true }, mayGrant: false },
      'the rest waits until the directory grants again.',
      { directoryDisabled: true },
    ],
    [
      'active, where people refuse',
      { member: { ...ann, handDisabled: true, directoryDisabled: true } },
      'No effect on people.',
      { handDisabled: true },
    ],
    ['an owner', { member: owner, user: off }, 'deactivated.', { ...owner, directoryDisabled: true }],
    [
      'the last owner',
      { member: owner, user: off, isLastOwner: true },
      'Ann was not deactivated: nobody else can sign in as an owner.',
      owner,
    ],
    [
      'the last owner, known by hand, as one who may not come in',
      { member: owner, user: off, isLastOwner: true, match: { kind: 'adopt', evidence: '' } },
      'Ann of the staff is managed by this directory from now on; Ann was not deactivated: nobody else can sign in as an owner.',
      owner,
    ],
    [
      'the last owner, deleted and brought anew',
      { member: owner, match: { kind: 'return', evidence: '' } },
      'Ann, who had left the staff, is back.',
      owner,
    ],
    [
      'an owner who had left',
      { member: { ...owner, directoryDisabled: true }, match: { kind: 'return', evidence: '' } },
      'Ann, who had left the staff, is back; active again; role changed from owner to member.',
      {},
    ],
    ['deleted', { user: undefined }, 'deactivated.', { directoryDisabled: true }],
    [
      'deleted, who had a role by a rule',
      { user: undefined, member: { ...ann, role: 'agent', ruleRole: 'agent' } },
      'deactivated; role changed from agent to member.',
      { directoryDisabled: true },
    ],
  ])('%s', (_when, given, words, after) => {
    const projection = projectStaff({ ...asked, ...given })
    expect(describeStaff(projection)).toBe(words)
    expect(projection.after).toEqual(after && { ...ann, ...after })
    if (!projection.after || given.user === undefined) return
    const again = projectStaff({ ...asked, ...given, match: undefined, member: projection.after })
    expect(again.after).toEqual(projection.after)
  })
})
