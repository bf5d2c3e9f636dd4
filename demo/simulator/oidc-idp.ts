// A company's OpenID Connect provider: a certified one, behind a page that asks who signs in.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JWK, KoaContextWithOIDC, Provider } from 'oidc-provider'
import { certifiedProvider } from './certified-provider.ts'
import type { SignInPerson } from './company.ts'
import { type LoopbackServer, openLoopbackServer } from './loopback-server.ts'
import { shownOidc } from './oidc-exchange.ts'
import { chosen, rememberWho, signInAsUrl } from './sign-in-as.ts'
import { askWho } from './who-page.ts'
import type { Witness } from './wire.ts'

/** What is kept of it: at another port it would be another issuer. */
export interface OidcIdpState {
  readonly port: number
  readonly keys: Keys
  readonly clientSecret: string
  readonly redirectUris: readonly string[]
}

interface OidcIdpOptions {
  readonly company: string
  /** Who can sign in now. */
  readonly people: () => readonly SignInPerson[]
  readonly state?: OidcIdpState
  readonly witness?: Witness
}

/** The present key, which signs, the next one, so that servers know it before it signs, and the last one. */
type Keys = readonly [present: JWK, next: JWK, ...last: JWK[]]

function makeKey(): JWK {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: randomUUID() } as JWK
}

export class OidcIdp {
  readonly clientId = 'doorward'
  readonly clientSecret: string
  readonly #server: LoopbackServer
  readonly #options: OidcIdpOptions
  #keys: Keys
  #redirectUris: readonly string[]
  #isConfidential = true
  #provider: Provider

  private constructor(server: LoopbackServer, options: OidcIdpOptions) {
    const { state } = options
    this.#server = server
    this.#options = options
    this.clientSecret = state?.clientSecret ?? randomBytes(24).toString('base64url')
    this.#keys = state?.keys ?? [makeKey(), makeKey()]
    this.#redirectUris = state?.redirectUris ?? []
    this.#provider = this.#begin()
  }

  static async open(options: OidcIdpOptions): Promise<OidcIdp> {
    const server = await openLoopbackServer((request, response) => {
      if (rememberWho(server, request, response)) return
      return idp.#serve(request, response)
    }, options.state?.port)
    const idp = new OidcIdp(server, options)
    return idp
  }

  close(): Promise<void> {
    return this.#server.close()
  }

  get origin(): string {
    return this.#server.origin
  }

  get issuer(): string {
    return this.origin
  }

  /** Has the server as its client, whose people come back to one of these. */
  admit(...redirectUris: string[]): void {
    this.#isConfidential = true
    this.#redirectUris = redirectUris
    this.#provider = this.#begin()
  }

  /** The same, of a client that is to have no secret: whoever comes with one is refused. */
  admitPublic(...redirectUris: string[]): void {
    this.#isConfidential = false
    this.#redirectUris = redirectUris
    this.#provider = this.#begin()
  }

  /** A link by which a browser is signed in as somebody. @param to where the sign-in begins, at the server */
  signInAsUrl(id: string, to: string): string {
    return signInAsUrl(this.#server, id, to)
  }

  /** Changes its key: the next one signs from now on. */
  async rotate(): Promise<void> {
    const [present, next] = this.#keys
    this.#keys = [next, makeKey(), present]
    this.#provider = this.#begin()
  }

  toJson(): OidcIdpState {
    const { clientSecret } = this
    return { port: this.#server.port, keys: this.#keys, clientSecret, redirectUris: this.#redirectUris }
  }

  #begin(): Provider {
    const { people, witness = () => {} } = this.#options
    const client = {
      client_id: this.clientId,
      ...(this.#isConfidential
        ? { client_secret: this.clientSecret }
        : { token_endpoint_auth_method: 'none' as const }),
      redirect_uris: [...this.#redirectUris],
    }
    const provider = certifiedProvider(this.issuer, {
      clients: this.#redirectUris.length > 0 ? [client] : [],
      keys: this.#keys,
      claimsOf: (subject) => claimsOf(people().find(({ id }) => id === subject)),
      more: {
        interactions: { url: (_context, { uid }) => `/who/${uid}` },
        features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
        renderError(context, { error, error_description: why }) {
          context.type = 'text/plain'
          context.body = `${error}: ${why ?? 'begin again at the help centre'}`
        },
        /** Nobody is asked whether the help centre may know who they are: their company said so. */
        async loadExistingGrant({ oidc }) {
          const { client, session } = oidc
          if (!client || !session?.accountId) return undefined
          const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
          grant.addOIDCScope('openid email profile groups')
          await grant.save()
          return grant
        },
      },
    })
    provider.use(async (context, next) => {
      await next()
      const exchange = shownOidc(context as typeof context & KoaContextWithOIDC)
      if (exchange) witness(exchange)
    })
    return provider
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.origin)
    const { company, people } = this.#options
    if (pathname === '/') return askWho(request, response, { company, people: people() })
    if (pathname.startsWith('/who/')) return this.#ask(request, response, pathname)
    if (pathname.startsWith('/auth')) forgetSession(request)
    await this.#provider.callback()(request, response)
  }

  async #ask(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    const { company, people } = this.#options
    const who = chosen(this.#server, request, response)
    const there = people()
    const person = there.find(({ id }) => id === who)
    if (!person) {
      const linkOf = (id: string) => `${pathname}?${new URLSearchParams({ as: id })}`
      return askWho(request, response, { company, people: there, linkOf })
    }
    try {
      await this.#provider.interactionFinished(request, response, { login: { accountId: person.id } })
    } catch {
      // Of an earlier day, or of another browser: it begins anew at the help centre.
      askWho(request, response, { company, people: there })
    }
  }
}

/** Whoever comes is asked who they are, each time: here people are played. */
function forgetSession({ headers }: IncomingMessage): void {
  const kept = (headers.cookie ?? '').split('; ').filter((cookie) => !cookie.startsWith('_session'))
  headers.cookie = kept.join('; ')
}

function claimsOf(person: SignInPerson | undefined): object | undefined {
  if (!person) return undefined
  const { address, givenName, familyName, claims } = person
  return {
    ...claims,
    email: address,
    email_verified: true,
    name: `${givenName} ${familyName}`,
    given_name: givenName,
    family_name: familyName,
  }
}
