// What a change of sources comes to, organization by organization.
import type { PlannedOrganization, PlannedSource } from '../model/identity/mapping-plan.ts'
import {
  type ComparedSource,
  haveRoom,
  type Movement,
  movements,
  namesOfPeople,
  type OrganizationFacts,
  requestsOfOrganizations,
  type SharedRequests,
} from '../storage/identity/mapping-facts.ts'

import type { Read } from './wanted-mapping.ts'

export const organizationsMax = 200
const peopleShown = 5

/** What happens to one organization. */
export interface OrganizationChange {
  /** Null for one that appears. */
  readonly organizationId: string | null
  readonly name: string
  /** What it is called now, where that changes. */
  readonly nameBefore: string | null
  readonly change: 'appears' | 'goes' | 'renamed' | 'changes' | 'emptied'
  readonly joins: number
  readonly leaves: number
  /** The names of a few of them. */
  readonly firstJoining: readonly string[]
  readonly firstLeaving: readonly string[]
  /** The directory did not create it: it is fed only when a site administrator confirms that. */
  readonly needsConfirmation: boolean
  /** Requests of before that who joins could read; none where it shows them from joining on. */
  readonly readable: number
  readonly firstReadable: readonly {
    readonly id: string
    readonly summary: string
    readonly createdAt: string
  }[]
}

/** An organization before and after. */
export interface Compared {
  readonly before: OrganizationFacts | undefined
  readonly after: PlannedOrganization | undefined
}

const keyOfSource = ({ kind, directoryId, groupId }: PlannedSource) => `${kind} ${directoryId} ${groupId}`
const textOf = (sources: readonly PlannedSource[]) => sources.map(keyOfSource).sort().join()

/** Those of which a name or a source changes. */
export function compare(
  facts: readonly OrganizationFacts[],
  organizations: readonly PlannedOrganization[],
  gone: readonly PlannedOrganization[],
): Compared[] {
  const known = new Map(facts.map((one) => [one.organizationId, one]))
  const changed = organizations
    .map((after) => ({ before: known.get(after.organizationId), after }))
    .filter(
      ({ before, after }) =>
        !before || before.name !== after.name || textOf(before.sources) !== textOf(after.sources),
    )
  const left = gone.map((one) => ({ before: known.get(one.organizationId), after: undefined }))
  return [...changed, ...left.filter(({ before }) => before)]
}

export interface Moved {
  readonly rows: readonly Movement[]
  readonly names: ReadonlyMap<string, string>
}

/** Counts who joins and leaves them. */
export async function movementsOf(
  read: Read,
  siteId: number,
  directoryId: number,
  changes: readonly Compared[],
): Promise<Moved> {
  const sources = changes.flatMap(({ before, after }): ComparedSource[] => {
    const organizationId = (before ?? after)?.organizationId ?? ''
    const [then, now] = [before?.sources ?? [], after?.sources ?? []]
    const [thenKeys, nowKeys] = [new Set(then.map(keyOfSource)), new Set(now.map(keyOfSource))]
    return [
      ...then.map((one) => ({
        ...one,
        organizationId,
        side: nowKeys.has(keyOfSource(one)) ? ('both' as const) : ('before' as const),
      })),
      ...now
        .filter((one) => !thenKeys.has(keyOfSource(one)))
        .map((one) => ({ ...one, organizationId, side: 'after' as const })),
    ]
  })
  if (sources.length === 0) return { rows: [], names: new Map() }
  const [, rows = []] = (await read([haveRoom(), movements(siteId, sources, peopleShown)])) as [
    unknown,
    Movement[],
  ]
  const ids = rows
    .slice(0, organizationsMax)
    .flatMap(({ firstJoining, firstLeaving }) => [...(firstJoining ?? []), ...(firstLeaving ?? [])])
  const [people = []] = (await read([namesOfPeople(siteId, [...new Set(ids)], directoryId)])) as [
    { id: string; name: string }[],
  ]
  return { rows, names: new Map(people.map(({ id, name }) => [id, name])) }
}

/** Says what happens to each, those with most people first. */
export async function describe(
  read: Read,
  siteId: number,
  changes: readonly Compared[],
  { rows, names }: Moved,
  foreign: ReadonlySet<string>,
): Promise<OrganizationChange[]> {
  const movement = new Map(rows.map((row) => [row.organizationId, row]))
  const open = changes.flatMap(({ before }) =>
    before?.showsEarlier && (movement.get(before.organizationId)?.joins ?? 0) > 0
      ? [before.organizationId]
      : [],
  )
  const [requests = []] = (open.length === 0 ? [] : await read([requestsOfOrganizations(siteId, open)])) as [
    SharedRequests[]?,
  ]
  const shared = new Map(requests.map((one) => [one.organizationId, one]))
  const named = (ids: readonly string[] | null | undefined) =>
    (ids ?? []).flatMap((id) => names.get(id) ?? [])
  const all = changes.map(({ before, after }): OrganizationChange => {
    const organizationId = (before ?? after)?.organizationId ?? ''
    const { joins = 0, leaves = 0, firstJoining, firstLeaving } = movement.get(organizationId) ?? {}
    return {
      organizationId: before ? organizationId : null,
      name: (after ?? before)?.name ?? '',
      nameBefore: before && after && before.name !== after.name ? before.name : null,
      change: changeOf(before, after),
      joins,
      leaves,
      firstJoining: named(firstJoining),
      firstLeaving: named(firstLeaving),
      needsConfirmation: foreign.has(organizationId),
      readable: shared.get(organizationId)?.requests ?? 0,
      firstReadable: shared.get(organizationId)?.first ?? [],
    }
  })
  return all.sort((a, b) => b.joins + b.leaves - (a.joins + a.leaves) || (a.name < b.name ? -1 : 1))
}

function changeOf(
  before: OrganizationFacts | undefined,
  after: PlannedOrganization | undefined,
): OrganizationChange['change'] {
  if (!before) return 'appears'
  if (!after) return 'goes'
  if (before.name !== after.name) return 'renamed'
  return after.sources.length === 0 ? 'emptied' : 'changes'
}
