import { z } from 'zod'
import { signInMethods } from '../../model/access/customer-sign-in.ts'
import { type Contract, lines, moment, name, resourceId, text } from '../../model/contract.ts'
import { portalPasskeyApi } from './portal-passkeys.ts'

/** The rule about passwords is checked by the server; it names the field `password`. */
const password = lines.min(1).max(1024)
const address = text.trim().min(1).max(320)

const person = z
  .strictObject({
    id: resourceId,
    name: z.string(),
    /** Null: there is none. */
    address: z.string().nullable(),
    standing: z.enum(['held', 'claimed']).nullable(),
    /** The directory that signed the person in; null for the other doors. */
    directory: z.string().nullable(),
    /** The directory that manages the account; null: it is the person's own. */
    managedBy: z.string().nullable(),
  })
  .meta({ id: 'SignedInCustomer' })

const session = z
  .strictObject({
    id: resourceId,
    /** The session that asks. */
    current: z.boolean(),
    method: z.enum(signInMethods),
    directory: z.string().nullable(),
    createdAt: moment,
    lastSeenAt: moment,
    expiresAt: moment,
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: 'CustomerSession' })

/** Where a directory's sign-in begins. */
const door = z.strictObject({ name: z.string(), path: z.string() })

/** The doors of the help centre, and what customers do with their own account. */
export const portalApi = {
  ...portalPasskeyApi,
  getDoors: {
    method: 'GET',
    path: '/api/portal/doors',
    tag: 'Help centre',
    summary: 'Read the doors of the sign-in page besides its box: the companies where the site shows them',
    permission: 'anyone',
    answer: z.strictObject({
      /** Shown first; null: none. */
      first: door.nullable(),
      /** Null: the site shows none. */
      companies: z.array(door).nullable(),
      /** Whether somebody may type a password instead of the code: the same for every address. */
      passwords: z.boolean(),
      /** Whether a passkey signs customers in. */
      passkeys: z.boolean(),
    }),
  },
  askForCode: {
    method: 'POST',
    path: '/api/portal/sign-in',
    tag: 'Help centre',
    summary: 'Say by which address you want in: a directory signs you in, or a mail shows the way',
    permission: 'anyone',
    body: z.strictObject({
      address,
      /** Where a directory signs people in but need not, a mail can be asked for all the same. */
      by: z.literal('mail').optional(),
    }),
    answer: z.strictObject({
      next: z.enum(['directory', 'mail']),
      directory: z
        .strictObject({
          name: z.string(),
          /** Where its sign-in begins. */
          path: z.string(),
          /** Whether there is no other door for its people. */
          required: z.boolean(),
        })
        .nullable(),
    }),
  },
  showCode: {
    method: 'POST',
    path: '/api/portal/sign-in/code',
    tag: 'Help centre',
    summary: 'Sign in by the code of the mail; somebody new is asked for a name',
    permission: 'anyone',
    body: z.strictObject({ code: text.max(40), name: name.optional() }),
    answer: z.strictObject({
      /** `waits`: somebody of the site decides first. */
      next: z.enum(['in', 'name', 'waits']),
    }),
  },
  signInByPassword: {
    method: 'POST',
    path: '/api/portal/sign-in/password',
    tag: 'Help centre',
    summary: 'Sign in by address and password, where the site lets customers have one',
    permission: 'anyone',
    body: z.strictObject({ address, password }),
  },
  leavePortal: {
    method: 'POST',
    path: '/api/portal/sign-out',
    tag: 'Help centre',
    summary: 'End this session; the answer may say where the company’s own session is ended',
    permission: 'anyone',
    whileLeaving: true,
    answer: z.strictObject({
      /** A page of the provider; null: nothing is left to do. */
      goOn: z.string().nullable(),
    }),
  },
  getSelf: {
    method: 'GET',
    path: '/api/portal/me',
    tag: 'Help centre',
    summary: 'Read who you are',
    permission: 'customer',
    answer: person,
  },
  getKnownBefore: {
    method: 'GET',
    path: '/api/portal/me/known-before',
    tag: 'Help centre',
    summary:
      'Read whether the address that your company gives you is that of an account of before, which may be yours',
    permission: 'customer',
    answer: z.strictObject({
      /** Null: there is none. */
      address: z.string().nullable(),
    }),
  },
  askForNewAddress: {
    method: 'POST',
    path: '/api/portal/me/address',
    tag: 'Help centre',
    summary:
      'Name the address that is to be yours, or that of your account of before: a code goes there. Your own needs a sign-in of the last minutes',
    permission: 'customer',
    body: z.strictObject({ address }),
  },
  showNewAddressCode: {
    method: 'POST',
    path: '/api/portal/me/address/code',
    tag: 'Help centre',
    summary:
      'Prove the address by the code of the mail: it is yours then, or the account of before and yours are one; your other sessions are over',
    permission: 'customer',
    body: z.strictObject({ code: text.max(40) }),
    answer: person,
  },
  getOwnWays: {
    method: 'GET',
    path: '/api/portal/me/ways',
    tag: 'Help centre',
    summary: 'Read the ways in that you have besides the code by mail, and may have',
    permission: 'customer',
    answer: z.strictObject({
      password: z.strictObject({
        /** False where the site has none, or a directory signs you in. */
        allowed: z.boolean(),
        /** Null: there is none. */
        chosenAt: moment.nullable(),
      }),
      /** Whether you may have passkeys; they are a list of their own. */
      passkeys: z.strictObject({ allowed: z.boolean() }),
    }),
  },
  askForProof: {
    method: 'POST',
    path: '/api/portal/me/proof/mail',
    tag: 'Help centre',
    summary: 'Have a code mailed to you, to show again who you are',
    permission: 'customer',
    answer: z.strictObject({ address: z.string() }),
  },
  proveSelf: {
    method: 'POST',
    path: '/api/portal/me/proof',
    tag: 'Help centre',
    summary: 'Show again who you are: by the code of the mail or by the password, one of them',
    permission: 'customer',
    body: z.strictObject({ code: text.max(40).optional(), password: password.optional() }),
  },
  setOwnPassword: {
    method: 'POST',
    path: '/api/portal/me/password',
    tag: 'Help centre',
    summary: 'Choose a password, or another one; your other sessions are over then',
    permission: 'customer',
    sessionOnly: true,
    freshSignIn: true,
    body: z.strictObject({ password }),
  },
  removeOwnPassword: {
    method: 'DELETE',
    path: '/api/portal/me/password',
    tag: 'Help centre',
    summary: 'Have no password any more; your other sessions are over then',
    permission: 'customer',
    sessionOnly: true,
    freshSignIn: true,
  },
  listOwnSessions: {
    method: 'GET',
    path: '/api/portal/me/sessions',
    tag: 'Help centre',
    summary: 'List your sessions, the newest first',
    permission: 'customer',
    answer: z.strictObject({ items: z.array(session) }),
  },
  endOwnSession: {
    method: 'DELETE',
    path: '/api/portal/me/sessions/{sessionId}',
    tag: 'Help centre',
    summary: 'End one of your sessions',
    permission: 'customer',
    params: z.strictObject({ sessionId: resourceId }),
  },
  leaveEverywhere: {
    method: 'DELETE',
    path: '/api/portal/me/sessions',
    tag: 'Help centre',
    summary: 'End all of your sessions, this one too',
    permission: 'customer',
  },
} as const satisfies Contract
