import { describe, expect, test } from 'vitest'
import { recogniseClient } from './client-recognition.ts'

const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0'
const patch = (op: string) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op, path: 'active', value: false }],
})
const url = '/Users'

describe('a client is recognised by its User-Agent', () => {
  test.each([
    ['Okta SCIM Client 1.0.0', 'okta'],
    ['Google-Auto-Provisioning', 'google'],
    ['authentik@2026.2.0', 'authentik'],
    ['Microsoft Azure AD SCIM provisioning 1.0.0', 'entra'],
    ['OneLogin SCIM', 'onelogin'],
    ['JumpCloud/1.0', 'jumpcloud'],
    ['PingFederate', 'ping'],
    ['PingOne-Provisioning', 'ping'],
    ['keycloak-scim/1.0', 'keycloak'],
    ['CyberArk Identity', 'cyberark'],
    [undefined, undefined],
    ['', undefined],
    ['node', undefined],
    ['PostmanRuntime/7.39.1', undefined],
    ['Apache-HttpClient/4.5.13 (Java/21)', undefined],
    ['python-requests/2.32 (central)', undefined],
    [`${'x'.repeat(100_000)} okta`, undefined],
  ])('%.50s: %s', (userAgent, client) => {
    expect(recogniseClient({ userAgent, url, body: undefined })).toBe(client)
  })
})

describe('… by its payload', () => {
  test.each([
    ['P1 Replace', patch('Replace'), 'entra'],
    ['P2 Add', patch('Add'), 'entra'],
    ['P4 Remove', patch('Remove'), 'entra'],
    ['operators in small letters', patch('replace'), undefined],
    ['operators in large letters', patch('REPLACE'), undefined],
    ['P9 the misspelt URN', { schemas: [user, `${enterprise}User`] }, 'entra'],
    ['the right URN', { schemas: [user, `${enterprise}:User`] }, undefined],
    [
      'P10 the URN of older group provisioning',
      { schemas: ['http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'] },
      'entra',
    ],
    ['P8 an app role', { roles: [{ type: 'WindowsAzureActiveDirectoryRole', value: 'Admin' }] }, 'entra'],
    ['P12 a random password and no groups', { schemas: [user], groups: [], password: '1mz050nq' }, 'okta'],
    ['a password alone', { schemas: [user], password: '1mz050nq' }, undefined],
    ['P13 no groups alone', { schemas: [user], groups: [] }, undefined],
    ['P19 both core schemas', { schemas: ['urn:scim:schemas:core:1.0', user] }, 'google'],
    ['P18 the old core schema alone', { schemas: ['urn:scim:schemas:core:1.0'] }, 'onelogin'],
    ['a plain user', { schemas: [user], userName: 'ann' }, undefined],
    ['nothing', undefined, undefined],
    ['a text', 'Replace', undefined],
    ['wrong shapes', { schemas: { 0: user }, Operations: [null], roles: 'x', groups: [] }, undefined],
  ])('%s', (_name, body, client) => {
    expect(recogniseClient({ userAgent: undefined, url, body })).toBe(client)
  })
})

test('… by the flag in its address', () => {
  const flagged = '/Users?aadOptscim062020&filter=userName+eq+%22x%22'
  expect(recogniseClient({ userAgent: undefined, url: flagged, body: undefined })).toBe('entra')
  const searched = '/Users?filter=userName+eq+%22aadOptscim062020%22'
  expect(recogniseClient({ userAgent: undefined, url: searched, body: undefined })).toBeUndefined()
})

test('a User-Agent says more than a payload', () => {
  expect(recogniseClient({ userAgent: 'Okta SCIM Client 1.0.0', url, body: patch('Add') })).toBe('okta')
})
