// Who belongs to an organization by the domain of an address.
import { notFound } from '../model/errors.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import {
  addDomainSource,
  type ByHandFacts,
  byHandFacts,
  countRequestsOf,
  type DomainPerson,
  peopleOfDomain,
  removeDomainSource,
} from '../storage/identity/organizations-by-hand.ts'
import { leaveWord } from '../storage/outbox.ts'
import { about, hold } from './organizations.ts'

/** Who would belong to an organization by a domain, and what they could read of before. */
export interface DomainSourceEffect {
  /** The first of them. */
  readonly people: readonly DomainPerson[]
  readonly hasMore: boolean
  /** Requests of before that who joins sees, counted up to a thousand; 0 where the organization shows none. */
  readonly readable: number
}

const shownMax = 50
const countedMax = 1_000

export async function previewDomainSource(
  database: Database,
  siteId: number,
  organizationId: string,
  domain: string,
): Promise<DomainSourceEffect> {
  const [[facts] = [], people = [], [requests] = []] = (await database.readInSite(siteId, [
    byHandFacts(siteId, organizationId),
    peopleOfDomain(siteId, domain, shownMax + 1),
    countRequestsOf(siteId, organizationId, countedMax),
  ])) as [ByHandFacts[], DomainPerson[], { total: number }[]]
  if (!facts) throw notFound('This organization')
  return {
    people: people.slice(0, shownMax),
    hasMore: people.length > shownMax,
    readable: facts.showsEarlier ? (requests?.total ?? 0) : 0,
  }
}

/** Everybody without a directory who holds an address in the domain belongs from now on. Doing it twice changes nothing. */
export async function addDomain(
  database: Database,
  siteId: number,
  organizationId: string,
  domain: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    await hold(tx, organizationId)
    const made = await tx.read(addDomainSource(siteId, organizationId, domain, context.now))
    if (made.length === 0) return
    audit(tx, context, { action: 'organization.domain-added', ...about(organizationId), details: { domain } })
    leaveWord(tx, context.now, 'organization.changed', { organizationId })
  })
}

/** @throws DoorwardError 'not-found' when the domain does not feed the organization */
export async function removeDomain(
  database: Database,
  siteId: number,
  organizationId: string,
  domain: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    await hold(tx, organizationId)
    const gone = await tx.read(removeDomainSource(siteId, organizationId, domain))
    if (gone.length === 0) throw notFound(`The domain ${domain} of this organization`)
    audit(tx, context, {
      action: 'organization.domain-removed',
      ...about(organizationId),
      details: { domain },
    })
    leaveWord(tx, context.now, 'organization.changed', { organizationId })
  })
}
