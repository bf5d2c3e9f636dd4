import { describe, expect, test } from 'vitest'
import type { AddressFacts } from './authority.ts'
import type { UserFacts } from './directory-user.ts'
import { type DeletedTwin, type MatchCandidates, type MatchPolicy, matchUser } from './matching.ts'

const user: UserFacts = {
  details: {},
  softDeleted: false,
  addressFrom: 'emails',
  userName: 'ann@globex.com',
  externalId: 'e1',
  active: true,
  name: 'Ann',
  address: 'ann@globex.com',
}
const twin: DeletedTwin = {
  userId: 'u1',
  userNameFolded: 'ann@globex.com',
  addressFolded: 'ann@globex.com',
  customerId: 'c1',
  customerDirectoryId: 7,
}
const signedIn = { customerId: 'j1', isSame: true, active: true }
const nobody: MatchCandidates = { directoryId: 7, justInTime: [], deletedTwins: [], presentTwin: false }
const candidates: MatchCandidates = { ...nobody, deletedTwins: [twin] }
const policy: MatchPolicy = { externalIdIsImmutable: false, isFull: false, letsIn: true }
const free: AddressFacts = {
  authority: 'declared',
  guests: false,
  provenElsewhere: false,
  holder: undefined,
  ofStaff: false,
}
const byUnmanaged: AddressFacts = { ...free, holder: { customerId: 'h1', isManaged: false } }
const byManaged: AddressFacts = { ...free, holder: { customerId: 'h1', isManaged: true } }

interface Case {
  readonly user?: Partial<UserFacts>
  readonly among?: MatchCandidates
  readonly address?: AddressFacts
  readonly policy?: Partial<MatchPolicy>
}

/** The match in short: `return c1`, `create`, `create, may be c1`, `hold quota`. */
function matched({ user: change, among = candidates, address = free, policy: more }: Case): string {
  const match = matchUser({ ...user, ...change }, among, address, { ...policy, ...more })
  if (match.kind === 'hold') return `hold ${match.reason}`
  if (match.kind === 'create') return match.mayBe === undefined ? 'create' : `create, may be ${match.mayBe}`
  return `${match.kind} ${match.customerId}`
}

const onlyExternalId = {
  ...candidates,
  deletedTwins: [{ ...twin, userNameFolded: 'al', addressFolded: 'al@globex.com' }],
}

const erased = { customerId: 'x1', by: 'address' } as const

describe('somebody who was erased', () => {
  test.each<[string, Case, string]>([
    ['comes back as nobody until a person decides', { among: { ...nobody, erased } }, 'hold erased'],
    ['and takes nobody over', { among: { ...nobody, erased }, address: byUnmanaged }, 'hold erased'],
    [
      'is asked about before the quota',
      { among: { ...nobody, erased }, policy: { isFull: true } },
      'hold erased',
    ],
    ['and before the policy', { among: { ...nobody, erased }, policy: { letsIn: false } }, 'hold erased'],
    [
      'is not among staff',
      { among: { ...nobody, erased }, address: { ...free, ofStaff: true } },
      'hold staff-address',
    ],
    ['nor whoever the directory has known since', { among: { ...candidates, erased } }, 'return c1'],
  ])('%s', (_rule, given, expected) => {
    expect(matched(given)).toBe(expected)
  })
})

describe('the access policy', () => {
  test.each<[string, Case, string]>([
    ['holds back who is new', { among: nobody, policy: { letsIn: false } }, 'hold access-policy'],
    ['and not who is back', { policy: { letsIn: false } }, 'return c1'],
    ['nor who is known', { among: nobody, address: byUnmanaged, policy: { letsIn: false } }, 'link h1'],
    ['is asked after the quota', { among: nobody, policy: { letsIn: false, isFull: true } }, 'hold quota'],
  ])('%s', (_rule, given, expected) => {
    expect(matched(given)).toBe(expected)
  })
})

describe('rule 0', () => {
  test.each<[string, Case, string]>([
    [
      'an address of staff makes nobody',
      { among: nobody, address: { ...free, ofStaff: true } },
      'hold staff-address',
    ],
    ['not even somebody who comes back', { address: { ...free, ofStaff: true } }, 'hold staff-address'],
    ['nor does a directory that is full', { among: nobody, policy: { isFull: true } }, 'hold quota'],
    [
      'nor does it take anybody over',
      { among: nobody, address: byUnmanaged, policy: { isFull: true } },
      'hold quota',
    ],
    ['but whom it has, it has', { policy: { isFull: true } }, 'return c1'],
    [
      'also somebody who signed in before',
      { among: { ...nobody, justInTime: [signedIn] }, policy: { isFull: true } },
      'bind j1',
    ],
  ])('%s', (_rule, given, expected) => expect(matched(given)).toBe(expected))
})

describe('rule 1', () => {
  const among = (...justInTime: (typeof signedIn)[]) => ({ among: { ...candidates, justInTime } })
  test.each<[string, Case, string]>([
    ['who signed in with the same value is the person', among(signedIn), 'bind j1'],
    ['with another value is not', among({ ...signedIn, isSame: false }), 'return c1'],
    [
      'nor is who was deactivated, where somebody has left',
      among({ ...signedIn, active: false }),
      'return c1',
    ],
    [
      'but who was deactivated here is nobody new',
      { among: { ...nobody, justInTime: [{ ...signedIn, active: false }] } },
      'bind j1',
    ],
    [
      'of two the active one is meant',
      among({ ...signedIn, customerId: 'j2', active: false }, signedIn),
      'bind j1',
    ],
    ['nor one of two', among(signedIn, { ...signedIn, customerId: 'j2' }), 'return c1'],
  ])('%s', (_rule, given, expected) => expect(matched(given)).toBe(expected))
})

describe('rule 2', () => {
  const among = (...deletedTwins: DeletedTwin[]) => ({ among: { ...nobody, deletedTwins } })
  test.each<[string, Case, string]>([
    [
      'one deleted twin with the same userName is the person',
      among({ ...twin, addressFolded: null }),
      'return c1',
    ],
    ['or with the same address', among({ ...twin, userNameFolded: 'al' }), 'return c1'],
    [
      'or with the externalId alone, where it is immutable',
      { among: onlyExternalId, policy: { externalIdIsImmutable: true } },
      'return c1',
    ],
    ['elsewhere that is somebody new, and a case', { among: onlyExternalId }, 'create, may be c1'],
    ['it is neither while a present user has it', { among: { ...candidates, presentTwin: true } }, 'create'],
    ['nor when two deleted ones had it', among(twin, { ...twin, userId: 'u2' }), 'create'],
    ['nor when nobody had it', { among: nobody }, 'create'],
    [
      'nor when the person belongs to another directory now',
      among({ ...twin, customerDirectoryId: 8 }),
      'create',
    ],
    ['nor to none', among({ ...twin, customerDirectoryId: null }), 'create'],
    ['nor when the twin never became a customer', among({ ...twin, customerId: null }), 'create'],
    [
      'a user name under the tombstone of a soft delete is still that one',
      { user: { userName: `${'0'.repeat(32)}Ann@globex.com`, address: undefined, softDeleted: true } },
      'return c1',
    ],
  ])('%s', (_rule, given, expected) => expect(matched(given)).toBe(expected))
})

describe('rules 3 to 6', () => {
  const found = (address: AddressFacts) => ({ among: nobody, address })
  test.each<[string, Case, string]>([
    [
      'who holds the address and is unmanaged is taken over in a declared domain',
      found(byUnmanaged),
      'link h1',
    ],
    ['and in a proven one', found({ ...byUnmanaged, authority: 'proven' }), 'link h1'],
    [
      'also when another directory has proven it too',
      found({ ...byUnmanaged, authority: 'proven', provenElsewhere: true }),
      'link h1',
    ],
    ['a declared domain yields to a proven one', found({ ...byUnmanaged, provenElsewhere: true }), 'create'],
    ['without authority it is somebody new', found({ ...byUnmanaged, authority: undefined }), 'create'],
    [
      'the word for guests links nobody',
      found({ ...byUnmanaged, authority: undefined, guests: true }),
      'create',
    ],
    ['nor is anybody linked who is managed', found({ ...byManaged, authority: 'proven' }), 'create'],
    ['an address that nobody holds makes somebody new', found(free), 'create'],
    ['who comes back is not taken for who holds the address', { address: byUnmanaged }, 'return c1'],
    [
      'who may be somebody who left, and holds the address for certain, is taken over',
      { among: onlyExternalId, address: byUnmanaged },
      'link h1',
    ],
  ])('%s', (_rule, given, expected) => expect(matched(given)).toBe(expected))

  test('without an address nobody is found by one', () => {
    expect(matchUser({ ...user, address: undefined }, nobody, undefined, policy)).toEqual({ kind: 'create' })
  })
})
