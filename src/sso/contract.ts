import { z } from 'zod'
import { type Contract, lines, moment, name, resourceId, text } from '../model/contract.ts'
import { invitationApi } from './contract/invitation.ts'
import { me } from './contract/me.ts'
import { assertion, passkeyApi, requestOptions } from './contract/passkeys.ts'
import { portalApi } from './contract/portal.ts'

/** The rule about passwords is checked by the server; it names the field `password`. */
const password = lines.min(1).max(1024)
const address = text.trim().min(1).max(320)
const link = text.max(200)
const code = text.trim().min(1).max(40)
const recoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) })

/** What a person can show besides the password; the passkey's part is null where there is none. */
const secondWays = {
  code: z.boolean().meta({ description: 'By a code of the generator or a recovery code.' }),
  passkey: requestOptions.nullable(),
}

const session = z
  .strictObject({
    id: resourceId,
    /** The session that asks. */
    current: z.boolean(),
    createdAt: moment,
    lastSeenAt: moment,
    expiresAt: moment,
    /** Where it was opened: network address and browser, as the browser says. */
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: 'Session' })

/** Signing in, and one's own account. */
export const signInApi = {
  ...passkeyApi,
  ...portalApi,
  ...invitationApi,
  getStart: {
    method: 'GET',
    path: '/api/start/{link}',
    tag: 'First start',
    summary: "Read whether the owner's link still works, and which site it is for",
    permission: 'anyone',
    beforeSite: true,
    params: z.strictObject({ link }),
    answer: z.strictObject({
      /** Null while the site has no name yet. */
      siteName: z.string().nullable(),
      expiresAt: moment,
    }),
  },
  completeStart: {
    method: 'POST',
    path: '/api/start/{link}',
    tag: 'First start',
    summary: 'Name the site, name yourself, choose a password; you are its owner then, and signed in',
    permission: 'anyone',
    beforeSite: true,
    params: z.strictObject({ link }),
    body: z.strictObject({ siteName: name, name, address, password }),
    answer: me,
  },
  getLink: {
    method: 'GET',
    path: '/api/links/{link}',
    tag: 'Sign-in',
    summary: 'Read whether a link of an invitation or a reset still works, and whose it is',
    permission: 'anyone',
    params: z.strictObject({ link }),
    answer: z.strictObject({
      kind: z.enum(['invite', 'reset']),
      siteName: z.string(),
      name: z.string(),
      address: z.string(),
      expiresAt: moment,
    }),
  },
  completeLink: {
    method: 'POST',
    path: '/api/links/{link}',
    tag: 'Sign-in',
    summary: 'Choose a password by a link; you are signed in then, and your other sessions are over',
    permission: 'anyone',
    params: z.strictObject({ link }),
    body: z.strictObject({ password }),
    answer: me,
  },
  signIn: {
    method: 'POST',
    path: '/api/sign-in',
    tag: 'Sign-in',
    summary:
      'Sign in by address and password; the problem second-factor-needed asks for a second factor as well',
    permission: 'anyone',
    whileLeaving: true,
    body: z.strictObject({ address, password }),
    answer: me,
  },
  offerSecondFactor: {
    method: 'POST',
    path: '/api/sign-in/second-factor/options',
    tag: 'Sign-in',
    summary: 'Read by what a sign-in can be finished whose password was right',
    permission: 'anyone',
    whileLeaving: true,
    answer: z.strictObject(secondWays),
  },
  showSecondFactor: {
    method: 'POST',
    path: '/api/sign-in/second-factor',
    tag: 'Sign-in',
    summary: 'Finish a sign-in by the code of a generator, by a recovery code, or by a passkey: one of them',
    permission: 'anyone',
    whileLeaving: true,
    body: z.strictObject({ code: code.optional(), passkey: assertion.optional() }),
    answer: me,
  },
  signOut: {
    method: 'POST',
    path: '/api/sign-out',
    tag: 'Sign-in',
    summary: 'End this session',
    permission: 'anyone',
    whileLeaving: true,
  },
  getMe: {
    method: 'GET',
    path: '/api/me',
    tag: 'Account',
    summary: 'Read who you are, and what you may do',
    permission: 'signed-in',
    whileLeaving: true,
    answer: me,
  },
  offerProof: {
    method: 'POST',
    path: '/api/me/proof/options',
    tag: 'Account',
    summary: 'Read by what you can show again who you are',
    permission: 'signed-in',
    sessionOnly: true,
    answer: z.strictObject(secondWays),
  },
  prove: {
    method: 'POST',
    path: '/api/me/proof',
    tag: 'Account',
    summary: 'Show again who you are: by a passkey, or by the password and what a sign-in takes besides',
    permission: 'signed-in',
    sessionOnly: true,
    body: z.strictObject({
      password: password.optional(),
      code: code.optional(),
      passkey: assertion.optional(),
    }),
  },
  checkProof: {
    method: 'GET',
    path: '/api/me/proof',
    tag: 'Account',
    summary: 'Ask whether you have shown just now who you are: before following a link that needs it',
    permission: 'signed-in',
    sessionOnly: true,
    freshSignIn: true,
    answer: z.strictObject({ isFresh: z.literal(true) }),
  },
  changePassword: {
    method: 'POST',
    path: '/api/me/password',
    tag: 'Account',
    summary: 'Choose another password; your other sessions are over then',
    permission: 'signed-in',
    sessionOnly: true,
    freshSignIn: true,
    body: z.strictObject({ password }),
  },
  getSecondFactor: {
    method: 'GET',
    path: '/api/me/second-factor',
    tag: 'Account',
    summary: 'Read what is asked for besides your password',
    permission: 'signed-in',
    sessionOnly: true,
    answer: z.strictObject({
      totp: z.boolean(),
      passkeys: z.number().int(),
      recoveryCodesLeft: z.number().int(),
    }),
  },
  offerTotp: {
    method: 'POST',
    path: '/api/me/totp',
    tag: 'Account',
    summary: 'Get a secret for a code generator; it counts once its first code was shown',
    permission: 'signed-in',
    sessionOnly: true,
    freshSignIn: true,
    answer: z.strictObject({
      secret: z.string().meta({ description: 'Base32, for typing.' }),
      uri: z.string().meta({ description: 'For a QR code.' }),
    }),
  },
  acceptTotp: {
    method: 'POST',
    path: '/api/me/totp/accept',
    tag: 'Account',
    summary:
      'Show the first code: from now on one is asked for. Recovery codes are shown once, where you have none',
    permission: 'signed-in',
    sessionOnly: true,
    body: z.strictObject({ code }),
    answer: recoveryCodes,
  },
  removeTotp: {
    method: 'POST',
    path: '/api/me/totp/remove',
    tag: 'Account',
    summary: 'Ask for no code any more; without a passkey the recovery codes end as well',
    permission: 'signed-in',
    sessionOnly: true,
    freshSignIn: true,
  },
  makeRecoveryCodes: {
    method: 'POST',
    path: '/api/me/recovery-codes',
    tag: 'Account',
    summary: 'Make new recovery codes, which are shown once; the earlier ones work no more',
    permission: 'signed-in',
    sessionOnly: true,
    freshSignIn: true,
    answer: recoveryCodes,
  },
  listSessions: {
    method: 'GET',
    path: '/api/me/sessions',
    tag: 'Account',
    summary: 'List your sessions, the newest first',
    permission: 'signed-in',
    sessionOnly: true,
    answer: z.strictObject({ items: z.array(session) }),
  },
  endSession: {
    method: 'DELETE',
    path: '/api/me/sessions/{sessionId}',
    tag: 'Account',
    summary: 'End one of your sessions',
    permission: 'signed-in',
    sessionOnly: true,
    params: z.strictObject({ sessionId: resourceId }),
  },
  signOutEverywhere: {
    method: 'DELETE',
    path: '/api/me/sessions',
    tag: 'Account',
    summary: 'End all of your sessions, this one too',
    permission: 'signed-in',
    sessionOnly: true,
  },
} as const satisfies Contract
