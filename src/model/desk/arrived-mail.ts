/** What became of a mail that arrived. */
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
