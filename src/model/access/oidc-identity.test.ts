import { describe, expect, test } from 'vitest'
import type { OidcConnection } from './connection.ts'
import { needsUserInfo, oidcIdentity } from './oidc-identity.ts'

const tenant = '11111111-2222-4333-8444-555555555555'
const plain: OidcConnection = {
  directoryId: 1,
  protocol: 'oidc',
  mode: 'required',
  matchBy: 'external-id',
  matchClaim: null,
  addressClaim: null,
  nameClaim: null,
  groupsClaim: null,
  justInTime: true,
  secondFactor: 'everyone',
  issuer: 'https://idp.example',
  clientId: 'us',
  authentication: 'client_secret_basic',
  tenantId: null,
  scopes: [],
  clientSecret: 's',
  ownKey: null,
}
const entra = { ...plain, issuer: `https://login.microsoftonline.com/${tenant}/v2.0`, tenantId: tenant }
const idToken = 't'
const of = (claims: object, connection: OidcConnection = plain, userInfo: object = {}) =>
  oidcIdentity(connection, { claims: { ...claims }, userInfo: { ...userInfo }, idToken })

describe('who a token is about', () => {
  test('is its subject, whatever address it names', () => {
    const one = of({ sub: 'ann', email: 'boss@globex.example', upn: 'boss', preferred_username: 'boss' })
    expect(one).toMatchObject({ issuer: plain.issuer, subject: 'ann', isStable: true, matchValue: 'ann' })
  })

  test('is, with Entra, the object id in the tenant, and not the subject that each application has its own of', () => {
    const one = of({ sub: 'pairwise', oid: 'o', tid: tenant, email: 'x@globex.example', acct: 1 }, entra)
    expect(one).toMatchObject({ subject: `${tenant}/o`, matchValue: 'o' })
  })

  test('is found by the claim that the directory chose, out of the signed token alone', () => {
    const chosen = { ...plain, matchClaim: 'employee' }
    expect(of({ sub: 'ann', employee: 7 }, chosen).matchValue).toBe('7')
    expect(of({ sub: 'ann' }, chosen, { employee: 7 }).matchValue).toBeUndefined()
    expect(of({ sub: 'ann', employee: ['7'] }, chosen).matchValue).toBeUndefined()
  })
})

describe('an address', () => {
  const named = { ...plain, addressClaim: 'email' }
  test.each([
    [{ email_verified: true }, true, true],
    [{ email_verified: 'true' }, true, true],
    [{ xms_edov: 1 }, true, true],
    [{}, false, true],
    [{ email_verified: false }, false, false],
    [{ email_verified: 'yes' }, false, false],
    [{ xms_edov: '0' }, false, true],
  ])('with %j counts: %s; where an administrator named the claim: %s', (word, isTaken, isTakenByName) => {
    const claims = { sub: 'ann', email: 'a@b.example', ...word }
    expect(of(claims).address).toBe(isTaken ? 'a@b.example' : undefined)
    expect(of(claims, named).address).toBe(isTakenByName ? 'a@b.example' : undefined)
  })

  test('and the word for it come from the same place', () => {
    const userInfo = { email: 'c@d.example', email_verified: true }
    expect(of({ sub: 'ann', email: 'a@b.example' }, plain, userInfo).address).toBe('c@d.example')
    expect(of({ sub: 'ann', email_verified: true }, plain, { email: 'c@d.example' }).address).toBeUndefined()
  })

  test('stands in the claim that an administrator named, and in no other', () => {
    const claims = { sub: 'ann', mail: 'a@b.example', email: 'c@d.example', email_verified: true }
    expect(of(claims, { ...plain, addressClaim: 'mail' }).address).toBe('a@b.example')
    expect(of(claims, { ...plain, addressClaim: 'upn' }).address).toBeUndefined()
  })
})

test.each([
  [{ name: ' Ann Lee ' }, {}, 'Ann Lee'],
  [{ given_name: 'Ann', family_name: 'Lee' }, {}, 'Ann Lee'],
  [{ family_name: 'Lee' }, {}, 'Lee'],
  [{}, { name: 'Ann Lee' }, 'Ann Lee'],
  [{ name: '' }, {}, undefined],
  [{ name: { first: 'Ann' } }, {}, undefined],
])('the name of %j and %j is %s', (claims, userInfo, name) => {
  expect(of({ sub: 'ann', ...claims }, plain, userInfo).name).toBe(name)
})

test.each([
  [{ groups: ['a', 'b', 'a', '', 7, null, {}] }, ['a', 'b', '7']],
  [{ groups: 'a' }, ['a']],
  [{}, []],
  [{ groups: Array.from({ length: 2000 }, (_, n) => `g${n}`) }, expect.objectContaining({ length: 1000 })],
])('the groups of %j', (claims, groups) => {
  expect(of({ sub: 'ann', ...claims }).groups).toEqual(groups)
})

test('userinfo is asked for what the token leaves open', () => {
  const all = { sub: 'ann', email: 'a@b.example', email_verified: true, name: 'Ann' }
  expect(needsUserInfo(plain, all)).toBe(false)
  expect(needsUserInfo(plain, { ...all, email: undefined })).toBe(true)
  expect(needsUserInfo(plain, { ...all, email_verified: undefined })).toBe(true)
  expect(needsUserInfo(plain, { ...all, name: undefined })).toBe(true)
  expect(needsUserInfo({ ...plain, groupsClaim: 'teams' }, all)).toBe(true)
})
