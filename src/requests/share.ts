// With whom a request is shared, and who sees it by that.
import { createHash } from 'node:crypto'
import { type Person, writerOf } from '../model/desk/request.ts'
import { maySteer } from '../model/desk/visibility.ts'
import { conflict, DoorwardError, invalid, notFound } from '../model/errors.ts'
import { readMembers } from '../people/organization-members.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { touchRequest } from '../storage/desk/requests.ts'
import { shareRequest, unshareRequest } from '../storage/desk/sharing.ts'
import { type SightRow, sightOfCustomer } from '../storage/desk/sight.ts'
import { type OrganizationRow, organizationById } from '../storage/identity/organizations.ts'
import { note, tellRequests } from './history.ts'
import { requirePace } from './pace.ts'
import { type Face, holdSeen, readSeen, type SeenRequest } from './sight.ts'

/** Whoever is listed before something is shared; beyond this they are counted. */
const listedMax = 50
const countedMax = 1_000

/** Who would see a request that is shared with an organization now. */
export interface Audience {
  readonly organization: { readonly id: string; readonly name: string }
  readonly people: readonly { readonly id: string; readonly name: string; readonly address: string | null }[]
  /** Counted up to a thousand. */
  readonly total: number
  readonly hasMore: boolean
  /** Everybody who joins later sees it, too. */
  readonly showsEarlier: boolean
  /** Stands for exactly these people: sharing with another number or other people asks again. */
  readonly fingerprint: string
}

/** @throws DoorwardError 'not-found' */
export async function audienceOf(
  database: Database,
  siteId: number,
  organizationId: string,
): Promise<Audience> {
  const [[found] = []] = (await database.readInSite(siteId, [organizationById(siteId, organizationId)])) as [
    OrganizationRow[]?,
  ]
  if (!found) throw notFound('This organization', 'organizationId')
  const { members, next } = await readMembers(database, siteId, organizationId, { limit: countedMax })
  const ids = members.map(({ id }) => id).sort()
  return {
    organization: { id: found.id, name: found.name },
    people: members.slice(0, listedMax).map(({ id, name, address }) => ({ id, name, address })),
    total: members.length,
    hasMore: next !== undefined,
    showsEarlier: found.showsEarlier,
    fingerprint: createHash('sha256').update(ids.join(' ')).digest('base64url').slice(0, 22),
  }
}

/**
 * Who would see it by an organization of the requester's, to somebody who may share it with that.
 * @throws DoorwardError 'not-found' for an organization to which the customer does not belong
 */
export async function audienceFor(
  database: Database,
  siteId: number,
  customerId: string,
  organizationId: string,
): Promise<Audience> {
  const [mine = []] = (await database.readInSite(siteId, [sightOfCustomer(siteId, customerId)])) as [
    SightRow[]?,
  ]
  if (!mine.some((one) => one.organizationId === organizationId))
    throw notFound('This organization', 'organizationId')
  return audienceOf(database, siteId, organizationId)
}

/** What is to be shared with whom. */
export interface ShareWish {
  readonly organizationId: string
  /** Of the `Audience` that was shown; undefined: whoever they are. */
  readonly fingerprint?: string | undefined
}

/**
 * Shares a request with an organization of its requester.
 * @throws DoorwardError 'conflict', field `fingerprint`, when others belong to the organization than those who were shown
 */
export async function shareWith(
  database: Database,
  siteId: number,
  requestId: string,
  { person, face }: { readonly person: Person; readonly face: Face },
  { organizationId, fingerprint }: ShareWish,
  context: AuditContext,
): Promise<void> {
  if (fingerprint !== undefined) {
    // Whoever may not share it learns nothing of an organization, not even that it is there.
    const seen = await readSeen(database, siteId, requestId, person, face)
    requireSteering(seen)
    const requester = writerOf(seen.state)
    const [mine = []] =
      requester.kind === 'customer'
        ? ((await database.readInSite(siteId, [sightOfCustomer(siteId, requester.id)])) as [SightRow[]?])
        : []
    requireMembership(mine, organizationId)
    const { fingerprint: present } = await audienceOf(database, siteId, organizationId)
    if (present !== fingerprint)
      throw conflict(
        'fingerprint: other people belong to the organization now than those who were shown. Look again who will see it.',
        'fingerprint',
      )
  }
  const { now } = context
  await database.inSite(siteId, async (tx) => {
    const seen = await holdSeen(tx, requestId, person, face)
    requireSteering(seen)
    await requirePace(tx, person, 'act', now)
    const { state, shares } = seen
    if (shares.some((one) => one.organizationId === organizationId)) return
    const requester = writerOf(state)
    const mine =
      requester.kind === 'customer' ? await tx.read<SightRow>(sightOfCustomer(siteId, requester.id)) : []
    requireMembership(mine, organizationId)
    tx.write(shareRequest(siteId, { requestId, createdAt: state.createdAt }, organizationId, now))
    finish(tx, requestId, { person, organizationId, kind: 'shared' }, context)
  })
}

function requireMembership(mine: readonly SightRow[], organizationId: string): void {
  if (!mine.some((one) => one.organizationId === organizationId))
    throw invalid('organizationId', 'the requester does not belong to it.')
}

/** Only who asked, or an agent, takes it back; whoever saw it by that organization alone sees it no more. */
export async function stopSharing(
  database: Database,
  siteId: number,
  requestId: string,
  { person, face }: { readonly person: Person; readonly face: Face },
  organizationId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    requireSteering(await holdSeen(tx, requestId, person, face))
    await requirePace(tx, person, 'act', context.now)
    const gone = await tx.read(unshareRequest(siteId, requestId, organizationId))
    if (gone.length === 0) throw notFound('This sharing')
    finish(tx, requestId, { person, organizationId, kind: 'unshared' }, context)
  })
}

function finish(
  tx: Transaction,
  requestId: string,
  { person, organizationId, kind }: { person: Person; organizationId: string; kind: 'shared' | 'unshared' },
  context: AuditContext,
): void {
  const { now } = context
  tx.write(touchRequest(tx.siteId, requestId, now))
  note(tx, requestId, { by: person, now }, kind, { organizationId })
  const details = { organizationId, by: person.id }
  audit(tx, context, { action: `request.${kind}`, subjectKind: 'request', subject: requestId, details })
  tellRequests(tx)
}

/** @throws DoorwardError 'forbidden' for whoever only reads along */
export function requireSteering({ sight }: Pick<SeenRequest, 'sight'>): void {
  if (!maySteer(sight))
    throw new DoorwardError('forbidden', 'Only the person whose request it is, or an agent, does this.')
}
