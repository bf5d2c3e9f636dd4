// What was asked in an organization that a directory kept apart goes over to the one of the same name, and back; and portals that
// name the one name the other.
import { conflict } from '../model/errors.ts'
import type { CaseDetails } from '../model/identity/case.ts'
import { candidateNames, freeName, type NamesakeFacts } from '../model/identity/organization.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { giveBackName, nameOrganizationToo, portalsNamingOrganization } from '../storage/desk/portals.ts'
import {
  moveOrganizationRequests,
  moveParticipations,
  moveTheseParticipations,
  type PartKey,
  requestsOfOrganization,
} from '../storage/desk/sharing.ts'
import { type Directory, directoryById } from '../storage/identity/directories.ts'
import type { KeptApart } from '../storage/identity/name-clashes.ts'
import {
  holdName,
  insertOrganization,
  namesakes,
  type OrganizationRow,
  organizationById,
} from '../storage/identity/organizations.ts'
import { countRequestsOf } from '../storage/identity/organizations-by-hand.ts'
import { leaveWord } from '../storage/outbox.ts'

const countedMax = 1_000

/**
 * How many requests there are to move, counted up to a thousand, whether everybody of the other one then sees them, and which
 * portals name the one that is kept apart.
 */
export async function previewMove(
  tx: Transaction,
  { id, otherId }: KeptApart,
): Promise<{
  readonly requests: number
  readonly showsEarlier: boolean
  readonly portals: readonly string[]
}> {
  const [[requests], [other], portals] = (await tx.readAll([
    countRequestsOf(tx.siteId, id, countedMax),
    organizationById(tx.siteId, otherId),
    portalsNamingOrganization(tx.siteId, id),
  ])) as [{ total: number }[], OrganizationRow[], { name: string }[]]
  return {
    requests: requests?.total ?? 0,
    showsEarlier: other?.showsEarlier ?? false,
    portals: portals.map(({ name }) => name),
  }
}

/** @returns what taking it back needs to know */
export async function moveRequests(
  tx: Transaction,
  { id, otherId, groupId }: KeptApart,
  { now }: AuditContext,
): Promise<CaseDetails> {
  const [rows, named, parts] = (await tx.readAll([
    requestsOfOrganization(tx.siteId, id),
    nameOrganizationToo(tx.siteId, id, otherId),
    moveParticipations(tx.siteId, id, otherId),
  ])) as [{ id: string }[], { id: string }[], PartKey[]]
  const ids = rows.map((row) => row.id)
  tell(tx, ids, id, otherId, now)
  const portals = named.map((portal) => portal.id)
  return {
    ownId: id,
    requests: ids.join(' '),
    ...(portals.length > 0 && { portals: portals.join(' ') }),
    // Whoever takes part as somebody of the one does so as somebody of the other.
    ...(parts.length > 0 && {
      parts: parts.map(({ requestId, personId }) => `${requestId}/${personId}`).join(' '),
    }),
    ...(groupId === null ? {} : { groupId }),
  }
}

/** Holds the name before anything else is held: whoever makes an organization does so, too. */
export async function holdNameOf(tx: Transaction, organizationId: string): Promise<void> {
  const [other] = await tx.read<OrganizationRow>(organizationById(tx.siteId, organizationId))
  if (!other) throw conflict('The organization is gone.')
  await tx.read(holdName(tx.siteId, other.name))
}

/**
 * Gives the requests back to the organization that the directory keeps apart. That has gone meanwhile as a rule, because no
 * group fed it any more; then it is made anew, under its own id.
 * @param record what `moveRequests` returned
 */
export async function giveBackRequests(
  tx: Transaction,
  { directoryId, organizationId }: { readonly directoryId: number; readonly organizationId: string },
  record: CaseDetails,
  { now }: AuditContext,
): Promise<void> {
  const ids = String(record.requests).split(' ').filter(Boolean)
  const portalIds = String(record.portals ?? '')
    .split(' ')
    .filter(Boolean)
  const parts = String(record.parts ?? '')
    .split(' ')
    .filter(Boolean)
    .map((part): PartKey => {
      const [requestId = '', personId = ''] = part.split('/')
      return { requestId, personId }
    })
  if (ids.length === 0 && portalIds.length === 0 && parts.length === 0) return
  const { siteId } = tx
  const [[directory], [other]] = (await tx.readAll([
    directoryById(siteId, directoryId),
    organizationById(siteId, organizationId),
  ])) as [Directory[], OrganizationRow[]]
  if (!directory || !other) throw conflict('The directory or the organization is gone.')
  const plainName = other.name
  const names = candidateNames(plainName, directory.name)
  const [[present] = [], taken = []] = (await tx.readAll([
    organizationById(siteId, String(record.ownId)),
    namesakes(siteId, directoryId, { plainName, names }),
  ])) as [OrganizationRow[], NamesakeFacts[]]
  const own = present?.id ?? taken.find((one) => one.createdByDirectoryId === directoryId)?.organizationId
  const backTo = own ?? String(record.ownId)
  if (own === undefined) {
    const name = freeName(names, taken, undefined, backTo)
    const createdByGroupId = typeof record.groupId === 'string' ? record.groupId : null
    const made = { organizationId: backTo, name, plainName, createdByDirectoryId: directoryId, now }
    tx.write(insertOrganization(siteId, { ...made, createdByGroupId }))
  }
  tell(tx, ids, organizationId, backTo, now)
  await tx.read(moveTheseParticipations(siteId, parts, organizationId, backTo))
  if (portalIds.length > 0) tx.write(giveBackName(siteId, portalIds, { from: organizationId, to: backTo }))
}

function tell(tx: Transaction, ids: readonly string[], from: string, to: string, now: Date): void {
  if (ids.length > 0) tx.write(moveOrganizationRequests(tx.siteId, ids, from, to))
  for (const organizationId of [from, to]) leaveWord(tx, now, 'organization.changed', { organizationId })
}
