import { expect, test } from 'vitest'
import { type DeletedTwin, type MatchCandidates, matchUser } from './matching.ts'

const user = {
  details: {},
  softDeleted: false,
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
const candidates: MatchCandidates = { directoryId: 7, deletedTwins: [twin], presentTwin: false }

test.each<[string, MatchCandidates, string]>([
  ['one deleted twin with the same userName is the person', candidates, 'c1'],
  ['or with the same address', { ...candidates, deletedTwins: [{ ...twin, userNameFolded: 'al' }] }, 'c1'],
  [
    'externalId alone is not enough',
    { ...candidates, deletedTwins: [{ ...twin, userNameFolded: 'al', addressFolded: 'al@globex.com' }] },
    'new',
  ],
  ['nor is it while a present user has it', { ...candidates, presentTwin: true }, 'new'],
  [
    'nor when two deleted ones had it',
    { ...candidates, deletedTwins: [twin, { ...twin, userId: 'u2' }] },
    'new',
  ],
  ['nor when nobody had it', { ...candidates, deletedTwins: [] }, 'new'],
  [
    'nor when the person belongs to another directory now',
    { ...candidates, deletedTwins: [{ ...twin, customerDirectoryId: 8 }] },
    'new',
  ],
  ['nor to none', { ...candidates, deletedTwins: [{ ...twin, customerDirectoryId: null }] }, 'new'],
  [
    'nor when the twin never became a customer',
    { ...candidates, deletedTwins: [{ ...twin, customerId: null }] },
    'new',
  ],
])('%s', (_rule, given, expected) => {
  const match = matchUser(user, given)
  expect(match.kind === 'return' ? match.customerId : 'new').toBe(expected)
})

test('a user name under the tombstone of a soft delete is still that one', () => {
  const buried = {
    ...user,
    userName: `${'0'.repeat(32)}Ann@globex.com`,
    address: undefined,
    softDeleted: true,
  }
  expect(matchUser(buried, candidates)).toMatchObject({ kind: 'return', customerId: 'c1' })
})
