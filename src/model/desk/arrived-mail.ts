/** What became of a mail that arrived. */
import { foldAddress } from '../identity/email-address.ts'
import type { MailResult } from './arriving-mail.ts'

/** What became of one, with the reason by a code and what its sentence names. */
export interface MailSettlement {
  readonly result: MailResult
  readonly reason: string
  readonly values?: { readonly [name: string]: string }
  readonly requestId?: string
  readonly commentId?: string
}

/** What became of those that nobody reads as a request. */
export const notTaken = ['held', 'refused', 'dropped'] as const satisfies readonly MailResult[]

/** Whether a mail is kept as it came, because a person may still decide otherwise. */
export const isKeptWhole = (result: MailResult): boolean => notTaken.some((one) => one === result)

/** So many groups of writers have lines of their own, in which the mails of a site wait to be read; each group has so many. */
const writerGroups = 16
const linesOfGroup = 4

/**
 * In which line a mail waits: one of those of whoever the envelope names. Lines take turns, so that whoever brings thousands keeps few
 * others waiting, and is read several at a time all the same.
 * @param nth any number of the mail's own
 */
export function mailLine(writer: string, nth: number): number {
  let sum = 0
  for (const unit of foldAddress(writer)) sum = (sum * 31 + (unit.codePointAt(0) ?? 0)) % 65_521
  return (sum % writerGroups) * linesOfGroup + (nth % linesOfGroup)
}
