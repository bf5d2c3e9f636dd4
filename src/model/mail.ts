/** What is written to people. Each kind has its text in each language, in `mail/texts/`. */
import type { ProposalKind } from './access/setup-proposal.ts'
import type { AssuranceLevel, Evidence } from './desk/assurance.ts'
import { type Language, languages } from './site-settings.ts'

/** The first language of an `Accept-Language` header that the server speaks; null when it names none. */
export function languageIn(header: string | undefined): Language | null {
  const tags = (header ?? '').split(',').map((part) => part.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  const known = tags.map((tag) => languages.find((one) => tag === one || tag.startsWith(`${one}-`)))
  return known.find((one) => one !== undefined) ?? null
}

/** Changes of how somebody signs in, of which they hear, because it may have been somebody else. */
export const signInChanges = [
  'password-set',
  'password-chosen',
  'password-removed',
  'code-generator-set-up',
  'second-factor-removed',
  'recovery-codes-made',
  'passkey-added',
  'passkey-removed',
  'api-key-made',
] as const
export type SignInChange = (typeof signInChanges)[number]

/** Changes of authority for addresses, of which administrators hear. */
export const authorityChanges = [
  'declared',
  'proven',
  'removed',
  'proof-ended',
  'guests-allowed',
  'guests-ended',
] as const
export type AuthorityChange = (typeof authorityChanges)[number]

/** Changes of how a directory's people sign in, of which administrators hear. */
export const connectionNotices = [
  'connected',
  'issuer-changed',
  'certificate-added',
  'certificate-removed',
  'key-made',
  'mode-changed',
  'removed',
] as const
export type ConnectionNotice = (typeof connectionNotices)[number]

/** What each kind of mail says besides its recipient's name. Moments are ISO 8601 texts. No secrets: these are kept. */
export interface MailValues {
  readonly test: { readonly by: string }
  /** An invitation or a new password: the link is made when the mail is sent. */
  readonly 'staff-link': { readonly link: 'invite' | 'reset'; readonly by: string | null }
  /** Somebody asked at the sign-in page: the code, or the way that is theirs, is found when the mail is sent. */
  readonly 'sign-in-code': {
    readonly codeId: string
    /** The code is for the set-up page of a customer's own IT. */
    readonly page?: 'set-up'
  }
  /** The set-up page, to somebody of a customer's own IT: the link is made when the mail is sent. */
  readonly 'set-up-link': {
    readonly linkId: string
    readonly directory: string
    readonly by: string | null
  }
  /** A customer's own IT proposes something that an administrator releases or refuses. */
  readonly 'setup-proposed': {
    readonly what: ProposalKind
    /** A fingerprint, an issuer, a mode or the label of a token. */
    readonly shown: string
    readonly directory: string
    readonly by: string
    readonly at: string
    readonly path: `/${string}`
  }
  /** Somebody is invited to the help centre: the link is made when the mail is sent. */
  readonly 'customer-invitation': {
    readonly invitationId: string
    readonly by: string | null
    readonly organization: string | null
    /** What the administrator adds; several lines. */
    readonly words: string | null
  }
  /** Somebody is asked whether a message is theirs: the link is made when the mail is sent. Nothing of the message stands in it. */
  readonly 'prove-it': {
    readonly proofId: string
    /** Who of the staff asks. */
    readonly by: string
    /** When the message was written. */
    readonly at: string
  }
  /** Something happened to a request: what it was is found when the mail is sent, if its reader may still see it. */
  readonly 'request-news': {
    readonly requestId: string
    readonly commentId: string | null
    readonly what: 'opened' | 'commented' | 'assigned' | 'resolved'
    /** Whether its reader asks, or answers. */
    readonly face: 'help-centre' | 'console'
    readonly person: 'customer' | 'staff' | 'sender'
  }
  /** A mail from this address was not taken. */
  readonly 'mail-refused': { readonly mailbox: string; readonly at: string }
  readonly 'sign-in-changed': {
    readonly change: SignInChange
    readonly at: string
    /** An administrator did it, and not the person. */
    readonly byAdministrator: boolean
    /** It is a customer, who has another account page and nobody to ask but the help desk. */
    readonly isCustomer?: true
  }
  /** Somebody's address was changed; the mail to the old one does not say the new one. */
  readonly 'address-changed': {
    readonly which: 'old' | 'new'
    /** The directory that manages the person; null: the help desk did it. */
    readonly by: string | null
    readonly at: string
  }
  readonly 'token-expires': {
    readonly directory: string
    readonly label: string
    readonly expiresAt: string
    /** Where it is renewed, beneath the site's address. */
    readonly path: `/${string}`
  }
  /** Somebody changed for whose addresses a directory speaks. */
  readonly 'authority-changed': {
    readonly change: AuthorityChange
    readonly directory: string
    /** Empty where guests are meant. */
    readonly domain: string
    readonly by: string
    readonly at: string
    readonly path: `/${string}`
  }
  /** Somebody changed how a directory's people sign in. */
  readonly 'connection-changed': {
    readonly change: ConnectionNotice
    readonly directory: string
    /** The protocol, mode, issuer or fingerprint. */
    readonly detail: string
    readonly by: string
    readonly at: string
    readonly path: `/${string}`
  }
  /** A certificate of a connection ends soon. */
  readonly 'certificate-expires': {
    readonly directory: string
    readonly fingerprint: string
    /** Whether it is ours, towards the provider. */
    readonly ours: boolean
    readonly expiresAt: string
    readonly path: `/${string}`
  }
  /** A directory took away from many more people than on an ordinary day. */
  readonly 'brake-on': {
    readonly directory: string
    /** Empty where the whole directory is meant. */
    readonly organization: string
    readonly lost: number
    readonly before: number
    readonly at: string
    readonly path: `/${string}`
  }
  /** The record that proves a domain is missed, and the authority ends soon. */
  readonly 'proof-missed': {
    readonly directory: string
    readonly domain: string
    readonly record: string
    readonly value: string
    readonly expiresAt: string
    readonly path: `/${string}`
  }
}
export type MailKind = keyof MailValues

/** Why a mail that somebody asked for at the sign-in page brings no code. */
type NoCodeReason = 'staff' | 'inactive' | 'by-directory' | 'not-open'

/** What a mail about a request says; only its recipient may read it, and it is not kept. */
export interface RequestNewsText {
  readonly key: string
  readonly summary: string
  readonly path: `/${string}`
  /** What was written, as plain text; null: nothing was. */
  readonly text: string | null
  readonly author: string | null
  readonly isInternal: boolean
  /** An answer to the mail comes in. */
  readonly canAnswer: boolean
  /** For agents: who wrote what the mail brings, or asks where it brings nothing that was written. */
  readonly from: {
    readonly name: string
    readonly emailAddress: string
    /** Null: one of the agents wrote it. */
    readonly level: AssuranceLevel | null
    /** Why, where it is not sure who it was. */
    readonly reasons: readonly Evidence[]
  } | null
}

/** How a mail about a request stands among the others of it. */
export interface MailThread {
  readonly requestId: string
  /** Where an answer goes; null: the site has no mailbox. */
  readonly replyTo: string | null
  /** The Message-ID of the last mail that its reader wrote in it. */
  readonly answers: string | null
  /** Where its reader gets no more mails about it; also for programs (RFC 8058). Null for agents, who choose of what they hear. */
  readonly fewerPath: `/${string}` | null
}

/** What the mail of somebody who asked at the sign-in page brings. */
export interface SignInWay {
  /** Six digits; null where there is no code for them. */
  readonly digits: string | null
  readonly reason: NoCodeReason | null
  /** Sign-in through directories that have this address, and the staff's page. */
  readonly doors: readonly { readonly name: string; readonly url: string }[]
  readonly expiresAt: Date
}

/** `captured`: kept and not sent, because the server has no mail server. */
export const mailStates = ['queued', 'sent', 'failed', 'captured'] as const
export type MailState = (typeof mailStates)[number]

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** After each attempt that a mail server or the way to it put off; greylisting is over in minutes, an outage in days. */
const waitsMs = [
  minuteMs,
  5 * minuteMs,
  15 * minuteMs,
  30 * minuteMs,
  ...[1, 2, 4, 8, 12, 12, 12, 12].map((hours) => hours * hourMs),
]

/** A process that is killed in every attempt shall not try for ever. */
export const attemptsMax = 20

/**
 * When a mail that was put off is tried again: thirteen attempts within two and a half days.
 * @param attempts how many were made, this one included
 * @returns undefined when it was tried often enough; who tests the settings wants to know at once
 */
export function nextAttempt(kind: MailKind, attempts: number, now: Date): Date | undefined {
  const waitMs = kind === 'test' ? undefined : waitsMs[attempts - 1]
  return waitMs === undefined ? undefined : new Date(now.getTime() + waitMs)
}
