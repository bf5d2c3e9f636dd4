/** So long after a sign-in, or after showing again who one is, a session may do what is sensitive. */
const freshMinutes = 10
const freshMs = freshMinutes * 60 * 1000

/** When a proof that is given now counts no more. */
export function proofEnd(now: Date): Date {
  return new Date(now.getTime() + freshMs)
}

/** Whether a proof still counts. */
export function isProofFresh(provedAt: Date, now: Date): boolean {
  return now < proofEnd(provedAt)
}

/** What is answered when it does not: what to do, too. */
export const freshSignInNeeded = `This needs a sign-in of the last ${freshMinutes} minutes. Show again who you are (POST /api/me/proof), then repeat the call.`

/** The same to customers. */
export const freshCustomerSignInNeeded = `This needs a sign-in of the last ${freshMinutes} minutes, or a code from your mail. Show again who you are (POST /api/portal/me/proof), then repeat the call.`

/** What somebody has shown, all of it right. */
export interface Shown {
  readonly password: boolean
  /** Of the generator, or a recovery code. */
  readonly code: boolean
  /** `verified`: the device has seen to it, by PIN or finger, that its owner holds it. */
  readonly passkey: 'none' | 'present' | 'verified'
}

/**
 * Whether that is as much as a sign-in takes: a passkey whose device knows its owner, or the password, with a code or any
 * passkey where the person has set one up.
 */
export function isProofEnough({ password, code, passkey }: Shown, hasSecondFactor: boolean): boolean {
  if (passkey === 'verified') return true
  return password && (!hasSecondFactor || code || passkey === 'present')
}
