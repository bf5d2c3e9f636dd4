// The passkeys of a customer: listed, made, named and removed by whoever has shown just now who they are.
import type { Call } from '../../http/contract-call.ts'
import { hashOf, readCookie } from '../../http/session-cookie.ts'
import type { Answer } from '../../model/contract.ts'
import { conflict, invalid, notFound } from '../../model/errors.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import { endKeysOfCustomer } from '../../storage/access/asker-keys.ts'
import {
  insertCustomerPasskey,
  passkeysOfCustomer,
  removeCustomerPasskey,
  renameCustomerPasskey,
} from '../../storage/access/customer-passkeys.ts'
import { endCustomerSessions } from '../../storage/access/customer-sessions.ts'
import { takeChallenge } from '../../storage/access/passkey-challenges.ts'
import type { PasskeyRow } from '../../storage/access/passkeys.ts'
import { audit } from '../../storage/audit.ts'
import { type Transaction, violatedConstraint } from '../../storage/database.ts'
import { newId } from '../../storage/new-id.ts'
import type { portalApi } from '../contract/portal.ts'
import {
  creationOptionsOf,
  keepChallenge,
  newChallenge,
  relyingParty,
  scopeOf,
  tellBrowser,
} from '../passkey-challenge.ts'
import { ownPasskey, passkeysMax, passkeyView } from '../passkeys.ts'
import { challengeOf, checkRegistration, orLogged } from '../webauthn.ts'
import { byPortal, holdForOwnWay, tellCustomer } from './own-ways.ts'
import { passkeysAreOff } from './passkey-sign-in.ts'

type Api = typeof portalApi

export async function listCustomerPasskeys(
  call: Call<Api['listCustomerPasskeys']>,
): Promise<Answer<Api['listCustomerPasskeys']>> {
  const { site, customer, database } = call
  const { origin, rpId } = await relyingParty(call)
  const [rows = []] = await database.readInSite(site.id, [passkeysOfCustomer(site.id, customer.customerId)])
  return { items: (rows as PasskeyRow[]).map((one) => passkeyView(one, rpId)), origin }
}

export async function getCustomerPasskey(
  call: Call<Api['getCustomerPasskey']>,
): Promise<Answer<Api['getCustomerPasskey']>> {
  const { site, customer, params, database } = call
  const { rpId } = await relyingParty(call)
  const [rows = []] = await database.readInSite(site.id, [passkeysOfCustomer(site.id, customer.customerId)])
  return passkeyView(ownPasskey(rows as PasskeyRow[], params.passkeyId), rpId)
}

export async function offerCustomerPasskey(
  call: Call<Api['offerCustomerPasskey']>,
): Promise<Answer<Api['offerCustomerPasskey']>> {
  const { site, customer, database, now } = call
  if (!site.customerPasskeys) throw passkeysAreOff()
  const { customerId, sessionId: customerSessionId, name } = customer
  const challenge = newChallenge(site.id, call)
  const party = await relyingParty(call)
  const { passkeys, address } = await database.inSite(site.id, async (tx) => {
    const found = await holdForPasskey(tx, customer)
    keepChallenge(tx, challenge, 'portal-registration', { customerSessionId }, now)
    return found
  })
  tellBrowser(challenge, call)
  return creationOptionsOf(challenge, party, { id: customerId, name, address }, site, passkeys, 'required')
}

/** Adds a passkey that signs in by itself: only one whose device knows its owner. */
export async function addCustomerPasskey(
  call: Call<Api['addCustomerPasskey']>,
): Promise<Answer<Api['addCustomerPasskey']>> {
  const { site, customer, body, database, now, request, isSecure } = call
  if (!site.customerPasskeys) throw passkeysAreOff()
  const { customerId, sessionId: customerSessionId } = customer
  const wrong = () =>
    invalid(
      'passkey',
      'was not made for this page, took too long, or its device asked for no PIN. Begin again.',
    )
  const challenge = challengeOf(body.passkey) ?? ''
  const browser = readCookie(request, 'passkey', isSecure) ?? ''
  const scope = scopeOf(browser, 'portal-registration', { customerSessionId })
  const taken = await database.inSite(site.id, (tx) =>
    tx.read(takeChallenge(site.id, hashOf(challenge), scope, now)),
  )
  if (taken.length === 0) throw wrong()
  const party = await relyingParty(call)
  const credential = await orLogged(request, checkRegistration(challenge, body.passkey, party))
  if (!credential?.userVerified) throw wrong()
  const { credentialId, publicKey, signCount } = credential
  const row = {
    id: newId(),
    name: body.name,
    transports: body.passkey.response.transports,
    rpId: party.rpId,
    createdAt: now,
    credentialId,
    publicKey,
    signCount,
  }
  await database
    .inSite(site.id, async (tx) => {
      const { address } = await holdForPasskey(tx, customer)
      const addressFolded = foldAddress(address)
      tx.write(insertCustomerPasskey(site.id, { ...row, customerId, addressFolded }))
      audit(tx, byPortal(call), {
        action: 'customer.passkey-added',
        subjectKind: 'customer',
        subject: customerId,
        details: { passkey: row.name, passkeyId: row.id },
      })
      tellCustomer(tx, call, 'passkey-added')
    })
    .catch((error: unknown) => {
      if (violatedConstraint(error) !== 'customer_passkeys_site_id_credential_id_key') throw error
      throw conflict('This passkey is registered already.')
    })
  return passkeyView({ ...row, lastUsedAt: null }, party.rpId)
}

/** Whoever has as many as anybody needs removes one first. */
async function holdForPasskey(
  tx: Transaction,
  customer: Call<Api['offerCustomerPasskey']>['customer'],
): Promise<{ readonly address: string; readonly passkeys: readonly PasskeyRow[] }> {
  const address = await holdForOwnWay(tx, customer)
  const passkeys = await tx.read<PasskeyRow>(passkeysOfCustomer(tx.siteId, customer.customerId))
  if (passkeys.length >= passkeysMax) throw conflict(`You have ${passkeysMax} passkeys. Remove one first.`)
  return { address, passkeys }
}

export async function renameOwnCustomerPasskey(
  call: Call<Api['renameCustomerPasskey']>,
): Promise<Answer<Api['renameCustomerPasskey']>> {
  const { site, customer, params, body, database } = call
  const { customerId } = customer
  const { rpId } = await relyingParty(call)
  return database.inSite(site.id, async (tx) => {
    const before = ownPasskey(
      await tx.read<PasskeyRow>(passkeysOfCustomer(site.id, customerId)),
      params.passkeyId,
    )
    await call.unchanged(customerId, (row: PasskeyRow) => passkeyView(row, rpId))(tx, before)
    if (before.name === body.name) return passkeyView(before, rpId)
    const [renamed = before] = await tx.read<PasskeyRow>(
      renameCustomerPasskey(site.id, customerId, params.passkeyId, body.name),
    )
    audit(tx, byPortal(call), {
      action: 'customer.passkey-renamed',
      subjectKind: 'customer',
      subject: customerId,
      details: { passkey: { before: before.name, after: renamed.name }, passkeyId: params.passkeyId },
    })
    return passkeyView(renamed, rpId)
  })
}

/** It signs nobody in any more; whoever came in by it has no session but this one. */
export async function removeOwnCustomerPasskey(call: Call<Api['removeCustomerPasskey']>): Promise<undefined> {
  const { site, customer, params, database } = call
  const { customerId, sessionId } = customer
  await database.inSite(site.id, async (tx) => {
    const [removed] = await tx.read<{ name: string }>(
      removeCustomerPasskey(site.id, customerId, params.passkeyId),
    )
    if (!removed) throw notFound('This passkey')
    tx.write(endCustomerSessions(site.id, customerId, sessionId))
    tx.write(endKeysOfCustomer(site.id, customerId, 'passkey'))
    audit(tx, byPortal(call), {
      action: 'customer.passkey-removed',
      subjectKind: 'customer',
      subject: customerId,
      details: { passkey: removed.name, passkeyId: params.passkeyId },
    })
    tellCustomer(tx, call, 'passkey-removed')
  })
}
