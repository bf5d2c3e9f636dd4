import type { AuditAction } from '../model/audit.ts'
import { groupSentences } from '../model/identity/group-sentences.ts'
import {
  candidateNames,
  type FedFacts,
  fateOfLeft,
  type NamesakeFacts,
  organizationName,
  placeGroup,
} from '../model/identity/organization.ts'
import type { Ask } from '../storage/ask.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import type { DirectoryContext } from '../storage/identity/directories.ts'
import {
  addSource,
  deleteOrganization,
  holdName,
  holdOrganizations,
  insertOrganization,
  namesakes,
  organizationsFedBy,
  removeGroupSources,
  renameOrganization,
} from '../storage/identity/organizations.ts'
import { newId } from '../storage/new-id.ts'
import { leaveWord } from '../storage/outbox.ts'
import type { Call } from './apply-user.ts'

/** A directory group as a call leaves it, and as it was before. */
export interface GroupNow {
  readonly id: string
  readonly displayName: string
  /** Undefined for a new group. */
  readonly before:
    | { readonly displayName: string; readonly pending: boolean; readonly organizationId: string | null }
    | undefined
}

/** What must be known of organizations before a group finds its place among them. */
export interface GroupFacts {
  readonly taken: readonly NamesakeFacts[]
  readonly fed: readonly FedFacts[]
}

/** What a directory group's change came to. */
export interface GroupOutcome {
  readonly pending: boolean
  readonly organizationId: string | null
  /** Sentences without their full stop. */
  readonly words: readonly string[]
}

/**
 * What to read before `followGroup`; nothing, when the group stays where it is. Waits for whoever takes the same name,
 * and then for whoever uses the organizations concerned: names before organizations, everywhere.
 * @param context what `directoryContext` answered in this transaction
 */
export function askAboutOrganizations(
  siteId: number,
  directoryId: number,
  context: DirectoryContext,
  group: GroupNow,
): Ask<GroupFacts> {
  if (isSettled(group) || !context.mayGrant) return { queries: [], read: () => ({ taken: [], fed: [] }) }
  const plainName = organizationName(group.displayName, group.id)
  const names = candidateNames(plainName, context.directoryName)
  return {
    queries: [
      holdName(siteId, plainName),
      holdOrganizations(siteId, directoryId, group.id, plainName),
      namesakes(siteId, directoryId, { plainName, names }),
      organizationsFedBy(siteId, directoryId, group.id),
    ],
    read: ([, , taken = [], fed = []]) => ({ taken: taken as NamesakeFacts[], fed: fed as FedFacts[] }),
  }
}

/**
 * A new, changed or replayed group: by default it is an organization (product.md, "Groups and organizations"). Writes
 * what that comes to.
 * @param isPatient whether to let a group go first that is about to leave the wanted name; it stays pending then
 */
export function followGroup(
  tx: Transaction,
  call: Call,
  context: DirectoryContext,
  group: GroupNow,
  facts: GroupFacts,
  isPatient = false,
): GroupOutcome {
  const organizationId = group.before?.organizationId ?? null
  if (isSettled(group)) return { pending: false, organizationId, words: [] }
  if (!context.mayGrant) return { pending: true, organizationId, words: waits }
  const plainName = organizationName(group.displayName, group.id)
  const names = candidateNames(plainName, context.directoryName)
  const [fed] = facts.fed
  const { directoryId } = call
  const placement = placeGroup({
    directoryId,
    names,
    taken: facts.taken,
    fed,
    unique: group.id,
    isPatient,
  })
  switch (placement.kind) {
    case 'stay':
      return { pending: false, organizationId, words: [] }
    case 'wait':
      return { pending: true, organizationId, words: [] }
    case 'rename': {
      const { organizationId, name: before } = fed as FedFacts
      const { name } = placement
      tx.write(renameOrganization(tx.siteId, organizationId, { name, plainName }, call.now))
      leaveWord(tx, call.now, 'organization.changed', { organizationId })
      return { pending: false, organizationId, words: [groupSentences.renamed(before, name)] }
    }
    case 'adopt': {
      const words = leaveOrganizations(tx, call, group.id, facts.fed)
      feed(tx, call, group.id, placement.organizationId)
      const word = groupSentences.adopted(placement.name)
      return { pending: false, organizationId: placement.organizationId, words: [...words, word] }
    }
    case 'make': {
      const words = leaveOrganizations(tx, call, group.id, facts.fed)
      const { name } = placement
      const made = { organizationId: newId(), name, plainName, createdByGroupId: group.id, now: call.now }
      tx.write(insertOrganization(tx.siteId, { ...made, createdByDirectoryId: directoryId }))
      feed(tx, call, group.id, made.organizationId)
      return {
        pending: false,
        organizationId: made.organizationId,
        words: [...words, groupSentences.appeared(name)],
      }
    }
  }
}

/** A deleted group: it feeds nothing any more; an organization with nothing left to keep goes with it. */
export async function dismissGroup(tx: Transaction, call: Call, groupId: string): Promise<GroupOutcome> {
  const { directoryId } = call
  const [, fed = []] = (await tx.readAll([
    holdOrganizations(tx.siteId, directoryId, groupId, undefined),
    organizationsFedBy(tx.siteId, directoryId, groupId),
  ])) as [unknown, FedFacts[]]
  return { pending: false, organizationId: null, words: leaveOrganizations(tx, call, groupId, fed) }
}

const waits = [groupSentences.waits()]

/** Whether the group feeds an organization already, and under the name that it has now. */
function isSettled({ id, displayName, before }: GroupNow): boolean {
  if (!before || before.pending || before.organizationId === null) return false
  return organizationName(displayName, id) === organizationName(before.displayName, id)
}

function feed(tx: Transaction, { directoryId, now }: Call, groupId: string, organizationId: string): void {
  tx.write(addSource(tx.siteId, { organizationId, kind: 'group', directoryId, groupId, now }))
  leaveWord(tx, now, 'organization.changed', { organizationId })
}

function leaveOrganizations(
  tx: Transaction,
  { directoryId, now }: Call,
  groupId: string,
  fed: readonly FedFacts[],
): string[] {
  if (fed.length === 0) return []
  tx.write(removeGroupSources(tx.siteId, directoryId, groupId))
  for (const left of fed) {
    const { organizationId } = left
    leaveWord(tx, now, 'organization.changed', { organizationId })
    if (fateOfLeft(left) === 'gone') tx.write(deleteOrganization(tx.siteId, organizationId))
  }
  return fed.map(leftInWords)
}

function leftInWords(left: FedFacts): string {
  const { name, hasRequest } = left
  switch (fateOfLeft(left)) {
    case 'fed':
      return hasRequest ? groupSentences.stillFedWithRequests(name) : groupSentences.stillFed(name)
    case 'kept':
      return groupSentences.kept(name)
    case 'gone':
      return groupSentences.gone(name)
  }
}

/** Writes the one audit event of a call about a directory group. */
export function auditGroup(
  tx: Transaction,
  call: Call,
  action: AuditAction,
  groupId: string,
  details: { outcome: GroupOutcome; added: number; removed: number },
): void {
  audit(tx, call.audit, {
    action,
    subjectKind: 'group',
    subject: groupId,
    details: {
      organizationId: details.outcome.organizationId,
      effects: [...details.outcome.words],
      membersAdded: details.added,
      membersRemoved: details.removed,
    },
  })
}
