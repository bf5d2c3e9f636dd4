// Who sees a request by each organization that it is shared with, and who came or went since somebody looked last: a directory, a domain
// or an administrator changes that at any time, and nothing of it is written here (decision 50).
import { createHash } from 'node:crypto'
import { type AudienceSeen, audienceChange, audienceMax, whoSees } from '../model/desk/audience.ts'
import type { Person } from '../model/desk/request.ts'
import { conflict, notFound } from '../model/errors.ts'
import { readMembers } from '../people/organization-members.ts'
import type { Database } from '../storage/database.ts'
import { type AudienceLook, audienceLooks, keepAudienceLook } from '../storage/desk/audience-looks.ts'
import type { ShareRow } from '../storage/desk/sharing.ts'
import { type CustomerRow, customersById } from '../storage/identity/customers.ts'
import { type OrganizationRow, organizationById } from '../storage/identity/organizations.ts'
import { requireSteering } from './share.ts'
import { type Face, readSeen, type SeenRequest } from './sight.ts'

/** Whoever is listed; beyond this they are counted. */
const listedMax = 50
/** Whoever is named of those who came, and of those who went. */
const namedMax = 10

interface NamedPerson {
  readonly id: string
  readonly name: string
  readonly address: string | null
}

/** Those of some people who are named, and how many they are; null: nobody knows how many. */
interface Came {
  readonly count: number | null
  readonly names: readonly string[]
}

/** Who sees a request by one organization. */
export interface RequestAudience {
  readonly organization: { readonly id: string; readonly name: string }
  /** None for whoever is to know only how many they are. */
  readonly people: readonly NamedPerson[]
  readonly total: number
  readonly hasMore: boolean
  readonly showsEarlier: boolean
  readonly fingerprint: string
  /** When this viewer looked last; null: never. */
  readonly lookedAt: Date | null
  /** Who came and who went since then; null: nobody. */
  readonly change: { readonly gained: Came; readonly lost: Came } | null
}

interface Who {
  readonly person: Person
  readonly face: Face
}

interface Present extends AudienceSeen {
  readonly showsEarlier: boolean
  readonly members: readonly NamedPerson[]
}

/**
 * Who sees a request by whichever organization, for its requester or an agent. Names are for agents, and for a requester who belongs
 * to the organization themselves.
 * @throws DoorwardError 'not-found', or 'forbidden' for whoever only reads along
 */
export async function requestAudiences(
  database: Database,
  siteId: number,
  requestId: string,
  { person, face }: Who,
): Promise<RequestAudience[]> {
  const seen = await readSeen(database, siteId, requestId, person, face)
  requireSteering(seen)
  const [looks = []] = (await database.readInSite(siteId, [
    audienceLooks(siteId, seen.state.id, person.id),
  ])) as [AudienceLook[]?]
  const audiences: RequestAudience[] = []
  for (const share of seen.shares) {
    const present = await presentOf(database, siteId, share)
    if (!present) continue
    const look = looks.find(({ organizationId }) => organizationId === share.organizationId)
    const change = look && audienceChange(look, present)
    const isNamed = knowsNames(seen, share)
    const names = isNamed ? await namesOf(database, siteId, present, change?.lost ?? []) : new Map()
    const came = (ids: readonly string[] | null): Came => ({
      count: ids?.length ?? null,
      names: (ids ?? []).slice(0, namedMax).flatMap((id) => names.get(id) ?? []),
    })
    audiences.push({
      organization: { id: share.organizationId, name: share.organization },
      people: isNamed ? present.members.slice(0, listedMax) : [],
      total: present.total,
      hasMore: present.people === null,
      showsEarlier: present.showsEarlier,
      fingerprint: present.fingerprint,
      lookedAt: look?.lookedAt ?? null,
      change: change ? { gained: came(change.gained), lost: came(change.lost) } : null,
    })
  }
  return audiences
}

/**
 * Whoever looks has seen these people: what changes from now on is told the next time.
 * @throws DoorwardError 'not-found' for an organization that it is not shared with, 'conflict', field `fingerprint`, when others see it by now
 */
export async function noteAudienceLook(
  database: Database,
  siteId: number,
  requestId: string,
  { person, face }: Who,
  { organizationId, fingerprint }: { readonly organizationId: string; readonly fingerprint: string },
  now: Date,
): Promise<void> {
  const seen = await readSeen(database, siteId, requestId, person, face)
  requireSteering(seen)
  const share = seen.shares.find((one) => one.organizationId === organizationId)
  const present = share && (await presentOf(database, siteId, share))
  if (!present) throw notFound('This sharing', 'organizationId')
  if (present.fingerprint !== fingerprint)
    throw conflict(
      'fingerprint: other people see it by now than those who were shown. Look again.',
      'fingerprint',
    )
  const { total, people } = present
  const look = { organizationId, lookedAt: now, fingerprint, total, people }
  await database.inSite(siteId, async (tx) =>
    tx.write(keepAudienceLook(siteId, { requestId: seen.state.id, viewerId: person.id }, look)),
  )
}

/** Undefined: the organization is gone. */
async function presentOf(
  database: Database,
  siteId: number,
  { organizationId, sharedAt }: ShareRow,
): Promise<Present | undefined> {
  const [[found] = []] = (await database.readInSite(siteId, [organizationById(siteId, organizationId)])) as [
    OrganizationRow[]?,
  ]
  if (!found) return undefined
  const { showsEarlier } = found
  const { members, next } = await readMembers(database, siteId, organizationId, { limit: audienceMax })
  const seeing = whoSees(members, { showsEarlier, sharedAt })
  const ids = seeing.map(({ id }) => id).sort()
  return {
    showsEarlier,
    members: seeing.map(({ id, name, address }) => ({ id, name, address })),
    total: seeing.length,
    people: next === undefined ? ids : null,
    fingerprint: createHash('sha256').update(ids.join(' ')).digest('base64url').slice(0, 22),
  }
}

function knowsNames({ sight, memberships }: SeenRequest, { organizationId }: ShareRow): boolean {
  return sight.by === 'agent' || memberships.some((one) => one.organizationId === organizationId)
}

/** Those who are there now, and those who went: by the names that they have today. */
async function namesOf(
  database: Database,
  siteId: number,
  { members }: Present,
  lost: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map(members.map(({ id, name }) => [id, name]))
  if (lost.length === 0) return names
  const [gone = []] = (await database.readInSite(siteId, [
    customersById(siteId, lost.slice(0, namedMax)),
  ])) as [CustomerRow[]?]
  for (const { id, name } of gone) names.set(id, name)
  return names
}
