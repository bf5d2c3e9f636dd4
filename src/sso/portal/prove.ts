// A customer shows again who they are, before what outlasts a session: by a code to the mailbox, or by the password.

import { TooManyTries } from '../../http/attempts.ts'
import type { Call } from '../../http/contract-call.ts'
import { clearCookie, hashOf, readCookie, writeCookie } from '../../http/session-cookie.ts'
import { codeEnd } from '../../model/access/sign-in-code.ts'
import type { Answer } from '../../model/contract.ts'
import { conflict, DoorwardError, FieldErrors } from '../../model/errors.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import { languageIn } from '../../model/mail.ts'
import { passwordOfCustomer } from '../../storage/access/customer-passwords.ts'
import { proveCustomerSession } from '../../storage/access/customer-sessions.ts'
import { type CodeRow, codeOfBrowser, insertCode, removeCode } from '../../storage/access/sign-in-codes.ts'
import type { Transaction } from '../../storage/database.ts'
import { queueMail } from '../../storage/mails.ts'
import { newId } from '../../storage/new-id.ts'
import type { portalApi } from '../contract/portal.ts'
import { freshSecret } from '../open-session.ts'
import { requirePassword } from '../own-password.ts'
import { countCodeAttempt, markOfAddress } from './box.ts'
import { logSignIn, newCustomerSecret, showCustomerIn } from './session.ts'
import { codeIsOver, tryCode } from './try-code.ts'

type Api = typeof portalApi
type ProveCall = Call<Api['proveSelf']>

/** Mails a code to the own mailbox. */
export async function askForProof(call: Call<Api['askForProof']>): Promise<Answer<Api['askForProof']>> {
  const { customer, site, database, now, request, reply, isSecure } = call
  const { customerId, name, address, standing } = customer
  if (address === null || standing !== 'held')
    throw conflict(
      'No mailbox of yours is proven here, so no code can be sent. Sign out and in again instead.',
    )
  const browser = freshSecret('code', site.id)
  const expiresAt = codeEnd(now)
  const codeId = newId(now)
  const mark = markOfAddress(address, readCookie(request, 'browser', isSecure))
  const waitsUntil = await database.inSite(site.id, async (tx) => {
    const until = await countCodeAttempt(tx, address, { ip: request.ip, now, mark })
    if (until) return until
    const code = { id: codeId, browserHash: hashOf(browser), address, addressFolded: foldAddress(address) }
    tx.write(insertCode(site.id, { ...code, purpose: 'proof', customerId, now, expiresAt }))
    const language = languageIn(request.headers['accept-language'])
    queueMail(tx, now, { personId: null, name, address, language }, 'sign-in-code', { codeId })
    return undefined
  })
  if (waitsUntil) throw new TooManyTries(waitsUntil, now)
  writeCookie(reply, 'code', browser, { isSecure, expiresAt })
  return { address }
}

/**
 * Makes the session fresh, for this browser alone: it goes on by another secret, which no copy of it has.
 * @throws FieldErrors when what was shown is wrong
 */
export async function proveSelf(call: ProveCall): Promise<undefined> {
  const { body, customer, site, database, now, reply, isSecure } = call
  const { customerId, sessionId } = customer
  const { password, code } = body
  if ((password === undefined) === (code === undefined))
    throw new FieldErrors([{ field: 'code', rule: 'needed', detail: 'is needed, or the password.' }])
  if (password !== undefined) {
    if (!site.customerPasswords) throw conflict('Passwords count no more here: ask for a code by mail.')
    const owner = {
      personId: customerId,
      password: passwordOfCustomer(site.id, customerId),
      noteRefused: (tx: Transaction) => noteWrong(tx, call),
    }
    await requirePassword(call, owner, 'password', password)
  }
  const secret = newCustomerSecret(site.id)
  const refusal = await database.inSite(site.id, async (tx) => {
    const wrong = code === undefined ? undefined : await takeProof(tx, call, code)
    if (wrong) return wrong
    const proved = await tx.read(
      proveCustomerSession(site.id, sessionId, { secretHash: hashOf(secret), now }),
    )
    return proved.length === 0 ? new DoorwardError('not-signed-in', 'Sign in first.') : undefined
  })
  if (refusal) throw refusal
  if (code !== undefined) clearCookie(reply, 'code', isSecure)
  showCustomerIn(secret, call)
}

/** Uses the code up, of the mailbox that is still theirs. */
async function takeProof(
  tx: Transaction,
  { customer, request, now, isSecure }: ProveCall,
  shown: string,
): Promise<DoorwardError | FieldErrors | undefined> {
  const browser = readCookie(request, 'code', isSecure)
  const [row] = browser === undefined ? [] : await tx.read<CodeRow>(codeOfBrowser(tx.siteId, hashOf(browser)))
  const isTheirs =
    row?.purpose === 'proof' &&
    row.customerId === customer.customerId &&
    row.addressFolded === foldAddress(customer.address ?? '')
  if (!row || !isTheirs) return codeIsOver()
  const mark = markOfAddress(row.address, readCookie(request, 'browser', isSecure))
  const refusal = await tryCode(tx, row, shown, { ip: request.ip, now, mark })
  if (!refusal) tx.write(removeCode(tx.siteId, row.id))
  return refusal
}

/** Whoever guesses with somebody's session leaves a trace. */
function noteWrong(tx: Transaction, call: ProveCall): void {
  const { customerId, address } = call.customer
  const line = {
    method: 'password',
    directoryId: null,
    purpose: 'sign-in',
    said: address,
    customerId,
  } as const
  const why = 'The password was wrong with which somebody wanted to show again who they are.'
  logSignIn(tx, { ...line, outcome: 'wrong-password', why }, call)
}
