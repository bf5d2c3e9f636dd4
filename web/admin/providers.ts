import type { adminApi } from '../../src/admin/contract.ts'
import type { Answer } from '../../src/model/contract.ts'

export type Preset = Answer<(typeof adminApi)['getDirectory']>['preset']

/** How an identity provider calls what it wants pasted: the words of its guide in docs/guides, which are its own and not translated. */
export interface Provider {
  readonly preset: Preset
  readonly title: string
  readonly mono: string
  readonly url: string
  readonly token: string
  /** Where to paste, from menu to menu. */
  readonly where?: readonly string[]
  /** What makes it call at once. */
  readonly test?: string
  /** Appended to the address, for this provider alone. */
  readonly suffix?: string
}

export const providers: readonly Provider[] = [
  {
    preset: 'entra',
    title: 'Microsoft Entra ID',
    mono: 'ME',
    url: 'Tenant URL',
    token: 'Secret token',
    where: ['Enterprise applications', 'Provisioning', 'New configuration'],
    test: 'Test connection',
    // Entra then sends what the standard says: https://aka.ms/SCIMFeatureFlag
    suffix: '?aadOptscim062020',
  },
  {
    preset: 'okta',
    title: 'Okta',
    mono: 'Ok',
    url: 'SCIM connector base URL',
    token: 'Authorization (HTTP Header)',
    where: ['Applications', 'Provisioning', 'Integration'],
    test: 'Test Connector Configuration',
  },
  {
    preset: 'google',
    title: 'Google',
    mono: 'Go',
    url: 'Endpoint URL',
    token: 'Access token',
    where: ['Apps', 'Web and mobile apps', 'Autoprovisioning'],
  },
  {
    preset: 'onelogin',
    title: 'OneLogin',
    mono: '1L',
    url: 'SCIM Base URL',
    token: 'SCIM Bearer Token',
    where: ['Applications', 'Configuration', 'API Connection'],
    test: 'Enable',
  },
  {
    preset: 'ping',
    title: 'Ping',
    mono: 'Pi',
    url: 'SCIM BASE URL',
    token: 'OAuth Access Token',
    where: ['Integrations', 'Provisioning', 'Connections'],
    test: 'Test Connection',
  },
  {
    preset: 'jumpcloud',
    title: 'JumpCloud',
    mono: 'JC',
    url: 'Base URL',
    token: 'Token Key',
    where: ['SSO Applications', 'Identity Management'],
    test: 'Test Connection',
  },
  {
    preset: 'keycloak',
    title: 'Keycloak',
    mono: 'Kc',
    url: 'SCIM endpoint',
    token: 'Bearer token',
    where: ['User Federation', 'Add provider', 'scim'],
  },
  {
    preset: 'authentik',
    title: 'authentik',
    mono: 'au',
    url: 'URL',
    token: 'Token',
    where: ['Applications', 'Providers', 'SCIM Provider'],
  },
  {
    preset: 'cyberark',
    title: 'CyberArk',
    mono: 'CA',
    url: 'SCIM Service URL',
    token: 'Bearer Token',
    where: ['Apps & Widgets', 'Web Apps', 'Provisioning'],
    test: 'Verify',
  },
  { preset: 'auto', title: 'SCIM 2.0', mono: 'SC', url: 'SCIM base URL', token: 'Bearer token' },
]

/** The tile of a preset; of any other, the one for whatever speaks SCIM. */
export function providerOf(preset: string): Provider {
  return providers.find((one) => one.preset === preset) ?? (providers.at(-1) as Provider)
}
