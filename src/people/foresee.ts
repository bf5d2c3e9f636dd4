// What would become of directory users if the directory granted: the same rules over the same facts, and nothing is written.
import { type ManyMoves, outcomeOf } from '../model/identity/address-preview.ts'
import { type AddressFacts, judgeSay } from '../model/identity/authority.ts'
import { readUser, type UserFacts } from '../model/identity/directory-user.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import {
  type LinkedCustomer,
  needsAddressFacts,
  projectUser,
  type UserProjection,
} from '../model/identity/projection.ts'
import type { StaffProjection } from '../model/identity/staff-projection.ts'
import type { Transaction } from '../storage/database.ts'
import { type LockedUser, lockedUsers } from '../storage/identity/locked-users.ts'
import { type Rival, rivalsFor } from '../storage/identity/previews.ts'
import {
  factsOfNewUsers,
  type NewUserFacts,
  type Room,
  readAddressFacts,
  roomIn,
} from '../storage/identity/projection-facts.ts'
import { type LinkableCustomer, linkableCustomer } from '../storage/identity/unmanaged-customers.ts'
import { linkedCustomer } from './locked-user.ts'
import { wantedOf } from './project-batch.ts'
import { foreseeStaff } from './project-staff.ts'
import { linkableOf, matchAmong } from './who-is-who.ts'

interface Candidate {
  readonly locked: LockedUser
  readonly user: UserFacts
  readonly customer: LinkedCustomer | undefined
}

export interface Foreseen extends UserProjection {
  /** Of a directory of staff, in the place of the rest. */
  readonly staff?: StaffProjection
}

/**
 * What awaits those of the users for whom something waits, by their ids.
 * @param before how many people more the directory will have had by then: there may be a limit
 */
export async function foresee(
  tx: Transaction,
  directoryId: number,
  userIds: readonly string[],
  before: number,
): Promise<Map<string, Foreseen>> {
  const rows = await tx.read<LockedUser>(lockedUsers(tx.siteId, directoryId, userIds))
  if (rows[0]?.audience === 'staff') {
    const ofStaff = await foreseeStaff(tx, directoryId, rows)
    return new Map([...ofStaff].map(([id, staff]) => [id, { effects: [], pending: false, staff }]))
  }
  const candidates = rows.map((row) => candidateOf(directoryId, row))
  const facts = await factsOf(tx, directoryId, candidates.filter(asks), true)
  const foreseen = new Map<string, Foreseen>()
  let people = before
  for (const one of candidates) {
    const known = facts.get(one.locked.id)
    const projection = one.customer
      ? follow(one, one.customer, known?.address)
      : known && introduce(directoryId, one, known, people)
    if (!projection) continue
    if (projection.effects.some(({ kind }) => kind === 'create' || kind === 'link')) people++
    foreseen.set(one.locked.id, projection)
  }
  return foreseen
}

/**
 * The same of users, in their order, whether or not anything waits for them, when many move at once.
 * @param rows with the attribute for addresses that is to be
 */
export async function foreseeAmong(
  tx: Transaction,
  directoryId: number,
  rows: readonly LockedUser[],
  moves: ManyMoves,
): Promise<Map<string, UserProjection>> {
  const candidates = rows.map((row) => candidateOf(directoryId, row))
  const facts = await factsOf(tx, directoryId, candidates.filter(asks), false)
  const foreseen = new Map<string, UserProjection>()
  for (const one of candidates) {
    const known = facts.get(one.locked.id)
    const given = one.user.address
    const address = given === undefined ? undefined : foldAddress(given)
    const see = (facts: AddressFacts | undefined) =>
      facts && address !== undefined ? moves.seen(facts, address) : facts
    const projection = one.customer
      ? follow(one, withFacts(one.customer, see), see(known?.address))
      : known && introduce(directoryId, one, { ...known, address: see(known.address) }, 0)
    if (!projection) continue
    if (address !== undefined && outcomeOf(projection.effects) === 'held') moves.take(address)
    foreseen.set(one.locked.id, projection)
  }
  return foreseen
}

/** What speaks for holding an address that is only claimed now is seen in the same way. */
const withFacts = (
  customer: LinkedCustomer,
  see: (facts: AddressFacts | undefined) => AddressFacts | undefined,
): LinkedCustomer =>
  customer.address
    ? { ...customer, address: { ...customer.address, facts: see(customer.address.facts) } }
    : customer

function candidateOf(directoryId: number, locked: LockedUser): Candidate {
  const customer = linkedCustomer(locked)
  const isOthers = locked.severalLinks === true && locked.customerDirectoryId !== directoryId
  const shared = { owns: false, others: [] }
  return {
    locked,
    user: readUser(locked),
    customer: customer && isOthers ? { ...customer, shared } : customer,
  }
}

const asks = ({ user, customer }: Candidate) => !customer || needsAddressFacts(user, customer)

interface Known {
  readonly facts: NewUserFacts
  readonly address: AddressFacts | undefined
  /** The unmanaged customer who holds the address. */
  readonly holder: LinkedCustomer | undefined
  readonly room: number | null
}

async function factsOf(
  tx: Transaction,
  directoryId: number,
  asked: readonly Candidate[],
  withRivals: boolean,
): Promise<Map<string, Known>> {
  if (asked.length === 0) return new Map()
  const wanted = asked.map(wantedOf)
  const addressed = (withRivals ? wanted : []).flatMap(({ address, userId }) =>
    address === null ? [] : [{ address, userId }],
  )
  const [[room] = [], facts = [], rivals = []] = (await tx.readAll([
    roomIn(tx.siteId, directoryId),
    factsOfNewUsers(tx.siteId, directoryId, wanted),
    rivalsFor(tx.siteId, directoryId, addressed),
  ])) as [Room[], NewUserFacts[], Rival[]]
  const beaten = beatenBy(addressed, rivals, asked[0]?.locked.addressFrom ?? null)
  const holders = await holdersOf(tx, wanted, facts)
  return new Map(
    asked.map(({ locked: { id }, user }, n) => {
      const own = facts[n] as NewUserFacts
      const address = user.address === undefined ? undefined : readAddressFacts(own)
      const known = { facts: own, holder: holders.get(id), room: room?.room ?? null }
      const by = beaten.get(id)
      return [id, { ...known, address: address && by ? afterRival(address, by) : address }]
    }),
  )
}

/** Who wants an address as the one address that somebody before them gets: somebody new, or only people who are here. */
function beatenBy(
  addressed: readonly { address: string; userId: string }[],
  rivals: readonly Rival[],
  addressFrom: string | null,
): Map<string, 'new' | 'known'> {
  const beaten = new Map<string, 'new' | 'known'>()
  for (const { n, resource, isKnown } of rivals) {
    const { address, userId } = addressed[n - 1] as { address: string; userId: string }
    const given = readUser({ resource, addressFrom }).address
    if (given === undefined || foldAddress(given) !== address) continue
    if (!isKnown || !beaten.has(userId)) beaten.set(userId, isKnown ? 'known' : 'new')
  }
  return beaten
}

/** Whoever comes first has no customer yet, and so no id. */
const somebody = 'somebody'

/**
 * As the rules will find it when the other one has come: an address that nobody can hold is claimed by both, and whoever is here
 * already takes over nobody who holds it.
 */
function afterRival(facts: AddressFacts, rival: 'new' | 'known'): AddressFacts {
  const { holder } = facts
  const isTaken = holder && (holder.isManaged || facts.authority === undefined || rival === 'known')
  if (facts.ofStaff || isTaken || judgeSay(facts) !== 'held') return facts
  return { ...facts, holder: { customerId: somebody, isManaged: true } }
}

async function holdersOf(
  tx: Transaction,
  wanted: readonly { userId: string; address: string | null }[],
  facts: readonly NewUserFacts[],
): Promise<Map<string, LinkedCustomer>> {
  const held = wanted.flatMap(({ userId, address }, n) => {
    const holder = facts[n]?.holder
    return address !== null && holder && !holder.isManaged
      ? [{ userId, address, customerId: holder.customerId }]
      : []
  })
  if (held.length === 0) return new Map()
  const queries = held.map(({ customerId, address }) => linkableCustomer(tx.siteId, customerId, address))
  const found = (await tx.readAll(queries)) as LinkableCustomer[][]
  return new Map(
    held.flatMap(({ userId, customerId }, n) => {
      const row = found[n]?.[0]
      return row ? [[userId, linkableOf(customerId, row)]] : []
    }),
  )
}

function introduce(
  directoryId: number,
  { locked: { admitted }, user }: Candidate,
  { facts, address, holder, room }: Known,
  people: number,
): UserProjection {
  const isFull = room !== null && people >= room
  const match = matchAmong(user, directoryId, { ...facts, isFull, admitted }, address)
  const customer = match.kind === 'link' ? holder : undefined
  const customerId = 'customerId' in match ? match.customerId : ''
  return projectUser({ mayGrant: true, user, customer, match, addressFacts: address, customerId })
}

function follow(
  { user }: Candidate,
  customer: LinkedCustomer,
  addressFacts: AddressFacts | undefined,
): UserProjection {
  const { customerId } = customer
  return projectUser({ mayGrant: true, user, customer, match: undefined, addressFacts, customerId })
}
