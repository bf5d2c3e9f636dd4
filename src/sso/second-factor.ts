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
  type SecondFactorRow,
  secondFactorForUpdate,
} from '../storage/access/second-factors.ts'
import { endSessions } from '../storage/access/sessions.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import type { signInApi } from './contract.ts'
import { countProof, proofSubject, requireOwnPassword } from './own-password.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import { newTotpSecret, totpSetUp, totpStep } from './totp.ts'

type Api = typeof signInApi

async function factorOf(tx: Transaction, staffId: string): Promise<SecondFactorRow> {
  const [factor] = await tx.read<SecondFactorRow>(secondFactorForUpdate(tx.siteId, staffId))
  return factor ?? { totpSecret: null, totpOffered: null, totpLastStep: '0', recoveryCodes: 0 }
}

export async function getSecondFactor({
  site,
  caller,
  database,
}: Call<Api['getSecondFactor']>): Promise<Answer<Api['getSecondFactor']>> {
  const factor = await database.inSite(site.id, (tx) => factorOf(tx, caller.staffId))
  return { totp: factor.totpSecret !== null, recoveryCodesLeft: factor.recoveryCodes }
}

/** The generator of before stays in force until the new one's first code was shown. */
export async function offerOwnTotp(call: Call<Api['offerTotp']>): Promise<Answer<Api['offerTotp']>> {
  const { site, caller, body, database } = call
  await requireOwnPassword(call, 'password', body.password)
  const secret = newTotpSecret()
  await database.inSite(site.id, async (tx) => tx.write(offerTotp(site.id, caller.staffId, secret)))
  return totpSetUp(secret, site.name, caller.address)
}

export async function acceptOwnTotp(call: Call<Api['acceptTotp']>): Promise<Answer<Api['acceptTotp']>> {
  const { site, caller, body, database, now, audit: context } = call
  const { staffId } = caller
  const subject = proofSubject('second-factor', staffId)
  await database.inSite(site.id, (tx) => countProof(tx, subject, now))
  const codes = newRecoveryCodes()
  await database.inSite(site.id, async (tx) => {
    const { totpOffered } = await factorOf(tx, staffId)
    if (!totpOffered) throw conflict('No code generator is being set up. Begin again.')
    const step = totpStep(totpOffered, body.code.replace(/\s/g, ''), 0, now)
    if (step === undefined) throw invalid('code', 'is wrong: is the clock of your device right?')
    tx.write(acceptTotp(site.id, staffId, step))
    tx.write(forgiveAttempts(site.id, subject))
    replaceRecoveryCodes(tx, staffId, codes)
    // Who signed in elsewhere did so without a code.
    tx.write(endSessions(site.id, staffId, caller.sessionId))
    audit(tx, context, {
      action: 'staff.second-factor-set-up',
      subjectKind: 'staff',
      subject: staffId,
      details: { factor: 'totp' },
    })
  })
  return { recoveryCodes: codes }
}

export async function removeOwnTotp(call: Call<Api['removeTotp']>): Promise<undefined> {
  const { site, caller, body, database, audit: context } = call
  await requireOwnPassword(call, 'password', body.password)
  await database.inSite(site.id, async (tx) => {
    tx.write(removeTotp(site.id, caller.staffId))
    tx.write(removeRecoveryCodes(site.id, caller.staffId))
    audit(tx, context, {
      action: 'staff.second-factor-removed',
      subjectKind: 'staff',
      subject: caller.staffId,
    })
  })
}

export async function makeRecoveryCodes(
  call: Call<Api['makeRecoveryCodes']>,
): Promise<Answer<Api['makeRecoveryCodes']>> {
  const { site, caller, body, database, audit: context } = call
  await requireOwnPassword(call, 'password', body.password)
  const codes = newRecoveryCodes()
  await database.inSite(site.id, async (tx) => {
    const { totpSecret } = await factorOf(tx, caller.staffId)
    if (!totpSecret)
      throw conflict('Recovery codes are for those who use a code generator. Set one up first.')
    replaceRecoveryCodes(tx, caller.staffId, codes)
    audit(tx, context, {
      action: 'staff.recovery-codes-made',
      subjectKind: 'staff',
      subject: caller.staffId,
    })
  })
  return { recoveryCodes: codes }
}

function replaceRecoveryCodes(tx: Transaction, staffId: string, codes: readonly string[]): void {
  tx.write(removeRecoveryCodes(tx.siteId, staffId))
  tx.write(insertRecoveryCodes(tx.siteId, staffId, codes.map(hashRecoveryCode)))
}
