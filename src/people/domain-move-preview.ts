// What moving a domain would do, before anybody does it, and what was moved.
import { conflict, type DoorwardError } from '../model/errors.ts'
import type { AccessPolicy } from '../model/identity/access-policy.ts'
import {
  judgeDomainMove,
  judgeMovedAddress,
  type MovedDomain,
  type MoveRefusal,
  type MoveSay,
} from '../model/identity/domain-move.ts'
import { lowestId } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import {
  accessPolicyOf,
  type PresentDomains,
  presentDomains,
  readPolicy,
} from '../storage/identity/access-policies.ts'
import {
  type DomainMoveRecord,
  type FedByMoved,
  fedByMoved,
  lastDomainMoves,
  type MovingAddress,
  nextToMove,
  saysInMove,
} from '../storage/identity/domain-moves.ts'
import { type DomainPerson, peopleOfDomain } from '../storage/identity/organizations-by-hand.ts'

/** Somebody of a preview. */
interface PreviewedAddress {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly as: 'moves' | MoveRefusal
}

export interface DomainMovePreview {
  /** How many addresses move, and how many of them are held at the new domain then. */
  readonly people: number
  readonly held: number
  /** How many stay as they are, by what stands in the way. */
  readonly refused: { readonly [reason in MoveRefusal]?: number }
  /** Active people with an address there whom a directory manages: only its word changes them. */
  readonly managed: number
  /** There are more than were counted. */
  readonly hasMore: boolean
  /** Names of the organizations that the old domain feeds, and the new one will. */
  readonly organizations: readonly string[]
  /** How many hold an address at the new domain already and would join them, up to a hundred. */
  readonly joiners: number
  /** Requests of before that those could read, up to a thousand of each organization. */
  readonly readable: number
  /** The first of each. */
  readonly first: readonly PreviewedAddress[]
}

const readAtOnce = 500
const countedMax = 20_000
const walkedMax = 500_000
const shownMax = 20
const joinersMax = 100

export const judgeMoving = (one: MovingAddress, to: string, policy: AccessPolicy) =>
  judgeMovedAddress(one.address, to, one, policy)

/** Why the one cannot become the other, in words. */
export function refusalOf(domains: MovedDomain, says: readonly MoveSay[]): DoorwardError | undefined {
  const refusal = judgeDomainMove(domains, says)
  if (refusal?.reason === 'same') return conflict('to: this is the same domain.', 'to')
  if (!refusal) return undefined
  const { domain, directory } = refusal
  const other = domain === domains.from ? domains.to : domains.from
  return conflict(
    `to: ${directory} has proven ${domain}, and does not speak for ${other}. Declare ${other} for that directory first if it is the same company's.`,
    'to',
  )
}

/** What a move would do. It writes nothing. @throws DoorwardError 'conflict', field `to` */
export async function previewDomainMove(
  database: Database,
  siteId: number,
  domains: MovedDomain,
): Promise<DomainMovePreview> {
  const { from, to } = domains
  const [says = [], policies, fed = [], there = []] = (await database.readInSite(siteId, [
    saysInMove(siteId, domains),
    accessPolicyOf(siteId),
    fedByMoved(siteId, domains),
    peopleOfDomain(siteId, to, joinersMax),
  ])) as [MoveSay[], unknown[], FedByMoved[], DomainPerson[]]
  const refusal = refusalOf(domains, says)
  if (refusal) throw refusal
  const policy = readPolicy(policies)
  const counts: { [as in PreviewedAddress['as']]?: number } = {}
  const first: PreviewedAddress[] = []
  let [seen, held] = [0, 0]
  for (let after = lowestId; seen < countedMax; ) {
    const [rows = []] = (await database.readInSite(siteId, [
      nextToMove(siteId, domains, after, readAtOnce),
    ])) as [MovingAddress[]]
    for (const one of rows) {
      const as = judgeMoving(one, to, policy) ?? 'moves'
      const count = (counts[as] ?? 0) + 1
      counts[as] = count
      if (as === 'moves' && one.standing === 'held') held++
      if (count <= shownMax) first.push({ id: one.customerId, name: one.name, address: one.address, as })
    }
    seen += rows.length
    const last = rows.at(-1)
    if (!last || rows.length < readAtOnce) break
    after = last.addressId
  }
  const { moves: people = 0, ...refused } = counts
  const feeds = fed.filter(({ hasNew }) => !hasNew)
  const organizations = feeds.map(({ name }) => name)
  const joiners = feeds.length > 0 ? there.length : 0
  const readable = joiners > 0 ? feeds.reduce((sum, one) => sum + one.readable, 0) : 0
  const managed = await managedAt(database, siteId, from)
  return {
    people,
    held,
    refused,
    managed,
    hasMore: seen >= countedMax,
    organizations,
    joiners,
    readable,
    first,
  }
}

/** How many active people of directories have an address in a domain, among as many as can be looked at. */
async function managedAt(database: Database, siteId: number, domain: string): Promise<number> {
  const stepMax = 20_000
  let managed = 0
  let after: string | null = lowestId
  for (let seen = 0; after !== null && seen < walkedMax; seen += stepMax) {
    const [[found]] = (await database.readInSite(siteId, [presentDomains(siteId, after, stepMax)])) as [
      [PresentDomains],
    ]
    for (const one of found.domains) if (one.isManaged && one.domain === domain) managed += one.people
    after = found.last
  }
  return managed
}

const listedMax = 20

/** The last moves of a site, the newest first. */
export async function domainMovesOf(database: Database, siteId: number): Promise<DomainMoveRecord[]> {
  const [rows = []] = await database.readInSite(siteId, [lastDomainMoves(siteId, listedMax)])
  return rows as DomainMoveRecord[]
}
