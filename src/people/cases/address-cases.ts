// An address that was not taken is a case. It closes by itself when the address is taken, given up, or free again.
import type { AddressRefusal } from '../../model/identity/authority.ts'
import type { CaseKind } from '../../model/identity/case.ts'
import type { UserFacts } from '../../model/identity/directory-user.ts'
import type { LinkedCustomer, UserEffect, UserProjection } from '../../model/identity/projection.ts'
import type { Transaction } from '../../storage/database.ts'
import { closeCase, openCase, wakeAddressCases } from '../../storage/identity/cases.ts'

const kindOf = {
  'held-by-another': 'address-held',
  'held-by-unmanaged': 'link-unproven',
  'domain-of-another': 'address-of-another',
  'of-staff': 'staff-address',
  'of-erased': 'erased-came-back',
} as const satisfies { readonly [reason in AddressRefusal]: CaseKind }
const kinds = Object.values(kindOf)

interface Change {
  readonly userId: string
  readonly customerId: string
  readonly projection: UserProjection
  /** Undefined when the directory user is deleted. */
  readonly user: UserFacts | undefined
  readonly before?: { readonly customer: LinkedCustomer | undefined; readonly user: UserFacts } | undefined
}

/** Opens, follows or closes the case about a directory user's address, with the change that makes it so. */
export function followAddressCases(
  tx: Transaction,
  { directoryId, now }: { readonly directoryId: number; readonly now: Date },
  { userId, customerId, projection: { effects }, user, before }: Change,
): void {
  const { siteId } = tx
  const refused = effects.find((effect) => effect.kind === 'refuse-address')
  if (refused) {
    const kind = kindOf[refused.reason]
    const others = kinds.filter((one) => one !== kind)
    tx.write(closeCase(siteId, { kind: others, key: userId, outcome: 'settled', now }))
    const { holderId: otherCustomerId } = refused
    const details = kind === 'erased-came-back' ? { by: 'address' } : {}
    const subject = { directoryId, userId, customerId, otherCustomerId, details }
    tx.write(openCase(siteId, { kind, key: userId, ...subject, now }))
  } else if (mayEndCase(effects, user, before)) {
    tx.write(closeCase(siteId, { kind: kinds, key: userId, outcome: user ? 'settled' : 'gone', now }))
  }
  if (before?.customer?.address?.standing === 'held' && effects.some(({ kind }) => frees.has(kind))) {
    tx.write(wakeAddressCases(siteId, customerId, now))
  }
}

const frees = new Set<UserEffect['kind']>(['leave-address', 'doubt-address'])

/** Whoever was refused an address has none, and asked for one: nobody else's write looks for a case. */
function mayEndCase(effects: readonly UserEffect[], user: UserFacts | undefined, before: Change['before']) {
  if (before?.customer === undefined || before.customer.address !== undefined) return false
  if (before.user.address === undefined) return false
  return user?.address === undefined || effects.some(({ kind }) => kind === 'take-address')
}
