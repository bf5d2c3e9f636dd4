// A company moves from one identity provider to another: the people of the one directory become those of its successor.

import { conflict } from '../model/errors.ts'
import { undoUntil } from '../model/identity/case.ts'
import type { FormerPerson } from '../model/identity/succession.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { nameDirectoryToo, unnameDirectory } from '../storage/desk/portals.ts'
import {
  type Directory,
  directoryById,
  setDirectoryState,
  stopGranting,
} from '../storage/identity/directories.ts'
import { rememberJoined } from '../storage/identity/joined.ts'
import { holdCustomers } from '../storage/identity/merges.ts'
import {
  forgetSuccessor,
  holdSuccession,
  insertSuccession,
  keepSuccessor,
  type LinkOf,
  lastSuccession,
  noteStep,
  noteSuccessionUndone,
  type SuccessionRecord,
  type Successor,
  setManager,
  standFor,
  standForNobody,
  successionForStep,
  successorsToReturn,
  usersStandingFor,
} from '../storage/identity/successions.ts'
import { newId } from '../storage/new-id.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import { mergeIn, undoMergeIn } from './merge.ts'
import { judgeNext, readBoth, type Successors, step } from './succession-preview.ts'

/** @throws DoorwardError when one cannot succeed the other now */
async function requireBoth(
  read: Parameters<typeof readBoth>[0],
  siteId: number,
  successors: Successors,
): Promise<{ from: Directory; to: Directory }> {
  const { from, to, successorGrants } = await readBoth(read, siteId, successors)
  if (!successorGrants) {
    throw conflict(
      `successor: ${to.name} grants nothing now. Let it go live first, or its people would belong nowhere meanwhile.`,
      'successor',
    )
  }
  return { from, to }
}

/**
 * Names a successor: the directory of before grants nothing any more, and its people become the successor's in steps, soon.
 * @returns the succession's id
 * @throws DoorwardError 'conflict' while another one of these people is under way, or the successor grants nothing
 */
export async function beginSuccession(
  database: Database,
  siteId: number,
  successors: Successors,
  context: AuditContext,
): Promise<string> {
  const { fromId, toId, byName } = successors
  const id = newId()
  await database.inSite(siteId, async (tx) => {
    const { from, to } = await requireBoth((queries) => tx.readAll(queries), siteId, successors)
    const [last] = await tx.read<SuccessionRecord>(lastSuccession(siteId, fromId))
    if (last && last.afterId !== null) {
      throw conflict(`The people of ${from.name} are on their way to a successor already.`)
    }
    if (from.state === 'live') tx.write(setDirectoryState(siteId, fromId, 'paused'))
    tx.write(stopGranting(siteId, fromId, context.now))
    // Whoever moves goes on seeing the portals that their directory of before is named by.
    const named = await tx.read<{ id: string }>(nameDirectoryToo(siteId, fromId, toId))
    const until = undoUntil(context.now)
    tx.write(
      insertSuccession(siteId, {
        ...{ id, fromId, toId, byName, begunAt: context.now, undoUntil: until },
        afterId: lowestId,
        namedPortals: named.map((portal) => portal.id),
      }),
    )
    tell(tx, context, 'directory.succeeded', from, to, { byName })
    leaveTask(tx, context.now, 'move-people', { successionId: id })
  })
  return id
}

/**
 * Moves people, step by step, as far as time allows. It may be stopped and begun again at any time.
 * @param maxMs after this it stops behind a step
 * @returns whether it is through
 */
export async function movePeople(
  database: Database,
  siteId: number,
  successionId: string,
  now: Date,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const end = Date.now() + maxMs
  for (;;) {
    const isThrough = await database.inSite(siteId, (tx) => moveStep(tx, successionId, now))
    if (isThrough) return true
    if (Date.now() < end) continue
    await database.inSite(siteId, async (tx) => leaveTask(tx, new Date(), 'move-people', { successionId }))
    return false
  }
}

async function moveStep(tx: Transaction, successionId: string, now: Date): Promise<boolean> {
  const { siteId } = tx
  const [found] = await tx.read<SuccessionRecord>(successionForStep(siteId, successionId))
  if (!found || found.afterId === null || found.undoneAt !== null) return true
  const judged = await judgeNext((query) => tx.read(query), siteId, found, found.afterId)
  const context: AuditContext = {
    actor: { kind: 'system', name: 'succession' },
    now,
    directoryId: found.toId,
  }
  let moved = 0
  for (const { person, verdict } of judged) {
    if (verdict.kind !== 'address' && verdict.kind !== 'name') continue
    if (await move(tx, found, person, verdict.user, context)) moved++
  }
  const last = judged.length < step ? null : (judged.at(-1)?.person.customerId ?? null)
  tx.write(noteStep(siteId, successionId, last, moved))
  if (moved > 0) leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
  return last === null
}

/** @returns whether the person is the successor's now: somebody may have changed meanwhile */
async function move(
  tx: Transaction,
  { id, fromId, toId }: SuccessionRecord,
  { customerId }: FormerPerson,
  user: { readonly userId: string; readonly customerId: string | null },
  context: AuditContext,
): Promise<boolean> {
  const { siteId } = tx
  const ids = user.customerId === null ? [customerId] : [customerId, user.customerId]
  const [, , users = [], theirs = []] = (await tx.readAll([
    holdSuccession(siteId, toId, user.userId, ids),
    holdCustomers(siteId, ids),
    usersStandingFor(siteId, customerId),
    ...(user.customerId === null ? [] : [usersStandingFor(siteId, user.customerId)]),
  ])) as [unknown, unknown, LinkOf[], LinkOf[]]
  const isShared = users.some(({ directoryId }) => directoryId !== fromId)
  const isTheirs = user.customerId === null || theirs.every(({ userId }) => userId === user.userId)
  if (isShared || !isTheirs || user.customerId === customerId) return false
  tx.write(rememberJoined(siteId, customerId, context.now))
  tx.write(
    standForNobody(
      siteId,
      fromId,
      users.map(({ userId }) => userId),
      false,
    ),
  )
  let mergeId: string | null = null
  if (user.customerId === null) {
    const linked = await tx.read(standFor(siteId, toId, user.userId, customerId, context.now))
    if (linked.length === 0) throw conflict('Somebody changed meanwhile.')
    await tx.read(setManager(siteId, customerId, toId, context.now))
  } else {
    await tx.read(setManager(siteId, customerId, null, context.now))
    mergeId = await mergeIn(tx, { survivorId: customerId, mergedId: user.customerId }, context)
  }
  const kept: Successor = { customerId, userId: user.userId, users: JSON.stringify(users), mergeId }
  tx.write(keepSuccessor(siteId, id, kept))
  audit(tx, context, {
    action: 'customer.succeeded',
    subjectKind: 'customer',
    subject: customerId,
    details: { before: keyOf(fromId), after: keyOf(toId), successionId: id },
  })
  leaveWord(tx, context.now, 'customer.changed', { customerId, effects: ['succession'] })
  return true
}

/**
 * Gives the people back to the directory of before, within seven days. What arrived since stays with them. It may be stopped and
 * begun again.
 * @returns how many went back
 * @throws DoorwardError 'conflict' when there is nothing to take back
 */
export async function undoSuccession(
  database: Database,
  siteId: number,
  fromId: number,
  context: AuditContext,
): Promise<number> {
  const [[last] = []] = (await database.readInSite(siteId, [lastSuccession(siteId, fromId)])) as [
    SuccessionRecord[],
  ]
  if (!last) throw conflict('This directory has named no successor.')
  if (last.undoUntil <= context.now) {
    throw conflict(`This succession could be taken back until ${last.undoUntil.toISOString()}.`)
  }
  await database.inSite(siteId, async (tx) => {
    const [found] = await tx.read<SuccessionRecord>(successionForStep(siteId, last.id))
    if (!found || found.undoneAt !== null) return
    const [[from] = [], [to] = []] = (await tx.readAll([
      directoryById(siteId, found.fromId),
      directoryById(siteId, found.toId),
    ])) as [Directory[], Directory[]]
    tx.write(noteSuccessionUndone(siteId, last.id, context.now))
    if (found.namedPortals.length > 0) tx.write(unnameDirectory(siteId, found.namedPortals, found.toId))
    if (from && to) tell(tx, context, 'directory.succession-undone', from, to, { byName: found.byName })
  })
  let back = 0
  for (;;) {
    const done = await database.inSite(siteId, (tx) => returnStep(tx, last, context))
    back += done
    if (done < step) return back
  }
}

async function returnStep(
  tx: Transaction,
  succession: SuccessionRecord,
  context: AuditContext,
): Promise<number> {
  const { siteId } = tx
  // One at a time takes people back.
  await tx.read(successionForStep(siteId, succession.id))
  const people = await tx.read<Successor>(successorsToReturn(siteId, succession.id, step))
  for (const one of people) await giveBack(tx, succession, one, context)
  if (people.length > 0) leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
  return people.length
}

async function giveBack(
  tx: Transaction,
  { id, fromId, toId }: SuccessionRecord,
  { customerId, userId, users, mergeId }: Successor,
  context: AuditContext,
): Promise<void> {
  const { siteId } = tx
  const [, , now = []] = (await tx.readAll([
    holdSuccession(siteId, toId, userId, [customerId]),
    holdCustomers(siteId, [customerId]),
    usersStandingFor(siteId, customerId),
  ])) as [unknown, unknown, LinkOf[]]
  tx.write(forgetSuccessor(siteId, id, customerId))
  // Whom yet another directory has since, or nobody, is not this one's to give back.
  const isTheirs = now.length === 1 && now[0]?.userId === userId
  if (!isTheirs) return
  if (mergeId === null) tx.write(standForNobody(siteId, toId, [userId], true))
  else await undoMergeIn(tx, { mergeId, survivorId: customerId }, context)
  for (const one of JSON.parse(users) as LinkOf[]) {
    await tx.read(standFor(siteId, fromId, one.userId, customerId, new Date(one.linkedAt ?? context.now)))
  }
  await tx.read(setManager(siteId, customerId, fromId, context.now))
  audit(tx, context, {
    action: 'customer.succeeded',
    subjectKind: 'customer',
    subject: customerId,
    details: { before: keyOf(toId), after: keyOf(fromId), successionId: id },
  })
  leaveWord(tx, context.now, 'customer.changed', { customerId, effects: ['succession'] })
}

function tell(
  tx: Transaction,
  context: AuditContext,
  action: 'directory.succeeded' | 'directory.succession-undone',
  from: Directory,
  to: Directory,
  { byName }: { readonly byName: boolean },
): void {
  audit(
    tx,
    { ...context, directoryId: from.directoryId },
    {
      action,
      subjectKind: 'directory',
      subject: keyOf(from.directoryId),
      details: { successor: keyOf(to.directoryId), byName, state: from.state },
    },
  )
}
