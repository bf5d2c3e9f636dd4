// A customer whom no directory manages changes the own address, and proves the new one first.

import { TooManyTries } from '../../http/attempts.ts'
import type { Call } from '../../http/contract-call.ts'
import type { CustomerCaller } from '../../http/customer-caller.ts'
import { clearCookie, hashOf, readCookie, writeCookie } from '../../http/session-cookie.ts'
import { freshCustomerSignInNeeded } from '../../model/access/proof.ts'
import { codeEnd } from '../../model/access/sign-in-code.ts'
import type { Answer } from '../../model/contract.ts'
import { conflict, DoorwardError, type FieldErrors, invalid } from '../../model/errors.ts'
import { foldAddress, isAddress, withPlainDomain } from '../../model/identity/email-address.ts'
import { languageIn } from '../../model/mail.ts'
import { requireAccess } from '../../people/access.ts'
import { decideHere } from '../../people/cases/decide.ts'
import { changeIn } from '../../people/unmanaged.ts'
import { carryPasskeys } from '../../storage/access/customer-passkeys.ts'
import { carryPassword } from '../../storage/access/customer-passwords.ts'
import {
  endCustomerSessions,
  type SessionOrigin,
  sessionOrigin,
} from '../../storage/access/customer-sessions.ts'
import { type KnownBefore, knownBefore } from '../../storage/access/portal-people.ts'
import { type CodeRow, codeOfBrowser, insertCode, removeCode } from '../../storage/access/sign-in-codes.ts'
import type { Transaction } from '../../storage/database.ts'
import { queueMail } from '../../storage/mails.ts'
import { newId } from '../../storage/new-id.ts'
import type { portalApi } from '../contract/portal.ts'
import { keepBrowserSecret, noteBrowser } from '../known-browser.ts'
import { browserSecret, freshSecret } from '../open-session.ts'
import { countCodeAttempt, markOfAddress } from './box.ts'
import { newCustomerSecret, openCustomerSession, showCustomerIn } from './session.ts'
import { codeIsOver, tryCode } from './try-code.ts'

type Api = typeof portalApi

/**
 * A managed person's address is its directory's word; but where a case asks whether an account of before is theirs as well, whose
 * address the directory gives, they may prove that one.
 * @returns the account of before, when it is that address
 */
async function requireOwn(
  tx: Transaction,
  { customerId, managedBy }: Pick<CustomerCaller, 'customerId' | 'managedBy'>,
  address: string,
): Promise<KnownBefore | undefined> {
  if (managedBy === null) return undefined
  const [known] = await tx.read<KnownBefore>(knownBefore(tx.siteId, customerId))
  if (known && foldAddress(known.address) === foldAddress(address)) return known
  throw conflict(`${managedBy} manages this account: ask its IT to change the address.`)
}

/** Of whom the person's company says the same address, before it managed the person. */
export async function getKnownBefore({
  customer,
  site,
  database,
}: Call<Api['getKnownBefore']>): Promise<Answer<Api['getKnownBefore']>> {
  if (customer.managedBy === null) return { address: null }
  const [rows = []] = await database.readInSite(site.id, [knownBefore(site.id, customer.customerId)])
  return { address: (rows as KnownBefore[])[0]?.address ?? null }
}

/** Mails a code to the new address, whoever has it: what stands in the way is said once the mailbox is proven. */
export async function askForNewAddress(call: Call<Api['askForNewAddress']>): Promise<undefined> {
  const { body, customer, site, database, now, request, reply, isSecure } = call
  const address = withPlainDomain(body.address.trim())
  if (!isAddress(address)) throw invalid('address', 'must be an e-mail address, such as ann@globex.com.')
  // The mailbox is what everything else is proven by: a session left open does not move it. Of a managed person it is the
  // directory's word, and the other account's mailbox is the proof.
  if (customer.managedBy === null && !customer.isFresh)
    throw new DoorwardError('fresh-sign-in-needed', freshCustomerSignInNeeded)
  const browser = freshSecret('code', site.id)
  const expiresAt = codeEnd(now)
  const codeId = newId(now)
  const mark = markOfAddress(address, readCookie(request, 'browser', isSecure))
  const waitsUntil = await database.inSite(site.id, async (tx) => {
    await requireOwn(tx, customer, address)
    const until = await countCodeAttempt(tx, address, { ip: request.ip, now, mark })
    if (until) return until
    tx.write(
      insertCode(site.id, {
        id: codeId,
        browserHash: hashOf(browser),
        address,
        addressFolded: foldAddress(address),
        purpose: 'new-address',
        customerId: customer.customerId,
        now,
        expiresAt,
      }),
    )
    const language = languageIn(request.headers['accept-language'])
    queueMail(tx, now, { personId: null, name: customer.name, address, language }, 'sign-in-code', { codeId })
    return undefined
  })
  if (waitsUntil) throw new TooManyTries(waitsUntil, now)
  writeCookie(reply, 'code', browser, { isSecure, expiresAt })
}

/** The same door, for the session that goes on. */
function throughOf({ directoryId, subjectHash, userId, issuerSessionHash, idToken }: SessionOrigin) {
  if (directoryId === null || subjectHash === null) return {}
  return { through: { directoryId, subjectHash, userId, issuerSessionHash, idToken } }
}

interface Proven {
  readonly customerId: string
  readonly address: string
  /** With an account of before. */
  readonly isJoined: boolean
}

/** The code comes back: the address is the customer's, held, and the other sessions are over. */
export async function showNewAddressCode(
  call: Call<Api['showNewAddressCode']>,
): Promise<Answer<Api['showNewAddressCode']>> {
  const { body, customer, site, database, now, request, reply, isSecure } = call
  const { customerId, sessionId } = customer
  const browser = readCookie(request, 'code', isSecure)
  const secret = newCustomerSecret(site.id)
  const kept = browserSecret(site.id, call)
  const result = await database
    .inSite(site.id, async (tx): Promise<DoorwardError | FieldErrors | Proven> => {
      const [row] =
        browser === undefined ? [] : await tx.read<CodeRow>(codeOfBrowser(site.id, hashOf(browser)))
      if (row?.purpose !== 'new-address' || row.customerId !== customerId) return codeIsOver()
      const mark = markOfAddress(row.address, kept)
      const refusal = await tryCode(tx, row, body.code, { ip: request.ip, now, mark })
      if (refusal) return refusal
      tx.write(removeCode(site.id, row.id))
      noteBrowser(tx, mark, now)
      const context = { actor: { kind: 'system', name: 'portal' }, now, requestId: request.id } as const
      const known = await requireOwn(tx, customer, row.address)
      if (known) {
        const { survivorId } = known
        const [origin] = await tx.read<SessionOrigin>(sessionOrigin(site.id, sessionId))
        if (!origin) return codeIsOver()
        // Both are one, and what was open ends: the person goes on as who they are now.
        await decideHere(tx, known.caseId, 'link', context)
        const entrance = {
          customerId: survivorId,
          method: origin.method,
          said: row.address,
          ...throughOf(origin),
        }
        openCustomerSession(tx, entrance, secret, call)
        return { customerId: survivorId, address: row.address, isJoined: true }
      }
      // Nobody goes to an address with which nobody would be let in, whoever asks for it.
      await requireAccess(tx, 'agent', row.address)
      // Both mailboxes are theirs: what stood for the one stands for the other.
      const { address: before } = customer
      if (before !== null) {
        const from = foldAddress(before)
        tx.write(carryPassword(site.id, customerId, from, row.addressFolded))
        tx.write(carryPasskeys(site.id, customerId, from, row.addressFolded))
      }
      await changeIn(tx, customerId, { address: row.address, isProven: true }, context)
      tx.write(endCustomerSessions(site.id, customerId, sessionId))
      return { customerId, address: row.address, isJoined: false }
    })
    .catch((error: unknown) => {
      // Who has it is said to administrators alone.
      if (!(error instanceof DoorwardError) || !(error.code === 'conflict' || error.code === 'forbidden'))
        throw error
      throw conflict('This address cannot be yours here: it belongs to somebody else, or to staff.')
    })
  if (result instanceof Error) throw result
  clearCookie(reply, 'code', isSecure)
  keepBrowserSecret(kept, call)
  if (result.isJoined) showCustomerIn(secret, call)
  const { name, directory, managedBy } = customer
  return { id: result.customerId, name, address: result.address, standing: 'held', directory, managedBy }
}
