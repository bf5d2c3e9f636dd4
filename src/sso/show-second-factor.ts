import type { Call } from '../http/contract-call.ts'
import { clearCookie, hashOf, readCookie } from '../http/session-cookie.ts'
import type { Answer } from '../model/contract.ts'
import { DoorwardError, invalid } from '../model/errors.ts'
import { permissionsOf } from '../model/permissions.ts'
import { forgiveAttempts } from '../storage/access/attempts.ts'
import { livePending, type PendingRow, takePending } from '../storage/access/second-factors.ts'
import { type StaffRow, staffForUpdate } from '../storage/access/staff.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { checkPasskey, noteRefusedPasskey, noteUse } from './check-passkey.ts'
import type { signInApi } from './contract.ts'
import { meOf } from './me.ts'
import { newSession, openSession, setCookies } from './open-session.ts'
import { countProof, proofSubject } from './own-password.ts'
import { keepChallenge, newChallenge, relyingParty, tellBrowser } from './passkey-challenge.ts'
import { takeCode, waysOf } from './second-ways.ts'

type Api = typeof signInApi
type ShowCall = Call<Api['showSecondFactor']>

const over = () => new DoorwardError('not-signed-in', 'This sign-in is over. Begin again.')
const wrongPasskey = () => invalid('passkey', 'is not one of yours, or does not work here.')

/** By what the sign-in can be finished that this browser has begun with the password. */
export async function offerSecondFactor(
  call: Call<Api['offerSecondFactor']>,
): Promise<Answer<Api['offerSecondFactor']>> {
  const { site, database, now, request, isSecure } = call
  const secretHash = hashOf(readCookie(request, 'pending', isSecure) ?? '')
  const challenge = newChallenge(site.id, call)
  const party = await relyingParty(call)
  const ways = await database.inSite(site.id, async (tx) => {
    const [pending] = await tx.read<PendingRow>(livePending(site.id, secretHash, now))
    if (!pending) throw over()
    keepChallenge(tx, challenge, 'second-factor', { staffId: pending.staffId }, now)
    return waysOf(tx, pending.staffId, challenge, party)
  })
  tellBrowser(challenge, call)
  return ways
}

/** Finishes a sign-in that waits for its second factor; whatever is shown works once. */
export async function showSecondFactor(call: ShowCall): Promise<Answer<Api['showSecondFactor']>> {
  const { site, database, now, request, isSecure, reply, body } = call
  const secretHash = hashOf(readCookie(request, 'pending', isSecure) ?? '')
  const staffId = await database.inSite(site.id, async (tx) => {
    const [pending] = await tx.read<PendingRow>(livePending(site.id, secretHash, now))
    return pending?.staffId
  })
  if (staffId === undefined) throw over()
  const subject = proofSubject('second-factor', staffId)
  await countProof(call, subject)
  const show = await secondShown(call, staffId)
  const session = newSession(site.id, call)
  const staff = await database.inSite(site.id, async (tx) => {
    const [pending] = await tx.read<PendingRow>(livePending(site.id, secretHash, now))
    if (!pending) throw over()
    const second = await show(tx)
    if (second === undefined) return undefined
    const taken = await tx.read(takePending(site.id, secretHash))
    // Whoever disables a person locks the row as well, so that what was right a moment ago still is.
    const [person] = await tx.read<StaffRow>(staffForUpdate(site.id, staffId))
    if (taken.length === 0 || !person || person.disabled) throw over()
    tx.write(forgiveAttempts(site.id, subject.hash))
    openSession(tx, staffId, { method: pending.method, second }, session, call)
    // A directory makes nobody an owner: what asks for a fresh sign-in asks one who came by it for the own password or passkey.
    const isByDirectory = pending.method === 'saml' || pending.method === 'oidc'
    return { ...person, isProof: !isByDirectory || person.role !== 'owner' }
  })
  if (!staff) {
    await noteRefusal(call, staffId)
    throw body.passkey ? wrongPasskey() : invalid('code', 'is wrong, or was used already.')
  }
  clearCookie(reply, 'pending', isSecure)
  setCookies(session, call, staff.isProof)
  const { name, address, role } = staff
  return meOf(site, { staffId, name, address, role, permissions: permissionsOf(role) })
}

type Second = 'totp' | 'recovery-code' | 'passkey'

/**
 * What is shown, checked as far as it can be outside of the transaction that uses it up.
 * @returns uses it up; undefined when it is wrong
 */
async function secondShown(
  call: ShowCall,
  staffId: string,
): Promise<(tx: Transaction) => Promise<Second | undefined>> {
  const { body, now } = call
  if (body.passkey) {
    const check = await checkPasskey(call, body.passkey, 'second-factor', { staffId })
    if (check.refusal !== undefined) {
      await noteRefusedPasskey(call, check, 'second-factor', { kind: 'staff', id: staffId })
      throw wrongPasskey()
    }
    return async (tx) => ((await noteUse(tx, check, now)) ? 'passkey' : undefined)
  }
  const { code } = body
  if (code === undefined) throw invalid('code', 'is needed, or a passkey.')
  return (tx) => takeCode(tx, staffId, code, now)
}

async function noteRefusal({ site, database, now, request }: ShowCall, staffId: string): Promise<void> {
  await database.inSite(site.id, async (tx) => {
    audit(
      tx,
      { actor: { kind: 'system', name: 'sign-in' }, now, requestId: request.id },
      {
        action: 'staff.second-factor-refused',
        subjectKind: 'staff',
        subject: staffId,
        person: { id: staffId, values: { from: { after: request.ip } } },
      },
    )
  })
}
