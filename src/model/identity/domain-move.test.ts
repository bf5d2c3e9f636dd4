import { expect, test } from 'vitest'
import { type AccessPolicy, accessPolicyDefault } from './access-policy.ts'
import {
  judgeDomainMove,
  judgeMovedAddress,
  type MoveFacts,
  type MoveSay,
  movedAddress,
} from './domain-move.ts'

const free: MoveFacts = {
  ...{ holderId: null, claimantId: null, leaverId: null, ofStaff: false, erased: null },
  ...{ standing: 'held', hasNew: false, isShared: false },
}
const other = '019a0000-0000-7000-8000-000000000001'
const blocking: AccessPolicy = { ...accessPolicyDefault, block: ['globex.example'] }
const allowing: AccessPolicy = { ...accessPolicyDefault, newAccounts: 'allowlisted', allow: ['globex.com'] }

test.each<[string, Partial<MoveFacts>, string | undefined, AccessPolicy?]>([
  ['who holds the old one', {}, undefined],
  ['who only claims it', { standing: 'claimed' }, undefined],
  ['held by somebody else', { holderId: other }, 'held'],
  ['held last by somebody who left a directory', { leaverId: other }, 'left'],
  ['claimed by somebody else whom no directory manages', { claimantId: other }, 'claimed'],
  ['of staff', { ofStaff: true, holderId: other }, 'of-staff'],
  ['the person has both', { hasNew: true }, 'has-it'],
  ['that of somebody who was erased', { erased: { customerId: other, by: 'address' } }, 'erased'],
  ['on the blocklist', {}, 'access-policy', blocking],
  ['not on the allowlist', {}, 'access-policy', allowing],
  ['the holder of what others claim too', { isShared: true }, undefined],
  ['one of several who claim it', { standing: 'claimed', isShared: true }, 'shared'],
])('%s', (_, facts, refusal, policy = accessPolicyDefault) => {
  expect(judgeMovedAddress('Ann@globex.com', 'globex.example', { ...free, ...facts }, policy)).toBe(refusal)
})

test('the local part stays as it is written, and what would be too long stays altogether', () => {
  expect(movedAddress('Ann.Lee@globex.com', 'globex.example')).toBe('Ann.Lee@globex.example')
  const long = `${'a.'.repeat(120)}test`
  expect(judgeMovedAddress(`${'b'.repeat(40)}@globex.com`, long, free, accessPolicyDefault)).toBe('too-long')
})

const say = (domain: string, directoryId: number, authority: MoveSay['authority']): MoveSay => ({
  ...{ domain, directoryId, authority },
  directory: `Directory ${directoryId}`,
})
const both = { from: 'globex.com', to: 'globex.example' }

test.each<[string, MoveSay[], string | undefined]>([
  ['nobody speaks for either', [], undefined],
  ['somebody has declared one', [say('globex.com', 1, 'declared')], undefined],
  ['somebody has proven the new one alone', [say('globex.example', 2, 'proven')], 'globex.example'],
  ['somebody has proven the old one alone', [say('globex.com', 1, 'proven')], 'globex.com'],
  [
    'one directory has proven the one and speaks for the other',
    [say('globex.com', 1, 'declared'), say('globex.example', 1, 'proven')],
    undefined,
  ],
  [
    'two directories have one each',
    [say('globex.com', 1, 'declared'), say('globex.example', 2, 'proven')],
    'globex.example',
  ],
])('domains: %s', (_, says, domain) => {
  const refusal = judgeDomainMove(both, says)
  expect(refusal?.reason === 'proven' ? refusal.domain : undefined).toBe(domain)
})

test('a domain does not become itself', () => {
  expect(judgeDomainMove({ from: 'globex.com', to: 'globex.com' }, [])).toEqual({ reason: 'same' })
})
