// What members of an organization would see that they do not see now, if it showed earlier requests.
import { conflict, notFound } from '../model/errors.ts'
import type { Database } from '../storage/database.ts'
import {
  type EarlierRequest,
  earlierRequests,
  type JoinedMember,
  whoWouldSee,
} from '../storage/identity/earlier-requests.ts'
import { type OrganizationRow, organizationById } from '../storage/identity/organizations.ts'
import { readMembers } from './organization-members.ts'

/** What becomes visible. Whoever joins later sees it, too. */
export interface EarlierEffect {
  /** How many members see more than now. */
  readonly members: number
  /** There are more members than were looked at. */
  readonly hasMoreMembers: boolean
  /** How many requests become visible to somebody. */
  readonly requests: number
  readonly hasMoreRequests: boolean
  /** The newest of them. */
  readonly first: readonly EarlierRequest[]
}

const countedMax = 1_000
const shownMax = 10

/** Says what showing earlier requests would reveal; nothing in an organization that does so already. @throws DoorwardError 'not-found' */
export async function previewEarlier(
  database: Database,
  siteId: number,
  organizationId: string,
): Promise<EarlierEffect> {
  const [[found] = []] = (await database.readInSite(siteId, [organizationById(siteId, organizationId)])) as [
    OrganizationRow[]?,
  ]
  if (!found) throw notFound('This organization')
  const nothing = { members: 0, hasMoreMembers: false, requests: 0, hasMoreRequests: false, first: [] }
  if (found.showsEarlier) return nothing
  const { members, next } = await readMembers(database, siteId, organizationId, { limit: countedMax })
  const byJoining: JoinedMember[] = [...members].sort((a, b) => b.since.getTime() - a.since.getTime())
  if (byJoining.length === 0) return nothing
  const [seeing = [], requests = []] = (await database.readInSite(siteId, [
    whoWouldSee(siteId, organizationId, byJoining),
    earlierRequests(siteId, organizationId, byJoining, countedMax + 1),
  ])) as [unknown[]?, EarlierRequest[]?]
  return {
    members: seeing.length,
    hasMoreMembers: next !== undefined,
    requests: Math.min(requests.length, countedMax),
    hasMoreRequests: requests.length > countedMax,
    first: requests.slice(0, shownMax),
  }
}

/** Whether somebody would see something. */
export const reveals = ({ members, hasMoreMembers }: EarlierEffect) => members > 0 || hasMoreMembers

/** The effect as a sentence. */
export function sayEarlier({ members, hasMoreMembers, requests, hasMoreRequests }: EarlierEffect): string {
  const people = `${hasMoreMembers ? 'at least ' : ''}${members} ${members === 1 ? 'member' : 'members'}`
  const shown = `${hasMoreRequests ? 'more than ' : ''}${requests} ${requests === 1 ? 'request' : 'requests'}`
  return `${people} would see ${shown} of before they joined`
}

/** @throws DoorwardError 'conflict', field `confirmEarlier`, when showing them reveals something and nobody has confirmed that */
export async function requireConfirmedEarlier(
  database: Database,
  siteId: number,
  organizationId: string,
  isConfirmed: boolean,
): Promise<void> {
  if (isConfirmed) return
  const effect = await previewEarlier(database, siteId, organizationId)
  if (!reveals(effect)) return
  throw conflict(
    `confirmEarlier: ${sayEarlier(effect)}. Nothing is changed yet: confirm that they may.`,
    'confirmEarlier',
  )
}
