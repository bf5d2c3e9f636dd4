import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { hashOf, readCookie, writeCookie } from '../http/session-cookie.ts'
import type { Sites } from '../http/site.ts'
import type { Answer } from '../model/contract.ts'
import { siteOfSecret } from '../model/ids.ts'
import {
  type ChallengePurpose,
  type ChallengeScope,
  insertChallenge,
} from '../storage/access/passkey-challenges.ts'
import type { PasskeyRow } from '../storage/access/passkeys.ts'
import type { Transaction } from '../storage/database.ts'
import type { Site } from '../storage/sites.ts'
import type { passkeyApi, requestOptions } from './contract/passkeys.ts'
import { freshSecret, type Visit } from './open-session.ts'
import { algorithms, type RelyingParty, relyingPartyOf } from './webauthn.ts'

/** How long somebody may take to touch a device; the sign-in page asks anew before it is over. */
const challengeMs = 15 * 60 * 1000

export type RequestOptions = z.output<typeof requestOptions>
type Descriptor = RequestOptions['allowCredentials'][number]

/** Who is known already when a passkey is asked for. */
export interface Known {
  readonly staffId?: string
  readonly sessionId?: string
  readonly customerSessionId?: string
}

/** Where this site's passkeys work. */
export async function relyingParty(call: {
  readonly sites: Sites
  readonly site: Site
  readonly publicUrl: string
  readonly now: Date
}): Promise<RelyingParty> {
  return relyingPartyOf(await call.sites.urlOf(call.site, call.publicUrl, call.now))
}

/** What a passkey signs, and the browser in which it was asked for; made before the transaction, which may run twice. */
export interface NewChallenge {
  readonly challenge: string
  readonly browser: string
}

/** A browser keeps its mark, so that two tabs do not take each other's challenges away. */
export function newChallenge(siteId: number, { request, isSecure }: Visit): NewChallenge {
  const known = readCookie(request, 'passkey', isSecure)
  return {
    challenge: randomBytes(32).toString('base64url'),
    browser:
      known !== undefined && siteOfSecret('passkey', known) === siteId
        ? known
        : freshSecret('passkey', siteId),
  }
}

/** Keeps a challenge in the caller's transaction; `tellBrowser` gives the browser its mark once that has committed. */
export function keepChallenge(
  tx: Transaction,
  { challenge, browser }: NewChallenge,
  purpose: ChallengePurpose,
  known: Known,
  now: Date,
): void {
  const scope = scopeOf(browser, purpose, known)
  tx.write(insertChallenge(tx.siteId, hashOf(challenge), scope, new Date(now.getTime() + challengeMs)))
}

export function tellBrowser({ browser }: NewChallenge, { reply, isSecure, now }: Visit): void {
  writeCookie(reply, 'passkey', browser, { isSecure, expiresAt: new Date(now.getTime() + challengeMs) })
}

/** For what a challenge must have been made that is answered now. */
export function scopeOf(browser: string, purpose: ChallengePurpose, known: Known): ChallengeScope {
  const { staffId = null, sessionId = null, customerSessionId = null } = known
  return { purpose, browserHash: hashOf(browser), staffId, sessionId, customerSessionId }
}

/** What `navigator.credentials.get` takes: any passkey whose device knows its owner, or one of those that are given. */
export function requestOptionsOf(
  { challenge }: NewChallenge,
  { rpId }: RelyingParty,
  passkeys?: readonly PasskeyRow[],
): RequestOptions {
  return {
    challenge,
    rpId,
    timeout: challengeMs,
    userVerification: passkeys ? 'preferred' : 'required',
    allowCredentials: descriptorsOf(passkeys ?? []),
  }
}

/** Passkeys as browsers know them. */
function descriptorsOf(passkeys: readonly PasskeyRow[]): Descriptor[] {
  return passkeys.map(({ credentialId, transports }) => ({
    type: 'public-key',
    id: credentialId.toString('base64url'),
    transports: transports as Descriptor['transports'],
  }))
}

/**
 * What `navigator.credentials.create` takes.
 * @param passkeys those that the person has
 * @param needs `required` where it must sign in by itself: the device keeps it, and knows its owner. An old security key that stores
 *   nothing still is a second factor
 */
export function creationOptionsOf(
  { challenge }: NewChallenge,
  { rpId }: RelyingParty,
  person: { readonly id: string; readonly name: string; readonly address: string },
  site: Site,
  passkeys: readonly PasskeyRow[],
  needs: 'preferred' | 'required',
): Answer<typeof passkeyApi.offerPasskey> {
  return {
    challenge,
    rp: { id: rpId, name: site.name },
    user: { id: userHandleOf(person.id), name: person.address, displayName: person.name },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: challengeMs,
    excludeCredentials: descriptorsOf(passkeys),
    authenticatorSelection: {
      residentKey: needs,
      requireResidentKey: needs === 'required',
      userVerification: needs,
    },
    attestation: 'none',
  }
}

/** A person, as a passkey knows them: nothing personal. */
export function userHandleOf(personId: string): string {
  return Buffer.from(personId.replaceAll('-', ''), 'hex').toString('base64url')
}
