import type { AnswerOf, GivenTo } from './api-client.ts'

type RequestOptions = AnswerOf<'POST /api/sign-in/passkey/options'>
type CreationOptions = AnswerOf<'POST /api/me/passkeys/options'>
export type Assertion = GivenTo<'POST /api/sign-in/passkey'>['body']['passkey']
type Attestation = GivenTo<'POST /api/me/passkeys'>['body']['passkey']

/** Only whoever uses a passkey loads what it takes. */
const library = () => import('@simplewebauthn/browser')

/**
 * Why this browser takes no passkey here: it knows none; it would at an address with https, or on this very machine; or the
 * site's passkeys work at another address.
 */
export type PasskeyTrouble = 'unknown' | 'insecure' | 'elsewhere'

/** @param origin where the site's passkeys work, where that is known */
export function passkeyTrouble(origin?: string): PasskeyTrouble | undefined {
  if (!window.isSecureContext || isNumbers(location.hostname)) {
    return origin === undefined || origin === location.origin ? 'insecure' : 'elsewhere'
  }
  if (!('PublicKeyCredential' in window)) return 'unknown'
  return origin === undefined || origin === location.origin ? undefined : 'elsewhere'
}

/** A passkey belongs to a name: browsers refuse an address of numbers. */
const isNumbers = (host: string) => /^[\d.]+$/.test(host) || host.startsWith('[')

/** Asks the person for a passkey. @param offersItself the browser offers it at the field for the address */
export async function askPasskey(options: RequestOptions, offersItself = false): Promise<Assertion> {
  const { startAuthentication } = await library()
  const { id, response } = await startAuthentication({
    optionsJSON: options,
    useBrowserAutofill: offersItself,
  })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    id,
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) },
  }
}

/** Whether the browser can offer passkeys by itself, at the field for the address. */
export async function canOfferItself(): Promise<boolean> {
  return (await library()).browserSupportsWebAuthnAutofill()
}

/** Takes back what was asked. */
export async function stopAsking(): Promise<void> {
  ;(await library()).WebAuthnAbortService.cancelCeremony()
}

const knownTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const
type Transport = (typeof knownTransports)[number]

/** Has a device make a passkey. */
export async function makePasskey(options: CreationOptions): Promise<Attestation> {
  const { startRegistration } = await library()
  const { id, response } = await startRegistration({ optionsJSON: options })
  const { clientDataJSON, attestationObject, transports = [] } = response
  const known = transports.filter((one): one is Transport => knownTransports.includes(one as Transport))
  return { id, response: { clientDataJSON, attestationObject, transports: known } }
}

/** Why no passkey came: the person did not go on, or the device holds one for this account already. */
export function passkeyFailure(error: unknown): 'given-up' | 'there-already' | undefined {
  const name = error instanceof Error ? error.name : ''
  if (name === 'InvalidStateError') return 'there-already'
  return ['NotAllowedError', 'AbortError', 'SecurityError', 'NotSupportedError', 'UnknownError'].includes(
    name,
  )
    ? 'given-up'
    : undefined
}
