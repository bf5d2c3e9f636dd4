// Domains that a site reserves for its staff: no customer has an address there, whatever a directory says.
import { conflict, invalid } from '../model/errors.ts'
import { domainOf, foldAddress } from '../model/identity/email-address.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { directoriesWithDomain } from '../storage/identity/domains.ts'
import { judgeHeldAnew } from '../storage/identity/held-users.ts'
import { leaveTask } from '../storage/outbox.ts'
import type { Site } from '../storage/sites.ts'
import { requireDomain } from './domains.ts'

const staffDomainsMax = 50

/** @returns the domains, each once, in order @throws DoorwardError 'invalid', field `staffDomains` */
export function readStaffDomains(given: readonly string[]): string[] {
  const domains = [...new Set(given.map((one) => requireDomain(one, 'staffDomains')))].sort()
  if (domains.length > staffDomainsMax) throw invalid('staffDomains', `must be at most ${staffDomainsMax}.`)
  return domains
}

/** What to know when somebody with this address joins the staff: a directory of customers speaks for its domain. */
export async function staffAddressNote(
  database: Database,
  siteId: number,
  address: string,
): Promise<string | undefined> {
  const domain = domainOf(foldAddress(address))
  const [rows = []] = await database.readInSite(siteId, [directoriesWithDomain(siteId, [domain])])
  const [found] = rows as { directory: string }[]
  return (
    found &&
    `${found.directory}, a directory of customers, speaks for ${domain}. Is that right? See its domains.`
  )
}

/**
 * What a change of them means, in the change's own transaction: users who were held back are judged anew. A customer who has
 * an address there keeps it until it changes.
 * @throws DoorwardError 'conflict' when a directory of customers speaks for one of them
 */
export async function reserve(tx: Transaction, before: Site, after: Site, now: Date): Promise<void> {
  const added = after.staffDomains.filter((domain) => !before.staffDomains.includes(domain))
  const [taken] = await tx.read<{ domain: string; directory: string }>(
    directoriesWithDomain(tx.siteId, added),
  )
  if (taken) {
    const { domain, directory } = taken
    throw conflict(
      `staffDomains: the directory ${directory} speaks for ${domain}. Take that back first.`,
      'staffDomains',
    )
  }
  tx.write(judgeHeldAnew(tx.siteId, null, 'staff-address'))
  leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
}
