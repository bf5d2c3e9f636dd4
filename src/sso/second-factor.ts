import type { Call } from '../http/contract-call.ts'
import type { Answer } from '../model/contract.ts'
import { conflict, invalid } from '../model/errors.ts'
import { forgiveAttempts } from '../storage/access/attempts.ts'
import {
  acceptTotp,
  insertRecoveryCodes,
  offerTotp,
  removeRecoveryCodes,
  removeTotp,
} from '../storage/access/second-factors.ts'
import { endSessions } from '../storage/access/sessions.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { tellOfSignInChange } from '../storage/sign-in-notices.ts'
import type { signInApi } from './contract.ts'
import { countProof, proofSubject } from './own-password.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import { factorOf, hasSecondFactor } from './second-ways.ts'
import { newTotpSecret, totpSetUp, totpStep } from './totp.ts'

type Api = typeof signInApi

export async function getSecondFactor({
  site,
  caller,
  database,
}: Call<Api['getSecondFactor']>): Promise<Answer<Api['getSecondFactor']>> {
  const { totpSecret, passkeys, recoveryCodes } = await database.inSite(site.id, (tx) =>
    factorOf(tx, caller.staffId),
  )
  return { totp: totpSecret !== null, passkeys, recoveryCodesLeft: recoveryCodes }
}

/** The generator of before stays in force until the new one's first code was shown. */
export async function offerOwnTotp({
  site,
  caller,
  database,
}: Call<Api['offerTotp']>): Promise<Answer<Api['offerTotp']>> {
  const secret = newTotpSecret()
  await database.inSite(site.id, async (tx) => tx.write(offerTotp(site.id, caller.staffId, secret)))
  return totpSetUp(secret, site.name, caller.address)
}

export async function acceptOwnTotp(call: Call<Api['acceptTotp']>): Promise<Answer<Api['acceptTotp']>> {
  const { site, caller, body, database, now, audit: context } = call
  const { staffId } = caller
  const subject = proofSubject('second-factor', staffId)
  await countProof(call, subject)
  const codes = newRecoveryCodes()
  const recoveryCodes = await database.inSite(site.id, async (tx) => {
    const factor = await factorOf(tx, staffId)
    if (!factor.totpOffered) throw conflict('No code generator is being set up. Begin again.')
    const step = totpStep(factor.totpOffered, body.code.replace(/\s/g, ''), 0, now)
    if (step === undefined) throw invalid('code', 'is wrong: is the clock of your device right?')
    tx.write(acceptTotp(site.id, staffId, step))
    tx.write(forgiveAttempts(site.id, subject.hash))
    // Who signed in elsewhere did so without a code.
    tx.write(endSessions(site.id, staffId, caller.sessionId))
    audit(tx, context, {
      action: 'staff.second-factor-set-up',
      subjectKind: 'staff',
      subject: staffId,
      details: { factor: 'totp' },
    })
    await tellOfSignInChange(tx, staffId, 'code-generator-set-up', { now })
    if (factor.recoveryCodes > 0) return []
    replaceRecoveryCodes(tx, staffId, codes)
    return codes
  })
  return { recoveryCodes }
}

export async function removeOwnTotp(call: Call<Api['removeTotp']>): Promise<undefined> {
  const { site, caller, database, audit: context } = call
  await database.inSite(site.id, async (tx) => {
    const { passkeys } = await factorOf(tx, caller.staffId)
    tx.write(removeTotp(site.id, caller.staffId))
    if (passkeys === 0) tx.write(removeRecoveryCodes(site.id, caller.staffId))
    audit(tx, context, {
      action: 'staff.second-factor-removed',
      subjectKind: 'staff',
      subject: caller.staffId,
      details: { factor: 'totp' },
    })
    await tellOfSignInChange(tx, caller.staffId, 'second-factor-removed', context)
  })
}

export async function makeRecoveryCodes(
  call: Call<Api['makeRecoveryCodes']>,
): Promise<Answer<Api['makeRecoveryCodes']>> {
  const { site, caller, database, audit: context } = call
  const codes = newRecoveryCodes()
  await database.inSite(site.id, async (tx) => {
    if (!hasSecondFactor(await factorOf(tx, caller.staffId))) {
      throw conflict('Recovery codes are for those who use a code generator or a passkey. Set one up first.')
    }
    replaceRecoveryCodes(tx, caller.staffId, codes)
    audit(tx, context, {
      action: 'staff.recovery-codes-made',
      subjectKind: 'staff',
      subject: caller.staffId,
    })
    await tellOfSignInChange(tx, caller.staffId, 'recovery-codes-made', context)
  })
  return { recoveryCodes: codes }
}

/** Whoever had any before has these now. */
export function replaceRecoveryCodes(tx: Transaction, staffId: string, codes: readonly string[]): void {
  tx.write(removeRecoveryCodes(tx.siteId, staffId))
  tx.write(insertRecoveryCodes(tx.siteId, staffId, codes.map(hashRecoveryCode)))
}
