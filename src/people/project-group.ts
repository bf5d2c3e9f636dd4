import type { AuditAction } from '../model/audit.ts'
import { type GroupTarget, targetOf } from '../model/identity/group-mapping.ts'
import { type GroupEffect, groupEffect, groupEffectNames } from '../model/identity/group-sentences.ts'
import {
  candidateNames,
  clashOf,
  type FedFacts,
  type NamesakeFacts,
  organizationName,
  placeMapped,
} from '../model/identity/organization.ts'
import type { Ask } from '../storage/ask.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import type { MappingContext } from '../storage/identity/directories.ts'
import {
  addSource,
  holdName,
  holdOrganizations,
  insertOrganization,
  namesakes,
  noteUse,
  organizationsFedBy,
  renameOrganization,
  setSourceByRule,
  takeOverOrganization,
} from '../storage/identity/organizations.ts'
import { newId } from '../storage/new-id.ts'
import { leaveWord } from '../storage/outbox.ts'
import type { Call } from './apply-user.ts'
import { leaveOrganizations, rememberFor } from './leave-organizations.ts'
import { endClashes, openClash } from './name-clashes.ts'

/** A directory group as a call leaves it, and as it was before. */
export interface GroupNow {
  readonly id: string
  readonly displayName: string
  readonly externalId: string | null
  /** Undefined for a new group. */
  readonly before: GroupBefore | undefined
}

interface GroupBefore {
  readonly displayName: string
  readonly externalId: string | null
  readonly pending: boolean
  readonly organizationId: string | null
  readonly isByRule: boolean | null
}

/** What must be known of organizations before a group finds its place among them. */
export interface GroupFacts {
  readonly taken: readonly NamesakeFacts[]
  readonly fed: readonly FedFacts[]
  /** The name of the organization that a rule leads to. */
  readonly ruled: string | undefined
}

const nothingKnown: GroupFacts = { taken: [], fed: [], ruled: undefined }

/** What a directory group's change came to. */
export interface GroupOutcome {
  readonly pending: boolean
  readonly organizationId: string | null
  readonly effects: readonly GroupEffect[]
}

/**
 * What to read before `followGroup`; nothing, when the group stays where it is. Waits for whoever takes the same name,
 * and then for whoever uses the organizations concerned: names before organizations, everywhere.
 * @param context what `mappingContext` answered in this transaction
 */
export function askAboutOrganizations(
  siteId: number,
  directoryId: number,
  context: MappingContext,
  group: GroupNow,
): Ask<GroupFacts> {
  const target = targetIn(context, group)
  if (isSettled(group, target)) return nothingToAsk
  if (!context.mayGrant || target.kind === 'nothing') {
    return mustLeave(group, target) ? askWhatItFeeds(siteId, directoryId, group.id) : nothingToAsk
  }
  if (target.kind === 'organization') {
    return askWhatItFeeds(siteId, directoryId, group.id, target.organizationId)
  }
  const plainName = organizationName(group.displayName, group.id)
  const names = candidateNames(plainName, context.directoryName)
  return {
    queries: [
      holdName(siteId, plainName),
      holdOrganizations(siteId, directoryId, group.id, { plainName }),
      namesakes(siteId, directoryId, { plainName, names }),
      organizationsFedBy(siteId, directoryId, group.id),
    ],
    read: ([, , taken = [], fed = []]) => ({
      taken: taken as NamesakeFacts[],
      fed: fed as FedFacts[],
      ruled: undefined,
    }),
  }
}

const nothingToAsk: Ask<GroupFacts> = { queries: [], read: () => nothingKnown }

function askWhatItFeeds(
  siteId: number,
  directoryId: number,
  groupId: string,
  organizationId?: string,
): Ask<GroupFacts> {
  return {
    queries: [
      holdOrganizations(siteId, directoryId, groupId, organizationId === undefined ? {} : { organizationId }),
      organizationsFedBy(siteId, directoryId, groupId),
    ],
    read([held = [], fed = []]) {
      const ruled = (held as { organizationId: string; name: string }[]).find(
        (one) => one.organizationId === organizationId,
      )
      return { taken: [], fed: fed as FedFacts[], ruled: ruled?.name }
    },
  }
}

/**
 * A new, changed or replayed group: by default it is an organization, else what its directory's rules say (product.md,
 * "Groups and organizations"). Writes what that comes to.
 * @param isPatient whether to let a group go first that is about to leave the wanted name; it stays pending then
 */
export function followGroup(
  tx: Transaction,
  call: Call,
  context: MappingContext,
  group: GroupNow,
  facts: GroupFacts,
  isPatient = false,
): GroupOutcome {
  const organizationId = group.before?.organizationId ?? null
  const target = targetIn(context, group)
  if (isSettled(group, target)) return { pending: false, organizationId, effects: [] }
  // Leaving never waits; what comes in its place does.
  if (!context.mayGrant || target.kind === 'nothing') {
    const left = mustLeave(group, target) ? leaveOrganizations(tx, call, group.id, facts.fed) : []
    if (left.length > 0) endClashes(tx, facts.fed, call.now)
    const pending = target.kind !== 'nothing'
    return {
      pending,
      organizationId: left.length > 0 ? null : organizationId,
      effects: pending ? [...left, ...waits] : left,
    }
  }
  const plainName = organizationName(group.displayName, group.id)
  const names = candidateNames(plainName, context.directoryName)
  const [fed] = facts.fed
  const { directoryId } = call
  const { taken } = facts
  const placement = placeMapped(target, { directoryId, names, taken, fed, unique: group.id, isPatient })
  const stays = fed && (placement.kind === 'stay' || placement.kind === 'rename')
  const byRule = target.kind === 'organization'
  if (stays && fed.isByRule !== byRule) tx.write(setSourceByRule(tx.siteId, directoryId, group.id, byRule))
  const settled = (to: string | null, effects: readonly GroupEffect[]) => {
    // Behind what changes: a question that goes on is not closed and asked anew.
    if (placement.kind !== 'stay') endClashes(tx, facts.fed, call.now)
    const clash = to === null || byRule ? undefined : clashOf(directoryId, plainName, taken, to)
    if (clash) openClash(tx, call, clash)
    return { pending: false, organizationId: to, effects }
  }
  switch (placement.kind) {
    case 'stay':
      return settled(organizationId, [])
    case 'wait':
      return { pending: true, organizationId, effects: [] }
    case 'rename': {
      const { organizationId, name: before } = fed as FedFacts
      const { name } = placement
      tx.write(renameOrganization(tx.siteId, organizationId, { name, plainName }, call.now))
      leaveWord(tx, call.now, 'organization.changed', { organizationId })
      return settled(organizationId, [groupEffect('renamed', before, name)])
    }
    case 'leave':
      return settled(null, leaveOrganizations(tx, call, group.id, facts.fed))
    case 'feed': {
      const left = leaveOrganizations(tx, call, group.id, facts.fed)
      tx.write(noteUse(tx.siteId, placement.organizationId))
      feed(tx, call, group.id, placement.organizationId, true)
      return settled(placement.organizationId, [...left, groupEffect('ruled', facts.ruled ?? '')])
    }
    case 'adopt': {
      const left = leaveOrganizations(tx, call, group.id, facts.fed)
      feed(tx, call, group.id, placement.organizationId)
      return settled(placement.organizationId, [...left, groupEffect('adopted', placement.name)])
    }
    case 'take-over': {
      const left = leaveOrganizations(tx, call, group.id, facts.fed)
      const { organizationId, name } = placement
      const owner = { directoryId, groupId: group.id, plainName, now: call.now }
      tx.write(takeOverOrganization(tx.siteId, organizationId, owner))
      feed(tx, call, group.id, organizationId)
      return settled(organizationId, [...left, groupEffect('tookOver', name)])
    }
    case 'make': {
      const left = leaveOrganizations(tx, call, group.id, facts.fed)
      const { name } = placement
      const made = { organizationId: newId(), name, plainName, createdByGroupId: group.id, now: call.now }
      tx.write(insertOrganization(tx.siteId, { ...made, createdByDirectoryId: directoryId }))
      feed(tx, call, group.id, made.organizationId)
      return settled(made.organizationId, [...left, groupEffect('appeared', name)])
    }
  }
}

/** A deleted group: it feeds nothing any more; an organization with nothing left to keep goes with it. */
export async function dismissGroup(tx: Transaction, call: Call, groupId: string): Promise<GroupOutcome> {
  const { directoryId } = call
  const [, fed = []] = (await tx.readAll([
    holdOrganizations(tx.siteId, directoryId, groupId),
    organizationsFedBy(tx.siteId, directoryId, groupId),
  ])) as [unknown, FedFacts[]]
  rememberFor(tx, call, groupId, true)
  const left = leaveOrganizations(tx, call, groupId, fed, true)
  endClashes(tx, fed, call.now)
  return { pending: false, organizationId: null, effects: left }
}

const waits = [groupEffect('waits')]

function targetIn({ audience, rules, unmatched }: MappingContext, group: GroupNow): GroupTarget {
  // A group of staff is no organization: it only gives roles.
  if (audience === 'staff') return { kind: 'nothing' }
  return targetOf({ rules: rules ?? [], unmatched }, group)
}

/** Whether the group is where it belongs already, and nothing of what decides that has changed. */
function isSettled({ id, displayName, externalId, before }: GroupNow, target: GroupTarget): boolean {
  if (!before || before.pending) return false
  if ((before.organizationId === null) !== (target.kind === 'nothing')) return false
  if (target.kind === 'organization') return before.organizationId === target.organizationId
  return (
    externalId === before.externalId &&
    organizationName(displayName, id) === organizationName(before.displayName, id)
  )
}

/** Whether the group has no business any more in the organization that it feeds. */
function mustLeave({ before }: GroupNow, target: GroupTarget): boolean {
  if (!before || before.organizationId === null) return false
  if (target.kind === 'own') return before.isByRule === true
  return target.kind === 'nothing' || before.organizationId !== target.organizationId
}

function feed(
  tx: Transaction,
  { directoryId, now }: Call,
  groupId: string,
  organizationId: string,
  byRule = false,
): void {
  tx.write(addSource(tx.siteId, { organizationId, kind: 'group', directoryId, groupId, byRule, now }))
  leaveWord(tx, now, 'organization.changed', { organizationId })
}

/** Writes the one audit event of a call about a directory group. */
export function auditGroup(
  tx: Transaction,
  call: Call,
  action: Extract<AuditAction, `directory-group.${string}`>,
  groupId: string,
  details: { outcome: GroupOutcome; added: number; removed: number },
): void {
  const { outcome, added, removed } = details
  const event = {
    action,
    subjectKind: 'group',
    subject: groupId,
    details: {
      organizationId: outcome.organizationId,
      effects: outcome.effects.map(({ words }) => words),
      membersAdded: added,
      membersRemoved: removed,
    },
  } as const
  const effects = outcome.effects.map(({ kind }) => groupEffectNames[kind])
  audit(tx, call.audit, event, { of: 'projection', effects, joined: added, left: removed })
}
