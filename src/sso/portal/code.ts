// The code comes back: a customer is in, or somebody new becomes one.
import type { Call } from '../../http/contract-call.ts'
import { clearCookie, hashOf, readCookie } from '../../http/session-cookie.ts'
import type { Answer } from '../../model/contract.ts'
import { DoorwardError, FieldErrors } from '../../model/errors.ts'
import { addIn, changeIn } from '../../people/unmanaged.ts'
import { type CodeRow, codeOfBrowser, removeCode } from '../../storage/access/sign-in-codes.ts'
import type { Transaction } from '../../storage/database.ts'
import type { portalApi } from '../contract/portal.ts'
import { keepBrowserSecret, noteBrowser } from '../known-browser.ts'
import { browserSecret } from '../open-session.ts'
import { markOfAddress } from './box.ts'
import { logSignIn, newCustomerSecret, openCustomerSession, showCustomerIn } from './session.ts'
import { codeIsOver, tryCode } from './try-code.ts'
import { readWay } from './way.ts'

type Api = typeof portalApi
type Result = { readonly next: 'in' | 'name' | 'waits' } | DoorwardError | FieldErrors

/** Signs in by the code of the mail. Somebody new gives a name with it; the code is used up only when that is known. */
export async function showCode(call: Call<Api['showCode']>): Promise<Answer<Api['showCode']>> {
  const { site, database, request, reply, isSecure } = call
  const browser = readCookie(request, 'code', isSecure)
  const secrets = { session: newCustomerSecret(site.id), browser: browserSecret(site.id, call) }
  // What is refused is written down too: the transaction answers the refusal, and does not end by it.
  const result = await database
    .inSite(site.id, async (tx): Promise<Result> => {
      const row =
        browser === undefined
          ? undefined
          : (await tx.read<CodeRow>(codeOfBrowser(site.id, hashOf(browser))))[0]
      if (row?.purpose !== 'sign-in') return codeIsOver()
      return takeCode(tx, call, row, secrets)
    })
    .catch((error: unknown) => {
      // Who is in the way is said to administrators, and not to somebody at the door.
      if (error instanceof DoorwardError && (error.code === 'conflict' || error.code === 'forbidden'))
        return closedDoor()
      throw error
    })
  if (result instanceof Error) throw result
  if (result.next !== 'name') clearCookie(reply, 'code', isSecure)
  if (result.next === 'in') {
    showCustomerIn(secrets.session, call)
    keepBrowserSecret(secrets.browser, call)
  }
  return result
}

async function takeCode(
  tx: Transaction,
  call: Call<Api['showCode']>,
  row: CodeRow,
  { session, browser }: { readonly session: string; readonly browser: string },
): Promise<Result> {
  const { body, site, now, request } = call
  const mark = markOfAddress(row.address, browser)
  const refusal = await tryCode(tx, row, body.code, { ip: request.ip, now, mark })
  if (refusal) {
    if (refusal instanceof FieldErrors) refused(tx, call, row, 'The code was wrong.')
    return refusal
  }
  const { code, reason } = await readWay(tx, row, 'lock')
  if (!code) {
    tx.write(removeCode(site.id, row.id))
    refused(tx, call, row, `The mailbox is proven, but it opens no door any more (${reason}).`)
    return closedDoor()
  }
  if (code.as === 'new' && body.name === undefined) return { next: 'name' }
  tx.write(removeCode(site.id, row.id))
  const context = { actor: { kind: 'system', name: 'portal' }, now, requestId: request.id } as const
  let customerId: string
  if (code.as === 'new') {
    const wanted = { name: body.name ?? '', address: row.address, isProven: true }
    const added = await addIn(tx, wanted, 'portal', context)
    if (added.waits) return { next: 'waits' }
    customerId = added.customerId
  } else {
    customerId = code.customerId
    if (code.isProof) await changeIn(tx, customerId, { address: row.address, isProven: true }, context)
  }
  openCustomerSession(tx, { customerId, method: 'code', said: row.address }, session, call)
  noteBrowser(tx, mark, now)
  return { next: 'in' }
}

const closedDoor = () =>
  new DoorwardError('forbidden', 'This address cannot sign in here any more. Ask again, and read the mail.')

function refused(tx: Transaction, call: Call<Api['showCode']>, { address }: CodeRow, why: string): void {
  const line = {
    method: 'code',
    directoryId: null,
    purpose: 'sign-in',
    said: address,
    customerId: null,
  } as const
  logSignIn(tx, { ...line, outcome: 'wrong-code', why }, call)
}
