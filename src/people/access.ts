// The access policy where somebody new is about to come in.
import { DoorwardError } from '../model/errors.ts'
import {
  type AccessQuestion,
  type Channel,
  decideAccess,
  sayAccess,
} from '../model/identity/access-policy.ts'
import { domainOf, foldAddress } from '../model/identity/email-address.ts'
import type { Transaction } from '../storage/database.ts'
import {
  type AddressOwner,
  accessPolicyOf,
  readPolicy,
  requiredBy,
} from '../storage/identity/access-policies.ts'

/**
 * Whether the site's policy gives a stranger an account on a channel. Whose the address is was asked before.
 * @param isErased somebody was erased who had the address: then the account waits for a person
 * @throws DoorwardError 'forbidden', field `address`, with the rule that decided
 */
export async function requireAccess(
  tx: Transaction,
  channel: Channel,
  address: string | undefined,
  isErased = false,
): Promise<void> {
  const [policies, [required]] = (await tx.readAll([
    accessPolicyOf(tx.siteId),
    requiredBy(tx.siteId, address === undefined ? '' : domainOf(foldAddress(address))),
  ])) as [unknown[], [{ requiredBy: string | null }]]
  const policy = readPolicy(policies)
  const person = { kind: isErased ? 'erased' : 'stranger' } as const
  const decision = decideAccess(
    { channel, address, person, requiredBy: required.requiredBy ?? undefined },
    policy,
  )
  if (decision.outcome === (isErased ? 'hold' : 'account')) return
  throw new DoorwardError('forbidden', `The access policy refuses this. ${sayAccess(decision)}`, 'address')
}

/**
 * Whose an address is, as the policy asks.
 * @param isAuthentic whether a mail is known to come from there; elsewhere people show otherwise who they are
 */
export function whoOwns(owner: AddressOwner, isAuthentic = true): AccessQuestion['person'] {
  const { staff, customerId, active, directory, former, erased } = owner
  if (staff) return { kind: 'staff', disabled: staff.disabled, unproven: !isAuthentic }
  if (customerId !== null)
    return { kind: 'customer', active: active === true, directory: directory ?? undefined }
  // Whether whoever comes is who was erased, a person decides first.
  if (erased) return { kind: 'erased' }
  if (former) return { kind: 'former', active: former.active, directory: former.directory ?? undefined }
  return { kind: 'stranger' }
}
