import type { GivenTo } from '../../api-client.ts'
import type { Connected, Connection } from './sign-in-page.tsx'

type Saml = NonNullable<Connection['saml']>
type Oidc = NonNullable<Connection['oidc']>

/** The settings as a form has them: what is absent is empty. */
export interface Fields {
  readonly matchBy: Connection['matchBy']
  readonly matchClaim: string
  readonly justInTime: boolean
  readonly secondFactor: Connection['secondFactor']
  readonly addressClaim: string
  readonly nameClaim: string
  readonly groupsClaim: string
  readonly issuer: string
  readonly ssoUrl: string
  readonly signed: Saml['signed']
  readonly signsRequests: boolean
  readonly encrypted: boolean
  readonly idpInitiated: boolean
  readonly clientId: string
  readonly clientSecret: string
  readonly authentication: Oidc['authentication']
  readonly scopes: string
  readonly sharedWith: string
}

export function fieldsOf({ connection }: Connected): Fields {
  const { saml, oidc } = connection ?? {}
  return {
    matchBy: connection?.matchBy ?? 'user-name',
    matchClaim: connection?.matchClaim ?? '',
    justInTime: connection?.justInTime ?? false,
    secondFactor: connection?.secondFactor ?? 'everyone',
    addressClaim: connection?.addressClaim ?? '',
    nameClaim: connection?.nameClaim ?? '',
    groupsClaim: connection?.groupsClaim ?? '',
    issuer: connection?.issuer ?? '',
    ssoUrl: saml?.ssoUrl ?? '',
    signed: saml?.signed ?? 'assertion',
    signsRequests: saml?.signsRequests ?? false,
    encrypted: saml?.encrypted ?? false,
    idpInitiated: saml?.idpInitiated ?? false,
    clientId: oidc?.clientId ?? '',
    clientSecret: '',
    authentication: oidc?.authentication ?? 'client_secret_basic',
    scopes: oidc?.scopes.join(' ') ?? '',
    sharedWith: '',
  }
}

/** Of what was changed, what is sent. */
export function bodyOf({
  scopes,
  sharedWith,
  ...change
}: Partial<Fields>): GivenTo<'PATCH /api/directories/{directoryId}/connection'>['body'] {
  return {
    ...change,
    ...(scopes === undefined ? {} : { scopes: scopes.split(/\s+/).filter((one) => one !== '') }),
    ...(sharedWith ? { sharedWith } : {}),
  }
}
