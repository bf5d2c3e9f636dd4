import type { AddressFacts } from '../model/identity/authority.ts'
import { listColumnsOf, readUser, type UserFacts } from '../model/identity/directory-user.ts'
import { domainOf, foldAddress } from '../model/identity/email-address.ts'
import {
  type LinkedCustomer,
  needsAddressFacts,
  projectDeletion,
  projectUser,
  releasesAddress,
} from '../model/identity/projection.ts'
import type { JsonObject } from '../model/identity/resource-filter.ts'
import { type Ask, ask, both } from '../storage/ask.ts'
import type { Transaction } from '../storage/database.ts'
import { updateUser } from '../storage/identity/directory-users.ts'
import { rememberJoined } from '../storage/identity/joined.ts'
import type { LockedUser } from '../storage/identity/locked-users.ts'
import { noteLoss } from '../storage/identity/losses.ts'
import {
  type AddressFactsRow,
  addressFacts,
  type Heir,
  readAddressFacts,
} from '../storage/identity/projection-facts.ts'
import { applyEffects, auditUser, type Call, type UserOutcome } from './apply-user.ts'
import { introduceUser, settleHeld } from './introduce-user.ts'
import { askForChange, askForHeirs, customerOf } from './locked-user.ts'
import { dismissStaff, followStaff } from './project-staff.ts'

/**
 * A changed directory user: the customer follows in place. Reads once more only when the address changes or is given up;
 * then also for the colleague who has been waiting for it.
 */
export async function followUser(
  tx: Transaction,
  call: Call,
  locked: LockedUser,
  user: UserFacts,
): Promise<UserOutcome> {
  if (locked.audience === 'staff') return followStaff(tx, call, locked, user)
  const customer = await customerOf(tx, call.directoryId, locked)
  if (!customer) {
    const outcome = await introduceUser(tx, call, locked.id, user, 'change', locked.admitted)
    if (locked.held !== outcome.held) settleHeld(tx, call, locked.id, locked.held)
    return outcome
  }
  const { directoryId } = call
  const [heirs, facts] = await ask(
    tx,
    both(
      releasesAddress(user, customer) ? askForHeirs(tx.siteId, directoryId, locked.id) : nobody,
      needsAddressFacts(user, customer) ? askForFacts(tx.siteId, directoryId, user) : nothing,
    ),
  )
  const projection = projectUser({
    mayGrant: locked.mayGrant,
    addressesWait: locked.addressesWait,
    user,
    customer,
    match: undefined,
    addressFacts: facts,
    customerId: customer.customerId,
  })
  const outcome = applyEffects(tx, call, {
    userId: locked.id,
    customerId: customer.customerId,
    projection,
    user,
    before: beforeChange(locked, customer),
  })
  noteLosses(tx, call, customer, outcome)
  return passOn(tx, call, locked, { outcome, customer, heirs })
}

/** For the brake: what a directory's own write took away from somebody who was active. Deletion of who had left is no loss. */
function noteLosses(
  tx: Transaction,
  { directoryId, now, audit: { actor } }: Call,
  customer: LinkedCustomer | undefined,
  { effects }: UserOutcome,
): void {
  if (!customer?.active || actor.kind !== 'directory') return
  const isGone = effects.some(({ kind }) => kind === 'deactivate')
  const losesAddress = effects.some(({ kind }) => kind === 'leave-address' || kind === 'doubt-address')
  if (!isGone && !(losesAddress && customer.address?.standing === 'held')) return
  const kind = isGone ? 'activity' : 'address'
  noteLoss(tx, directoryId, { kind, customerId: customer.customerId, now })
}

const beforeChange = (locked: LockedUser, customer: LinkedCustomer | undefined) => ({
  customer,
  user: readUser(locked),
})

const nobody: Ask<readonly Heir[]> = { queries: [], read: () => [] }
const nothing: Ask<undefined> = { queries: [], read: () => undefined }

function askForFacts(siteId: number, directoryId: number, { address = '' }: UserFacts): Ask<AddressFacts> {
  return {
    queries: [addressFacts(siteId, directoryId, foldAddress(address), domainOf(address))],
    read: ([rows]) => readAddressFacts((rows as [AddressFactsRow])[0]),
  }
}

/**
 * A deleted directory user: the person is deactivated, requests keep their requester.
 * @param heirs colleagues who may have been waiting for the address, read with the user
 */
export async function dismissUser(
  tx: Transaction,
  call: Call,
  locked: LockedUser,
  heirs: readonly Heir[],
): Promise<UserOutcome> {
  if (locked.audience === 'staff') return dismissStaff(tx, call, locked)
  const customer = await customerOf(tx, call.directoryId, locked)
  settleHeld(tx, call, locked.id, locked.held)
  const projection = { effects: projectDeletion(customer), pending: false }
  // Whoever is deleted to be made anew, under another name, goes on as a member.
  if (customer) tx.write(rememberJoined(tx.siteId, customer.customerId, call.now))
  const outcome = applyEffects(tx, call, {
    userId: locked.id,
    customerId: customer?.customerId ?? null,
    projection,
    user: undefined,
    before: beforeChange(locked, customer),
  })
  noteLosses(tx, call, customer, outcome)
  return passOn(tx, call, locked, { outcome, customer, heirs })
}

/**
 * Projects a user again whose resource has not changed: what it means for people has.
 * @returns undefined when the user is gone
 */
export async function projectAgain(
  tx: Transaction,
  call: Call,
  userId: string,
): Promise<UserOutcome | undefined> {
  const { directoryId, now } = call
  const locked = await ask(tx, askForChange(tx.siteId, directoryId, userId, false))
  if (!locked) return undefined
  const resource: JsonObject = JSON.parse(locked.resource)
  const user = readUser(locked)
  const outcome = await followUser(tx, call, locked, user)
  tx.write(
    updateUser(tx.siteId, directoryId, {
      ...user,
      ...listColumnsOf(resource),
      userId,
      resource: locked.resource,
      now,
      customerId: outcome.customerId,
      pending: outcome.pending,
      held: outcome.held,
      touched: false,
    }),
  )
  auditUser(tx, call, 'directory-user.changed', userId, outcome)
  return outcome
}

/**
 * A colleague was refused this address because the customer held it. Who gives it as the one address has it now: otherwise
 * two who exchange theirs, one call after the other, would leave one of them without any.
 */
async function passOn(
  tx: Transaction,
  call: Call,
  { addressFrom }: LockedUser,
  {
    outcome,
    customer,
    heirs,
  }: {
    readonly outcome: UserOutcome
    readonly customer: LinkedCustomer | undefined
    readonly heirs: readonly Heir[]
  },
): Promise<UserOutcome> {
  const address = customer?.address
  const isFree = outcome.effects.some(({ kind }) => kind === 'leave-address' || kind === 'doubt-address')
  if (address?.standing !== 'held' || !isFree) return outcome
  for (const { userId, resource } of heirs) {
    const heir = readUser({ resource, addressFrom })
    if (heir.address === undefined || foldAddress(heir.address) !== foldAddress(address.address)) continue
    const passed = await projectAgain(tx, call, userId)
    if (passed) return { ...outcome, words: `${outcome.words} ${heir.name}: ${passed.words}` }
  }
  return outcome
}
