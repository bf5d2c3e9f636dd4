// A company changes its domain: customers whom no directory manages keep everything, at the new address.
import { conflict, notFound } from '../model/errors.ts'
import { undoUntil } from '../model/identity/case.ts'
import { type MovedDomain, type MoveSay, movedAddress } from '../model/identity/domain-move.ts'
import { judgeUnmanagedAddress, type UnmanagedAddressFacts } from '../model/identity/unmanaged.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { accessPolicyOf, readPolicy } from '../storage/identity/access-policies.ts'
import { endAddress, insertAddress, updateCustomer } from '../storage/identity/customers.ts'
import {
  type DomainMoveRecord,
  domainMoveForStep,
  endFeedsOf,
  type FedByMoved,
  fedByMoved,
  feedByMove,
  forgetMoved,
  insertDomainMove,
  keepMoved,
  lastDomainMoves,
  type MovingAddress,
  movedToReturn,
  nextToMove,
  noteMoveStep,
  noteMoveUndone,
  noteReturnStep,
  type ReturningPerson,
  saysInMove,
  takeUpAddress,
} from '../storage/identity/domain-moves.ts'
import { holdCustomers } from '../storage/identity/import-facts.ts'
import { rememberJoined } from '../storage/identity/joined.ts'
import { judgeClaimantsAnew, unmanagedAddressFacts } from '../storage/identity/unmanaged-customers.ts'
import { newId } from '../storage/new-id.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import { siteForUpdate } from '../storage/sites.ts'
import { noticeAddressChange } from './address-notices.ts'
import { type DomainMovePreview, judgeMoving, previewDomainMove, refusalOf } from './domain-move-preview.ts'

const step = 100

/** What an administrator confirms: the numbers of the preview. */
export type ConfirmedMove = MovedDomain & Pick<DomainMovePreview, 'people' | 'held'>

/**
 * Begins to move everybody, and lets the new domain feed the organizations that the old one feeds. The people follow in steps.
 * The administrator who confirms the numbers vouches that the mailboxes are the same people's.
 * @returns the move's id
 * @throws DoorwardError 'conflict' when the numbers are other ones by now, or another move is under way
 */
export async function beginDomainMove(
  database: Database,
  siteId: number,
  confirmed: ConfirmedMove,
  context: AuditContext,
): Promise<string> {
  const { from, to, people, held } = confirmed
  const { now } = context
  const preview = await previewDomainMove(database, siteId, confirmed)
  if (preview.people === 0) throw conflict(`from: nobody with an address at ${from} would move.`, 'from')
  if (preview.people !== people || preview.held !== held) {
    throw conflict(
      `people: ${preview.people} would move now, ${preview.held} of them held. Look at the preview again.`,
      'people',
    )
  }
  const id = newId()
  await database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const [last = [], says = [], fed = []] = (await tx.readAll([
      lastDomainMoves(siteId, 1),
      saysInMove(siteId, confirmed),
      fedByMoved(siteId, confirmed),
    ])) as [DomainMoveRecord[], MoveSay[], FedByMoved[]]
    const refusal = refusalOf(confirmed, says)
    if (refusal) throw refusal
    const [before] = last
    if (before && before.afterId !== null) {
      throw conflict(`${before.from} is becoming ${before.to} just now. Wait until that is through.`)
    }
    const begun = { id, from, to, begunAt: now, undoUntil: undoUntil(now), afterId: lowestId }
    tx.write(insertDomainMove(siteId, begun))
    for (const { id: organizationId } of fed) {
      const made = await tx.read(feedByMove(siteId, id, { organizationId, to, now }))
      if (made.length > 0) tellOfFeed(tx, context, 'organization.domain-added', organizationId, to)
    }
    audit(tx, context, {
      action: 'domain.moved',
      subjectKind: 'site',
      subject: keyOf(siteId),
      details: { moveId: id, from, to, people, held },
    })
    leaveTask(tx, now, 'move-domain', { moveId: id })
  })
  return id
}

function tellOfFeed(
  tx: Transaction,
  context: AuditContext,
  action: 'organization.domain-added' | 'organization.domain-removed',
  organizationId: string,
  domain: string,
): void {
  audit(tx, context, { action, subjectKind: 'organization', subject: organizationId, details: { domain } })
  leaveWord(tx, context.now, 'organization.changed', { organizationId })
}

/**
 * Moves addresses, or takes them back when that was asked, step by step, as far as time allows. It may be stopped and begun again
 * at any time.
 * @param maxMs after this it stops behind a step
 * @returns whether it is through
 */
export async function moveDomain(
  database: Database,
  siteId: number,
  moveId: string,
  now: Date,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const end = Date.now() + maxMs
  for (;;) {
    if (await database.inSite(siteId, (tx) => takeStep(tx, moveId, now))) return true
    if (Date.now() < end) continue
    await database.inSite(siteId, async (tx) => leaveTask(tx, new Date(), 'move-domain', { moveId }))
    return false
  }
}

async function takeStep(tx: Transaction, moveId: string, now: Date): Promise<boolean> {
  const [found] = await tx.read<DomainMoveRecord>(domainMoveForStep(tx.siteId, moveId))
  if (!found || found.afterId === null) return true
  const context: AuditContext = { actor: { kind: 'system', name: 'domain move' }, now }
  return found.undoneAt === null
    ? moveStep(tx, found, found.afterId, context)
    : returnStep(tx, found, context)
}

async function moveStep(
  tx: Transaction,
  move: DomainMoveRecord,
  after: string,
  context: AuditContext,
): Promise<boolean> {
  const { siteId } = tx
  const next = nextToMove(siteId, move, after, step)
  const seen = await tx.read<MovingAddress>(next)
  const ids = [...new Set(seen.map(({ customerId }) => customerId))]
  // Whoever changes these people meanwhile is waited for, and what came of that is looked at again.
  const [, policies, held = [], fed = [], says = []] = (await tx.readAll([
    holdCustomers(siteId, ids),
    accessPolicyOf(siteId),
    next,
    fedByMoved(siteId, move),
    saysInMove(siteId, move),
  ])) as [unknown, unknown[], MovingAddress[], FedByMoved[], MoveSay[]]
  const policy = readPolicy(policies)
  // Another company has proven one of the two meanwhile: nobody more moves.
  const isOver = refusalOf(move, says) !== undefined
  let moved = 0
  for (const one of isOver ? [] : held) {
    if (!ids.includes(one.customerId) || judgeMoving(one, move.to, policy) !== undefined) continue
    if (fed.length > 0) tx.write(rememberJoined(siteId, one.customerId, context.now))
    moveOne(tx, move, one, context)
    moved++
  }
  const last = isOver || seen.length < step ? null : (seen.at(-1)?.addressId ?? null)
  tx.write(noteMoveStep(siteId, move.id, last, moved))
  if (moved > 0) leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
  return last === null
}

function moveOne(tx: Transaction, move: DomainMoveRecord, one: MovingAddress, context: AuditContext): void {
  const { siteId } = tx
  const { now } = context
  const { customerId, address: before, standing } = one
  const address = movedAddress(before, move.to)
  const newAddressId = newId()
  tx.write(endAddress(siteId, customerId, one.addressId, now))
  const moved = { customerId, address, standing, directoryId: null, now, addressId: newAddressId }
  tx.write(insertAddress(siteId, moved))
  tx.write(keepMoved(siteId, move.id, { customerId, oldAddressId: one.addressId, newAddressId }))
  tellOfPerson(tx, context, move.id, customerId, standing === 'held', before, address)
}

function tellOfPerson(
  tx: Transaction,
  context: AuditContext,
  moveId: string,
  customerId: string,
  proven: boolean,
  before: string,
  after: string,
  takenUp: string | null = null,
): void {
  tx.write(updateCustomer(tx.siteId, customerId, {}, context.now))
  // Whom a directory gives one of the two addresses is judged anew: the one is free, the other has another holder.
  for (const address of [before, after]) tx.write(judgeClaimantsAnew(tx.siteId, address))
  noticeAddressChange(tx, customerId, context.now, takenUp)
  audit(tx, context, {
    action: 'customer.changed',
    subjectKind: 'customer',
    subject: customerId,
    details: { moveId, proven },
    person: { id: customerId, values: { address: { before, after } } },
  })
  leaveWord(tx, context.now, 'customer.changed', { customerId, effects: ['change'] })
}

/**
 * Has everybody who was moved take up the address of before, in steps. Who was changed since, and whose old address somebody else
 * has by now, stays at the new one.
 * @throws DoorwardError 'conflict' when it cannot be taken back any more
 */
export async function undoDomainMove(
  database: Database,
  siteId: number,
  moveId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const [[found] = [], [last] = []] = (await tx.readAll([
      domainMoveForStep(siteId, moveId),
      lastDomainMoves(siteId, 1),
    ])) as [DomainMoveRecord[], DomainMoveRecord[]]
    if (!found) throw notFound('This move of a domain')
    if (found.undoneAt !== null) return
    if (found.undoUntil <= context.now) {
      throw conflict(`This could be taken back until ${found.undoUntil.toISOString()}.`)
    }
    if (last && last.id !== moveId && last.afterId !== null) {
      throw conflict(`${last.from} is becoming ${last.to} just now. Wait until that is through.`)
    }
    const refusal = refusalOf(backwards(found), await tx.read<MoveSay>(saysInMove(siteId, found)))
    if (refusal) throw refusal
    tx.write(noteMoveUndone(siteId, moveId, lowestId, context.now))
    const { from, to, moved: people } = found
    audit(tx, context, {
      action: 'domain.move-undone',
      subjectKind: 'site',
      subject: keyOf(siteId),
      details: { moveId, from, to, people },
    })
    leaveTask(tx, context.now, 'move-domain', { moveId })
  })
}

const backwards = ({ from, to }: MovedDomain): MovedDomain => ({ from: to, to: from })

async function returnStep(tx: Transaction, move: DomainMoveRecord, context: AuditContext): Promise<boolean> {
  const { siteId } = tx
  const next = movedToReturn(siteId, move.id, step)
  const seen = await tx.read<ReturningPerson>(next)
  const ids = [...new Set(seen.map(({ customerId }) => customerId))]
  const [, people = [], says = []] = (await tx.readAll([
    holdCustomers(siteId, ids),
    next,
    saysInMove(siteId, move),
  ])) as [unknown, ReturningPerson[], MoveSay[]]
  // Another company has proven one of the two meanwhile: nobody more goes back.
  const isOver = refusalOf(backwards(move), says) !== undefined
  const facts = (await tx.readAll(
    people.map(({ customerId, old }) => unmanagedAddressFacts(siteId, customerId, old)),
  )) as UnmanagedAddressFacts[][]
  let back = 0
  for (const [n, one] of people.entries()) {
    const [found] = facts[n] ?? []
    if (isOver || !one.isAsItWas || !found || judgeUnmanagedAddress(found)) continue
    tx.write(endAddress(siteId, one.customerId, one.newAddressId, context.now))
    tx.write(takeUpAddress(siteId, one.customerId, one.oldAddressId))
    tellOfPerson(
      tx,
      context,
      move.id,
      one.customerId,
      one.standing === 'held',
      one.new,
      one.old,
      one.oldAddressId,
    )
    back++
  }
  tx.write(forgetMoved(siteId, move.id, people))
  const isLast = people.length < step
  const stayed = people.length - back
  tx.write(noteReturnStep(siteId, move.id, isLast ? null : lowestId, { back, stayed }))
  if (back > 0) leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
  if (isLast) {
    const ended = await tx.read<{ organizationId: string }>(endFeedsOf(siteId, move.id, move.to))
    for (const { organizationId } of ended) {
      tellOfFeed(tx, context, 'organization.domain-removed', organizationId, move.to)
    }
  }
  return isLast
}
