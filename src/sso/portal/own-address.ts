// A customer whom no directory manages changes the own address, and proves the new one first.
import type { Call } from '../../http/contract-call.ts'
import type { FieldErrors } from '../../http/problem.ts'
import { clearCookie, hashOf, readCookie, writeCookie } from '../../http/session-cookie.ts'
import { codeEnd } from '../../model/access/sign-in-code.ts'
import type { Answer } from '../../model/contract.ts'
import { conflict, DoorwardError, invalid } from '../../model/errors.ts'
import { foldAddress, isAddress } from '../../model/identity/email-address.ts'
import { languageIn } from '../../model/mail.ts'
import { changeIn } from '../../people/unmanaged.ts'
import { endCustomerSessions } from '../../storage/access/customer-sessions.ts'
import { type CodeRow, codeOfBrowser, insertCode, removeCode } from '../../storage/access/sign-in-codes.ts'
import { queueMail } from '../../storage/mails.ts'
import { newId } from '../../storage/new-id.ts'
import type { portalApi } from '../contract/portal.ts'
import { freshSecret } from '../open-session.ts'
import { countCodeAttempt, tooManyCodes } from './box.ts'
import { codeIsOver, tryCode } from './try-code.ts'

type Api = typeof portalApi

/** A managed person's address is its directory's word. */
function requireOwn({ managedBy }: { readonly managedBy: string | null }): void {
  if (managedBy === null) return
  throw conflict(`${managedBy} manages this account: ask its IT to change the address.`)
}

/** Mails a code to the new address, whoever has it: what stands in the way is said once the mailbox is proven. */
export async function askForNewAddress(call: Call<Api['askForNewAddress']>): Promise<undefined> {
  const { body, customer, site, database, now, request, reply, isSecure } = call
  requireOwn(customer)
  const address = body.address.trim()
  if (!isAddress(address)) throw invalid('address', 'must be an e-mail address, such as ann@globex.com.')
  const browser = freshSecret('code', site.id)
  const expiresAt = codeEnd(now)
  const codeId = newId(now)
  const isTooMany = await database.inSite(site.id, async (tx) => {
    if (await countCodeAttempt(tx, address, { ip: request.ip, now })) return true
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
    return false
  })
  if (isTooMany) throw tooManyCodes()
  writeCookie(reply, 'code', browser, { isSecure, expiresAt })
}

/** The code comes back: the address is the customer's, held, and the other sessions are over. */
export async function showNewAddressCode(
  call: Call<Api['showNewAddressCode']>,
): Promise<Answer<Api['showNewAddressCode']>> {
  const { body, customer, site, database, now, request, reply, isSecure } = call
  requireOwn(customer)
  const { customerId, sessionId } = customer
  const browser = readCookie(request, 'code', isSecure)
  const result = await database
    .inSite(site.id, async (tx): Promise<DoorwardError | FieldErrors | string> => {
      const [row] =
        browser === undefined ? [] : await tx.read<CodeRow>(codeOfBrowser(site.id, hashOf(browser)))
      if (row?.purpose !== 'new-address' || row.customerId !== customerId) return codeIsOver()
      const refusal = await tryCode(tx, row, body.code, { ip: request.ip, now })
      if (refusal) return refusal
      tx.write(removeCode(site.id, row.id))
      const context = { actor: { kind: 'system', name: 'portal' }, now, requestId: request.id } as const
      await changeIn(tx, customerId, { address: row.address, isProven: true }, context)
      tx.write(endCustomerSessions(site.id, customerId, sessionId))
      return row.address
    })
    .catch((error: unknown) => {
      // Who has it is said to administrators alone.
      if (!(error instanceof DoorwardError) || error.code !== 'conflict') throw error
      throw conflict('This address cannot be yours here: it belongs to somebody else, or to staff.')
    })
  if (typeof result !== 'string') throw result
  clearCookie(reply, 'code', isSecure)
  const { name, directory, managedBy } = customer
  return { id: customerId, name, address: result, standing: 'held', directory, managedBy }
}
