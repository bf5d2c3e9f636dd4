import { expect, test } from 'vitest'
import { decideSignIn, type SignInFacts } from './sign-in.ts'

const now = new Date('2026-03-01T00:00:00Z')
const ann = {
  userId: 'u-ann',
  active: true,
  customerId: 'c-ann',
  customerActive: true,
  isOwner: false,
  hasOtherSubject: false,
}
const bo = { ...ann, userId: 'u-bo', customerId: 'c-bo' }
const made = { customerId: 'c-made', active: true, isDeactivatedHere: false }
const nobody: SignInFacts = {
  isOpen: true,
  lapsedSince: null,
  mayGrant: true,
  justInTime: false,
  hasUsers: true,
  isStable: true,
  knownUser: null,
  knownPerson: null,
  userOfValue: null,
  hasLeft: false,
  isOthers: false,
}
const days = (n: number) => new Date(now.getTime() - n * 86_400_000)

test.each<[string, Partial<SignInFacts>, object]>([
  ['by the value', { userOfValue: ann }, { kind: 'user', user: ann, joins: undefined }],
  ['by the subject, renamed and not yet synced', { knownUser: ann }, { kind: 'user', user: ann }],
  [
    'by the subject, although somebody new has the old name',
    { knownUser: ann, userOfValue: bo },
    { kind: 'user', user: ann },
  ],
  [
    'by the value, when an address was the subject and is somebody else by now',
    { isStable: false, knownUser: ann, userOfValue: bo },
    { kind: 'user', user: bo },
  ],
  [
    'not by an address as the subject that nobody has any more',
    { isStable: false, knownUser: ann },
    { kind: 'refuse', outcome: 'not-yet' },
  ],
  [
    'not as a user who has another subject',
    { userOfValue: { ...ann, hasOtherSubject: true } },
    { kind: 'refuse', outcome: 'other-subject' },
  ],
  [
    'as one whose earlier subject was an address',
    { isStable: false, userOfValue: { ...ann, hasOtherSubject: true } },
    { kind: 'user' },
  ],
  ['not when inactive', { userOfValue: { ...ann, active: false } }, { kind: 'refuse', outcome: 'inactive' }],
  [
    'not when known and inactive',
    { knownUser: { ...ann, active: false } },
    { kind: 'refuse', outcome: 'inactive' },
  ],
  [
    'not when an administrator has deactivated the customer',
    { userOfValue: { ...ann, customerActive: false } },
    { kind: 'refuse', outcome: 'inactive' },
  ],
  ['not while held back', { userOfValue: { ...ann, customerId: null } }, { kind: 'refuse', outcome: 'held' }],
  ['not when deleted there', { hasLeft: true, justInTime: true }, { kind: 'refuse', outcome: 'left' }],
  ['not when nobody knows them', {}, { kind: 'refuse', outcome: 'not-yet' }],
  ['made just in time', { justInTime: true }, { kind: 'make' }],
  [
    'not as somebody made by the same value under another subject',
    { justInTime: true, isOthers: true },
    { kind: 'refuse', outcome: 'other-subject' },
  ],
  [
    'not made by an address as the subject where SCIM brings people',
    { justInTime: true, isStable: false },
    { kind: 'refuse', outcome: 'not-yet' },
  ],
  [
    'made by an address as the subject where nothing else brings people',
    { justInTime: true, isStable: false, hasUsers: false },
    { kind: 'make' },
  ],
  ['not made in rehearsal', { justInTime: true, mayGrant: false }, { kind: 'refuse', outcome: 'held' }],
  ['as who was made before', { knownPerson: made }, { kind: 'person', customerId: 'c-made' }],
  [
    'not as who was made before and was deactivated here',
    { knownPerson: { ...made, active: false, isDeactivatedHere: true } },
    { kind: 'refuse', outcome: 'deactivated' },
  ],
  [
    'not as who was made before and is inactive',
    { knownPerson: { ...made, active: false } },
    { kind: 'refuse', outcome: 'inactive' },
  ],
  [
    'one with the user who arrived since',
    { knownPerson: made, userOfValue: ann },
    { kind: 'user', joins: 'c-made' },
  ],
  [
    'one already with the user who took them over',
    { knownPerson: { ...made, customerId: 'c-ann' }, userOfValue: ann },
    { kind: 'user', joins: undefined },
  ],
  [
    'while the directory is off',
    { isOpen: false, userOfValue: ann },
    { kind: 'refuse', outcome: 'directory-off' },
  ],
  ['29 days after the lapse', { lapsedSince: days(29), userOfValue: ann }, { kind: 'user' }],
  ['30 days after it', { lapsedSince: days(30), userOfValue: ann }, { kind: 'refuse', outcome: 'lapsed' }],
  ['while paused, being known', { mayGrant: false, userOfValue: ann }, { kind: 'user' }],
])('somebody signs in %s', (_name, facts, expected) => {
  expect(decideSignIn({ ...nobody, ...facts }, now)).toMatchObject(expected)
})
