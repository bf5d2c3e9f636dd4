import { v7 as uuidv7 } from 'uuid'
import type { AuditAction } from '../model/audit.ts'
import {
  candidateNames,
  chooseForNewGroup,
  foldName,
  freeName,
  type NamesakeFacts,
} from '../model/identity/organization.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import type { DirectoryContext } from '../storage/identity/directories.ts'
import type { LockedGroup } from '../storage/identity/directory-groups.ts'
import {
  addSource,
  deleteOrganization,
  type FedOrganization,
  holdName,
  holdOrganizationsFedBy,
  insertOrganization,
  namesakes,
  organizationsFedBy,
  removeGroupSources,
  renameOrganization,
  takeOver,
} from '../storage/identity/organizations.ts'
import { leaveWord } from '../storage/outbox.ts'
import { type Call, refuseUnlessSubscribed } from './project-user.ts'

/** What a directory group's change came to. */
export interface GroupOutcome {
  readonly pending: boolean
  readonly organizationId: string | null
  /** Sentences without their full stop. */
  readonly words: readonly string[]
}

/**
 * A new group: by default it is an organization (product.md, "Groups and organizations"). One read.
 * @param context what `directoryContext` answered in this transaction
 */
export async function introduceGroup(
  tx: Transaction,
  call: Call,
  context: DirectoryContext,
  groupId: string,
  displayName: string,
): Promise<GroupOutcome> {
  refuseUnlessSubscribed(context, 'create')
  return becomeOrganization(tx, call, context, groupId, displayName)
}

/**
 * A changed or replayed group: the organization it made gets its new name and keeps its id. A group that feeds an
 * organization which another group made leaves it and becomes one of its own.
 */
export async function followGroup(
  tx: Transaction,
  call: Call,
  locked: LockedGroup,
  displayName: string,
): Promise<GroupOutcome> {
  const renamed = displayName !== locked.displayName
  if (!locked.hasSource) return becomeOrganization(tx, call, locked, locked.id, displayName)
  if (!renamed && !locked.pending) return { pending: false, organizationId: locked.organizationId, words: [] }
  if (!locked.mayGrant) return { pending: true, organizationId: locked.organizationId, words: waits }
  if (locked.organizationId === null) {
    // Names before organizations, as everywhere, or two would wait for each other.
    await tx.read(holdName(tx.siteId, displayName))
    const words = await leaveOrganizations(tx, call, locked.id)
    const outcome = await becomeOrganization(tx, call, locked, locked.id, displayName)
    return { ...outcome, words: [...words, ...outcome.words] }
  }
  return rename(tx, call, locked, displayName)
}

/** A deleted group: it feeds nothing any more; an organization with nothing left to keep goes with it. */
export async function dismissGroup(tx: Transaction, call: Call, groupId: string): Promise<GroupOutcome> {
  const words = await leaveOrganizations(tx, call, groupId)
  return { pending: false, organizationId: null, words }
}

const waits = ['the organization waits until the directory grants again']

async function becomeOrganization(
  tx: Transaction,
  call: Call,
  context: DirectoryContext,
  groupId: string,
  displayName: string,
): Promise<GroupOutcome> {
  if (!context.mayGrant) return { pending: true, organizationId: null, words: waits }
  const { directoryId, now } = call
  const names = candidateNames(displayName, context.directoryName)
  const taken = await holdNamesakes(tx, names)
  const choice = chooseForNewGroup(names, taken, directoryId, groupId)
  const organizationId = choice.kind === 'adopt' ? choice.organizationId : uuidv7()
  if (choice.kind === 'adopt') tx.write(takeOver(tx.siteId, organizationId, groupId))
  else {
    const { name } = choice
    const origin = { createdByDirectoryId: directoryId, createdByGroupId: groupId }
    tx.write(insertOrganization(tx.siteId, { organizationId, name, ...origin, now }))
  }
  tx.write(addSource(tx.siteId, { organizationId, kind: 'group', directoryId, groupId, now }))
  leaveWord(tx, now, 'organization.changed', { organizationId })
  const words = [
    choice.kind === 'adopt'
      ? `the group feeds the organization ${displayName}, which this directory made before`
      : `organization ${choice.name} appeared`,
  ]
  return { pending: false, organizationId, words }
}

async function rename(
  tx: Transaction,
  { now }: Call,
  locked: LockedGroup,
  displayName: string,
): Promise<GroupOutcome> {
  const organizationId = locked.organizationId as string
  const names = candidateNames(displayName, locked.directoryName)
  const taken = await holdNamesakes(tx, names)
  const name = freeName(names, taken, organizationId, locked.id)
  if (foldName(name) === foldName(locked.organizationName ?? '') && name === locked.organizationName) {
    return { pending: false, organizationId, words: [] }
  }
  tx.write(renameOrganization(tx.siteId, organizationId, name, now))
  leaveWord(tx, now, 'organization.changed', { organizationId })
  return {
    pending: false,
    organizationId,
    words: [`organization ${locked.organizationName} is now called ${name}`],
  }
}

async function holdNamesakes(tx: Transaction, names: readonly string[]): Promise<NamesakeFacts[]> {
  const queries = [holdName(tx.siteId, names[0] ?? ''), namesakes(tx.siteId, names)]
  const [, taken = []] = await tx.readAll(queries)
  return taken as NamesakeFacts[]
}

async function leaveOrganizations(
  tx: Transaction,
  { directoryId, now }: Call,
  groupId: string,
): Promise<string[]> {
  const [, fed = []] = (await tx.readAll([
    holdOrganizationsFedBy(tx.siteId, directoryId, groupId),
    organizationsFedBy(tx.siteId, directoryId, groupId),
  ])) as [unknown, FedOrganization[]]
  if (fed.length === 0) return []
  tx.write(removeGroupSources(tx.siteId, directoryId, groupId))
  return fed.map(({ organizationId, name, createdByThisDirectory, hasOtherSource, hasRequest }) => {
    leaveWord(tx, now, 'organization.changed', { organizationId })
    if (!createdByThisDirectory || hasOtherSource) return `the group no longer feeds the organization ${name}`
    if (hasRequest) return `organization ${name} has no members any more and stays, because it has requests`
    tx.write(deleteOrganization(tx.siteId, organizationId))
    return `organization ${name} is gone`
  })
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
