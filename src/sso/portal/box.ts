// The e-mail box of the sign-in page: it leads to a proven domain's directory, and else always to the mailbox, so that nobody
// learns who has an account.

import { countTry, TooManyTries, trySubject } from '../../http/attempts.ts'
import type { Call } from '../../http/contract-call.ts'
import { networkOf } from '../../http/network.ts'
import { hashOf, readCookie, writeCookie } from '../../http/session-cookie.ts'
import { codeEnd } from '../../model/access/sign-in-code.ts'
import type { Answer } from '../../model/contract.ts'
import { invalid } from '../../model/errors.ts'
import { domainOf, foldAddress, isAddress, withPlainDomain } from '../../model/identity/email-address.ts'
import { addressKeyOf } from '../../model/ids.ts'
import { languageIn } from '../../model/mail.ts'
import { knownBrowser } from '../../storage/access/attempts.ts'
import { directoryOfDomain } from '../../storage/access/portal-people.ts'
import { insertCode } from '../../storage/access/sign-in-codes.ts'
import type { Transaction } from '../../storage/database.ts'
import { queueMail } from '../../storage/mails.ts'
import { newId } from '../../storage/new-id.ts'
import type { portalApi } from '../contract/portal.ts'
import { markOf } from '../known-browser.ts'
import { freshSecret } from '../open-session.ts'

type Api = typeof portalApi

/**
 * Counts one attempt with a code. Whoever came in by the address in this browser before has a share of tries that strangers have
 * no part in, and nobody else learns that there is one.
 * @returns until when the attempt must wait; the count stays
 */
export async function countCodeAttempt(
  tx: Transaction,
  address: string,
  { ip, now, mark }: { readonly ip: string; readonly now: Date; readonly mark: Buffer },
): Promise<Date | undefined> {
  const [account, network] = [foldAddress(address), networkOf(ip)]
  const known = await tx.read(knownBrowser(tx.siteId, mark))
  const subjects =
    known.length > 0
      ? [trySubject('codeKnown', account)]
      : [
          trySubject('codePair', account, network),
          trySubject('codeNetwork', network),
          trySubject('codeAddress', account),
        ]
  return countTry(tx, subjects, now)
}

/** What a browser is known by where somebody came in by this address. */
export const markOfAddress = (address: string, browser: string | undefined) =>
  markOf(foldAddress(address), browser)

/** Whether anybody has the address shows neither in the answer nor in its time: who it is is asked when the mail is sent. */
export async function askForCode(call: Call<Api['askForCode']>): Promise<Answer<Api['askForCode']>> {
  const { body, site, database, now, request, reply, isSecure } = call
  const address = withPlainDomain(body.address.trim())
  if (!isAddress(address)) throw invalid('address', 'must be an e-mail address, such as ann@globex.com.')
  const mark = markOfAddress(address, readCookie(request, 'browser', isSecure))
  const browser = freshSecret('code', site.id)
  const expiresAt = codeEnd(now)
  const code = { id: newId(now), browserHash: hashOf(browser), address, now, expiresAt }
  const result = await database.inSite(site.id, async (tx) => {
    const waitsUntil = await countCodeAttempt(tx, address, { ip: request.ip, now, mark })
    const [owner] = await tx.read<{ directoryId: number; name: string; mode: 'optional' | 'required' }>(
      directoryOfDomain(site.id, domainOf(foldAddress(address))),
    )
    // However often others have asked for codes: nobody is kept from their own company's door, which tells of a domain alone.
    if (owner && (body.by !== 'mail' || owner.mode === 'required')) return owner
    if (waitsUntil) return waitsUntil
    const wanted = {
      ...code,
      addressFolded: foldAddress(address),
      purpose: 'sign-in',
      customerId: null,
    } as const
    tx.write(insertCode(site.id, wanted))
    const language = languageIn(request.headers['accept-language'])
    queueMail(tx, now, { personId: null, name: address, address, language }, 'sign-in-code', {
      codeId: code.id,
    })
    return undefined
  })
  if (result instanceof Date) throw new TooManyTries(result, now)
  if (result) {
    const { directoryId, name, mode } = result
    return {
      next: 'directory',
      directory: { name, path: doorPath(site.id, directoryId), required: mode === 'required' },
    }
  }
  writeCookie(reply, 'code', browser, { isSecure, expiresAt })
  return { next: 'mail', directory: null }
}

/** Where a directory's sign-in begins. */
export const doorPath = (siteId: number, directoryId: number) => `/sso/${addressKeyOf(siteId, directoryId)}`
