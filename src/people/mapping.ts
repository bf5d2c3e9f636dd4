// The rules by which a directory's groups belong to organizations, and its home: an administrator's audited word.
import { notFound } from '../model/errors.ts'
import { requireOfCustomers } from '../model/identity/audience.ts'
import {
  isSameTarget,
  type MappedGroup,
  type Mapping,
  sentenceOf,
  targetOf,
  type UnmatchedFate,
} from '../model/identity/group-mapping.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { markAsserted } from '../storage/identity/asserted-groups.ts'
import { type Directory, directoryForUpdate, holdDirectory } from '../storage/identity/directories.ts'
import {
  forgetRules,
  type GroupToMap,
  groupsToMap,
  type HomeRow,
  holdNamedOrganizations,
  homesOf,
  insertRules,
  insertWaitingHome,
  markGroups,
  type RuleRow,
  removeHome,
  removeIdleOrganizations,
  removeWaitingHome,
  rulesOf,
  setUnmatched,
  unmatchedOf,
} from '../storage/identity/mapping.ts'
import { closeEndedClashes } from '../storage/identity/name-clashes.ts'
import { addSource, insertOrganization, noteUse } from '../storage/identity/organizations.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import { tellCases } from './mapping-cases.ts'
import { type Replayed, replay, replayPatienceMs, settleGroups } from './replay.ts'
import {
  type Read,
  type ResolvedMapping,
  resolveMapping,
  type StoredMapping,
  type WantedMapping,
} from './wanted-mapping.ts'

const mappingQueries = (siteId: number, directoryId: number) => [
  rulesOf(siteId, directoryId),
  unmatchedOf(siteId, directoryId),
  homesOf(siteId, directoryId),
]

function mappingFrom([rules, unmatched, homes]: unknown[][]): StoredMapping {
  const [found] = unmatched as { unmatched: UnmatchedFate }[]
  if (!found) throw notFound('The directory')
  return { rules: rules as RuleRow[], unmatched: found.unmatched, homes: homes as HomeRow[] }
}

export async function readMapping(read: Read, siteId: number, directoryId: number): Promise<StoredMapping> {
  return mappingFrom(await read(mappingQueries(siteId, directoryId)))
}

/** Reads a site's rows outside of a transaction. */
export const readingOf =
  (database: Database, siteId: number): Read =>
  (queries) =>
    database.readInSite(siteId, queries)

/** What is in force of a mapping: what waits for its confirmation is as if it were not there. */
export function inForce({ rules, unmatched }: Pick<StoredMapping, 'rules' | 'unmatched'>): Mapping {
  return { unmatched, rules: rules.filter(({ isInForce }) => isInForce) }
}

/** What is stored, to be changed; a home that waits is the wanted one. */
export function asWanted({ rules, unmatched, homes }: StoredMapping): WantedMapping {
  const home = homes.find(({ isInForce }) => !isInForce) ?? homes[0]
  return {
    rules: rules.map(({ subject, way, value, organizationId }) => ({
      subject,
      way,
      value,
      to: organizationId === null ? ('nothing' as const) : { organizationId },
    })),
    unmatched,
    home: home ? { organizationId: home.organizationId } : null,
  }
}

export interface MappingChange {
  readonly mapping: StoredMapping
  /** How many groups were looked at anew by now. */
  readonly updated: Replayed
}

/**
 * Changes a directory's mapping. Groups follow at once or, where they are many, in the background; whoever loses an
 * organization by it loses it even while the directory is paused.
 * @param confirmed organizations of others that the directory may feed: what names one of them takes effect
 */
export async function changeMapping(
  database: Database,
  siteId: number,
  directoryId: number,
  wanted: WantedMapping,
  confirmed: readonly string[],
  context: AuditContext,
  unchanged: Precondition<StoredMapping> = whateverItIs,
): Promise<MappingChange> {
  await database.inSite(siteId, async (tx) => {
    const how = { wanted: () => wanted, confirmed, followAt: behindPatience(context.now) }
    const { before, after } = await changeMappingIn(tx, directoryId, how, context, unchanged)
    tellCases(tx, directoryId, before, after, context.now)
  })
  const updated = await followMapping(database, siteId, directoryId, context, replayPatienceMs)
  return { mapping: await readMapping(readingOf(database, siteId), siteId, directoryId), updated }
}

interface HowToChange {
  wanted(before: StoredMapping): WantedMapping
  readonly confirmed: readonly string[]
  /** An organization whose confirmation is taken back: what names it waits again. */
  readonly withdrawn?: string
  /** When the queue brings groups up to date, unless that is done by then. */
  readonly followAt: Date
}

/** The same in the caller's transaction; cases are the caller's. */
export async function changeMappingIn(
  tx: Transaction,
  directoryId: number,
  { wanted, confirmed, withdrawn, followAt }: HowToChange,
  context: AuditContext,
  unchanged: Precondition<StoredMapping> = whateverItIs,
): Promise<{ before: StoredMapping; after: ResolvedMapping }> {
  const { siteId } = tx
  const { now } = context
  await tx.read(holdDirectory(siteId, directoryId))
  const [directory] = await tx.read<Directory>(directoryForUpdate(siteId, directoryId))
  if (!directory) throw notFound('The directory')
  requireOfCustomers(directory, 'organizations')
  const read: Read = (queries) => tx.readAll(queries)
  const before = await readMapping(read, siteId, directoryId)
  await unchanged(tx, before)
  const known = withdrawn === undefined ? before : withdraw(before, withdrawn)
  const after = await resolveMapping(read, siteId, directoryId, wanted(before), known, confirmed)
  await holdBoth(tx, before, after)
  const groups = await markMoved(tx, directoryId, inForce(before), inForce(after))
  writeMapping(tx, directoryId, before, after, now)
  audit(
    tx,
    { ...context, directoryId },
    {
      action: 'mapping.changed',
      subjectKind: 'directory',
      subject: keyOf(directoryId),
      details: {
        before: inBrief(before, before.homes),
        after: inBrief(after, after.home ? [after.home] : []),
        groups,
      },
    },
  )
  if (groups > 0) leaveTask(tx, now, 'follow-mapping', { directoryId }, followAt)
  return { before, after }
}

/** Whoever changes it brings it up to date; the queue does what that left. */
const behindPatience = (now: Date) => new Date(now.getTime() + 2 * replayPatienceMs)

/**
 * Brings a directory's groups in line with its mapping, in steps. It may be stopped and begun again at any time. While
 * the directory grants nothing, groups only leave.
 */
export async function followMapping(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
  maxMs?: number,
): Promise<Replayed> {
  const settled = await settleGroups(database, siteId, directoryId, context, maxMs)
  return settled ?? replay(database, siteId, directoryId, context, maxMs)
}

function withdraw(before: StoredMapping, organizationId: string): StoredMapping {
  const waits = <One extends { organizationId: string | null; isInForce: boolean }>(one: One): One =>
    one.organizationId === organizationId ? { ...one, isInForce: false } : one
  return { ...before, rules: before.rules.map(waits), homes: before.homes.map(waits) }
}

async function holdBoth(tx: Transaction, before: StoredMapping, after: ResolvedMapping): Promise<void> {
  const ids = [...before.rules, ...after.rules, ...before.homes, ...(after.home ? [after.home] : [])]
  const known = new Set(ids.flatMap(({ organizationId }) => organizationId ?? []))
  for (const { organizationId } of after.made) known.delete(organizationId)
  await tx.read(holdNamedOrganizations(tx.siteId, [...known]))
}

const step = 5_000

/** Marks the groups for which the rules in force say something else than before; answers how many they are. */
async function markMoved(
  tx: Transaction,
  directoryId: number,
  before: Mapping,
  after: Mapping,
): Promise<number> {
  let marked = 0
  for (let from: string | undefined = lowestId; from !== undefined; ) {
    const page: GroupToMap[] = await tx.read<GroupToMap>(
      groupsToMap(tx.siteId, directoryId, { after: from, limit: step }),
    )
    const moved = page.filter((group) => isMoved(group, before, after)).map(({ id }) => id)
    if (moved.length > 0) {
      tx.write(markGroups(tx.siteId, directoryId, moved))
      tx.write(markAsserted(tx.siteId, directoryId, moved))
    }
    marked += moved.length
    from = page.length < step ? undefined : page.at(-1)?.id
  }
  return marked
}

export function isMoved(group: MappedGroup, before: Mapping, after: Mapping): boolean {
  return !isSameTarget(targetOf(before, group), targetOf(after, group))
}

function writeMapping(
  tx: Transaction,
  directoryId: number,
  before: StoredMapping,
  after: ResolvedMapping,
  now: Date,
): void {
  const { siteId } = tx
  for (const { organizationId, name } of after.made) {
    const origin = { createdByDirectoryId: directoryId, createdByGroupId: null }
    tx.write(insertOrganization(siteId, { organizationId, name, ...origin, now }))
  }
  tx.write(forgetRules(siteId, directoryId))
  if (after.rules.length > 0) tx.write(insertRules(siteId, directoryId, after.rules, now))
  if (before.unmatched !== after.unmatched) tx.write(setUnmatched(siteId, directoryId, after.unmatched))
  writeHome(tx, directoryId, before.homes, after.home, now)
  const named = new Set(
    [...before.rules, ...before.homes].flatMap(({ organizationId }) => organizationId ?? []),
  )
  if (named.size === 0) return
  tx.write(removeIdleOrganizations(siteId, directoryId, [...named]))
  tx.write(closeEndedClashes(siteId, { organizationIds: [...named], plainNames: [] }, now))
}

/** A home that waits leaves the one before it in force. */
function writeHome(
  tx: Transaction,
  directoryId: number,
  before: readonly HomeRow[],
  home: HomeRow | null,
  now: Date,
): void {
  const { siteId } = tx
  tx.write(removeWaitingHome(siteId, directoryId))
  const present = before.find(({ isInForce }) => isInForce)
  const isSame = present?.organizationId === home?.organizationId
  if (home && !home.isInForce) {
    tx.write(insertWaitingHome(siteId, directoryId, home.organizationId, now))
    // Its own confirmation was taken back.
    if (present && isSame) endHome(tx, directoryId, present, now)
    return
  }
  if (isSame) return
  if (present) endHome(tx, directoryId, present, now)
  if (!home) return
  const { organizationId } = home
  tx.write(noteUse(siteId, organizationId))
  tx.write(addSource(siteId, { organizationId, kind: 'home', directoryId, groupId: null, now }))
  leaveWord(tx, now, 'organization.changed', { organizationId })
}

function endHome(tx: Transaction, directoryId: number, { organizationId }: HomeRow, now: Date): void {
  tx.write(removeHome(tx.siteId, directoryId))
  leaveWord(tx, now, 'organization.changed', { organizationId })
}

/** As an audit event keeps it. */
function inBrief(
  { rules, unmatched }: Pick<StoredMapping, 'rules' | 'unmatched'>,
  homes: readonly HomeRow[],
) {
  return {
    rules: rules.map((rule) => `${sentenceOf(rule, rule.organization)}${rule.isInForce ? '' : ' (waits)'}`),
    unmatched,
    home: homes.map((one) => `${one.organization}${one.isInForce ? '' : ' (waits)'}`),
  }
}
