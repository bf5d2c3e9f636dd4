// A company changes its domain: customers whom no directory manages keep everything, at the new address.
import { conflict, type DoorwardError, notFound } from '../model/errors.ts'
import type { AccessPolicy } from '../model/identity/access-policy.ts'
import { undoUntil } from '../model/identity/case.ts'
import {
  judgeDomainMove,
  judgeMovedAddress,
  type MovedDomain,
  type MoveRefusal,
  type MoveSay,
  movedAddress,
} from '../model/identity/domain-move.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import { judgeUnmanagedAddress, type UnmanagedAddressFacts } from '../model/identity/unmanaged.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  accessPolicyOf,
  type PresentDomains,
  presentDomains,
  readPolicy,
} from '../storage/identity/access-policies.ts'
import { endAddress, updateCustomer } from '../storage/identity/customers.ts'
import {
  type DomainMoveRecord,
  domainMoveForStep,
  endFeedsOf,
  type FedByMoved,
  fedByMoved,
  feedByMove,
  forgetMoved,
  insertDomainMove,
  insertMovedAddress,
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
import { type DomainPerson, peopleOfDomain } from '../storage/identity/organizations-by-hand.ts'
import { judgeClaimantsAnew, unmanagedAddressFacts } from '../storage/identity/unmanaged-customers.ts'
import { newId } from '../storage/new-id.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import { siteForUpdate } from '../storage/sites.ts'
import { noticeAddressChange } from './address-notices.ts'

/** Somebody of a preview. */
interface PreviewedAddress {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly as: 'moves' | MoveRefusal
}

export interface DomainMovePreview {
  /** How many addresses move, and how many of them are held at the new domain then. */
  readonly people: number
  readonly held: number
  /** How many stay as they are, by what stands in the way. */
  readonly refused: { readonly [reason in MoveRefusal]?: number }
  /** Active people with an address there whom a directory manages: only its word changes them. */
  readonly managed: number
  /** There are more than were counted. */
  readonly hasMore: boolean
  /** Names of the organizations that the old domain feeds, and the new one will. */
  readonly organizations: readonly string[]
  /** How many hold an address at the new domain already and would join them, up to a hundred. */
  readonly joiners: number
  /** The first of each. */
  readonly first: readonly PreviewedAddress[]
}

const step = 100
const readAtOnce = 500
const countedMax = 20_000
const walkedMax = 500_000
const shownMax = 20
const joinersMax = 100

const judge = (one: MovingAddress, to: string, policy: AccessPolicy) =>
  judgeMovedAddress(one.address, to, one, policy)

function refusalOf(domains: MovedDomain, says: readonly MoveSay[]): DoorwardError | undefined {
  const refusal = judgeDomainMove(domains, says)
  if (refusal?.reason === 'same') return conflict('to: this is the same domain.', 'to')
  if (!refusal) return undefined
  const { domain, directory } = refusal
  const other = domain === domains.from ? domains.to : domains.from
  return conflict(
    `to: ${directory} has proven ${domain}, and does not speak for ${other}. Declare ${other} for that directory first if it is the same company's.`,
    'to',
  )
}

/** What a move would do. It writes nothing. @throws DoorwardError 'conflict', field `to` */
export async function previewDomainMove(
  database: Database,
  siteId: number,
  domains: MovedDomain,
): Promise<DomainMovePreview> {
  const { from, to } = domains
  const [says = [], policies, fed = [], there = []] = (await database.readInSite(siteId, [
    saysInMove(siteId, domains),
    accessPolicyOf(siteId),
    fedByMoved(siteId, domains),
    peopleOfDomain(siteId, to, joinersMax),
  ])) as [MoveSay[], unknown[], FedByMoved[], DomainPerson[]]
  const refusal = refusalOf(domains, says)
  if (refusal) throw refusal
  const policy = readPolicy(policies)
  const counts: { [as in PreviewedAddress['as']]?: number } = {}
  const first: PreviewedAddress[] = []
  let [seen, held] = [0, 0]
  for (let after = lowestId; seen < countedMax; ) {
    const [rows = []] = (await database.readInSite(siteId, [
      nextToMove(siteId, domains, after, readAtOnce),
    ])) as [MovingAddress[]]
    for (const one of rows) {
      const as = judge(one, to, policy) ?? 'moves'
      const count = (counts[as] ?? 0) + 1
      counts[as] = count
      if (as === 'moves' && one.standing === 'held') held++
      if (count <= shownMax) first.push({ id: one.customerId, name: one.name, address: one.address, as })
    }
    seen += rows.length
    const last = rows.at(-1)
    if (!last || rows.length < readAtOnce) break
    after = last.addressId
  }
  const { moves: people = 0, ...refused } = counts
  const organizations = fed.filter(({ hasNew }) => !hasNew).map(({ name }) => name)
  const joiners = organizations.length > 0 ? there.length : 0
  const managed = await managedAt(database, siteId, from)
  return { people, held, refused, managed, hasMore: seen >= countedMax, organizations, joiners, first }
}

/** How many active people of directories have an address in a domain, among as many as can be looked at. */
async function managedAt(database: Database, siteId: number, domain: string): Promise<number> {
  const stepMax = 20_000
  let managed = 0
  let after: string | null = lowestId
  for (let seen = 0; after !== null && seen < walkedMax; seen += stepMax) {
    const [[found]] = (await database.readInSite(siteId, [presentDomains(siteId, after, stepMax)])) as [
      [PresentDomains],
    ]
    for (const one of found.domains) if (one.isManaged && one.domain === domain) managed += one.people
    after = found.last
  }
  return managed
}

/** What an administrator confirms: the numbers of the preview. */
export interface ConfirmedMove extends MovedDomain {
  readonly people: number
  readonly held: number
}

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
    for (const { id: organizationId, since } of fed) {
      const made = await tx.read(feedByMove(siteId, { moveId: id, organizationId, to, since, now }))
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
  const [, policies, held = []] = (await tx.readAll([
    holdCustomers(siteId, ids),
    accessPolicyOf(siteId),
    next,
  ])) as [unknown, unknown[], MovingAddress[]]
  const policy = readPolicy(policies)
  let moved = 0
  for (const one of held) {
    if (!ids.includes(one.customerId) || judge(one, move.to, policy) !== undefined) continue
    moveOne(tx, move, one, context)
    moved++
  }
  const last = seen.length < step ? null : (seen.at(-1)?.addressId ?? null)
  tx.write(noteMoveStep(siteId, move.id, last, moved))
  if (moved > 0) leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
  return last === null
}

function moveOne(tx: Transaction, move: DomainMoveRecord, one: MovingAddress, context: AuditContext): void {
  const { siteId } = tx
  const { now } = context
  const { customerId, address: before, standing, since } = one
  const address = movedAddress(before, move.to)
  const newAddressId = newId()
  tx.write(endAddress(siteId, customerId, one.addressId, now))
  tx.write(
    insertMovedAddress(siteId, {
      ...{ customerId, address, folded: foldAddress(address), addressId: newAddressId },
      ...{ standing, moveId: move.id, since, now },
    }),
  )
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
): void {
  tx.write(updateCustomer(tx.siteId, customerId, {}, context.now))
  // Whom a directory gives one of the two addresses is judged anew: the one is free, the other has another holder.
  for (const address of [before, after]) tx.write(judgeClaimantsAnew(tx.siteId, address))
  noticeAddressChange(tx, customerId, context.now)
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

async function returnStep(tx: Transaction, move: DomainMoveRecord, context: AuditContext): Promise<boolean> {
  const { siteId } = tx
  const next = movedToReturn(siteId, move.id, step)
  const seen = await tx.read<ReturningPerson>(next)
  const ids = [...new Set(seen.map(({ customerId }) => customerId))]
  const [, people = []] = (await tx.readAll([holdCustomers(siteId, ids), next])) as [
    unknown,
    ReturningPerson[],
  ]
  const facts = (await tx.readAll(
    people.map(({ customerId, old }) => unmanagedAddressFacts(siteId, customerId, old)),
  )) as UnmanagedAddressFacts[][]
  let back = 0
  for (const [n, one] of people.entries()) {
    const [found] = facts[n] ?? []
    if (!one.isAsItWas || !found || judgeUnmanagedAddress(found)) continue
    tx.write(endAddress(siteId, one.customerId, one.newAddressId, context.now))
    tx.write(takeUpAddress(siteId, one.customerId, one.oldAddressId))
    tellOfPerson(tx, context, move.id, one.customerId, one.standing === 'held', one.new, one.old)
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

/** The last moves of a site, the newest first. */
export async function domainMovesOf(database: Database, siteId: number): Promise<DomainMoveRecord[]> {
  const [rows = []] = await database.readInSite(siteId, [lastDomainMoves(siteId, shownMax)])
  return rows as DomainMoveRecord[]
}
