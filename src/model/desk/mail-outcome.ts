/** What becomes of a mail that arrived, and why; `requests/arrive.ts` loads what must be known, and does it. */
import type { AccessDecision } from '../identity/access-policy.ts'
import type { MailSettlement } from './arrived-mail.ts'
import type { ArrivingMail, AutomaticMail, MailAuthentication } from './arriving-mail.ts'
import { afterAskerComment, type Status } from './request.ts'
import type { Sight } from './visibility.ts'

/** Why a mail that names a request did not enter it. */
export const keptOutReasons = [
  // The sender may enter nothing: the address was somebody's, or is somebody's who left; or a check failed.
  'not-themselves',
  'failed-authentication',
  // The signed address is that of another person, or of nobody.
  'reply-address-of-another',
  // Only named by Message-ID, by somebody whose mail proves nothing.
  'not-proven',
  'not-seen',
  'closed',
] as const
export type KeptOutReason = (typeof keptOutReasons)[number]

/** Why it became of a mail what it did. Each has its sentence in the pages' texts. */
export const mailReasons = [
  'no-sender',
  'bounce',
  'auto-reply',
  'loop',
  'list',
  'twice',
  'too-many',
  'request-flooded',
  'not-offered',
  'staff-signs-in-as-staff',
  'staff-unproven',
  'staff-deactivated',
  'former-address',
  'deactivated-by-directory',
  'deactivated',
  'customer',
  'blocked',
  'unknown-sender',
  'released',
  'reply-address',
  'references',
] as const
type MailReason = (typeof mailReasons)[number]

/** What becomes of it, with a reason that has its sentence. */
export interface MailOutcome extends MailSettlement {
  readonly reason: MailReason
}

/** What is known of a mail before it is looked at what it answers. */
export interface MailQuestion {
  readonly automatic: AutomaticMail | null
  /** What the access policy says of the sender; undefined: the mail names none, or several. */
  readonly access: AccessDecision | undefined
  /** The same mail of the same sender has come in already. */
  readonly isTwice: boolean
  /** The sender wrote more than somebody writes in an hour. */
  readonly isTooMuch: boolean
  /** So many mails went into the request that it would enter that nobody reads them. */
  readonly isRequestFlooded: boolean
  /** A person took it after all. */
  readonly isReleased: boolean
  /** The sender answers in a request of their own, at the address that was signed for them. */
  readonly isAnswer: boolean
}

/** Undefined: it comes in. */
export function judgeMail(question: MailQuestion): MailOutcome | undefined {
  const { automatic, access, isTwice, isTooMuch, isRequestFlooded, isReleased, isAnswer } = question
  if (isTwice) return { result: 'dropped', reason: 'twice' }
  if (!access) return { result: 'refused', reason: 'no-sender' }
  if (isReleased) return undefined
  if (automatic !== null) return { result: 'dropped', reason: automatic }
  // Whom an agent wrote to answers: that rule is about whoever begins.
  const isWelcome = isAnswer && access.reason === 'unknown-sender'
  const said = {
    reason: access.reason as MailReason,
    ...(access.by !== undefined && { values: { by: access.by } }),
  }
  if (access.outcome === 'refuse' && !isWelcome) return { result: 'refused', ...said }
  if (access.outcome === 'hold' && !isWelcome) return { result: 'held', ...said }
  if (isTooMuch) return { result: 'held', reason: 'too-many' }
  return isRequestFlooded ? { result: 'held', reason: 'request-flooded' } : undefined
}

/** Of these refusals whoever wrote hears: not of a domain that the site wants nothing to do with, nor of who left. */
const told: ReadonlySet<string> = new Set(['unknown-sender', 'former-address'] satisfies MailReason[])

/** Whether a refusal is answered: only to who is proven to have written, and never to a program (RFC 3834 2). */
export function mayTellRefused(
  { result, reason }: Pick<MailSettlement, 'result' | 'reason'>,
  { authentication, automatic }: Pick<ArrivingMail, 'authentication' | 'automatic'>,
): boolean {
  return result === 'refused' && told.has(reason) && automatic === null && authentication.dmarc === 'pass'
}

/** A request that a mail names. */
export interface NamedRequest {
  readonly by: 'reply-address' | 'references'
  /** The signed address is the sender's; of references always false. */
  readonly fits: boolean
  /** How the sender sees it now, as whoever they are. */
  readonly sight: Sight | undefined
  readonly status: Status
}

/** Who the sender is by what is known. */
export interface MailStanding {
  /** They come in as themselves: a customer at an address that they hold, staff by a proven mail, a sender as that address. */
  readonly isThemselves: boolean
  readonly authentication: Pick<MailAuthentication, 'dmarc' | 'aligned'>
}

/** Whether a mail is known to come from the address that it names. */
export const isAuthentic = ({ dmarc, aligned }: MailStanding['authentication']) => dmarc === 'pass' || aligned

/**
 * Why a mail does not enter a request that it names; undefined: it does. Whoever received a signed address and writes from the address
 * to which it was sent has shown more than a domain's policy says of most, so that nothing but a failed check stands against them.
 * A Message-ID stands in every mail that somebody forwards: it opens nothing to whom the mail itself does not prove.
 */
export function keptOut(
  named: NamedRequest,
  { isThemselves, authentication }: MailStanding,
): KeptOutReason | undefined {
  const { by, fits, sight, status } = named
  if (!isThemselves) return 'not-themselves'
  if (authentication.dmarc === 'fail') return 'failed-authentication'
  if (by === 'reply-address' && !fits) return 'reply-address-of-another'
  if (by === 'references' && !isAuthentic(authentication)) return 'not-proven'
  if (!sight) return 'not-seen'
  return afterAskerComment(status) === undefined ? 'closed' : undefined
}
