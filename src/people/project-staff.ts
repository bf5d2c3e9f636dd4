// A directory of staff: what its identity provider writes about people is projected to the staff, and to nobody else.
import { readStored, settingsOf } from '../model/identity/dialect-settings.ts'
import { readUser, type UserFacts } from '../model/identity/directory-user.ts'
import { domainOf, foldAddress } from '../model/identity/email-address.ts'
import { returned } from '../model/identity/matching.ts'
import {
  isDisabled,
  matchStaff,
  projectStaff,
  type StaffHoldReason,
  type StaffMatch,
  type StaffProjection,
  type StaffSay,
} from '../model/identity/staff-projection.ts'
import { describeStaff } from '../model/identity/staff-sentences.ts'
import type { ProvisioningAct } from '../model/subscription.ts'
import {
  forgetStaffTwins,
  holdMeant,
  holdOwnersBeside,
  holdSeats,
  type MemberRow,
  type StaffFacts,
  staffFacts,
} from '../storage/access/managed-staff.ts'
import type { Transaction } from '../storage/database.ts'
import { closeCase, openCase } from '../storage/identity/cases.ts'
import type { LockedUser } from '../storage/identity/locked-users.ts'
import { newId } from '../storage/new-id.ts'
import { leaveTask } from '../storage/outbox.ts'
import { applyStaff, type StaffChange, tellOfSeats } from './apply-staff.ts'
import type { Call, UserOutcome } from './apply-user.ts'
import { wakeHeldStaff } from './held-staff.ts'
import { EqualUserName, refuseUnlessSubscribed, requireAddressSource } from './subscribed.ts'

/**
 * A new directory user of a directory of staff.
 * @throws EqualUserName OtherAddressSource
 */
export async function introduceStaff(
  tx: Transaction,
  call: Call,
  userId: string,
  user: UserFacts,
  act: ProvisioningAct = 'create',
): Promise<UserOutcome> {
  const found = await look(tx, call, userId, user)
  refuseUnlessSubscribed(found.facts, act)
  requireAddressSource(user, found.facts)
  if (found.facts.nameIsTaken) throw new EqualUserName('another user has this userName')
  return settle(tx, call, { userId, user, held: null, ...found })
}

/** A changed one. */
export async function followStaff(
  tx: Transaction,
  call: Call,
  locked: LockedUser,
  user: UserFacts,
): Promise<UserOutcome> {
  const found = await look(tx, call, locked.id, user)
  return settle(tx, call, { userId: locked.id, user, held: heldOf(locked), ...found })
}

/** A deleted one: the person can no longer come in, and what they did stays theirs. */
export async function dismissStaff(tx: Transaction, call: Call, locked: LockedUser): Promise<UserOutcome> {
  const before = readUser(locked)
  const found = await look(tx, call, locked.id, before)
  // Nobody is in a group whom the directory no longer has.
  const facts: StaffFacts = { ...found.facts, ruleRole: null }
  return settle(tx, call, { userId: locked.id, user: undefined, held: heldOf(locked), ...found, facts })
}

const heldOf = ({ held }: LockedUser) => held as StaffHoldReason | null

interface Found {
  readonly facts: StaffFacts
  /** The owners who can sign in, where the user is one of the owners or may come to be; else nobody. */
  readonly owners: readonly string[]
}

async function look(tx: Transaction, call: Call, userId: string, user: UserFacts): Promise<Found> {
  const { siteId } = tx
  const { directoryId } = call
  const wanted = wantedOf(userId, user)
  const [, owners = [], , [facts] = []] = (await tx.readAll([
    holdSeats(siteId),
    holdOwnersBeside(siteId, directoryId, wanted),
    holdMeant(siteId, directoryId, wanted),
    staffFacts(siteId, directoryId, wanted),
  ])) as [unknown, { id: string }[], unknown, StaffFacts[]]
  if (!facts) throw new Error('a directory of staff is gone in its own write')
  return { facts, owners: owners.map(({ id }) => id) }
}

function wantedOf(userId: string, { address, externalId, userName }: UserFacts) {
  return {
    userId,
    address: address === undefined ? null : foldAddress(address),
    domain: address === undefined ? null : domainOf(address),
    externalId: externalId ?? null,
    userName,
  }
}

interface Settling extends Found {
  readonly userId: string
  /** Undefined when the user is deleted. */
  readonly user: UserFacts | undefined
  /** Why it was held back before. */
  readonly held: StaffHoldReason | null
}

/** What the rules say of it; nothing is written. */
function decide({ directoryId }: { readonly directoryId: number }, { user, facts, owners }: Settling) {
  const say: StaffSay = { authority: facts.authority ?? undefined, provenElsewhere: facts.provenElsewhere }
  const { match, member } = user
    ? meant(directoryId, user, facts, say)
    : { match: undefined, member: facts.member }
  const { mayGrant, ruleRole, seatsMax, seatsTaken } = facts
  const projection = projectStaff({
    mayGrant,
    user,
    member: member ?? undefined,
    match,
    ruleRole,
    isSeatFree: seatsMax === null || seatsTaken < seatsMax,
    isLastOwner: owners.length === 1 && owners[0] === member?.staffId,
    say,
    isTaken: facts.owner !== null && facts.owner.staffId !== member?.staffId,
  })
  return { match, member, projection }
}

function settle(tx: Transaction, call: Call, settling: Settling): UserOutcome {
  const { userId, user, held, facts } = settling
  const { match, member, projection } = decide(call, settling)
  const change: StaffChange | undefined = projection.after && {
    staffId: member?.staffId ?? newId(),
    userId,
    before: member ?? undefined,
    isBound: match === undefined,
    after: projection.after,
  }
  if (change) applyStaff(tx, call, change)
  if (match?.kind === 'return' && user?.externalId !== undefined) {
    tx.write(forgetStaffTwins(tx.siteId, call.directoryId, user.externalId))
  }
  followHeld(tx, call, userId, held, projection.held)
  if (change) {
    tellOfSeats(tx, call, [change], facts)
    if (member && member.address !== change.after.address) wakeHeldStaff(tx, call.now)
    // Behind this write, which sees no other directory's users.
    if (member?.isAddressReleased && !isDisabled(change.after)) {
      leaveTask(tx, call.now, 'take-back-address', { staffId: change.staffId })
    }
  }
  return {
    customerId: null,
    pending: projection.pending,
    held: projection.held,
    effects: [],
    words: describeStaff(projection),
    staff: { staffId: change?.staffId ?? null, projection, before: member ?? undefined },
  }
}

/** What would become of users if the directory granted, by their ids; nothing is written. */
export async function foreseeStaff(
  tx: Transaction,
  directoryId: number,
  rows: readonly LockedUser[],
): Promise<Map<string, StaffProjection>> {
  const users = rows.map((row) => ({ userId: row.id, user: readUser(row) }))
  if (users.length === 0) return new Map()
  const found = (await tx.readAll(
    users.map(({ userId, user }) => staffFacts(tx.siteId, directoryId, wantedOf(userId, user))),
  )) as StaffFacts[][]
  return new Map(
    users.flatMap(({ userId, user }, n): [string, StaffProjection][] => {
      const [facts] = found[n] ?? []
      if (!facts) return []
      const asked = { userId, user, held: null, owners: [], facts: { ...facts, mayGrant: true } }
      return [[userId, decide({ directoryId }, asked).projection]]
    }),
  )
}

/** Who the user is, or is about to be. */
function meant(
  directoryId: number,
  user: UserFacts,
  facts: StaffFacts,
  say: StaffSay,
): { readonly match: StaffMatch | undefined; readonly member: MemberRow | null } {
  const { member, owner, returning } = facts
  if (member) return { match: undefined, member }
  const match = matchStaff(user, evidenceOfReturn(directoryId, user, facts), owner ?? undefined, say)
  return { match, member: match.kind === 'return' ? returning : match.kind === 'adopt' ? owner : null }
}

/** By the same rule by which a customer comes back: one person left with this externalId, and something else is equal too. */
function evidenceOfReturn(directoryId: number, user: UserFacts, facts: StaffFacts): string | undefined {
  const { preset, overrides } = readStored(facts.preset, facts.overrides)
  const twins = (facts.twins ?? []).map(({ staffId, ...twin }) => ({
    ...twin,
    customerId: staffId,
    customerDirectoryId: directoryId,
  }))
  const { presentTwin } = facts
  const found = returned(
    user,
    { directoryId, justInTime: [], deletedTwins: twins, presentTwin },
    {
      externalIdIsImmutable: settingsOf(preset, overrides).externalIds === 'immutable',
      isFull: false,
      letsIn: true,
    },
  )
  return found?.kind === 'return' ? found.evidence : undefined
}

/** A person looks at whoever is not what the directory says. */
function followHeld(
  tx: Transaction,
  { directoryId, now }: Call,
  userId: string,
  before: StaffHoldReason | null,
  after: StaffHoldReason | null,
): void {
  const { siteId } = tx
  if (after !== null) {
    const details = { reason: after }
    tx.write(openCase(siteId, { kind: 'staff-held', key: userId, directoryId, userId, details, now }))
  } else if (before !== null) {
    tx.write(closeCase(siteId, { kind: 'staff-held', key: userId, outcome: 'settled', now }))
  }
}
