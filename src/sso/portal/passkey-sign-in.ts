// A customer comes in by a passkey, where the site lets them have one.

import { countTry, TooManyTries, takeTryBack, trySubject } from '../../http/attempts.ts'
import type { Call } from '../../http/contract-call.ts'
import { networkOf } from '../../http/network.ts'
import type { Answer } from '../../model/contract.ts'
import { DoorwardError } from '../../model/errors.ts'
import { forgiveAttempts } from '../../storage/access/attempts.ts'
import {
  customerPasskeyByCredential,
  type FoundCustomerPasskey,
  noteCustomerPasskeyUse,
} from '../../storage/access/customer-passkeys.ts'
import { checkPasskeyOf } from '../check-passkey.ts'
import type { portalApi } from '../contract/portal.ts'
import {
  keepChallenge,
  newChallenge,
  relyingParty,
  requestOptionsOf,
  tellBrowser,
} from '../passkey-challenge.ts'
import { ownWayAddress } from './own-ways.ts'
import { logSignIn, newCustomerSecret, openCustomerSession, showCustomerIn } from './session.ts'

type Api = typeof portalApi
type Attempt = Call<Api['signInByPortalPasskey']>

export const passkeysAreOff = () =>
  new DoorwardError('forbidden', 'Customers have no passkeys here. Ask for a code by mail.')

const refused = () =>
  new DoorwardError(
    'not-signed-in',
    'This passkey does not sign you in here. Ask for a mail instead: it shows the way that is yours.',
  )

/** Names no passkey: whose browser holds one for this site offers it by itself, and the answer tells nobody's. */
export async function offerPortalPasskey(
  call: Call<Api['offerPortalPasskey']>,
): Promise<Answer<Api['offerPortalPasskey']>> {
  const { site, database, now, request } = call
  if (!site.customerPasskeys) throw passkeysAreOff()
  const subject = trySubject('challenges', 'portal', networkOf(request.ip))
  const challenge = newChallenge(site.id, call)
  const party = await relyingParty(call)
  const waitsUntil = await database.inSite(site.id, async (tx) => {
    const until = await countTry(tx, [subject], now)
    if (!until) keepChallenge(tx, challenge, 'portal-sign-in', {}, now)
    return until
  })
  if (waitsUntil) throw new TooManyTries(waitsUntil, now)
  tellBrowser(challenge, call)
  return requestOptionsOf(challenge, party)
}

/**
 * Signs in by a passkey alone, whose device has seen to it that its owner holds it: whomever a code would let in at this moment.
 * Every refusal is answered alike; the log says which it was.
 */
export async function signInByPortalPasskey(call: Attempt): Promise<undefined> {
  const { body, site, database, now, request } = call
  if (!site.customerPasskeys) throw passkeysAreOff()
  const network = `customer ${networkOf(request.ip)}`
  const account = `passkey ${body.passkey.id}`
  const pair = trySubject('pair', account, network)
  const further = [trySubject('network', network), trySubject('account', account)]
  const waitsUntil = await database.inSite(site.id, (tx) => countTry(tx, [pair, ...further], now))
  if (waitsUntil) throw new TooManyTries(waitsUntil, now)
  const check = await checkPasskeyOf<FoundCustomerPasskey>(call, body.passkey, 'portal-sign-in', {
    byCredential: customerPasskeyByCredential,
    personOf: ({ customerId }) => customerId,
  })
  const refusal = check.refusal ?? (check.checked.userVerified ? undefined : 'verification')
  if (refusal !== undefined || check.refusal !== undefined) {
    await noteRefusal(call, check.passkey, refusal ?? 'unknown')
    throw refused()
  }
  const { passkey, checked } = check
  const { customerId, address } = passkey
  const secret = newCustomerSecret(site.id)
  const isOpen = await database.inSite(site.id, async (tx) => {
    // Whoever deactivates somebody waits, and ends this session then; or came first, and nobody is held here.
    if ((await ownWayAddress(tx, { customerId, address }, 'lock')) === null) return false
    const used = await tx.read(noteCustomerPasskeyUse(site.id, passkey.id, checked.signCount, now))
    if (used.length === 0) return false
    takeTryBack(tx, further)
    tx.write({ ...forgiveAttempts(site.id, pair.hash), alone: true })
    openCustomerSession(tx, { customerId, method: 'passkey', said: address }, secret, call)
    return true
  })
  if (!isOpen) {
    await noteRefusal(call, passkey, 'door')
    throw refused()
  }
  showCustomerIn(secret, call)
}

const whyOf = {
  challenge: 'What was signed was not asked here, in another browser, or too long ago.',
  unknown: 'There is no such passkey, or no more: whoever had it may have left, or have another address.',
  person: 'The passkey names somebody else than whose it is.',
  address: 'The passkey was made for an earlier address of the site.',
  signature: 'The signature was wrong.',
  count: 'The device has counted fewer uses than before: there may be two copies of it.',
  verification: 'The device has not asked for a finger, a face or a PIN.',
  door: 'A passkey opens no door for this person at present: a directory signs them in.',
} as const

/** Told to administrators; whoever is at the door hears none of it. */
async function noteRefusal(
  call: Attempt,
  passkey: FoundCustomerPasskey | undefined,
  why: keyof typeof whyOf,
): Promise<void> {
  const line = { method: 'passkey', directoryId: null, purpose: 'sign-in', outcome: 'wrong-passkey' } as const
  const { address: said = null, customerId = null } = passkey ?? {}
  await call.database.inSite(call.site.id, async (tx) =>
    logSignIn(tx, { ...line, said, customerId, why: whyOf[why] }, call),
  )
}
