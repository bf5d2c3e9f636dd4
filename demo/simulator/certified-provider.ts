// The certified OIDC provider of other hands (npm oidc-provider), as it stands behind a company's sign-in.
import Provider, { type ClientMetadata, type Configuration, type JWK } from 'oidc-provider'

interface Certified {
  readonly clients: readonly ClientMetadata[]
  /** The first signs; all are published. */
  readonly keys: readonly JWK[]
  /** What is said of somebody beside the subject; undefined: there is nobody of that name. */
  readonly claimsOf: (subject: string) => object | undefined
  readonly more?: Configuration
}

/** Everything of a provider but its web server. What was begun at an earlier one of the same issuer is over. */
export function certifiedProvider(issuer: string, { clients, keys, claimsOf, more }: Certified): Provider {
  // It warns on the console about what is only good for one machine, which this is.
  const { warn, info } = console
  console.warn = console.info = () => undefined
  try {
    return new Provider(issuer, {
      clients: [...clients],
      jwks: { keys: [...keys] },
      cookies: { keys: ['a key that guards nothing'] },
      claims: {
        // Keycloak and authentik say the user name in the ID token itself.
        openid: ['sub', 'preferred_username'],
        email: ['email', 'email_verified'],
        profile: ['name', 'given_name', 'family_name'],
        groups: ['groups'],
      },
      ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 600, IdToken: 600 },
      findAccount: async (_context, accountId) => ({
        accountId,
        claims: async () => ({ ...claimsOf(accountId), sub: accountId }),
      }),
      ...more,
    })
  } finally {
    Object.assign(console, { warn, info })
  }
}
