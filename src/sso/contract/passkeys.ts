import { z } from 'zod'
import { type Contract, moment, name, resourceId } from '../../model/contract.ts'
import { me } from './me.ts'

/** Bytes, as browsers write them (RFC 4648, 5, without padding). */
const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/)
const credentialId = base64url(1400)
const transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'])
const descriptor = z.strictObject({
  type: z.literal('public-key'),
  id: credentialId,
  transports: z.array(transport),
})

/** What `navigator.credentials.get` takes, in its form for JSON. */
export const requestOptions = z
  .strictObject({
    challenge: z.string(),
    rpId: z.string(),
    timeout: z.number().int(),
    userVerification: z.enum(['required', 'preferred']),
    allowCredentials: z.array(descriptor),
  })
  .meta({ id: 'PasskeyRequest' })

/** What a passkey answers to that. */
export const assertion = z
  .strictObject({
    id: credentialId,
    response: z.strictObject({
      clientDataJSON: base64url(4096),
      authenticatorData: base64url(4096),
      signature: base64url(4096),
      userHandle: base64url(128).optional(),
    }),
  })
  .meta({ id: 'PasskeyAssertion' })

export const creationOptions = z
  .strictObject({
    challenge: z.string(),
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.number().int() })),
    timeout: z.number().int(),
    excludeCredentials: z.array(descriptor),
    authenticatorSelection: z.strictObject({
      residentKey: z.enum(['preferred', 'required']),
      requireResidentKey: z.boolean(),
      userVerification: z.enum(['preferred', 'required']),
    }),
    attestation: z.literal('none'),
  })
  .meta({ id: 'PasskeyCreation' })

export const attestation = z.strictObject({
  id: credentialId,
  response: z.strictObject({
    clientDataJSON: base64url(4096),
    attestationObject: base64url(16_384),
    transports: z.array(transport).max(8).default([]),
  }),
})

export const passkey = z
  .strictObject({
    id: resourceId,
    name: z.string(),
    createdAt: moment,
    lastUsedAt: moment.nullable(),
    worksHere: z.boolean().meta({ description: 'False once the site has moved to another address.' }),
  })
  .meta({ id: 'Passkey' })

export const passkeyParams = z.strictObject({ passkeyId: resourceId })
const params = passkeyParams

export const ownPasskeys = z.strictObject({
  items: z.array(passkey),
  origin: z.string().meta({ description: 'The address at which a browser must be to use one.' }),
})

/** Passkeys: signing in by one, and one's own. */
export const passkeyApi = {
  offerPasskeySignIn: {
    method: 'POST',
    path: '/api/sign-in/passkey/options',
    tag: 'Sign-in',
    summary: 'Get what a passkey signs to sign in by it alone; it works once, in this browser',
    permission: 'anyone',
    whileLeaving: true,
    answer: requestOptions,
  },
  signInByPasskey: {
    method: 'POST',
    path: '/api/sign-in/passkey',
    tag: 'Sign-in',
    summary: 'Sign in by a passkey whose device has seen to it that its owner holds it',
    permission: 'anyone',
    whileLeaving: true,
    body: z.strictObject({ passkey: assertion }),
    answer: me,
  },
  listPasskeys: {
    method: 'GET',
    path: '/api/me/passkeys',
    tag: 'Account',
    summary: 'List your passkeys in the order in which they were made, and where passkeys work',
    permission: 'signed-in',
    sessionOnly: true,
    answer: ownPasskeys,
  },
  offerPasskey: {
    method: 'POST',
    path: '/api/me/passkeys/options',
    tag: 'Account',
    summary: 'Get what a device needs to make a passkey; it works once, in this browser',
    permission: 'signed-in',
    sessionOnly: true,
    freshSignIn: true,
    answer: creationOptions,
  },
  createPasskey: {
    method: 'POST',
    path: '/api/me/passkeys',
    tag: 'Account',
    summary:
      'Add a passkey: it signs you in, and is asked for besides the password. Recovery codes are shown once',
    permission: 'signed-in',
    sessionOnly: true,
    freshSignIn: true,
    creates: true,
    body: z.strictObject({ name, passkey: attestation }),
    answer: z.strictObject({
      passkey,
      recoveryCodes: z.array(z.string()).meta({ description: 'Empty where you have some already.' }),
    }),
  },
  getPasskey: {
    method: 'GET',
    path: '/api/me/passkeys/{passkeyId}',
    tag: 'Account',
    summary: 'Read one of your passkeys',
    permission: 'signed-in',
    sessionOnly: true,
    params,
    answer: passkey,
    // Using it makes nobody's edit stale.
    tagged: ['id', 'name'],
  },
  renamePasskey: {
    method: 'PATCH',
    path: '/api/me/passkeys/{passkeyId}',
    tag: 'Account',
    summary: 'Name one of your passkeys',
    permission: 'signed-in',
    sessionOnly: true,
    params,
    body: z.strictObject({ name }),
    answer: passkey,
  },
  removePasskey: {
    method: 'DELETE',
    path: '/api/me/passkeys/{passkeyId}',
    tag: 'Account',
    summary:
      'Refuse one of your passkeys from now on; without anything else to show the recovery codes end as well',
    permission: 'signed-in',
    sessionOnly: true,
    freshSignIn: true,
    heldToReading: true,
    params,
  },
} as const satisfies Contract
