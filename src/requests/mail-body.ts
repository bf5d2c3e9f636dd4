// What of a mail is read as a message.
import type { ArrivingMail, LeftOut } from '../model/desk/arriving-mail.ts'
import { commentMax, summaryMax } from '../model/desk/request.ts'
import type { Language } from '../model/site-settings.ts'
import type { Transaction } from '../storage/database.ts'
import { note } from './history.ts'

const noSubject: { readonly [Of in Language]: string } = { en: '(no subject)', de: '(ohne Betreff)' }

const cut = (text: string, max: number) => (text.length > max ? `${text.slice(0, max - 1)}…` : text)

/** What stands over the request that a mail opens: the subject, on one line. */
export function mailSummary({ subject }: ArrivingMail, language: Language): string {
  const line = subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return line === '' ? noSubject[language] : cut(line, summaryMax)
}

/** What was written. Of a mail that only passes on what another one said, that is it. */
export function mailTexts({ body, quoted }: ArrivingMail): {
  readonly body: string
  readonly quoted: string | null
} {
  const plain = (text: string) => cut(text.replaceAll('\0', '').trim(), commentMax)
  const own = plain(body)
  const passedOn = quoted === null ? '' : plain(quoted)
  if (own === '') return { body: passedOn, quoted: null }
  return { body: own, quoted: passedOn === '' ? null : passedOn }
}

/** Of these files there was too much, of whoever wrote or of the whole site. */
const overQuota: ReadonlySet<LeftOut['why']> = new Set(['day', 'no-room'])

/** That files of a mail were not taken along, and of how many there was too much. */
export function noteLeftOut(tx: Transaction, requestId: string, { leftOut }: ArrivingMail, now: Date): void {
  if (leftOut.length === 0) return
  const noRoom = leftOut.filter(({ why }) => overQuota.has(why)).length
  const details = { count: leftOut.length, ...(noRoom > 0 && { noRoom }) }
  note(tx, requestId, { by: null, now }, 'files-left-out', details)
}
