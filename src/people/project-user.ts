import { v7 as uuidv7 } from 'uuid'
import type { AuditAction, PersonalValues } from '../model/audit.ts'
import { DoorwardError } from '../model/errors.ts'
import type { Details } from '../model/identity/detail-field.ts'
import type { UserFacts } from '../model/identity/directory-user.ts'
import { domainOf, foldAddress } from '../model/identity/email-address.ts'
import { matchUser } from '../model/identity/matching.ts'
import {
  describeEffects,
  type LinkedCustomer,
  needsAddressFacts,
  projectDeletion,
  projectUser,
  type UserEffect,
  type UserProjection,
} from '../model/identity/projection.ts'
import type { Json } from '../model/identity/resource-filter.ts'
import { type ProvisioningAct, provisioningRefusal, type Subscription } from '../model/subscription.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import {
  doubtAddress,
  endAddress,
  insertAddress,
  insertCustomer,
  updateCustomer,
} from '../storage/identity/customers.ts'
import { forgetDeletedUser, type LockedUser } from '../storage/identity/directory-users.ts'
import {
  addressFacts,
  type NewUserFacts,
  newUserFacts,
  readAddressFacts,
} from '../storage/identity/projection-facts.ts'
import { leaveWord } from '../storage/outbox.ts'

/** What every write of one directory's call shares. */
export interface Call {
  readonly directoryId: number
  readonly now: Date
  readonly audit: AuditContext
}

/** What a directory user's change came to, for the mirror's row and for the exchange. */
export interface UserOutcome {
  readonly customerId: string | null
  readonly pending: boolean
  readonly effects: readonly UserEffect[]
  /** The effect in words. */
  readonly words: string
}

/** @throws DoorwardError 'forbidden' when the site's subscription does not allow the act */
export function refuseUnlessSubscribed(subscription: Subscription, act: ProvisioningAct): void {
  const refusal = provisioningRefusal(subscription, act)
  if (refusal !== undefined) throw new DoorwardError('forbidden', refusal)
}

/** A directory user without a customer: decides who that is, and makes or brings back the customer. One read. */
export async function introduceUser(
  tx: Transaction,
  call: Call,
  userId: string,
  user: UserFacts,
  act: ProvisioningAct = 'create',
): Promise<UserOutcome> {
  const { directoryId } = call
  const [facts] = await tx.read<NewUserFacts>(
    newUserFacts(tx.siteId, directoryId, {
      address: user.address === undefined ? null : foldAddress(user.address),
      domain: user.address === undefined ? null : domainOf(user.address),
      externalId: user.externalId ?? null,
      userId,
    }),
  )
  if (!facts) throw new DoorwardError('not-found', 'The directory does not exist.')
  refuseUnlessSubscribed(facts, act)
  const match = matchUser(user, {
    directoryId,
    deletedTwins: facts.deletedTwins ?? [],
    presentTwin: facts.presentTwin,
  })
  const customerId = match.kind === 'return' ? match.customerId : uuidv7()
  const projection = projectUser({
    mayGrant: facts.mayGrant,
    user,
    customer: undefined,
    match,
    addressFacts: readAddressFacts(facts),
    customerId,
  })
  return apply(tx, call, { userId, customerId: projection.pending ? null : customerId, projection, user })
}

/** A changed directory user: the customer follows in place. Reads once more only when the address changes. */
export async function followUser(
  tx: Transaction,
  call: Call,
  locked: LockedUser,
  user: UserFacts,
): Promise<UserOutcome> {
  const customer = linkedCustomer(locked)
  if (!customer) return introduceUser(tx, call, locked.id, user, 'change')
  const facts =
    needsAddressFacts(user, customer) && user.address !== undefined
      ? await tx.read<Parameters<typeof readAddressFacts>[0]>(
          addressFacts(tx.siteId, call.directoryId, foldAddress(user.address), domainOf(user.address)),
        )
      : []
  const projection = projectUser({
    mayGrant: locked.mayGrant,
    user,
    customer,
    match: undefined,
    addressFacts: facts[0] ? readAddressFacts(facts[0]) : undefined,
    customerId: customer.customerId,
  })
  return apply(tx, call, { userId: locked.id, customerId: customer.customerId, projection, user })
}

/** A deleted directory user: the person is deactivated, requests keep their requester. */
export function dismissUser(tx: Transaction, call: Call, locked: LockedUser): UserOutcome {
  const customer = linkedCustomer(locked)
  const projection = { effects: projectDeletion(customer), pending: false }
  return apply(tx, call, {
    userId: locked.id,
    customerId: customer?.customerId ?? null,
    projection,
    user: undefined,
  })
}

function linkedCustomer(locked: LockedUser): LinkedCustomer | undefined {
  if (locked.customerId === null) return undefined
  return {
    customerId: locked.customerId,
    name: locked.customerName ?? '',
    active: locked.customerActive ?? false,
    details: JSON.parse(locked.customerDetails ?? '{}'),
    address:
      locked.addressId === null
        ? undefined
        : {
            addressId: locked.addressId,
            address: locked.address ?? '',
            standing: locked.standing ?? 'claimed',
          },
  }
}

interface Application {
  readonly userId: string
  readonly customerId: string | null
  readonly projection: UserProjection
  readonly user: UserFacts | undefined
}

/** Writes the effects; it decides nothing. Changes of the customer's row are gathered into one update. */
function apply(tx: Transaction, { directoryId, now }: Call, application: Application): UserOutcome {
  const { customerId, projection, user } = application
  const change: CustomerChange = {}
  for (const effect of customerId === null ? [] : projection.effects) {
    applyEffect(tx, effect, { customerId: customerId as string, directoryId, now, change, user })
  }
  if (customerId !== null && Object.keys(change).length > 0) {
    tx.write(updateCustomer(tx.siteId, customerId, change, now))
  }
  if (customerId !== null && projection.effects.length > 0) {
    const effects = projection.effects.map(({ kind }) => kind)
    leaveWord(tx, now, 'customer.changed', { customerId, effects })
  }
  return {
    customerId,
    pending: projection.pending,
    effects: projection.effects,
    words: describeEffects(projection),
  }
}

interface CustomerChange {
  name?: string
  active?: boolean
  details?: Details
}

interface Target {
  readonly customerId: string
  readonly directoryId: number
  readonly now: Date
  readonly change: CustomerChange
  readonly user: UserFacts | undefined
}

function applyEffect(tx: Transaction, effect: UserEffect, target: Target): void {
  const { customerId, directoryId, now, change } = target
  switch (effect.kind) {
    case 'create': {
      const { name, active, details } = effect
      tx.write(insertCustomer(tx.siteId, { customerId, name, active, details, directoryId, now }))
      return
    }
    case 'return':
      if (target.user) {
        change.name = target.user.name
        change.details = target.user.details
      }
      tx.write(forgetDeletedUser(tx.siteId, directoryId, customerId))
      return
    case 'rename':
      change.name = effect.after
      return
    case 'change-details':
      change.details = effect.after
      return
    case 'deactivate':
      change.active = false
      return
    case 'reactivate':
      change.active = true
      return
    case 'take-address': {
      const { address, standing } = effect
      tx.write(insertAddress(tx.siteId, { customerId, address, standing, directoryId, now }))
      return
    }
    case 'leave-address':
      tx.write(endAddress(tx.siteId, customerId, effect.addressId, now))
      return
    case 'doubt-address':
      tx.write(doubtAddress(tx.siteId, customerId, effect.addressId))
      return
    case 'refuse-address':
      return
  }
}

/** Writes the one audit event of a call about a directory user, personal values apart. */
export function auditUser(
  tx: Transaction,
  call: Call,
  action: AuditAction,
  userId: string,
  outcome: UserOutcome,
): void {
  const values = personalValues(outcome.effects)
  audit(tx, call.audit, {
    action,
    subjectKind: outcome.customerId === null ? 'user' : 'customer',
    subject: outcome.customerId ?? userId,
    details: {
      userId,
      effects: outcome.effects.map(({ kind }) => kind),
      ...(outcome.pending ? { pending: true } : {}),
    },
    ...(outcome.customerId !== null && Object.keys(values).length > 0
      ? { person: { id: outcome.customerId, values } }
      : {}),
  })
}

function personalValues(effects: readonly UserEffect[]): PersonalValues {
  const values: { [field: string]: { before?: Json; after?: Json } } = {}
  for (const effect of effects) {
    if (effect.kind === 'create') {
      values.name = { after: effect.name }
      if (Object.keys(effect.details).length > 0) values.details = { after: { ...effect.details } }
    }
    if (effect.kind === 'change-details') {
      values.details = { before: { ...effect.before }, after: { ...effect.after } }
    }
    if (effect.kind === 'rename') values.name = { before: effect.before, after: effect.after }
    if (effect.kind === 'leave-address') values.address = { ...values.address, before: effect.address }
    if (effect.kind === 'take-address') values.address = { ...values.address, after: effect.address }
    if (effect.kind === 'doubt-address') values.address = { before: effect.address }
    if (effect.kind === 'refuse-address') values.refusedAddress = { after: effect.address }
  }
  return values
}
