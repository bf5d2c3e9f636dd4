// The ways in that customers have of their own: whether they may have any, and a password.

import { trySubject } from '../../http/attempts.ts'
import type { Call } from '../../http/contract-call.ts'
import type { CustomerCaller } from '../../http/customer-caller.ts'
import { ownWayOpens, portalWay } from '../../model/access/portal-way.ts'
import type { Answer } from '../../model/contract.ts'
import { conflict, DoorwardError, notFound } from '../../model/errors.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import { languageIn, type SignInChange } from '../../model/mail.ts'
import { endKeysOfCustomer } from '../../storage/access/asker-keys.ts'
import {
  type CustomerPassword,
  holdActiveCustomer,
  passwordOfCustomer,
  putCustomerPassword,
  removeCustomerPassword,
} from '../../storage/access/customer-passwords.ts'
import { endCustomerSessions, holdCustomerSession } from '../../storage/access/customer-sessions.ts'
import { audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import { queueMail } from '../../storage/mails.ts'
import { choosePassword } from '../choose-password.ts'
import type { portalApi } from '../contract/portal.ts'
import type { Visit } from '../open-session.ts'
import { countProof } from '../own-password.ts'
import { passwordsAreOff } from './password-sign-in.ts'
import { peopleOf } from './way.ts'

type Api = typeof portalApi

/** A customer at a page of the help centre. */
interface CustomerAtPage extends Pick<Visit, 'request' | 'now'> {
  readonly customer: CustomerCaller
}

/**
 * The address for which this customer may have a way in of their own; null: none.
 * @param lock as `peopleOf` has it
 */
export async function ownWayAddress(
  tx: Transaction,
  { customerId, address }: Pick<CustomerCaller, 'customerId' | 'address'>,
  lock: 'lock' | 'look' = 'look',
): Promise<string | null> {
  if (address === null) return null
  const opens = ownWayOpens(portalWay(address, await peopleOf(tx, foldAddress(address), lock)))
  return opens === customerId ? address : null
}

/**
 * Whoever begins to have another way in keeps still meanwhile: nobody deactivates them, and their session is not ended, before
 * it stands.
 * @returns the address that it is for
 */
export async function holdForOwnWay(tx: Transaction, customer: CustomerCaller): Promise<string> {
  const { customerId, sessionId } = customer
  const held = await tx.read(holdActiveCustomer(tx.siteId, customerId))
  const open = await tx.read(holdCustomerSession(tx.siteId, customerId, sessionId))
  if (held.length === 0 || open.length === 0)
    throw new DoorwardError('not-signed-in', 'This session has just ended. Sign in again.')
  const address = await ownWayAddress(tx, customer)
  if (address === null) throw noOwnWay(customer)
  return address
}

const noOwnWay = ({ managedBy }: CustomerCaller) =>
  managedBy === null
    ? conflict('Only somebody whose mailbox is proven has a way in besides the code by mail.')
    : conflict(`${managedBy} signs its people in: there is no other way in beside that.`)

/** What customers did with their own account at the help centre. */
export const byPortal = ({ now, request }: Pick<Visit, 'now' | 'request'>) =>
  ({ actor: { kind: 'system', name: 'portal' }, now, requestId: request.id }) as const

/** Tells a customer by mail that the way they sign in has changed: it may not have been they. */
export function tellCustomer(
  tx: Transaction,
  { customer, request, now }: CustomerAtPage,
  change: SignInChange,
): void {
  const { customerId: personId, name, address } = customer
  if (address === null) return
  const language = languageIn(request.headers['accept-language'])
  const values = { change, at: now.toISOString(), byAdministrator: false, isCustomer: true } as const
  queueMail(tx, now, { personId, name, address, language }, 'sign-in-changed', values)
}

export async function getOwnWays(call: Call<Api['getOwnWays']>): Promise<Answer<Api['getOwnWays']>> {
  const { customer, site, database } = call
  return database.inSite(site.id, async (tx) => {
    const isOpen = (await ownWayAddress(tx, customer)) !== null
    const [password] = await tx.read<CustomerPassword>(passwordOfCustomer(site.id, customer.customerId))
    return {
      password: {
        allowed: isOpen && site.customerPasswords,
        chosenAt: password?.chosenAt.toISOString() ?? null,
      },
      passkeys: { allowed: isOpen && site.customerPasskeys },
    }
  })
}

/** Chooses a password, the first one or another; whatever was open elsewhere is over. */
export async function setOwnPassword(call: Call<Api['setOwnPassword']>): Promise<undefined> {
  const { customer, site, body, database, now } = call
  const { customerId, sessionId, name, address } = customer
  if (!site.customerPasswords) throw passwordsAreOff()
  await database.inSite(site.id, (tx) => holdForOwnWay(tx, customer))
  // Each takes a core for a while, and writes a mail.
  await countProof(call, trySubject('proof', 'password chosen', customerId))
  const passwordHash = await choosePassword(call, body.password, [name, address ?? '', site.name])
  await database.inSite(site.id, async (tx) => {
    const addressFolded = foldAddress(await holdForOwnWay(tx, customer))
    const before = await tx.read<CustomerPassword>(passwordOfCustomer(site.id, customerId))
    const first = before.length === 0
    tx.write(putCustomerPassword(site.id, { customerId, passwordHash, addressFolded, now }))
    tx.write(endCustomerSessions(site.id, customerId, sessionId))
    tx.write(endKeysOfCustomer(site.id, customerId, 'password'))
    audit(tx, byPortal(call), {
      action: 'customer.password-chosen',
      subjectKind: 'customer',
      subject: customerId,
      details: { first },
    })
    tellCustomer(tx, call, first ? 'password-set' : 'password-chosen')
  })
}

/** Nobody comes in by it any more; who did has no session but this one. */
export async function removeOwnPassword(call: Call<Api['removeOwnPassword']>): Promise<undefined> {
  const { customer, site, database } = call
  const { customerId, sessionId } = customer
  await database.inSite(site.id, async (tx) => {
    const removed = await tx.read(removeCustomerPassword(site.id, customerId))
    if (removed.length === 0) throw notFound('This password')
    tx.write(endCustomerSessions(site.id, customerId, sessionId))
    tx.write(endKeysOfCustomer(site.id, customerId, 'password'))
    audit(tx, byPortal(call), {
      action: 'customer.password-removed',
      subjectKind: 'customer',
      subject: customerId,
      details: {},
    })
    tellCustomer(tx, call, 'password-removed')
  })
}
