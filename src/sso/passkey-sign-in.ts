import type { Call } from '../http/contract-call.ts'
import { networkOf } from '../http/network.ts'
import { attemptsSince, challengesMax, isAttemptTooMany } from '../model/access/attempts.ts'
import type { Answer } from '../model/contract.ts'
import { DoorwardError } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import { permissionsOf } from '../model/permissions.ts'
import {
  type AttemptsRow,
  countAttempts,
  forgiveAttempts,
  takeAttemptsBack,
} from '../storage/access/attempts.ts'
import { type StaffRow, staffForUpdate } from '../storage/access/staff.ts'
import { attemptHash, attemptHashes, countsOf } from './attempt-subjects.ts'
import { checkPasskey, noteRefusedPasskey, noteUse } from './check-passkey.ts'
import type { signInApi } from './contract.ts'
import { meOf } from './me.ts'
import { newSession, openSession, setCookies } from './open-session.ts'
import { tooManyAttempts } from './own-password.ts'
import {
  keepChallenge,
  newChallenge,
  relyingParty,
  requestOptionsOf,
  tellBrowser,
} from './passkey-challenge.ts'

type Api = typeof signInApi

const refused = () => new DoorwardError('not-signed-in', 'This passkey does not sign you in here.')

/** Names no passkey: whose browser holds one for this site offers it by itself, and the answer tells nobody's. */
export async function offerPasskeySignIn(
  call: Call<Api['offerPasskeySignIn']>,
): Promise<Answer<Api['offerPasskeySignIn']>> {
  const { site, database, now, request } = call
  const subject = attemptHash('challenges', networkOf(request.ip))
  const challenge = newChallenge(site.id, call)
  const party = await relyingParty(call)
  await database.inSite(site.id, async (tx) => {
    const [row] = await tx.read<AttemptsRow>(
      countAttempts(site.id, [subject], { since: attemptsSince(now), now }),
    )
    if (row && row.attempts > challengesMax) throw tooManyAttempts()
    keepChallenge(tx, challenge, 'sign-in', {}, now)
  })
  tellBrowser(challenge, call)
  return requestOptionsOf(challenge, party)
}

/**
 * Signs in by a passkey alone: its device must have seen to it that its owner holds it, which makes it two factors in one.
 * Attempts are counted as those by password are, by the passkey instead of the address.
 */
export async function signInByPasskey(
  call: Call<Api['signInByPasskey']>,
): Promise<Answer<Api['signInByPasskey']>> {
  const { body, site, database, now, request } = call
  const subjects = attemptHashes(`passkey ${body.passkey.id}`, networkOf(request.ip))
  const attempts = await database.inSite(site.id, (tx) =>
    tx.read<AttemptsRow>(countAttempts(site.id, Object.values(subjects), { since: attemptsSince(now), now })),
  )
  if (isAttemptTooMany(countsOf(subjects, attempts), { isKnownDevice: false })) throw tooManyAttempts()
  const found = await checkPasskey(call, body.passkey, 'sign-in')
  const check =
    found.refusal === undefined && !found.checked.userVerified
      ? ({ refusal: 'verification', passkey: found.passkey } as const)
      : found
  const refuse = async (refusal = check.refusal ?? 'count') => {
    const { passkey } = check
    const subject = passkey
      ? ({ kind: 'staff', id: passkey.staffId } as const)
      : ({ kind: 'site', id: keyOf(site.id) } as const)
    await noteRefusedPasskey(call, { refusal, passkey }, 'sign-in', subject)
    return refused()
  }
  if (check.refusal !== undefined) throw await refuse()
  const { staffId, staffName: name, address, role } = check.passkey
  const session = newSession(site.id, call)
  const isOpen = await database.inSite(site.id, async (tx) => {
    // Whoever resets or disables a person locks the row as well, so that what was right a moment ago still is.
    const [present] = await tx.read<StaffRow>(staffForUpdate(site.id, staffId))
    if (!present || present.disabled || !(await noteUse(tx, check, now))) return false
    tx.write(takeAttemptsBack(site.id, [subjects.network, subjects.account]))
    tx.write({ ...forgiveAttempts(site.id, subjects.pair), alone: true })
    openSession(tx, staffId, { method: 'passkey', passkey: check.passkey.name }, session, call)
    return true
  })
  if (!isOpen) throw await refuse()
  setCookies(session, call)
  return meOf(site, { staffId, name, address, role, permissions: permissionsOf(role) })
}
