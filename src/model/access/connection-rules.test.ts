import { expect, test } from 'vitest'
import type { Connection, OidcConnection, SamlConnection } from './connection.ts'
import {
  closesOtherDoors,
  endsSessions,
  judgeCertificate,
  judgeEntityId,
  judgeOidcIssuer,
  judgeProviderUrl,
  judgeScopes,
  needsOf,
  tenantOf,
} from './connection-rules.ts'

const now = new Date('2026-03-01T12:00:00Z')
const named = (url: string) => url.startsWith('http://localhost:9000/')

const common = {
  directoryId: 1,
  mode: 'optional',
  matchBy: 'user-name',
  matchClaim: null,
  addressClaim: null,
  nameClaim: null,
  groupsClaim: null,
  justInTime: false,
  secondFactor: 'everyone',
  issuer: 'https://idp.example/',
} as const
const saml: SamlConnection = {
  ...common,
  protocol: 'saml',
  ssoUrl: 'https://idp.example/sso',
  signed: 'assertion',
  signsRequests: false,
  encrypted: false,
  idpInitiated: false,
  certificates: [],
  ownKey: null,
}
const oidc: OidcConnection = {
  ...common,
  protocol: 'oidc',
  clientId: 'doorward',
  authentication: 'client_secret_basic',
  tenantId: null,
  scopes: ['openid'],
  clientSecret: 'secret',
  ownKey: null,
}
const ownKey = { privateKey: 'key', certificate: 'certificate' }

test.each<[string, string | RegExp | undefined]>([
  ['https://idp.example/metadata', undefined],
  ['urn:idp:globex', undefined],
  ['Globex', undefined],
  ['', /1 to 1024/],
  ['x'.repeat(1025), /1 to 1024/],
  ['https://idp.example/ ', /no space/],
  ['two words', /no space/],
])('the entity id %j: %s', (given, says) => {
  expect(judgeEntityId(given)).toEqual(says instanceof RegExp ? expect.stringMatching(says) : says)
})

test.each<[string, RegExp | undefined]>([
  ['https://idp.example/sso?idpid=C0', undefined],
  ['http://localhost:9000/sso', undefined],
  ['http://idp.example/sso', /https/],
  ['javascript:alert(1)', /https/],
  ['https://ann:x@idp.example/sso', /user name/],
  ['https://idp.example/sso#top', /before the #/],
  ['https://idp.example/a b', /must be a URL/],
  ['idp.example/sso', /must be a URL/],
])('the address %s: %s', (given, says) => {
  expect(judgeProviderUrl(given, named)).toEqual(says && expect.stringMatching(says))
})

const tenant = '6fa2c0f4-4c1e-4f0c-9a6e-1f2a3b4c5d6e'
test.each<[string, RegExp | undefined]>([
  ['https://globex.okta.example/oauth2/default', undefined],
  ['https://globex.auth0.example/', undefined],
  ['http://localhost:9000/realms/x', undefined],
  ['http://idp.example', /https/],
  ['https://idp.example/.well-known/openid-configuration', /the issuer alone.*https:\/\/idp\.example$/],
  ['https://idp.example/?a=b', /before the \?/],
  ['https://idp.example/#x', /before the #/],
  [`https://login.microsoftonline.com/${tenant}/v2.0`, undefined],
  [`https://login.microsoftonline.us/${tenant}/v2.0`, undefined],
  ['https://login.microsoftonline.com/common/v2.0', /own tenant: by common/],
  ['https://login.microsoftonline.com/Organizations/v2.0', /own tenant/],
  ['https://login.microsoftonline.com/consumers/v2.0', /own tenant/],
  ['https://login.microsoftonline.com/globex.onmicrosoft.com/v2.0', /tenant ID/],
  [`https://login.microsoftonline.com/${tenant}`, /tenant ID/],
  [`https://login.microsoftonline.com/${tenant}/v2.0/`, /tenant ID/],
  [`https://login.microsoftonline.com/${tenant.toUpperCase()}/v2.0`, /tenant ID/],
])('the issuer %s: %s', (given, says) => {
  expect(judgeOidcIssuer(given, named)).toEqual(says && expect.stringMatching(says))
})

test('the tenant stands in the issuer of Entra, and in no other', () => {
  expect(tenantOf(`https://login.microsoftonline.com/${tenant}/v2.0`)).toBe(tenant)
  expect(tenantOf(`https://login.evil.example/${tenant}/v2.0`)).toBeNull()
})

test.each<[string[], RegExp | undefined]>([
  [['openid', 'email', 'https://graph.example/.default'], undefined],
  [['email'], /openid/],
  [['openid', 'a b'], /single words/],
  [['openid', 'a"b'], /single words/],
  [['openid', ...Array.from({ length: 20 }, (_, n) => `s${n}`)], /at most 20/],
])('the scopes %j: %s', (given, says) => {
  expect(judgeScopes(given)).toEqual(says && expect.stringMatching(says))
})

const later = new Date('2027-01-01T00:00:00Z')
test.each<[string, Parameters<typeof judgeCertificate>[0], RegExp | undefined]>([
  ['RSA 2048', { notBefore: now, notAfter: later, key: { kind: 'rsa', bits: 2048 } }, undefined],
  [
    'one that begins later',
    { notBefore: later, notAfter: later, key: { kind: 'rsa', bits: 4096 } },
    undefined,
  ],
  ['RSA 1024', { notBefore: now, notAfter: later, key: { kind: 'rsa', bits: 1024 } }, /1024 bits/],
  ['RSA 16384', { notBefore: now, notAfter: later, key: { kind: 'rsa', bits: 16_384 } }, /more than 8192/],
  ['P-256', { notBefore: now, notAfter: later, key: { kind: 'ec', curve: 'prime256v1' } }, /ECDSA/],
  ['DSA', { notBefore: now, notAfter: later, key: { kind: 'other', name: 'dsa' } }, /dsa/],
  [
    'an expired one',
    { notBefore: now, notAfter: now, key: { kind: 'rsa', bits: 2048 } },
    /expired on 2026-03-01/,
  ],
])('a certificate with %s: %s', (_what, facts, says) => {
  expect(judgeCertificate(facts, now)).toEqual(says && expect.stringMatching(says))
})

const past = new Date('2026-02-01T00:00:00Z')
test.each<[string, Connection, Date[], string[]]>([
  ['SAML with a certificate', saml, [later], []],
  ['SAML with an expired one and a valid one', saml, [past, later], []],
  ['SAML without one', saml, [], ['certificate']],
  ['SAML with expired ones', saml, [past], ['valid-certificate']],
  ['signed requests', { ...saml, signsRequests: true }, [later], ['own-key']],
  ['encrypted assertions', { ...saml, encrypted: true, ownKey }, [later], []],
  ['OIDC with a secret', oidc, [], []],
  ['OIDC without', { ...oidc, clientSecret: null }, [], ['client-secret']],
  ['OIDC by key', { ...oidc, clientSecret: null, authentication: 'private_key_jwt' }, [], ['own-key']],
  [
    'OIDC by key, with one',
    { ...oidc, clientSecret: null, authentication: 'private_key_jwt', ownKey },
    [],
    [],
  ],
])('what is missing of %s', (_what, connection, until, needs) => {
  expect(needsOf(connection, until, now)).toEqual(needs)
})

test.each<[string, Connection, Connection, boolean]>([
  ['nothing', saml, saml, false],
  ['the issuer', saml, { ...saml, issuer: 'urn:other' }, true],
  ['the protocol', saml, oidc, true],
  ['where people are sent', saml, { ...saml, ssoUrl: 'https://idp.example/other' }, false],
  ['the mapping', saml, { ...saml, matchClaim: 'mail', justInTime: true }, false],
  ['optional to required', saml, { ...saml, mode: 'required' }, false],
  ['optional to off', saml, { ...saml, mode: 'off' }, true],
  ['required to test', { ...saml, mode: 'required' }, { ...saml, mode: 'test' }, true],
  ['test to off', { ...saml, mode: 'test' }, { ...saml, mode: 'off' }, false],
])('changing %s ends sessions: %#', (_what, before, after, ends) => {
  expect(endsSessions(before, after)).toBe(ends)
})

test('other doors are closed when it becomes required', () => {
  expect(closesOtherDoors('optional', 'required')).toBe(true)
  expect(closesOtherDoors('required', 'required')).toBe(false)
  expect(closesOtherDoors('required', 'optional')).toBe(false)
})
