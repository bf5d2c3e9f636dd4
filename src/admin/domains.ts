// Which domains a directory speaks for: an administrator's audited word.
import { conflict, type DoorwardError, invalid, notFound } from '../model/errors.ts'
import {
  type DeclarationRefusal,
  type DomainFacts,
  judgeDeclaration,
  readDomain,
} from '../model/identity/domain.ts'
import { keyOf } from '../model/ids.ts'
import { leaveDomainChange } from '../people/domain-authority.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import type { Directory } from '../storage/identity/directories.ts'
import {
  type DomainRow,
  declareDomain,
  domainFacts,
  listDomains,
  removeDomain,
} from '../storage/identity/domains.ts'
import { siteForUpdate } from '../storage/sites.ts'
import { type AddressEffect, addressEffect } from './address-effect.ts'

/** @throws DoorwardError 'invalid', naming the field */
export function requireDomain(given: string, field = 'domain'): string {
  const read = readDomain(given)
  if ('domain' in read) return read.domain
  switch (read.refusal) {
    case 'no-domain':
      throw invalid(field, `must be an exact domain name in ASCII such as globex.com; ${given} is none.`)
    case 'public-suffix':
      throw invalid(field, `${given} is a suffix beneath which anybody can register a domain.`)
    case 'consumer-mail':
      throw invalid(field, `${given} belongs to everybody who has a mailbox there.`)
  }
}

function refusalOf(refusal: DeclarationRefusal, domain: string): DoorwardError {
  switch (refusal) {
    case 'has-it':
      return conflict(`domain: this directory speaks for ${domain} already.`, 'domain')
    case 'proven-elsewhere':
      return conflict(`domain: another directory has proven ${domain}.`, 'domain')
    case 'of-staff':
      return conflict(
        `domain: somebody of your staff has an address in ${domain}. A directory of customers cannot speak for it.`,
        'domain',
      )
  }
}

/**
 * Declares domains in the caller's transaction, behind the site's lock.
 * @param directoryId one that may be new
 * @throws DoorwardError 'conflict', field `domain`
 */
export async function declareIn(
  tx: Transaction,
  directoryId: number,
  domains: readonly string[],
  now: Date,
): Promise<void> {
  for (const domain of new Set(domains)) {
    const [facts] = await tx.read<DomainFacts>(domainFacts(tx.siteId, directoryId, domain))
    const refusal = facts && judgeDeclaration(facts)
    if (refusal !== undefined) throw refusalOf(refusal, domain)
    tx.write(declareDomain(tx.siteId, directoryId, domain, now))
  }
}

const domainsMax = 100

/** An administrator's word that a directory speaks for a domain. Addresses follow within seconds. */
export async function declare(
  database: Database,
  siteId: number,
  directoryId: number,
  given: string,
  context: AuditContext,
): Promise<DomainRow> {
  const domain = requireDomain(given)
  const { now } = context
  await database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const before = await tx.read<DomainRow>(listDomains(siteId, directoryId))
    if (before.length >= domainsMax)
      throw conflict(`domain: a directory has at most ${domainsMax}.`, 'domain')
    await declareIn(tx, directoryId, [domain], now)
    leaveDomainChange(tx, now, directoryId, domain)
    auditChange(tx, context, directoryId, 'domain.declared', domain, { before: null, after: 'declared' })
  })
  return { domain, authority: 'declared', since: now }
}

/** Takes a directory's say in a domain back: its people stay, their addresses there are claimed within seconds. */
export async function remove(
  database: Database,
  siteId: number,
  directoryId: number,
  given: string,
  context: AuditContext,
): Promise<void> {
  const domain = requireDomainOf(given)
  await database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const before = await tx.read<DomainRow>(listDomains(siteId, directoryId))
    const found = before.find((one) => one.domain === domain)
    if (!found) throw notFound(`The domain ${domain} of this directory`, 'domain')
    tx.write(removeDomain(siteId, directoryId, domain))
    leaveDomainChange(tx, context.now, directoryId, domain)
    const change = { before: found.authority, after: null }
    auditChange(tx, context, directoryId, 'domain.removed', domain, change)
  })
}

/** What was declared before a rule came can still be taken back: only the spelling is put right. */
const requireDomainOf = (given: string) => given.trim().toLowerCase()

export interface DomainEffect extends AddressEffect {
  readonly act: 'declare' | 'remove'
}

/** What declaring a domain, or taking it back, would do to addresses. */
export async function domainEffect(
  database: Database,
  siteId: number,
  { directoryId, guestsSince }: Pick<Directory, 'directoryId' | 'guestsSince'>,
  given: string,
): Promise<DomainEffect> {
  const all = await domainsOf(database, siteId, directoryId)
  const known = all.find(({ domain }) => domain === requireDomainOf(given))
  const domain = known?.domain ?? requireDomain(given)
  if (known === undefined) {
    return { act: 'declare', ...(await addressEffect(database, siteId, directoryId, domain, 'claimed')) }
  }
  // The word for guests goes on holding them.
  if (guestsSince !== null) return { act: 'remove', people: 0, hasMore: false, first: [] }
  return { act: 'remove', ...(await addressEffect(database, siteId, directoryId, domain, 'held')) }
}

function auditChange(
  tx: Transaction,
  context: AuditContext,
  directoryId: number,
  action: 'domain.declared' | 'domain.removed',
  domain: string,
  change: { readonly before: string | null; readonly after: string | null },
): void {
  audit(
    tx,
    { ...context, directoryId },
    { action, subjectKind: 'directory', subject: keyOf(directoryId), details: { domain, ...change } },
  )
}

export async function domainsOf(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<DomainRow[]> {
  const [rows = []] = await database.readInSite(siteId, [listDomains(siteId, directoryId)])
  return rows as DomainRow[]
}
