import type { CallContext } from '../http/contract-call.ts'
import { hashOf, readCookie } from '../http/session-cookie.ts'
import { type ChallengePurpose, takeChallenge } from '../storage/access/passkey-challenges.ts'
import { type FoundPasskey, notePasskeyUse, passkeyByCredential } from '../storage/access/passkeys.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import type { Site } from '../storage/sites.ts'
import type { Query } from '../storage/statement.ts'
import { type Known, relyingParty, scopeOf, userHandleOf } from './passkey-challenge.ts'
import { type Assertion, type CheckedAssertion, challengeOf, checkAssertion, orLogged } from './webauthn.ts'

type Checking = CallContext & { readonly site: Site }

/** Why a passkey is refused: for the audit alone. */
type Refusal = 'challenge' | 'unknown' | 'person' | 'address' | 'signature' | 'count' | 'verification'

/** What is known of a passkey, whoever it belongs to. */
interface KnownPasskey {
  readonly id: string
  readonly rpId: string
  readonly publicKey: Buffer
  readonly signCount: string
}

export type PasskeyCheck<Found extends KnownPasskey = FoundPasskey> =
  | { readonly passkey: Found; readonly checked: CheckedAssertion; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly passkey: Found | undefined }

/** Whose passkeys are looked through. */
interface Holders<Found> {
  readonly byCredential: (siteId: number, credentialId: Buffer) => Query
  readonly personOf: (passkey: Found) => string
  /** Who must own it, where that is known already. */
  readonly personId?: string | undefined
}

/**
 * Checks what a passkey has signed, and uses the challenge up, right or wrong. Noting its use in the transaction that acts on it
 * sees to it that the passkey is still there.
 */
export async function checkPasskeyOf<Found extends KnownPasskey>(
  call: Checking,
  assertion: Assertion,
  purpose: ChallengePurpose,
  { byCredential, personOf, personId }: Holders<Found>,
  known: Known = {},
): Promise<PasskeyCheck<Found>> {
  const { site, database, request, isSecure, now } = call
  const challenge = challengeOf(assertion) ?? ''
  const browser = readCookie(request, 'passkey', isSecure) ?? ''
  const credentialId = Buffer.from(assertion.id, 'base64url')
  const [taken, passkey] = await database.inSite(site.id, async (tx) => {
    const [challenges = [], found = []] = (await tx.readAll([
      takeChallenge(site.id, hashOf(challenge), scopeOf(browser, purpose, known), now),
      byCredential(site.id, credentialId),
    ])) as [unknown[], Found[]]
    return [challenges.length > 0, found[0]] as const
  })
  const refused = (refusal: Refusal): PasskeyCheck<Found> => ({ refusal, passkey })
  if (!taken) return refused('challenge')
  if (!passkey) return refused('unknown')
  const { userHandle } = assertion.response
  const owner = personOf(passkey)
  const isOwner =
    (personId ?? owner) === owner && (userHandle === undefined || userHandle === userHandleOf(owner))
  if (!isOwner) return refused('person')
  const party = await relyingParty(call)
  if (passkey.rpId !== party.rpId) return refused('address')
  const checked = await orLogged(request, checkAssertion(challenge, assertion, party, passkey.publicKey))
  if (!checked) return refused('signature')
  return hasGoneUp(checked.signCount, Number(passkey.signCount)) ? { passkey, checked } : refused('count')
}

/**
 * The same of one of the staff.
 * @param known who must own it, where that is known already
 */
export function checkPasskey(
  call: Checking,
  assertion: Assertion,
  purpose: ChallengePurpose,
  known: Known = {},
): Promise<PasskeyCheck> {
  const holders = {
    byCredential: passkeyByCredential,
    personOf: ({ staffId }: FoundPasskey) => staffId,
    personId: known.staffId,
  }
  return checkPasskeyOf(call, assertion, purpose, holders, known)
}

/** A device that counts has counted this use: where it has not, there are two copies of it (WebAuthn, 6.1.1). */
const hasGoneUp = (now: number, before: number) => now > before || (now === 0 && before === 0)

/** @returns whether the passkey is still there and nobody has used a copy of it meanwhile */
export async function noteUse(
  tx: Transaction,
  { passkey, checked }: { readonly passkey: FoundPasskey; readonly checked: CheckedAssertion },
  now: Date,
): Promise<boolean> {
  const used = await tx.read(notePasskeyUse(tx.siteId, passkey.id, checked.signCount, now))
  return used.length > 0
}

/** Writes down that a passkey was refused, and why. */
export async function noteRefusedPasskey(
  { site, database, now, request }: Checking,
  { refusal, passkey }: { readonly refusal: Refusal; readonly passkey: FoundPasskey | undefined },
  purpose: ChallengePurpose,
  subject: { readonly kind: 'staff' | 'site'; readonly id: string },
): Promise<void> {
  await database.inSite(site.id, async (tx) => {
    audit(
      tx,
      { actor: { kind: 'system', name: 'sign-in' }, now, requestId: request.id },
      {
        action: 'staff.passkey-refused',
        subjectKind: subject.kind,
        subject: subject.id,
        details: { why: refusal, purpose, ...(passkey ? { passkey: passkey.name } : {}) },
        ...(subject.kind === 'staff'
          ? { person: { id: subject.id, values: { from: { after: request.ip } } } }
          : {}),
      },
    )
  })
}
