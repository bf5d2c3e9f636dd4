import { countTry, TooManyTries, takeTryBack, trySubject } from '../http/attempts.ts'
import type { Call } from '../http/contract-call.ts'
import { networkOf } from '../http/network.ts'
import type { Answer } from '../model/contract.ts'
import { DoorwardError } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import { permissionsOf } from '../model/permissions.ts'
import { forgiveAttempts } from '../storage/access/attempts.ts'
import { type StaffRow, staffForUpdate } from '../storage/access/staff.ts'
import { checkPasskey, noteRefusedPasskey, noteUse } from './check-passkey.ts'
import type { signInApi } from './contract.ts'
import { meOf } from './me.ts'
import { newSession, openSession, setCookies } from './open-session.ts'
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
  const subject = trySubject('challenges', networkOf(request.ip))
  const challenge = newChallenge(site.id, call)
  const party = await relyingParty(call)
  const waitsUntil = await database.inSite(site.id, async (tx) => {
    const until = await countTry(tx, [subject], now)
    if (!until) keepChallenge(tx, challenge, 'sign-in', {}, now)
    return until
  })
  if (waitsUntil) throw new TooManyTries(waitsUntil, now)
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
  const [account, network] = [`passkey ${body.passkey.id}`, networkOf(request.ip)]
  const pair = trySubject('pair', account, network)
  const further = [trySubject('network', network), trySubject('account', account)]
  const waitsUntil = await database.inSite(site.id, (tx) => countTry(tx, [pair, ...further], now))
  if (waitsUntil) throw new TooManyTries(waitsUntil, now)
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
    takeTryBack(tx, further)
    tx.write({ ...forgiveAttempts(site.id, pair.hash), alone: true })
    openSession(tx, staffId, { method: 'passkey', passkey: check.passkey.name }, session, call)
    return true
  })
  if (!isOpen) throw await refuse()
  setCookies(session, call)
  return meOf(site, { staffId, name, address, role, permissions: permissionsOf(role) })
}
