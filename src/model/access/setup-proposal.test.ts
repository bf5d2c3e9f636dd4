import { expect, test } from 'vitest'
import { judgeSetupChange, proposalShown } from './setup-proposal.ts'

const all = ['mode', 'clientSecret', 'issuer', 'ssoUrl', 'clientId', 'signed', 'matchBy']

test('before the first go live everything is their own', () => {
  expect(judgeSetupChange(all, { isLive: false })).toEqual({ free: all, proposed: [], refused: [] })
})

test('from then on whose word is believed is proposed, and whom it names is the site’s', () => {
  expect(judgeSetupChange(all, { isLive: true })).toEqual({
    free: ['mode', 'clientSecret'],
    proposed: ['issuer', 'ssoUrl', 'clientId'],
    refused: ['signed', 'matchBy'],
  })
})

test('a proposal is known by what people compare', () => {
  const certificate = { pem: '', fingerprint: '0aff', keyFingerprint: '', notBefore: '', notAfter: '' }
  expect(proposalShown('certificate', certificate)).toBe('0A:FF')
  expect(proposalShown('token', { label: 'Okta' })).toBe('Okta')
})
