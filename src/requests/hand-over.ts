// The requests of somebody who left go to a colleague, in one transaction, and back within seven days.
import { conflict, DoorwardError, notFound } from '../model/errors.ts'
import {
  type HandOverRefusal,
  type HandOverSide,
  type HandOverWish,
  isPrivate,
  judgeHandOver,
  judgeWish,
  type WishRefusal,
} from '../model/hand-over.ts'
import { undoUntil } from '../model/identity/case.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  giveRequests,
  type HandOverRow,
  type HeldRequest,
  handOverForUndo,
  handOverSides,
  handOversOf,
  holdRequestsOf,
  insertHanded,
  insertHandOver,
  noteTakenBack,
  organizationsOfLeaver,
  takeBack,
} from '../storage/desk/hand-overs.ts'
import { type RequestRow, requestsOfCustomer } from '../storage/desk/requests.ts'
import { insertHistories } from '../storage/desk/thread.ts'
import { type MembershipRow, membershipsOf } from '../storage/identity/memberships.ts'
import { holdCustomers } from '../storage/identity/merges.ts'
import { newId } from '../storage/new-id.ts'
import { leaveWord } from '../storage/outbox.ts'
import { tellRequests } from './history.ts'

/** Requests in one act; what is left is handed over by another. */
const requestsMax = 1_000

/** Whose requests go to whom. */
export interface HandOverPair {
  readonly fromId: string
  readonly toId: string
}

interface Facts {
  readonly leaver: HandOverSide
  readonly colleague: HandOverSide
  /** Those that both belong, or belonged, to. */
  readonly shared: readonly { readonly id: string; readonly name: string }[]
  readonly belongsTo: ReadonlySet<string>
}

async function factsOf(tx: Transaction, { fromId, toId }: HandOverPair): Promise<Facts> {
  const { siteId } = tx
  const [sides, memberships, left] = (await tx.readAll([
    handOverSides(siteId, [fromId, toId]),
    membershipsOf(siteId, toId),
    organizationsOfLeaver(siteId, fromId),
  ])) as [HandOverSide[], MembershipRow[], { id: string }[]]
  const leaver = sides.find(({ customerId }) => customerId === fromId)
  const colleague = sides.find(({ customerId }) => customerId === toId)
  if (!leaver) throw notFound('This customer')
  if (!colleague) throw notFound('The colleague', 'colleagueId')
  const refusal = judgeHandOver(leaver, colleague)
  if (refusal) throw conflict(sayRefusal(refusal, leaver, colleague), fieldOf[refusal])
  const known = new Set(left.map(({ id }) => id))
  const own = new Map(memberships.map(({ organizationId, organization }) => [organizationId, organization]))
  const shared = [...own].flatMap(([id, name]) => (known.has(id) ? [{ id, name }] : []))
  return { leaver, colleague, shared, belongsTo: new Set(own.keys()) }
}

const fieldOf: { readonly [refusal in HandOverRefusal]: string | undefined } = {
  same: 'colleagueId',
  merged: undefined,
  erased: undefined,
  'leaver-active': undefined,
  'colleague-inactive': 'colleagueId',
}

function sayRefusal(refusal: HandOverRefusal, leaver: HandOverSide, colleague: HandOverSide): string {
  return {
    same: 'colleagueId: this is the same customer.',
    merged: 'One of the two was merged into another customer, who has the requests now.',
    erased: 'One of the two was erased, for good.',
    'leaver-active': `${leaver.name} is active, and keeps their requests.`,
    'colleague-inactive': `colleagueId: ${colleague.name} is not active, and could not go on with them.`,
  }[refusal]
}

/** What handing over would do. */
export interface HandOverPreview {
  readonly leaver: HandOverSide
  readonly colleague: HandOverSide
  /** Organizations of both; none: a site administrator confirms that they are colleagues. */
  readonly shared: readonly { readonly id: string; readonly name: string }[]
  readonly requests: readonly (RequestRow & { readonly isPrivate: boolean })[]
  /** There are more than can go in one act. */
  readonly hasMore: boolean
}

/** Whose requests they are, and which of them are private. It writes nothing. */
export async function previewHandOver(
  database: Database,
  siteId: number,
  pair: HandOverPair,
): Promise<HandOverPreview> {
  return database.inSite(siteId, async (tx) => {
    const { leaver, colleague, shared, belongsTo } = await factsOf(tx, pair)
    const rows = await tx.read<RequestRow>(requestsOfCustomer(siteId, pair.fromId, requestsMax + 1))
    const requests = rows.slice(0, requestsMax).map((row) => {
      return {
        ...row,
        isPrivate: isPrivate(
          row.organizations.map(({ id }) => id),
          belongsTo,
        ),
      }
    })
    return { leaver, colleague, shared, requests, hasMore: rows.length > requestsMax }
  })
}

/**
 * Hands over what the wish allows. The leaver stays in the history of each request.
 * @returns the hand-over's id, by which it is taken back
 * @throws DoorwardError 'forbidden' for what only a site administrator may hand over
 */
export async function handOver(
  database: Database,
  siteId: number,
  pair: HandOverPair,
  wish: HandOverWish,
  context: AuditContext,
): Promise<string> {
  const { fromId, toId } = pair
  const { now } = context
  const handOverId = newId()
  await database.inSite(siteId, async (tx) => {
    await tx.read(holdCustomers(siteId, [fromId, toId]))
    const { leaver, colleague, shared, belongsTo } = await factsOf(tx, pair)
    const refusal = judgeWish(wish, shared.length > 0)
    if (refusal) throw wishRefused(refusal, leaver, colleague)
    const held = await tx.read<HeldRequest>(holdRequestsOf(siteId, fromId, requestsMax))
    const requests = held
      .map(({ id, organizationIds }) => ({ id, wasPrivate: isPrivate(organizationIds, belongsTo) }))
      .filter(({ wasPrivate }) => wish.withPrivate || !wasPrivate)
    if (requests.length === 0) throw nothingToHandOver(held.length, leaver, colleague)
    const ids = requests.map(({ id }) => id)
    tx.write(giveRequests(siteId, ids, fromId, toId))
    tx.write(insertHandOver(siteId, { handOverId, from: fromId, to: toId, undoUntil: undoUntil(now), now }))
    tx.write(insertHanded(siteId, handOverId, requests))
    record(tx, context, 'request.handed-over', { id: handOverId, fromId, toId }, ids)
  })
  return handOverId
}

function wishRefused(refusal: WishRefusal, leaver: HandOverSide, colleague: HandOverSide): DoorwardError {
  const strangers = `${leaver.name} and ${colleague.name} share no organization`
  if (refusal === 'unconfirmed')
    return conflict(`confirm: ${strangers}: confirm that they are colleagues.`, 'confirm')
  return new DoorwardError(
    'forbidden',
    refusal === 'private'
      ? 'Private requests are handed over by a site administrator only.'
      : `${strangers}: only a site administrator confirms that they are colleagues.`,
  )
}

function nothingToHandOver(all: number, leaver: HandOverSide, colleague: HandOverSide): DoorwardError {
  return conflict(
    all === 0
      ? `${leaver.name} has no request.`
      : `All ${all} requests of ${leaver.name} are private: none was shared with an organization of ${colleague.name}. A site administrator hands these over.`,
  )
}

/** What became of somebody's requests, the newest first. @throws DoorwardError 'not-found' */
export async function handOversBy(
  database: Database,
  siteId: number,
  fromId: string,
): Promise<HandOverRow[]> {
  const [sides = [], rows = []] = await database.readInSite(siteId, [
    handOverSides(siteId, [fromId]),
    handOversOf(siteId, fromId),
  ])
  if (sides.length === 0) throw notFound('This customer')
  return rows as HandOverRow[]
}

/**
 * Takes a hand-over back: what the colleague still has of it is the leaver's again.
 * @throws DoorwardError 'conflict' when it cannot be taken back
 */
export async function takeHandOverBack(
  database: Database,
  siteId: number,
  { fromId, handOverId }: { readonly fromId: string; readonly handOverId: string },
  context: AuditContext,
): Promise<number> {
  return database.inSite(siteId, async (tx) => {
    // An erasure or a merge is waited for.
    await tx.read(holdCustomers(siteId, [fromId]))
    const [found] = await tx.read<HandOverRow>(handOverForUndo(siteId, handOverId))
    if (!found || found.fromId !== fromId) throw notFound('This hand-over')
    if (found.undoneAt !== null) throw conflict('This hand-over was taken back already.')
    if (found.undoUntil <= context.now)
      throw conflict(`This hand-over could be taken back until ${found.undoUntil.toISOString()}.`)
    const [leaver] = await tx.read<HandOverSide>(handOverSides(siteId, [fromId]))
    if (leaver?.isErased) throw conflict('The leaver was erased since: the requests stay where they are.')
    const back = await tx.read<{ id: string }>(takeBack(siteId, found))
    tx.write(noteTakenBack(siteId, handOverId, context.now))
    const ids = back.map(({ id }) => id)
    record(tx, context, 'request.taken-back', { id: handOverId, fromId, toId: found.toId }, ids)
    return ids.length
  })
}

/** In the history of each request, and of both people. */
function record(
  tx: Transaction,
  context: AuditContext,
  action: 'request.handed-over' | 'request.taken-back',
  { id: handOverId, fromId: leaver, toId: colleague }: { id: string; fromId: string; toId: string },
  requestIds: readonly string[],
): void {
  const details = { handOverId, leaver, colleague, requests: requestIds.length }
  const { actor, now } = context
  const by = actor.staffId === undefined ? null : ({ kind: 'staff', id: actor.staffId } as const)
  const kind = action === 'request.handed-over' ? 'handed-over' : 'taken-back'
  tx.write(insertHistories(tx.siteId, requestIds, { kind, by, now }))
  tellRequests(tx)
  for (const subject of requestIds) audit(tx, context, { action, subjectKind: 'request', subject, details })
  for (const subject of [leaver, colleague]) {
    audit(tx, context, { action, subjectKind: 'customer', subject, details })
    leaveWord(tx, context.now, 'customer.changed', { customerId: subject, effects: ['hand-over'] })
  }
}
