import type { Call } from '../http/contract-call.ts'
import { clearCookie, hashOf, readCookie } from '../http/session-cookie.ts'
import type { Answer } from '../model/contract.ts'
import { DoorwardError, invalid } from '../model/errors.ts'
import { permissionsOf } from '../model/permissions.ts'
import { forgiveAttempts } from '../storage/access/attempts.ts'
import {
  livePending,
  noteTotpStep,
  type PendingRow,
  type SecondFactorRow,
  secondFactorForUpdate,
  takePending,
  takeRecoveryCode,
} from '../storage/access/second-factors.ts'
import { type StaffRow, staffById } from '../storage/access/staff.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import type { signInApi } from './contract.ts'
import { meOf } from './me.ts'
import { newSession, openSession, setCookies } from './open-session.ts'
import { countProof, proofSubject } from './own-password.ts'
import { hashRecoveryCode, isRecoveryCode } from './recovery-codes.ts'
import { totpStep } from './totp.ts'

type ShowCall = Call<(typeof signInApi)['showSecondFactor']>

const over = () => new DoorwardError('not-signed-in', 'This sign-in is over. Begin again with your password.')

/** Finishes a sign-in that waits for its second factor; each code works once. */
export async function showSecondFactor(
  call: ShowCall,
): Promise<Answer<(typeof signInApi)['showSecondFactor']>> {
  const { site, database, now, request, isSecure, reply } = call
  const secretHash = hashOf(readCookie(request, 'pending', isSecure) ?? '')
  const staffId = await database.inSite(site.id, async (tx) => {
    const [pending] = await tx.read<PendingRow>(livePending(site.id, secretHash, now))
    return pending?.staffId
  })
  if (staffId === undefined) throw over()
  const subject = proofSubject('second-factor', staffId)
  // Counted in a transaction of its own, which stays when the code is wrong.
  await database.inSite(site.id, (tx) => countProof(tx, subject, now))
  const session = newSession(site.id, call)
  const staff = await database.inSite(site.id, async (tx) => {
    const [pending] = await tx.read<PendingRow>(livePending(site.id, secretHash, now))
    if (!pending) throw over()
    const second = await requireCode(tx, staffId, call)
    if (second === undefined) return undefined
    const taken = await tx.read(takePending(site.id, secretHash))
    const [person] = await tx.read<StaffRow>(staffById(site.id, staffId))
    if (taken.length === 0 || !person) throw over()
    tx.write(forgiveAttempts(site.id, subject))
    openSession(tx, staffId, { method: pending.method, second }, session, call)
    return person
  })
  if (!staff) {
    await noteRefusal(call, staffId)
    throw invalid('code', 'is wrong, or was used already.')
  }
  clearCookie(reply, 'pending', isSecure)
  setCookies(session, call)
  const { name, address, role } = staff
  return meOf(site, { staffId, name, address, role, permissions: permissionsOf(role) })
}

/** Uses the code up; undefined when it is wrong. */
async function requireCode(
  tx: Transaction,
  staffId: string,
  { body, now }: ShowCall,
): Promise<'totp' | 'recovery-code' | undefined> {
  const [factor] = await tx.read<SecondFactorRow>(secondFactorForUpdate(tx.siteId, staffId))
  if (isRecoveryCode(body.code)) {
    const used = await tx.read(takeRecoveryCode(tx.siteId, staffId, hashRecoveryCode(body.code)))
    return used.length > 0 ? 'recovery-code' : undefined
  }
  if (!factor?.totpSecret) return undefined
  const step = totpStep(factor.totpSecret, body.code.replace(/\s/g, ''), Number(factor.totpLastStep), now)
  if (step === undefined) return undefined
  tx.write(noteTotpStep(tx.siteId, staffId, step))
  return 'totp'
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
