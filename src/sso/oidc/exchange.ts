import { authorizationCodeGrant, fetchUserInfo } from 'openid-client'
import { assertedSays } from '../../model/access/asserted-groups.ts'
import type { OidcConnection } from '../../model/access/connection.ts'
import { type Claims, idTokenSteps, quoted } from '../../model/access/id-token.ts'
import type { CheckStep, Identity } from '../../model/access/identity.ts'
import { needsUserInfo, oidcIdentity } from '../../model/access/oidc-identity.ts'
import type { BegunLogin } from '../begun-login.ts'
import type { DoorServices } from '../door-services.ts'
import type { DirectoryVisit } from '../visit.ts'
import { redirectUriOf } from './begin.ts'
import { type OidcClient, openClient } from './client.ts'
import { FailedCheck } from './failed-check.ts'
import { providersOf } from './provider.ts'
import { readUnverified } from './read-unverified.ts'
import { codeOf, whyNoToken } from './why-no-token.ts'

/** Longer than any that people have seen, groups included. */
const tokenMax = 65_536

/** What an answer of a provider came to. */
export interface Exchanged {
  /** Nobody, when a check failed. */
  readonly identity?: Identity
  /** As the provider named the person, believed or not. */
  readonly said?: string
  /** For the report of a test: the token as it came, and what it says. */
  readonly rawToken: string
  readonly decoded: { readonly header: Claims; readonly claims: Claims; readonly userInfo?: Claims }
}

/**
 * Turns the provider's answer into a person: the code is given for tokens, and openid-client and our own rules look at the ID
 * token, each by itself. Both must be content.
 * @param steps gets every check in its order; the first that is not ok is the reason
 * @throws FailedCheck when there is no token to look at
 */
export async function exchange(
  doors: DoorServices,
  visit: DirectoryVisit,
  connection: OidcConnection,
  {
    login,
    answer,
    steps,
  }: { readonly login: BegunLogin; readonly answer: URLSearchParams; readonly steps: CheckStep[] },
): Promise<Exchanged> {
  const provider = await providersOf(doors).of(visit.site.id, connection)
  const pass = (check: string, says: string) => steps.push({ check, ok: true, says })
  pass('provider', `The provider answers at ${quoted(provider.issuer)}.`)
  pass('answer-issuer', requireIssuer(answer, provider.issuer, provider.metadata))
  requireCode(answer)
  pass('answer', 'The provider answered with a code.')
  const client = await openClient(provider, connection)
  const nonce = login.nonce ?? ''
  const granted = await grant(client, new URL(`${redirectUriOf(visit)}?${answer}`), {
    state: answer.get('state') ?? '',
    nonce,
    codeVerifier: login.codeVerifier ?? '',
  })
  client.rememberKeys()
  const rawToken = granted.idToken ?? client.unverifiedToken()
  const token = rawToken === undefined ? undefined : readUnverified(rawToken)
  if (!rawToken || !token) {
    throw new FailedCheck(...whyNoToken(granted.error, rawToken !== undefined))
  }
  // It is kept with the session, and with the report of a test.
  if (rawToken.length > tokenMax) {
    throw new FailedCheck(
      'token',
      `The ID token is longer than ${tokenMax} letters: send fewer groups in it.`,
    )
  }
  pass('code', 'The provider gave an ID token for the code.')
  const said = typeof token.claims.sub === 'string' ? token.claims.sub : undefined
  const found = { rawToken, ...(said === undefined ? {} : { said }) }
  const [algorithm, ...rest] = idTokenSteps(token, { ...connection, nonce, now: visit.now })
  const own = [
    ...(algorithm ? [algorithm] : []),
    ...signatureSteps(granted.error, [algorithm, ...rest]),
    ...rest,
  ]
  steps.push(...own)
  if (granted.error !== undefined || own.some(({ ok }) => !ok)) return { ...found, decoded: token }
  const userInfo = needsUserInfo(connection, token.claims)
    ? await readUserInfo(client, granted.accessToken ?? '', String(token.claims.sub), steps)
    : undefined
  const identity = oidcIdentity(connection, {
    claims: token.claims,
    ...(userInfo && { userInfo }),
    idToken: rawToken,
  })
  pass('address', addressWords(connection, identity))
  if (identity.asserted) pass('groups', assertedSays(identity.asserted, quoted(connection.groupsClaim ?? '')))
  return { ...found, decoded: { ...token, ...(userInfo ? { userInfo } : {}) }, identity }
}

/** Nobody stays outside for want of an address. */
function addressWords({ addressClaim }: OidcConnection, { address }: Identity): string {
  if (address !== undefined) return `The person’s address is ${quoted(address)}.`
  return addressClaim === null
    ? 'No address is known: the provider names none, or does not say by email_verified that it is the person’s own. Where its administrators write it, name the claim in this connection.'
    : `No address is known: the claim ${quoted(addressClaim)} has none, or the provider says that it is not the person’s own.`
}

/** An answer of another provider is not taken to this one (RFC 9207). */
function requireIssuer(
  answer: URLSearchParams,
  issuer: string,
  {
    authorization_response_iss_parameter_supported: says,
  }: { authorization_response_iss_parameter_supported?: boolean },
): string {
  const [iss, ...further] = answer.getAll('iss')
  if (further.length > 0) throw new FailedCheck('answer-issuer', 'The answer names several issuers.')
  if (iss === undefined) {
    if (says)
      throw new FailedCheck(
        'answer-issuer',
        'The answer does not name its issuer, which this provider always does.',
      )
    return 'This provider does not name itself in its answers; it has an address of ours for itself.'
  }
  if (iss !== issuer) {
    throw new FailedCheck(
      'answer-issuer',
      `The answer comes from ${quoted(iss)}, not from ${quoted(issuer)}.`,
    )
  }
  return `The answer comes from ${quoted(issuer)}.`
}

function requireCode(answer: URLSearchParams): void {
  const error = answer.get('error')
  if (error !== null) {
    const description = answer.get('error_description')
    throw new FailedCheck(
      'answer',
      `The provider let nobody in: ${quoted(error)}${description ? `, ${quoted(description)}` : ''}.`,
    )
  }
  const codes = answer.getAll('code')
  if (
    codes.length !== 1 ||
    codes[0] === '' ||
    answer.has('id_token') ||
    answer.has('response') ||
    answer.has('token')
  ) {
    throw new FailedCheck('answer', 'The answer has no code, or more than that.')
  }
}

type Granted =
  | { readonly accessToken: string; readonly idToken: string | undefined; readonly error?: undefined }
  | { readonly accessToken?: undefined; readonly idToken?: undefined; readonly error: unknown }

async function grant(
  { configuration }: OidcClient,
  url: URL,
  { state, nonce, codeVerifier }: { state: string; nonce: string; codeVerifier: string },
): Promise<Granted> {
  try {
    const tokens = await authorizationCodeGrant(configuration, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    })
    return { accessToken: tokens.access_token, idToken: tokens.id_token }
  } catch (error) {
    return { error }
  }
}

/** What openid-client found besides our own rules: the signature above all, which is looked at last there. */
function signatureSteps(error: unknown, own: readonly (CheckStep | undefined)[]): CheckStep[] {
  if (error === undefined) {
    return [
      { check: 'signature', ok: true, says: 'One of the keys that the provider publishes signed the token.' },
    ]
  }
  // It stopped at what our own rule says better, and did not come to the signature.
  if (own.some((step) => step && !step.ok)) return []
  return [{ check: 'signature', ok: false, says: whySignature(error) }]
}

function whySignature(error: unknown): string {
  const code = codeOf(error)
  if (code === 'OAUTH_KEY_SELECTION_FAILED') {
    return 'None of the keys that the provider publishes fits the token, or it does not say which of them.'
  }
  if (messageOf(error).includes('signature')) return 'The signature of the token is wrong.'
  return `The token could not be checked (${code ?? 'unknown'}): are the provider’s keys published?`
}

/** openid-client says more in the cause. */
function messageOf(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: unknown }
  return cause instanceof Error ? cause.message : ''
}

/** What the token leaves open. Nobody stays outside because of it, unless it is about somebody else. */
async function readUserInfo(
  { configuration }: OidcClient,
  accessToken: string,
  subject: string,
  steps: CheckStep[],
): Promise<Claims | undefined> {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return undefined
  try {
    const userInfo = await fetchUserInfo(configuration, accessToken, subject)
    steps.push({ check: 'userinfo', ok: true, says: 'The provider told more about the person.' })
    return userInfo as Claims
  } catch (error) {
    const code = codeOf(error)
    if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') {
      throw new FailedCheck('userinfo', 'What the provider told besides the token is about somebody else.')
    }
    steps.push({
      check: 'userinfo',
      ok: true,
      says: `The provider did not tell more about the person (${code ?? 'unreachable'}); the token is enough.`,
    })
    return undefined
  }
}
