// Carries out what the rules about people decided; nothing is decided here.
import type { AuditAction, PersonalValues } from '../model/audit.ts'
import type { Details } from '../model/identity/detail-field.ts'
import type { UserFacts } from '../model/identity/directory-user.ts'
import {
  describeEffects,
  type LinkedCustomer,
  type UserEffect,
  type UserProjection,
} from '../model/identity/projection.ts'
import type { Json } from '../model/identity/resource-filter.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { forgetAssertedOf } from '../storage/identity/asserted-groups.ts'
import {
  endAddress,
  insertAddress,
  insertCustomer,
  judgeAddressAnew,
  manageCustomer,
  respellAddress,
  updateCustomer,
} from '../storage/identity/customers.ts'
import type { Projected } from '../storage/identity/directory-users.ts'
import { forgetDeletedUser } from '../storage/identity/directory-users.ts'
import { rememberJoined } from '../storage/identity/joined.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import { noticeAddressChange } from './address-notices.ts'
import { auditStaffUser, type StaffOutcome } from './apply-staff.ts'
import { followAddressCases } from './cases/address-cases.ts'

/** What every write of one directory's call shares. */
export interface Call {
  readonly directoryId: number
  readonly now: Date
  readonly audit: AuditContext
}

/** What a directory user's change came to, for the mirror's row and for the exchange. */
export interface UserOutcome extends Projected {
  readonly effects: readonly UserEffect[]
  /** The effect in words. */
  readonly words: string
  /** Of a directory of staff. */
  readonly staff?: StaffOutcome
}

interface Application {
  readonly userId: string
  readonly customerId: string | null
  readonly projection: UserProjection
  /** Undefined when the directory user is deleted. */
  readonly user: UserFacts | undefined
  /** The customer as it was, and what the directory user said then. */
  readonly before?: { readonly customer: LinkedCustomer | undefined; readonly user: UserFacts } | undefined
}

/** Writes the effects, and leaves word of them. */
export function applyEffects(tx: Transaction, call: Call, application: Application): UserOutcome {
  const outcome = carryOut(tx, call, application)
  const { customerId, effects } = outcome
  if (customerId !== null && effects.length > 0) {
    leaveWord(tx, call.now, 'customer.changed', { customerId, effects: effects.map(({ kind }) => kind) })
  }
  return outcome
}

/** Writes the effects. Changes of the customer's row are gathered into one update. */
export function carryOut(tx: Transaction, { directoryId, now }: Call, application: Application): UserOutcome {
  const { customerId, projection, user } = application
  const change: CustomerChange = {}
  for (const effect of customerId === null ? [] : projection.effects) {
    applyEffect(tx, effect, { customerId: customerId as string, directoryId, now, change, user })
  }
  const isNew = projection.effects.some(({ kind }) => kind === 'create')
  if (customerId !== null && !isNew && projection.effects.some(({ kind }) => changesCustomer(kind))) {
    tx.write(updateCustomer(tx.siteId, customerId, change, now))
  }
  if (customerId !== null && changesAddress(projection.effects)) noticeAddressChange(tx, customerId, now)
  if (customerId !== null) followAddressCases(tx, { directoryId, now }, { ...application, customerId })
  return {
    customerId,
    pending: projection.pending,
    held: projection.effects.find((effect) => effect.kind === 'hold')?.reason ?? null,
    effects: projection.effects,
    words: describeEffects(projection),
  }
}

/** One address in the place of another: somebody new, and somebody who has none any more, hear nothing. */
const changesAddress = (effects: readonly UserEffect[]) =>
  effects.some(({ kind }) => kind === 'leave-address') && effects.some(({ kind }) => kind === 'take-address')

/** Whoever watches a customer's time of change sees addresses change too. A new one is written whole. */
const changesCustomer = (kind: UserEffect['kind']) => kind !== 'refuse-address'

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
    case 'bind':
    case 'return':
      if (target.user) {
        change.name = target.user.name
        change.details = target.user.details
      }
      tx.write(forgetDeletedUser(tx.siteId, directoryId, customerId))
      if (effect.kind === 'bind') {
        // What a sign-in said of groups ends: SCIM says it from now on, and goes on where that was.
        tx.write(rememberJoined(tx.siteId, customerId, now))
        tx.write(forgetAssertedOf(tx.siteId, directoryId, customerId))
      }
      return
    case 'link':
      // Whoever belonged by the domain of an address belongs by the directory from now on.
      tx.write(rememberJoined(tx.siteId, customerId, now))
      tx.write(manageCustomer(tx.siteId, customerId, directoryId))
      return
    case 'rename':
      change.name = effect.after
      return
    case 'change-details':
      change.details = effect.after
      return
    case 'take-charge':
      tx.write(manageCustomer(tx.siteId, customerId, directoryId))
      return
    case 'hand-over':
      tx.write(manageCustomer(tx.siteId, customerId, effect.directoryId))
      leaveTask(tx, now, 'follow-links', { customerId })
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
      tx.write(judgeAddressAnew(tx.siteId, customerId, effect.addressId, 'claimed'))
      return
    case 'confirm-address':
      tx.write(judgeAddressAnew(tx.siteId, customerId, effect.addressId, 'held'))
      return
    case 'respell-address':
      tx.write(respellAddress(tx.siteId, customerId, effect.addressId, effect.after))
      return
    case 'hold':
    case 'refuse-address':
      return
  }
}

/** Writes the one audit event of a call about a directory user, personal values apart. */
export function auditUser(
  tx: Transaction,
  call: Call,
  action: Extract<AuditAction, `directory-user.${string}`>,
  userId: string,
  outcome: UserOutcome,
): void {
  if (outcome.staff) {
    auditStaffUser(tx, call, action, userId, outcome.staff)
    return
  }
  const values = personalValues(outcome.effects)
  const effects = outcome.effects.map(({ kind }) => kind)
  const event = {
    action,
    subjectKind: outcome.customerId === null ? 'user' : 'customer',
    subject: outcome.customerId ?? userId,
    details: { userId, effects, ...(outcome.pending ? { pending: true } : {}) },
    ...(outcome.customerId !== null && Object.keys(values).length > 0
      ? { person: { id: outcome.customerId, values } }
      : {}),
  } as const
  audit(tx, call.audit, event, { of: 'projection', effects, waits: outcome.pending })
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
    if (effect.kind === 'confirm-address') values.address = { ...values.address, after: effect.address }
    if (effect.kind === 'respell-address') values.address = { before: effect.before, after: effect.after }
    if (effect.kind === 'doubt-address') values.address = { before: effect.address }
    if (effect.kind === 'link') values.name = { ...values.name, before: effect.name }
    if (effect.kind === 'refuse-address') values.refusedAddress = { after: effect.address }
  }
  return values
}
