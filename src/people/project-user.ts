import { DoorwardError } from '../model/errors.ts'
import type { AddressFacts } from '../model/identity/authority.ts'
import { listColumnsOf, type UserFacts, userFactsOf } from '../model/identity/directory-user.ts'
import { domainOf, foldAddress } from '../model/identity/email-address.ts'
import { matchUser } from '../model/identity/matching.ts'
import {
  type LinkedCustomer,
  needsAddressFacts,
  projectDeletion,
  projectUser,
  releasesAddress,
} from '../model/identity/projection.ts'
import type { JsonObject } from '../model/identity/resource-filter.ts'
import { type ProvisioningAct, provisioningRefusal, type Subscription } from '../model/subscription.ts'
import { type Ask, ask, both } from '../storage/ask.ts'
import type { Transaction } from '../storage/database.ts'
import { type LockedUser, updateUser } from '../storage/identity/directory-users.ts'
import {
  type AddressFactsRow,
  addressFacts,
  type Heir,
  holdTwins,
  type NewUserFacts,
  newUserFacts,
  readAddressFacts,
} from '../storage/identity/projection-facts.ts'
import { newId } from '../storage/new-id.ts'
import { applyEffects, auditUser, type Call, type UserOutcome } from './apply-user.ts'
import { askForChange, askForHeirs, linkedCustomer } from './locked-user.ts'

/** @throws DoorwardError 'forbidden' when the site's subscription does not allow the act */
export function refuseUnlessSubscribed(subscription: Subscription, act: ProvisioningAct): void {
  const refusal = provisioningRefusal(subscription, act)
  if (refusal !== undefined) throw new DoorwardError('forbidden', refusal)
}

/** Another user of the directory has this userName. Known before the write, it undoes nothing of those who write together. */
export class EqualUserName extends Error {}

/**
 * A directory user without a customer: decides who that is, and makes or brings back the customer. One read.
 * @throws EqualUserName
 */
export async function introduceUser(
  tx: Transaction,
  call: Call,
  userId: string,
  user: UserFacts,
  act: ProvisioningAct = 'create',
): Promise<UserOutcome> {
  const { directoryId } = call
  const facts = await readNewUserFacts(tx, directoryId, userId, user)
  refuseUnlessSubscribed(facts, act)
  if (facts.nameIsTaken) throw new EqualUserName('another user has this userName')
  const match = matchUser(user, {
    directoryId,
    deletedTwins: facts.deletedTwins ?? [],
    presentTwin: facts.presentTwin,
  })
  const customerId = match.kind === 'return' ? match.customerId : newId()
  const projection = projectUser({
    mayGrant: facts.mayGrant,
    user,
    customer: undefined,
    match,
    addressFacts: readAddressFacts(facts),
    customerId,
  })
  return applyEffects(tx, call, { customerId: projection.pending ? null : customerId, projection, user })
}

async function readNewUserFacts(
  tx: Transaction,
  directoryId: number,
  userId: string,
  { address, externalId, userName }: UserFacts,
): Promise<NewUserFacts> {
  const queries = [
    newUserFacts(tx.siteId, directoryId, {
      address: address === undefined ? null : foldAddress(address),
      domain: address === undefined ? null : domainOf(address),
      externalId: externalId ?? null,
      userId,
      userName,
    }),
  ]
  // Before any address is locked: that is the order of a deletion as well.
  if (externalId !== undefined) queries.unshift(holdTwins(tx.siteId, directoryId, externalId, userId))
  const [facts] = (await tx.readAll(queries)).at(-1) as NewUserFacts[]
  if (!facts) throw new DoorwardError('not-found', 'The directory does not exist.')
  return facts
}

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
  const customer = linkedCustomer(locked)
  if (!customer) return introduceUser(tx, call, locked.id, user, 'change')
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
    user,
    customer,
    match: undefined,
    addressFacts: facts,
    customerId: customer.customerId,
  })
  const outcome = applyEffects(tx, call, { customerId: customer.customerId, projection, user })
  return passOn(tx, call, outcome, customer, heirs)
}

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
  const customer = linkedCustomer(locked)
  const projection = { effects: projectDeletion(customer), pending: false }
  const outcome = applyEffects(tx, call, {
    customerId: customer?.customerId ?? null,
    projection,
    user: undefined,
  })
  return passOn(tx, call, outcome, customer, heirs)
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
  const user = userFactsOf(resource)
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
  outcome: UserOutcome,
  customer: LinkedCustomer | undefined,
  heirs: readonly Heir[],
): Promise<UserOutcome> {
  const address = customer?.address
  const isFree = outcome.effects.some(({ kind }) => kind === 'leave-address' || kind === 'doubt-address')
  if (address?.standing !== 'held' || !isFree) return outcome
  for (const { userId, resource } of heirs) {
    const heir = userFactsOf(JSON.parse(resource))
    if (heir.address === undefined || foldAddress(heir.address) !== foldAddress(address.address)) continue
    const passed = await projectAgain(tx, call, userId)
    if (passed) return { ...outcome, words: `${outcome.words} ${heir.name}: ${passed.words}` }
  }
  return outcome
}
