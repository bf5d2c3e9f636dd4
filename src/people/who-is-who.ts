// Who somebody is whom a directory names and who has no customer yet. SCIM asks; a sign-in and an import ask the same.
import { DoorwardError } from '../model/errors.ts'
import { accessPolicyDefault, decideAccess } from '../model/identity/access-policy.ts'
import type { AddressFacts } from '../model/identity/authority.ts'
import { readStored, settingsOf } from '../model/identity/dialect-settings.ts'
import type { UserFacts } from '../model/identity/directory-user.ts'
import { domainOf, foldAddress } from '../model/identity/email-address.ts'
import { type Match, matchUser } from '../model/identity/matching.ts'
import type { LinkedCustomer } from '../model/identity/projection.ts'
import type { Transaction } from '../storage/database.ts'
import type { LockedUser } from '../storage/identity/locked-users.ts'
import {
  holdTwins,
  type NewUserFacts,
  newUserFacts,
  readAddressFacts,
} from '../storage/identity/projection-facts.ts'
import {
  holdCustomer,
  type LinkableCustomer,
  linkableCustomer,
  type MadeCustomer,
  madeCustomer,
} from '../storage/identity/unmanaged-customers.ts'

/** What was decided, and by what. */
export interface Recognised {
  readonly match: Match
  readonly facts: NewUserFacts
  readonly addressFacts: AddressFacts | undefined
  /** The customer whom the directory takes over, locked. */
  readonly customer: LinkedCustomer | undefined
}

/**
 * Decides who a directory user without a customer is. One read, and another for an unmanaged customer who is about to be linked.
 * @param admitted what somebody decided about the user, who was held back
 * @throws DoorwardError 'not-found' when the directory is gone
 */
export async function whoIs(
  tx: Transaction,
  directoryId: number,
  userId: string,
  user: UserFacts,
  admitted: boolean | null,
): Promise<Recognised> {
  const facts = await readFacts(tx, directoryId, userId, user)
  const addressFacts = user.address === undefined ? undefined : readAddressFacts(facts)
  const match = matchAmong(user, directoryId, { ...facts, admitted }, addressFacts)
  if (match.kind === 'bind') {
    const customer = await holdMade(tx, directoryId, match.customerId, user, addressFacts)
    return customer
      ? { match, facts, addressFacts, customer }
      : whoIs(tx, directoryId, userId, user, admitted)
  }
  // Nobody is taken over while nothing is granted.
  if (match.kind !== 'link' || !facts.mayGrant) return { match, facts, addressFacts, customer: undefined }
  const customer = await holdForLink(tx, match.customerId, user.address ?? '')
  // Somebody else did the same, or changed the customer, at this moment: what is true now is seen by looking again.
  return customer ? { match, facts, addressFacts, customer } : whoIs(tx, directoryId, userId, user, admitted)
}

async function readFacts(
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

/** Who the user is by what is known. */
export function matchAmong(
  user: UserFacts,
  directoryId: number,
  facts: NewUserFacts & Pick<LockedUser, 'admitted'>,
  address: AddressFacts | undefined,
): Match {
  const { preset, overrides } = readStored(facts.preset, facts.overrides)
  const candidates = {
    directoryId,
    justInTime: facts.justInTime ?? [],
    deletedTwins: facts.deletedTwins ?? [],
    presentTwin: facts.presentTwin,
    erased: facts.erased ?? undefined,
  }
  return matchUser(user, candidates, address, {
    externalIdIsImmutable: settingsOf(preset, overrides).externalIds === 'immutable',
    isFull: facts.isFull,
    letsIn: facts.admitted === true || letsIn(user, facts),
  })
}

/** Whether somebody new may come by this directory. */
function letsIn({ address }: UserFacts, { accessPolicy }: NewUserFacts): boolean {
  const policy = accessPolicy ?? accessPolicyDefault
  return (
    decideAccess({ channel: 'scim', address, person: { kind: 'stranger' } }, policy).outcome === 'account'
  )
}

async function holdForLink(
  tx: Transaction,
  customerId: string,
  address: string,
): Promise<LinkedCustomer | undefined> {
  const [, rows = []] = await tx.readAll([
    holdCustomer(tx.siteId, customerId),
    linkableCustomer(tx.siteId, customerId, address),
  ])
  const [found] = rows as LinkableCustomer[]
  return found && linkableOf(customerId, found)
}

/** Whom a sign-in made; undefined when somebody else has become that person at this moment. */
async function holdMade(
  tx: Transaction,
  directoryId: number,
  customerId: string,
  user: UserFacts,
  facts: AddressFacts | undefined,
): Promise<LinkedCustomer | undefined> {
  const [, rows = []] = await tx.readAll([
    holdCustomer(tx.siteId, customerId),
    madeCustomer(tx.siteId, directoryId, customerId),
  ])
  const [found] = rows as MadeCustomer[]
  if (!found) return undefined
  const { name, active, addressId, address, standing } = found
  const isSame =
    address !== null && user.address !== undefined && foldAddress(address) === foldAddress(user.address)
  const current =
    addressId === null || address === null || standing === null
      ? undefined
      : { addressId, address, standing, facts: isSame ? facts : undefined }
  return { customerId, name, active, details: JSON.parse(found.details), address: current }
}

/** An unmanaged customer as the rules see one. */
export function linkableOf(customerId: string, found: LinkableCustomer): LinkedCustomer {
  const { name, active, addressId } = found
  return {
    customerId,
    name,
    active,
    details: JSON.parse(found.details),
    address: { addressId, address: found.address, standing: 'held', facts: undefined },
  }
}
