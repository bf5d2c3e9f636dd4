import type { Call } from '../http/contract-call.ts'
import { hashOf, readCookie } from '../http/session-cookie.ts'
import type { Answer, Item } from '../model/contract.ts'
import { conflict, invalid, notFound } from '../model/errors.ts'
import { takeChallenge } from '../storage/access/passkey-challenges.ts'
import {
  insertPasskey,
  type PasskeyRow,
  passkeysOf,
  removePasskey,
  renamePasskey,
} from '../storage/access/passkeys.ts'
import { removeRecoveryCodes } from '../storage/access/second-factors.ts'
import { endSessions, holdSession } from '../storage/access/sessions.ts'
import { audit } from '../storage/audit.ts'
import { type Transaction, violatedConstraint } from '../storage/database.ts'
import { newId } from '../storage/new-id.ts'
import { tellOfSignInChange } from '../storage/sign-in-notices.ts'
import type { signInApi } from './contract.ts'
import {
  creationOptionsOf,
  keepChallenge,
  newChallenge,
  relyingParty,
  scopeOf,
  tellBrowser,
} from './passkey-challenge.ts'
import { newRecoveryCodes } from './recovery-codes.ts'
import { replaceRecoveryCodes } from './second-factor.ts'
import { factorOf, hasSecondFactor } from './second-ways.ts'
import { challengeOf, checkRegistration, orLogged } from './webauthn.ts'

type Api = typeof signInApi

export const passkeysMax = 20

export function passkeyView(passkey: PasskeyRow, rpId: string): Item<Api['listPasskeys']> {
  return {
    id: passkey.id,
    name: passkey.name,
    createdAt: passkey.createdAt.toISOString(),
    lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
    worksHere: passkey.rpId === rpId,
  }
}

export async function listPasskeys(call: Call<Api['listPasskeys']>): Promise<Answer<Api['listPasskeys']>> {
  const { site, caller, database } = call
  const { origin, rpId } = await relyingParty(call)
  const [rows = []] = await database.readInSite(site.id, [passkeysOf(site.id, caller.staffId)])
  return { items: (rows as PasskeyRow[]).map((one) => passkeyView(one, rpId)), origin }
}

export async function getPasskey(call: Call<Api['getPasskey']>): Promise<Answer<Api['getPasskey']>> {
  const { site, caller, params, database } = call
  const { rpId } = await relyingParty(call)
  const [rows = []] = await database.readInSite(site.id, [passkeysOf(site.id, caller.staffId)])
  return passkeyView(ownPasskey(rows as PasskeyRow[], params.passkeyId), rpId)
}

export async function offerPasskey(call: Call<Api['offerPasskey']>): Promise<Answer<Api['offerPasskey']>> {
  const { site, caller, database, now } = call
  const challenge = newChallenge(site.id, call)
  const party = await relyingParty(call)
  const passkeys = await database.inSite(site.id, async (tx) => {
    const found = await tx.read<PasskeyRow>(passkeysOf(site.id, caller.staffId))
    if (found.length >= passkeysMax) throw conflict(`You have ${passkeysMax} passkeys. Remove one first.`)
    keepChallenge(tx, challenge, 'registration', caller, now)
    return found
  })
  tellBrowser(challenge, call)
  return creationOptionsOf(challenge, party, { ...caller, id: caller.staffId }, site, passkeys, 'preferred')
}

/** Adds a passkey; one's first second factor brings recovery codes, and ends the sessions that were opened without one. */
export async function createPasskey(call: Call<Api['createPasskey']>): Promise<Answer<Api['createPasskey']>> {
  const { site, caller, body, database, now, request, isSecure, audit: context } = call
  const { staffId, sessionId } = caller
  const wrong = () => invalid('passkey', 'was not made for this page, or took too long. Begin again.')
  const challenge = challengeOf(body.passkey) ?? ''
  const browser = readCookie(request, 'passkey', isSecure) ?? ''
  const taken = await database.inSite(site.id, (tx) =>
    tx.read(
      takeChallenge(
        site.id,
        hashOf(challenge),
        scopeOf(browser, 'registration', { staffId, sessionId }),
        now,
      ),
    ),
  )
  if (taken.length === 0) throw wrong()
  const party = await relyingParty(call)
  const credential = await orLogged(request, checkRegistration(challenge, body.passkey, party))
  if (!credential) throw wrong()
  const { userVerified: _, ...registered } = credential
  const row = {
    id: newId(),
    name: body.name,
    transports: body.passkey.response.transports,
    rpId: party.rpId,
    createdAt: now,
    ...registered,
  }
  const codes = newRecoveryCodes()
  const recoveryCodes = await database
    .inSite(site.id, async (tx) => {
      const factor = await factorOf(tx, staffId)
      // A reset that came first has ended the session, and its passkeys with it.
      const held = await tx.read(holdSession(site.id, staffId, sessionId))
      if (held.length === 0 || factor.passkeys >= passkeysMax) throw wrong()
      tx.write(insertPasskey(site.id, { ...row, staffId }))
      if (!hasSecondFactor(factor)) tx.write(endSessions(site.id, staffId, sessionId))
      audit(tx, context, {
        action: 'staff.passkey-added',
        subjectKind: 'staff',
        subject: staffId,
        details: { passkey: row.name, passkeyId: row.id },
      })
      await tellOfSignInChange(tx, staffId, 'passkey-added', { now })
      if (factor.recoveryCodes > 0) return []
      replaceRecoveryCodes(tx, staffId, codes)
      return codes
    })
    .catch((error: unknown) => {
      if (violatedConstraint(error) !== 'staff_passkeys_site_id_credential_id_key') throw error
      throw conflict('This passkey is registered already.')
    })
  return { passkey: passkeyView({ ...row, lastUsedAt: null }, party.rpId), recoveryCodes }
}

export async function renameOwnPasskey(
  call: Call<Api['renamePasskey']>,
): Promise<Answer<Api['renamePasskey']>> {
  const { site, caller, params, body, database, audit: context } = call
  const { rpId } = await relyingParty(call)
  return database.inSite(site.id, async (tx) => {
    const before = await heldPasskey(tx, caller.staffId, params.passkeyId)
    await call.unchanged(caller.staffId, (row: PasskeyRow) => passkeyView(row, rpId))(tx, before)
    if (before.name === body.name) return passkeyView(before, rpId)
    const [renamed = before] = await tx.read<PasskeyRow>(
      renamePasskey(site.id, caller.staffId, params.passkeyId, body.name),
    )
    audit(tx, context, {
      action: 'staff.passkey-renamed',
      subjectKind: 'staff',
      subject: caller.staffId,
      details: { passkey: { before: before.name, after: renamed.name }, passkeyId: params.passkeyId },
    })
    return passkeyView(renamed, rpId)
  })
}

/** One's own, locked with everything else that one shows at a sign-in. */
async function heldPasskey(tx: Transaction, staffId: string, passkeyId: string): Promise<PasskeyRow> {
  await factorOf(tx, staffId)
  return ownPasskey(await tx.read<PasskeyRow>(passkeysOf(tx.siteId, staffId)), passkeyId)
}

export function ownPasskey(own: readonly PasskeyRow[], passkeyId: string): PasskeyRow {
  const passkey = own.find(({ id }) => id === passkeyId)
  if (!passkey) throw notFound('This passkey')
  return passkey
}

export async function removeOwnPasskey(call: Call<Api['removePasskey']>): Promise<undefined> {
  const { site, caller, params, database, audit: context } = call
  const { staffId } = caller
  const { rpId } = await relyingParty(call)
  await database.inSite(site.id, async (tx) => {
    const { totpSecret, passkeys } = await factorOf(tx, staffId)
    const present = ownPasskey(await tx.read<PasskeyRow>(passkeysOf(site.id, staffId)), params.passkeyId)
    await call.unchanged(staffId, (row: PasskeyRow) => passkeyView(row, rpId))(tx, present)
    const [removed] = await tx.read<{ name: string }>(removePasskey(site.id, staffId, params.passkeyId))
    if (!removed) throw notFound('This passkey')
    if (totpSecret === null && passkeys === 1) tx.write(removeRecoveryCodes(site.id, staffId))
    audit(tx, context, {
      action: 'staff.passkey-removed',
      subjectKind: 'staff',
      subject: staffId,
      details: { passkey: removed.name, passkeyId: params.passkeyId },
    })
    await tellOfSignInChange(tx, staffId, 'passkey-removed', context)
  })
}
