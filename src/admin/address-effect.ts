import type { Database } from '../storage/database.ts'
import { type Affected, affectedByDomain, type Scope } from '../storage/identity/domain-addresses.ts'

/** What a change of authority would do to addresses. */
export interface AddressEffect {
  /** How many people's addresses change their standing; at most `countMax`. */
  readonly people: number
  readonly hasMore: boolean
  /** The first of them. */
  readonly first: readonly Affected[]
}

export const countMax = 1_000
export const firstMax = 20

/** Whose addresses within a scope have this standing now and would have the other one. */
export async function addressEffect(
  database: Database,
  siteId: number,
  directoryId: number,
  scope: Scope,
  standing: 'held' | 'claimed',
): Promise<AddressEffect> {
  const [rows = []] = await database.readInSite(siteId, [
    affectedByDomain(siteId, directoryId, scope, standing, countMax + 1),
  ])
  const affected = rows as Affected[]
  return {
    people: Math.min(affected.length, countMax),
    hasMore: affected.length > countMax,
    first: affected.slice(0, firstMax),
  }
}
