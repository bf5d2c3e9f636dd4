// A directory user without a customer becomes somebody: a new customer, one who is known, or nobody until a person decides.
import type { UserFacts } from '../model/identity/directory-user.ts'
import type { HoldReason } from '../model/identity/matching.ts'
import type { UserEffect } from '../model/identity/projection.ts'
import { projectUser } from '../model/identity/projection.ts'
import type { StaffHoldReason } from '../model/identity/staff-projection.ts'
import type { ProvisioningAct } from '../model/subscription.ts'
import type { Transaction } from '../storage/database.ts'
import { closeCase, openCase } from '../storage/identity/cases.ts'
import { closeHeldCase } from '../storage/identity/held-users.ts'
import { newId } from '../storage/new-id.ts'
import { applyEffects, type Call, type UserOutcome } from './apply-user.ts'
import { EqualUserName, refuseUnlessSubscribed, requireAddressSource } from './subscribed.ts'
import { whoIs } from './who-is-who.ts'

/**
 * Decides who the user is, and makes, brings back or takes over the customer.
 * @throws EqualUserName OtherAddressSource
 */
export async function introduceUser(
  tx: Transaction,
  call: Call,
  userId: string,
  user: UserFacts,
  act: ProvisioningAct = 'create',
  admitted: boolean | null = null,
): Promise<UserOutcome> {
  const { match, facts, addressFacts, customer } = await whoIs(tx, call.directoryId, userId, user, admitted)
  refuseUnlessSubscribed(facts, act)
  requireAddressSource(user, facts)
  if (facts.nameIsTaken) throw new EqualUserName('another user has this userName')
  const customerId = 'customerId' in match ? match.customerId : newId()
  const { mayGrant } = facts
  const projection = projectUser({ mayGrant, user, customer, match, addressFacts, customerId })
  const isNobody = match.kind === 'hold' || (projection.pending && match.kind !== 'bind')
  const outcome = applyEffects(tx, call, {
    userId,
    customerId: isNobody ? null : customerId,
    projection,
    user,
  })
  for (const effect of projection.effects) {
    // Somebody has decided about this one already.
    if (effect.kind === 'hold' && isForMany(effect.reason) && admitted === false) continue
    openCaseOf(tx, call, userId, outcome.customerId, effect)
  }
  return outcome
}

/** One case asks about all whom a directory may not bring for this reason. */
const isForMany = (reason: HoldReason) => reason === 'quota' || reason === 'access-policy'

/** Somebody who was held back no longer is, or is gone: nobody needs to decide. */
export function settleHeld(
  tx: Transaction,
  { directoryId, now }: Call,
  userId: string,
  held: HoldReason | StaffHoldReason | null,
): void {
  if (held === 'quota' || held === 'access-policy') {
    tx.write(closeHeldCase(tx.siteId, directoryId, { userId, reason: held, now }))
  }
  if (held === 'staff-address' || held === 'erased') {
    const kind = held === 'erased' ? 'erased-came-back' : held
    tx.write(closeCase(tx.siteId, { kind, key: userId, outcome: 'settled', now }))
  }
}

/** What a person must decide of it. That the address was not taken is a case as well, at every change alike. */
function openCaseOf(
  tx: Transaction,
  { directoryId, now }: Call,
  userId: string,
  customerId: string | null,
  effect: UserEffect,
): void {
  const { siteId } = tx
  if (effect.kind === 'hold' && effect.reason === 'erased') {
    const { customerId: otherCustomerId, by } = effect.erased
    const subject = { directoryId, userId, otherCustomerId, details: { by } }
    tx.write(openCase(siteId, { kind: 'erased-came-back', key: userId, ...subject, now }))
    return
  }
  if (effect.kind === 'hold' && effect.reason !== 'staff-address') {
    // One for all whom the directory may not bring.
    tx.write(openCase(siteId, { kind: effect.reason, key: String(directoryId), directoryId, now }))
  }
  if (effect.kind === 'hold' && effect.reason === 'staff-address') {
    tx.write(openCase(siteId, { kind: 'staff-address', key: userId, directoryId, userId, now }))
  }
  if (effect.kind === 'create' && effect.mayBe !== undefined && customerId !== null) {
    const subject = { directoryId, userId, customerId, otherCustomerId: effect.mayBe }
    tx.write(openCase(siteId, { kind: 'returned-by-external-id', key: userId, ...subject, now }))
  }
}
