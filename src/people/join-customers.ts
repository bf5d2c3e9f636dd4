// Two customers turn out to be one person: one becomes part of the other, with all that is its; and back again.

import { conflict, notFound } from '../model/errors.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  holdCustomers,
  type Link,
  linksOf,
  moveAddresses,
  moveUsers,
  type Parts,
  partsOf,
  setStanding,
} from '../storage/identity/customer-links.ts'
import { rememberJoined } from '../storage/identity/joined.ts'
import {
  allReferring,
  closeCasesWithin,
  type Moved,
  moveAll,
  moveBack,
  type Referring,
  reopenCases,
} from '../storage/identity/merges.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import type { Call } from './apply-user.ts'
import { projectAgain } from './project-user.ts'

/** What was moved, by ids: enough to take it back. */
export interface Joined {
  readonly fromId: string
  readonly intoId: string
  readonly users: readonly string[]
  readonly requests: readonly string[]
  readonly addresses: readonly string[]
  /** Whatever else referred to the customer; a record of before knows less of it. */
  readonly others?: { readonly [what in Referring]?: readonly string[] }
  /** What had been asked about the two of them, and settled with this. */
  readonly closedCases?: readonly string[]
  /** What both were before. */
  readonly from: { readonly active: boolean; readonly directoryId: number | null }
  readonly into: {
    readonly active: boolean
    readonly directoryId: number | null
    readonly severalLinks: boolean
  }
}

/** What joining two customers would come to. */
export interface JoinEffect {
  readonly name: string
  /** Who becomes part of the one of that name. */
  readonly merged: string
  readonly requests: number
  /** More than one directory has the person from then on. */
  readonly severalDirectories: boolean
}

/** Reads both, behind their locks. @throws DoorwardError when one is gone, or is part of another already */
async function hold(tx: Transaction, fromId: string, intoId: string): Promise<{ from: Parts; into: Parts }> {
  if (fromId === intoId) throw conflict('These are one customer already.')
  const [, [from] = [], [into] = []] = (await tx.readAll([
    holdCustomers(tx.siteId, [fromId, intoId]),
    partsOf(tx.siteId, fromId),
    partsOf(tx.siteId, intoId),
  ])) as [unknown, Parts[], Parts[]]
  if (!from || !into) throw notFound('One of the two customers')
  if (from.mergedInto !== null || into.mergedInto !== null) {
    throw conflict('One of the two is part of another customer already. Read the case again.')
  }
  return { from, into }
}

export async function joinEffect(tx: Transaction, fromId: string, intoId: string): Promise<JoinEffect> {
  return effectOf(await hold(tx, fromId, intoId))
}

function effectOf({ from, into }: { from: Parts; into: Parts }): JoinEffect {
  const directories = new Set([...from.users, ...into.users].map(({ directoryId }) => directoryId))
  return {
    name: into.name,
    merged: from.name,
    requests: from.requests,
    severalDirectories: directories.size > 1,
  }
}

/** Users and addresses are judged anew when they move; whatever else refers to a customer only says whom it means. */
const others = allReferring.filter((what) => what !== 'users' && what !== 'addresses')

/**
 * Makes one customer part of another, in the caller's transaction: whatever refers to the one is the other's from now on. Name and address follow by the rules, soon. Of a person who was active in one of them, both directories must have
 * said so, or nobody: an unmanaged customer who is taken over is active where the directory has them active.
 * @param caseId the case that this decides, and that is closed with the decision
 * @throws DoorwardError 'conflict'
 */
export async function join(
  tx: Transaction,
  { fromId, intoId, caseId }: { readonly fromId: string; readonly intoId: string; readonly caseId: string },
  now: Date,
): Promise<Joined> {
  const { siteId } = tx
  const { from, into } = await hold(tx, fromId, intoId)
  const users = from.users.map(({ userId }) => userId)
  const { addresses } = from
  const all = [...from.users, ...into.users]
  const active = all.length > 0 ? all.some((one) => one.active) : into.active
  tx.write(rememberJoined(siteId, fromId, now))
  tx.write(moveUsers(siteId, users, intoId, now))
  tx.write(moveAddresses(siteId, fromId, addresses, intoId, now))
  const { requests, ...rest } = await moveOthers(tx, fromId, intoId)
  const closed = await tx.read<Moved>(closeCasesWithin(siteId, intoId, caseId, now))
  const gone = { name: from.name, active: false, directoryId: null, mergedInto: intoId, severalLinks: false }
  tx.write(setStanding(siteId, fromId, gone, now))
  const severalLinks = all.length > 1
  const directoryId = into.directoryId ?? from.directoryId
  tx.write(
    setStanding(
      siteId,
      intoId,
      { name: into.name, active, directoryId, mergedInto: null, severalLinks },
      now,
    ),
  )
  follow(tx, intoId, now)
  return {
    fromId,
    intoId,
    users,
    requests: requests ?? [],
    addresses,
    others: rest,
    closedCases: closed.map(({ id }) => id),
    from: { active: from.active, directoryId: from.directoryId },
    into: { active: into.active, directoryId: into.directoryId, severalLinks: into.users.length > 1 },
  }
}

/** @returns the ids of what moved */
async function moveOthers(
  tx: Transaction,
  fromId: string,
  intoId: string,
): Promise<{ [what in Referring]?: readonly string[] }> {
  const moved = await tx.readAll(others.map((what) => moveAll(tx.siteId, what, fromId, intoId)))
  return Object.fromEntries(
    others.map((what, n) => [what, ((moved[n] ?? []) as Moved[]).map(({ id }) => id)]),
  )
}

/** Makes two of the one again. What arrived since stays with the one. */
export async function separate(tx: Transaction, joined: Joined, now: Date): Promise<void> {
  const { siteId } = tx
  const { fromId, intoId, from, into } = joined
  const [, [gone] = [], [kept] = []] = (await tx.readAll([
    holdCustomers(siteId, [fromId, intoId]),
    partsOf(siteId, fromId),
    partsOf(siteId, intoId),
  ])) as [unknown, Parts[], Parts[]]
  if (gone?.mergedInto !== intoId || !kept) {
    throw conflict('The two have changed since in a way that cannot be taken back.')
  }
  if (kept.mergedInto !== null) throw conflict('The survivor was merged itself: undo that first.')
  const still = kept.users.filter(({ userId }) => joined.users.includes(userId))
  const left = kept.users.filter(({ userId }) => !joined.users.includes(userId))
  const isActive = (users: Parts['users'], before: boolean) =>
    users.length > 0 ? users.some(({ active }) => active) : before
  tx.write(
    moveUsers(
      siteId,
      still.map(({ userId }) => userId),
      fromId,
      now,
    ),
  )
  const ids: Joined['others'] = { ...joined.others, requests: joined.requests }
  await tx.readAll(
    others.map((what) => moveBack(siteId, what, { from: intoId, to: fromId, ids: ids[what] ?? [] })),
  )
  await tx.read(reopenCases(siteId, joined.closedCases ?? []))
  tx.write(moveAddresses(siteId, intoId, joined.addresses, fromId, now))
  const back = {
    name: gone.name,
    active: isActive(still, from.active),
    directoryId: from.directoryId,
    severalLinks: still.length > 1,
  }
  tx.write(setStanding(siteId, fromId, { ...back, mergedInto: null }, now))
  const rest = {
    name: kept.name,
    active: isActive(left, into.active),
    directoryId: into.directoryId,
    severalLinks: left.length > 1,
  }
  tx.write(setStanding(siteId, intoId, { ...rest, mergedInto: null }, now))
  for (const customerId of [fromId, intoId]) follow(tx, customerId, now)
}

function follow(tx: Transaction, customerId: string, now: Date): void {
  leaveTask(tx, now, 'follow-links', { customerId })
  leaveWord(tx, now, 'customer.changed', { customerId, effects: ['links'] })
}

/** Brings a customer in line with what every directory says that has the person. Doing it twice changes nothing. */
export async function followLinks(
  database: Database,
  siteId: number,
  customerId: string,
  now: Date,
): Promise<void> {
  const links = await database.inSite(siteId, (tx) => tx.read<Link>(linksOf(siteId, customerId)))
  for (const { directoryId, userId } of links) {
    const audit = { actor: { kind: 'system', name: 'links' } as const, now, directoryId }
    const call: Call = { directoryId, now, audit }
    await database.inDirectory(siteId, directoryId, async (tx) => {
      await projectAgain(tx, call, userId)
    })
  }
}
