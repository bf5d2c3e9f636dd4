import { describe, expect, test } from 'vitest'
import { idTokenSteps, quoted, wantedTenant } from './id-token.ts'

const now = new Date('2026-11-29T12:00:00Z')
const seconds = now.getTime() / 1000
const tenant = '11111111-2222-4333-8444-555555555555'
const expected = { issuer: 'https://idp.example', clientId: 'us', tenantId: null, nonce: 'n', now }
const claims = {
  iss: 'https://idp.example',
  aud: 'us',
  sub: 'ann',
  nonce: 'n',
  iat: seconds,
  exp: seconds + 300,
}

const failed = (changed: object, header: object = { alg: 'RS256' }, wanted: object = {}) =>
  idTokenSteps({ header: { ...header }, claims: { ...claims, ...changed } }, { ...expected, ...wanted })
    .filter(({ ok }) => !ok)
    .map(({ check }) => check)

describe('an ID token', () => {
  test('that is as it should be passes every check', () => {
    expect(failed({})).toEqual([])
    expect(failed({ aud: ['us'] })).toEqual([])
    expect(failed({ aud: ['us', 'others'], azp: 'us' })).toEqual([])
  })

  test.each([
    ['another issuer', { iss: 'https://idp.example/' }, ['token-issuer']],
    ['no issuer', { iss: undefined }, ['token-issuer']],
    ['another audience', { aud: 'others' }, ['audience']],
    ['no audience', { aud: undefined }, ['audience']],
    ['a text that only begins like ours', { aud: 'us and others' }, ['audience']],
    ['several audiences and nobody for whom it was made', { aud: ['us', 'others'] }, ['authorized-party']],
    ['several audiences, made for another', { aud: ['us', 'others'], azp: 'others' }, ['authorized-party']],
    ['one audience, made for another', { azp: 'others' }, ['authorized-party']],
    ['an end that is over', { exp: seconds - 61 }, ['expiry']],
    ['no end', { exp: undefined }, ['expiry']],
    ['an end in words', { exp: String(seconds + 300) }, ['expiry']],
    ['an end that no clock knows', { exp: 1e300 }, ['expiry']],
    ['a beginning that is to come', { iat: seconds + 61 }, ['issued-at']],
    ['no beginning', { iat: undefined }, ['issued-at']],
    ['a time before which it does not count', { nbf: seconds + 61 }, ['not-before']],
    ['such a time in words', { nbf: 'soon' }, ['not-before']],
    ['another nonce', { nonce: 'm' }, ['nonce']],
    ['no nonce', { nonce: undefined }, ['nonce']],
    ['no subject', { sub: undefined }, ['subject']],
    ['an empty subject', { sub: '' }, ['subject']],
    ['a subject that is no text', { sub: 7 }, ['subject']],
    ['a subject of 256 letters', { sub: 'a'.repeat(256) }, ['subject']],
  ])('with %s fails', (_, changed, checks) => {
    expect(failed(changed)).toEqual(checks)
  })

  test.each(['none', 'HS256', 'HS512', 'RS1', 'EdDSA', 'rs256', '', undefined, ['RS256']])(
    'signed by %s fails',
    (alg) => expect(failed({}, { alg })).toEqual(['algorithm']),
  )

  test('counts up to a minute beyond both clocks', () => {
    expect(failed({ exp: seconds - 59, iat: seconds + 60, nbf: seconds + 60 })).toEqual([])
  })
})

describe('a tenant', () => {
  const entra = { issuer: `https://login.microsoftonline.com/${tenant}/v2.0`, tenantId: tenant }
  const ofEntra = { iss: entra.issuer, tid: tenant, oid: 'o' }

  test('is the only one whose tokens count', () => {
    expect(failed(ofEntra, undefined, entra)).toEqual([])
    expect(failed({ ...ofEntra, tid: tenant.replace('1', '9') }, undefined, entra)).toEqual(['tenant'])
    expect(failed({ ...ofEntra, tid: undefined }, undefined, entra)).toEqual(['tenant'])
    expect(failed({ ...ofEntra, oid: undefined }, undefined, entra)).toEqual(['tenant'])
  })

  test.each([
    ['https://idp.example', null, undefined],
    ['https://idp.example', tenant, tenant],
    [`https://login.microsoftonline.com/${tenant}/v2.0`, null, tenant],
    [`https://sts.windows.net/${tenant}/`, null, tenant],
    ['https://login.microsoftonline.com/common/v2.0', null, null],
    ['https://login.microsoftonline.com/organizations/v2.0', null, null],
    ['https://login.microsoftonline.com/{tenantid}/v2.0', null, null],
    ['https://login.microsoftonline.com.evil.example/common/v2.0', null, undefined],
  ])('of %s with %s is %s', (issuer, tenantId, found) => {
    expect(wantedTenant({ issuer, tenantId })).toBe(found)
  })
})

test('what is quoted from a token is short and draws nothing', () => {
  expect(quoted('a\u001b[31mb\u202ec')).toBe('"a�[31mb�c"')
  expect(quoted(undefined)).toBe('nobody')
  expect(quoted(['a', 1])).toBe('["a",1]')
  expect(quoted('x'.repeat(1000))).toHaveLength(203)
})
