import type { MailKind, MailValues, RequestNewsText, SignInWay } from '../../model/mail.ts'
import type { Language } from '../../model/site-settings.ts'
import type { MailDocument } from '../document.ts'
import { de } from './de.ts'
import { en } from './en.ts'

/** A link that is made for one mail. */
interface MailLink {
  readonly kind: 'invite' | 'reset' | 'set-up' | 'invitation' | 'proof'
  readonly url: string
  readonly expiresAt: Date
}

/** What only a mail's recipient may see: made when it is sent, and kept nowhere. */
export interface MailSecrets {
  readonly link?: MailLink | undefined
  readonly way?: SignInWay | undefined
  readonly request?: RequestNewsText | undefined
}

/** What a text may need besides its values; everything that somebody chose is fit to be shown already. */
export interface TextContext {
  readonly site: string
  readonly link: { readonly kind: MailLink['kind']; readonly url: string; readonly until: string }
  /** Of somebody who asked at the sign-in page. */
  readonly way: Pick<SignInWay, 'digits' | 'reason' | 'doors'>
  /** Of a request: its texts are fit to be shown already. */
  readonly request: RequestNewsText
  /** The moment that the mail is about, as its reader's language writes it. */
  readonly at: string
  /** Whether that moment has come. */
  readonly isPast: boolean
  /** How long it is until then, by the calendar of the site: "in 3 days", "today". */
  readonly inDays: string
  pageUrl(path: string): string
}

/** Everything that mails say in one language. */
export interface MailTexts {
  /** For dates and numbers. */
  readonly locale: string
  readonly greeting: (name: string) => string
  readonly footer: (site: string) => string
  readonly buttonHint: string
  readonly demonstration: string
  readonly kinds: KindTexts
}

type KindTexts = {
  readonly [Kind in MailKind]: (values: MailValues[Kind], context: TextContext) => MailDocument
}

export const mailTexts: { readonly [Of in Language]: MailTexts } = { en, de }
