import { expect, test } from 'vitest'
import { judgeSetupChange, opens, proposalShown } from './setup-proposal.ts'

const all = ['mode', 'clientSecret', 'issuer', 'ssoUrl', 'clientId', 'signed', 'matchBy']
const live = { isLive: true, opensDoor: false }

test('before the first go live everything is their own', () => {
  expect(judgeSetupChange(all, { isLive: false, opensDoor: true })).toEqual({
    free: all,
    proposed: [],
    refused: [],
  })
})

test('from then on whose word is believed is proposed, and whom it names is the site’s', () => {
  expect(judgeSetupChange(all, live)).toEqual({
    free: ['mode'],
    proposed: ['clientSecret', 'issuer', 'ssoUrl', 'clientId'],
    refused: ['signed', 'matchBy'],
  })
})

test('a secret of the same client is theirs to renew', () => {
  expect(judgeSetupChange(['clientSecret', 'nameClaim'], live).free).toEqual(['clientSecret', 'nameClaim'])
})

test('letting people in waits, and nothing else of a mode does', () => {
  expect(judgeSetupChange(['mode'], { ...live, opensDoor: true })).toEqual({
    free: [],
    proposed: ['mode'],
    refused: [],
  })
  expect([opens('off', 'optional'), opens('test', 'optional'), opens('test', 'required')]).toEqual([
    true,
    true,
    true,
  ])
  expect([opens('optional', 'test'), opens('optional', 'off'), opens('off', 'test')]).toEqual([
    false,
    false,
    false,
  ])
})

test('a proposal is known by what people compare', () => {
  const certificate = { pem: '', fingerprint: '0aff', keyFingerprint: '', notBefore: '', notAfter: '' }
  expect(proposalShown('certificate', certificate)).toBe('0A:FF')
  expect(proposalShown('token', { label: 'Okta' })).toBe('Okta')
  expect(proposalShown('mode', { mode: 'optional' })).toBe('optional')
})
