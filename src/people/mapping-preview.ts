// What a mapping would do to organizations and people, before anybody saves it.
import { type Mapping, targetOf } from '../model/identity/group-mapping.ts'
import {
  type Clash,
  type PlannedOrganization,
  type PlannedSource,
  planMapping,
} from '../model/identity/mapping-plan.ts'
import { candidateNames, organizationName } from '../model/identity/organization.ts'
import { lowestId } from '../model/ids.ts'
import type { Directory } from '../storage/identity/directories.ts'
import { type GroupToMap, groupsToMap } from '../storage/identity/mapping.ts'
import { type OrganizationFacts, organizationFacts } from '../storage/identity/mapping-facts.ts'
import { newId } from '../storage/new-id.ts'
import { inForce, isMoved, readMapping } from './mapping.ts'
import {
  compare,
  describe,
  movementsOf,
  type OrganizationChange,
  organizationsMax,
} from './mapping-effects.ts'
import { type Read, type ResolvedMapping, resolveMapping, type WantedMapping } from './wanted-mapping.ts'

export interface MappingPreview {
  /** How many groups find another place. */
  readonly groups: number
  readonly joins: number
  readonly leaves: number
  /** Those with most people first. */
  readonly organizations: readonly OrganizationChange[]
  readonly hasMore: boolean
  readonly clashes: readonly Clash[]
}

const clashesMax = 50
const page = 5_000

/**
 * Says what a mapping would do, as if all of it was confirmed.
 * @throws DoorwardError as `resolveMapping` does
 */
export async function previewMapping(
  read: Read,
  siteId: number,
  directory: Directory,
  wanted: WantedMapping,
): Promise<MappingPreview> {
  const { directoryId } = directory
  const before = await readMapping(read, siteId, directoryId)
  const after = await resolveMapping(read, siteId, directoryId, wanted, before, 'all')
  const groups = await movedGroups(read, siteId, directoryId, inForce(before), after)
  const named = [...before.rules, ...before.homes].flatMap(({ organizationId }) => organizationId ?? [])
  const facts = await factsOf(read, siteId, directory, groups, after, named)
  const homeBefore = before.homes.find(({ isInForce }) => isInForce)?.organizationId
  const saved = withMapping(facts, directoryId, homeBefore, after)
  // As when it is saved: what the mapping named, and nothing holds up any more, goes at once.
  const idle = saved.filter((one) => named.includes(one.organizationId) && isIdle(one, directoryId))
  const plan = planMapping({
    directoryId,
    directoryName: directory.name,
    mapping: after,
    groups,
    organizations: saved.filter((one) => !idle.includes(one)),
    makeId: newId,
  })
  const changes = compare(facts, plan.organizations, [...idle, ...plan.gone])
  const moved = await movementsOf(read, siteId, directoryId, changes)
  const shown = await describe(read, siteId, changes, moved, new Set(after.foreign))
  return {
    groups: groups.length,
    joins: moved.rows.reduce((sum, { joins }) => sum + joins, 0),
    leaves: moved.rows.reduce((sum, { leaves }) => sum + leaves, 0),
    organizations: shown.slice(0, organizationsMax),
    hasMore: shown.length > organizationsMax,
    clashes: plan.clashes.slice(0, clashesMax),
  }
}

/** Groups whose place changes, and those that wait for theirs. */
async function movedGroups(
  read: Read,
  siteId: number,
  directoryId: number,
  before: Mapping,
  after: Mapping,
): Promise<GroupToMap[]> {
  const all: GroupToMap[] = []
  for (let from: string | undefined = lowestId; from !== undefined; ) {
    const query = groupsToMap(siteId, directoryId, { after: from, limit: page })
    const [rows = []] = (await read([query])) as [GroupToMap[]]
    all.push(...rows.filter((group) => group.pending || isMoved(group, before, after)))
    from = rows.length < page ? undefined : rows.at(-1)?.id
  }
  return all
}

/** Every organization that may change, or whose name may be in the way. */
async function factsOf(
  read: Read,
  siteId: number,
  { directoryId, name }: Directory,
  groups: readonly GroupToMap[],
  after: ResolvedMapping,
  named: readonly string[],
): Promise<OrganizationFacts[]> {
  const made = new Set(after.made.map(({ organizationId }) => organizationId))
  const ids = [...groups, ...after.rules, ...(after.home ? [after.home] : [])].flatMap(
    ({ organizationId }) => organizationId ?? [],
  )
  const plainNames = groups
    .filter((group) => targetOf(after, group).kind === 'own')
    .map((group) => organizationName(group.displayName, group.id))
  const candidates = plainNames.map((plainName) => candidateNames(plainName, name))
  const ask = async (names: readonly string[], known: readonly string[]) => {
    const organizationIds = [...new Set([...ids, ...named])].filter(
      (id) => !made.has(id) && !known.includes(id),
    )
    const wanted = { organizationIds: known.length > 0 ? [] : organizationIds, names, plainNames }
    const [rows = []] = await read([organizationFacts(siteId, directoryId, wanted)])
    return rows as OrganizationFacts[]
  }
  const first = await ask(
    candidates.flatMap((names) => names.slice(0, 2)),
    [],
  )
  const taken = new Set(first.map((one) => one.name.toLowerCase()))
  const crowded = candidates.filter((names) => names.slice(0, 2).every((one) => taken.has(one.toLowerCase())))
  if (crowded.length === 0) return first
  const more = await ask(
    crowded.flatMap((names) => names.slice(2)),
    first.map((one) => one.organizationId),
  )
  const seen = new Set(first.map(({ organizationId }) => organizationId))
  return [...first, ...more.filter(({ organizationId }) => !seen.has(organizationId))]
}

/** The organizations as they are when the mapping is saved and no group has followed yet. */
function withMapping(
  facts: readonly OrganizationFacts[],
  directoryId: number,
  homeBefore: string | undefined,
  { rules, home, made }: ResolvedMapping,
): PlannedOrganization[] {
  const named = new Set(rules.map(({ organizationId }) => organizationId))
  const isOwnHome = (source: PlannedSource) => source.kind === 'home' && source.directoryId === directoryId
  const atHome: PlannedSource = { kind: 'home', directoryId, groupId: null }
  const withHome = (organizationId: string, sources: readonly PlannedSource[]) => {
    if (homeBefore === home?.organizationId) return sources
    const others = sources.filter((source) => !isOwnHome(source))
    return organizationId === home?.organizationId ? [...others, atHome] : others
  }
  const existing = facts.map((one) => ({
    ...one,
    isNamed: one.isNamed || named.has(one.organizationId),
    sources: withHome(one.organizationId, one.sources),
  }))
  const fresh = made.map(({ organizationId, name }) => ({
    organizationId,
    name,
    plainNameFolded: name.toLowerCase(),
    createdByDirectoryId: directoryId,
    isUntouched: false,
    madeByGroup: false,
    hasRequest: false,
    isNamed: named.has(organizationId),
    sources: withHome(organizationId, []),
  }))
  return [...existing, ...fresh]
}

const isIdle = (one: PlannedOrganization, directoryId: number) =>
  one.createdByDirectoryId === directoryId && one.sources.length === 0 && !one.isNamed && !one.hasRequest
