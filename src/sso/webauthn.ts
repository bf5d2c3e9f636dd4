import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { assertion, passkeyApi } from './contract/passkeys.ts'

/** Loaded when the first passkey is shown: it takes half a second and some 25 MB, which many servers never need. */
const library = () => import('@simplewebauthn/server')

export type Assertion = z.output<typeof assertion>
export type Attestation = z.output<typeof passkeyApi.createPasskey.body>['passkey']

/** Where a site's passkeys work. */
export interface RelyingParty {
  readonly origin: string
  /** The host: what a passkey is bound to. */
  readonly rpId: string
}

/** @param siteUrl where the site's people reach it */
export function relyingPartyOf(siteUrl: string): RelyingParty {
  const { origin, hostname } = new URL(siteUrl)
  return { origin, rpId: hostname }
}

/** Elliptic curve (ES256), RSA (RS256, older Windows), Ed25519: what devices have (COSE's numbers). */
export const algorithms = [-7, -257, -8]

/** What was to be signed, as the browser says; undefined when it says nothing readable. */
export function challengeOf({ response }: Assertion | Attestation): string | undefined {
  try {
    const { challenge } = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString()) as {
      challenge?: unknown
    }
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}

/** What was checked; undefined when it is not right, which the log of the server tells more of than the answer. */
export async function orLogged<Checked>(
  { log }: Pick<FastifyRequest, 'log'>,
  checking: Promise<Checked | undefined>,
): Promise<Checked | undefined> {
  try {
    return await checking
  } catch (error) {
    log.info({ err: error }, 'a passkey was refused')
    return undefined
  }
}

export interface NewCredential {
  readonly credentialId: Buffer
  readonly publicKey: Buffer
  readonly signCount: number
  /** The device has seen to it that its owner holds it. */
  readonly userVerified: boolean
}

/**
 * Checks what a new passkey answers (WebAuthn, 7.1).
 * @returns undefined when it is not right
 * @throws the library's error, which says what is not right
 */
export async function checkRegistration(
  challenge: string,
  { id, response }: Attestation,
  { origin, rpId }: RelyingParty,
): Promise<NewCredential | undefined> {
  if (await hasCertificates(response.attestationObject)) return undefined
  const { verifyRegistrationResponse } = await library()
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: false,
    supportedAlgorithmIDs: algorithms,
  })
  if (!registrationInfo) return undefined
  const { credential, userVerified } = registrationInfo
  // The browser's word about the id is not signed; the device's is.
  if (credential.id !== id) return undefined
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    signCount: credential.counter,
    userVerified,
  }
}

/** We ask for no certificate of the device: the library would follow addresses that stand in one. */
async function hasCertificates(attestationObject: string): Promise<boolean> {
  const { decodeAttestationObject, isoBase64URL } = await import('@simplewebauthn/server/helpers')
  const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
  const format = decoded.get('fmt')
  if (format === 'none') return false
  return format !== 'packed' || decoded.get('attStmt').get('x5c') !== undefined
}

export interface CheckedAssertion {
  readonly signCount: number
  readonly userVerified: boolean
}

/**
 * Checks what a passkey has signed (WebAuthn, 7.2), but for the count.
 * @returns undefined when it is not right
 * @throws the library's error, which says what is not right
 */
export async function checkAssertion(
  challenge: string,
  { id, response }: Assertion,
  { origin, rpId }: RelyingParty,
  publicKey: Buffer,
): Promise<CheckedAssertion | undefined> {
  const { verifyAuthenticationResponse } = await library()
  const { userHandle: _, ...signed } = response
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { id, rawId: id, type: 'public-key', response: signed, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    credential: { id, publicKey: new Uint8Array(publicKey), counter: 0 },
    requireUserVerification: false,
  })
  if (!verified) return undefined
  return { signCount: authenticationInfo.newCounter, userVerified: authenticationInfo.userVerified }
}
