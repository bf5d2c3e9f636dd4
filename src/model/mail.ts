/** What is written to people, and in which languages. Each kind has its text in `mail/texts/`. */

export const mailLanguages = ['en', 'de'] as const
export type MailLanguage = (typeof mailLanguages)[number]
const mailLanguageDefault: MailLanguage = 'en'

/** The language that a person's own word for it begins with (`de-AT` is German), else English. */
export function mailLanguageOf(tag: string | null | undefined): MailLanguage {
  const lower = (tag ?? '').toLowerCase()
  return mailLanguages.find((one) => lower === one || lower.startsWith(`${one}-`)) ?? mailLanguageDefault
}

/** Changes of how somebody signs in, of which they hear, because it may have been somebody else. */
export const signInChanges = [
  'password-chosen',
  'code-generator-set-up',
  'second-factor-removed',
  'recovery-codes-made',
  'passkey-added',
  'passkey-removed',
] as const
export type SignInChange = (typeof signInChanges)[number]

/** What each kind of mail says besides its recipient's name. Moments are ISO 8601 texts. No secrets: these are kept. */
export interface MailValues {
  readonly test: { readonly by: string }
  /** An invitation or a new password: the link is made when the mail is sent. */
  readonly 'staff-link': { readonly link: 'invite' | 'reset'; readonly by: string | null }
  readonly 'sign-in-changed': {
    readonly change: SignInChange
    readonly at: string
    /** An administrator did it, and not the person. */
    readonly byAdministrator: boolean
  }
  readonly 'token-expires': {
    readonly directory: string
    readonly label: string
    readonly expiresAt: string
    /** Where it is renewed, beneath the site's address. */
    readonly path: `/${string}`
  }
}
export type MailKind = keyof MailValues

/** `captured`: kept and not sent, because the server has no mail server. */
const mailStates = ['queued', 'sent', 'failed', 'captured'] as const
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
