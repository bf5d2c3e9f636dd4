// Many directory users whose resources have not changed, projected in one step: what `projectAgain` does for one.
import { readUser, type UserFacts } from '../model/identity/directory-user.ts'
import { domainOf, foldAddress } from '../model/identity/email-address.ts'
import {
  type LinkedCustomer,
  needsAddressFacts,
  projectUser,
  releasesAddress,
  type UserProjection,
} from '../model/identity/projection.ts'
import type { Transaction } from '../storage/database.ts'
import { writeTogether } from '../storage/gathered-writes.ts'
import { linkUsers } from '../storage/identity/directory-users.ts'
import { holdUsers, type LockedUser, lockedUsers } from '../storage/identity/locked-users.ts'
import {
  factsOfNewUsers,
  holdTwinsOfMany,
  type NewUser,
  type NewUserFacts,
  type Room,
  readAddressFacts,
  roomIn,
} from '../storage/identity/projection-facts.ts'
import { newId } from '../storage/new-id.ts'
import { leaveWord } from '../storage/outbox.ts'
import { auditUser, type Call, carryOut } from './apply-user.ts'
import { linkedCustomer } from './locked-user.ts'
import { projectAgain } from './project-user.ts'
import { refuseUnlessSubscribed } from './subscribed.ts'
import { matchAmong } from './who-is-who.ts'

interface Candidate {
  readonly locked: LockedUser
  readonly user: UserFacts
  readonly customer: LinkedCustomer | undefined
}

/** What is to be done about a candidate. */
interface Decided extends Candidate {
  readonly customerId: string
  readonly projection: UserProjection
}

/**
 * Projects those of the users for whom something waits, with a few statements for all of them. Whose outcome may depend
 * on that of another in the same step, or about whom a person may have to decide, follows alone, behind them.
 */
export async function projectBatch(tx: Transaction, call: Call, userIds: readonly string[]): Promise<void> {
  const { siteId } = tx
  const { directoryId } = call
  const [, rows = []] = await tx.readAll([
    holdUsers(siteId, directoryId, userIds),
    lockedUsers(siteId, directoryId, userIds),
  ])
  const { together, alone } = sort(rows as LockedUser[])
  const newcomers = await decideNew(tx, call, together)
  const linked = together.flatMap((one) => (one.customer ? [decideLinked(one, one.customer)] : []))
  write(tx, call, [...newcomers.decided, ...linked])
  for (const { locked } of [...newcomers.alone, ...alone]) await projectAgain(tx, call, locked.id)
}

/** Nobody in the one part touches what another there does: an address, an externalId, a colleague who waits. */
function sort(rows: readonly LockedUser[]): { together: Candidate[]; alone: Candidate[] } {
  const together: Candidate[] = []
  const alone: Candidate[] = []
  const touched = new Set<string>()
  for (const locked of rows) {
    const user = readUser(locked)
    const customer = linkedCustomer(locked)
    const one = { locked, user, customer }
    const passesOn = customer && (releasesAddress(user, customer) || needsAddressFacts(user, customer))
    const touches = touchedBy(user)
    // A person whom several directories have is looked at with the others' links.
    const isShared = locked.severalLinks === true
    const isOfStaff = locked.audience === 'staff'
    if (
      isOfStaff ||
      passesOn ||
      isShared ||
      locked.held !== null ||
      touches.some((what) => touched.has(what))
    )
      alone.push(one)
    else together.push(one)
    for (const what of touches) touched.add(what)
  }
  return { together, alone }
}

function touchedBy({ address, externalId }: UserFacts): string[] {
  return [
    ...(address === undefined ? [] : [`address ${foldAddress(address)}`]),
    ...(externalId === undefined ? [] : [`external ${externalId}`]),
  ]
}

/** So many may come at the same moment, in other steps and calls: nearer to its limit a directory's people come one by one. */
const roomMin = 1_000

async function decideNew(
  tx: Transaction,
  call: Call,
  candidates: readonly Candidate[],
): Promise<{ decided: Decided[]; alone: Candidate[] }> {
  const { directoryId } = call
  const newcomers = candidates.filter(({ customer }) => !customer)
  if (newcomers.length === 0) return { decided: [], alone: [] }
  const wanted = newcomers.map(wantedOf)
  const withTwins = wanted.filter(({ externalId }) => externalId !== null)
  const [[room] = [], , facts = []] = (await tx.readAll([
    roomIn(tx.siteId, directoryId),
    // Before any address is locked, as `whoIs` does.
    holdTwinsOfMany(tx.siteId, directoryId, withTwins),
    factsOfNewUsers(tx.siteId, directoryId, wanted),
  ])) as [Room[], unknown, NewUserFacts[]]
  if (room && room.room !== null && room.room < roomMin) return { decided: [], alone: newcomers }
  const all = newcomers.map((one, n) => decideNewcomer(directoryId, one, facts[n] as NewUserFacts))
  return {
    decided: all.filter((one): one is Decided => one !== undefined),
    alone: newcomers.filter((_, n) => all[n] === undefined),
  }
}

/** What must be known of a user. */
export function wantedOf({
  locked,
  user: { address, externalId, userName },
}: Pick<Candidate, 'locked' | 'user'>): NewUser {
  return {
    address: address === undefined ? null : foldAddress(address),
    domain: address === undefined ? null : domainOf(address),
    externalId: externalId ?? null,
    userId: locked.id,
    userName,
  }
}

/** @returns undefined for somebody of whom a person must decide, or who is taken over: that looks again, or opens a case */
function decideNewcomer(directoryId: number, one: Candidate, facts: NewUserFacts): Decided | undefined {
  refuseUnlessSubscribed(facts, 'change')
  const { user } = one
  const addressFacts = user.address === undefined ? undefined : readAddressFacts(facts)
  const match = matchAmong(user, directoryId, { ...facts, admitted: one.locked.admitted }, addressFacts)
  if (match.kind === 'hold' || match.kind === 'link' || match.kind === 'bind') return undefined
  if (match.kind === 'create' && match.mayBe !== undefined) return undefined
  const customerId = match.kind === 'create' ? newId() : match.customerId
  const { mayGrant } = facts
  const projection = projectUser({ mayGrant, user, customer: undefined, match, addressFacts, customerId })
  return { ...one, customerId, projection }
}

function decideLinked(one: Candidate, customer: LinkedCustomer): Decided {
  const { mayGrant, addressesWait } = one.locked
  const { customerId } = customer
  const unasked = { match: undefined, addressFacts: undefined }
  return {
    ...one,
    customerId,
    projection: projectUser({ mayGrant, addressesWait, user: one.user, customer, ...unasked, customerId }),
  }
}

function write(tx: Transaction, call: Call, decided: readonly Decided[]): void {
  if (decided.length === 0) return
  const done: { userId: string; customerId: string | null; pending: boolean }[] = []
  writeTogether(tx, decided, (view, { locked, user, customer, customerId, projection }) => {
    const isSomebody = customer !== undefined || !projection.pending
    const outcome = carryOut(view, call, {
      userId: locked.id,
      customerId: isSomebody ? customerId : null,
      projection,
      user,
      before: { customer, user },
    })
    done.push({ userId: locked.id, customerId: outcome.customerId, pending: outcome.pending })
    auditUser(view, call, 'directory-user.changed', locked.id, outcome)
  })
  tx.write(linkUsers(tx.siteId, call.directoryId, done, call.now))
  const changed = decided.flatMap(({ customerId, projection }) =>
    projection.effects.length > 0 ? [customerId] : [],
  )
  if (changed.length > 0) leaveWord(tx, call.now, 'customers.changed', { customerIds: changed })
}
