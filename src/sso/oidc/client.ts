// openid-client, set up as we need it: every check on, and only through the fetch that reaches no network of ours.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { importPKCS8 } from 'jose'
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  clockTolerance,
  customFetch,
  enableNonRepudiationChecks,
  getJwksCache,
  modifyAssertion,
  PrivateKeyJwt,
  setJwksCache,
} from 'openid-client'
import type { OidcConnection, OwnKey } from '../../model/access/connection.ts'
import { clockToleranceSeconds, wantedTenant } from '../../model/access/id-token.ts'
import { FailedCheck } from './failed-check.ts'
import type { Provider } from './provider.ts'

/** A client for one sign-in. */
export interface OidcClient {
  readonly configuration: Configuration
  /** The ID token that the provider answered last, whatever it is worth. */
  unverifiedToken(): string | undefined
  /** Lets later sign-ins use the keys that this one has fetched. */
  rememberKeys(): void
}

/**
 * Opens a client of a connection to its provider.
 * @throws FailedCheck when what shows the provider who we are is missing
 */
export async function openClient(provider: Provider, connection: OidcConnection): Promise<OidcClient> {
  const { metadata, knownKeys, fetch } = provider
  const configuration = new Configuration(
    metadata,
    connection.clientId,
    { [clockTolerance]: clockToleranceSeconds },
    await authentication(provider, connection),
  )
  const tokenUrl = URL.parse(metadata.token_endpoint ?? '')?.href
  let token: string | undefined
  configuration[customFetch] = async (url, init) => {
    const answer = await fetch(url, init)
    if (url === tokenUrl) token = await tokenIn(answer.clone())
    return answer
  }
  if (provider.issuer.startsWith('http:')) allowInsecureRequests(configuration)
  // By default a token that comes from the token endpoint is taken whatever signed it: the standard lets TLS stand in.
  enableNonRepudiationChecks(configuration)
  if (knownKeys.jwks !== undefined) {
    setJwksCache(configuration, { jwks: knownKeys.jwks, uat: knownKeys.uat } as Parameters<
      typeof setJwksCache
    >[1])
  }
  return {
    configuration,
    unverifiedToken: () => token,
    rememberKeys: () => {
      Object.assign(knownKeys, getJwksCache(configuration))
    },
  }
}

async function tokenIn(answer: Response): Promise<string | undefined> {
  const body = (await answer.json().catch(() => undefined)) as { id_token?: unknown } | undefined
  return typeof body?.id_token === 'string' ? body.id_token : undefined
}

async function authentication(provider: Provider, connection: OidcConnection): Promise<ClientAuth> {
  const { authentication, clientSecret, ownKey } = connection
  if (authentication === 'private_key_jwt') {
    if (ownKey === null)
      throw new FailedCheck('client', 'Our own key is missing: make one for this connection.')
    return byOwnKey(provider, connection, ownKey)
  }
  if (clientSecret === null) {
    throw new FailedCheck('client', 'The client secret is missing: enter it for this connection.')
  }
  return authentication === 'client_secret_basic'
    ? ClientSecretBasic(clientSecret)
    : ClientSecretPost(clientSecret)
}

async function byOwnKey(
  { metadata }: Provider,
  connection: OidcConnection,
  ownKey: OwnKey,
): Promise<ClientAuth> {
  const { algorithm, keyId } = describeOwnKey(ownKey)
  const pem = createPrivateKey(ownKey.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString()
  const key = await importPKCS8(pem, algorithm)
  return PrivateKeyJwt(
    { key, kid: keyId },
    {
      // Entra finds the certificate by its thumbprint and wants the token endpoint named:
      // https://learn.microsoft.com/entra/identity-platform/certificate-credentials
      [modifyAssertion]: (header, payload) => {
        header['x5t#S256'] = keyId
        if (wantedTenant(connection) && metadata.token_endpoint) payload.aud = metadata.token_endpoint
      },
    },
  )
}

/** What providers call our key, and how it signs. */
export function describeOwnKey({ certificate }: OwnKey): {
  readonly algorithm: 'RS256' | 'ES256'
  readonly keyId: string
} {
  const { raw, publicKey } = new X509Certificate(certificate)
  return {
    algorithm: publicKey.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256',
    keyId: createHash('sha256').update(raw).digest('base64url'),
  }
}
