// Whether somebody may see a request: loads what the rules in `model/desk/visibility.ts` need, and asks them.
import { type Person, personOf, type Writer, writerOf } from '../model/desk/request.ts'
import { type Sight, sightOf, sightOfAsker, type Viewer } from '../model/desk/visibility.ts'
import { DoorwardError, notFound } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type HeldRequestState, holdRequests, requestByKey, requestState } from '../storage/desk/requests.ts'
import { type ParticipantRow, participantsOf, type ShareRow, sharesOf } from '../storage/desk/sharing.ts'
import { type AskerRow, askerFacts, type SightRow, sightOfCustomer } from '../storage/desk/sight.ts'
import type { Query } from '../storage/statement.ts'

/** As whom somebody looks: an agent at the help centre sees their own requests, and at the console all. */
export type Face = 'help-centre' | 'console'

/** A request with the sight that somebody has of it. */
export interface SeenRequest {
  readonly state: HeldRequestState
  readonly sight: Sight
  readonly viewer: AskerRow
  readonly shares: readonly ShareRow[]
  readonly participants: readonly ParticipantRow[]
  /** What the viewer's organizations show them. */
  readonly memberships: readonly SightRow[]
}

const notThere = () => notFound('This request')

/**
 * Holds a request until the transaction is over, for somebody who may see it.
 * @throws DoorwardError 'not-found' also for a request that they may not see
 */
export function holdSeen(
  tx: Transaction,
  requestId: string,
  person: Writer,
  face: Face,
): Promise<SeenRequest> {
  return look(tx.siteId, requestId, person, face, (queries) => tx.readAll(queries), true)
}

/** The same, not held, in a transaction. @throws DoorwardError 'not-found' */
export function seenIn(tx: Transaction, requestId: string, person: Writer, face: Face): Promise<SeenRequest> {
  return look(tx.siteId, requestId, person, face, (queries) => tx.readAll(queries), false)
}

/** The same for reading alone. @throws DoorwardError 'not-found' */
export function readSeen(
  database: Database,
  siteId: number,
  requestId: string,
  person: Person,
  face: Face,
): Promise<SeenRequest> {
  return look(siteId, requestId, person, face, (queries) => database.readInSite(siteId, queries), false)
}

async function look(
  siteId: number,
  requestId: string,
  person: Writer,
  face: Face,
  read: (queries: readonly Query[]) => Promise<unknown[][]>,
  isHeld: boolean,
): Promise<SeenRequest> {
  if (!isResourceId(requestId)) throw notThere()
  // Held first: what is read behind it is as of then.
  const [[state], shares, participants, [viewer], memberships = []] = (await read([
    isHeld ? holdRequests(siteId, [requestId]) : requestState(siteId, requestId),
    sharesOf(siteId, requestId),
    participantsOf(siteId, requestId),
    askerFacts(siteId, person),
    ...(person.kind === 'customer' ? [sightOfCustomer(siteId, person.id)] : []),
  ])) as [HeldRequestState[], ShareRow[], ParticipantRow[], AskerRow[], SightRow[]?]
  if (!state || !viewer) throw notThere()
  const sight = judge({ state, shares, participants }, viewerOf(person, viewer, memberships), face)
  if (!sight) throw notThere()
  return { state, sight, viewer, shares, participants, memberships }
}

function viewerOf(person: Writer, { isActive, role }: AskerRow, memberships: readonly SightRow[]): Viewer {
  return {
    person,
    isActive,
    ...(role !== null && { role }),
    memberships: memberships.map(({ organizationId, seesSince }) => ({
      organizationId,
      seesSince: seesSince ?? undefined,
    })),
  }
}

function judge(
  { state, shares, participants }: Pick<SeenRequest, 'state' | 'shares' | 'participants'>,
  viewer: Viewer,
  face: Face,
): Sight | undefined {
  const shared = {
    requester: writerOf(state),
    shares,
    participants: participants.map((one) => ({
      person: personOf(one.customerId, one.staffId),
      viaOrganizationId: one.viaOrganizationId,
    })),
  }
  return face === 'console' ? sightOf(shared, viewer) : sightOfAsker(shared, viewer)
}

/** What is read of a request for somebody, or undefined where they do not see it. */
export async function ifSeen(seen: Promise<SeenRequest>): Promise<SeenRequest | undefined> {
  return seen.catch((error: unknown) => {
    if (error instanceof DoorwardError && error.code === 'not-found') return undefined
    throw error
  })
}

/** How somebody sees a request now; undefined: they do not. */
export async function mayReadRequest(
  database: Database,
  siteId: number,
  requestId: string,
  person: Person,
  face: Face,
): Promise<Sight | undefined> {
  const seen = await ifSeen(readSeen(database, siteId, requestId, person, face))
  return seen?.sight
}

/** The id behind an id or a key such as `SUP-123`; a key in small letters is one too. @throws DoorwardError 'not-found' */
export async function requestIdOf(database: Database, siteId: number, idOrKey: string): Promise<string> {
  if (isResourceId(idOrKey)) return idOrKey
  const [[found] = []] = (await database.readInSite(siteId, [
    requestByKey(siteId, idOrKey.toUpperCase()),
  ])) as [{ id: string }[]?]
  if (!found) throw notThere()
  return found.id
}
