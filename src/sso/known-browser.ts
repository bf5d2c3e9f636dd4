// A browser in which somebody came in before, known by a mark that it keeps: what strangers try does not hold it up.
import { hashOf, writeCookie } from '../http/session-cookie.ts'
import { noteKnownBrowser } from '../storage/access/attempts.ts'
import type { Transaction } from '../storage/database.ts'
import type { Visit } from './open-session.ts'

/** Of the browser's own secret and the address together; without a secret it is a mark that no browser has. */
export const markOf = (address: string, browser: string | undefined): Buffer =>
  hashOf(JSON.stringify(['address', address, browser ?? '']))

/** Somebody came in; `keepBrowserSecret` tells the browser once that has committed. */
export function noteBrowser(tx: Transaction, mark: Buffer, now: Date): void {
  tx.write(noteKnownBrowser(tx.siteId, mark, now))
}

export function keepBrowserSecret(
  secret: string,
  { reply, isSecure }: Pick<Visit, 'reply' | 'isSecure'>,
): void {
  writeCookie(reply, 'browser', secret, { isSecure })
}
