/** Mails that programs write. Whoever answered one might answer another such program, for ever (RFC 3834). */
import type { AutomaticMail } from './arriving-mail.ts'

/** By what a mail shows that a program wrote it; of each header its text, empty where it has none. */
export interface MailSigns {
  readonly autoSubmitted: string
  readonly precedence: string
  /** What older programs write instead: X-Autoreply and the like. */
  readonly hasAutoReplyHeader: boolean
  readonly isOfList: boolean
  readonly contentType: string
  readonly reportType: string
  /** How many servers it went through. */
  readonly received: number
  /** Whoever delivered it wrote that nobody sent it (RFC 5321 4.4). */
  readonly hasNoReturnPath: boolean
  /** It was sent by the site at which it arrives. */
  readonly isOwn: boolean
}

/** A mail that went through more servers goes in a circle (RFC 5321 6.3 asks for 100 at least; nobody has a third of that). */
const receivedMax = 30

/** @param isFromNobody the envelope names no sender, `<>`: so do bounces and automatic answers (RFC 5321 4.5.5, RFC 3834 3.3) */
export function automaticMail(signs: MailSigns, isFromNobody: boolean): AutomaticMail | null {
  const { autoSubmitted, precedence, hasAutoReplyHeader, isOfList, received, isOwn } = signs
  if (isOwn || received > receivedMax) return 'loop'
  if (isReport(signs)) return 'bounce'
  const said = autoSubmitted.toLowerCase()
  if (said !== '' && !/^no\b/.test(said)) return 'auto-reply'
  if (hasAutoReplyHeader || /^(?:auto_reply|junk)$/i.test(precedence)) return 'auto-reply'
  if (isFromNobody) return 'auto-reply'
  if (isOfList || /^(?:list|bulk)$/i.test(precedence)) return 'list'
  return null
}

/** What became of a mail: not delivered, or read (RFC 3464, RFC 8098). */
const isReport = ({ contentType, reportType }: MailSigns) =>
  contentType === 'multipart/report' && ['delivery-status', 'disposition-notification'].includes(reportType)
