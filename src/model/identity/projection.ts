import { type AddressFacts, type AddressVerdict, judgeAddress, type Standing } from './authority.ts'
import { changedDetails, type Details } from './detail-field.ts'
import type { UserFacts } from './directory-user.ts'
import { foldAddress, isTombstone } from './email-address.ts'
import type { Match } from './matching.ts'

/** The customer behind a directory user, as it is before the change. */
export interface LinkedCustomer {
  readonly customerId: string
  readonly name: string
  readonly active: boolean
  readonly details: Details
  readonly address:
    | { readonly addressId: string; readonly address: string; readonly standing: Standing }
    | undefined
}

/** One thing the projection does to people. A list of them is the whole outcome; applying it decides nothing. */
export type UserEffect =
  | { readonly kind: 'create'; readonly name: string; readonly active: boolean; readonly details: Details }
  | { readonly kind: 'return'; readonly customerId: string; readonly evidence: string }
  | { readonly kind: 'rename'; readonly before: string; readonly after: string }
  | { readonly kind: 'change-details'; readonly before: Details; readonly after: Details }
  | { readonly kind: 'deactivate' }
  | { readonly kind: 'reactivate' }
  | { readonly kind: 'take-address'; readonly address: string; readonly standing: Standing }
  | { readonly kind: 'leave-address'; readonly addressId: string; readonly address: string }
  | { readonly kind: 'doubt-address'; readonly addressId: string; readonly address: string }
  | { readonly kind: 'refuse-address'; readonly address: string; readonly reason: string }

export interface UserProjection {
  readonly effects: readonly UserEffect[]
  /** Something is left to grant when the directory or the subscription comes back. */
  readonly pending: boolean
}

/** Whether applying this user's facts needs to know who holds an address: new people with one, and changed ones. */
export function needsAddressFacts(user: UserFacts, customer: LinkedCustomer | undefined): boolean {
  if (user.address === undefined) return false
  const before = customer?.address?.address
  return before === undefined || (before !== user.address && !isTombstone(user.address, before))
}

export interface ProjectionInput {
  /** False in rehearsal, while paused and while the subscription has lapsed: restricting effects do not wait. */
  readonly mayGrant: boolean
  readonly user: UserFacts
  readonly customer: LinkedCustomer | undefined
  /** For a user without a customer. */
  readonly match: Match | undefined
  /** When `needsAddressFacts` says so. */
  readonly addressFacts: AddressFacts | undefined
  /** The customer's id: the linked one's, the matched one's, or the new one's. */
  readonly customerId: string
}

/** What a created, changed or replayed directory user means for people. Projecting twice changes nothing. */
export function projectUser(input: ProjectionInput): UserProjection {
  return input.customer ? projectLinked(input, input.customer) : projectNew(input)
}

function projectNew({ mayGrant, user, match, addressFacts, customerId }: ProjectionInput): UserProjection {
  if (!mayGrant) return { effects: [], pending: true }
  const effects: UserEffect[] = []
  if (match?.kind === 'return') {
    effects.push({ kind: 'return', customerId: match.customerId, evidence: match.evidence })
    if (user.active) effects.push({ kind: 'reactivate' })
  } else effects.push({ kind: 'create', name: user.name, active: user.active, details: user.details })
  if (user.address !== undefined && addressFacts) {
    effects.push(addressEffect(user.address, judgeAddress(addressFacts, customerId)))
  }
  return { effects, pending: false }
}

function projectLinked(input: ProjectionInput, customer: LinkedCustomer): UserProjection {
  const { mayGrant, user } = input
  const granting: UserEffect[] = []
  const restricting: UserEffect[] = []
  if (!user.active && customer.active) restricting.push({ kind: 'deactivate' })
  if (user.active && !customer.active) granting.push({ kind: 'reactivate' })
  if (user.name !== customer.name && !isTombstone(user.name, customer.name)) {
    granting.push({ kind: 'rename', before: customer.name, after: user.name })
  }
  if (changedDetails(customer.details, user.details).length > 0) {
    granting.push({ kind: 'change-details', before: customer.details, after: user.details })
  }
  for (const effect of addressChange(input, customer)) {
    if (effect.kind === 'doubt-address') restricting.push(effect)
    else granting.push(effect)
  }
  if (!mayGrant) return { effects: restricting, pending: granting.length > 0 }
  return { effects: [...restricting, ...granting], pending: false }
}

function addressChange(
  { user, addressFacts, customerId }: ProjectionInput,
  customer: LinkedCustomer,
): UserEffect[] {
  const before = customer.address
  if (user.address === undefined) {
    // An address once known stays, but nobody confirms it any more.
    return before?.standing === 'held'
      ? [{ kind: 'doubt-address', addressId: before.addressId, address: before.address }]
      : []
  }
  if (!needsAddressFacts(user, customer) || !addressFacts) return []
  const verdict = judgeAddress(addressFacts, customerId)
  const leave: UserEffect[] = before
    ? [{ kind: 'leave-address', addressId: before.addressId, address: before.address }]
    : []
  return [...leave, addressEffect(user.address, verdict)]
}

function addressEffect(address: string, verdict: AddressVerdict): UserEffect {
  return verdict.kind === 'take'
    ? { kind: 'take-address', address, standing: verdict.standing }
    : { kind: 'refuse-address', address, reason: verdict.reason }
}

/** What the end of a directory user means: the person is deactivated, requests stay, the address is a former one. */
export function projectDeletion(customer: LinkedCustomer | undefined): UserEffect[] {
  if (!customer) return []
  const effects: UserEffect[] = customer.active ? [{ kind: 'deactivate' }] : []
  if (customer.address) {
    const { addressId, address } = customer.address
    effects.push({ kind: 'leave-address', addressId, address })
  }
  return effects
}

const sentences: { [kind in UserEffect['kind']]: (effect: never) => string } = {
  create: ({ name, active }: { name: string; active: boolean }) =>
    active ? `${name} was added` : `${name} was added, inactive`,
  return: () => 'a person who had left is back, with requests and history',
  rename: ({ before, after }: { before: string; after: string }) => `name changed from ${before} to ${after}`,
  'change-details': ({ before, after }: { before: Details; after: Details }) =>
    changedDetails(before, after)
      .map((one) =>
        one.after === undefined
          ? `${one.key} is no longer given`
          : one.before === undefined
            ? `${one.key} is ${one.after}`
            : `${one.key} changed from ${one.before} to ${one.after}`,
      )
      .join('; '),
  deactivate: () => 'deactivated',
  reactivate: () => 'active again',
  'take-address': ({ address, standing }: { address: string; standing: Standing }) =>
    standing === 'held' ? `address ${address}, held` : `address ${address}, claimed, not proven`,
  'leave-address': ({ address }: { address: string }) => `${address} is a former address now`,
  'doubt-address': ({ address }: { address: string }) => `${address} is no longer confirmed`,
  'refuse-address': ({ address, reason }: { address: string; reason: string }) =>
    reason === 'held-by-another'
      ? `address ${address} was not taken: another customer holds it`
      : `address ${address} was not taken: another directory has proven its domain`,
}

/** The effects in words, for the exchange that caused them. */
export function describeEffects({ effects, pending }: UserProjection): string {
  const said = effects.map((effect) => (sentences[effect.kind] as (effect: UserEffect) => string)(effect))
  if (pending) said.push('the rest waits until the directory grants again')
  return said.length > 0 ? `${said.join('; ')}.` : 'No effect on people.'
}

export const foldedAddress = (user: UserFacts) =>
  user.address === undefined ? null : foldAddress(user.address)
