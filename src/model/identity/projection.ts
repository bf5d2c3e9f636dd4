import {
  type AddressFacts,
  type AddressRefusal,
  type AddressVerdict,
  judgeAddress,
  type Standing,
} from './authority.ts'
import { changedDetails, type Details } from './detail-field.ts'
import type { UserFacts } from './directory-user.ts'
import { foldAddress } from './email-address.ts'
import { heirOf, isActiveElsewhere, type SharedPerson, takesCharge } from './links.ts'
import type { Hold, HoldReason, Match } from './matching.ts'

/** The customer behind a directory user, as it is before the change. */
export interface LinkedCustomer {
  readonly customerId: string
  readonly name: string
  readonly active: boolean
  readonly details: Details
  readonly address: CurrentAddress | undefined
  /** Where other directory users are the same person. */
  readonly shared?: SharedPerson | undefined
}

interface CurrentAddress {
  readonly addressId: string
  readonly address: string
  readonly standing: Standing
  /** For a claimed one: what speaks for and against holding it now. */
  readonly facts: AddressFacts | undefined
}

/** One thing the projection does to people. A list of them is the whole outcome; applying it decides nothing. */
export type UserEffect =
  | {
      readonly kind: 'create'
      readonly name: string
      readonly active: boolean
      readonly details: Details
      /** Who left with the same externalId; nothing else says that it is the same person. */
      readonly mayBe?: string
    }
  | Hold
  | { readonly kind: 'bind' | 'return'; readonly customerId: string; readonly evidence: string }
  | { readonly kind: 'link'; readonly name: string; readonly evidence: string }
  | { readonly kind: 'rename'; readonly before: string; readonly after: string }
  | { readonly kind: 'change-details'; readonly before: Details; readonly after: Details }
  /** Name and address are this directory's from now on, or another one's. */
  | { readonly kind: 'take-charge' }
  | { readonly kind: 'hand-over'; readonly directoryId: number }
  | { readonly kind: 'deactivate' }
  | { readonly kind: 'reactivate' }
  | { readonly kind: 'take-address'; readonly address: string; readonly standing: Standing }
  | { readonly kind: 'confirm-address'; readonly addressId: string; readonly address: string }
  | {
      readonly kind: 'respell-address'
      readonly addressId: string
      readonly before: string
      readonly after: string
    }
  | { readonly kind: 'leave-address'; readonly addressId: string; readonly address: string }
  | { readonly kind: 'doubt-address'; readonly addressId: string; readonly address: string }
  | {
      readonly kind: 'refuse-address'
      readonly address: string
      readonly reason: AddressRefusal
      /** The customer who holds it, or had it and was erased. */
      readonly holderId?: string
    }

export interface UserProjection {
  readonly effects: readonly UserEffect[]
  /** Something is left to grant when the directory or the subscription comes back. */
  readonly pending: boolean
}

/** Whether applying this user's facts needs to know who holds an address: new people with one, and changed ones. */
export function needsAddressFacts(user: UserFacts, customer: LinkedCustomer | undefined): boolean {
  if (user.address === undefined) return false
  const before = customer?.address?.address
  return before === undefined || foldAddress(before) !== foldAddress(user.address)
}

/** Whether an address that the customer holds becomes free: somebody else may have been waiting for it. */
export function releasesAddress(user: UserFacts, customer: LinkedCustomer): boolean {
  if (customer.address?.standing !== 'held' || user.softDeleted) return false
  if (customer.shared?.owns === false) return false
  return user.address === undefined || needsAddressFacts(user, customer)
}

export interface ProjectionInput {
  /** False in rehearsal, while paused and while the subscription has lapsed: restricting effects do not wait. */
  readonly mayGrant: boolean
  /** The brake is on: another address waits, and the one of before is no longer confirmed. */
  readonly addressesWait?: boolean
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
  const { customer, match, mayGrant } = input
  if (!customer) return projectNew(input)
  const projection = projectLinked(input, customer)
  // The directory's own already, so that what restricts does not wait either.
  if (match?.kind === 'bind') return { ...projection, effects: [match, ...projection.effects] }
  if (match?.kind !== 'link') return projection
  // Whom the directory does not manage yet it can neither take over nor restrict while it grants nothing.
  if (!mayGrant) return { effects: [], pending: true }
  // An address that was proven before stays proven, whatever becomes of the directory's say in its domain.
  const link: UserEffect = { kind: 'link', name: customer.name, evidence: match.evidence }
  return { effects: [link, ...projection.effects], pending: false }
}

function projectNew({ mayGrant, user, match, addressFacts, customerId }: ProjectionInput): UserProjection {
  if (!mayGrant) return { effects: [], pending: true }
  if (match?.kind === 'hold') return { effects: [match], pending: false }
  const effects: UserEffect[] = []
  if (match?.kind === 'return' || match?.kind === 'bind') {
    effects.push(match)
    if (user.active) effects.push({ kind: 'reactivate' })
  } else {
    const mayBe = match?.kind === 'create' && match.mayBe !== undefined ? { mayBe: match.mayBe } : {}
    const { name, active, details } = user
    effects.push({ kind: 'create', name, active, details, ...mayBe })
  }
  if (user.address !== undefined && addressFacts) {
    effects.push(addressEffect(user.address, judgeAddress(addressFacts, customerId)))
  }
  return { effects, pending: false }
}

function projectLinked(input: ProjectionInput, customer: LinkedCustomer): UserProjection {
  const { mayGrant, user } = input
  const changesAddress = customer.address !== undefined && needsAddressFacts(user, customer)
  const addressWaits = !mayGrant || (input.addressesWait === true && changesAddress)
  const granting: UserEffect[] = []
  const restricting: UserEffect[] = []
  if (!user.active && customer.active && !isActiveElsewhere(customer.shared)) {
    restricting.push({ kind: 'deactivate' })
  }
  if (user.active && !customer.active) granting.push({ kind: 'reactivate' })
  if (customer.shared?.owns === false) {
    if (!takesCharge(customer.shared, mayHold(input, customer), customer.address?.standing)) {
      return mayGrant
        ? { effects: [...restricting, ...granting], pending: false }
        : { effects: restricting, pending: granting.length > 0 }
    }
    granting.push({ kind: 'take-charge' })
  }
  if (user.name !== customer.name) {
    granting.push({ kind: 'rename', before: customer.name, after: user.name })
  }
  if (changedDetails(customer.details, user.details).length > 0) {
    granting.push({ kind: 'change-details', before: customer.details, after: user.details })
  }
  const changes = addressChange(input, customer)
  if (!addressWaits || !mayGrant) granting.push(...changes)
  // An address once known stays, but nobody confirms it any more. While nothing is granted, that is also true of one that
  // waits to be changed.
  if (customer.address && releasesAddress(user, customer) && (user.address === undefined || addressWaits)) {
    const { addressId, address } = customer.address
    restricting.push({ kind: 'doubt-address', addressId, address })
  }
  if (!mayGrant) return { effects: restricting, pending: granting.length > 0 }
  return { effects: [...restricting, ...granting], pending: addressWaits && changes.length > 0 }
}

/** Whether the address that the directory gives would be held. */
function mayHold({ user, addressFacts, customerId }: ProjectionInput, customer: LinkedCustomer): boolean {
  const facts = needsAddressFacts(user, customer) ? addressFacts : customer.address?.facts
  const verdict = facts && judgeAddress(facts, customerId)
  return verdict?.kind === 'take' && verdict.standing === 'held'
}

function addressChange(
  { user, addressFacts, customerId }: ProjectionInput,
  customer: LinkedCustomer,
): UserEffect[] {
  if (user.address === undefined) return []
  if (customer.address && !needsAddressFacts(user, customer)) {
    return sameAddress(user.address, customer.address, customerId)
  }
  if (!addressFacts) return []
  const leave = customer.address ? [leaving(customer.address)] : []
  return [...leave, addressEffect(user.address, judgeAddress(addressFacts, customerId))]
}

/** The same address again, perhaps in another spelling. One that is held stays so; one that is claimed is judged anew. */
function sameAddress(address: string, before: CurrentAddress, customerId: string): UserEffect[] {
  const { addressId, standing, facts } = before
  const verdict = standing === 'claimed' && facts ? judgeAddress(facts, customerId) : undefined
  if (verdict?.kind === 'refuse') return [leaving(before), addressEffect(before.address, verdict)]
  const effects: UserEffect[] = []
  if (before.address !== address) {
    effects.push({ kind: 'respell-address', addressId, before: before.address, after: address })
  }
  if (verdict?.standing === 'held') effects.push({ kind: 'confirm-address', addressId, address })
  return effects
}

function leaving({ addressId, address }: CurrentAddress): UserEffect {
  return { kind: 'leave-address', addressId, address }
}

function addressEffect(address: string, verdict: AddressVerdict): UserEffect {
  return verdict.kind === 'take'
    ? { kind: 'take-address', address, standing: verdict.standing }
    : { ...verdict, kind: 'refuse-address', address }
}

/** What the end of a directory user means: the person is deactivated, requests stay, the address is a former one. */
export function projectDeletion(customer: LinkedCustomer | undefined): UserEffect[] {
  if (!customer) return []
  const { active, address, shared } = customer
  const effects: UserEffect[] = active && !isActiveElsewhere(shared) ? [{ kind: 'deactivate' }] : []
  if (shared?.owns === false) return effects
  if (address) effects.push(leaving(address))
  const heir = shared && heirOf(shared.others)
  if (heir !== undefined) effects.push({ kind: 'hand-over', directoryId: heir })
  return effects
}

/** Each has a German form in `web/texts/de-effects.ts`; a test holds the one against the other. */
export const sentences: { [kind in UserEffect['kind']]: (effect: never) => string } = {
  create: ({ name, active }: { name: string; active: boolean }) =>
    active ? `${name} was added` : `${name} was added, inactive`,
  hold: ({ reason }: { reason: HoldReason }) => `nobody was added: ${holds[reason]}`,
  bind: () => 'a person who has signed in before is this user now',
  link: ({ name }: { name: string }) => `${name}, known before, is managed by this directory from now on`,
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
  'take-charge': () => 'name and address come from this directory from now on',
  'hand-over': () => 'name and address come from another directory from now on',
  deactivate: () => 'deactivated',
  reactivate: () => 'active again',
  'take-address': ({ address, standing }: { address: string; standing: Standing }) =>
    standing === 'held' ? `address ${address}, held` : `address ${address}, claimed, not proven`,
  'confirm-address': ({ address }: { address: string }) => `address ${address}, held`,
  'respell-address': ({ before, after }: { before: string; after: string }) =>
    `${before} is written ${after} now`,
  'leave-address': ({ address }: { address: string }) => `${address} is a former address now`,
  'doubt-address': ({ address }: { address: string }) => `${address} is no longer confirmed`,
  'refuse-address': ({ address, reason }: { address: string; reason: AddressRefusal }) =>
    `address ${address} was not taken: ${refusals[reason]}`,
}

const holds: { readonly [reason in HoldReason]: string } = {
  quota: 'the directory has as many people as it may have, and a person decides',
  'staff-address': 'the address is one of your staff, and a person decides',
  erased: 'somebody like this was erased, and a person decides',
  'access-policy': 'the access policy does not let this address in, and a person decides',
}

const refusals: { readonly [reason in AddressRefusal]: string } = {
  'of-staff': 'it is one of your staff',
  'held-by-another': 'another customer holds it',
  'held-by-unmanaged': 'a customer whom no directory manages holds it',
  'domain-of-another': 'another directory has proven its domain',
  'of-erased': 'somebody who was erased had it, and a person decides',
}

/** The effects in words, for the exchange that caused them. */
export function describeEffects({ effects, pending }: UserProjection): string {
  const said = effects.map((effect) => (sentences[effect.kind] as (effect: UserEffect) => string)(effect))
  if (pending) said.push('the rest waits until the directory grants again')
  return said.length > 0 ? `${said.join('; ')}.` : 'No effect on people.'
}
