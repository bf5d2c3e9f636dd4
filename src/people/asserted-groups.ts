// Whom SCIM has not brought belongs to organizations by the groups that the last sign-in said: by the directory's rules, like SCIM's
// groups, and for as long as it is said.
import {
  type AssertedPlan,
  isOpaqueName,
  type KnownGroup,
  type MirroredGroup,
  planAsserted,
} from '../model/identity/asserted-plan.ts'
import { candidateNames, type FedFacts } from '../model/identity/organization.ts'
import { lowestId } from '../model/ids.ts'
import { holdSubject } from '../storage/access/identities.ts'
import { ask } from '../storage/ask.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  type AssertedBefore,
  assertedBefore,
  assertedForUpdate,
  forgetStaleAsserted,
  type IdleGroup,
  idleAsserted,
  insertAssertedGroups,
  insertAssertedMembers,
  knownGroups,
  type LockedAsserted,
  mirroredGroups,
  organizationNames,
  organizationsOfGroups,
  pendingAsserted,
  removeAssertedMembers,
  removeIdleAsserted,
  settleAsserted,
} from '../storage/identity/asserted-groups.ts'
import { type MappingContext, mappingContext } from '../storage/identity/directories.ts'
import { rememberJoined } from '../storage/identity/joined.ts'
import { holdOrganizations, organizationsFedBy } from '../storage/identity/organizations.ts'
import { newId } from '../storage/new-id.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import type { Call } from './apply-user.ts'
import { leaveOrganizations } from './leave-organizations.ts'
import { endClashes } from './name-clashes.ts'
import { askAboutOrganizations, auditGroup, followGroup } from './project-group.ts'

/** Who signed in, and which groups that said, as `AssertedGroups` has them. */
export interface Asserting {
  readonly directoryId: number
  readonly customerId: string
  readonly names: readonly string[]
}

interface Found extends AssertedPlan {
  readonly before: readonly string[]
  readonly context: MappingContext
}

async function find(tx: Transaction, { directoryId, customerId, names }: Asserting): Promise<Found> {
  const { siteId } = tx
  const [contexts, mirrored, known, befores] = (await tx.readAll([
    mappingContext(siteId, directoryId),
    mirroredGroups(siteId, directoryId, names),
    knownGroups(siteId, directoryId, names),
    assertedBefore(siteId, directoryId, customerId),
  ])) as [MappingContext[], MirroredGroup[], KnownGroup[], AssertedBefore[]]
  const [context] = contexts
  const [before] = befores
  if (!context || !before) throw new Error('a sign-in through a directory that is not there')
  const mapping = { rules: context.rules ?? [], unmatched: context.unmatched }
  const plan = planAsserted(names, { mapping, mirrored, known, total: before.total })
  return { ...plan, before: before.groupIds, context }
}

/** What a sign-in changed. */
export interface AssertedOutcome {
  /** Groups that were not known: `followAssertedGroups` leads them to their organizations, or the queue does. */
  readonly hasNew: boolean
  /** How many lead nowhere, because sign-ins have named so many already. */
  readonly noRoom: number
}

/** The queue looks at what whoever signs in does not stay for. */
const soonMs = 10_000

/**
 * In the transaction of a sign-in: the person is in these groups from now on, and in no others that an earlier one said. What goes
 * goes at once; what comes counts once the directory grants.
 */
export async function assertGroups(
  tx: Transaction,
  asserting: Asserting,
  context: AuditContext,
): Promise<AssertedOutcome> {
  const { siteId } = tx
  const { directoryId, customerId } = asserting
  const { now } = context
  let found = await find(tx, asserting)
  if (found.make.length > 0) {
    // Of many who name new groups at once each sees what the one before has made: together they make no more than there is room for.
    await tx.read(holdSubject(siteId, directoryId, 'new groups'))
    found = await find(tx, asserting)
  }
  const { before, groupIds, make, noRoom } = found
  const left = before.filter((id) => !groupIds.includes(id))
  const joined = groupIds.filter((id) => !before.includes(id))
  if (left.length > 0) {
    tx.write(rememberJoined(siteId, customerId, now))
    tx.write(removeAssertedMembers(siteId, directoryId, customerId, left))
  }
  if (make.length > 0) {
    const rows = make.map(({ name }) => ({ groupId: newId(), name }))
    tx.write(insertAssertedGroups(siteId, directoryId, rows, now))
    leaveTask(tx, now, 'follow-mapping', { directoryId }, new Date(now.getTime() + soonMs))
  }
  if (joined.length + make.length > 0) {
    const names = make.map(({ name }) => name)
    tx.write(insertAssertedMembers(siteId, directoryId, customerId, { groupIds: joined, names }, now))
  }
  if (left.length + joined.length + make.length > 0) {
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'sign-in.groups-changed',
        subjectKind: 'customer',
        subject: customerId,
        details: { joined: joined.length + make.length, left: left.length },
      },
    )
    leaveWord(tx, now, 'customer.changed', { customerId, effects: ['groups'] })
  }
  return { hasNew: make.length > 0, noRoom }
}

/** An organization that a sign-in would lead to. */
export interface ForeseenOrganization {
  readonly name: string
  /** Whether it appears by that; a name that is taken gets the directory's name behind it. */
  readonly appears: boolean
}

/** Where the groups of a sign-in would lead. It writes nothing. */
export async function foreseeGroups(
  tx: Transaction,
  asserting: Asserting,
): Promise<readonly ForeseenOrganization[]> {
  const { groupIds, make, context } = await find(tx, asserting)
  const ruled = make.flatMap(({ target }) => (target.kind === 'organization' ? [target.organizationId] : []))
  const own = make.flatMap(({ name, target }) => (target.kind === 'own' ? [name] : []))
  const [fed, named] = (await tx.readAll([
    organizationsOfGroups(tx.siteId, asserting.directoryId, groupIds),
    organizationNames(tx.siteId, ruled),
  ])) as { id: string; name: string }[][]
  const there = new Map([...(fed ?? []), ...(named ?? [])].map(({ id, name }) => [id, name]))
  const names = [...new Set(there.values())].sort()
  const appearing = own
    .map((name) => candidateNames(name, context.directoryName)[0] ?? name)
    .filter((name) => !names.includes(name))
  return [
    ...names.map((name) => ({ name, appears: false })),
    ...appearing.map((name) => ({ name, appears: true })),
  ]
}

const page = 100

/**
 * Looks where the groups belong that sign-ins named and nobody has placed since, or for which the rules say something else now: each
 * in a transaction of its own, as names are held before organizations. What the directory does not grant stays.
 */
export async function followAssertedGroups(
  database: Database,
  siteId: number,
  call: Call,
  isLate: () => boolean = () => false,
): Promise<number> {
  const { directoryId } = call
  let settled = 0
  for (let after = lowestId; !isLate(); ) {
    const [rows = []] = await database.readInDirectory(siteId, directoryId, [
      pendingAsserted(siteId, directoryId, after, page),
    ])
    const ids = (rows as { id: string }[]).map(({ id }) => id)
    for (const id of ids) {
      if (isLate()) return settled
      const isSettled = await database.inDirectory(siteId, directoryId, (tx) => followOne(tx, call, id))
      if (isSettled) settled++
    }
    const last = ids.at(-1)
    if (last === undefined) break
    after = last
  }
  return settled
}

async function followOne(tx: Transaction, call: Call, groupId: string): Promise<boolean> {
  const { directoryId } = call
  const [locked] = await tx.read<LockedAsserted>(assertedForUpdate(tx.siteId, directoryId, groupId))
  if (!locked?.pending) return false
  // No organization is called by an id, whatever the rules say of groups that none of them takes.
  const rules = isOpaqueName(locked.displayName) ? ({ ...locked, unmatched: 'nothing' } as const) : locked
  const group = {
    id: groupId,
    displayName: locked.displayName,
    externalId: locked.externalId,
    before: locked,
  }
  const facts = await ask(tx, askAboutOrganizations(tx.siteId, directoryId, rules, group))
  const outcome = followGroup(tx, call, rules, group, facts)
  const isMoved = outcome.organizationId !== locked.organizationId
  if (isMoved) auditGroup(tx, call, 'directory-group.changed', groupId, { outcome, added: 0, removed: 0 })
  if (!outcome.pending) tx.write(settleAsserted(tx.siteId, directoryId, groupId))
  return !outcome.pending
}

/** By night: what sign-ins said of people and counts no more, and groups that nobody's sign-in says any more. */
export async function forgetStaleGroups(database: Database, siteId: number, now: Date): Promise<void> {
  for (let gone = 1; gone > 0; ) {
    gone = await database.inSite(
      siteId,
      async (tx) => (await tx.read<{ gone: number }>(forgetStaleAsserted(siteId)))[0]?.gone ?? 0,
    )
  }
  const [rows = []] = await database.readInSite(siteId, [idleAsserted(siteId, 1_000)])
  for (const { directoryId, groupId } of rows as IdleGroup[]) {
    const context: AuditContext = { actor: { kind: 'system', name: 'sign-in' }, now, directoryId }
    await database.inDirectory(siteId, directoryId, async (tx) => {
      const [locked] = await tx.read<LockedAsserted>(assertedForUpdate(siteId, directoryId, groupId))
      if (!locked) return
      const [gone] = await tx.read(removeIdleAsserted(siteId, directoryId, groupId))
      if (gone) await dismiss(tx, { directoryId, now, audit: context }, groupId)
    })
  }
}

/** It feeds nothing any more; an organization with nothing left to keep goes with it. */
async function dismiss(tx: Transaction, call: Call, groupId: string): Promise<void> {
  const { directoryId, now } = call
  const [, fed = []] = (await tx.readAll([
    holdOrganizations(tx.siteId, directoryId, groupId),
    organizationsFedBy(tx.siteId, directoryId, groupId),
  ])) as [unknown, FedFacts[]]
  const effects = leaveOrganizations(tx, call, groupId, fed)
  if (effects.length === 0) return
  endClashes(tx, fed, now)
  const outcome = { pending: false, organizationId: null, effects }
  auditGroup(tx, call, 'directory-group.deleted', groupId, { outcome, added: 0, removed: 0 })
}
