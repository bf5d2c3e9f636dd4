// What is known of directories' OIDC providers: their documents and keys, fetched for them and for nobody else.
import { createRemoteJWKSet, type JWTVerifyGetKey, customFetch as joseFetch } from 'jose'
import { allowInsecureRequests, customFetch, discovery, type ServerMetadata } from 'openid-client'
import type { OutboundAllow } from '../../http/outbound-allow.ts'
import { isSafeUrl, safeFetchLike, UnsafeAddress } from '../../http/safe-fetch.ts'
import type { OidcConnection } from '../../model/access/connection.ts'
import { quoted, signingAlgorithms } from '../../model/access/id-token.ts'
import { FailedCheck } from './failed-check.ts'

type Fetch = ReturnType<typeof safeFetchLike>
type KnownKeys = { jwks?: unknown; uat?: number }

/** What a provider says of itself. */
export interface Provider {
  readonly issuer: string
  /** With those algorithms alone by which we let it sign. */
  readonly metadata: ServerMetadata
  readonly fetch: Fetch
  /** The keys that openid-client fetched last, handed from one sign-in to the next. */
  readonly knownKeys: KnownKeys
  /** The same keys for what openid-client does not check. */
  readonly keyOf: JWTVerifyGetKey
}

interface Remembered {
  readonly issuer: string
  readonly provider: Promise<Provider>
  until: number
}

/** Of each call; a sign-in makes up to four. */
const timeoutMs = 7_000
const bytesMax = 512 * 1024
/** A provider that moves is found again after this time. */
const rememberedMs = 5 * 60_000
/** Whoever has just put something right shall not wait, and strangers shall not have us ask again and again. */
const failureRememberedMs = 5_000
/** Keys are fetched again no more often, whatever key a token names. */
const keysAgainMs = 30_000
const providersMax = 500

const everyServers = new WeakMap<OutboundAllow, Providers>()

/** The providers that a server knows, for all its doors. */
export function providersOf({ outboundAllow }: { readonly outboundAllow: OutboundAllow }): Providers {
  const known = everyServers.get(outboundAllow) ?? new Providers(outboundAllow)
  everyServers.set(outboundAllow, known)
  return known
}

/** The providers of a server's directories, each remembered for minutes, and so many at most. */
class Providers {
  readonly #allow: OutboundAllow
  readonly #remembered = new Map<string, Remembered>()

  constructor(allow: OutboundAllow) {
    this.#allow = allow
  }

  /**
   * The provider of a connection.
   * @throws FailedCheck when its documents cannot be read, or are another's
   */
  async of(siteId: number, connection: OidcConnection): Promise<Provider> {
    const key = `${siteId} ${connection.directoryId}`
    const known = this.#remembered.get(key)
    if (known && known.issuer === connection.issuer && known.until > performance.now()) return known.provider
    const provider = discover(connection, this.#allow)
    const entry = { issuer: connection.issuer, provider, until: performance.now() + rememberedMs }
    this.#remembered.delete(key)
    this.#remembered.set(key, entry)
    provider.catch(() => {
      entry.until = performance.now() + failureRememberedMs
    })
    const [oldest] = this.#remembered.keys()
    if (this.#remembered.size > providersMax && oldest !== undefined) this.#remembered.delete(oldest)
    return provider
  }
}

async function discover({ issuer }: OidcConnection, allow: OutboundAllow): Promise<Provider> {
  const signal = new AbortController().signal
  const fetch = neverTooOften(safeFetchLike({ signal, timeoutMs, bytesMax, allow }))
  const found = await discoveredAt(issuer, fetch)
  // Entra's documents for many tenants name no issuer, and openid-client takes whatever tenant a token names.
  if (found.issuer !== issuer) {
    throw new FailedCheck(
      'provider',
      `The provider calls itself ${quoted(found.issuer)}, and this connection ${quoted(issuer)}: write it exactly as the provider does.`,
    )
  }
  for (const place of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const url = found[place]
    if (url === undefined || !isSafeUrl(url, allow)) {
      throw new FailedCheck('provider', `The provider's ${place} is missing, or is no https address.`)
    }
  }
  const offered = found.id_token_signing_alg_values_supported ?? ['RS256']
  const accepted = offered.filter((alg) => (signingAlgorithms as readonly string[]).includes(alg))
  if (accepted.length === 0) {
    throw new FailedCheck(
      'provider',
      `The provider signs by ${offered.map(quoted).join(', ')}. Choose one of ${signingAlgorithms.join(', ')} there.`,
    )
  }
  return {
    issuer,
    metadata: { ...found, id_token_signing_alg_values_supported: accepted },
    fetch,
    knownKeys: {},
    keyOf: createRemoteJWKSet(new URL(String(found.jwks_uri)), {
      [joseFetch]: fetch,
      timeoutDuration: timeoutMs,
      cooldownDuration: keysAgainMs,
    }),
  }
}

async function discoveredAt(issuer: string, fetch: Fetch): Promise<ServerMetadata> {
  // A full address of a document would lead past openid-client's own look at the issuer.
  const url = URL.parse(issuer)
  if (!url || issuer.includes('/.well-known/')) {
    throw new FailedCheck('provider', `${quoted(issuer)} is no issuer.`)
  }
  try {
    const found = await discovery(url, 'unused', undefined, undefined, {
      [customFetch]: fetch,
      // safeFetch allows plain http only towards what the operator names.
      execute: url.protocol === 'http:' ? [allowInsecureRequests] : [],
    })
    return found.serverMetadata()
  } catch (error) {
    throw new FailedCheck('provider', `${whyUnread(error)} That was at ${quoted(issuer)}.`)
  }
}

/** Why a document of a provider could not be read, for an administrator. */
export function whyUnread(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if (cause instanceof UnsafeAddress) {
      return 'The provider is at an address that is not on the public Internet: the operator of this server can name it in OUTBOUND_ALLOW.'
    }
    const { code } = cause as { code?: string }
    if (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM') {
      return 'The provider did not answer 200: is the issuer right? Redirections are not followed.'
    }
    if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') {
      return 'The provider calls itself by another issuer: write it exactly as the provider does.'
    }
    if (
      code !== undefined &&
      /^(ENOTFOUND|EAI_AGAIN|ECONN|UND_|CERT_|DEPTH_|SELF_|ERR_TLS|ERR_SSL|UNABLE_)/.test(code)
    ) {
      return `The provider could not be reached (${code}).`
    }
  }
  return 'The provider could not be reached, or answered something else than such a document.'
}

interface Answered {
  readonly at: number
  readonly answer: Promise<Response>
}

/**
 * Documents are fetched once for all who ask at the same time, and no more often than every half a minute, which failures are
 * remembered for less. What is sent with somebody's credentials is not remembered.
 */
function neverTooOften(fetch: Fetch): Fetch {
  const answers = new Map<string, Answered & { keptMs: number }>()
  return async (url, init = {}) => {
    const isDocument = (init.method ?? 'GET') === 'GET' && !new Headers(init.headers).has('authorization')
    if (!isDocument) return fetch(url, init)
    const key = String(url)
    const known = answers.get(key)
    if (known && performance.now() - known.at < known.keptMs) return (await known.answer).clone()
    // Not ended by the first who asked: others wait for it as well.
    const { signal: _, ...rest } = init
    const entry = { at: performance.now(), answer: fetch(url, rest), keptMs: keysAgainMs }
    answers.set(key, entry)
    const failed = () => {
      entry.keptMs = failureRememberedMs
    }
    entry.answer.then(({ status }) => status === 200 || failed(), failed)
    return (await entry.answer).clone()
  }
}
