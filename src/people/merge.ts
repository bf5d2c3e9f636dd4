// Two customers become one in one transaction, with everything they have, and two again within seven days.
import { conflict, notFound } from '../model/errors.ts'
import { type CaseEffect, undoUntil } from '../model/identity/case.ts'
import { judgeMerge, type MergePlan, type MergeSide, planMerge } from '../model/identity/merge.ts'
import { keyOf } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { wakeAddressCases } from '../storage/identity/cases.ts'
import { endAddress } from '../storage/identity/customers.ts'
import { type Directory, directoryById } from '../storage/identity/directories.ts'
import { type MembershipRow, membershipsOf } from '../storage/identity/memberships.ts'
import {
  allReferring,
  arrivedSince,
  type CustomerState,
  closeCasesWithin,
  holdCustomers,
  holdUsersOf,
  insertMerge,
  type MergeRow,
  type Moved,
  mergeForUndo,
  mergeSide,
  moveAll,
  moveBack,
  noteUndone,
  type Referring,
  reopenCases,
  reviveAddress,
  setMerged,
  writeCustomer,
} from '../storage/identity/merges.ts'
import { newId } from '../storage/new-id.ts'
import { leaveWord } from '../storage/outbox.ts'

/** Who survives, and who only leads there afterwards. */
export interface MergePair {
  readonly survivorId: string
  readonly mergedId: string
}

/** What the way back needs, as JSON: ids, codes and numbers. */
interface UndoRecord {
  readonly moved: { readonly [what in Referring]: readonly string[] }
  readonly isLedByMerged: boolean
  /** Both before, but for their names. */
  readonly survivor: Omit<CustomerState, 'name'>
  readonly merged: Omit<CustomerState, 'name'>
  readonly ended: { readonly of: 'survivor' | 'merged'; readonly addressId: string } | null
  readonly closedCases: readonly string[]
}

/** @throws DoorwardError when there is no such customer, or they cannot become one */
async function sidesOf(
  tx: Transaction,
  { survivorId, mergedId }: MergePair,
): Promise<[MergeSide, MergeSide]> {
  const [[survivor] = [], [merged] = []] = (await tx.readAll([
    mergeSide(tx.siteId, survivorId),
    mergeSide(tx.siteId, mergedId),
  ])) as MergeSide[][]
  if (!survivor) throw notFound('This customer')
  if (!merged) throw notFound('The other customer', 'otherCustomerId')
  const refusal = judgeMerge(survivor, merged)
  if (refusal === undefined) return [survivor, merged]
  throw conflict(
    {
      same: 'otherCustomerId: this is the same customer.',
      erased: 'otherCustomerId: one of the two was erased, for good.',
      'merged-already': 'otherCustomerId: one of the two was merged already.',
      left: 'otherCustomerId: one of the two left the directory that manages this person. Only somebody whom that directory has now can be the same person; a release comes first.',
      'both-in-directories': `otherCustomerId: a directory has ${survivor.name}, and a directory has ${merged.name}. One person cannot be written by both: one of the two must have left its directory.`,
    }[refusal],
    'otherCustomerId',
  )
}

/** What a merge would do: what moves, and who gains sight of what. It writes nothing. */
export async function previewMerge(
  database: Database,
  siteId: number,
  pair: MergePair,
): Promise<readonly CaseEffect[]> {
  return database.inSite(siteId, (tx) => effectsOfMerge(tx, pair))
}

/** The same in the caller's transaction. */
export async function effectsOfMerge(tx: Transaction, pair: MergePair): Promise<CaseEffect[]> {
  const [survivor, merged] = await sidesOf(tx, pair)
  const [own = [], others = []] = (await tx.readAll([
    membershipsOf(tx.siteId, survivor.customerId),
    membershipsOf(tx.siteId, merged.customerId),
  ])) as MembershipRow[][]
  const plan = planMerge(survivor, merged)
  const [directory] =
    plan.directoryId === null ? [] : await tx.read<Directory>(directoryById(tx.siteId, plan.directoryId))
  const has = new Set(own.map(({ organizationId }) => organizationId))
  const gained = new Map(
    others.flatMap((one) => (has.has(one.organizationId) ? [] : [[one.organizationId, one.organization]])),
  )
  const effect = (code: string, values: CaseEffect['values'] = {}): CaseEffect => ({ code, values })
  const former = plan.formerOf && { survivor, merged }[plan.formerOf].address
  return [
    effect('survives', { name: plan.name, survivor: survivor.name, merged: merged.name }),
    effect('requests-move', { count: merged.requests }),
    ...[...gained.values()].map((organization) => effect('sees-organization', { organization })),
    ...(plan.directoryId === survivor.directoryId || plan.directoryId === null
      ? []
      : [effect('managed-by', { directory: directory?.name ?? keyOf(plan.directoryId) })]),
    ...(former ? [effect('address-former', { address: former })] : []),
    ...(plan.active === survivor.active ? [] : [effect(plan.active ? 'becomes-active' : 'becomes-inactive')]),
  ]
}

/** Makes two customers one. @returns the merge's id, by which it is undone */
export async function merge(
  database: Database,
  siteId: number,
  pair: MergePair,
  context: AuditContext,
): Promise<string> {
  return database.inSite(siteId, (tx) => mergeIn(tx, pair, context))
}

/**
 * The same in the caller's transaction.
 * @param caseId the case that this decides, and that is closed with the decision
 */
export async function mergeIn(
  tx: Transaction,
  pair: MergePair,
  context: AuditContext,
  caseId: string | null = null,
): Promise<string> {
  const { siteId } = tx
  const { survivorId, mergedId } = pair
  const ids = [survivorId, mergedId]
  await tx.readAll([holdUsersOf(siteId, ids), holdCustomers(siteId, ids)])
  const [survivor, merged] = await sidesOf(tx, pair)
  const plan = planMerge(survivor, merged)
  const ended = endOne(tx, plan, survivor, merged, context.now)
  const moved = await tx.readAll(allReferring.map((what) => moveAll(siteId, what, mergedId, survivorId)))
  const [, , closed = []] = (await tx.readAll([
    setMerged(siteId, mergedId, survivorId, context.now),
    writeCustomer(siteId, survivorId, plan, context.now),
    closeCasesWithin(siteId, survivorId, caseId, context.now),
  ])) as Moved[][]
  const record: UndoRecord = {
    moved: idsByKind(moved as Moved[][]),
    isLedByMerged: plan.isLedByMerged,
    survivor: stateOf(survivor),
    merged: stateOf(merged),
    ended,
    closedCases: closed.map(({ id }) => id),
  }
  const mergeId = newId()
  tx.write(
    insertMerge(siteId, {
      mergeId,
      survivorId,
      mergedId,
      nameBefore: plan.name === survivor.name ? null : survivor.name,
      undo: JSON.stringify(record),
      undoUntil: undoUntil(context.now),
      now: context.now,
    }),
  )
  write(tx, context, 'customer.merged', pair, { mergeId, requests: record.moved.requests.length })
  return mergeId
}

function idsByKind(moved: readonly (readonly Moved[])[]): UndoRecord['moved'] {
  const ids = allReferring.map((what, n) => [what, (moved[n] ?? []).map(({ id }) => id)] as const)
  return Object.fromEntries(ids) as { [what in Referring]: string[] }
}

const stateOf = ({ active, directoryId, details }: MergeSide) => ({ active, directoryId, details })

/** Of two present addresses one goes to the history; whoever was refused it is judged anew. */
function endOne(
  tx: Transaction,
  { formerOf }: MergePlan,
  survivor: MergeSide,
  merged: MergeSide,
  now: Date,
): UndoRecord['ended'] {
  if (!formerOf) return null
  const { customerId, addressId } = { survivor, merged }[formerOf]
  if (addressId === null) return null
  tx.write(endAddress(tx.siteId, customerId, addressId, now))
  tx.write(wakeAddressCases(tx.siteId, customerId, now))
  return { of: formerOf, addressId }
}

function write(
  tx: Transaction,
  context: AuditContext,
  action: 'customer.merged' | 'customer.unmerged',
  { survivorId, mergedId }: MergePair,
  details: { readonly mergeId: string; readonly requests: number },
): void {
  for (const [subject, other] of [
    [survivorId, { merged: mergedId }],
    [mergedId, { survivor: survivorId }],
  ] as const) {
    audit(tx, context, { action, subjectKind: 'customer', subject, details: { ...details, ...other } })
    leaveWord(tx, context.now, 'customer.changed', { customerId: subject, effects: ['merge'] })
  }
}

/** @throws DoorwardError when it was undone, or cannot be any more */
async function requireUndoable(
  tx: Transaction,
  mergeId: string,
  survivorId: string,
  now: Date,
): Promise<MergeRow> {
  const [found] = await tx.read<MergeRow>(mergeForUndo(tx.siteId, mergeId))
  if (!found || found.survivorId !== survivorId) throw notFound('This merge')
  if (found.undoneAt !== null) throw conflict('This merge was undone already.')
  if (found.undoUntil <= now)
    throw conflict(`This merge could be undone until ${found.undoUntil.toISOString()}.`)
  const [survivor] = await tx.read<MergeSide>(mergeSide(tx.siteId, survivorId))
  if (survivor?.mergedInto != null) throw conflict('The survivor was merged itself: undo that first.')
  return found
}

/** What undoing a merge would do: what goes back, and what arrived since and stays with the survivor. */
export async function previewUndo(
  database: Database,
  siteId: number,
  { mergeId, survivorId }: { readonly mergeId: string; readonly survivorId: string },
  now: Date,
): Promise<readonly CaseEffect[]> {
  return database.inSite(siteId, async (tx) => {
    const found = await requireUndoable(tx, mergeId, survivorId, now)
    const record: UndoRecord = JSON.parse(found.undo)
    const [since] = await tx.read<{ requests: number; addresses: number; users: number }>(
      arrivedSince(siteId, survivorId, found.mergedAt),
    )
    return [
      { code: 'apart-again', values: { merged: found.mergedName } },
      { code: 'requests-go-back', values: { count: record.moved.requests.length } },
      ...(['requests', 'addresses', 'users'] as const).flatMap((what) =>
        since && since[what] > 0 ? [{ code: `stay-${what}`, values: { count: since[what] } }] : [],
      ),
    ]
  })
}

/** Makes them two again. What arrived since stays with the survivor. */
export async function undoMerge(
  database: Database,
  siteId: number,
  { mergeId, survivorId }: { readonly mergeId: string; readonly survivorId: string },
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, (tx) => undoMergeIn(tx, { mergeId, survivorId }, context))
}

/** The same in the caller's transaction. */
export async function undoMergeIn(
  tx: Transaction,
  { mergeId, survivorId }: { readonly mergeId: string; readonly survivorId: string },
  context: AuditContext,
): Promise<void> {
  const { now } = context
  const { siteId } = tx
  const { mergedId, undo, nameBefore, mergedName } = await requireUndoable(tx, mergeId, survivorId, now)
  const record: UndoRecord = JSON.parse(undo)
  const ids = [survivorId, mergedId]
  await tx.readAll([holdUsersOf(siteId, ids), holdCustomers(siteId, ids)])
  const [survivor] = await tx.read<MergeSide>(mergeSide(siteId, survivorId))
  if (!survivor) throw notFound('This customer')
  // Whoever leads goes on as the directory has said since: what it ended meanwhile stays ended.
  const { name, active, directoryId, details } = survivor
  const present = { name, active, directoryId, details }
  const [back, apart] = record.isLedByMerged
    ? [
        { ...record.survivor, name: nameBefore ?? name },
        { ...present, directoryId: record.merged.directoryId },
      ]
    : [present, { ...record.merged, name: mergedName }]
  await tx.readAll(
    allReferring.map((what) =>
      // A merge of before knew less of what can refer to somebody.
      moveBack(siteId, what, { from: survivorId, to: mergedId, ids: record.moved[what] ?? [] }),
    ),
  )
  const { ended } = record
  await tx.readAll([
    ...(ended
      ? [reviveAddress(siteId, ended.of === 'survivor' ? survivorId : mergedId, ended.addressId)]
      : []),
    writeCustomer(siteId, survivorId, back, now),
    writeCustomer(siteId, mergedId, apart, now),
    reopenCases(siteId, record.closedCases),
  ])
  tx.write(noteUndone(siteId, mergeId, now))
  const requests = record.moved.requests.length
  write(tx, context, 'customer.unmerged', { survivorId, mergedId }, { mergeId, requests })
}
