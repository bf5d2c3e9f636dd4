/** A mail that somebody wrote to a mailbox, on its way to a request. */

/** What is known of a mail that arrived, once it is read and its sender was checked. */
export interface ArrivingMail {
  /** Of its row in `arrived_mails`. */
  readonly mailId: string
  readonly mailboxId: string
  readonly arrivedAt: Date
  /** Null: `<>`, as a bounce has it. */
  readonly envelopeFrom: string | null
  /** Those of the envelope that are this mailbox's, with their tags. */
  readonly recipients: readonly string[]
  /** Exactly one address in exactly one From header; else undefined. */
  readonly from: MailAddress | undefined
  readonly replyTo: readonly MailAddress[]
  readonly to: readonly MailAddress[]
  readonly cc: readonly MailAddress[]
  readonly subject: string
  readonly messageId: string | undefined
  /** In-Reply-To and References, the newest first, without doubles, at most 50. */
  readonly references: readonly string[]
  /** What was written, without what is quoted: Markdown that shows the text as it was. */
  readonly body: string
  readonly quoted: string | null
  readonly attachments: readonly MailAttachment[]
  /** Files that were not taken along, and why. */
  readonly leftOut: readonly LeftOut[]
  readonly automatic: AutomaticMail | null
  readonly authentication: MailAuthentication
}

/** What a program wrote: nobody answers it. */
export type AutomaticMail = 'bounce' | 'auto-reply' | 'loop' | 'list'

export interface MailAddress {
  readonly name: string
  readonly address: string
}

export interface MailAttachment {
  /** Under it its bytes lie among the attachments; its row is still to come. */
  readonly id: string
  readonly fileName: string
  /** By its bytes, and not by what the mail says. */
  readonly mediaType: string
  readonly size: number
  readonly sha256: Buffer
  /** Where its bytes lie. */
  readonly path: string
}

export interface LeftOut {
  readonly fileName: string
  /** `day`: more than its writer may bring in a day; `no-room`: more than the site's files may have together. */
  readonly why: 'blocked' | 'too-large' | 'too-many' | 'empty' | 'day' | 'no-room'
}

export interface MailAuthentication {
  /**
   * DMARC's verdict for the From domain. `none`: the domain publishes no policy, and nothing that fits it passed; `unknown`: DNS
   * did not answer.
   */
  readonly dmarc: 'pass' | 'fail' | 'none' | 'unknown'
  /** Whether SPF or DKIM passed for the From domain, whatever its policy. */
  readonly aligned: boolean
  /** The From domain. */
  readonly domain: string | null
  /** Each check in a word, for the record. */
  readonly spf: string
  readonly dkim: string
  readonly arc: string
  readonly via: 'smtp' | 'imap'
}

/** What can become of a mail. `held`: it waits for a person; `dropped`: a program wrote it, and nothing is owed to that. */
export const mailResults = ['opened', 'commented', 'held', 'refused', 'dropped'] as const
export type MailResult = (typeof mailResults)[number]
