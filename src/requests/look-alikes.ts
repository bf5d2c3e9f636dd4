// Whom a message looks like: the rules say what to look up, and judge what was found.
import { domainKeys } from '../model/desk/company-domain.ts'
import {
  type Found,
  type FoundDomain,
  type FoundPerson,
  type LookAlike,
  lookAlikesOf,
  probesOf,
  type Writer,
} from '../model/desk/look-alike.ts'
import { nameKey } from '../model/desk/name-key.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  domainsByKey,
  domainsWithoutKeys,
  keepDomainKeys,
  keepNameKeys,
  peopleByAddress,
  peopleByName,
  peopleWithoutKey,
} from '../storage/desk/look-alikes.ts'

/** Whom somebody looks like who writes under this name from this address. */
export async function findLookAlikes(
  tx: Transaction,
  siteId: number,
  writer: Writer,
): Promise<readonly LookAlike[]> {
  const { nameKeys, domainKeys: keys, addresses } = probesOf(writer)
  const own = foldAddress(writer.address)
  const [names, domains, holders] = (await tx.readAll([
    peopleByName(siteId, nameKeys, own),
    domainsByKey(siteId, keys),
    peopleByAddress(siteId, addresses, own),
  ])) as [FoundPerson[], FoundDomain[], FoundPerson[]]
  const found: Found = { names, domains, addresses: holders }
  return lookAlikesOf(writer, found)
}

const peopleAtOnce = 1_000
const domainsAtOnce = 200

/** Works out the keys of whoever and whatever has none yet, in steps that hold nobody up. */
export async function keepLookAlikeKeys(database: Database, siteId: number): Promise<void> {
  for (const kind of ['customer', 'staff'] as const) {
    while ((await keyPeople(database, siteId, kind)) === peopleAtOnce);
  }
  while ((await keyDomains(database, siteId)) === domainsAtOnce);
}

async function keyPeople(database: Database, siteId: number, kind: 'customer' | 'staff'): Promise<number> {
  const query = peopleWithoutKey(siteId, kind, peopleAtOnce)
  const [people = []] = (await database.readInSite(siteId, [query])) as [{ id: string; name: string }[]]
  if (people.length === 0) return 0
  const keys = people.map(({ id, name }) => ({ id, key: nameKey(name) }))
  await database.inSite(siteId, async (tx) => tx.write(keepNameKeys(siteId, kind, keys)))
  return people.length
}

async function keyDomains(database: Database, siteId: number): Promise<number> {
  const query = domainsWithoutKeys(siteId, domainsAtOnce)
  const [rows = []] = (await database.readInSite(siteId, [query])) as [{ domain: string }[]]
  if (rows.length === 0) return 0
  const domains = rows.map(({ domain }) => domain)
  const keys = domains.flatMap((domain) => domainKeys(domain).map((key) => ({ domain, key })))
  await database.inSite(siteId, async (tx) => {
    for (const write of keepDomainKeys(siteId, domains, keys)) tx.write(write)
  })
  return rows.length
}
