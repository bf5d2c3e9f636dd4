import { type PasskeyRow, passkeysOf } from '../storage/access/passkeys.ts'
import {
  noteTotpStep,
  type SecondFactorRow,
  secondFactorForUpdate,
  takeRecoveryCode,
} from '../storage/access/second-factors.ts'
import type { Transaction } from '../storage/database.ts'
import { type NewChallenge, type RequestOptions, requestOptionsOf } from './passkey-challenge.ts'
import { hashRecoveryCode, isRecoveryCode } from './recovery-codes.ts'
import { totpStep } from './totp.ts'
import type { RelyingParty } from './webauthn.ts'

/** Locks the person with everything that is asked for besides the password. */
export async function factorOf(tx: Transaction, staffId: string): Promise<SecondFactorRow> {
  const [factor] = await tx.read<SecondFactorRow>(secondFactorForUpdate(tx.siteId, staffId))
  return factor ?? { totpSecret: null, totpOffered: null, totpLastStep: '0', recoveryCodes: 0, passkeys: 0 }
}

/** Whether anything is. */
export function hasSecondFactor({ totpSecret, recoveryCodes, passkeys }: SecondFactorRow): boolean {
  return totpSecret !== null || recoveryCodes > 0 || passkeys > 0
}

/** What a person can show besides the password, or instead of it. */
export async function waysOf(
  tx: Transaction,
  staffId: string,
  challenge: NewChallenge,
  party: RelyingParty,
): Promise<{ code: boolean; passkey: RequestOptions | null }> {
  const { totpSecret, recoveryCodes } = await factorOf(tx, staffId)
  const passkeys = await tx.read<PasskeyRow>(passkeysOf(tx.siteId, staffId))
  const here = passkeys.filter(({ rpId }) => rpId === party.rpId)
  return {
    code: totpSecret !== null || recoveryCodes > 0,
    passkey: here.length > 0 ? requestOptionsOf(challenge, party, here) : null,
  }
}

/** Uses a code up; undefined when it is wrong. */
export async function takeCode(
  tx: Transaction,
  staffId: string,
  code: string,
  now: Date,
): Promise<'totp' | 'recovery-code' | undefined> {
  const factor = await factorOf(tx, staffId)
  if (isRecoveryCode(code)) {
    const used = await tx.read(takeRecoveryCode(tx.siteId, staffId, hashRecoveryCode(code)))
    return used.length > 0 ? 'recovery-code' : undefined
  }
  if (!factor.totpSecret) return undefined
  const step = totpStep(factor.totpSecret, code.replace(/\s/g, ''), Number(factor.totpLastStep), now)
  if (step === undefined) return undefined
  tx.write(noteTotpStep(tx.siteId, staffId, step))
  return 'totp'
}
