// Which domains a directory speaks for: an administrator's audited word, or a proof by DNS (domain-proofs.ts).
import { conflict, DoorwardError, invalid, notFound } from '../model/errors.ts'
import {
  type DeclarationRefusal,
  type DomainFacts,
  judgeDeclaration,
  readDomain,
} from '../model/identity/domain.ts'
import type { DomainProof } from '../model/identity/domain-proof.ts'
import { foldAddress, plainDomain } from '../model/identity/email-address.ts'
import { keyOf } from '../model/ids.ts'
import { leaveDomainChange, leaveProofChange } from '../people/domain-authority.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { proofsOf, removeProof } from '../storage/identity/domain-proofs.ts'
import {
  type DomainRow,
  declareDomain,
  domainFacts,
  listDomains,
  removeDomain,
} from '../storage/identity/domains.ts'
import { siteForUpdate } from '../storage/sites.ts'
import { tellOfChange } from './authority-mails.ts'

/** @throws DoorwardError 'invalid', naming the field */
export function requireDomain(given: string, field = 'domain'): string {
  const read = readDomain(given)
  if ('domain' in read) return read.domain
  switch (read.refusal) {
    case 'no-domain':
      throw invalid(field, `must be an exact domain name such as globex.com; ${given} is none.`)
    case 'public-suffix':
      throw invalid(field, `${given} is a suffix beneath which anybody can register a domain.`)
    case 'consumer-mail':
      throw invalid(field, `${given} belongs to everybody who has a mailbox there.`)
  }
}

/** What was declared before a rule came can still be taken back: only the spelling is put right. */
export const foldDomain = (given: string) => foldAddress(plainDomain(given.trim()))

/** The domain is not to be had, because of somebody else at the site: a customer's own IT is not told whom. */
export class DomainTaken extends DoorwardError {
  constructor(sentence: string) {
    super('conflict', sentence, 'domain')
  }
}

export function refusalOf(refusal: DeclarationRefusal, domain: string): DoorwardError {
  switch (refusal) {
    case 'has-it':
      return conflict(`domain: this directory speaks for ${domain} already.`, 'domain')
    case 'proven-elsewhere':
      return new DomainTaken(`domain: another directory has proven ${domain}.`)
    case 'of-staff':
      return new DomainTaken(
        `domain: somebody of your staff has an address in ${domain}. A directory of customers cannot speak for it.`,
      )
  }
}

/** A domain of a directory: what the directory says of it counts by `authority`; null while a proof is only begun. */
export interface DomainEntry {
  readonly domain: string
  readonly authority: DomainRow['authority'] | null
  readonly since: Date
  readonly proof: DomainProof | null
}

/** A directory's domains by name, with proofs that are only begun. */
export async function domainsOf(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<DomainEntry[]> {
  const [rows, proofs] = (await database.readInSite(siteId, [
    listDomains(siteId, directoryId),
    proofsOf(siteId, directoryId),
  ])) as [DomainRow[], DomainProof[]]
  return entriesOf(rows, proofs)
}

/** The same in the caller's transaction. */
export async function domainsIn(tx: Transaction, directoryId: number): Promise<DomainEntry[]> {
  const [rows, proofs] = (await tx.readAll([
    listDomains(tx.siteId, directoryId),
    proofsOf(tx.siteId, directoryId),
  ])) as [DomainRow[], DomainProof[]]
  return entriesOf(rows, proofs)
}

function entriesOf(rows: readonly DomainRow[], proofs: readonly DomainProof[]): DomainEntry[] {
  const all = new Map<string, DomainEntry>()
  for (const proof of proofs) {
    all.set(proof.domain, { domain: proof.domain, authority: null, since: proof.begunAt, proof })
  }
  for (const row of rows) all.set(row.domain, { ...row, proof: all.get(row.domain)?.proof ?? null })
  return [...all.values()].sort((a, b) => (a.domain < b.domain ? -1 : 1))
}

const domainsMax = 100

/** @throws DoorwardError 'conflict' when a directory has as many as it may */
export function requireRoom(before: readonly DomainEntry[], domain: string): void {
  if (before.length < domainsMax || before.some((one) => one.domain === domain)) return
  throw conflict(
    `domain: a directory has at most ${domainsMax} domains. Take one back that is no longer its own.`,
    'domain',
  )
}

/** One of several domains is refused, and which. */
export class DomainRefused extends DoorwardError {
  readonly domain: string

  constructor(domain: string, { code, message, field }: DoorwardError) {
    super(code, message, field)
    this.domain = domain
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
    if (refusal !== undefined) throw new DomainRefused(domain, refusalOf(refusal, domain))
    tx.write(declareDomain(tx.siteId, directoryId, domain, now))
  }
}

/** An administrator's word that a directory speaks for a domain. Addresses follow within seconds. */
export async function declare(
  database: Database,
  siteId: number,
  directoryId: number,
  given: string,
  context: AuditContext,
): Promise<DomainEntry> {
  const domain = requireDomain(given)
  const { now } = context
  const proof = await database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const before = await domainsIn(tx, directoryId)
    requireRoom(before, domain)
    await declareIn(tx, directoryId, [domain], now)
    leaveDomainChange(tx, now, directoryId, domain)
    auditDomain(tx, context, directoryId, 'domain.declared', { domain, before: null, after: 'declared' })
    await tellOfChange(tx, context, directoryId, 'declared', domain)
    return before.find((one) => one.domain === domain)?.proof ?? null
  })
  return { domain, authority: 'declared', since: now, proof }
}

/**
 * Takes a directory's say in a domain back, with a proof that was made or begun: its people stay, their addresses there are
 * claimed within seconds.
 */
export async function remove(
  database: Database,
  siteId: number,
  directoryId: number,
  given: string,
  context: AuditContext,
): Promise<void> {
  const domain = foldDomain(given)
  await database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const found = (await domainsIn(tx, directoryId)).find((one) => one.domain === domain)
    if (!found) throw notFound(`The domain ${domain} of this directory`, 'domain')
    await removeIn(tx, directoryId, found, context)
  })
}

/** The same in the caller's transaction, behind the site's lock; by a person, or because the proof has ended. */
export async function removeIn(
  tx: Transaction,
  directoryId: number,
  { domain, authority, proof }: DomainEntry,
  context: AuditContext,
  change: 'removed' | 'proof-ended' = 'removed',
): Promise<void> {
  if (proof) tx.write(removeProof(tx.siteId, directoryId, domain))
  if (authority === null) {
    auditDomain(tx, context, directoryId, 'domain.proof-withdrawn', { domain, before: 'begun', after: null })
    return
  }
  tx.write(removeDomain(tx.siteId, directoryId, domain))
  if (authority === 'proven') await leaveProofChange(tx, context.now, directoryId, domain)
  else leaveDomainChange(tx, context.now, directoryId, domain)
  const action = change === 'removed' ? 'domain.removed' : 'domain.proof-ended'
  auditDomain(tx, context, directoryId, action, { domain, before: authority, after: null })
  await tellOfChange(tx, context, directoryId, change, domain)
}

type DomainAction =
  | 'domain.declared'
  | 'domain.removed'
  | 'domain.proof-begun'
  | 'domain.proof-withdrawn'
  | 'domain.proof-missed'
  | 'domain.proof-back'
  | 'domain.proof-ended'
  | 'domain.proven'

export function auditDomain(
  tx: Transaction,
  context: AuditContext,
  directoryId: number,
  action: DomainAction,
  details: { readonly domain: string; readonly before: string | null; readonly after: string | null },
): void {
  audit(
    tx,
    { ...context, directoryId },
    { action, subjectKind: 'directory', subject: keyOf(directoryId), details },
  )
}
