import { invalid } from '../model/errors.ts'
import { joinedAt } from '../model/identity/joined.ts'
import { idOf, isResourceId, keyOf, lowestId } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import { type JoinedRow, joinedOf } from '../storage/identity/joined.ts'
import { type SourceFacts, type WayIn, waysInto } from '../storage/identity/memberships.ts'
import {
  type Feeder,
  feedersOf,
  membersAtHome,
  membersByHand,
  membersMadeAtHome,
  membersOfDomain,
  membersRemoved,
  membersSaid,
  membersThroughGroup,
  noDirectory,
  type WalkedMember,
} from '../storage/identity/organization-walk.ts'
import type { Query } from '../storage/statement.ts'

interface MemberSource extends SourceFacts {
  readonly since: Date
}

export interface OrganizationMember {
  readonly id: string
  readonly name: string
  readonly address: string | null
  /** Every source that makes the customer a member, the oldest first. */
  readonly sources: readonly MemberSource[]
  /** Earlier than every source where these have taken the place of others. */
  readonly since: Date
}

export interface MembersPage {
  readonly members: readonly OrganizationMember[]
  /** Continues behind this page; undefined when nobody is left. */
  readonly next: string | undefined
}

/** Where a member stands in the walk: the feeder, and the directory user in it. */
interface Place extends Feeder {
  readonly userId: string
}

const stepMax = 1_000

/**
 * Reads a page of an organization's members: walks its feeders in a fixed order, so that the cost depends on the page
 * and not on the organization. Whoever belongs through several of them appears once, at the first, with all sources.
 * @param after the `next` of the page before
 * @throws DoorwardError when `after` is no such thing
 */
export async function readMembers(
  database: Database,
  siteId: number,
  organizationId: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<MembersPage> {
  const from = after === undefined ? undefined : readPlace(after)
  const members: OrganizationMember[] = []
  let last: Place | undefined
  for await (const { member, place } of walk(
    database,
    siteId,
    organizationId,
    from,
    Math.min(limit + 1, stepMax),
  )) {
    if (members.length === limit) return { members, next: last && writePlace(last) }
    members.push(member)
    last = place
  }
  return { members, next: undefined }
}

async function* walk(
  database: Database,
  siteId: number,
  organizationId: string,
  from: Place | undefined,
  step: number,
): AsyncGenerator<{ member: OrganizationMember; place: Place }> {
  const read = async <Row>(query: Query) => (await database.readInSite(siteId, [query]))[0] as Row[]
  const feeders = await read<Feeder>(feedersOf(siteId, organizationId))
  for (const feeder of feeders) {
    if (from && compareFeeders(feeder, from) < 0) continue
    let after = from && compareFeeders(feeder, from) === 0 ? from.userId : lowestId
    for (let isLast = false; !isLast; ) {
      const walked = await read<WalkedMember>(oneStep(siteId, organizationId, feeder, { after, limit: step }))
      const customerIds = walked.map(({ customerId }) => customerId)
      const [ways, joined] =
        walked.length === 0 ? [[], []] : await readWays(database, siteId, organizationId, customerIds)
      const remembered = new Map(joined.map((row) => [row.customerId, row]))
      const waysOf = Map.groupBy(ways, ({ customerId }) => customerId)
      for (const { userId, customerId, name, address } of walked) {
        const place = { ...feeder, userId }
        const mine = waysOf.get(customerId) ?? []
        // Somebody who left between the two reads has no way in any more.
        if (mine.length === 0 || mine.some((way) => comparePlaces(placeOf(way), place) < 0)) continue
        const sources = sourcesOf(mine)
        const since = joinedAt(sources[0]?.since ?? new Date(0), remembered.get(customerId))
        yield { member: { id: customerId, name, address, sources, since }, place }
      }
      isLast = walked.length < step
      after = walked.at(-1)?.userId ?? after
    }
  }
}

async function readWays(
  database: Database,
  siteId: number,
  organizationId: string,
  customerIds: readonly string[],
): Promise<[WayIn[], JoinedRow[]]> {
  const queries = [
    waysInto(siteId, organizationId, customerIds),
    joinedOf(siteId, organizationId, customerIds),
  ]
  const [ways = [], joined = []] = await database.readInSite(siteId, queries)
  return [ways as WayIn[], joined as JoinedRow[]]
}

function oneStep(
  siteId: number,
  organizationId: string,
  { directoryId, innerGroupId, domain, isRemoved, isMade }: Feeder,
  page: { after: string; limit: number },
): Query {
  if (domain) return membersOfDomain(siteId, domain, page)
  if (directoryId === noDirectory) return membersByHand(siteId, organizationId, page)
  if (isRemoved && innerGroupId !== null) {
    return membersRemoved(siteId, organizationId, { directoryId, innerGroupId }, page)
  }
  if (isMade) {
    return innerGroupId === null
      ? membersMadeAtHome(siteId, directoryId, page)
      : membersSaid(siteId, { directoryId, innerGroupId }, page)
  }
  return innerGroupId === null
    ? membersAtHome(siteId, directoryId, page)
    : membersThroughGroup(siteId, { directoryId, innerGroupId }, page)
}

/** One per source: who is in two groups nested in one source belongs through it since the earlier of both. */
function sourcesOf(ways: readonly WayIn[]): MemberSource[] {
  const sources = new Map<string, MemberSource>()
  for (const { kind, directoryId: number, groupId, domain = null, since } of ways) {
    const directoryId = number === noDirectory ? null : number
    const key = `${kind} ${directoryId} ${groupId} ${domain}`
    const known = sources.get(key)
    if (!known || since < known.since) sources.set(key, { kind, directoryId, groupId, domain, since })
  }
  return [...sources.values()].sort(
    (a, b) => a.since.getTime() - b.since.getTime() || compareFeeders(feederOf(a), feederOf(b)),
  )
}

const placeOf = ({ directoryId, innerGroupId, isRemoved = false, isMade = false, userId }: WayIn): Place => ({
  directoryId,
  innerGroupId,
  isRemoved,
  isMade,
  userId,
})

const feederOf = ({ directoryId, groupId, domain }: MemberSource): Feeder => ({
  directoryId: directoryId ?? noDirectory,
  innerGroupId: groupId ?? domain,
})

/** The order of `feedersOf`: what is no directory's first, then by directory, its home before its groups. */
function compareFeeders(a: Feeder, b: Feeder): number {
  return (
    a.directoryId - b.directoryId ||
    compareTexts(a.innerGroupId ?? '', b.innerGroupId ?? '') ||
    Number(a.isRemoved ?? false) - Number(b.isRemoved ?? false) ||
    Number(a.isMade ?? false) - Number(b.isMade ?? false)
  )
}

function comparePlaces(a: Place, b: Place): number {
  return compareFeeders(a, b) || compareTexts(a.userId, b.userId)
}

/** As PostgreSQL orders uuids, which are lower case here. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const atHome = 'home'
const withoutDirectory = 'none'
const removed = 'removed'
const made = 'made'

function writePlace({ directoryId, innerGroupId, isRemoved, isMade, userId }: Place): string {
  const key = directoryId === noDirectory ? withoutDirectory : keyOf(directoryId)
  const whose = isRemoved ? [removed] : isMade ? [made] : []
  return [key, innerGroupId ?? atHome, userId, ...whose].join('.')
}

function readPlace(text: string): Place {
  const [key = '', group = '', userId = '', ...rest] = text.split('.')
  const isRemoved = rest[0] === removed
  const isMade = rest[0] === made
  const directoryId = key === withoutDirectory ? noDirectory : idOf(key)
  const isFeeder = group === atHome || isResourceId(group)
  if (
    directoryId === undefined ||
    !isFeeder ||
    !isResourceId(userId) ||
    rest.length > Number(isRemoved || isMade)
  ) {
    throw invalid('after', 'must be the "next" of the page before.')
  }
  return { directoryId, innerGroupId: group === atHome ? null : group, isRemoved, isMade, userId }
}
