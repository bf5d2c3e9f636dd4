/**
 * Who sees a request: whoever asks, those who take part by name, and who belongs to an organization that it is shared with, from
 * joining on or of before, as the organization says. Agents see all. Statements that list requests say the same in SQL
 * (`storage/desk/sight.ts`), and a test holds the two together.
 */
import { may, type Role } from '../permissions.ts'
import { isSame, type Person, type Writer } from './request.ts'

/** What a request says of who may see it. */
export interface SharedRequest {
  readonly requester: Writer
  readonly shares: readonly { readonly organizationId: string; readonly sharedAt: Date }[]
  readonly participants: readonly {
    readonly person: Person
    /** They take part as somebody of this organization, and no longer than they belong to it. */
    readonly viaOrganizationId: string | null
  }[]
}

/** Who looks. */
export interface Viewer {
  /** A sender looks at mails alone: at what is asked there, and nothing else. */
  readonly person: Writer
  readonly isActive: boolean
  /** Of one of the staff. */
  readonly role?: Role
  readonly memberships: readonly {
    readonly organizationId: string
    /** What was shared since then; undefined: everything. */
    readonly seesSince: Date | undefined
  }[]
}

/** Why somebody sees a request. */
export type Sight =
  | { readonly by: 'agent' | 'requester' | 'participant' }
  | { readonly by: 'organization'; readonly organizationId: string }

/** As somebody who asks, whatever else they are: at the help centre an agent sees their own requests. */
export function sightOfAsker(request: SharedRequest, viewer: Viewer): Sight | undefined {
  const { person, isActive, memberships } = viewer
  if (!isActive) return undefined
  if (isSame(request.requester, person)) return { by: 'requester' }
  const belongsTo = new Set(memberships.map(({ organizationId }) => organizationId))
  const takesPart = request.participants.some(
    ({ person: one, viaOrganizationId: via }) => isSame(one, person) && (via === null || belongsTo.has(via)),
  )
  if (takesPart) return { by: 'participant' }
  for (const { organizationId, seesSince } of memberships) {
    const share = request.shares.find((one) => one.organizationId === organizationId)
    if (share && (seesSince === undefined || share.sharedAt >= seesSince))
      return { by: 'organization', organizationId }
  }
  return undefined
}

/** As whatever they are. */
export function sightOf(request: SharedRequest, viewer: Viewer): Sight | undefined {
  const { isActive, role } = viewer
  if (isActive && role !== undefined && may(role, 'requests.read')) return { by: 'agent' }
  return sightOfAsker(request, viewer)
}

/** Who may change with whom it is shared, who takes part, and whether it is solved: not everybody who reads along. */
export function maySteer(sight: Sight | undefined): boolean {
  return sight?.by === 'requester' || sight?.by === 'agent'
}
