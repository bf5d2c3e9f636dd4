import type { DomainAct } from '../model/identity/domain.ts'
import type { Database } from '../storage/database.ts'
import type { Directory } from '../storage/identity/directories.ts'
import {
  type AffectedElsewhere,
  type DomainImpact,
  domainImpact,
  othersInDomain,
} from '../storage/identity/domain-impact.ts'
import { type AddressEffect, addressEffect, countMax, firstMax } from './address-effect.ts'
import { domainsOf, foldDomain, requireDomain } from './domains.ts'

export interface DomainEffect extends AddressEffect, DomainImpact {
  readonly act: DomainAct
  /** People of other directories whose addresses there are theirs no more; at most `countMax`. */
  readonly others: number
  /** The first of them. */
  readonly firstOthers: readonly AffectedElsewhere[]
}

const nothing = {
  people: 0,
  hasMore: false,
  first: [],
  others: 0,
  firstOthers: [],
  declarations: [],
  links: 0,
  cases: 0,
}

/**
 * What declaring a domain, proving it, or taking it back would do to people.
 * @param wanted undefined: taking back what the directory has, or declaring what it does not have
 */
export async function domainEffect(
  database: Database,
  siteId: number,
  { directoryId, guestsSince }: Pick<Directory, 'directoryId' | 'guestsSince'>,
  given: string,
  wanted?: DomainAct,
): Promise<DomainEffect> {
  const all = await domainsOf(database, siteId, directoryId)
  const known = all.find(({ domain }) => domain === foldDomain(given))
  const domain = known?.domain ?? requireDomain(given)
  const has = known?.authority ?? null
  const act = wanted ?? (has === null ? 'declare' : 'remove')
  if (act === 'remove') {
    // The word for guests goes on holding them.
    if (has === null || guestsSince !== null) return { act, ...nothing }
    return { act, ...nothing, ...(await addressEffect(database, siteId, directoryId, domain, 'held')) }
  }
  const proves = act === 'prove'
  const queries = [domainImpact(siteId, directoryId, domain, proves)]
  if (proves) queries.push(othersInDomain(siteId, directoryId, domain, countMax))
  const [[impact] = [], others = []] = (await database.readInSite(siteId, queries)) as [
    DomainImpact[],
    AffectedElsewhere[] | undefined,
  ]
  const gains = await addressEffect(database, siteId, directoryId, domain, 'claimed')
  return {
    act,
    ...nothing,
    ...gains,
    ...impact,
    others: others.length,
    firstOthers: others.slice(0, firstMax),
  }
}
